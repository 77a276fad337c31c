"""The appendix: each figure of the slides that can be questioned, with what it means and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steering.addresses import hide_addresses
from steering.cases.storyboard import AnyScene, Scene
from steering.context.case_context import CaseContext
from steering.exports.slides.content import SlideContent
from steering.exports.storyboard import StoryboardExport
from steering.frames.blocks import Chart, Column, TableBlock, Tiles, leaves
from steering.frames.figure_value import describe_figure, name_figure
from steering.frames.frame import Frame
from steering.metrics.lineage import Lineage, lineage_of
from steering.storyboard.views import filters

HEADS = ("Figure", "Value", "What it means", "How it is worked out", "Data", "Scene")
# Characters of a cell: what is longer is read in the app.
LONGEST = 260
SHORT = 8
TITLE = "Each figure of these slides, and where it comes from"


def build_appendix(context: CaseContext, pack: StoryboardExport, scenes: Sequence[AnyScene]) -> Iterator[SlideContent]:
    """Yield the table of all figures that can be questioned; nothing where no scene has any."""
    rows = list(dict.fromkeys(_list_rows(context, pack, scenes)))
    if rows:
        columns = tuple(Column(label=head, kind="words") for head in HEADS)
        table = TableBlock(id="figures", title="", columns=columns, rows=tuple(rows))
        yield SlideContent(title=TITLE, where="Appendix", blocks=(table,), source=pack.case)


def _list_rows(context: CaseContext, pack: StoryboardExport, scenes: Sequence[AnyScene]) -> Iterator[tuple[str, ...]]:
    for part, scene in zip(pack.parts, scenes, strict=False):
        if part.frame is None or not isinstance(scene, Scene):
            continue
        for figure in dict.fromkeys(_list_figures(part.frame)):
            lineage = lineage_of(context, filters(context, scene), part.frame.page, figure)
            if lineage:
                yield _describe(part.frame, figure, hide_addresses(lineage), part.position)


def _list_figures(frame: Frame) -> Iterator[str]:
    """Yield the ids of the figures of a frame; a chart's is that of the metric which it shows."""
    for block in leaves(frame.blocks):
        if isinstance(block, Tiles):
            yield from (tile.id for tile in block.tiles)
        elif isinstance(block, Chart):
            yield block.about or block.id
        elif isinstance(block, TableBlock):
            yield block.id
            yield from (id for id, _ in block.figures)


def _describe(frame: Frame, figure: str, lineage: Lineage, position: int) -> tuple[str, ...]:
    data = [
        f"{read.dataset} {read.release[:SHORT]}: {read.rows_used:,} of {read.rows:,} rows" for read in lineage.releases
    ]
    cells = (
        name_figure(frame, figure),
        _tell_value(frame, figure),
        lineage.definition,
        lineage.formula,
        "; ".join([*data, *lineage.inputs]),
        f"{position}",
    )
    return tuple(_cut(cell) for cell in cells)


def _tell_value(frame: Frame, figure: str) -> str:
    """Return the figure itself; a chart and a table have more than one, which their slide shows."""
    for block in leaves(frame.blocks):
        if isinstance(block, (Chart, TableBlock)) and figure in (block.id, getattr(block, "about", "")):
            return "as shown"
    return next(iter(describe_figure(frame, figure)), "")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
