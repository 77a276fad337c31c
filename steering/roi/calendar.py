"""Which months the periods of a business case are."""

from __future__ import annotations

from datetime import date

from steering import months
from steering.cases.business import PER_YEAR, BusinessCase
from steering.cases.model import Charter
from steering.formatting import format_day


def first_month(business: BusinessCase, charter: Charter) -> str:
    """Return the month in which period 1 begins: the case's own, or the one after its data."""
    return business.start or months.add_months(charter.as_of, 1)


def months_of(business: BusinessCase, charter: Charter, period: int) -> tuple[str, ...]:
    """Return the months of a period from 1 on."""
    length = 12 // PER_YEAR[business.period]
    first = months.add_months(first_month(business, charter), (period - 1) * length)
    return months.month_range(first, months.add_months(first, length - 1))


def current_period(business: BusinessCase, charter: Charter, day: date) -> int | None:
    """Return the index of a day's flows: its period, or the last date up to it; None outside of them."""
    if business.days:
        past = sum(start <= day for start in business.days)
        return past - 1 if 0 < past < len(business.days) else None
    month = f"{day:%Y-%m}"
    every = range(1, business.last + 1)
    return next((period for period in every if month in months_of(business, charter, period)), None)


def period_label(business: BusinessCase, charter: Charter, period: int) -> str:
    """Return a period by the month in which it ends; index 0 is today; flows with dates by their date."""
    if business.days:
        return format_day(business.days[period])
    return "Today" if period == 0 else months.format_month(months_of(business, charter, period)[-1])
