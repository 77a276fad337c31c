"""Bars that begin where they like, as columns that stand on one another: gaps that are not filled, and parts of bars.

Charts stack what is above 0 and what is below 0 apart, so a bar that crosses 0 becomes two parts of one colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from steering.exports.slides.native_chart import ChartColumn

# The name of the columns on which bars stand; whoever edits the chart reads it in its workbook.
GAP = "Gap, not filled"
# Lengths that differ by less are the same: days are whole, amounts are told to the cent.
NEAR = 1e-9


@dataclass(frozen=True, kw_only=True)
class FloatingBar:
    """A bar of a category from one value to another, of the series with this name and colour."""

    name: str
    colour: str
    start: float
    end: float
    outline: str = ""


@dataclass(frozen=True, kw_only=True)
class StackKey:
    """What a column holds: gaps where it has no colour, otherwise the bars that look like this, for the nth time."""

    name: str
    colour: str = ""
    outline: str = ""
    number: int = 1

    @property
    def heading(self) -> str:
        """The name of the column, unlike all others."""
        return self.name if self.number == 1 else f"{self.name} ({self.number})"


# The parts of a category in the order in which they stack: what column each is in, and its length.
Stack = list[tuple[StackKey, float]]


def stack_spans(rows: Sequence[Sequence[FloatingBar]]) -> tuple[ChartColumn, ...]:
    """Return the columns in which the spans of each category stand, where they do not lie over one another.

    Bars that look alike are one column as far as their order allows it; the first of them stands in the legend.
    """
    stacks = [_build_stacks(spans) for spans in rows]
    try:
        order = _sort(stacks)
    except CycleError:
        # What comes first in one category comes last in another: a column for each place from 0.
        stacks = [[_number(stack, side) for side, stack in enumerate(pair)] for pair in stacks]
        order = _sort(stacks)
    values: dict[StackKey, list[float | None]] = {key: [None] * len(rows) for key in order}
    for row, pair in enumerate(stacks):
        for key, length in (part for stack in pair for part in stack):
            values[key][row] = length
    firsts = {(key.name, key.colour): key for key in sorted(order, key=lambda key: -key.number)}
    return tuple(_build_column(key, values[key], firsts[key.name, key.colour] is key) for key in order)


def _build_column(key: StackKey, values: Sequence[float | None], is_first: bool) -> ChartColumn:
    return ChartColumn(
        name=key.heading,
        look="bar" if key.colour else "base",
        values=tuple(values),
        colour=key.colour,
        outline=key.outline,
        in_legend=bool(key.colour) and is_first,
    )


def _build_stacks(spans: Sequence[FloatingBar]) -> list[Stack]:
    """Return the parts of a category above 0, then those below 0, each from 0 on."""
    counts: Counter[tuple[str, str, str]] = Counter()
    return [list(_cut(spans, side, counts)) for side in (1, -1)]


def _cut(
    spans: Sequence[FloatingBar], side: int, counts: Counter[tuple[str, str, str]]
) -> Iterator[tuple[StackKey, float]]:
    """Yield the parts of spans on one side of 0 with the gaps before them; lengths have the sign of the side."""
    reached = 0.0
    ends = ((sorted((max(span.start * side, 0.0), max(span.end * side, 0.0))), span) for span in spans)
    for (low, high), span in sorted(ends, key=lambda pair: pair[0]):
        if high > low:
            for name, colour, outline, length in (
                (GAP, "", "", low - reached),
                (span.name, span.colour, span.outline, high - low),
            ):
                if length > NEAR:
                    counts[name, colour, outline] += 1
                    number = counts[name, colour, outline]
                    yield StackKey(name=name, colour=colour, outline=outline, number=number), length * side
            reached = high


def _number(stack: Stack, side: int) -> Stack:
    """Return parts in columns by their place from 0 and by side, which have the same order in every category."""
    numbered = []
    for place, (key, length) in enumerate(stack):
        number = 2 * place + side + 1
        numbered.append((StackKey(name=key.name, colour=key.colour, outline=key.outline, number=number), length))
    return numbered


def _sort(stacks: Sequence[Sequence[Stack]]) -> list[StackKey]:
    """Return the columns in an order in which every stack has its own. Raises CycleError where there is none."""
    sorter: TopologicalSorter[StackKey] = TopologicalSorter()
    for stack in (stack for pair in stacks for stack in pair):
        before: StackKey | None = None
        for key, _ in stack:
            sorter.add(key, *([before] if before else []))
            before = key
    return list(sorter.static_order())
