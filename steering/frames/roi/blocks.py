"""The tables and charts of the ROI page below its verdict: scenarios, what moves it, and its lines."""

from __future__ import annotations

from steering.catalog.business_metrics import METRICS
from steering.catalog.drivers import DRIVERS
from steering.charts import roi as charts
from steering.charts.roi_series import tornado_series
from steering.finance.sensitivity import Breakeven, Cause
from steering.formatting import ABSENT, format_number, format_value
from steering.frames.blocks import Chart, Column, TableBlock
from steering.frames.roi import tiles as tiles
from steering.frames.series_table import series_table
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
    "cost_of_delay",
)
AFTER_TAX = ("npv_after_tax", "irr_after_tax", "total_tax")


def metrics_compared(report: RoiReport) -> tuple[str, ...]:
    """Return the metrics that scenarios are compared by, those after tax where the case has a tax."""
    return (*COMPARED, *AFTER_TAX) if report.business.tax else COMPARED


def build_scenario_table(report: RoiReport) -> TableBlock:
    """Build the table of scenarios side by side, the selected one first."""
    return TableBlock(
        id="scenarios",
        title="Scenarios side by side",
        columns=(
            Column(label="Figure"),
            *(Column(label=name, kind="figure") for name, _ in report.scenarios),
        ),
        rows=tuple(
            (
                METRICS[metric].label,
                *(tiles.format_figure(metric, getattr(metrics, metric), report) for _, metrics in report.scenarios),
            )
            for metric in metrics_compared(report)
        ),
        note='All on today\'s data except "as planned".' if report.on_today else "As planned.",
        figures=tuple((metric, METRICS[metric].label) for metric in metrics_compared(report)),
    )


def build_tornado(report: RoiReport) -> Chart:
    """Build what moves NPV most."""
    base = report.now.npv
    assert base is not None  # the caller looked
    chart = tornado_series(
        report.bars,
        [label_input(report, bar.id, bar.cause) for bar in report.bars],
        [(format_input(bar.id, bar.low, bar.cause), format_input(bar.id, bar.high, bar.cause)) for bar in report.bars],
        base,
        report.money,
    )
    return Chart(
        id="tornado",
        title="What moves NPV most",
        figure=charts.tornado(chart, base, report.money(base), report.unit_label),
        series=chart,
        table=series_table(chart, id="tornado-table", title="NPV at the ends of each range"),
        note="One driver at a time, others held constant. The thick line marks an NPV of 0.",
    )


def build_line_table(report: RoiReport) -> TableBlock:
    """Build every line with its total, what it follows, and where it comes from."""
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
        rows=tuple(_build_line_row(report, line) for line in report.lines),
        empty="The business case has cash flows but no lines.",
        note=f"Totals over the horizon, undiscounted, in {report.currency}.",
    )


def _build_line_row(report: RoiReport, total: LineTotal) -> tuple[str | None, ...]:
    line = total.line
    follows = "Adoption forecast" if line.scales_with else "Cost forecast" if line.follows_cost else "The plan"
    spread = (
        "" if line.low == line.high == 1 else f"{_format_share(float(line.low))} to {_format_share(float(line.high))}"
    )
    adjustment = _format_share(float(line.risk_adjustment)) if line.risk_adjustment else ABSENT
    return (
        line.name,
        line.kind.capitalize(),
        (line.category or "").capitalize() or None,
        report.money(total.planned),
        report.money(total.now),
        follows,
        spread or None,
        adjustment,
        line.confidence.capitalize() if line.confidence else None,
        line.source,
    )


def build_breakeven_table(report: RoiReport) -> TableBlock:
    """Build how far each driver, input and line can go before NPV is 0."""
    return TableBlock(
        id="breakevens",
        title="Break-even by driver",
        columns=(
            Column(label="Driver, input or line"),
            Column(label="Now", kind="figure"),
            Column(label="NPV is 0 at", kind="figure"),
            Column(label="Margin", kind="figure", help="How far it can move before NPV is 0"),
        ),
        rows=tuple(_build_breakeven_row(report, breakeven) for breakeven in report.breakevens),
        note=f"Others held constant. {ABSENT} means no realistic value brings NPV to zero.",
    )


def _build_breakeven_row(report: RoiReport, breakeven: Breakeven) -> tuple[str | None, ...]:
    now = format_input(breakeven.id, breakeven.base, breakeven.cause)
    if breakeven.value is None:
        return (label_input(report, breakeven.id, breakeven.cause), now, ABSENT, ABSENT)
    step = breakeven.value - breakeven.base
    if breakeven.cause == "input":
        context = format_value(step / abs(breakeven.base), "share", 1, signed=True)
    elif breakeven.cause == "driver" and DRIVERS[breakeven.id].unit == "months":
        context = f"{format_value(step, 'count', 1, signed=True)} months"
    else:
        context = format_value(step * 100, "points", 0 if abs(step) >= 0.1 else 1, signed=True)
    return (
        label_input(report, breakeven.id, breakeven.cause),
        now,
        format_input(breakeven.id, breakeven.value, breakeven.cause),
        context,
    )


def label_input(report: RoiReport, id: str, cause: Cause) -> str:
    """Return what a driver, an input or a line is called; of an input with its unit."""
    if cause == "driver":
        return DRIVERS[id].label
    if cause == "input":
        given = report.business.inputs[id]
        return f"{given.label or id}, {given.unit}" if given.unit else given.label or id
    return next(total.line.name for total in report.lines if total.line.id == id)


def format_input(id: str, value: float, cause: Cause) -> str:
    """Return the value of a driver or an input, or the factor on a line, as it is read."""
    if cause == "input":
        return format_number(value)
    if cause == "driver" and DRIVERS[id].unit == "months":
        return tiles.format_months(value)
    return _format_share(value)


def _format_share(value: float) -> str:
    return format_value(value, "share", 0 if round(value * 100, 1) == round(value * 100) else 1)
