"""The tables and charts of the ROI page below its verdict: scenarios, what moves it, and its lines."""

from __future__ import annotations

from steering.catalog.business_metrics import METRICS
from steering.charts import roi as charts
from steering.finance.sensitivity import Bar, Breakeven, Cause
from steering.formatting import ABSENT, format_value
from steering.frames.blocks import Chart, Column, TableBlock
from steering.frames.roi import tiles as tiles
from steering.roi.drivers import DRIVERS
from steering.roi.report import LineTotal, RoiReport

# The metrics that scenarios are compared by.
COMPARED = (
    "npv",
    "irr",
    "roi",
    "payback_months",
    "discounted_payback_months",
    "peak_funding",
    "bcr",
    "margin_of_safety",
    "total_costs",
    "total_benefits",
)
# How many bars the tornado shows; its table has them all.
WIDEST = 8


def build_scenario_table(picture: RoiReport) -> TableBlock:
    """Scenarios side by side, the one that is looked at first."""
    return TableBlock(
        id="scenarios",
        title="Scenarios side by side",
        columns=(
            Column(label="Figure"),
            *(Column(label=name, kind="figure") for name, _ in picture.scenarios),
        ),
        rows=tuple(
            (
                METRICS[metric].label,
                *(tiles.format_figure(metric, getattr(found, metric), picture) for _, found in picture.scenarios),
            )
            for metric in COMPARED
        ),
        note="On today's data, but for the column that says as planned." if picture.on_today else "As planned.",
        figures=tuple((metric, METRICS[metric].label) for metric in COMPARED),
    )


def build_tornado(picture: RoiReport) -> Chart:
    """What moves NPV most."""
    base = picture.now.npv
    assert base is not None  # the caller looked
    shown = picture.bars[:WIDEST]
    widest = shown[0]
    alt = (
        f"Bars of NPV with one driver at a time at either end of its range, around {picture.money(base)}. "
        f"The widest is {label_input(picture, widest.id, widest.cause)}, "
        f"from {picture.money(min(widest.npv_low, widest.npv_high))} "
        f"to {picture.money(max(widest.npv_low, widest.npv_high))}."
    )
    texts = [(_format_end(bar, worse=True), _format_end(bar, worse=False)) for bar in shown]
    figure = charts.tornado(
        [label_input(picture, bar.id, bar.cause) for bar in shown],
        [bar.npv_low for bar in shown],
        [bar.npv_high for bar in shown],
        base,
        texts,
        picture.unit_label,
    )
    return Chart(
        id="tornado",
        title="What moves the net present value most",
        figure=figure,
        alt=alt,
        table=_build_tornado_table(picture),
        note="One at a time over its range, all others as they are. The red line is an NPV of 0.",
    )


def build_line_table(picture: RoiReport) -> TableBlock:
    """Every line with its total, what it follows, and where it comes from."""
    return TableBlock(
        id="lines",
        title="Lines of the business case",
        columns=(
            Column(label="Line"),
            Column(label="Kind"),
            Column(label="Category"),
            Column(label="Planned", kind="figure", help="Total over the horizon, in this scenario"),
            Column(label="Shown", kind="figure", help="The same on the data that is looked at"),
            Column(label="Follows"),
            Column(label="Range", help="How far it may turn out below or above"),
            Column(label="Risk adjustment", kind="figure"),
            Column(label="Confidence"),
            Column(label="Source"),
        ),
        rows=tuple(_build_line_row(picture, one) for one in picture.lines),
        empty="The business case gives its flows without lines.",
        note=f"Totals over the horizon, undiscounted, in {picture.currency}.",
    )


def _build_line_row(picture: RoiReport, one: LineTotal) -> tuple[str | None, ...]:
    line = one.line
    follows = "Adoption forecast" if line.scales_with else "Cost forecast" if line.follows_cost else "The plan"
    spread = (
        "" if line.low == line.high == 1 else f"{_format_share(float(line.low))} to {_format_share(float(line.high))}"
    )
    adjusted = _format_share(float(line.risk_adjustment)) if line.risk_adjustment else ABSENT
    return (
        line.name,
        line.kind.capitalize(),
        (line.category or "").capitalize() or None,
        picture.money(one.planned),
        picture.money(one.now),
        follows,
        spread or None,
        adjusted,
        line.confidence.capitalize() if line.confidence else None,
        line.source,
    )


def _build_tornado_table(picture: RoiReport) -> TableBlock:
    return TableBlock(
        id="tornado-table",
        title="NPV at the ends of each range",
        columns=(
            Column(label="Driver or line"),
            Column(label="Low"),
            Column(label="NPV at low", kind="figure"),
            Column(label="High"),
            Column(label="NPV at high", kind="figure"),
            Column(label="Swing", kind="figure"),
        ),
        rows=tuple(
            (
                label_input(picture, bar.id, bar.cause),
                format_input(bar.id, bar.low, bar.cause),
                picture.money(bar.npv_low),
                format_input(bar.id, bar.high, bar.cause),
                picture.money(bar.npv_high),
                picture.money(bar.swing),
            )
            for bar in picture.bars
        ),
    )


def build_breakeven_table(picture: RoiReport) -> TableBlock:
    """How far each driver and line can go before NPV is 0."""
    return TableBlock(
        id="breakevens",
        title="Where it turns: break-even of each driver and line",
        columns=(
            Column(label="Driver or line"),
            Column(label="Now", kind="figure"),
            Column(label="NPV is 0 at", kind="figure"),
            Column(label="Room", kind="figure", help="How far it can move before NPV is 0"),
        ),
        rows=tuple(_build_breakeven_row(picture, one) for one in picture.breakevens),
        note=f"All others as they are. {ABSENT} where it alone can't bring NPV to 0 within any range that makes sense.",
    )


def _build_breakeven_row(picture: RoiReport, one: Breakeven) -> tuple[str | None, ...]:
    now = format_input(one.id, one.base, one.cause)
    if one.value is None:
        return (label_input(picture, one.id, one.cause), now, ABSENT, ABSENT)
    step = one.value - one.base
    if one.cause == "driver" and DRIVERS[one.id].unit == "months":
        context = f"{format_value(step, 'count', 1, signed=True)} months"
    else:
        context = format_value(step * 100, "points", 0 if abs(step) >= 0.1 else 1, signed=True)
    return (label_input(picture, one.id, one.cause), now, format_input(one.id, one.value, one.cause), context)


def label_input(picture: RoiReport, id: str, cause: Cause) -> str:
    """What a driver or a line is called."""
    if cause == "driver":
        return DRIVERS[id].label
    return next(total.line.name for total in picture.lines if total.line.id == id)


def format_input(id: str, value: float, cause: Cause) -> str:
    """The value of a driver, or the factor on a line, as it is read."""
    if cause == "driver" and DRIVERS[id].unit == "months":
        return tiles.format_months(value)
    return _format_share(value)


def _format_end(bar: Bar, *, worse: bool) -> str:
    """`80%` at the end of a bar: the value of the driver there."""
    low_is_worse = bar.npv_low <= bar.npv_high
    return format_input(bar.id, bar.low if worse == low_is_worse else bar.high, bar.cause)


def _format_share(value: float) -> str:
    return format_value(value, "share", 0 if round(value * 100, 1) == round(value * 100) else 1)
