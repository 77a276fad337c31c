"""What the data of a case covers, and so what it can be looked at by: months and business units."""

from __future__ import annotations

from steering.context.case_context import Room
from steering.errors import NoData

DATASETS = ("adoption", "kpi", "cost")
"""Those whose months one can look from."""


def months(room: Room) -> tuple[str, ...]:
    """Every month that adoption, KPI or cost data covers, the earliest first."""
    return room.once("months covered", lambda: _months(room))


def units(room: Room) -> tuple[str, ...]:
    """Every business unit of the adoption data."""
    try:
        return tuple(room.ask("adoption_unit_names")["business_unit"])
    except NoData:
        return ()


def _months(room: Room) -> tuple[str, ...]:
    found: set[str] = set()
    for dataset in DATASETS:
        try:
            found |= set(room.ask(f"{dataset}_month_names")["month"])
        except NoData:
            continue
    return tuple(sorted(found))
