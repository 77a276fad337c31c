"""The command line: the same engine without a browser.

Exit 0: all holds. Exit 1: findings remain. Exit 2: the input can't be read, which stderr explains.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from steering.errors import InputRefused, SteercoError

# Each in a module of its name, which is imported only where it is needed: a command should begin at once.
COMMANDS = (
    "adr", "audit", "auditor-package", "backup", "check", "check-access", "clean-up", "ingest", "export",
    "export-oscal", "import-evidence", "import-structurizr", "import-workbook", "invite", "restore", "upload", "vary",
    "verify", "verify-evidence", "verify-log",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser(given[:1]).parse_args(given)
    try:
        return int(options.run(options))
    except InputRefused as refused:
        print(f"{refused.what}:", file=sys.stderr)
        for problem in refused.problems:
            print(f"  {problem}", file=sys.stderr)
        if refused.count > len(refused.problems):
            print(f"  … and {refused.count - len(refused.problems):,} more.", file=sys.stderr)
    except SteercoError as error:
        print(error, file=sys.stderr)
    return 2


def _parser(begins: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of a command line that begins so: it knows the command that is named, or else all of them."""
    parser = argparse.ArgumentParser(prog="python -m steering", description="Steerco without a browser.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("new", help="write a new case: a small, complete, commented one to edit")
    command.add_argument("case", type=Path, metavar="CASE_DIR", help="a folder that does not exist yet")
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.set_defaults(run=_new)
    for name in COMMANDS if not set(begins) & set(COMMANDS) else begins:
        import_module(f"steering.commands.{name.replace('-', '_')}").register(commands)
    return parser


def _new(options: argparse.Namespace) -> int:
    from steering.cases.new import new

    files = new(options.case)
    if options.json:
        print(json.dumps({"case": str(options.case), "files": [str(path) for path in files]}))
        return 0
    for path in files:
        print(path)
    print(f"Edit these, then open the case with: make run CASE={options.case}")
    return 0


if __name__ == "__main__":
    # Most of what a command makes stays until it ends: looking through it for cycles is seldom worth the time.
    gc.set_threshold(10_000, 50, 50)
    sys.exit(main())
