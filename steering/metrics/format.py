"""What a metric that a condition may name is called, and how its figures are written, whichever kind it is."""

from __future__ import annotations

from steering.catalog.business_metrics import CONDITION_METRICS
from steering.catalog.frameworks import coverage_metrics
from steering.conditions import Condition, ConditionResult, describe_requirement
from steering.context.case_context import CaseContext
from steering.formatting import ABSENT, SUFFIX, format_delta, format_money, format_number
from steering.formatting import format_value as with_unit


def metric_label(context: CaseContext, metric: str) -> str:
    """Return the name of a KPI, of a figure of the business case or of a coverage; an unknown one as it is written."""
    if kpi := context.case.kpis.get(metric):
        return kpi.name
    return CONDITION_METRICS[metric].label if metric in CONDITION_METRICS else coverage_metrics().get(metric, metric)


def condition_label(context: CaseContext, condition: Condition) -> str:
    """Return the name of what a condition is about, with its basis where that is not the usual one."""
    label = metric_label(context, condition.metric or "")
    return f"{label}, risk-adjusted" if condition.risk_adjusted else label


def format_metric(context: CaseContext, metric: str, value: float | None) -> str:
    """Return a metric's value with its unit; money of the business case is in the unit of its file."""
    if value is None:
        return ABSENT
    unit, decimals = _unit(context, metric)
    if metric in context.case.kpis:
        return with_unit(value, unit, decimals, currency=_currency(context, metric))
    if unit == "money":
        return format_money(value * _factor(context, metric), _currency(context, metric))
    if unit == "truth":
        return "yes" if value else "no"
    if unit == "months":
        return f"{with_unit(value, 'count', 1).removesuffix('.0')} months"
    return format_number(value) if unit == "" else with_unit(value, unit, decimals)


def describe_result(context: CaseContext, condition: Condition, result: ConditionResult) -> str:
    """Describe what a condition asks and what it evaluates to: `Lead time: 32 days, required at most 20 days`.

    Where it can't be evaluated, the reason stands behind its name.
    """
    label, metric = condition_label(context, condition), condition.metric or ""
    if result.observed is None or not result.bounds:
        return f"{label}: {result.reason[:1].lower()}{result.reason[1:].rstrip('.')}"
    value = format_metric(context, metric, result.observed)
    bounds = [format_metric(context, metric, bound) for bound in result.bounds]
    return f"{label}: {value}, required {describe_requirement(condition, bounds)}"


def format_metric_exactly(context: CaseContext, metric: str, value: float | None) -> str:
    """Return a metric's value with all of its decimals, for two that would be written as one."""
    if value is None:
        return ABSENT
    unit, _ = _unit(context, metric)
    if unit == "money":
        return f"{_currency(context, metric)} {format_number(value * _factor(context, metric))}"
    return format_number(value * 100 if unit == "share" else value) + SUFFIX.get(
        unit, " months" if unit == "months" else ""
    )


def format_metric_delta(context: CaseContext, metric: str, step: float) -> str:
    """Return a difference of two values, signed and with its unit; of shares in percentage points."""
    unit, decimals = _unit(context, metric)
    if unit == "money" and metric not in context.case.kpis:
        return format_money(step * _factor(context, metric), _currency(context, metric), signed=True)
    if unit == "months":
        return f"{format_delta(step, 'count', 1).removesuffix('.0')} months"
    return format_delta(step, unit, decimals, currency=_currency(context, metric))


def _unit(context: CaseContext, metric: str) -> tuple[str, int | None]:
    """Return the unit of a metric and its decimals; nothing for one that is not known."""
    if kpi := context.case.kpis.get(metric):
        return kpi.unit, kpi.decimals
    if metric in CONDITION_METRICS:
        return CONDITION_METRICS[metric].unit, CONDITION_METRICS[metric].decimals
    return ("share", 0) if metric in coverage_metrics() else ("", None)


def _factor(context: CaseContext, metric: str) -> float:
    own = context.case.business if metric not in context.case.kpis else None
    return float(own.unit) if own else 1.0


def _currency(context: CaseContext, metric: str) -> str:
    own = context.case.business if metric not in context.case.kpis else None
    return (own.currency if own else None) or context.case.charter.currency
