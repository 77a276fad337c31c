"""`import-structurizr`: people, systems, containers and nodes of a Structurizr workspace as `architecture.yaml`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("import-structurizr", help="write architecture.yaml from a Structurizr workspace")
    command.add_argument("workspace", type=Path, metavar="WORKSPACE", help="the workspace as a JSON file")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="a file that does not exist yet")
    command.add_argument("--json", action="store_true", help="print JSON instead of lines")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the file and say what was carried and what was not: 0. CaseRefused where the workspace can't be read."""
    from steering.cases.dossier.structurizr import import_workspace, list_keys
    from steering.cases.yaml_writer import dump_yaml
    from steering.errors import CaseRefused, Problem

    result = import_workspace(options.workspace)
    try:
        with options.out.open("x", encoding="utf-8") as file:
            file.write(dump_yaml(dict(result.tree)))
    except OSError as error:
        reason = error.strerror or "what can't be written"
        problem = Problem(file=options.out.name, found=reason, expected="a new file", remedy="Name another in --out.")
        raise CaseRefused(f"The file {options.out.name}", [problem]) from error
    counts = dict(list_keys(result))
    if options.json:
        told = {"file": str(options.out), "carried": counts, "left_out": dict(result.left_out)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    carried = ", ".join(f"{count:,} {key}" for key, count in counts.items())
    sys.stdout.write("\n".join([f"{options.out} is there: {carried}.", *result.notes]) + "\n")
    return 0
