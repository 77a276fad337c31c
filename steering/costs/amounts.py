"""The format of a view's amounts: the same decimals for all, more where all of them are small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Literal

from steering.formatting import format_money

# Below SMALL an amount has cents; below 1 so many SIGNIFICANT digits, at MOST so many decimals.
SMALL, SIGNIFICANT, MOST = 100, 4, 12


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """A currency and the decimals that a view's amounts have."""

    currency: str
    places: int

    def money(self, amount: float, *, signed: bool = False) -> str:
        """Return an amount with its currency: `USD 4.2M`, `USD 14.98`, `USD 0.001234`."""
        return format_money(amount, self.currency, self.places, signed=signed)

    def text(self, amount: float) -> str:
        """Return an amount without its currency: `1,234`, `14.98`."""
        return f"{amount:,.{self.places}f}"

    def split(self, amounts: Sequence[float]) -> list[float]:
        """Round amounts as shown so that they add up to their sum as shown, by largest remainders."""
        step = 10.0**-self.places
        floors = [floor(amount / step) for amount in amounts]
        lacking = round(sum(amounts) / step) - sum(floors)
        by_remainder = sorted(range(len(amounts)), key=lambda index: floors[index] - amounts[index] / step)
        indices = set(by_remainder[:lacking])
        return [round((units + (index in indices)) * step, self.places) for index, units in enumerate(floors)]

    def cell(self, amount: float | None) -> int | str | None:
        """Return an amount in a table: a whole number, or text with decimals where amounts have some."""
        if amount is None:
            return None
        return self.text(amount) if self.places else round(amount)

    @property
    def kind(self) -> Literal["count", "figure"]:
        """What a table's column of such cells holds."""
        return "figure" if self.places else "count"

    def shows(self, amount: float) -> bool:
        """Return whether an amount is anything but nought when it is written."""
        return round(amount, self.places) != 0


def amounts_of(currency: str, amounts: Iterable[float], least: int = 0) -> Amounts:
    """Return how to write these amounts together: by the largest of them, with at least `least` decimals."""
    return Amounts(currency=currency, places=max(least, decimals_for(max(map(abs, amounts), default=0.0))))


def decimals_for(largest: float) -> int:
    """Return the decimals for amounts up to the largest: 0 from 100, 2 from 1, then 4 significant digits."""
    if largest >= SMALL or largest == 0:
        return 0
    if largest >= 1:
        return 2
    return min(SIGNIFICANT - 1 - floor(log10(largest)), MOST)
