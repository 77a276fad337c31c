"""Charts of PowerPoint's own with the workbook that they are edited in, put on a slide."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.parts.chart import ChartPart
from pptx.util import Emu

from steering.exports.slides.area import POINT, Area
from steering.exports.slides.canvas import SlideCanvas, describe, fit, tell_height
from steering.exports.slides.chart_xml import category_xml, point_xml
from steering.exports.slides.content import Paragraph, SlideWords
from steering.exports.slides.native_chart import CategoryChart, PointChart
from steering.exports.slides.texts import clean_text
from steering.exports.tables import Worksheet, build_sheet, xlsx

# The height of what stands above a chart, in points.
HEADING = 18
Column = tuple[str, Sequence[float | str | None], str]


def draw_chart(
    canvas: SlideCanvas, area: Area, chart: CategoryChart | PointChart, *, title: str, alt: str, captions: Sequence[str]
) -> None:
    """Draw a chart below its title with its unit, and what is told in words below it."""
    heading = " · ".join(part for part in (title, chart.heading) if part)
    head, rest = area.cut_top(HEADING * POINT)
    canvas.write(
        head, fit([Paragraph(words=(SlideWords(text=heading, bold=True, role="muted"),), size=12)], head), "Chart title"
    )
    words = [Paragraph(words=(SlideWords(text=text, role="muted"),), size=10.5) for text in _join(captions, area)]
    if words:
        height = min(round(tell_height(words, area.width / POINT) + 3) * POINT, rest.height // 3)
        low, rest = rest.cut_bottom(height, gap=3 * POINT)
        add_chart(canvas, rest, chart, title, alt)
        canvas.write(low, fit(words, low), "Chart caption")
    else:
        add_chart(canvas, rest, chart, title, alt)


def _join(captions: Sequence[str], area: Area) -> list[str]:
    """Return what is told below a chart, as few lines as it fits on."""
    lines: list[str] = []
    room = area.width / POINT / 5.2
    for text in captions:
        if lines and len(lines[-1]) + len(text) + 3 <= room:
            lines[-1] += f" · {text}"
        else:
            lines.append(text)
    return lines


def add_chart(canvas: SlideCanvas, area: Area, chart: CategoryChart | PointChart, name: str, alt: str) -> None:
    """Add the chart with its workbook, in which each of its values is a cell."""
    markup = category_xml(chart) if isinstance(chart, CategoryChart) else point_xml(chart)
    slide = canvas.slide
    package = slide.part.package
    part = ChartPart.load(package.next_partname(ChartPart.partname_template), CONTENT_TYPE.DML_CHART, package, markup)
    part.chart_workbook.update_from_xlsx_blob(xlsx(_build_book(chart)))
    relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    place = (Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    element = slide.shapes._add_chart_graphicFrame(relation, *place)
    shape = next(shape for shape in slide.shapes if shape._element is element)
    describe(shape, name, alt or name)


def _build_book(chart: CategoryChart | PointChart) -> Worksheet:
    """Return the sheet that a chart reads: its categories, then its columns; of lines of points both axes of each."""
    columns: list[Column]
    if isinstance(chart, CategoryChart):
        columns = [("", [clean_text(name) for name in chart.categories], "")]
        columns += [(column.name, column.values, column.format.code) for column in chart.columns]
    else:
        longest = max(len(line.places) for line in chart.lines)
        columns = []
        for line in chart.lines:
            rest: list[float | None] = [None] * (longest - len(line.places))
            columns += [
                (chart.base.title or "Place", [*line.places, *rest], ""),
                (line.name, [*line.values, *rest], ""),
            ]
    headings = tuple(clean_text(name) for name, _, _ in columns)
    sheet = build_sheet("Data", headings, [list(values) for _, values, _ in columns])
    formats = {index: code for index, (_, _, code) in enumerate(columns) if code}
    return Worksheet(title=sheet.title, headings=headings, batches=sheet.batches, rows=sheet.rows, formats=formats)
