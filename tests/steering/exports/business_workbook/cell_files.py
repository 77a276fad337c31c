"""The cells of a workbook's file as they are stored: formulas, what readers show of them, inputs by their key."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree import ElementTree

from xlsxwriter.utility import xl_cell_to_rowcol

from steering.exports.workbook.layout import (
    ANY,
    FIRST_COLUMN,
    HEADING_ROW,
    INPUT_SHEETS,
    INPUTS,
    KEY_COLUMN,
    VALUE_COLUMN,
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, kw_only=True)
class StoredCell:
    """A cell: its formula where it has one, and what is stored in it."""

    content: Any
    formula: str | None = None


@dataclass(frozen=True, kw_only=True)
class StoredBook:
    """A workbook's file."""

    file: bytes

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """The parts of the file by name."""
        with zipfile.ZipFile(io.BytesIO(self.file)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def paths(self) -> dict[str, str]:
        """The part of each sheet."""
        links = ElementTree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {link.get("Id"): f"xl/{link.get('Target', '').removeprefix('/xl/')}" for link in links}
        book = ElementTree.fromstring(self.parts["xl/workbook.xml"])
        return {sheet.get("name", ""): targets[sheet.get(LINK)] for sheet in book.iter(f"{MAIN}sheet")}

    @cached_property
    def names(self) -> dict[str, str]:
        """The defined names, but those of print areas and titles."""
        book = ElementTree.fromstring(self.parts["xl/workbook.xml"])
        every = {name.get("name", ""): name.text or "" for name in book.iter(f"{MAIN}definedName")}
        return {name: text for name, text in every.items() if not name.startswith("_xlnm")}

    @cached_property
    def _texts(self) -> list[str]:
        root = ElementTree.fromstring(self.parts["xl/sharedStrings.xml"])
        return ["".join(node.text or "" for node in item.iter(f"{MAIN}t")) for item in root]

    @cached_property
    def sheets(self) -> dict[str, dict[tuple[int, int], StoredCell]]:
        """The cells of each sheet by row and column from 0."""
        return {name: self.sheet(name) for name in self.paths}

    @cached_property
    def _sheets(self) -> dict[str, dict[tuple[int, int], StoredCell]]:
        return {}

    def sheet(self, name: str) -> dict[tuple[int, int], StoredCell]:
        """Return the cells of one sheet, which is read when it is first asked for."""
        if name not in self._sheets:
            self._sheets[name] = self._read(self.paths[name])
        return self._sheets[name]

    def _read(self, path: str) -> dict[tuple[int, int], StoredCell]:
        cells = {}
        for node in ElementTree.fromstring(self.parts[path]).iter(f"{MAIN}c"):
            kind, value, formula = node.get("t"), node.find(f"{MAIN}v"), node.find(f"{MAIN}f")
            content: Any = None if value is None else value.text or ""
            if content is not None and kind == "s":
                content = self._texts[int(content)]
            elif content is not None and kind == "b":
                content = content == "1"
            elif content is not None and kind not in ("str", "e"):
                content = float(content)
            own = None if formula is None else formula.text
            cells[xl_cell_to_rowcol(node.get("r"))] = StoredCell(content=content, formula=own)
        return cells

    @cached_property
    def keys(self) -> dict[str, tuple[str, int, int]]:
        """The place of each input that is there, by its key."""
        places: dict[str, tuple[str, int, int]] = {}
        for sheet in INPUT_SHEETS:
            cells = self.sheet(sheet) if sheet in self.paths else {}
            for (row, column), cell in cells.items():
                if column != KEY_COLUMN or row <= HEADING_ROW or not isinstance(cell.content, str):
                    continue
                if sheet == INPUTS:
                    places[cell.content] = (sheet, row, VALUE_COLUMN)
                    continue
                for place in range(FIRST_COLUMN, FIRST_COLUMN + 700):
                    heading = cells.get((HEADING_ROW, place))
                    if heading is None or heading.content is None:
                        break
                    name = heading.content if isinstance(heading.content, str) else str(int(heading.content))
                    if name not in ("base", "(nothing)"):
                        places[cell.content.replace(ANY, name)] = (sheet, row, place)
        return places

    def content(self, sheet: str, row: int, column: int) -> Any:
        """Return what is stored in a cell; None where it is empty."""
        cell = self.sheet(sheet).get((row, column))
        return None if cell is None else cell.content

    def change(self, figures: dict[tuple[str, int, int], float]) -> bytes:
        """Return the file with other numbers in cells that hold one."""
        parts = dict(self.parts)
        for (sheet, row, column), figure in figures.items():
            letters, path = _letters(column), self.paths[sheet]
            pattern = rf'(<c r="{letters}{row + 1}"[^>]*><v>)[^<]*(</v>)'.encode()
            parts[path], count = re.subn(pattern, rf"\g<1>{figure!r}\g<2>".encode(), parts[path])
            assert count == 1, (sheet, row, column)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return out.getvalue()

    def metrics(self, sheet: str) -> dict[str, dict[str, Any]]:
        """Return the rows of metrics of a sheet: by run, then by metric."""
        cells = self.sheet(sheet)
        rows = {
            cell.content: row
            for (row, column), cell in cells.items()
            if column == KEY_COLUMN and row > HEADING_ROW and isinstance(cell.content, str)
        }
        runs: dict[str, dict[str, Any]] = {}
        for (row, column), cell in cells.items():
            if row == HEADING_ROW and column >= FIRST_COLUMN and isinstance(cell.content, str):
                found = {name: self.content(sheet, at, column) for name, at in rows.items()}
                runs.setdefault(cell.content, found)
        return runs


def _letters(column: int) -> str:
    return ("" if column < 26 else chr(ord("A") + column // 26 - 1)) + chr(ord("A") + column % 26)
