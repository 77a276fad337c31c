"""What a member may set a condition on: the figures of a case, how they compare, and how a value of each is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steering.catalog.business_metrics import CONDITION_METRICS, SINGLE_METRICS
from steering.conditions import WORDS
from steering.context.case_context import CaseContext
from steering.formatting import format_number
from steering.metrics.format import metric_label

HINTS: Mapping[str, str] = {
    "share": "a share, such as 60%",
    "truth": "true or false",
    "count": "a number, such as 26",
    "per_team": "a number a team, such as 2.5",
    "score": "a score, such as 3.8",
    "points": "points, such as 5",
}
SCALES: Mapping[float, str] = {1e3: " thousand", 1e6: " million", 1e9: " billion"}


def condition_metrics(context: CaseContext) -> Mapping[str, str]:
    """Name -> label of every metric that a condition may be about: KPIs, then figures of the business case."""
    business = SINGLE_METRICS if context.case.business else ()
    return {name: metric_label(context, name) for name in (*context.case.kpis, *business)}


def share_metrics(context: CaseContext) -> frozenset[str]:
    """Return the metrics that are shares: 60% is 0.6, and 60 is a slip."""
    return frozenset(name for name in condition_metrics(context) if _unit(context, name) == "share")


def offer_conditions(context: CaseContext) -> dict[str, Any]:
    """Return what the form for a condition offers, as plain JSON values."""
    metrics = [
        {"name": name, "label": label, "hint": hint_value(context, name)}
        for name, label in condition_metrics(context).items()
    ]
    return {"metrics": metrics, "comparisons": [{"op": op, "label": label} for op, label in WORDS.items()]}


def hint_value(context: CaseContext, metric: str) -> str:
    """`a share, such as 60%`, `in USD million, such as 4`."""
    unit, business = _unit(context, metric), context.case.business
    if unit != "money":
        return HINTS.get(unit, f"{unit}, such as 26")
    if metric in context.case.kpis or business is None:
        return f"in {context.case.charter.currency}, such as 1500"
    scale = float(business.unit)
    size = SCALES.get(scale, f" times {format_number(scale)}" if scale != 1 else "")
    return f"in {business.currency or context.case.charter.currency}{size}, such as 4"


def _unit(context: CaseContext, metric: str) -> str:
    kpi = context.case.kpis.get(metric)
    return kpi.unit if kpi else CONDITION_METRICS[metric].unit
