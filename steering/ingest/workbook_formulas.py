"""Formulas of a workbook without a stored value: programs write them so, and only a spreadsheet works them out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, XMLPullParser

# A formula with nothing after it, or with an empty value, as found quickly in the bytes of a sheet.
_NO_VALUE = rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</"
_EMPTY = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*" + _NO_VALUE)
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
CHUNK = 2**20
# Bytes of a cell's end, which two chunks may share.
LONGEST_END = 1_000


def find_uncomputed(book: IO[bytes]) -> list[tuple[int, int]]:
    """The row and column, both from 1, of each formula without a value in any sheet."""
    with zipfile.ZipFile(book) as archive:
        sheets = [name for name in archive.namelist() if _SHEET.fullmatch(name)]
        suspects = [name for name in sheets if _has_empty(archive, name)]
        return sorted({cell for name in suspects for cell in _cells(archive, name)})


def _has_empty(archive: zipfile.ZipFile, name: str) -> bool:
    before = b""
    with archive.open(name) as sheet:
        while chunk := sheet.read(CHUNK):
            if _EMPTY.search(before + chunk):
                return True
            before = chunk[-LONGEST_END:]
    return False


def _cells(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[int, int]]:
    parser: XMLPullParser[Element] = XMLPullParser()
    with archive.open(name) as sheet:
        while chunk := sheet.read(CHUNK):
            parser.feed(chunk)
            for event in parser.read_events():
                element = event[-1]
                if not isinstance(element, Element):
                    continue
                is_cell = _local_name(element) == "c"
                if is_cell and _is_uncomputed(element) and (place := _CELL.fullmatch(element.get("r", ""))):
                    yield int(place[2]), _column(place[1])
                elif _local_name(element) == "row":
                    element.clear()


def _is_uncomputed(cell: Element) -> bool:
    parts = {_local_name(part): part.text or "" for part in cell}
    # A text that is empty, as of =IF(A2="","",1), is a value.
    is_text = cell.get("t") == "str" and "v" in parts
    return "f" in parts and not is_text and not parts.get("v", "").strip()


def _local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
