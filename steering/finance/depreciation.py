"""How a capital cost becomes an expense: what is written off by period, as a share of what was paid, exactly.

Straight line and declining balance begin in the period after the spend, a table of shares in the year of the spend;
what is paid today is in use from the first period on. Within a year each period has the same. What is written off is
in the money of the day of the spend: in a case of real prices it is worth less from year to year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from steering.cases.business_terms import Depreciation

NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class WriteOff:
    """What is written off by index, and what is left of it all, the book value, at the end of the horizon."""

    amounts: tuple[Fraction, ...]
    book_value: Fraction


@dataclass(frozen=True, kw_only=True)
class Erosion:
    """What an amount that was fixed some half periods ago is still worth, in the prices of a case."""

    inflation: Fraction = NOTHING
    per_year: int = 1

    def worth(self, halves: int) -> Fraction:
        """Return the worth of one unit; exactly after whole years."""
        if not self.inflation:
            return Fraction(1)
        years, rest = divmod(halves, 2 * self.per_year)
        level = (1 + self.inflation) ** years
        return 1 / (level if not rest else level * Fraction(float(1 + self.inflation) ** (rest / (2 * self.per_year))))


NO_EROSION = Erosion()


def depreciate(
    spend: Sequence[Fraction],
    how: Depreciation,
    *,
    per_year: int,
    halves_before: int = 0,
    erosion: Erosion = NO_EROSION,
) -> WriteOff:
    """Return what is written off of amounts by index, up to the end of the horizon; a refund lowers it.

    They fall so many halves of a period before the end of their period: with two it is the first one of their use.
    """
    count = len(spend)
    amounts, book_value = [NOTHING] * count, NOTHING
    for index, paid in enumerate(spend):
        if paid:
            moment = 2 * index - (halves_before if index else 0)
            first = max(index if halves_before == 2 or how.method == "table" else index + 1, 1)
            left = Fraction(1)
            for period, share in enumerate(_by_period(how, first, count - first, per_year), start=first):
                amounts[period] += paid * share * erosion.worth(2 * period - moment)
                left -= share
            book_value += paid * left * erosion.worth(2 * (count - 1) - moment)
    return WriteOff(amounts=tuple(amounts), book_value=book_value)


def _by_period(how: Depreciation, first: int, count: int, per_year: int) -> Iterator[Fraction]:
    """Yield the shares of so many periods from the first one of use."""
    # Years of a table are those of the case, so that the first one may be short.
    length = per_year - (first - 1) % per_year if how.method == "table" else per_year
    left = count
    for share in _by_year(how):
        if left <= 0:
            return
        yield from [share / length] * min(length, left)
        left, length = left - length, per_year


def _by_year(how: Depreciation) -> Iterator[Fraction]:
    if how.method == "table":
        yield from map(Fraction, how.shares)
    elif how.method == "straight_line":
        assert how.years is not None  # the checks of the file ask for them
        yield from [(1 - Fraction(how.salvage)) / how.years] * how.years
    else:
        yield from _declining(how)


def _declining(how: Depreciation) -> Iterator[Fraction]:
    """Yield a share of what is left, down to the salvage; with `years` all that is left in the last of them."""
    assert how.rate is not None  # the checks of the file ask for it
    book, floor, rate, year = Fraction(1), Fraction(how.salvage), Fraction(how.rate), 0
    while book > floor:
        year += 1
        share = min(book * rate, book - floor)
        if how.years is not None:
            left = how.years - year + 1
            if how.switch:
                share = max(share, (book - floor) / left)
            share = book - floor if left == 1 else share
        elif not share:
            return
        yield share
        book -= share
