"""The way from one NPV to another, step by step, as series and in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from steering.charts.series import Series, SeriesChart, Value

# How many steps the figure shows by themselves; the table has them all.
MOST_STEPS = 12
# The series that the figure draws.
MOVE, LABEL = "Drawn", "Label"


@dataclass(frozen=True, kw_only=True)
class BridgeEnd:
    """Where the way begins or ends: what its NPV is of, and the NPV."""

    label: str
    npv: float


@dataclass(frozen=True, kw_only=True)
class BridgePart:
    """One step: what changes, how it is written before and after, and by how much it moves NPV."""

    label: str
    before: str
    after: str
    npv: float


def bridge_series(
    first: BridgeEnd, parts: Sequence[BridgePart], last: BridgeEnd, currency: str, money: Callable[..., str]
) -> SeriesChart:
    """Return both ends, the steps between them in their order, and the smallest together where there are too many.

    The ends and what is put together are drawn only; the table has every step.
    """
    steps = _join_smallest(parts)
    drawn = (first.npv, *(npv for _, npv in steps), last.npv)
    signs = (False, *(True for _ in steps), False)
    texts = [None if npv is None else money(npv, sign=sign) for npv, sign in zip(drawn, signs, strict=True)]
    # The axis names the currency, and a phone has no room to repeat it beside each bar.
    labels = tuple(text and text.replace(f"{currency} ", "") for text in texts)
    bars = Series(name=MOVE, kind="bar", listed=False, values=drawn, cells=tuple(texts))
    return SeriesChart(
        axis="Changed",
        categories=(first.label, *(name for name, _ in steps), last.label),
        listed=(False, *(row < len(parts) for row in range(len(steps))), False),
        series=(
            *_list_columns(first, parts, last, money, len(steps) - len(parts) + 1),
            bars,
            Series(name=LABEL, unit="text", listed=False, values=labels),
        ),
        alt=_describe(first, [(name, npv) for name, npv in steps if npv is not None], last, money),
    )


def _join_smallest(parts: Sequence[BridgePart]) -> list[tuple[str, float | None]]:
    """Return each step with what is drawn of it; the smallest have None, and are one step at the end."""
    most = MOST_STEPS if len(parts) <= MOST_STEPS else MOST_STEPS - 1
    widest = set(sorted(range(len(parts)), key=lambda row: -abs(parts[row].npv))[:most])
    others = [part.npv for row, part in enumerate(parts) if row not in widest]
    steps = [(part.label, part.npv if row in widest else None) for row, part in enumerate(parts)]
    return [*steps, (f"{len(others)} smaller ones together", sum(others))] if others else steps


def _list_columns(
    first: BridgeEnd, parts: Sequence[BridgePart], last: BridgeEnd, money: Callable[..., str], after: int
) -> list[Series]:
    """Return the columns of the table, with nothing at the first end and at so many categories `after` the steps."""
    totals = list(accumulate((part.npv for part in parts), initial=first.npv))[1:]
    factor = "The factor on a line is 100% where it stays"
    columns: list[tuple[str, str, list[Value], list[str] | None]] = [
        (f"In {first.label}", factor, [part.before for part in parts], None),
        (f"In {last.label}", "", [part.after for part in parts], None),
        ("NPV moves by", "", [part.npv for part in parts], [money(part.npv, sign=True) for part in parts]),
        ("NPV then", "", [*totals], [money(npv) for npv in totals]),
    ]
    return [
        Series(
            name=name,
            help=help,
            unit="figure",
            values=(None, *values, *[None] * after),
            cells=None if cells is None else (None, *cells, *[None] * after),
        )
        for name, help, values, cells in columns
    ]


def _describe(first: BridgeEnd, steps: Sequence[tuple[str, float]], last: BridgeEnd, money: Callable[..., str]) -> str:
    name, npv = max(steps, key=lambda step: abs(step[1]))
    return (
        f"Bars from the NPV of {first.label}, {money(first.npv)}, to that of {last.label}, {money(last.npv)}, with one "
        f"for each of {len(steps)} causes between them. The widest is {name} with {money(npv, sign=True)}."
    )
