"""The block that shows rows of values under columns: a table, as it is read, sorted and taken along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from steering.frames.cells import CellValue, ColumnKind, cell_text


@dataclass(frozen=True, kw_only=True)
class Column:
    """A table's column: its heading and what kind of value it holds (shares as 0.28; words that take several lines).

    `minor` columns are shown where there is room for them; downloads always have them.
    """

    label: str
    kind: ColumnKind = "text"
    help: str = ""
    minor: bool = False


class Cell(NamedTuple):
    """A cell of a table: the value that sorts and calculates, and the text that is read."""

    value: CellValue
    text: str


@dataclass(frozen=True, kw_only=True)
class TableBlock:
    """Rows of values under columns; `empty` is the text where there are none. `figures` names the figure of each row.

    `texts` are the cells as they are read, formatted by the columns' kinds where none are passed. `method`, how the
    figures are worked out, is read on demand.
    """

    kind: ClassVar[str] = "table"
    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    texts: tuple[tuple[str, ...], ...] = ()
    empty: str = "Nothing to show."
    note: str = ""
    method: str = ""
    figures: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.texts:
            kinds = [column.kind for column in self.columns]
            texts = (tuple(map(cell_text, row, kinds)) for row in self.rows)
            object.__setattr__(self, "texts", tuple(texts))

    @property
    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows as cells of value and text."""
        rows = zip(self.rows, self.texts, strict=True)
        return tuple(tuple(map(Cell, values, texts)) for values, texts in rows)
