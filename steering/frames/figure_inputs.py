"""The inputs of a figure with their values, read on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from steering import months
from steering.adoption import progress
from steering.cases.roadmap import last_day
from steering.catalog.business_metrics import CONDITION_METRICS
from steering.compliance.report import STATES, compliance_report
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.budget import Variance
from steering.costs.report import CostReport, cost_report
from steering.decisions import reviews
from steering.formatting import format_day, format_money, format_number, format_value
from steering.frames.phrases import describe_rule
from steering.frames.roi.blocks import AFTER_TAX
from steering.frames.roi.tiles import format_figure, format_rate
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.roadmap.raid import rate_risks
from steering.roadmap.view import roadmap_view
from steering.roi.report import RoiReport
from steering.roi.verdict import judge_case
from steering.status import describe_plan_rule

# Names of inputs with their values as they are read.
Inputs: TypeAlias = Iterator[tuple[str, str]]
# The metrics of the business case that the others follow from.
PARTS = ("total_benefits", "total_costs", "pv_benefits", "pv_costs")
# Of an odd number of pence nobody speaks at a thousand.
EXACT_BELOW = 1000


def list_inputs(context: CaseContext, filters: Filters, page: str, figure: str) -> tuple[tuple[str, str], ...]:
    """Return the inputs of a figure of a page by name, with their values; empty where they can't be listed."""
    if figure in context.case.kpis:
        return tuple(_list_kpi_inputs(context, filters, figure))
    if figure in CONDITION_METRICS or figure == "risk_adjusted":
        return tuple(_list_business_inputs(context, filters, figure))
    lister = LISTERS.get(page)
    return tuple(lister(context, filters, figure)) if lister else ()


def _list_kpi_inputs(context: CaseContext, filters: Filters, figure: str) -> Inputs:
    result = next(result for result in build_scorecard(context, filters) if result.kpi.id == figure)
    point = next((point for point in result.series if point.month == filters.as_of), None)
    if point and point.numerator is not None and point.denominator is not None:
        yield "Numerator", format_number(round(point.numerator, 2))
        yield "Denominator", format_number(round(point.denominator, 2))
    before = months.add_months(filters.as_of, -1)
    if result.value_at(before) is not None:
        yield months.format_month(before), result.format(result.value_at(before))
    yield "Rule for on track", describe_rule(result)


def _list_business_inputs(context: CaseContext, filters: Filters, figure: str) -> Inputs:
    verdict = judge_case(context, filters)
    if verdict is None:
        return
    report = verdict.report
    for name in PARTS:
        if name != figure and (value := report.metric(name)) is not None:
            yield CONDITION_METRICS[name].label, format_figure(name, value, report)
    if figure in AFTER_TAX and report.business.tax:
        for name in ("npv", "total_tax"):
            if name != figure and (value := report.metric(name)) is not None:
                yield CONDITION_METRICS[name].label, format_figure(name, value, report)
        yield "Tax rate", format_rate(float(report.business.tax.rate))
    yield "Discount rate", f"{format_rate(report.rate)} a year"
    if report.business.hurdle_rate is not None:
        yield "Hurdle rate", f"{format_rate(float(report.business.hurdle_rate))} a year"
    yield from _list_moves(report)
    if verdict.paying is not None:
        yield "Futures that pay", format_value(verdict.paying, "share")
        yield "Middle NPV", report.money(verdict.middle)


def _list_moves(report: RoiReport) -> Inputs:
    """Return the plan's NPV, and what today's data makes of it."""
    if report.on_today and report.plan_metrics.npv is not None:
        yield "NPV as planned", report.money(report.plan_metrics.npv)
        for name, step in report.moves:
            yield f"Change by {name}", report.money(step, sign=True)


def _list_cost_inputs(context: CaseContext, filters: Filters, figure: str) -> Inputs:
    report = cost_report(context, filters)
    variances = {"budget-month": report.month_variance, "budget": report.variance, "outlook": report.outlook}
    if variance := variances.get(figure):
        yield from _list_variance(report, variance)
    elif figure in ("spend", "to-date"):
        recent = sorted(report.monthly)[-2:] if figure == "spend" else sorted(report.monthly)
        for month in recent:
            yield _label_month(report, month), _exact(report, report.monthly[month])
    elif figure == "unit-cost":
        monthly = progress.query_months(context, filters) if context.has("adoption") else ()
        yield f"Spend of {_label_month(report, report.scope.as_of)}", _exact(report, report.now)
        yield from (("Models in production", f"{month.models_in_production:,}") for month in monthly[-1:])
    else:
        yield from _list_rate_inputs(report, figure)


def _label_month(report: CostReport, month: str) -> str:
    lack = report.coverage.incomplete.get(month)
    return f"{months.format_month(month)}, {lack}" if lack else months.format_month(month)


def _list_variance(report: CostReport, variance: Variance) -> Inputs:
    first, last = (months.format_month(month) for month in (variance.first, variance.last))
    yield "Months", first if first == last else f"{first} to {last}"
    yield "Spend", _exact(report, variance.actual)
    yield "Budget", _exact(report, variance.budget)
    yield "Over budget" if variance.over > 0 else "Under budget", _exact(report, abs(variance.over))


def _list_rate_inputs(report: CostReport, figure: str) -> Inputs:
    now = next(rates for rates in report.rates if rates.month == report.scope.as_of)
    sides: Mapping[str, tuple[tuple[str, float | None], ...]] = {
        "allocated": (("Charges with a team", now.allocated), ("Positive charges", now.allocatable)),
        "effective-savings": (("Effective cost", now.usage_comparable), ("List cost", now.usage_list)),
        "commitment-coverage": (("Under a commitment", now.eligible_used), ("Eligible usage", now.eligible_usage)),
        "commitments-used": (("Used", now.commitment_used), ("Unused", now.commitment_unused)),
    }
    yield from ((name, _exact(report, value)) for name, value in sides.get(figure, ()) if value is not None)
    for quantity in report.quantities:
        if figure == "idle-gpu" and (quantity.kind, quantity.month) == ("gpu_hours", report.scope.as_of):
            yield "GPU hours used", format_value(quantity.used_of_capacity, "count")
            yield "GPU hours paid for", format_value(quantity.capacity, "count")


def _exact(report: CostReport, amount: float) -> str:
    """Return an amount in full, where the page rounds it to thousands or millions."""
    return f"{report.scope.currency} {amount:,.{0 if abs(amount) >= EXACT_BELOW else 2}f}"


def _list_adoption_inputs(context: CaseContext, filters: Filters, figure: str) -> Inputs:
    monthly = progress.query_months(context, filters) if context.has("adoption") else ()
    plan = context.case.charter.adoption
    if not monthly or figure not in ("adopted", "started", "kept", "curve"):
        return
    now = monthly[-1]
    yield "Teams", f"{now.teams:,}"
    yield "Teams started", f"{now.started:,}"
    yield "Teams adopted", f"{now.adopted:,}"
    if plan and filters.unit is None:
        planned = plan.count_planned(filters.as_of)
        yield f"Plan for {months.format_month(filters.as_of)}", f"{planned:,}"
        if planned:
            yield "Rule", describe_plan_rule(planned)
    yield "Counts as adopted", progress.describe_adopted_stages(plan)


def _list_kpi_names(context: CaseContext, filters: Filters, figure: str) -> Inputs:
    """Return the KPIs that a count of the KPI page is of."""
    for result in build_scorecard(context, filters):
        if figure == f"status-{result.status.name.lower()}":
            yield result.kpi.name, _describe_result(result)


def _describe_result(result: KpiResult) -> str:
    return f"{result.format(result.value)}, {describe_rule(result)}"


def _list_roadmap_inputs(context: CaseContext, filters: Filters, figure: str) -> Inputs:
    view = roadmap_view(context, filters)
    if view and figure == "finish":
        yield "Forecast finish", format_day(view.schedule.finish)
        yield "Baseline finish", format_day(view.schedule.baseline_finish)
    elif view and figure == "critical-path":
        yield from ((item.short, f"ends {format_day(item.end)}") for item in view.schedule.critical_items)
    elif view and figure in ("released", "at-risk", "to-come", "next-gate"):
        for gate in view.gates:
            yield gate.gate.name, f"{view.money(float(gate.amount))}, {gate.standing}"
        if figure == "released" and context.has("cost"):
            yield from _list_use(cost_report(context, filters.without_model))
    else:
        yield from _list_risks(context, figure)


def _list_use(report: CostReport) -> Inputs:
    """What of the money that is released the data can account for: the charges since the roll-out began."""
    if report.variance:
        yield f"Cloud cost since {months.format_month(report.variance.first)}", _exact(report, report.variance.actual)
        yield "Migration, training and people", "in no dataset"


def _list_risks(context: CaseContext, figure: str) -> Inputs:
    """Return the live risks with their scores, or with the losses that add up to the figure."""
    for risk in rate_risks(context.case.raid) if context.case.raid else ():
        if risk.live and figure == "risks":
            yield risk.risk.title, f"score {risk.before.score} before mitigation, {risk.after.score} after"
        elif risk.live and figure in ("loss-before", "loss-after"):
            loss = (risk.before if figure == "loss-before" else risk.after).expected
            yield risk.risk.title, format_money(float(loss), context.case.charter.currency)


def _list_decision_inputs(context: CaseContext, filters: Filters, figure: str) -> Inputs:
    """Return the conditions, or the actions, that a count of the Decisions page is of."""
    for review in reviews(context, filters):
        for check in review.conditions:
            if figure == f"status-{check.status.name.lower()}":
                yield check.term.label, review.decision.title
        for action in review.actions:
            if figure == f"status-{action.status.name.lower()}":
                yield action.task.text, f"{action.task.owner}, due {format_day(action.task.due)}"


def _list_compliance_inputs(context: CaseContext, filters: Filters, figure: str) -> Inputs:
    """Return how many controls of a framework are in each state, and how many are in scope."""
    name, _, framework = figure.partition(".")
    report = compliance_report(context, last_day(filters.as_of)) if name == "coverage" else None
    if report:
        counts = report.count(framework)
        yield "Controls that can be shown", f"{counts.cover:,}"
        yield "Controls in scope", f"{counts.total:,}"
        yield from ((state.word, f"{counts.count_of(state):,}") for state in STATES if counts.count_of(state))


LISTERS: Mapping[str, Callable[[CaseContext, Filters, str], Inputs]] = {
    "costs": _list_cost_inputs,
    "adoption": _list_adoption_inputs,
    "kpis": _list_kpi_names,
    "roadmap": _list_roadmap_inputs,
    "decisions": _list_decision_inputs,
    "compliance": _list_compliance_inputs,
}
