"""What the data of a case covers, and so what it can be looked at by: months and business units."""

from __future__ import annotations

from steering.context.case_context import CaseContext
from steering.errors import NoData

# Those whose months one can look from.
DATASETS = ("adoption", "kpi", "cost")


def available_months(context: CaseContext) -> tuple[str, ...]:
    """Every month that adoption, KPI or cost data covers, the earliest first."""
    return context.cached("months covered", lambda: _months(context))


def available_units(context: CaseContext) -> tuple[str, ...]:
    """Every business unit of the adoption data."""
    try:
        return tuple(context.query("adoption_unit_names")["business_unit"])
    except NoData:
        return ()


def _months(context: CaseContext) -> tuple[str, ...]:
    found: set[str] = set()
    for dataset in DATASETS:
        try:
            found |= set(context.query(f"{dataset}_month_names")["month"])
        except NoData:
            continue
    return tuple(sorted(found))
