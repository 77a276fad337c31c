"""The ask held against the other pages: its own return, its date, the budget, and its gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from steering import months
from steering.adoption.outlook import teams_by_month
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.budget import compute_variance
from steering.costs.report import cost_report
from steering.formatting import format_value, pluralise
from steering.roadmap.gates import GateResult, GateStanding
from steering.roadmap.view import roadmap_view
from steering.roi.report import roi_report
from steering.status import Status


@dataclass(frozen=True, kw_only=True)
class AskCheck:
    """One promise of the ask, its figure as the data has it; `page` and the block `place` are where to look it up."""

    text: str
    figure: str
    detail: str
    status: Status
    page: str
    place: str


def ask_return(context: CaseContext, filters: Filters) -> float | None:
    """What the ask alone adds to NPV, in the file's unit: the base less the scenario that does without it.

    None where the case names no such scenario, or one of the two has no NPV.
    """
    ask, business = context.case.charter.ask, context.case.business
    if ask is None or business is None or ask.without not in business.scenarios:
        return None
    base = filters.without_model
    with_ask, without = (roi_report(context, view).npv for view in (base, replace(base, scenario=ask.without)))
    return None if with_ask is None or without is None else with_ask - without


def ask_cost_of_delay(context: CaseContext, filters: Filters) -> float | None:
    """What the ask alone loses in NPV for each month that it waits, in the file's unit; below 0, waiting gains.

    That of the whole case where it names no scenario that does without the ask. None where one of them has none.
    """
    ask, business = context.case.charter.ask, context.case.business
    if ask is None or business is None:
        return None
    base = filters.without_model
    whole = roi_report(context, base).now.cost_of_delay
    if whole is None or ask.without not in business.scenarios:
        return whole
    without = roi_report(context, replace(base, scenario=ask.without)).now.cost_of_delay
    return None if without is None else whole - without


def check_ask(context: CaseContext, filters: Filters) -> tuple[AskCheck, ...]:
    """Every promise of the ask that the case states as a key, held against roadmap, forecast, budget and gate."""
    official = replace(filters.without_model, unit=None, focus=None)
    if context.case.charter.ask is None:
        return ()
    checks = (_check_finish, _check_adoption, _check_budget, _check_gate)
    return tuple(result for check in checks for result in check(context, official))


def ask_gate(context: CaseContext, filters: Filters) -> GateResult | None:
    """The gate that releases the ask, judged; None where the case names none."""
    ask, view = context.case.charter.ask, roadmap_view(context, filters)
    if ask is None or view is None:
        return None
    return next((gate for gate in view.gates if gate.gate.id == ask.gate), None)


def _check_finish(context: CaseContext, filters: Filters) -> Iterator[AskCheck]:
    ask, view = context.case.charter.ask, roadmap_view(context, filters)
    if ask is None or ask.done_by is None or view is None:
        return
    finish, deadline = view.schedule.finish, months.format_month(ask.done_by)
    in_time = f"{finish:%Y-%m}" <= ask.done_by
    yield AskCheck(
        text=f"Done by {deadline}",
        figure=f"finish {finish.day} {finish:%b %Y}",
        detail="" if in_time else f"{_count_months(ask.done_by, f'{finish:%Y-%m}')} later than the ask says",
        status=Status.ON_TRACK if in_time else Status.OFF_TRACK,
        page="roadmap",
        place="gantt",
    )


def _count_months(first: str, last: str) -> str:
    return pluralise(months.month_index(last) - months.month_index(first), "month")


def _check_adoption(context: CaseContext, filters: Filters) -> Iterator[AskCheck]:
    charter = context.case.charter
    if charter.ask is None or charter.ask.done_by is None or charter.adoption is None or not context.has("adoption"):
        return
    month = charter.ask.done_by
    expected, plan = teams_by_month(context, filters, month).get(month), charter.adoption.count_planned(month)
    if expected is None or month <= filters.as_of:
        return
    short = plan - round(expected)
    yield AskCheck(
        text=f"Teams by {months.format_month(month)}",
        figure=f"forecast {round(expected)}, plan {plan}",
        detail=f"{pluralise(short, 'team')} short of the plan" if short > 0 else "",
        status=Status.ON_TRACK if short <= 0 else Status.AT_RISK,
        page="adoption",
        place="curve",
    )


def _check_budget(context: CaseContext, filters: Filters) -> Iterator[AskCheck]:
    """The outlook of spend from the next month to the end of the budget, against the budget for those months."""
    ask = context.case.charter.ask
    if ask is None or not ask.within_budget or not context.has("cost"):
        return
    report = cost_report(context, filters)
    if report.forecast is None or not report.budget or filters.as_of not in report.monthly:
        return
    ahead = {months.add_months(filters.as_of, step): spend for step, spend in enumerate(report.forecast.point, start=1)}
    outlook = compute_variance(ahead, report.budget, min(ahead), max(ahead)) if ahead else None
    if outlook is None or outlook.share is None:
        return
    over = format_value(abs(outlook.share), "share")
    yield AskCheck(
        text="Inside the budget",
        figure=f"outlook {report.money(outlook.actual)} of {report.money(outlook.budget)}",
        detail=f"{months.format_month(outlook.first)} to {months.format_month(outlook.last)}, "
        f"{over} {'over' if outlook.over > 0 else 'under'} budget",
        status=outlook.status,
        page="costs",
        place="outlook",
    )


def _check_gate(context: CaseContext, filters: Filters) -> Iterator[AskCheck]:
    gate = ask_gate(context, filters)
    if gate is None:
        return
    met = f"{gate.count_met} of {pluralise(len(gate.checks), 'condition')} met"
    missing = ", ".join(check.condition.label or check.condition.metric or "" for check in gate.unmet_conditions)
    status = {
        GateStanding.RELEASED: Status.MET,
        GateStanding.HOLDS: Status.MET,
        GateStanding.BREACHED: Status.BREACHED,
        GateStanding.NOT_DUE: Status.NOT_DUE,
        GateStanding.UNKNOWN: Status.UNKNOWN,
    }[gate.standing]
    yield AskCheck(
        text=f"{gate.gate.name}, which releases it",
        figure=met,
        detail=f"Not met: {missing}" if missing else "",
        status=status,
        page="roadmap",
        place="conditions",
    )
