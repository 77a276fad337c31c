"""A mapping as the text of its file, and the way back."""

from __future__ import annotations

from typing import Any

from steering.cases.spreadsheet_mapping import FILE, MappedTable, SpreadsheetMapping, parse_mapping
from steering.cases.yaml_reader import parse_yaml
from steering.cases.yaml_writer import dump_yaml
from steering.errors import FileRefused, Problem


def describe_mapping(mapping: SpreadsheetMapping) -> str:
    """Return a mapping as the YAML of its file, without what holds anyway."""
    tree: dict[str, Any] = {}
    if mapping.spreadsheet:
        tree["spreadsheet"] = mapping.spreadsheet
    if mapping.cells:
        tree["cells"] = {key: {"sheet": place.sheet, "cell": place.cell} for key, place in mapping.cells.items()}
    if mapping.tables:
        tree["tables"] = [_describe_table(table) for table in mapping.tables]
    if mapping.lines:
        tree["lines"] = dict(mapping.lines)
    return dump_yaml(tree)


def _describe_table(table: MappedTable) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "kind": table.kind,
        "labels": table.labels,
        "periods": table.periods,
        "amounts": table.amounts,
        **({"first_period": str(table.first_period)} if table.first_period else {}),
        **({"negate": "true"} if table.negate else {}),
        **({"leave_out": list(table.leave_out)} if table.leave_out else {}),
    }


def open_mapping(content: bytes, name: str = FILE) -> SpreadsheetMapping:
    """Return the mapping in the bytes of a file. Raises FileRefused with every problem of it."""
    try:
        document = parse_yaml(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        found, remedy = f"a byte that is not UTF-8 at position {error.start}", "Save the file as UTF-8."
        raise FileRefused(
            name, [Problem(file=name, found=found, expected="a YAML text file", remedy=remedy)]
        ) from error
    mapping, problems = parse_mapping(document)
    if mapping is None:
        raise FileRefused(f"The mapping {name}", problems)
    return mapping
