"""`restore`: a backup put into an empty folder, as the home of an app."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("restore", help="put a backup into an empty folder")
    command.add_argument("file", type=Path, metavar="FILE", help="a backup")
    command.add_argument("--home", type=Path, required=True, metavar="DIR", help="a folder that is empty or new")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Restore: all of the backup, or nothing; the audit log of the new home says so."""
    from steering.actors import COMMAND_LINE
    from steering.formatting import pluralise
    from steering.records import Records
    from steering.records.backup import restore_backup

    contents = restore_backup(options.file, options.home)
    with Records(options.home) as records:
        records.audit_log.note(COMMAND_LINE, "backup", subject=options.file.name, restored=True)
    if options.json:
        report = {"home": str(options.home), "files": len(contents.files), "bytes": contents.size}
        sys.stdout.write(json.dumps(report | {"made_at": contents.made_at}) + "\n")
    else:
        files = pluralise(len(contents.files), "file")
        sys.stdout.write(
            f"{options.home}: {files}, as of {contents.made_at}. Start the app with STEERCO_HOME={options.home}.\n"
        )
    return 0
