"""The tab Benefits of the ROI page: what has come of each benefit, what is cash, and what waiting costs."""

from __future__ import annotations

from steering import months
from steering.catalog.business_metrics import METRICS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.cost_of_delay import Wait
from steering.finance.metrics import Metrics
from steering.formatting import ABSENT, format_value, join_words, pluralise
from steering.frames.blocks import Column, Piece, TableBlock
from steering.frames.roi import tiles
from steering.roi.calendar import first_month
from steering.roi.realisation import BenefitProgress, list_progress
from steering.roi.report import RoiReport
from steering.roi.waiting import list_waits
from steering.status import Status

# A figure of all benefits beside the same on cashable ones alone.
PAIRS = (
    ("npv", "npv_cashable"),
    ("roi", "roi_cashable"),
    ("payback_months", "payback_cashable_months"),
)
CASH = {True: "Yes", False: "No", None: "Not said"}
VERDICTS = (Status.AHEAD, Status.ON_PLAN, Status.BEHIND, Status.NOT_MEASURED)


def build_benefits(context: CaseContext, filters: Filters, report: RoiReport) -> tuple[Piece, ...]:
    """Build what has come of the benefits, the figures on cash alone, and the cost of waiting, as far as there are."""
    progress, waits = list_progress(context, filters), list_waits(report)
    return (
        *((_build_progress(report, progress, filters.as_of),) if progress else ()),
        *((_build_cash(report),) if report.now.npv_cashable is not None else ()),
        *((_build_waits(report, waits),) if waits else ()),
    )


def _build_progress(report: RoiReport, progress: tuple[BenefitProgress, ...], month: str) -> TableBlock:
    return TableBlock(
        id="benefits",
        title=f"Benefits against plan by {months.format_month(month)}",
        columns=(
            Column(label="Benefit"),
            Column(label="Verdict", kind="status"),
            Column(label="Owner"),
            Column(label="Cash", help="Whether it is money that comes in or is no longer paid"),
            Column(label="Measured by", kind="words"),
            Column(label="Way planned", kind="figure", help="From baseline to last target, by this month"),
            Column(label="Way gone", kind="figure", help="From baseline to last target, by this month"),
            Column(label="Planned to date", kind="figure"),
            Column(label="Realised to date", kind="figure", help="Planned to date, as far as the measure has come"),
        ),
        rows=tuple(_build_row(report, benefit) for benefit in progress),
        note=f"{_count_verdicts(progress)} {_describe_due(report, month)}".strip(),
        method="A measure is on plan within 5% of where it was planned to be. An amount has come in the proportion in "
        "which its measure has come the way that was planned by the end of the month in which it was due.",
    )


def _build_row(report: RoiReport, benefit: BenefitProgress) -> tuple[str | None, ...]:
    way, line = benefit.way, benefit.line
    return (
        line.name,
        benefit.verdict.value,
        line.owner,
        CASH[line.cashable],
        benefit.lack or (benefit.measure.name if benefit.measure else None),
        ABSENT if way is None else format_value(way.planned, "share", 0),
        ABSENT if way is None else format_value(way.gone, "share", 0),
        report.money(benefit.planned),
        report.money(benefit.realised),
    )


def _count_verdicts(progress: tuple[BenefitProgress, ...]) -> str:
    """`Of 5 benefits 1 is ahead, 3 are behind and 1 is not measured.`"""
    counts = {verdict: sum(benefit.verdict is verdict for benefit in progress) for verdict in VERDICTS}
    parts = [
        f"{count} {'is' if count == 1 else 'are'} {verdict.word.lower()}" for verdict, count in counts.items() if count
    ]
    return f"Of {pluralise(len(progress), 'benefit')} {join_words(parts)}."


def _describe_due(report: RoiReport, month: str) -> str:
    """Say that nothing is due before the case begins."""
    first = first_month(report.business, report.case.charter)
    if report.business.days or month >= first:
        return ""
    return f"Amounts fall due from {months.format_month(first)} on."


def _build_cash(report: RoiReport) -> TableBlock:
    bases: tuple[tuple[str, Metrics], ...] = (("", report.now),)
    if report.business.has_risk_adjustments:
        bases += ((", risk-adjusted", report.risk_adjusted_metrics),)
    unsaid = [line.name for line in report.business.lines if line.kind == "benefit" and line.cashable is None]
    return TableBlock(
        id="cash-alone",
        title="On cash alone",
        columns=(
            Column(label="Figure"),
            *(
                Column(label=f"{label}{basis}", kind="figure")
                for basis, _ in bases
                for label in ("All benefits", "Cash alone")
            ),
        ),
        rows=tuple(
            (
                METRICS[whole].label,
                *(tiles.format_figure(name, getattr(metrics, name), report) for _, metrics in bases for name in pair),
            )
            for pair in PAIRS
            for whole in pair[:1]
        ),
        note=" ".join(
            (
                f"All costs, against all benefits and against those that are cash, {report.ground}.",
                *((f"Nothing says whether {join_words(unsaid)} is cash, so it counts as none.",) if unsaid else ()),
            )
        ),
        figures=tuple((cash, METRICS[cash].label) for _, cash in PAIRS),
    )


def _build_waits(report: RoiReport, waits: tuple[Wait, ...]) -> TableBlock:
    risk_adjusted = list_waits(report, risk_adjusted=True) if report.business.has_risk_adjustments else ()
    return TableBlock(
        id="waits",
        title="What waiting costs",
        columns=(
            Column(label="The decision waits"),
            Column(label="NPV", kind="figure"),
            Column(label="NPV lost", kind="figure"),
            *((Column(label="NPV lost, risk-adjusted", kind="figure"),) if risk_adjusted else ()),
        ),
        rows=tuple(
            (
                pluralise(wait.months, "month"),
                report.money(wait.npv),
                report.money(wait.lost),
                *((report.money(risk_adjusted[index].lost),) if risk_adjusted else ()),
            )
            for index, wait in enumerate(waits)
        ),
        note=f"{describe_wait(report, waits[0].lost)} All costs and benefits come later, {report.ground}; the "
        "horizon ends when it ends, and what is sold at its end is sold then.",
        method=METRICS["cost_of_delay"].definition,
    )


def describe_wait(report: RoiReport, lost: float) -> str:
    """Say in a sentence what the NPV loses in a month of waiting, or gains."""
    amount = report.money(abs(lost))
    if amount == report.money(0.0):
        return "A month of waiting changes next to nothing in NPV."
    return f"Each month of waiting {'costs' if lost > 0 else 'gains'} {amount} of NPV."
