"""Stated figures on today's data: what was right as planned and isn't any more is told beside its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.audit import Audit
from steering.finance.model import evaluate
from steering.finance.verdicts import Value, Verdict, assess_figure
from steering.roi.report import roi_report


@dataclass(frozen=True, kw_only=True)
class TodayFigure:
    """What a stated figure comes to on today's data, and how what is stated stands against that."""

    value: Value | None
    verdict: Verdict

    @property
    def holds(self) -> bool:
        """Whether what is stated is right or rounded today."""
        return self.verdict in ("right", "rounded")


def assess_today(context: CaseContext, filters: Filters) -> tuple[TodayFigure, ...]:
    """Each stated figure of the case on the data of a month; nothing where that data says nothing of the case."""
    business = context.case.business
    report = roi_report(context, filters.without_model) if business else None
    if business is None or report is None or not report.on_today:
        return ()
    figures = []
    for stated in business.stated:
        changes = (stated.at,) if stated.at else ()
        links, adjusted = report.assumptions.links, stated.risk_adjusted
        metrics = evaluate(business, stated.scenario, *changes, links=links, risk_adjusted=adjusted)
        value: Value | None = getattr(metrics, stated.metric)
        figures.append(TodayFigure(value=value, verdict=assess_figure(stated.value, value)))
    return tuple(figures)


def describe_today(audit: Audit, today: Sequence[TodayFigure]) -> str:
    """How many of the figures that are right as planned are so no longer, as the end of a sentence on the plan."""
    if not today:
        return ""
    gone = sum(finding.holds and not figure.holds for finding, figure in zip(audit.findings, today, strict=True))
    if not gone:
        return " as planned and on today's data" if audit.holds else ""
    return f" as planned; {gone} no longer {'does' if gone == 1 else 'do'} on today's data"
