"""The ask on the Brief: the amount, what it returns on the base and today's data, and whether its promises hold."""

from __future__ import annotations

from collections.abc import Iterator

from steering.ask import ask_cost_of_delay, ask_gate, ask_return, check_ask
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import format_day, format_money, join_words
from steering.frames.blocks import FundingRequest, Statement, Statements, Tile
from steering.frames.roadmap.blocks import GATED
from steering.frames.roi.benefits import describe_wait
from steering.frames.roi.options import describe_best
from steering.frames.roi.tiles import format_figure
from steering.roi.options import describe_option, option_figures
from steering.roi.simulation_report import simulation_report
from steering.roi.verdict import Verdict, format_share, judge_case


def build_ask(context: CaseContext, filters: Filters) -> tuple[FundingRequest, ...]:
    """The ask with the figures that it is judged by; nothing without an ask."""
    ask = context.case.charter.ask
    if ask is None:
        return ()
    verdict = judge_case(context, filters.without_model)
    due = ask.decide_by
    return (
        FundingRequest(
            title=ask.title,
            amount=format_money(float(ask.amount.value), context.case.charter.currency),
            purpose=ask.purpose,
            decide_by=format_day(due) if due else "",
            figures=(*_list_returns(context, filters, verdict), *_build_gate(context, filters)),
            note=_describe_verdict(context, filters, verdict),
            option=describe_option(context.case.business),
            waiting=_describe_waiting(context, filters, verdict),
            page="roi" if verdict else None,
        ),
    )


def _list_returns(context: CaseContext, filters: Filters, verdict: Verdict | None) -> Iterator[Tile]:
    """The return of the ask itself where the case says what it is without, then NPV and odds of the whole case."""
    if verdict is None:
        return
    report, own = verdict.report, ask_return(context, filters)
    if own is not None:
        yield Tile(id="ask-npv", label="NPV of this ask", value=report.money(own), note="with it less without it")
    simulation = simulation_report(context, filters.without_model)
    if simulation is None or verdict.paying is None:
        note = "no figure has a range"
        yield Tile(id="ask-range", label="NPV, whole case", value=report.money(verdict.base), note=note)
        return
    low, middle, high = simulation.outcome.percentiles
    yield Tile(
        id="ask-range",
        label="Middle NPV, whole case",
        value=report.money(middle),
        note=f"80% range {report.money(low)} to {report.money(high)}",
    )
    yield Tile(id="ask-odds", label="Futures that pay", value=format_share(verdict.paying), status=verdict.grade)


def _describe_waiting(context: CaseContext, filters: Filters, verdict: Verdict | None) -> str:
    """What each month costs that the decision waits, in a sentence; nothing where that can't be said."""
    lost = ask_cost_of_delay(context, filters) if verdict else None
    return "" if lost is None or verdict is None else describe_wait(verdict.report, lost)


def _build_gate(context: CaseContext, filters: Filters) -> tuple[Tile, ...]:
    """How the gate that releases the ask stands."""
    gate = ask_gate(context, filters.without_model)
    if gate is None:
        return ()
    value = f"{gate.count_met} of {len(gate.checks)} met"
    return (Tile(id="ask-gate", label=gate.gate.name, value=value, status=GATED[gate.standing]),)


def _describe_verdict(context: CaseContext, filters: Filters, verdict: Verdict | None) -> str:
    """The verdict, whether another option is worth more, and the figures that a committee asks for next."""
    if verdict is None:
        return ""
    report = verdict.report
    names = {"npv": "NPV of the base", "payback_months": "payback", "peak_funding": "peak funding"}
    figures = join_words([f"{name} {format_figure(id, report.metric(id), report)}" for id, name in names.items()])
    choice = option_figures(context, filters.without_model)
    best = f"{describe_best(report, choice)}." if choice else ""
    sentences = (f"{verdict.headline}.", verdict.disagreement, best, f"Whole case: {figures}.")
    return " ".join(sentence for sentence in sentences if sentence)


def build_ask_checks(context: CaseContext, filters: Filters) -> tuple[Statements, ...]:
    """Each promise of the ask held against the other pages; nothing where it makes none."""
    statements = tuple(
        Statement(
            text=check.text,
            figure=check.figure,
            detail=check.detail,
            status=check.status,
            page=check.page,
            place=check.place,
        )
        for check in check_ask(context, filters)
    )
    if not statements:
        return ()
    return (Statements(id="ask-checks", title="Do the promises of the ask hold?", findings=statements),)
