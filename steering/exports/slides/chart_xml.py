"""The XML of a chart as PowerPoint reads it (ECMA-376, part 1, chapter 21), in the order that the schema asks for."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from steering.exports.slides.native_chart import CategoryChart, ChartColumn, PointChart, PointLine, ValueAxis
from steering.exports.slides.texts import clean_text

NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
# Ids of the two axes, the same in every chart.
BASE, VALUE = 111_111_111, 222_222_222
DASHES = {"dot": "sysDot", "dash": "dash", "dashdot": "dashDot", "solid": "solid"}
SYMBOLS = {"diamond": "diamond", "diamond-open": "diamond", "square": "square", "line-ns": "dash"}
# English metric units of a point, and hundredths of a point, which text is measured in.
POINT = 12_700
SMALL = 1100
# Labels of categories at most, beyond which some are left out.
MOST_LABELS = 12
# Labels that stand level on two lines each, and angles in 60,000ths of a degree.
MOST_LEVEL = 18
LEVEL, UPWARDS = "0", "-2700000"
GRID_COLOUR = "D8DEE6"
SHEET = "Data"


def category_xml(chart: CategoryChart) -> bytes:
    """Return the XML of a chart of columns over categories."""
    bars = [(index, column) for index, column in enumerate(chart.columns) if column.look in ("bar", "base")]
    lines = [(index, column) for index, column in enumerate(chart.columns) if column.look in ("line", "mark")]
    groups = (_bar_group(chart, bars) if bars else "") + (_line_group(chart, lines) if lines else "")
    axes = _category_axis(chart) + _value_axis(chart.axis, sideways=chart.horizontal, last=chart.horizontal)
    drop = [index for index, column in enumerate(chart.columns) if not column.in_legend]
    return _space(groups + axes, legend=chart.has_legend, drop=drop)


def point_xml(chart: PointChart) -> bytes:
    """Return the XML of a chart of lines of points."""
    series = "".join(_point_series(index, line) for index, line in enumerate(chart.lines))
    style = '<c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
    group = f"<c:scatterChart>{style}{series}{_axis_ids()}</c:scatterChart>"
    axes = _number_axis(chart.base) + _value_axis(chart.axis, sideways=False, last=False, crosses="min")
    drop = [index for index, line in enumerate(chart.lines) if not line.in_legend]
    return _space(group + axes, legend=True, drop=drop)


def _space(area: str, *, legend: bool, drop: Sequence[int]) -> bytes:
    entries = "".join(f'<c:legendEntry><c:idx val="{index}"/><c:delete val="1"/></c:legendEntry>' for index in drop)
    names = f'<c:legend><c:legendPos val="t"/>{entries}<c:overlay val="0"/>{_text()}</c:legend>' if legend else ""
    markup = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {NAMESPACES}><c:date1904 val="0"/>'
        f'<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{area}</c:plotArea>'
        f'{names}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>{_text()}</c:chartSpace>'
    )
    return markup.encode()


def _axis_ids() -> str:
    return f'<c:axId val="{BASE}"/><c:axId val="{VALUE}"/>'


def _bar_group(chart: CategoryChart, bars: Sequence[tuple[int, ChartColumn]]) -> str:
    series = "".join(_bar_series(chart, index, column) for index, column in bars)
    grouping, overlap = ("stacked", 100) if chart.stacked else ("clustered", -5)
    return (
        f'<c:barChart><c:barDir val="{"bar" if chart.horizontal else "col"}"/><c:grouping val="{grouping}"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="{chart.gap}"/><c:overlap val="{overlap}"/>'
        f"{_axis_ids()}</c:barChart>"
    )


def _line_group(chart: CategoryChart, lines: Sequence[tuple[int, ChartColumn]]) -> str:
    series = "".join(_line_series(chart, index, column) for index, column in lines)
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f"{_axis_ids()}</c:lineChart>"
    )


def _bar_series(chart: CategoryChart, index: int, column: ChartColumn) -> str:
    look = _filled(column.colour, column.outline) if column.look == "bar" else _filled("", "")
    points = "".join(
        f'<c:dPt><c:idx val="{place}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{_filled(colour, "")}</c:dPt>'
        for place, colour in enumerate(column.colours)
        if colour and column.look == "bar"
    )
    position = "ctr" if chart.stacked else "outEnd"
    return (
        f'<c:ser>{_identify(index, column.name, index + 1)}{look}<c:invertIfNegative val="0"/>{points}'
        f"{_labels(column, position)}{_categories(chart.categories)}{_values(column, index + 1)}</c:ser>"
    )


def _line_series(chart: CategoryChart, index: int, column: ChartColumn) -> str:
    is_line = column.look == "line"
    look = f"<c:spPr>{_line(column.colour if is_line else '', column.width, column.dash)}</c:spPr>"
    marker = _marker(column.symbol or "diamond", column.colour) if not is_line or _is_short(column) else _marker("", "")
    return (
        f"<c:ser>{_identify(index, column.name, index + 1)}{look}{marker}"
        f'{_categories(chart.categories)}{_values(column, index + 1)}<c:smooth val="0"/></c:ser>'
    )


def _is_short(column: ChartColumn) -> bool:
    """Whether a line has a point without a neighbour, which would not be seen."""
    return sum(value is not None for value in column.values) < 2


def _point_series(index: int, line: PointLine) -> str:
    look = f"<c:spPr>{_line('' if line.symbol else line.colour, line.width, line.dash)}</c:spPr>"
    return (
        f"<c:ser>{_identify(index, line.name, 2 * index + 1)}{look}{_marker(line.symbol, line.colour)}"
        f"<c:xVal>{_numbers(line.places, 2 * index, 'General')}</c:xVal>"
        f'<c:yVal>{_numbers(line.values, 2 * index + 1, "General")}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def _identify(index: int, name: str, place: int) -> str:
    cell = f"{SHEET}!${_letter(place)}$1"
    return (
        f'<c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>{cell}</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{_plain(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def _categories(names: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{index}"><c:v>{_plain(name)}</c:v></c:pt>' for index, name in enumerate(names))
    cells = f"{SHEET}!$A$2:$A${len(names) + 1}"
    return (
        f'<c:cat><c:strRef><c:f>{cells}</c:f><c:strCache><c:ptCount val="{len(names)}"/>{points}</c:strCache>'
        "</c:strRef></c:cat>"
    )


def _values(column: ChartColumn, place: int) -> str:
    return f"<c:val>{_numbers(column.values, place, column.format.code)}</c:val>"


def _numbers(values: Sequence[float | None], place: int, code: str) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{value!r}</c:v></c:pt>' for index, value in enumerate(values) if value is not None
    )
    letter = _letter(place)
    return (
        f"<c:numRef><c:f>{SHEET}!${letter}$2:${letter}${len(values) + 1}</c:f><c:numCache>"
        f'<c:formatCode>{escape(code)}</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _letter(place: int) -> str:
    """Return a column of a sheet by its place from 0: `A`, `Z`, `AA`."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _labels(column: ChartColumn, position: str) -> str:
    if column.look == "base" or not (column.labels or column.shows_values):
        return ""
    ink = "FFFFFF" if position == "ctr" else ""
    shows = '<c:showLegendKey val="0"/><c:showVal val="{}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    shows += '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    single = "".join(
        f'<c:dLbl><c:idx val="{index}"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r>'
        f'<a:rPr lang="en-GB" sz="{SMALL}"/><a:t>{_plain(text)}</a:t></a:r></a:p></c:rich></c:tx>'
        f'<c:dLblPos val="{position}"/>{shows.format(1)}</c:dLbl>'
        if text
        else f'<c:dLbl><c:idx val="{index}"/><c:delete val="1"/></c:dLbl>'
        for index, text in enumerate(column.labels)
    )
    code = quoteattr(f"{column.format.code};;")
    return (
        f'<c:dLbls>{single}<c:numFmt formatCode={code} sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln>'
        f'</c:spPr>{_text(ink)}<c:dLblPos val="{position}"/>{shows.format(1)}</c:dLbls>'
    )


def _category_axis(chart: CategoryChart) -> str:
    place, order = ("l", "maxMin") if chart.horizontal else ("b", "minMax")
    stride = max(1, -(-len(chart.categories) // MOST_LABELS)) if not chart.horizontal else 1
    return (
        f'<c:catAx><c:axId val="{BASE}"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{place}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{_line("8A94A0", 0.75, "solid")}</c:spPr>'
        f'{_text(turn=_turn(chart))}<c:crossAx val="{VALUE}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        f'<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="{stride}"/><c:noMultiLvlLbl val="1"/>'
        "</c:catAx>"
    )


def _turn(chart: CategoryChart) -> str:
    """Return how names of categories stand: level, or upwards where there are too many for that."""
    return LEVEL if chart.horizontal or len(chart.categories) <= MOST_LEVEL else UPWARDS


def _value_axis(axis: ValueAxis, *, sideways: bool, last: bool, crosses: str = "") -> str:
    """Return the axis of values. With categories from the top down it stands at the `last` of them, at the foot."""
    grid = f"<c:majorGridlines><c:spPr>{_line(GRID_COLOUR, 0.5, 'solid')}</c:spPr></c:majorGridlines>"
    crossing = crosses or ("max" if last else "autoZero")
    return (
        f'<c:valAx><c:axId val="{VALUE}"/>{_scaling(axis)}<c:delete val="{0 if axis.is_drawn else 1}"/>'
        f'<c:axPos val="{"b" if sideways else "l"}"/>{grid if axis.is_drawn else ""}'
        f'<c:numFmt formatCode={quoteattr(axis.code)} sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text()}'
        f'<c:crossAx val="{BASE}"/><c:crosses val="{crossing}"/>'
        f'<c:crossBetween val="{"midCat" if crosses else "between"}"/>{_step(axis)}</c:valAx>'
    )


def _number_axis(axis: ValueAxis) -> str:
    return (
        f'<c:valAx><c:axId val="{BASE}"/>{_scaling(axis)}<c:delete val="0"/><c:axPos val="b"/>{_title(axis.title)}'
        f'<c:numFmt formatCode={quoteattr(axis.code)} sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{_line("8A94A0", 0.75, "solid")}</c:spPr>'
        f'{_text()}<c:crossAx val="{VALUE}"/><c:crosses val="autoZero"/><c:crossBetween val="midCat"/>{_step(axis)}'
        "</c:valAx>"
    )


def _title(text: str) -> str:
    if not text:
        return ""
    run = f'<a:r><a:rPr lang="en-GB" sz="{SMALL}" b="0"/><a:t>{_plain(text)}</a:t></a:r>'
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>{run}</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _scaling(axis: ValueAxis) -> str:
    high = f'<c:max val="{axis.high!r}"/>' if axis.high is not None else ""
    low = f'<c:min val="{axis.low!r}"/>' if axis.low is not None else ""
    return f'<c:scaling><c:orientation val="minMax"/>{high}{low}</c:scaling>'


def _step(axis: ValueAxis) -> str:
    return f'<c:majorUnit val="{axis.step!r}"/>' if axis.step else ""


def _filled(colour: str, outline: str) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{_hex(colour)}"/></a:solidFill>' if colour else "<a:noFill/>"
    return f"<c:spPr>{fill}{_line(outline, 1.5, 'solid')}</c:spPr>"


def _line(colour: str, width: float, dash: str) -> str:
    if not colour:
        return "<a:ln><a:noFill/></a:ln>"
    return (
        f'<a:ln w="{round(width * POINT)}" cap="rnd"><a:solidFill><a:srgbClr val="{_hex(colour)}"/></a:solidFill>'
        f'<a:prstDash val="{DASHES.get(dash, "solid")}"/><a:round/></a:ln>'
    )


def _marker(symbol: str, colour: str) -> str:
    if not symbol:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    return (
        f'<c:marker><c:symbol val="{SYMBOLS.get(symbol, "circle")}"/><c:size val="9"/>{_filled(colour, "")}</c:marker>'
    )


def _text(colour: str = "", *, turn: str = "") -> str:
    """Return how texts of a chart look: in the ink of the slides, a little lighter, or in a colour."""
    body = f'<a:bodyPr rot="{turn}" vert="horz"/>' if turn else "<a:bodyPr/>"
    ink = (
        f'<a:srgbClr val="{colour}"/>'
        if colour
        else '<a:schemeClr val="tx1"><a:lumMod val="75000"/><a:lumOff val="25000"/></a:schemeClr>'
    )
    return (
        f'<c:txPr>{body}<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{SMALL}"><a:solidFill>{ink}</a:solidFill>'
        '</a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


def _hex(colour: str) -> str:
    return colour.lstrip("#").upper()


def _plain(text: str) -> str:
    return escape(clean_text(text))
