"""The blocks of documents: a heat map, what somebody wrote in Markdown, and a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from steering.drawings.svg import clean_svg
from steering.frames.table_block import Column, TableBlock
from steering.status import Status


@dataclass(frozen=True, kw_only=True)
class HeatCell:
    """A cell of a heat map: its text, coloured by its status, otherwise by its level (0: the first word of the scale).

    `label` names a cell that stands in no column. `detail` is a second line. `words` are read aloud after a text that
    is only a sign, and say its level in place of the scale. `page`, `place` and `focus` are a link.
    """

    text: str
    label: str = ""
    status: Status | None = None
    level: int | None = None
    words: str = ""
    detail: str = ""
    page: str | None = None
    place: str = ""
    focus: str = ""


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """A row of a heat map; where the map has no columns, a group of cells that name themselves.

    Rows of the same `group` stand under its name.
    """

    label: str
    cells: tuple[HeatCell, ...]
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """A grid of rows and columns, or without columns groups of cells, as of a capability map; `alt` says what it shows.

    `scale` are the words of the levels from the least to the most, `row_label` heads the names of the rows and
    `group_label` those of their groups. With `signs` its cells hold a letter or two, and its columns are as narrow.
    Raises ValueError for a level beyond the scale and for a row of another length than the columns.
    """

    kind: ClassVar[str] = "heat_map"
    id: str
    title: str
    rows: tuple[HeatRow, ...]
    columns: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()
    alt: str = ""
    signs: bool = False
    row_label: str = "Group"
    group_label: str = "Area"
    note: str = ""
    method: str = ""
    empty: str = "Nothing to show."

    def __post_init__(self) -> None:
        for row in self.rows:
            if self.columns and len(row.cells) != len(self.columns):
                raise ValueError(f"{row.label!r} has {len(row.cells)} cells under {len(self.columns)} columns")
            for cell in row.cells:
                if cell.level is not None and not 0 <= cell.level < len(self.scale):
                    raise ValueError(f"{row.label!r} has level {cell.level} on a scale of {len(self.scale)}")

    def level_word(self, cell: HeatCell) -> str:
        """Return the word of a cell's level; none where it has no level or already says the word."""
        word = "" if cell.level is None or cell.words else self.scale[cell.level]
        return "" if word == cell.text else word

    @property
    def table(self) -> TableBlock:
        """The same cells as a table to sort, copy and take along."""
        headings = (self.row_label, *(self.columns or ("Name", "Value")))
        has_groups = any(row.group for row in self.rows)
        headings = (self.group_label, *headings) if has_groups else headings
        rows = tuple(
            (row.group, *values) if has_groups else values for row in self.rows for values in self._table_rows(row)
        )
        columns = tuple(Column(label=heading, kind="words") for heading in headings)
        return TableBlock(id=f"{self.id}-table", title="", columns=columns, rows=rows, empty=self.empty)

    def _table_rows(self, row: HeatRow) -> Iterator[tuple[str, ...]]:
        if self.columns:
            yield (row.label, *map(self._say, row.cells))
        else:
            yield from ((row.label, cell.label, self._say(cell)) for cell in row.cells)

    def _say(self, cell: HeatCell) -> str:
        parts = (cell.text, cell.words, cell.status and cell.status.word, self.level_word(cell), cell.detail)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class Prose:
    """What somebody wrote, as Markdown. Its HTML is shown as text, its pictures as their words."""

    kind: ClassVar[str] = "prose"
    id: str
    title: str
    markdown: str
    note: str = ""
    empty: str = "Nothing is written here yet."


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A drawing as SVG, with what it shows in words (`alt`) and as a table; its colours are classes of its elements.

    Raises UnsafeSvg, a ValueError, for an SVG with anything but shapes and text (`steering.drawings.svg`).
    """

    kind: ClassVar[str] = "drawing"
    id: str
    title: str
    svg: str
    alt: str
    table: TableBlock
    note: str = ""
    method: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "svg", clean_svg(self.svg))
