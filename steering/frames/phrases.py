"""Turns of phrase that several pages share: how a figure stands against its plan, and by which rule it is judged."""

from __future__ import annotations

from steering import months
from steering.conditions import describe_requirement
from steering.kpis.scorecard import KpiResult


def describe_gap(actual: int, planned: int | None) -> str:
    """`, 4 behind plan`, to end a sentence that names a count; nothing where there is no plan."""
    if planned is None:
        return ""
    if actual == planned:
        return ", as planned"
    return f", {abs(actual - planned)} {'ahead of' if actual > planned else 'behind'} plan"


def describe_rule(result: KpiResult) -> str:
    """Describe what a KPI has to be to be on track: `target for Oct 2026: at least 31`, `at least 80%, target 90%`.

    Empty where it has neither a target nor a bound for the month.
    """
    condition, bounds = result.kpi.status.green, result.verdict.bounds
    if not bounds:
        return ""
    rule = describe_requirement(condition, [result.format(bound) for bound in bounds])
    if condition.value == "target":
        return f"target for {months.format_month(result.month)}: {rule}"
    return rule + (f", target {result.format(result.target)}" if result.target is not None else "")
