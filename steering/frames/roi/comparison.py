"""The part of the ROI page that holds one scenario against another: their figures, and the way between their NPVs."""

from __future__ import annotations

import math

from steering.catalog.business_metrics import METRICS, MONTHS
from steering.charts import waterfall as charts
from steering.charts.bridge_series import BridgeEnd, BridgePart, bridge_series
from steering.context.case_context import CaseContext
from steering.formatting import ABSENT
from steering.frames.blocks import Chart, Column, Notice, Piece, TableBlock
from steering.frames.roi import blocks as parts
from steering.frames.roi import tiles as tiles
from steering.frames.series_table import series_table
from steering.metrics import format
from steering.roi.comparison import BridgeStep, Comparison
from steering.roi.report import RoiReport

# Figures that differ by less than this, relative to themselves, differ by rounding alone.
SAME = 1e-9
ORDER_SAID = (
    "Changed one after the other in this order, each on top of those before it. Where two act together, as pace and "
    "delay do, another order shares out the same sum differently."
)


def build_comparison(context: CaseContext, report: RoiReport, comparison: Comparison | None) -> tuple[Piece, ...]:
    """Build the comparison as a table and a waterfall; empty where none is chosen."""
    if comparison is None:
        return ()
    if comparison.steps == ():
        text = f"{comparison.after_label} and {comparison.before_label} assume the same, so no figure differs."
        return (Notice(text=text, remedy="Move a driver, or compare with another scenario."),)
    return (_build_figure_table(context, report, comparison), _build_bridge(report, comparison))


def _build_figure_table(context: CaseContext, report: RoiReport, comparison: Comparison) -> TableBlock:
    return TableBlock(
        id="compare",
        title=f"{comparison.after_label} against {comparison.before_label}",
        columns=(
            Column(label="Figure"),
            Column(label=comparison.before_label, kind="figure"),
            Column(label=comparison.after_label, kind="figure"),
            Column(label="Difference", kind="figure"),
            Column(label="Change", help=f"{comparison.after_label}, seen from {comparison.before_label}"),
        ),
        rows=tuple(_build_row(context, report, comparison, metric) for metric in parts.metrics_compared(report)),
        note="Both on today's data." if report.on_today else "Both as planned.",
        figures=tuple((metric, METRICS[metric].label) for metric in parts.metrics_compared(report)),
    )


def _build_row(context: CaseContext, report: RoiReport, comparison: Comparison, metric: str) -> tuple[str, ...]:
    before, after = getattr(comparison.before, metric), getattr(comparison.after, metric)
    step = ABSENT if before is None or after is None else format.format_metric_delta(context, metric, after - before)
    texts = (tiles.format_figure(metric, value, report) for value in (before, after))
    return (METRICS[metric].label, *texts, step, judge_difference(metric, before, after))


def judge_difference(metric: str, before: float | None, after: float | None) -> str:
    """Return whether a figure is better or worse than another, in a word; no payback at all is the worst one."""
    if before == after or (before is not None and after is not None and math.isclose(before, after, rel_tol=SAME)):
        return "the same"
    if before is None or after is None:
        if metric not in MONTHS:
            return "not comparable"
        return "better" if before is None else "worse"
    return "better" if (after < before) == METRICS[metric].less_is_better else "worse"


def _build_bridge(report: RoiReport, comparison: Comparison) -> Piece:
    before, after = comparison.before.npv, comparison.after.npv
    if before is None or after is None or comparison.steps is None:
        text = "The net present value does not exist for each step between the two, so the steps are not shown."
        return Notice(text=text)
    chart = bridge_series(
        BridgeEnd(label=comparison.before_label, npv=before),
        [_build_part(report, step) for step in comparison.steps],
        BridgeEnd(label=comparison.after_label, npv=after),
        report.currency,
        report.money,
    )
    return Chart(
        id="waterfall",
        title=f"Bridge from {comparison.before_label} to {comparison.after_label}",
        series=chart,
        figure=charts.waterfall(chart, f"NPV, {report.unit_label}"),
        table=series_table(
            chart,
            id="waterfall-table",
            title=f"From {comparison.before_label} to {comparison.after_label}, step by step",
            note=f"NPV of {comparison.before_label}: {report.money(before)}.",
        ),
        note=ORDER_SAID,
    )


def _build_part(report: RoiReport, step: BridgeStep) -> BridgePart:
    return BridgePart(
        label=parts.label_input(report, step.id, step.cause),
        before=parts.format_input(step.id, step.before, step.cause),
        after=parts.format_input(step.id, step.after, step.cause),
        npv=step.npv,
    )
