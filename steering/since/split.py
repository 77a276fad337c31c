"""The move of a figure split by cause: differences along one fixed way from then to now, which add up exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Cause = Literal["corrected", "new", "definition", "scenario"]
# In the order in which they are laid on top of one another. First what the committee would have seen had the data
# been right, then what has come since; how it is measured and what is assumed are last, so that both are judged on
# today's data.
CAUSES: tuple[Cause, ...] = ("corrected", "new", "definition", "scenario")
LABELS: dict[Cause, str] = {
    "corrected": "Corrected data",
    "new": "New data",
    "definition": "Changed definition",
    "scenario": "Changed scenario",
}


@dataclass(frozen=True, kw_only=True)
class Split:
    """A figure then and now, and by how much each cause moved it; the parts add up to the difference exactly."""

    before: Fraction
    parts: tuple[Fraction, ...]

    @property
    def total(self) -> Fraction:
        """By how much it moved."""
        return sum(self.parts, Fraction(0))

    @property
    def after(self) -> Fraction:
        """The figure now."""
        return self.before + self.total

    @property
    def levels(self) -> tuple[Fraction, ...]:
        """The figure then, and after each cause in turn."""
        levels = [self.before]
        for part in self.parts:
            levels.append(levels[-1] + part)
        return tuple(levels)

    def by_cause(self) -> Iterator[tuple[Cause, Fraction]]:
        """Yield each cause that moved it, in their order."""
        return ((cause, part) for cause, part in zip(CAUSES, self.parts, strict=True) if part)


def split_move(levels: Sequence[Fraction | None]) -> Split | None:
    """Split the move of a figure by its values then and after each cause; None where it is missing then or now.

    A value that is missing on the way counts as the one before it: what moved there is put to the next cause.
    """
    before, now = levels[0], levels[-1]
    if before is None or now is None:
        return None
    parts, last = [], before
    for level in levels[1:]:
        parts.append((last if level is None else level) - last)
        last = last if level is None else level
    return Split(before=before, parts=tuple(parts))


def round_levels(levels: Sequence[Fraction], decimals: int) -> tuple[int, ...]:
    """Return levels in whole steps of the last decimal shown: their differences add up as they are written."""
    return tuple(round(level * 10**decimals) for level in levels)
