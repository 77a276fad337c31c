"""What the data of a case covers, and so what it can be looked at by: months and business units."""

from __future__ import annotations

from steering.catalog.contracts import contract, datasets
from steering.context.case_context import CaseContext
from steering.errors import NoData
from steering.warehouse import months_query


def available_months(context: CaseContext) -> tuple[str, ...]:
    """Every month of the datasets that can be looked at by month, the earliest first."""
    return context.cached("months covered", lambda: _months(context))


def available_units(context: CaseContext) -> tuple[str, ...]:
    """Every business unit of the adoption data."""
    try:
        return tuple(context.query("adoption_unit_names")["business_unit"])
    except NoData:
        return ()


def _months(context: CaseContext) -> tuple[str, ...]:
    names: set[str] = set()
    for dataset in datasets():
        if not contract(dataset).has_months:
            continue
        try:
            names |= set(context.query(months_query(dataset))["month"])
        except NoData:
            continue
    return tuple(sorted(names))
