"""`clean-up`: the releases that nothing uses any longer, what deleting them frees, and their deletion."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from steering.commands.records import open_records
from steering.home import find_home

if TYPE_CHECKING:
    from steering.ingest.clean_up import Unused


def register(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("clean-up", help="list the releases that nothing uses; delete them if asked to")
    command.add_argument("--delete", action="store_true", help="delete them")
    command.add_argument(
        "--earlier",
        action="store_true",
        help="also releases that were in force before: nobody can go back to them once they are deleted",
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List what nothing uses in the whole installation, and delete it if asked to; the app may run meanwhile."""
    from steering.actors import COMMAND_LINE
    from steering.ingest.clean_up import delete_unused, find_unused

    home = find_home()
    with open_records() as records:
        unused = find_unused(home, None if options.earlier else (), records=records, by=COMMAND_LINE)
        if options.delete:
            delete_unused(home, unused, records=records, by=COMMAND_LINE)
    sys.stdout.write(_as_json(unused, options.delete) if options.json else _as_table(unused, options.delete))
    return 0


def _list(unused: Unused) -> list[dict[str, object]]:
    earlier: list[dict[str, object]] = [
        {
            "dataset": release.dataset,
            "release": release.release_id,
            "place": release.place,
            "source": release.last.source_name,
            "published_at": release.last.published_at.isoformat(timespec="seconds"),
            "bytes": size,
        }
        for release, size in unused.earlier
    ]
    never: list[dict[str, object]] = [
        {"dataset": release.dataset, "release": release.release_id, "published_at": None, "bytes": release.bytes}
        for release in unused.never_published
    ]
    return [*earlier, *never]


def _as_json(unused: Unused, is_gone: bool) -> str:
    report = {"deleted": is_gone, "count": unused.count, "bytes": unused.bytes, "releases": _list(unused)}
    return json.dumps(report, ensure_ascii=False) + "\n"


def _as_table(unused: Unused, is_gone: bool) -> str:
    from steering.formatting import format_bytes, pluralise

    if not unused.count:
        return "Every release is in use, or was brought within the last day.\n"
    lines = [
        f"{entry['dataset']:<10} {str(entry['release'])[:12]}  {format_bytes(int(str(entry['bytes']))):>10}  "
        f"{entry['published_at'] or 'never published'}  {entry.get('source', '')}".rstrip()
        for entry in _list(unused)
    ]
    what = f"{pluralise(unused.count, 'release')}, {format_bytes(unused.bytes)}"
    end = f"Deleted: {what}." if is_gone else f"Nothing uses {what}. Give --delete to delete them."
    return "\n".join([*lines, end, ""])
