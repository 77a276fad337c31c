"""Tables of PowerPoint's own: numbers to the right, hairlines between rows, as many rows as a slide has room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from steering.exports.slides.area import POINT, Area
from steering.exports.slides.canvas import SlideCanvas, describe, fill_paragraphs, parse_colour
from steering.exports.slides.content import Paragraph, SlideWords
from steering.exports.slides.texts import LEADING, clean_text, count_lines, measure
from steering.exports.slides.words import write_badge
from steering.frames.blocks import Column, TableBlock
from steering.frames.cells import ColumnKind
from steering.status import Badge, Status

# PowerPoint's own style of a table without grounds and lines.
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
TO_RIGHT: tuple[ColumnKind, ...] = ("count", "share", "figure", "clock", "clock_change")
# Sizes of text, from the largest on; those from `DENSE` on only where rows are many or columns are narrow.
SIZES, DENSE = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0), 11.0
# Points around the text of a cell, to its sides and above and below.
SIDE, ABOVE = 5.0, 4.0
# Of a cell's width: what is counted on, because programs break lines a little differently.
CAREFUL = 0.96
# Points that a column has at least, and characters of words beyond which a column asks for no more room.
NARROWEST, WIDEST = 34.0, 330.0
# Rows of a table that are shown; a workbook has room for more.
MOST_ROWS = 60
INK, RULE = "101922", "D8DEE6"


@dataclass(frozen=True, kw_only=True)
class TableFit:
    """A table as it stands on a slide: its size of text, the widths of its columns, the heights of its rows.

    It is whole where no word has to be broken.
    """

    size: float
    widths: tuple[float, ...]
    head: float
    heights: tuple[float, ...]
    is_whole: bool


def draw_table(
    canvas: SlideCanvas, area: Area, table: TableBlock, *, name: str, alt: str = ""
) -> tuple[TableBlock | None, int]:
    """Draw as many rows as there is room for; return the table of those that are left, and how tall the drawn one is.

    Where all rows are there, no table is left.
    """
    fit = fit_table(table, *area.points)
    room, count = area.height / POINT - fit.head, 0
    for height in fit.heights:
        if height > room and count:
            break
        room, count = room - height, count + 1
    shown = replace(table, rows=table.rows[:count], texts=table.texts[:count], figures=())
    _add(canvas, area, shown, fit, name, alt or _tell(table, count))
    height = round((fit.head + sum(fit.heights[:count])) * POINT)
    if count == len(table.rows):
        return None, height
    return replace(table, rows=table.rows[count:], texts=table.texts[count:], figures=()), height


def _tell(table: TableBlock, count: int) -> str:
    heads = ", ".join(column.label for column in table.columns)
    return f"Table{f' {table.title!r}' if table.title else ''} of {count} rows: {heads}."


def fit_table(table: TableBlock, width: float, height: float) -> TableFit:
    """Return how a table stands within points: large where all of it has room, else as no word of it is broken."""
    fits = [_fit_size(table, width, size) for size in SIZES]
    # Of sizes at which words would be broken only the smallest is left, where nothing else can be done.
    whole = [fit for fit in fits if fit.is_whole] or fits[-1:]
    at_once = next((fit for fit in whole if fit.head + sum(fit.heights) <= height), None)
    return at_once or next((fit for fit in whole if fit.size <= DENSE), whole[-1])


def _fit_size(table: TableBlock, width: float, size: float) -> TableFit:
    wanted = [_want(table, index, size) for index in range(len(table.columns))]
    least = [_need(table, index, size) for index in range(len(table.columns))]
    widths = _share(wanted, least, width)
    return TableFit(
        size=size,
        widths=tuple(widths),
        head=_measure_row([column.label for column in table.columns], widths, size),
        heights=tuple(_measure_row(texts, widths, size) for texts in table.texts),
        is_whole=sum(least) <= width,
    )


def _list_texts(table: TableBlock, index: int) -> list[str]:
    """Return what stands in a column, a status with its sign."""
    sign = "✓ " if table.columns[index].kind == "status" else ""
    return [clean_text(f"{sign}{row[index]}") for row in table.texts]


def _want(table: TableBlock, index: int, size: float) -> float:
    """Return how wide a column would be with each cell on one line, up to what words may ask for."""
    bold = table.columns[index].kind == "status"
    texts = [measure(text, size, bold=bold) for text in _list_texts(table, index)]
    head = measure(table.columns[index].label, size, bold=True)
    return max(NARROWEST, min(max([*texts, head / 2]), WIDEST * size / SIZES[2])) + 2 * SIDE


def _need(table: TableBlock, index: int, size: float) -> float:
    """Return how wide a column has to be so that no word is broken; figures stand on one line."""
    column, texts = table.columns[index], _list_texts(table, index)
    words = texts if column.kind in (*TO_RIGHT, "status") else [word for text in texts for word in text.split()]
    heads = [measure(word, size, bold=True) for word in column.label.split()]
    longest = max([*(measure(word, size, bold=column.kind == "status") for word in words), *heads], default=0.0)
    return max(NARROWEST, min(longest / CAREFUL + 1, WIDEST / 3)) + 2 * SIDE


def _share(wanted: Sequence[float], least: Sequence[float], width: float) -> list[float]:
    """Return widths that fill the whole width: each what it needs, the rest by what each wants beyond that."""
    if sum(least) > width:
        return [one * width / sum(least) for one in least]
    more = [max(want - need, 0.0) for want, need in zip(wanted, least, strict=True)]
    rest = width - sum(least)
    if sum(more) <= rest:
        ends = [max(pair) for pair in zip(wanted, least, strict=True)]
        return [one * width / sum(ends) for one in ends]
    return [need + extra * rest / sum(more) for need, extra in zip(least, more, strict=True)]


def _measure_row(texts: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = [
        count_lines(clean_text(text), size, (width - 2 * SIDE) * CAREFUL)
        for text, width in zip(texts, widths, strict=True)
    ]
    return max(lines, default=1) * LEADING * size + 2 * ABOVE


def _add(canvas: SlideCanvas, area: Area, table: TableBlock, fit: TableFit, name: str, alt: str) -> None:
    heights = [fit.head, *fit.heights[: len(table.rows)]]
    place = (Emu(area.left), Emu(area.top), Emu(area.width), Emu(round(sum(heights) * POINT)))
    frame = canvas.slide.shapes.add_table(len(table.rows) + 1, len(table.columns), *place)
    describe(frame, name, alt)
    grid = frame.table
    style_table(grid)
    for index, width in enumerate(fit.widths):
        grid.columns[index].width = Emu(round(width * POINT))
    for index, height in enumerate(heights):
        grid.rows[index].height = Emu(round(height * POINT))
    for index, column in enumerate(table.columns):
        words = SlideWords(text=column.label, bold=True, role="muted")
        fill_cell(grid.cell(0, index), (words,), fit.size, to_right=column.kind in TO_RIGHT, rule=INK)
        for row, texts in enumerate(table.texts, start=1):
            content = _write_cell(column, table.rows[row - 1][index], texts[index])
            fill_cell(grid.cell(row, index), (content,), fit.size, to_right=column.kind in TO_RIGHT, rule=RULE)


def _write_cell(column: Column, value: object, text: str) -> SlideWords:
    if column.kind == "status" and value:
        return write_badge(value if isinstance(value, Badge) else Status.parse(value))
    return SlideWords(text=text)


def style_table(grid: Any) -> None:
    """Take off the colours that PowerPoint's library gives to every table."""
    properties = grid._tbl.tblPr
    properties.find(qn("a:tableStyleId")).text = PLAIN_STYLE
    grid.horz_banding = False


def fill_cell(
    cell: Any, words: tuple[SlideWords, ...], size: float, *, to_right: bool = False, rule: str = "", ground: str = ""
) -> None:
    """Write a cell, with a rule below it or on a ground."""
    cell.margin_left = cell.margin_right = Emu(round(SIDE * POINT))
    cell.margin_top = cell.margin_bottom = Emu(round(ABOVE * POINT))
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    fill_paragraphs(cell.text_frame, (Paragraph(words=words, size=size, to_right=to_right),))
    properties = cell._tc.get_or_add_tcPr()
    if rule:
        line = (
            f'<a:lnB {nsdecls("a")} w="{9525 if rule == RULE else 15875}"><a:solidFill><a:srgbClr val="{rule}"/>'
            "</a:solidFill></a:lnB>"
        )
        properties.insert(0, parse_xml(line))
    if ground:
        cell.fill.solid()
        cell.fill.fore_color.rgb = parse_colour(ground)
