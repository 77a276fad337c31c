"""The workbook that Steerco makes of a business case: how one is known, and how it was when it was issued."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from steering.cases.business import BusinessCase
from steering.cases.cell_ranges import parse_range
from steering.exports.workbook.layout import (
    FORMAT_NAME,
    FORMAT_PROPERTY,
    HASH_NAME,
    HASH_PROPERTY,
)
from steering.exports.workbook.workbook import business_workbook
from steering.ingest.spreadsheet import Spreadsheet, open_spreadsheet

REFERENCE = re.compile(r"=?(?:'(?P<quoted>.+)'|(?P<plain>[^'!]+))!(?P<cell>\$?[A-Z]{1,3}\$?[0-9]+)")


@dataclass(frozen=True, kw_only=True)
class IssueMarks:
    """What a workbook says of how it was made: the version of its layout, and the hash of its business case."""

    format: str
    case_hash: str


def find_marks(spreadsheet: Spreadsheet) -> IssueMarks | None:
    """Return the marks of a workbook; None where it has none, so that Steerco did not make it."""
    case_hash = _find_mark(spreadsheet, HASH_PROPERTY, HASH_NAME)
    if not case_hash:
        return None
    return IssueMarks(format=_find_mark(spreadsheet, FORMAT_PROPERTY, FORMAT_NAME), case_hash=case_hash)


def _find_mark(spreadsheet: Spreadsheet, own: str, name: str) -> str:
    """Return a mark by the cell of that name, which every program keeps, otherwise by the property."""
    match = REFERENCE.fullmatch(spreadsheet.names.get(name, ""))
    if match and (sheet := spreadsheet.find((match["quoted"] or match["plain"]).replace("''", "'"))):
        place = parse_range(match["cell"])
        value = sheet.value(place.top, place.left)
        if value is not None:
            return str(value)
    return spreadsheet.properties.get(own, "")


def issue_again(business: BusinessCase) -> Spreadsheet:
    """Return the workbook of a business case as it is when it is issued."""
    pack = business_workbook(business)
    with TemporaryDirectory(prefix="steerco-") as folder:
        path = Path(folder) / pack.name
        path.write_bytes(pack.content)
        return open_spreadsheet(path, pack.name)
