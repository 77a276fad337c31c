"""What a metric that a condition may name is called, and how its figures are written, whichever kind it is."""

from __future__ import annotations

from collections.abc import Mapping

from steering.catalog.business_metrics import METRICS
from steering.context.case_context import Room
from steering.formatting import ABSENT, SUFFIX, bare, change, money
from steering.formatting import written as with_unit

COVERED: Mapping[str, str] = {"coverage.soc2": "SOC 2 coverage", "coverage.hipaa": "HIPAA coverage"}


def named(room: Room, metric: str) -> str:
    """The name of a KPI, of a figure of the business case or of a coverage; an unknown one as it is written."""
    if kpi := room.case.kpis.get(metric):
        return kpi.name
    return METRICS[metric].label if metric in METRICS else COVERED.get(metric, metric)


def written(room: Room, metric: str, value: float | None) -> str:
    """A metric's value with its unit; money of the business case is in the unit of its file."""
    if value is None:
        return ABSENT
    unit, decimals = _unit(room, metric)
    if metric in room.case.kpis:
        return with_unit(value, unit, decimals, currency=_currency(room, metric))
    if unit == "money":
        return money(value * _factor(room, metric), _currency(room, metric))
    if unit == "truth":
        return "yes" if value else "no"
    if unit == "months":
        return f"{with_unit(value, 'count', 1).removesuffix('.0')} months"
    return bare(value) if unit == "" else with_unit(value, unit, decimals)


def exact(room: Room, metric: str, value: float | None) -> str:
    """A metric's value with all of its decimals, for two that would be written as one."""
    if value is None:
        return ABSENT
    unit, _ = _unit(room, metric)
    if unit == "money":
        return f"{_currency(room, metric)} {bare(value * _factor(room, metric))}"
    return bare(value * 100 if unit == "share" else value) + SUFFIX.get(unit, " months" if unit == "months" else "")


def moved(room: Room, metric: str, step: float) -> str:
    """A difference of two values, signed and with its unit; of shares in percentage points."""
    unit, decimals = _unit(room, metric)
    if unit == "money" and metric not in room.case.kpis:
        return money(step * _factor(room, metric), _currency(room, metric), signed=True)
    if unit == "months":
        return f"{change(step, 'count', 1).removesuffix('.0')} months"
    return change(step, unit, decimals, currency=_currency(room, metric))


def _unit(room: Room, metric: str) -> tuple[str, int | None]:
    """The unit of a metric and its decimals; nothing for one that is not known."""
    if kpi := room.case.kpis.get(metric):
        return kpi.unit, kpi.decimals
    if metric in METRICS:
        return METRICS[metric].unit, METRICS[metric].decimals
    return ("share", 0) if metric in COVERED else ("", None)


def _factor(room: Room, metric: str) -> float:
    own = room.case.business if metric not in room.case.kpis else None
    return float(own.unit) if own else 1.0


def _currency(room: Room, metric: str) -> str:
    own = room.case.business if metric not in room.case.kpis else None
    return (own.currency if own else None) or room.case.charter.currency
