"""Draws a block into an area of a slide, and returns what of it there was no room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from steering.exports.plots.read_plot import read_plot
from steering.exports.slides.area import POINT, Area
from steering.exports.slides.canvas import SCALES, SlideCanvas, fit, scale, tell_height
from steering.exports.slides.chart_plan import plan_chart
from steering.exports.slides.chart_shape import draw_chart
from steering.exports.slides.content import Paragraph, SlideWords
from steering.exports.slides.grid_shape import MOST_COLUMNS, MOST_ROWS, draw_grid, draw_heat_map, has_room
from steering.exports.slides.table_shape import MOST_ROWS as MOST_TABLE_ROWS
from steering.exports.slides.table_shape import draw_table
from steering.exports.slides.texts import clean_text, measure
from steering.exports.slides.words import (
    write_ask,
    write_claims,
    write_code,
    write_heading,
    write_notices,
    write_prose,
    write_statements,
    write_tile,
)
from steering.frames.blocks import (
    Chart,
    Claims,
    Column,
    FundingRequest,
    Leaf,
    Notice,
    Statements,
    TableBlock,
    Tile,
    Tiles,
)
from steering.frames.code_block import Code
from steering.frames.documents import Drawing, HeatMap, Prose

# Between blocks, and between cards, in English metric units.
GAP, CARD_GAP = 26 * POINT, 10 * POINT
HEADING = 20 * POINT
# Sizes of a headline figure, from the one it should have.
VALUE_SIZES = (26, 22, 19, 16, 13)
GRID = "It is a table whose cells have its colours: PowerPoint has no heat map."
LARGE_GRID = "It is its table: PowerPoint has no heat map, and its fields are too many for a slide."
DRAWING = "The drawing is its table, whose texts can be edited."


@dataclass(kw_only=True)
class LeafPrinter:
    """Draws on one slide; `remarks` are what is shown there otherwise than on its page."""

    canvas: SlideCanvas
    remarks: list[str] = field(default_factory=list)

    def draw(self, area: Area, block: Leaf) -> Leaf | None:
        """Draw a block, and return the rest of it that needs another slide."""
        if isinstance(block, Chart):
            return self._draw_chart(area, block)
        if isinstance(block, TableBlock):
            return self._draw_table(area, block)
        if isinstance(block, HeatMap):
            return self._draw_heat_map(area, block)
        if isinstance(block, Drawing):
            self.remarks.append(f"{block.title}: {DRAWING}")
            return self._draw_table(area, replace(block.table, title=block.title))
        if isinstance(block, Statements):
            return self._draw_statements(area, block)
        if isinstance(block, Claims):
            return self._draw_table(area, tabulate_claims(block))
        self._draw_text(area, block)
        return None

    def _draw_text(self, area: Area, block: Leaf) -> None:
        if isinstance(block, Tiles):
            self.draw_tiles(area, block)
        elif isinstance(block, FundingRequest):
            self._draw_ask(area, block)
        elif isinstance(block, Notice):
            self.canvas.write(area, fit(write_notices((block,), ()), area), "Notice")
        elif isinstance(block, (Prose, Code)):
            lines = write_prose(block) if isinstance(block, Prose) else write_code(block)
            fitted = fit(lines, area)
            if len(fitted) < len(lines):
                self.remarks.append(f"{block.title}: the text is cut where the slide ends.")
            self.canvas.write(area, fitted, block.title or "Text")

    def draw_tiles(self, area: Area, block: Tiles) -> None:
        """Draw headline figures as cards side by side."""
        for tile, place in zip(block.tiles, area.split([1] * len(block.tiles), CARD_GAP), strict=True):
            self._draw_tile(place, tile)

    def _draw_tile(self, area: Area, tile: Tile) -> None:
        room = area.width / POINT - 18
        value = clean_text(tile.value)
        size = next((size for size in VALUE_SIZES if measure(value, size, bold=True) <= room), VALUE_SIZES[-1])
        inner = replace(area, width=area.width - 18 * POINT, height=area.height - 8 * POINT)
        lines = write_tile(tile, size)
        fitted = fit(lines, inner)
        if len(fitted) < len(lines):
            self.remarks.append(f"{tile.label}: what is noted beside the figure has no room.")
        self.canvas.write(area, fitted, f"Figure: {tile.label}", anchor="middle", card=True)

    def _draw_chart(self, area: Area, block: Chart) -> Leaf | None:
        plot = read_plot(block)
        plan = plan_chart(plot)
        self.remarks.extend(f"{block.title}: {remark}" for remark in plan.remarks)
        captions = [*plan.captions, *([block.note] if block.note else [])]
        if plan.chart is not None:
            draw_chart(self.canvas, area, plan.chart, title=block.title, alt=block.alt, captions=captions)
            return replace(block.table, title=block.title) if plan.with_table else None
        grid = plot.grid
        if grid is None or not has_room(grid):
            self.remarks.append(f"{block.title}: {LARGE_GRID}")
            return self._draw_table(area, replace(block.table, title=block.title))
        self.remarks.append(f"{block.title}: {GRID}")
        draw_grid(self.canvas, self._draw_heading(area, block.title), plot, grid, block.title)
        return None

    def _draw_heading(self, area: Area, title: str) -> Area:
        """Draw the heading of a block, and return what is left below it."""
        if not title:
            return area
        head, rest = area.cut_top(HEADING)
        self.canvas.write(head, fit(write_heading(title), head), "Heading")
        return rest

    def _draw_table(self, area: Area, block: TableBlock) -> TableBlock | None:
        rest = self._draw_heading(area, block.title)
        if not block.rows:
            lines = [Paragraph(words=(SlideWords(text=block.empty, role="muted"),), size=14)]
            self.canvas.write(rest, lines, block.title or "Empty table")
            return None
        if block.note:
            words = [Paragraph(words=(SlideWords(text=block.note, role="muted"),), size=10)]
            low, rest = rest.cut_bottom(_note_height(words, rest), gap=6 * POINT)
        if len(block.rows) > MOST_TABLE_ROWS:
            self.remarks.append(f"{block.title}: the first {MOST_TABLE_ROWS} of {len(block.rows)} rows.")
            block = replace(block, rows=block.rows[:MOST_TABLE_ROWS], texts=block.texts[:MOST_TABLE_ROWS], figures=())
        more, height = draw_table(self.canvas, rest, block, name=block.title or "Table")
        if block.note:
            low = replace(low, top=min(rest.top + height + 6 * POINT, low.top))
            self.canvas.write(low, fit(words, low), "Table note")
        return more

    def _draw_heat_map(self, area: Area, block: HeatMap) -> TableBlock | None:
        if block.columns and len(block.columns) <= MOST_COLUMNS and len(block.rows) <= MOST_ROWS:
            self.remarks.append(f"{block.title}: {GRID}")
            draw_heat_map(self.canvas, self._draw_heading(area, block.title), block, block.title)
            return None
        self.remarks.append(f"{block.title}: {LARGE_GRID}")
        return self._draw_table(area, replace(block.table, title=block.title))

    def _draw_statements(self, area: Area, block: Statements) -> Statements | None:
        width, height = area.points
        count = len(block.findings)
        while count > 1 and tell_height(scale(write_statements(_first(block, count)), SCALES[-1]), width) > height:
            count -= 1
        self.canvas.write(area, fit(write_statements(_first(block, count)), area), block.title or "Statements")
        return replace(block, findings=block.findings[count:]) if count < len(block.findings) else None

    def _draw_ask(self, area: Area, block: FundingRequest) -> None:
        notes = [text for text in (block.waiting, block.note) if text]
        if notes:
            words = [Paragraph(words=(SlideWords(text=text, role="muted"),), size=11.5, before=4) for text in notes]
            height = round(min(tell_height(words, area.width / POINT) + 6, area.height / POINT / 3)) * POINT
            low, area = area.cut_bottom(height, gap=GAP // 2)
        left, right = area.split((5, 6), GAP)
        self.canvas.write(left, fit(write_ask(block), left), "The ask", anchor="middle")
        rows = [block.figures[start : start + 2] for start in range(0, len(block.figures), 2)]
        height = min((right.height - CARD_GAP * (len(rows) - 1)) // max(len(rows), 1), 105 * POINT)
        whole = height * len(rows) + CARD_GAP * (len(rows) - 1)
        right = replace(right, top=right.top + max((right.height - whole) // 2, 0))
        for tiles in rows:
            row, right = right.cut_top(height, CARD_GAP)
            self.draw_tiles(row, Tiles(tiles=tiles))
        if notes:
            self.canvas.write(low, fit(words, low), "What to know of the ask")

    def draw_claims(self, area: Area, block: Claims, *, beside: bool) -> None:
        """Draw what is claimed: beside a chart one below the other, below a table side by side."""
        if beside:
            self.canvas.write(area, fit(write_claims(block.claims), area), "Claims")
            return
        for claim, place in zip(block.claims, area.split([1] * max(len(block.claims), 1), GAP), strict=True):
            self.canvas.write(place, fit(write_claims((claim,)), place), "Claim")


def _note_height(words: Sequence[Paragraph], area: Area) -> int:
    return min(round(tell_height(words, area.width / POINT) + 4) * POINT, area.height // 4)


def _first(block: Statements, count: int) -> Statements:
    return replace(block, findings=block.findings[:count])


def tabulate_claims(block: Claims) -> TableBlock:
    """Return claims as a table, where they have no room beside what they are about."""
    columns: Sequence[Column] = (
        Column(label="State", kind="status"),
        Column(label="Claim", kind="words"),
        Column(label="Reason", kind="words"),
    )
    rows = tuple((claim.state, claim.text, claim.reason) for claim in block.claims)
    texts = tuple((claim.state.word, claim.text, claim.reason) for claim in block.claims)
    return TableBlock(
        id="claims", title=block.title or "Claims", columns=tuple(columns), rows=rows, texts=texts, empty=block.empty
    )
