"""`adr`: a new architecture decision record in a case's folder, in MADR's form, to be filled in."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("adr", help="write a new architecture decision record to fill in")
    command.add_argument("title", metavar="TITLE", help='what is decided, such as "One feature store"')
    case_help = "the case's folder; the current one when left out"
    command.add_argument("--case", type=Path, default=Path(), metavar="CASE_DIR", help=case_help)
    command.add_argument("--supersedes", default="", metavar="ADR", help="the record whose place it takes")
    command.add_argument("--json", action="store_true", help="print JSON instead of a line")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the record and say where it is: 0. CaseRefused where there is no case, or the title can't be one."""
    from steering.cases.dossier.new_adr import write_adr
    from steering.clock import tell_time

    path = write_adr(options.case, options.title, tell_time().date(), options.supersedes)
    if options.json:
        sys.stdout.write(json.dumps({"file": str(path)}, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{path} is there. Fill it in, then set its status.\n")
    return 0
