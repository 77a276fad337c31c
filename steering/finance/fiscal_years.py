"""Which fiscal years the periods of a business case belong to, and how much of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from steering.cases.business import PER_YEAR, BusinessCase
from steering.months import add_months, month_index

NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class FiscalCalendar:
    """The fiscal years of a case in order, and the shares of each index in them, by the place of the year."""

    names: tuple[str, ...]
    shares: tuple[dict[int, Fraction], ...]

    def add_up(self, amounts: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return amounts by index, which come evenly within a period, as sums by year."""
        return self._add_up(amounts, self.shares)

    def add_up_ends(self, amounts: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """Return amounts by index, which fall at the end of a period, as sums by year."""
        return self._add_up(amounts, [{max(shares): Fraction(1)} for shares in self.shares])

    def _add_up(self, amounts: Sequence[Fraction], by_index: Sequence[dict[int, Fraction]]) -> tuple[Fraction, ...]:
        totals = [NOTHING] * len(self.names)
        # What is not paid beyond the horizon has fewer entries.
        for amount, shares in zip(amounts, by_index, strict=False):
            for place, share in shares.items():
                totals[place] += amount * share
        return tuple(totals)


def fiscal_calendar(case: BusinessCase, first_month: str, later: int = 0) -> FiscalCalendar:
    """Return the fiscal years of a case whose period 1 begins in a month, and of so many periods beyond its end.

    A period that two years share is split by its months; what falls today is in the year of period 1.
    """
    years = [
        [_fiscal_year(month, case.fiscal_year_starts) for month in months]
        for months in _months(case, first_month, later)
    ]
    first, last = min(map(min, years)), max(map(max, years))
    return FiscalCalendar(
        names=tuple(_name(year, case.fiscal_year_starts) for year in range(first, last + 1)),
        shares=tuple(
            {year - first: Fraction(period.count(year), len(period)) for year in dict.fromkeys(period)}
            for period in years
        ),
    )


def _months(case: BusinessCase, first_month: str, later: int) -> list[list[str]]:
    """Return the months of each index."""
    if case.days:
        return [[f"{day:%Y-%m}"] for day in case.days]
    length = 12 // PER_YEAR[case.period]
    count = case.last + later
    periods = [[add_months(first_month, length * period + month) for month in range(length)] for period in range(count)]
    return [[first_month], *periods]


def _fiscal_year(month: str, starts: int) -> int:
    """Return the calendar year in which the fiscal year of a month begins."""
    return (month_index(month) - (starts - 1)) // 12


def _name(year: int, starts: int) -> str:
    return f"FY {year}" if starts == 1 else f"FY {year}/{(year + 1) % 100:02d}"
