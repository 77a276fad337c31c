"""Stated figures on today's data: what was right as planned and isn't any more is told beside its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from steering.adoption.progress import query_months
from steering.cases.resolve import resolve_stated
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.audit import Audit, audit_business_case
from steering.finance.cash_flows import AS_PLANNED
from steering.finance.model import evaluate
from steering.finance.verdicts import Value, Verdict, assess_figure
from steering.formatting import format_number, pluralise
from steering.months import format_month
from steering.review.returns import LEAST, MOST, check_first_year, check_pessimistic, end_of_first_year
from steering.review.subject import ReviewSubject
from steering.roi.report import roi_report
from steering.status import Status


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
        case = resolve_stated(business, stated.option, stated.against)
        metrics = evaluate(case, stated.scenario, *changes, links=links, risk_adjusted=adjusted)
        value: Value | None = getattr(metrics, stated.metric)
        figures.append(TodayFigure(value=value, verdict=assess_figure(stated.value, value)))
    return tuple(figures)


def contradict_review(
    context: CaseContext, filters: Filters, paper: ReviewSubject, today: Sequence[TodayFigure]
) -> Mapping[str, str]:
    """What today's data says against answers of the financial review, by the id of the question, as sentences."""
    report = roi_report(context, filters.without_model)
    if not report.on_today:
        return {}
    answers = {
        "pessimistic": _judge_pessimistic(replace(paper, links=report.assumptions.links)),
        "stated": _count_gone(audit_business_case(paper.business), today),
        "adoption": _judge_first_year(context, filters, paper),
    }
    return {id: text for id, text in answers.items() if text}


def _judge_pessimistic(today: ReviewSubject) -> str:
    planned, answer = check_pessimistic(replace(today, links=AS_PLANNED)), check_pessimistic(today)
    return answer.why if answer.state is not planned.state else ""


def _count_gone(audit: Audit, today: Sequence[TodayFigure]) -> str:
    wrong = sum(not figure.holds for figure in today)
    verb = "does" if wrong == 1 else "do"
    of_all = pluralise(len(audit.findings), "stated figure")
    return f"{wrong} of {of_all} {verb} not check out." if _find_gone(audit, today) else ""


def _find_gone(audit: Audit, today: Sequence[TodayFigure]) -> int:
    """How many figures hold as planned, and not on today's data."""
    return sum(finding.holds and not figure.holds for finding, figure in zip(audit.findings, today, strict=True))


def _judge_first_year(context: CaseContext, filters: Filters, paper: ReviewSubject) -> str:
    """How many teams had adopted after the first year, where the plan passes, that is over and it went otherwise."""
    plan, month = context.case.charter.adoption, end_of_first_year(context.case)
    if plan is None or filters.as_of < month or check_first_year(paper).state is not Status.PASSED:
        return ""
    counts = [row.adopted for row in query_months(context, Filters(as_of=month)) if row.month == month]
    if not counts or LEAST <= counts[0] / plan.teams <= MOST:
        return ""
    share = format_number(round(counts[0] / plan.teams * 100, 1))
    return f"{share}% of {pluralise(plan.teams, 'team')} by {format_month(month)}."


def describe_today(audit: Audit, today: Sequence[TodayFigure]) -> str:
    """How many of the figures that are right as planned are so no longer, as the end of a sentence on the plan."""
    if not today:
        return ""
    gone = _find_gone(audit, today)
    if not gone:
        return " as planned and on today's data" if audit.holds else ""
    return f" as planned; {gone} no longer {'does' if gone == 1 else 'do'} on today's data"
