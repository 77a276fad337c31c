"""`export-oscal`: controls and evidence of a case as OSCAL assessment results and component definition."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.errors import SteercoError
from steering.home import find_home

if TYPE_CHECKING:
    from steering.context.case_context import CaseContext


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("export-oscal", help="write controls and evidence as OSCAL 1.2 documents")
    command.add_argument("case", type=Path, metavar="CASE_DIR", help="the folder of a case, or a .zip of it")
    command.add_argument("--framework", required=True, metavar="ID", help="soc2 or hipaa")
    command.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="where to write the two files")
    command.add_argument(
        "--day",
        type=_parse_day,
        metavar="YYYY-MM-DD",
        help="the day as of which controls are looked at; without, the last one of the case's month",
    )
    command.add_argument(
        "--since", type=_parse_day, metavar="YYYY-MM-DD", help="leave out evidence that had expired before this day"
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run, refuse=command.error)


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-10-31") from error


def run(options: argparse.Namespace) -> int:
    """Write both files: 0 with the evidence in force, 1 where it was refused. SteercoError where none can be made."""
    if options.since and options.day and options.since > options.day:
        options.refuse("--since is after --day: give the first day of the period, then its last one")
    from steering.state.app_state import AppState

    installation = AppState(find_home(), options.case)
    try:
        snapshot = installation.snapshot()
        day, files = _build_files(snapshot.context, options)
        refusal = snapshot.refused.get("evidence")
    finally:
        installation.close()
    _write(options.out, files)
    _print(options, day, files, str(refusal) if refusal else "")
    return 1 if refusal else 0


def _build_files(context: CaseContext, options: argparse.Namespace) -> tuple[date, dict[str, bytes]]:
    from steering.cases.roadmap import last_day
    from steering.compliance.oscal import write_document
    from steering.compliance.oscal_components import build_component_definition
    from steering.compliance.oscal_export import build_assessment_results
    from steering.context.dimensions import default_month

    day = options.day or last_day(default_month(context))
    if options.since and options.since > day:
        raise SteercoError(f"--since {options.since} is after {day}, the last day of the case's month. Give --day too.")
    results = build_assessment_results(context, options.framework, day, since=options.since)
    definition = build_component_definition(context, options.framework, day)
    return day, {
        f"assessment-results-{options.framework}.json": write_document(results),
        f"component-definition-{options.framework}.json": write_document(definition),
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    from steering.commands.output_file import require_folder, write_file

    require_folder(folder)
    for name, content in files.items():
        write_file(folder / name, content)


def _print(options: argparse.Namespace, day: date, files: Mapping[str, bytes], refusal: str) -> None:
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    if options.json:
        items = [{"file": str(options.out / name), "sha256": digest} for name, digest in digests.items()]
        report = {"framework": options.framework, "day": day.isoformat(), "files": items, "refusal": refusal or None}
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
        return
    for name, digest in digests.items():
        sys.stdout.write(f"{options.out / name}  {len(files[name]):,} bytes  SHA-256 {digest}\n")
    if refusal:
        sys.stdout.write(f"The evidence was refused and is not in them. {refusal}\n")
