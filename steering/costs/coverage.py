"""Which months the charges cover: months that lack between others, and months that begin late or stop early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from steering import months
from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.answer import rows_as

# A month is complete up to so many days before its end: providers send the last days late, and some bill workdays only.
CLOSE = 3
Amount = TypeVar("Amount")


@dataclass(frozen=True, kw_only=True)
class UsageDays:
    """The first and last day of a month on which a provider charged usage, and on how many days it did."""

    month: str
    provider: str
    first_day: str
    last_day: str
    days: int

    @property
    def late(self) -> int:
        """How many days of the month come before the first one that is charged."""
        return date.fromisoformat(self.first_day).day - 1

    @property
    def days_left(self) -> int:
        """How many days of the month come after the last one that is charged."""
        end = date.fromisoformat(f"{months.add_months(self.month, 1)}-01")
        return (end - date.fromisoformat(self.last_day)).days - 1


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Months without charges between others, and by month what an incomplete one lacks, such as `charged up to 8 Apr`.

    `behind` names the providers that stop earlier than the others in the last month, with what they lack.
    """

    missing: tuple[str, ...] = ()
    incomplete: Mapping[str, str]
    behind: Mapping[str, str]

    def complete(self, by_month: Mapping[str, Amount]) -> dict[str, Amount]:
        """Return the months of a series that the charges cover whole."""
        return {month: amount for month, amount in by_month.items() if month not in self.incomplete}


def query_coverage(context: CaseContext, scope: Scope, spend: Mapping[str, float]) -> Coverage:
    """Return what the charges of all teams cover up to the chosen month: a unit may rest for days, an export not."""
    parameters = {**scope.parameters, "teams": None}
    return find_gaps(rows_as(context.query("cost_coverage", **parameters), UsageDays), spend)


def find_gaps(usage: Sequence[UsageDays], spend: Mapping[str, float]) -> Coverage:
    """Judge each month by the others: only where most of them reach their end does an early stop mean a part export."""
    by_provider: dict[str, list[UsageDays]] = defaultdict(list)
    for row in usage:
        by_provider[row.provider].append(row)
    whole = [_merge([row for row in usage if row.month == month]) for month in sorted({row.month for row in usage})]
    every = sorted({*spend, *(row.month for row in whole)})
    span = months.month_range(every[0], every[-1]) if every else ()
    incomplete = _find_incomplete(whole)
    last = every[-1] if every else ""
    behind = {
        provider: text
        for provider, rows in by_provider.items()
        for month, text in _find_incomplete(rows).items()
        if month == last and last not in incomplete
    }
    return Coverage(missing=tuple(month for month in span if month not in every), incomplete=incomplete, behind=behind)


def _merge(rows: Sequence[UsageDays]) -> UsageDays:
    """Return the days of a month over all providers."""
    return UsageDays(
        month=rows[0].month,
        provider="",
        first_day=min(row.first_day for row in rows),
        last_day=max(row.last_day for row in rows),
        days=max(row.days for row in rows),
    )


def _find_incomplete(rows: Sequence[UsageDays]) -> dict[str, str]:
    texts = {}
    for index, row in enumerate(rows):
        others = [*rows[:index], *rows[index + 1 :]]
        # Without another month to compare with, charges on every day up to a day mean that the export stops there.
        daily = row.days == date.fromisoformat(row.last_day).day > CLOSE
        ends = median(other.days_left for other in others) <= CLOSE if others else daily
        if row.days_left > CLOSE and ends:
            texts[row.month] = f"charged up to {format_date(row.last_day)}"
        elif index == 0 and others and row.late > CLOSE >= median(other.late for other in others):
            texts[row.month] = f"charged from {format_date(row.first_day)}"
    return texts


def format_date(day: str) -> str:
    """`8 Apr` for `2026-04-08`."""
    return f"{int(day[8:])} {months.format_month(day[:7])[:3]}"
