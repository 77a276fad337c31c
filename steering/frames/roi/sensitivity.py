"""The part of the ROI page that says what moves it: tornado and spider, two figures at once, and the discount rate."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from steering.catalog.drivers import DRIVERS
from steering.charts import sensitivity as charts
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.npv_profile import NpvProfile
from steering.finance.sensitivity import Bar
from steering.finance.two_way import Axis, SpiderStrand, TwoWayGrid
from steering.formatting import format_value, join_words
from steering.frames.blocks import Chart, Column, Drilldown, Piece, TableBlock
from steering.frames.roi import blocks as parts
from steering.roi.ranges import npv_over, rates, strands
from steering.roi.report import RoiReport

# How many figures the spider shows, the widest of the tornado.
STRANDS = 6
# Of how many figures, the widest of the tornado, two can be moved at once.
PAIRED = 8
BETWEEN = "~"
PLACES = (
    (-1.0, "Low end"),
    (-0.5, "Halfway to low"),
    (0.0, "As it stands"),
    (0.5, "Halfway to high"),
    (1.0, "High end"),
)
# Every so many values of the heat map are in its table.
COARSE = 5


def build_sensitivity(context: CaseContext, filters: Filters, report: RoiReport) -> tuple[Piece, ...]:
    """What moves NPV most, one figure at a time and two at once, and how far each can go before NPV is 0."""
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
    steepest = lines[0]
    ends = (report.money(steepest.npv[0]), report.money(steepest.npv[-1]))
    alt = (
        f"Lines of NPV from the low end of each figure's range over where it stands to its high end. "
        f"{names[0]} goes from {ends[0]} to {ends[1]}."
    )
    return Chart(
        id="spider",
        title="NPV within each range",
        figure=charts.spider(
            lines, names, [[_format_input(line, value) for value in line.values] for line in lines], report.unit_label
        ),
        alt=alt,
        table=TableBlock(
            id="spider-table",
            title="NPV within each range",
            columns=(Column(label="Driver or line"), *(Column(label=name, kind="figure") for _, name in PLACES)),
            rows=tuple(
                (name, *(_format_place(report, line, place) for place, _ in PLACES))
                for name, line in zip(names, lines, strict=True)
            ),
        ),
        note="One driver at a time, others held constant. The red line marks an NPV of 0.",
    )


def _format_place(report: RoiReport, line: SpiderStrand, place: float) -> str | None:
    """`USD 4.9M (85%)`: NPV at a place of a range, and the figure there; nothing where the range has no such side."""
    near = min(range(len(line.places)), key=lambda index: abs(line.places[index] - place))
    if abs(line.places[near] - place) > 1e-9:
        return None
    return f"{report.money(line.npv[near])} ({_format_input(line, line.values[near])})"


def _build_pair(context: CaseContext, filters: Filters, report: RoiReport) -> tuple[Piece, ...]:
    """The heat map of the pair that the viewer looks at, and the choice of another."""
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
    return (Drilldown(label="Two at once", options=options, chosen=chosen), _build_surface(report, grid))


def _select_moving(report: RoiReport) -> tuple[Bar, ...]:
    """The bars of the tornado that move NPV at all, the widest first."""
    return tuple(bar for bar in report.bars if bar.swing)


def _build_key(bar: Bar) -> str:
    """What a link calls a driver or a line; a line that has a driver's name is told from it."""
    return f"line:{bar.id}" if bar.cause == "line" and bar.id in DRIVERS else bar.id


def _build_surface(report: RoiReport, grid: TwoWayGrid) -> Chart:
    across, up = _label_input(report, grid.across), _label_input(report, grid.up)
    values = [value for row in grid.npv for value in row]
    losing = sum(value < 0 for value in values) / len(values)
    alt = (
        f"Heat map of NPV with {across} across and {up} upwards, from {report.money(min(values))} to "
        f"{report.money(max(values))}. {format_value(losing, 'share')} of the combinations lose money; "
        f"the scenario stands at {_format_input(grid.across, grid.across.base)} and "
        f"{_format_input(grid.up, grid.up.base)}."
    )
    return Chart(
        id="surface",
        title=f"{across} × {up}",
        figure=charts.surface(
            grid, _build_scale(across, grid.across), _build_scale(up, grid.up), report.label, report.unit_label
        ),
        alt=alt,
        table=_build_surface_table(report, grid, across, up),
        note=f"Others held constant. {_describe_zero(grid, values)}",
    )


def _describe_zero(grid: TwoWayGrid, values: Sequence[float]) -> str:
    """Where NPV is 0 on a surface: on a line, somewhere without another sign beyond, or nowhere."""
    if grid.zero:
        return "On the line the net present value is 0: on its orange side the case loses money."
    if 0 not in values:
        return "The net present value is 0 nowhere in these two ranges."
    return f"Where the net present value is not 0, the case {'loses money' if min(values) < 0 else 'gains'}."


def _build_surface_table(report: RoiReport, grid: TwoWayGrid, across: str, up: str) -> TableBlock:
    """Every fifth value of the heat map, its ends among them, highest row first as in the picture."""
    columns = range(0, len(grid.across.values), COARSE)
    rows = range(len(grid.up.values) - 1, -1, -COARSE)
    return TableBlock(
        id="surface-table",
        title="NPV for each combination",
        columns=(
            Column(label=up),
            *(
                Column(label=f"{across} {_format_input(grid.across, grid.across.values[column])}", kind="figure")
                for column in columns
            ),
        ),
        rows=tuple(
            (
                _format_input(grid.up, grid.up.values[row]),
                *(report.money(grid.npv[row][column]) for column in columns),
            )
            for row in rows
        ),
    )


def build_npv_profile(context: CaseContext, filters: Filters, report: RoiReport) -> tuple[Piece, ...]:
    """NPV against the discount rate, where there is not one rate of return to name."""
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
    alt = (
        f"Line of NPV over discount rates from {_format_rate(profile.rates[0])} to "
        f"{_format_rate(profile.rates[-1])}. {zero} "
        f"At the discount rate of {_format_rate(report.rate)} it is {report.money(report.now.npv)}."
    )
    return (
        Chart(
            id="rates",
            title="NPV by discount rate",
            figure=charts.rates(profile, roots, references, report.unit_label),
            alt=alt,
            table=_build_rates_table(report, profile, roots, references),
            note=f"{zero} No single rate of return describes this case; NPV decides.",
        ),
    )


def _describe_no_root(profile: NpvProfile) -> str:
    return "It is 0 at none of these rates." if any(profile.npv) else "It is 0 at every rate."


def _build_rates_table(
    report: RoiReport, profile: NpvProfile, roots: Sequence[tuple[float, str]], references: Sequence[tuple[float, str]]
) -> TableBlock:
    """NPV at rates in even steps, at those that it is held against, and where it is 0."""
    labels = {rate: "NPV is 0" for rate, _ in roots} | dict(references)
    even = profile.rates[:: max(1, len(profile.rates) // 12)]
    by_rate = dict(zip(profile.rates, profile.npv, strict=True))
    table_rates = sorted({*even, profile.rates[-1], *(rate for rate in labels if rate in by_rate)})
    return TableBlock(
        id="rates-table",
        title="NPV by discount rate",
        columns=(Column(label="Discount rate, a year"), Column(label="NPV", kind="figure"), Column(label="What it is")),
        rows=tuple(
            (
                format_value(rate, "share", 1),
                report.money(0.0 if rate in dict(roots) else by_rate[rate]),
                labels.get(rate),
            )
            for rate in table_rates
        ),
    )


def _label_input(report: RoiReport, input: Bar | SpiderStrand | Axis) -> str:
    return parts.label_input(report, input.id, input.cause)


def _format_input(input: SpiderStrand | Axis, value: float) -> str:
    return parts.format_input(input.id, value, input.cause)


def _format_rate(value: float) -> str:
    return parts.format_input("discount_rate", value, "driver")


def _build_scale(name: str, axis: Axis) -> charts.Scale:
    months = axis.cause == "driver" and DRIVERS[axis.id].unit == "months"
    return charts.Scale(name=name, ticks=".3~r" if months else ".3~p", unit="months" if months else "")
