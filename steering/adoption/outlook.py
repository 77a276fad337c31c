"""The adoption forecast from a month on, made once and used by every page that looks ahead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from steering import months
from steering.adoption import progress
from steering.adoption.forecast import AdoptionForecast, forecast_adoption
from steering.adoption.progress import AdoptionMonth
from steering.context.case_context import CaseContext
from steering.context.filters import Filters


def forecast_outlook(context: CaseContext, filters: Filters) -> AdoptionForecast | None:
    """The months from here to the end of the horizon; the ceiling is the number of teams there are.

    None without data for the month, or at the end of the horizon.
    """
    return context.cached(("adoption outlook", filters.as_of, filters.unit), lambda: _outlook(context, filters))


def teams_by_month(context: CaseContext, filters: Filters, last: str) -> dict[str, float]:
    """Teams adopted at the end of every month up to `last`: as counted, then as the forecast's model goes on.

    Within the horizon these are the figures of the Adoption page. Without a forecast the last count stays.
    """
    monthly = progress.query_months(context, filters)
    if not monthly:
        return {}
    counts = fill_gaps(monthly)
    counts_by_month = dict(
        zip(months.month_range(monthly[0].month, monthly[-1].month), map(float, counts), strict=True)
    )
    ahead = months.month_index(last) - months.month_index(monthly[-1].month)
    path = _extend(forecast_outlook(context, filters), counts[-1], ahead)
    return counts_by_month | {
        months.add_months(monthly[-1].month, step): value for step, value in enumerate(path, start=1)
    }


def fill_gaps(monthly: Sequence[AdoptionMonth]) -> list[int]:
    """Teams adopted in every month from the first to the last; a month without rows keeps the count before it."""
    counts_by_month = {month.month: month.adopted for month in monthly}
    counts: list[int] = []
    for month in months.month_range(monthly[0].month, monthly[-1].month):
        counts.append(counts_by_month.get(month, counts[-1] if counts else 0))
    return counts


def _outlook(context: CaseContext, filters: Filters) -> AdoptionForecast | None:
    horizon = context.case.charter.horizon
    ahead = months.month_index(months.add_months(horizon.start, horizon.months - 1)) - months.month_index(filters.as_of)
    monthly = progress.query_months(context, filters)
    if ahead < 1 or not monthly:
        return None
    return forecast_adoption(fill_gaps(monthly), ahead, monthly[-1].teams)


def _extend(forecast: AdoptionForecast | None, last: float, ahead: int) -> list[float]:
    """The forecast's points, and after them the same model's, which never fall nor pass the ceiling."""
    if ahead < 1:
        return []
    if forecast is None:
        return [last] * ahead
    model_fit = next(fit for fit in forecast.fits if fit.model.name == forecast.model.name)
    path = np.maximum.accumulate(np.clip(model_fit.predict(ahead), forecast.last, forecast.ceiling))
    return [*forecast.point[:ahead], *path[len(forecast.point) :].tolist()]
