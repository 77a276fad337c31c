"""`export`: the storyboard of a case as one file to take along."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.commands.output_file import require_place, write_file
from steering.errors import SteercoError
from steering.home import find_home

if TYPE_CHECKING:
    from steering.exports.storyboard import StoryboardExport
    from steering.state.case_snapshot import CaseSnapshot

FORMATS = ("html", "pptx", "pdf", "xlsx")
BUILT = ("html",)


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the data plane is imported for that."""
    command = commands.add_parser("export", help="write the storyboard of a case as one file to take along")
    command.add_argument("case", type=Path, metavar="CASE_DIR", help="the folder of a case, or a .zip of it")
    command.add_argument(
        "--format",
        required=True,
        choices=FORMATS,
        help="html: one page that opens without a network; pptx, pdf and xlsx are not built yet and are refused",
    )
    command.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write it")
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the file: 0 all that it says holds, 1 something does not. SteercoError where it can't be written."""
    if options.format not in BUILT:
        raise SteercoError(f"The format {options.format} is not built yet. Take --format html, which prints well.")
    require_place(options.out, "storyboard.html")
    from steering.exports.html import html
    from steering.exports.storyboard import export_storyboard
    from steering.state.app_state import AppState

    installation = AppState(find_home(), options.case)
    try:
        snapshot = installation.snapshot()
        made = export_storyboard(snapshot.context)
        written = html(made)
    finally:
        installation.close()
    write_file(options.out, written)
    findings = list(_findings(snapshot, made))
    if options.json:
        report = _report(options, made, written, findings)
        sys.stdout.write(json.dumps(report, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(options.out, made, written, findings)))
    return 1 if findings else 0


def _findings(snapshot: CaseSnapshot, made: StoryboardExport) -> Iterator[dict[str, str | None]]:
    """What does not hold: datasets that were refused, problems of the file and of scenes, claims."""
    for dataset, refused in snapshot.refused.items():
        yield {"scene": None, "kind": "dataset", "text": f"{dataset} was refused", "reason": str(refused)}
    for notice in made.notices:
        yield {"scene": None, "kind": "storyboard", "text": notice.text, "reason": notice.remedy}
    for part in made.parts:
        for problem in part.problems:
            yield {"scene": part.id, "kind": "problem", "text": part.message, "reason": problem}
        for notice in part.frame.notices if part.frame else ():
            yield {"scene": part.id, "kind": "notice", "text": notice.text, "reason": notice.remedy}
    for part, claim in made.findings:
        yield {"scene": part.id, "kind": claim.state.value, "text": claim.text, "reason": claim.reason}


def _report(
    options: argparse.Namespace, made: StoryboardExport, written: bytes, findings: list[dict[str, str | None]]
) -> dict[str, Any]:
    return {
        "case": made.case,
        "format": options.format,
        "out": str(options.out),
        "bytes": len(written),
        "sha256": hashlib.sha256(written).hexdigest(),
        "as_of": made.as_of,
        "headline": made.headline,
        "scenes": [
            {"id": part.id, "minutes": part.minutes, "frame": part.frame.sha256 if part.frame else None}
            for part in made.parts
        ],
        "findings": findings,
    }


def _lines(out: Path, made: StoryboardExport, written: bytes, findings: list[dict[str, str | None]]) -> Iterator[str]:
    yield made.headline
    for part in made.parts:
        yield f"{part.position:>3}  {part.clock:<15}  {part.message}"
    yield ""
    for one in findings:
        yield f"{one['scene'] or made.case}: {one['kind']}: {one['text']}. {one['reason']}"
    yield f"{out}: {len(written) / 1e6:.1f} MB"
