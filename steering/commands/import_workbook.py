"""`import-workbook`: a workbook or a spreadsheet read into a business case, which is written beside or in its place."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steering.cases.spreadsheet_mapping import SpreadsheetMapping
    from steering.imports.draft_import import DraftImport


def register(commands: Any) -> None:
    """Add the command to the parser; nothing of the model is imported for that."""
    help = "read a workbook of a business case, or a spreadsheet by its mapping, back into business_case.yaml"
    command = commands.add_parser("import-workbook", help=help)
    command.add_argument("file", type=Path, metavar="FILE", help="the workbook, .xlsx")
    command.add_argument("--case", type=Path, required=True, metavar="CASE_DIR", help="the folder of the case")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    command.add_argument("--mapping", type=Path, metavar="FILE", help="spreadsheet.yaml; that of the case without it")
    command.add_argument("--json", action="store_true", help="print JSON instead of sentences")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import the file: 0 everything is taken over, 1 something could not be. Raises InputRefused where nothing is."""
    from steering.actors import COMMAND_LINE
    from steering.cases.business_file import content
    from steering.cases.spreadsheet_mapping import FILE as MAPPING
    from steering.commands.output_file import require_folder, write_file
    from steering.finance.draft.history import FILE, start_draft
    from steering.imports.file_import import import_file, open_file
    from steering.imports.mapping_text import describe_mapping

    require_folder(options.out)
    source = options.case / FILE
    draft = start_draft(content(source)) if source.exists() else None
    spreadsheet = open_file(options.file, options.file.name, COMMAND_LINE, options.case.name)
    result = import_file(spreadsheet, draft, _find_mapping(options, MAPPING), COMMAND_LINE, options.case.name)
    files = {FILE: result.draft.text}
    if result.mapping:
        files[MAPPING] = describe_mapping(result.mapping)
    for name, text in files.items():
        write_file(options.out / name, text.encode())
    _print(result, [str(options.out / name) for name in files], as_json=options.json)
    return 1 if result.refusals else 0


def _find_mapping(options: argparse.Namespace, name: str) -> SpreadsheetMapping | None:
    from steering.cases.business_file import content
    from steering.imports.mapping_text import open_mapping

    path = options.mapping or options.case / name
    return open_mapping(content(path), path.name) if options.mapping or path.exists() else None


def _print(result: DraftImport, files: list[str], *, as_json: bool) -> None:
    if as_json:
        report = {
            "files": files,
            "changes": [{"name": one.name, "before": one.before, "after": one.after} for one in result.changes],
            "refusals": [problem.as_dict() for problem in result.refusals],
            "notes": list(result.notes),
        }
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
        return
    for change in result.changes:
        sys.stdout.write(f"{change.name}: {change.before or 'nothing'} -> {change.after or 'nothing'}\n")
    if not result.changes:
        sys.stdout.write("Nothing differs.\n")
    for problem in result.refusals:
        sys.stdout.write(f"Not taken over: {problem}\n")
    for note in result.notes:
        sys.stdout.write(f"Note: {note}\n")
    sys.stdout.write("".join(f"{file}\n" for file in files))
