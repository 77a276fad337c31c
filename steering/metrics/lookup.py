"""What is known of any metric that a condition may name: a KPI, a figure of the business case, a control coverage."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from steering.cases.roadmap import last_day
from steering.catalog.business_metrics import CONDITION_METRICS, METRICS, ODDS
from steering.catalog.frameworks import coverage_metrics
from steering.compliance.report import observe_coverage
from steering.conditions import Condition, Observation, Observer
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.kpis import scorecard as kpis
from steering.roi.report import roi_report
from steering.roi.scenarios import BASE
from steering.roi.verdict import judge_case
from steering.status import Status


def observer(context: CaseContext, filters: Filters) -> Observer:
    """Return what claims, gates and votes are evaluated on: the data and the model as they are with these filters.

    Conditions are about the whole organisation, whichever business unit the viewer looks at.
    """
    whole = replace(filters, unit=None, focus=None)

    # Worked out for the first condition on a KPI: one on NPV alone does not wait for it.
    @cache
    def scorecard() -> dict[str, kpis.KpiResult]:
        return {result.kpi.id: result for result in kpis.build_scorecard(context, whole)}

    def observe(condition: Condition) -> Observation:
        name = condition.metric or ""
        if condition.risk_adjusted and name not in METRICS:
            reason = "It has no risk-adjusted basis: only the metrics of the business case have one."
            return Observation(value=None, reason=reason)
        if name in context.case.kpis:
            return kpis.observe(scorecard(), condition)
        if name in CONDITION_METRICS:
            return _of_business(context, whole, condition)
        if name in coverage_metrics():
            return _of_controls(context, whole, condition)
        return Observation(value=None, reason=f"There is no metric named {name!r}.")

    return observe


def _of_business(context: CaseContext, filters: Filters, condition: Condition) -> Observation:
    """Return a figure of the business case in the condition's scenario and month, else the viewer's."""
    name, business = condition.metric or "", context.case.business
    if business is None:
        return Observation(value=None, reason="This case has no business case yet.")
    if condition.scenario and condition.scenario not in (BASE, *business.scenarios):
        return Observation(value=None, reason=f"There is no scenario named {condition.scenario!r}.")
    if condition.scenario:
        named = None if condition.scenario == BASE else condition.scenario
        filters = replace(filters, scenario=named, drivers=())
    if condition.as_of:
        filters = replace(filters, as_of=condition.as_of)
    value = _odds(context, filters, name) if name in ODDS else _metric(context, filters, condition)
    if isinstance(value, (bool, int, float)):
        return Observation(value=float(value))
    return Observation(value=None, reason=_absence(name) if value is None else "It is not one figure.")


def _of_controls(context: CaseContext, filters: Filters, condition: Condition) -> Observation:
    """Return the share of a framework's controls that can be shown at the end of the condition's month."""
    framework = (condition.metric or "").removeprefix("coverage.")
    return observe_coverage(context, framework, last_day(condition.as_of or filters.as_of))


def _metric(context: CaseContext, filters: Filters, condition: Condition) -> object:
    report = roi_report(context, filters)
    return report.metric(condition.metric or "", risk_adjusted=condition.risk_adjusted)


def _absence(name: str) -> str:
    if name in ODDS:
        return "No figure of the business case has a range, so there are no futures to count."
    metric = CONDITION_METRICS[name]
    return f"{metric.label} does not exist for these flows. {metric.absent_because}".strip()


def _odds(context: CaseContext, filters: Filters, name: str) -> float | bool | None:
    verdict = judge_case(context, filters)
    if verdict is None or verdict.base is None:
        return None
    if name == "worth_funding":
        return verdict.grade is Status.WORTH_FUNDING
    return verdict.paying if name == "paying_share" else verdict.middle
