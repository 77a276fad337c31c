"""NPV while one figure moves through its range, or two at once: all points together, and where NPV is 0 between them.

A figure is a driver, an input, or a line by a factor around 1; everything else stands as the scenario and its changes
have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from steering.cases.business import BusinessCase, Scenario
from steering.finance.cash_flows import AS_PLANNED, Links
from steering.finance.distributions import Floats
from steering.finance.model import assumptions_of
from steering.finance.npv_vectorised import NpvModel, build_npv_model
from steering.finance.sensitivity import Bar, Cause

# Steps of a range on a surface, so that there are 21 values; of a strand as many on both sides together.
STEPS = 20
# NPV counts as 0 where it is below this share of the largest on the surface.
CLOSE = 1e-9
TRIES = 60

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class SpiderStrand:
    """NPV along the range of one figure. `places` are from -1 (`low`) over 0 (as it stands) to 1 (`high`)."""

    id: str
    cause: Cause
    places: tuple[float, ...]
    values: tuple[float, ...]
    npv: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """The values of one figure along an edge of a surface, rising, and where it stands."""

    id: str
    cause: Cause
    values: tuple[float, ...]
    base: float


@dataclass(frozen=True, kw_only=True)
class TwoWayGrid:
    """NPV over two figures: `npv[row][column]` at `up.values[row]` and `across.values[column]`.

    `zero` are the pieces of the line between gains and losses, on which NPV is 0, each from point to point as
    (across, up). There is none where nothing loses, or nothing gains.
    """

    across: Axis
    up: Axis
    npv: tuple[tuple[float, ...], ...]
    zero: tuple[tuple[Point, Point], ...]


def compute_spider(
    case: BusinessCase,
    bars: Sequence[Bar],
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
) -> tuple[SpiderStrand, ...]:
    """Return a strand for each bar of the tornado, which ends where the bar does. What overflows has none.

    A figure that stands at an end of its range has no places on that side.
    """
    stands = [_base_value(case, bar, scenario, changes) for bar in bars]
    places = [_strand_places(bar, at) for bar, at in zip(bars, stands, strict=True)]
    values = [_values_along(bar, at, where) for bar, at, where in zip(bars, stands, places, strict=True)]
    starts = np.cumsum([0, *map(len, values)])
    moved = []
    for bar, at, own, start in zip(bars, stands, values, starts[:-1], strict=True):
        every = np.full(int(starts[-1]), at)
        every[start : start + len(own)] = own
        moved.append((bar, every))
    npv = _npv(build_npv_model(case, scenario, *changes, links=links), moved, int(starts[-1]))
    strands = (
        SpiderStrand(
            id=bar.id,
            cause=bar.cause,
            places=tuple(where.tolist()),
            values=tuple(own.tolist()),
            npv=tuple(npv[start : start + len(own)].tolist()),
        )
        for bar, where, own, start in zip(bars, places, values, starts[:-1], strict=True)
    )
    return tuple(strand for strand in strands if np.isfinite(strand.npv).all())


def two_way_grid(
    case: BusinessCase,
    across: Bar,
    up: Bar,
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
) -> TwoWayGrid | None:
    """Return NPV over the ranges of two figures, widened to hold where they stand; None where it overflows."""
    model = build_npv_model(case, scenario, *changes, links=links)
    edges = tuple(_build_axis(bar, _base_value(case, bar, scenario, changes)) for bar in (across, up))

    def at(right: Floats, above: Floats) -> Floats:
        return _npv(model, [(across, right), (up, above)], len(right))

    columns, rows = (np.array(edge.values) for edge in edges)
    right, above = (part.ravel() for part in np.meshgrid(columns, rows))
    npv = at(right, above).reshape(len(rows), len(columns))
    if not np.isfinite(npv).all():
        return None
    npv[np.abs(npv) <= CLOSE * np.abs(npv).max()] = 0.0
    line = zero_line(at, columns, rows, npv) if npv.min() < 0 else ()
    return TwoWayGrid(across=edges[0], up=edges[1], npv=tuple(map(tuple, npv.tolist())), zero=tuple(line))


def _npv(model: NpvModel, moved: Sequence[tuple[Bar, Floats]], count: int) -> Floats:
    drivers, inputs, lines = (
        {bar.id: values for bar, values in moved if bar.cause == cause} for cause in ("driver", "input", "line")
    )
    return model.npv(drivers, lines, count, inputs)


def _base_value(case: BusinessCase, bar: Bar, scenario: str | None, changes: tuple[Scenario, ...]) -> float:
    if bar.cause == "line":
        return 1.0
    assumed = assumptions_of(case, scenario, *changes)
    return float((assumed.drivers if bar.cause == "driver" else assumed.inputs)[bar.id])


def _strand_places(bar: Bar, stands: float) -> Floats:
    first, last = -1.0 if bar.low != stands else 0.0, 1.0 if bar.high != stands else 0.0
    return np.linspace(first, last, 1 + round((last - first) * STEPS / 2))


def _values_along(bar: Bar, stands: float, places: Floats) -> Floats:
    """Return the figure at places of its range; at its ends exactly."""
    values = stands + np.where(places < 0, stands - bar.low, bar.high - stands) * places
    values[places == -1], values[places == 1] = bar.low, bar.high
    return values


def _build_axis(bar: Bar, stands: float) -> Axis:
    values = np.linspace(min(bar.low, stands), max(bar.high, stands), STEPS + 1)
    return Axis(id=bar.id, cause=bar.cause, values=tuple(values.tolist()), base=stands)


def zero_line(
    at: Callable[[Floats, Floats], Floats], columns: Floats, rows: Floats, npv: Floats
) -> Iterator[tuple[Point, Point]]:
    """Yield the pieces of the zero line, cell by cell, by marching squares; where it crosses an edge is solved for.

    A cell with all four edges crossed is a saddle: the mean of its corners says which of them go together.
    """
    gains = npv > 0
    places = np.array(list(_crossing_edges(gains)), dtype=np.intp).reshape(-1, 4)
    points = dict(zip(map(tuple, places.tolist()), _solve_edges(at, columns, rows, npv, places), strict=True))
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            edges = (
                (row, column, row, column + 1),
                (row, column + 1, row + 1, column + 1),
                (row + 1, column, row + 1, column + 1),
                (row, column, row + 1, column),
            )
            crossed = [points[edge] for edge in edges if edge in points]
            if len(crossed) == 4:
                middle = npv[row : row + 2, column : column + 2].mean() > 0
                foot, right, head, left = crossed
                alike = middle == gains[row, column]
                yield from ((foot, right), (head, left)) if alike else ((foot, left), (right, head))
            elif crossed:
                yield crossed[0], crossed[1]


def _crossing_edges(gains: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Iterator[tuple[int, int, int, int]]:
    """Edges between neighbours of which one gains and the other does not, as (row, column, row, column)."""
    for row, column in zip(*np.nonzero(gains[:, 1:] != gains[:, :-1]), strict=True):
        yield int(row), int(column), int(row), int(column) + 1
    for row, column in zip(*np.nonzero(gains[1:] != gains[:-1]), strict=True):
        yield int(row), int(column), int(row) + 1, int(column)


def _solve_edges(
    at: Callable[[Floats, Floats], Floats],
    columns: Floats,
    rows: Floats,
    npv: Floats,
    edges: np.ndarray[tuple[int, ...], np.dtype[np.intp]],
) -> list[Point]:
    """Return where NPV is 0 on each edge, by the Illinois method on all of them at once."""
    if not len(edges):
        return []
    row, column, to_row, to_column = edges.T
    low, high = np.zeros(len(edges)), np.ones(len(edges))
    below, above = npv[row, column], npv[to_row, to_column]
    starts = below > 0
    side = np.zeros(len(edges))
    enough = CLOSE * float(np.abs(npv).max())
    for _ in range(TRIES):
        part = (low * above - high * below) / (above - below)
        right = columns[column] + part * (columns[to_column] - columns[column])
        up = rows[row] + part * (rows[to_row] - rows[row])
        value = at(right, up)
        if np.abs(value).max() <= enough:
            break
        first = (value > 0) == starts
        above = np.where(first, np.where(side == 1, above / 2, above), value)
        below = np.where(first, value, np.where(side == -1, below / 2, below))
        low, high = np.where(first, part, low), np.where(first, high, part)
        side = np.where(first, 1, -1)
    return list(zip(right.tolist(), up.tolist(), strict=True))
