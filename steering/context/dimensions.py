"""What the data of a case covers, and so what it can be looked at by: months and business units."""

from __future__ import annotations

from collections.abc import Iterable

from steering.catalog.contracts import contract, datasets
from steering.context.case_context import CaseContext
from steering.errors import NoData
from steering.warehouse import months_query


def available_months(context: CaseContext, dataset: str | None = None) -> tuple[str, ...]:
    """Return every month of a dataset, or of all that can be looked at by month, the earliest first."""
    return context.cached(("months covered", dataset), lambda: _months(context, (dataset,) if dataset else datasets()))


def default_month(context: CaseContext) -> str:
    """Return the month that a visitor sees first: the case's own where there is data for it, or the latest one."""
    months, own = available_months(context), context.case.charter.as_of
    return own if own in months or not months else months[-1]


def is_look_back(context: CaseContext, month: str) -> bool:
    """Return whether a month is before the one that the case's texts, forecast dates and risks are written for."""
    return month < default_month(context)


def available_units(context: CaseContext) -> tuple[str, ...]:
    """Return every business unit of the adoption data."""
    try:
        return tuple(context.query("adoption_unit_names")["business_unit"])
    except NoData:
        return ()


def _months(context: CaseContext, of: Iterable[str]) -> tuple[str, ...]:
    names: set[str] = set()
    for dataset in of:
        if not contract(dataset).has_months:
            continue
        try:
            names |= set(context.query(months_query(dataset))["month"])
        except NoData:
            continue
    return tuple(sorted(names))
