"""The sensitivity part of the ROI page: tornado, spider, two-way heat map and discount rate."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations

from steering.catalog.drivers import DRIVERS
from steering.charts import sensitivity as charts
from steering.charts import sensitivity_series as series
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.npv_profile import NpvProfile
from steering.finance.sensitivity import Bar
from steering.finance.two_way import Axis, SpiderStrand, TwoWayGrid
from steering.formatting import format_value, join_words
from steering.frames.blocks import Chart, Choice, Piece
from steering.frames.roi import blocks as parts
from steering.frames.series_table import series_table
from steering.roi.ranges import npv_over, rates, strands
from steering.roi.report import RoiReport

# How many figures the spider shows, the widest of the tornado.
STRANDS = 6
# Of how many figures, the widest of the tornado, two can be moved at once.
PAIRED = 8
BETWEEN = "~"


def build_sensitivity(context: CaseContext, filters: Filters, report: RoiReport) -> tuple[Piece, ...]:
    """Build what moves NPV most, one figure at a time and two at once, and how far each can go before NPV is 0."""
    if report.now.npv is None or not report.bars:
        return ()
    if not _select_moving(report):
        return (parts.build_breakeven_table(report),)
    lines = strands(context, filters, report, _select_moving(report)[:STRANDS])
    within = (_build_spider(report, lines),) if lines else ()
    return (
        parts.build_tornado(report),
        *within,
        *_build_pair(context, filters, report),
        parts.build_breakeven_table(report),
    )


def _build_spider(report: RoiReport, lines: Sequence[SpiderStrand]) -> Chart:
    names = [_label_input(report, line) for line in lines]
    texts = [[_format_input(line, value) for value in line.values] for line in lines]
    chart = series.spider_series(lines, names, texts, report.money)
    return Chart(
        id="spider",
        title="NPV within each range",
        figure=charts.spider(chart, report.unit_label),
        series=chart,
        table=series_table(chart, id="spider-table", title="NPV within each range"),
        note="One driver at a time, others held constant. The thick line marks an NPV of 0.",
    )


def _build_pair(context: CaseContext, filters: Filters, report: RoiReport) -> tuple[Piece, ...]:
    """Build the heat map of the pair that the viewer looks at, and the choice of another."""
    bars = {_build_key(bar): bar for bar in _select_moving(report)[:PAIRED]}
    link = tuple((filters.focus or "").split(BETWEEN))
    # A pair that a link names the other way round is offered so, or the choice would be lost on the next run.
    ordered = (link if pair == link[::-1] else pair for pair in combinations(bars, 2))
    pairs = {BETWEEN.join(pair): pair for pair in ordered}
    if not pairs:
        return ()
    chosen = filters.focus if filters.focus in pairs else next(iter(pairs))
    across, up = (bars[key] for key in pairs[chosen])
    grid = npv_over(context, filters, report, across, up)
    if grid is None:
        return ()
    options = tuple((id, " × ".join(_label_input(report, bars[key]) for key in pair)) for id, pair in pairs.items())
    return (Choice(label="Two at once", options=options, chosen=chosen), _build_surface(report, grid))


def _select_moving(report: RoiReport) -> tuple[Bar, ...]:
    """Return the bars of the tornado that move NPV at all, the widest first."""
    return tuple(bar for bar in report.bars if bar.swing)


def _build_key(bar: Bar) -> str:
    """Build the key of a figure in a link; inputs, and lines with a driver's name, get a prefix."""
    if bar.cause == "input":
        return f"input:{bar.id}"
    return f"line:{bar.id}" if bar.cause == "line" and bar.id in DRIVERS else bar.id


def _build_surface(report: RoiReport, grid: TwoWayGrid) -> Chart:
    across, up = _label_input(report, grid.across), _label_input(report, grid.up)
    formats = (partial(_format_input, grid.across), partial(_format_input, grid.up))
    chart = series.surface_series(grid, (across, up), formats, report.money)
    scales = (_build_scale(across, grid.across), _build_scale(up, grid.up))
    return Chart(
        id="surface",
        title=f"{across} × {up}",
        figure=charts.surface(chart, grid, *scales, report.label, report.unit_label),
        series=chart,
        table=series_table(chart, id="surface-table", title="NPV for each combination"),
        note=f"Others held constant. {_describe_zero(grid, [value for row in grid.npv for value in row])}",
    )


def _describe_zero(grid: TwoWayGrid, values: Sequence[float]) -> str:
    """Describe where NPV is 0 on a surface: on a line, somewhere without another sign beyond, or nowhere."""
    if grid.zero:
        return "On the line the net present value is 0: on its red side the case loses money."
    if 0 not in values:
        return "The net present value is 0 nowhere in these two ranges."
    return f"Where the net present value is not 0, the case {'loses money' if min(values) < 0 else 'gains'}."


def build_npv_profile(context: CaseContext, filters: Filters, report: RoiReport) -> tuple[Piece, ...]:
    """Build NPV against the discount rate, where there is not one rate of return to name."""
    if report.now.irr is not None or report.now.npv is None:
        return ()
    profile = rates(context, filters, report)
    if not profile.rates:
        return ()
    last = profile.rates[-1]
    roots = [(root, format_value(root, "share", 1)) for root in report.now.irr_roots or () if root <= last]
    references = [(report.rate, f"Discount rate {_format_rate(report.rate)}")]
    if report.business.hurdle_rate is not None:
        hurdle = float(report.business.hurdle_rate)
        references.append((hurdle, f"Hurdle rate {_format_rate(hurdle)}"))
    zero = f"It is 0 at {join_words([text for _, text in roots])}." if roots else _describe_no_root(profile)
    here = f"At the discount rate of {_format_rate(report.rate)} it is {report.money(report.now.npv)}."
    chart = series.rate_series(profile, [root for root, _ in roots], references, report.money, f"{zero} {here}")
    return (
        Chart(
            id="rates",
            title="NPV by discount rate",
            figure=charts.rates(chart, references, report.unit_label),
            series=chart,
            table=series_table(chart, id="rates-table", title="NPV by discount rate"),
            note=f"{zero} No single rate of return describes this case; NPV decides.",
        ),
    )


def _describe_no_root(profile: NpvProfile) -> str:
    return "It is 0 at none of these rates." if any(profile.npv) else "It is 0 at every rate."


def _label_input(report: RoiReport, input: Bar | SpiderStrand | Axis) -> str:
    return parts.label_input(report, input.id, input.cause)


def _format_input(input: SpiderStrand | Axis, value: float) -> str:
    return parts.format_input(input.id, value, input.cause)


def _format_rate(value: float) -> str:
    return parts.format_input("discount_rate", value, "driver")


def _build_scale(name: str, axis: Axis) -> charts.Scale:
    if axis.cause == "input":
        return charts.Scale(name=name, ticks=".3~s", unit="")
    months = axis.cause == "driver" and DRIVERS[axis.id].unit == "months"
    return charts.Scale(name=name, ticks=".3~r" if months else ".3~p", unit="months" if months else "")
