"""`import-evidence`: what Prowler or an OSCAL assessment has found, as a file of evidence to upload."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.formatting import pluralise

if TYPE_CHECKING:
    from steering.compliance.imports import ImportReport

# Frameworks and ids that the table names of those that are none of ours.
SHOWN = 10


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of compliance is imported for that."""
    command = commands.add_parser("import-evidence", help="turn Prowler's output or OSCAL results into evidence")
    command.add_argument("file", type=Path, metavar="FILE", help="Prowler's CSV or OCSF JSON, or OSCAL as JSON")
    command.add_argument("--out", required=True, type=Path, metavar="CSV", help="where to write the evidence")
    command.add_argument(
        "--map",
        type=Path,
        nargs="+",
        default=[],
        metavar="JSON",
        help="Prowler's own files of frameworks, which say what controls a check is about; without, only what the "
        "file itself names",
    )
    command.add_argument("--kept-at", default="", metavar="URI", help="where the file itself is kept, for auditors")
    command.add_argument(
        "--expires-after", type=_parse_days, metavar="DAYS", help="where the file has no expiry, how long it counts"
    )
    command.add_argument("--collector", default="", metavar="ROLE", help="who has collected it; the tool when left out")
    command.add_argument(
        "--reviewer", default="", metavar="ROLE", help="who reviews it; without, what is new is a draft"
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run, refuse=command.error)


def _parse_days(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 3650:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to 3650")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Convert: 0 all of the file is in it, 1 some of it names no control. FileRefused where it can't be read."""
    from steering.commands.output_file import require_place, write_file
    from steering.compliance.evidence_import import import_evidence
    from steering.compliance.imports import ImportOptions, is_address, parse_mapping, write_rows

    if options.kept_at and not is_address(options.kept_at):
        options.refuse("--kept-at needs an address, such as https://evidence.example/scan.csv")
    require_place(options.out, "evidence.csv")
    checks: dict[str, list[tuple[str, str]]] = {}
    for path in options.map:
        for check, controls in parse_mapping(path).items():
            checks.setdefault(check, []).extend(controls)
    choices = ImportOptions(
        kept_at=options.kept_at,
        expires_after=options.expires_after,
        collector=options.collector,
        reviewer=options.reviewer,
        checks=checks,
    )
    report = import_evidence(options.file, choices)
    if report.rows:
        write_file(options.out, write_rows(report.rows))
    if options.json:
        sys.stdout.write(json.dumps(_as_dict(report, options.out), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(report, options.out)))
    return 1 if report.without_control or not report.rows else 0


def _as_dict(report: ImportReport, out: Path) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "items": report.items,
        "rows": len(report.rows),
        "out": str(out) if report.rows else None,
        "without_control": report.without_control,
        "names": dict(report.ids.most_common()),
        "without_expiry": _count_endless(report),
        "notes": list(report.notes),
    }


def _count_endless(report: ImportReport) -> int:
    return sum(not row["expires_at"] for row in report.rows)


def _lines(report: ImportReport, out: Path) -> Iterator[str]:
    yield f"{report.kind}: {pluralise(report.items, 'finding')}, {pluralise(len(report.rows), 'piece')} of evidence"
    if report.without_control:
        yield f"{report.without_control:,} of them name no control of a framework that is known here, and are left out."
    if report.ids:
        names = [f"{name} ({count:,})" for name, count in report.ids.most_common(SHOWN)]
        more = len(report.ids) - len(names)
        yield f"They name: {', '.join(names)}{f' and {more:,} more' if more else ''}."
    if endless := _count_endless(report):
        yield f"{pluralise(endless, 'piece')} would never expire: the file says no day. Give --expires-after DAYS."
    yield from report.notes
    yield str(out) if report.rows else "Nothing is written: there is no evidence in it."
