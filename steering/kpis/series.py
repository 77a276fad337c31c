"""The series of a KPI's values by month: from its own rows, or measured in the adoption data."""

from __future__ import annotations

from dataclasses import dataclass

from steering.adoption import progress
from steering.cases.model import Kpi
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.warehouse.answer import rows_as

# The stages of a team in production, whichever the plan counts from.
PRODUCTION = ("production", "scaled")


@dataclass(frozen=True, kw_only=True)
class Point:
    """A KPI's value at the end of a month, in its unit (shares as 0.28); ratios with what they were divided from."""

    month: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, kw_only=True)
class DeliveredValue:
    """A month of a KPI as its rows in the kpi dataset add up.

    Of `figures` rows, `valued` have a value and `divided` a numerator and a denominator.
    """

    kpi_id: str
    month: str
    figures: int
    team_figures: int
    with_value: int
    with_ratio: int
    numerator: float | None
    denominator: float | None
    value: float | None
    note: str | None


def query_delivered(context: CaseContext, filters: Filters) -> tuple[DeliveredValue, ...]:
    if not context.has("kpi") or (filters.unit and not context.has("adoption")):
        return ()
    if filters.unit is None:
        return rows_as(context.query("kpi_by_month", as_of=filters.as_of), DeliveredValue)
    return rows_as(context.query("kpi_by_month_of_unit", as_of=filters.as_of, unit=filters.unit), DeliveredValue)


def combine_month(kpi: Kpi, row: DeliveredValue) -> Point:
    """Return one month of a KPI. A ratio is divided again from its sums; single figures are never averaged.

    A row for the whole organisation beside rows of teams would be counted twice, so neither is taken.
    """
    alone = row.figures == 1
    if 0 < row.team_figures < row.figures:
        return Point(month=row.month, value=None)
    if row.with_ratio == row.figures and (row.with_value == 0 or row.denominator):
        return _ratio(row.month, row.numerator, row.denominator)
    is_sum = kpi.combine == "sum" and row.with_value == row.figures
    return Point(month=row.month, value=row.value if alone or is_sum else None)


def query_measures(context: CaseContext, filters: Filters) -> dict[str, tuple[Point, ...]]:
    """Return the series that KPIs may take from the adoption data, by the measure's name."""
    if not context.has("adoption"):
        return {}
    by_month = progress.query_months(context, filters)
    in_production = progress.query_months(context, filters, PRODUCTION)
    return {
        "adoption.teams_in_production": tuple(_count(month.month, month.adopted) for month in in_production),
        "adoption.teams_adopted": tuple(_count(month.month, month.adopted) for month in by_month),
        "adoption.teams_started": tuple(_count(month.month, month.started) for month in by_month),
        "adoption.active_users": tuple(_count(month.month, month.active_users) for month in by_month),
        "adoption.models_in_production": tuple(_count(month.month, month.models_in_production) for month in by_month),
        "adoption.trained_share": tuple(
            _ratio(month.month, month.trained, month.data_scientists) for month in by_month
        ),
        "adoption.satisfaction": tuple(
            _ratio(month.month, month.satisfaction_weighted, month.satisfaction_users) for month in by_month
        ),
    }


def _count(month: str, value: int) -> Point:
    return Point(month=month, value=float(value))


def _ratio(month: str, top: float | None, bottom: float | None) -> Point:
    value = top / bottom if top is not None and bottom else None
    return Point(month=month, value=value, numerator=top, denominator=bottom)
