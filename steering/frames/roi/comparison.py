"""The part of the ROI page that holds one scenario against another: their figures, and the way between their NPVs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from steering.catalog.business_metrics import METRICS, MONTHS
from steering.charts import waterfall as charts
from steering.context.case_context import CaseContext
from steering.formatting import ABSENT
from steering.frames.blocks import Chart, Column, Notice, Piece, TableBlock
from steering.frames.roi import blocks as parts
from steering.frames.roi import tiles as tiles
from steering.metrics import format
from steering.roi.comparison import BridgeStep, Comparison
from steering.roi.report import RoiReport

# Figures that differ by less than this, relative to themselves, differ by rounding alone.
SAME = 1e-9
# How many steps the chart shows by themselves; its table has them all.
MOST_STEPS = 12
ORDER_SAID = (
    "Changed one after the other in this order, each on top of those before it. Where two act together, as pace and "
    "delay do, another order shares out the same sum differently."
)


def build_comparison(context: CaseContext, report: RoiReport, comparison: Comparison | None) -> tuple[Piece, ...]:
    """The comparison as a table and a waterfall; nothing where none was asked for."""
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
        rows=tuple(_build_row(context, report, comparison, metric) for metric in parts.COMPARED),
        note="Both on today's data." if report.on_today else "Both as planned.",
        figures=tuple((metric, METRICS[metric].label) for metric in parts.COMPARED),
    )


def _build_row(context: CaseContext, report: RoiReport, comparison: Comparison, metric: str) -> tuple[str, ...]:
    before, after = getattr(comparison.before, metric), getattr(comparison.after, metric)
    step = ABSENT if before is None or after is None else format.format_metric_delta(context, metric, after - before)
    texts = (tiles.format_figure(metric, value, report) for value in (before, after))
    return (METRICS[metric].label, *texts, step, judge_difference(metric, before, after))


def judge_difference(metric: str, before: float | None, after: float | None) -> str:
    """Whether a figure is better or worse than another, in a word; no payback at all is the worst one."""
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
    steps = _select_steps(report, comparison.steps)
    widest = max(steps, key=lambda step: abs(step[1]))
    amounts = [report.money(before), *(report.money(step, sign=True) for _, step in steps), report.money(after)]
    # The axis names the currency, and a phone has no room to repeat it beside each bar.
    texts = [amount.replace(f"{report.currency} ", "") for amount in amounts]
    alt = (
        f"Bars from the NPV of {comparison.before_label}, {report.money(before)}, to that of {comparison.after_label}, "
        f"{report.money(after)}, with one for each of {len(steps)} causes between them. "
        f"The widest is {widest[0]} with {report.money(widest[1], sign=True)}."
    )
    return Chart(
        id="waterfall",
        title=f"Bridge from {comparison.before_label} to {comparison.after_label}",
        figure=charts.waterfall(
            (comparison.before_label, before), steps, (comparison.after_label, after), texts, report.unit_label
        ),
        alt=alt,
        table=_build_bridge_table(report, comparison, comparison.steps, before),
        note=ORDER_SAID,
    )


def _select_steps(report: RoiReport, steps: Sequence[BridgeStep]) -> list[tuple[str, float]]:
    """The steps of the chart, in their order: where there are too many, the smallest are one together, at the end."""
    widest = sorted(steps, key=lambda step: -abs(step.npv))[
        : MOST_STEPS if len(steps) <= MOST_STEPS else MOST_STEPS - 1
    ]
    selection = [(parts.label_input(report, step.id, step.cause), step.npv) for step in steps if step in widest]
    others = [step.npv for step in steps if step not in widest]
    return [*selection, (f"{len(others)} smaller ones together", sum(others))] if others else selection


def _build_bridge_table(
    report: RoiReport, comparison: Comparison, steps: Sequence[BridgeStep], before: float
) -> TableBlock:
    rows: list[tuple[str, ...]] = []
    reached = before
    for step in steps:
        reached += step.npv
        values = (parts.format_input(step.id, value, step.cause) for value in (step.before, step.after))
        name = parts.label_input(report, step.id, step.cause)
        rows.append((name, *values, report.money(step.npv, sign=True), report.money(reached)))
    return TableBlock(
        id="waterfall-table",
        title=f"From {comparison.before_label} to {comparison.after_label}, step by step",
        columns=(
            Column(label="Changed"),
            Column(
                label=f"In {comparison.before_label}", kind="figure", help="The factor on a line is 100% where it stays"
            ),
            Column(label=f"In {comparison.after_label}", kind="figure"),
            Column(label="NPV moves by", kind="figure"),
            Column(label="NPV then", kind="figure"),
        ),
        rows=tuple(rows),
        note=f"NPV of {comparison.before_label}: {report.money(before)}.",
    )
