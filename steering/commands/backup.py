"""`backup`: all that an installation keeps as one file, while the app runs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from steering.commands.records import open_records
from steering.home import find_home


def register(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("backup", help="write all that the app keeps to one file, while it runs")
    command.add_argument("file", type=Path, metavar="FILE", help="a file that does not exist yet, such as monday.zip")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the backup; the audit log in it says so."""
    from steering.actors import COMMAND_LINE
    from steering.formatting import pluralise
    from steering.records.backup import write_backup

    home = find_home()
    with open_records() as records:
        records.audit_log.note(COMMAND_LINE, "backup", subject=options.file.name)
        contents = write_backup(records, home, options.file)
    if options.json:
        report = {"file": str(options.file), "files": len(contents.files), "bytes": contents.size}
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        files = pluralise(len(contents.files), "file")
        sys.stdout.write(
            f"{options.file}: {files}, {contents.size:,} bytes. It holds the keys of this installation: keep it safe.\n"
            "The folder of the case that STEERCO_CASE names is not in it.\n"
        )
    return 0
