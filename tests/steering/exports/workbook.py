"""A workbook read back from its XML, so that what is a formula, a link, a text or a number can be told apart."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """The cells of the only sheet by place (`B2`), and the names of all elements and parts."""

    cells: dict[str, str | float]
    elements: set[str]
    parts: set[str]


def read(data: bytes) -> Workbook:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        parts = set(archive.namelist())
        (name,) = [part for part in parts if part.startswith("xl/worksheets/sheet")]
        root = ElementTree.fromstring(archive.read(name))
    return Workbook(
        cells={cell.attrib["r"]: _value(cell) for cell in root.iter(f"{MAIN}c") if len(cell)},
        elements={element.tag.removeprefix(MAIN) for element in root.iter()},
        parts=parts,
    )


def rows(data: bytes) -> list[dict[int, str | float]]:
    """The rows below the header, each by number of its column from 0."""
    found: dict[int, dict[int, str | float]] = {}
    for place, value in read(data).cells.items():
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        found.setdefault(int(number), {})[column - 1] = value
    last = max(found, default=1)
    return [found.get(number, {}) for number in range(2, last + 1)]


def _value(cell: ElementTree.Element) -> str | float:
    if cell.attrib.get("t") == "inlineStr":
        text = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    assert "t" not in cell.attrib, cell.attrib
    return float(cell.find(f"{MAIN}v").text)
