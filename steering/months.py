"""Calendar months as text (`2026-10`), which sort as they follow one another."""

from __future__ import annotations

import re

NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHAPE = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Whether the text is a month, `YYYY-MM`, from 1900 to 2199."""
    return SHAPE.fullmatch(text) is not None


def month_index(month: str) -> int:
    """Months since year 0, so that differences are numbers of months."""
    year, mon = month.split("-")
    return int(year) * 12 + int(mon) - 1


def add_months(month: str, steps: int) -> str:
    """The month `steps` later, or earlier where steps is negative."""
    year, mon = divmod(month_index(month) + steps, 12)
    return f"{year:04d}-{mon + 1:02d}"


def month_range(first: str, last: str) -> tuple[str, ...]:
    """Every month from first to last, both included; empty when last comes first."""
    return tuple(add_months(first, step) for step in range(month_index(last) - month_index(first) + 1))


def format_month(month: str) -> str:
    """`Oct 2026` for `2026-10`."""
    year, mon = month.split("-")
    return f"{NAMES[int(mon) - 1]} {year}"


def format_months(months: tuple[str, ...]) -> str:
    """Months in order as they follow one another: `Jan 2026 to Mar 2026 and May 2026`."""
    runs: list[list[str]] = []
    for month in months:
        if runs and month == add_months(runs[-1][-1], 1):
            runs[-1].append(month)
        else:
            runs.append([month])
    texts = [
        format_month(run[0]) if len(run) == 1 else f"{format_month(run[0])} to {format_month(run[-1])}" for run in runs
    ]
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
