"""A figure then and now, and what each cause moved it by between the two, as series and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from steering.charts.bridge_series import LABEL, MOVE
from steering.charts.series import Series, SeriesChart

MOVES_BY, THEN_AT = "Moves it by", "Then at"


@dataclass(frozen=True, kw_only=True)
class CauseBar:
    """An end of the way or a step of it: what it is called, its size as drawn, and how it is written.

    `short` is how it is written where the axis names the unit, and a phone has no room to repeat it.
    """

    label: str
    size: float
    text: str
    short: str


def since_series(
    name: str, first: CauseBar, steps: Sequence[CauseBar], last: CauseBar, reached: Sequence[str]
) -> SeriesChart:
    """Return both ends of a figure's way and a step for each cause; `reached` is how the figure reads after each."""
    count = len(steps)
    bars = (first, *steps, last)
    levels = list(accumulate((bar.size for bar in steps), initial=first.size))[1:]
    return SeriesChart(
        axis="Cause",
        categories=tuple(bar.label for bar in bars),
        listed=(False, *[True] * count, False),
        series=(
            Series(
                name=MOVES_BY,
                unit="figure",
                values=(None, *(bar.size for bar in steps), None),
                cells=(None, *(bar.text for bar in steps), None),
            ),
            Series(name=THEN_AT, unit="figure", values=(None, *levels, None), cells=(None, *reached, None)),
            Series(
                name=MOVE,
                kind="bar",
                listed=False,
                values=tuple(bar.size for bar in bars),
                cells=tuple(bar.text for bar in bars),
            ),
            Series(name=LABEL, unit="text", listed=False, values=tuple(bar.short for bar in bars)),
        ),
        alt=_describe(name, first, steps, last),
    )


def _describe(name: str, first: CauseBar, steps: Sequence[CauseBar], last: CauseBar) -> str:
    moves = "; ".join(f"{bar.label} {bar.text}" for bar in steps)
    ends = [f"{bar.label.lower()}, {bar.text}" for bar in (first, last)]
    return f"Bars from {name} {ends[0]}, to {ends[1]}. In between: {moves}."
