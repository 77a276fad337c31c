"""What a business case is most sensitive to: NPV at the ends of every range, and where NPV turns to zero."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from steering.cases.business import BusinessCase, Scenario
from steering.catalog.drivers import DRIVERS
from steering.finance.cash_flows import AS_PLANNED, Links, ModelInputs, lines_of
from steering.finance.discounting import convention_of, present_value
from steering.finance.distributions import Floats
from steering.finance.model import assumptions_of, compute_npv, project_flows, with_drivers
from steering.finance.npv_vectorised import build_npv_model, movable_inputs
from steering.finance.zero_rates import find_zero_rates

Cause = Literal["driver", "input", "line"]

# Where the factor on a line or an input at which NPV is 0 is looked for.
FACTOR_RANGE = (0.0, 10.0)
CLOSE = 1e-11
# Parts of a range within which a change of sign is looked for.
PLACES = 24


@dataclass(frozen=True, kw_only=True)
class Bar:
    """NPV with one driver, input or line at each end of its range, others as they are; lines by a factor around 1.

    The range is widened to hold where the figure stands.
    """

    id: str
    cause: Cause
    low: float
    high: float
    npv_low: float
    npv_high: float

    @property
    def swing(self) -> float:
        """How far apart the two are."""
        return abs(self.npv_high - self.npv_low)


@dataclass(frozen=True, kw_only=True)
class Breakeven:
    """The value of a driver or an input, or the factor on a line, nearest to where it stands at which NPV is 0.

    None where there is none from `low` to `high`.
    """

    id: str
    cause: Cause
    base: float
    value: float | None
    low: float
    high: float


def compute_tornado(
    case: BusinessCase, scenario: str | None = None, *changes: Scenario, links: Links = AS_PLANNED
) -> tuple[Bar, ...]:
    """Return a bar for every driver, input and line that has a range, the widest first. What overflows has no bar.

    What moves NPV by rounding alone does not swing.
    """
    shares = line_contributions(case, scenario, *changes, links=links)
    bars = [*_driver_bars(case, scenario, changes, links), *_line_bars(case, shares)]
    bars += _input_bars(case, assumptions_of(case, scenario, *changes), shares)
    trifle = build_npv_model(case, scenario, *changes, links=links).rounding_tolerance
    moving = (bar if bar.swing > trifle else replace(bar, npv_high=bar.npv_low) for bar in bars)
    return tuple(sorted(moving, key=lambda bar: (-bar.swing, bar.id)))


def _driver_bars(
    case: BusinessCase, scenario: str | None, changes: tuple[Scenario, ...], links: Links
) -> Iterator[Bar]:
    stands = assumptions_of(case, scenario, *changes).drivers
    for name, driver in case.drivers.items():
        if driver.low is None and driver.high is None:
            continue
        base, here = case.driver(name), float(stands[name])
        low = min(float(base if driver.low is None else driver.low), here)
        high = max(float(base if driver.high is None else driver.high), here)
        ends = [compute_npv(case, scenario, *changes, with_drivers(**{name: end}), links=links) for end in (low, high)]
        if ends[0] is not None and ends[1] is not None:
            yield Bar(id=name, cause="driver", low=low, high=high, npv_low=ends[0], npv_high=ends[1])


def _input_bars(case: BusinessCase, inputs: ModelInputs, shares: Mapping[str, float]) -> Iterator[Bar]:
    total = math.fsum(shares.values())
    for name, uses in movable_inputs(case, inputs).items() if math.isfinite(total) else ():
        given, here = case.inputs[name], float(inputs.inputs[name])
        if given.low is None and given.high is None:
            continue
        ends = sorted({here, *(float(end) for end in (given.low, given.high) if end is not None)})
        npvs = [
            total + math.fsum(((end / here) ** times - 1) * shares[id] for id, times in uses.items()) for end in ends
        ]
        yield Bar(id=name, cause="input", low=ends[0], high=ends[-1], npv_low=npvs[0], npv_high=npvs[-1])


def _line_bars(case: BusinessCase, shares: Mapping[str, float]) -> Iterator[Bar]:
    total = math.fsum(shares.values())
    for line in lines_of(case) if math.isfinite(total) else ():
        if line.low != 1 or line.high != 1:
            low, high = min(float(line.low), 1.0), max(float(line.high), 1.0)
            ends = [total + (end - 1) * shares[line.id] for end in (low, high)]
            yield Bar(id=line.id, cause="line", low=low, high=high, npv_low=ends[0], npv_high=ends[1])


def line_contributions(
    case: BusinessCase, scenario: str | None = None, *changes: Scenario, links: Links = AS_PLANNED
) -> dict[str, float]:
    """Return what each line adds to NPV, costs negative; together they are the NPV. Not a number where it overflows."""
    when, rate = convention_of(case), assumptions_of(case, scenario, *changes).rate
    return {
        stream.id: (-1 if stream.kind == "cost" else 1)
        * present_value(stream.values, when.factors(when.steps(stream.kind, stream.timing), rate))
        for stream in project_flows(case, scenario, *changes, links=links).line_flows
    }


def compute_breakevens(
    case: BusinessCase, scenario: str | None = None, *changes: Scenario, links: Links = AS_PLANNED
) -> tuple[Breakeven, ...]:
    """Return the break-even of every driver that this case can follow, then of every input and line."""
    breakevens = [_driver_breakeven(case, name, scenario, changes, links) for name in DRIVERS if case.has_driver(name)]
    shares = line_contributions(case, scenario, *changes, links=links)
    total = math.fsum(shares.values())
    breakevens += _input_breakevens(case, assumptions_of(case, scenario, *changes), shares)
    for name, share in shares.items():
        value = 1 - total / share if share else None
        low, high = FACTOR_RANGE
        inside = value if value is not None and low <= value <= high else None
        breakevens.append(Breakeven(id=name, cause="line", base=1.0, value=inside, low=low, high=high))
    return tuple(breakevens)


def _input_breakevens(case: BusinessCase, inputs: ModelInputs, shares: Mapping[str, float]) -> Iterator[Breakeven]:
    """Yield where NPV is 0, which is a polynomial in the factor on an input."""
    total = math.fsum(shares.values())
    for name, uses in movable_inputs(case, inputs).items():
        base, powers = float(inputs.inputs[name]), [0.0] * (max(uses.values()) + 1)
        for id, times in uses.items():
            powers[times] += shares[id]
        powers[0] = total - math.fsum(powers)
        factors = [value for value in _real_roots(powers) if FACTOR_RANGE[0] <= value <= FACTOR_RANGE[1]]
        nearest = min(factors, key=lambda value: abs(value - 1), default=None)
        low, high = sorted(end * base for end in FACTOR_RANGE)
        value = None if nearest is None else nearest * base
        yield Breakeven(id=name, cause="input", base=base, value=value, low=low, high=high)


def _real_roots(powers: Sequence[float]) -> list[float]:
    """Return where the sum of factors by powers from 0 on is zero."""
    if not all(map(math.isfinite, powers)) or not any(powers[1:]):
        return []
    if len(powers) == 2:
        return [-powers[0] / powers[1]]
    return [float(root.real) for root in np.roots(powers[::-1]) if abs(root.imag) <= math.sqrt(CLOSE)]


def _driver_breakeven(
    case: BusinessCase, name: str, scenario: str | None, changes: tuple[Scenario, ...], links: Links
) -> Breakeven:
    base = float(assumptions_of(case, scenario, *changes).drivers[name])
    effect, (low, high) = DRIVERS[name].effect, DRIVERS[name].search

    def at(value: float) -> float:
        npv = compute_npv(case, scenario, *changes, with_drivers(**{name: value}), links=links)
        return math.nan if npv is None else npv

    if effect == "rate":
        values = find_zero_rates(case, project_flows(case, scenario, *changes, links=links))
    elif effect == "factor":
        zero, slope = at(0.0), at(1.0) - at(0.0)
        values = (-zero / slope,) if slope else ()
    else:
        places = sorted({base, *(low + (high - low) * n / PLACES for n in range(PLACES + 1))})
        model = build_npv_model(case, scenario, *changes, links=links)
        values = tuple(_find_crossings(at, places, model.npv({name: np.array(places)}, {}, len(places))))
    inside = [value for value in values if low <= value <= high]
    nearest = min(inside, key=lambda value: abs(value - base), default=None)
    return Breakeven(id=name, cause="driver", base=base, value=nearest, low=low, high=high)


def _find_crossings(at: Callable[[float], float], places: list[float], about: Floats) -> Iterator[float]:
    """Yield where a function is zero, by what it is about at places.

    Between places it is where it changes its sign, and where it becomes zero or ceases to be: benefits that come ever
    later are worth nothing from the moment on at which all of them leave the horizon.
    """
    known = np.where(np.isfinite(about), about, 0.0)
    nothing = CLOSE * float(np.abs(known).max())
    values = np.where(np.abs(about) <= nothing, 0.0, np.where(np.isfinite(about), about, np.nan)).tolist()
    yield from (place for place, value in zip(places, values, strict=True) if value == 0)
    for (low, below), (high, above) in pairwise(zip(places, values, strict=True)):
        if below * above < 0:
            yield _find_crossing(at, low, below, high, above)
        elif (below == 0) != (above == 0) and not math.isnan(below + above):
            yield _find_edge(at, *((low, high) if below == 0 else (high, low)), nothing)


def _find_edge(at: Callable[[float], float], zero: float, other: float, nothing: float) -> float:
    """Return how far a function stays zero from one place towards another, by bisection."""
    start = zero
    while abs(other - zero) > CLOSE * max(1.0, abs(start)):
        middle = (zero + other) / 2
        zero, other = (middle, other) if abs(at(middle)) <= nothing else (zero, middle)
    # Where it only crosses zero at a place, no part beside it counts.
    return zero if abs(zero - start) > math.sqrt(CLOSE) * max(1.0, abs(start)) else start


def _find_crossing(at: Callable[[float], float], low: float, below: float, high: float, above: float) -> float:
    """Find a zero between two points by the Illinois method."""
    middle, side = low, 0
    for _ in range(100):
        before, middle = middle, (low * above - high * below) / (above - below)
        if not low < middle < high or abs(middle - before) <= CLOSE * max(1.0, abs(middle)):
            break
        value = at(middle)
        if value * below > 0:
            low, below, above, side = middle, value, above / 2 if side == 1 else above, 1
        else:
            high, above, below, side = middle, value, below / 2 if side == -1 else below, -1
        if value == 0:
            break
    return min(max(middle, low), high)
