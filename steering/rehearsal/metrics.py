"""What a question needs of any metric that a condition may name: who asks about it, its figure, and its place."""

from __future__ import annotations

import math
from collections.abc import Mapping

from steering.cases.model import Kpi
from steering.catalog.business_metrics import CONDITION_METRICS
from steering.context.case_context import CaseContext
from steering.metrics.format import format_metric
from steering.rehearsal.question import (
    CFO,
    CISO,
    CTO,
    SCIENCE,
    AnswerUnit,
    AskedFigure,
    Place,
    build_figure,
)

# Words in the role of who answers for a KPI, and who asks about it then; the first that fits decides.
ROLES: Mapping[str, str] = {
    "security": CISO,
    "compliance": CISO,
    "risk": CISO,
    "audit": CISO,
    "privacy": CISO,
    "data science": SCIENCE,
    "enablement": SCIENCE,
    "financ": CFO,
    "finops": CFO,
}
# Where the page shows a metric of the business case that has no tile of its own.
BLOCKS: Mapping[str, str] = {"middle_npv": "odds", "paying_share": "odds", "worth_funding": "npv"}
UNITS: Mapping[str, AnswerUnit] = {
    "money": "money",
    "share": "share",
    "months": "months",
    "days": "days",
    "hours": "hours",
    "count": "count",
    "score": "score",
    "per_team": "per_team",
}


def find_persona(context: CaseContext, metric: str) -> str:
    """Return who asks about a metric: finance about the business case, about a KPI whoever its owner is closest to."""
    kpi = context.case.kpis.get(metric)
    if kpi is None:
        return CISO if metric.startswith("coverage.") else CFO
    owner = kpi.owner.casefold()
    return next((persona for word, persona in ROLES.items() if word in owner), CTO)


def measure_kpi(kpi: Kpi, value: float, text: str) -> AskedFigure:
    """Return a value of a KPI as the figure that a question asks for."""
    return build_figure(value, UNITS.get(kpi.unit, "count"), text)


def measure(context: CaseContext, metric: str, value: float | None) -> AskedFigure | None:
    """Return a value of any metric as a figure; None where there is none, or it is yes or no."""
    if value is None or not math.isfinite(value):
        return None
    text = format_metric(context, metric, value)
    if kpi := context.case.kpis.get(metric):
        return measure_kpi(kpi, value, text)
    unit = UNITS.get(CONDITION_METRICS[metric].unit) if metric in CONDITION_METRICS else None
    if unit is None:
        return None
    factor = float(context.case.business.unit) if unit == "money" and context.case.business else 1.0
    return build_figure(value * factor, unit, text)


def place_of(context: CaseContext, metric: str, query: Mapping[str, str]) -> Place:
    """Return where a metric is shown."""
    rest = tuple((name, value) for name, value in query.items() if name != "focus")
    if metric in context.case.kpis:
        return Place(page="kpis", block="trend", focus=metric, query=rest)
    return Place(page="roi", block=BLOCKS.get(metric, metric), query=rest)


def measure_gap(observed: float, bounds: tuple[float, ...]) -> float:
    """Return by which share of it a value misses the nearest of its bounds; the amount where that is 0."""
    nearest = min(bounds, key=lambda bound: abs(observed - bound))
    return abs(observed - nearest) / (abs(nearest) or 1.0)
