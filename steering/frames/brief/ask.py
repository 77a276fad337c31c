"""The ask on the Brief: the amount, what it returns on the base and today's data, and whether its promises hold."""

from __future__ import annotations

from steering.ask import ask_return, check_ask
from steering.catalog.business_metrics import METRICS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import format_money
from steering.frames.blocks import Block, FundingRequest, Statement, Statements
from steering.frames.roi.tiles import format_figure
from steering.roi.verdict import Verdict, judge_case


def build_ask(context: CaseContext, filters: Filters) -> tuple[Block, ...]:
    """The ask with its return, then each of its promises held against the other pages; nothing without an ask."""
    ask = context.case.charter.ask
    if ask is None:
        return ()
    verdict = judge_case(context, filters.without_model)
    due = ask.decide_by
    request = FundingRequest(
        title=ask.title,
        amount=format_money(float(ask.amount.value), context.case.charter.currency),
        purpose=ask.purpose,
        decide_by=f"Decide by {due.day} {due:%B %Y}" if due else "",
        figures=_list_returns(context, filters, verdict),
        note=_describe_verdict(verdict),
        page="roi" if verdict else None,
    )
    return (request, *_build_checks(context, filters))


def _list_returns(context: CaseContext, filters: Filters, verdict: Verdict | None) -> tuple[tuple[str, str], ...]:
    """The return of the ask itself where the case says what it is without, then figures of the whole platform."""
    if verdict is None:
        return ()
    report, own = verdict.report, ask_return(context, filters)
    returns = () if own is None else (("NPV of this ask", report.money(own)),)
    middle = () if verdict.middle is None else (("Middle NPV, whole platform", report.money(verdict.middle)),)
    names = {name: METRICS[name].short or METRICS[name].label for name in ("npv", "payback_months", "peak_funding")}
    whole = tuple(
        (f"{label}, whole platform", format_figure(name, report.metric(name), report)) for name, label in names.items()
    )
    return (*returns, *middle, *whole)


def _describe_verdict(verdict: Verdict | None) -> str:
    return "" if verdict is None else f"{verdict.headline}. {verdict.disagreement}".strip()


def _build_checks(context: CaseContext, filters: Filters) -> tuple[Statements, ...]:
    statements = tuple(
        Statement(text=check.text, detail=check.detail, status=check.status, page=check.page, place=check.place)
        for check in check_ask(context, filters)
    )
    if not statements:
        return ()
    return (Statements(id="ask-checks", title="Do the promises of the ask hold?", findings=statements),)
