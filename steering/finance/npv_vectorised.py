"""NPV for many points at once: what the model does for one, on arrays.

Amounts are the same at every point. What moves is what one unit is worth that is written under each index: the rate, a
delay and another speed all act on these weights, and only then are lines worth something. Weights have a row for each
index (0 is today) and a column for each point, or one column for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from steering.cases.business import PER_YEAR, BusinessCase, Scenario
from steering.cases.line import Kind, LineGroup, OwnTiming
from steering.catalog.drivers import DriverEffect, drivers_with
from steering.finance.cash_flow_shifts import replace_amounts, scale
from steering.finance.cash_flows import AS_PLANNED, Links, ModelInputs, input_uses, lines_of
from steering.finance.discounting import convention_of
from steering.finance.distributions import Floats
from steering.finance.model import assumptions_of

# Figures, points by indexes or lines, that are worked on together: such arrays stay in the processor's cache.
AT_ONCE, FEWEST = 131_072, 1_024
# What is below this share of all is rounding.
ROUNDING_SHARE = 1e-9
Values = Mapping[str, Floats]


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Lines that drivers move alike: their amounts by line and index, factors and links of the scenario included."""

    kind: Kind
    scales: bool
    origins: Mapping[str, str]
    amounts: Floats
    steps: tuple[int, ...]
    per_year: int
    timing: OwnTiming | None = None
    # What later discount rates leave under each index, beside what one rate would.
    shares: Floats | None = None

    @property
    def key(self) -> LineGroup:
        """What tells it from other groups."""
        return LineGroup(self.kind, self.scales, self.timing)


@dataclass(frozen=True, kw_only=True)
class NpvModel:
    """A case under assumptions, ready for points. `stands` is where each driver stands that does not vary.

    What falls under an index before `since` is worth nothing: what has already come and gone.
    """

    groups: tuple[_Group, ...]
    driver_values: Mapping[str, float]
    factors: Mapping[Kind, float]
    periods_a_month: float
    has_drivers: bool
    since: int = 0
    # Where each input stands that can be moved, and how many times lines are multiplied by it.
    inputs: Mapping[str, tuple[float, Mapping[str, int]]] = field(default_factory=dict)

    def npv(self, drivers: Values, lines: Values, count: int, inputs: Values | None = None) -> Floats:
        """Return NPV at each of so many points, in the file's unit: by drivers, factors on lines and inputs that vary.

        It is infinite, or not a number, where a float does not hold it.
        """
        lines = self._with_inputs(lines, inputs or {})
        npv = np.empty(count)
        rows = max((max(group.amounts.shape) for group in self.groups), default=1)
        size = max(AT_ONCE // rows, FEWEST)
        for start in range(0, count, size):
            part = slice(start, min(start + size, count))
            own = {name: values[part] for name, values in drivers.items()}
            with np.errstate(over="ignore", invalid="ignore"):
                npv[part] = self._npv_part(own, {name: values[part] for name, values in lines.items()})
        return npv

    @property
    def rounding_tolerance(self) -> float:
        """The most by which NPV differs through rounding alone, where costs and benefits make up for each other.

        A share of all that comes and goes, worth today where the drivers stand; 0 where a float does not hold that.
        """
        apart = (replace(self, groups=(replace(group, amounts=np.abs(group.amounts)),)) for group in self.groups)
        gross = sum(abs(float(side.npv({}, {}, 1)[0])) for side in apart)
        return ROUNDING_SHARE * gross if math.isfinite(gross) else 0.0

    def _with_inputs(self, lines: Values, inputs: Values) -> Values:
        """Return the factors on lines as they count, with those of inputs, each against where it stands."""
        pairs = (pair for group in self.groups for pair in group.origins.items())
        factors = {id: lines[origin] for id, origin in pairs if origin in lines}
        for name, values in inputs.items():
            stands, uses = self.inputs[name]
            for id, times in uses.items():
                factors[id] = factors.get(id, np.ones(1)) * (values / stands) ** times
        return factors

    def _npv_part(self, drivers: Values, lines: Values) -> Floats | float:
        total: Floats | float = 0.0
        units = self._unit_values(drivers)
        for group in self.groups:
            weights = units[group.key]
            for name in self._drivers_with("pace", group):
                weights = stretch_weights(weights, self._driver(name, drivers))
            value = _weight_lines(group.amounts @ weights, tuple(group.origins), lines) * self._factor(group, drivers)
            total = total - value if group.kind == "cost" else total + value
        return total

    def _unit_values(self, drivers: Values) -> dict[LineGroup, Floats]:
        """Return today's worth of one unit of each group under each index, with the group's delay."""
        rate, by_steps = self._driver("discount_rate", drivers), dict[tuple[int, ...], Floats]()
        for group in self.groups:
            if group.steps not in by_steps:
                by_steps[group.steps] = discount_factors(group.steps, group.per_year, rate)
                if group.shares is not None:
                    by_steps[group.steps] *= group.shares[:, np.newaxis]
                by_steps[group.steps][: self.since] = 0.0
        delayed: dict[tuple[tuple[int, ...], tuple[str, ...]], Floats] = {}
        for group in self.groups:
            names = self._drivers_with("delay", group)
            if (group.steps, names) not in delayed:
                weights = by_steps[group.steps]
                for name in names:
                    weights = delay_weights(weights, self._driver(name, drivers) * self.periods_a_month)
                delayed[group.steps, names] = weights
        return {group.key: delayed[group.steps, self._drivers_with("delay", group)] for group in self.groups}

    def _drivers_with(self, effect: DriverEffect, group: _Group) -> tuple[str, ...]:
        return drivers_with(effect, group.kind, group.scales) if self.has_drivers else ()

    def _driver(self, name: str, drivers: Values) -> Floats:
        return drivers[name] if name in drivers else np.array([self.driver_values[name]])

    def _factor(self, group: _Group, drivers: Values) -> Floats:
        factor: Floats = np.array([self.factors[group.kind]])
        for name in self._drivers_with("factor", group):
            factor = factor * self._driver(name, drivers)
        return factor


def build_npv_model(
    case: BusinessCase,
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
    since: int = 0,
    risk_adjusted: bool = False,
) -> NpvModel:
    """Build the valuation of a case in a scenario with changes on top. Net flows are moved by the discount rate alone.

    With `since` only what falls under that index or a later one counts, delays included.
    """
    inputs, when = assumptions_of(case, scenario, *changes), convention_of(case)
    groups = _group_lines(case, inputs, links, risk_adjusted=risk_adjusted)
    return NpvModel(
        groups=tuple(
            _Group(
                kind=group.kind,
                scales=group.scales,
                timing=group.timing,
                origins={line.id: line.origin for line in lines_of(case) if line.id in rows},
                amounts=np.array(list(rows.values())),
                steps=(steps := when.steps(group.kind, group.timing)),
                per_year=when.per_year,
                shares=np.array([when.shares[step] for step in steps]) if when.shares else None,
            )
            for group, rows in groups.items()
        ),
        driver_values={name: float(value) for name, value in inputs.drivers.items()},
        factors={"cost": float(inputs.costs), "benefit": float(inputs.benefits)} if case.apart else {"benefit": 1.0},
        periods_a_month=PER_YEAR[case.period] / 12,
        has_drivers=case.apart,
        since=since,
        inputs={name: (float(inputs.inputs[name]), uses) for name, uses in movable_inputs(case, inputs).items()},
    )


def movable_inputs(case: BusinessCase, inputs: ModelInputs) -> dict[str, dict[str, int]]:
    """Return the inputs that can be moved with how often each line uses them: one value, not 0, that a line uses."""
    every = ((name, input_uses(case, name)) for name, value in inputs.inputs.items() if value)
    return {name: uses for name, uses in every if uses and case.inputs[name].value}


def _group_lines(
    case: BusinessCase, inputs: ModelInputs, links: Links, *, risk_adjusted: bool
) -> dict[LineGroup, dict[str, Floats]]:
    """Return the amounts of lines by index, of those that drivers move alike together."""
    adoption = np.array([float(ratio) for ratio in scale([Fraction(1)] * (case.last + 1), links.adoption)])
    groups: dict[LineGroup, dict[str, Floats]] = {}
    for line in lines_of(case):
        scales = line.scales_with is not None
        planned = replace_amounts(list(line.amounts), links.replacements.get(line.id))
        factor = float(inputs.own_factor(line) * (line.risk_factor if risk_adjusted else 1))
        values = np.array([float(value) for value in planned]) * factor
        groups.setdefault(line.group, {})[line.id] = values * adoption if scales else values
    if not case.apart and case.cashflows:
        groups[LineGroup("benefit", False, None)] = {
            "net": np.array([float(figure.value) for figure in case.cashflows.net])
        }
    return groups


def stretch_weights(weights: Floats, speed: Floats) -> Floats:
    """Return what one unit under each index is worth that is run through at another speed by point.

    `weights` are what units are worth where they fall. Period 3 runs from 2 / speed to 3 / speed, and the last one goes
    on to the end, as `cash_flow_shifts.stretch` has it; what falls beyond the horizon is worth nothing.
    """
    if np.all(speed == 1):
        return weights
    until, last = _accrual(weights), len(weights) - 1
    stretched = np.empty((last + 1, max(weights.shape[1], len(speed))))
    stretched[0], before = weights[0], until(np.zeros(1))
    for period in range(1, last + 1):
        after = until(period / speed if period < last else np.array([float(last)]))
        np.subtract(after, before, out=stretched[period])
        before = after
    return stretched


def delay_weights(weights: Floats, periods: Floats) -> Floats:
    """What one unit under each index is worth that comes so many periods later by point; beyond the horizon nothing.

    `weights` are what units are worth where they land. An amount delayed by 2.3 periods falls 0.7 into the second and
    0.3 into the third one after its own, as in `cash_flow_shifts.delay`; today's lump falls into the third.
    """
    if np.all(periods <= 0):
        return weights
    whole = np.maximum(periods, 0.0).astype(np.intp)
    part, last, columns = periods - whole, len(weights), weights.shape[1]
    by_index = np.concatenate((weights, np.zeros((1, columns)))).ravel()
    column = np.arange(columns) if columns > 1 else 0

    def after(index: int) -> Floats:
        delayed: Floats = by_index[np.minimum(whole + index, last) * columns + column]
        return delayed

    here = after(1)
    delayed = np.empty((last, max(columns, len(periods))))
    delayed[0] = np.where(part > 0, here, after(0))
    for index in range(1, last):
        later = after(index + 1)
        np.multiply(part, later - here, out=delayed[index])
        delayed[index] += here
        here = later
    return delayed


def discount_factors(steps: Sequence[int], per_year: int, rate: Floats) -> Floats:
    """Return what one unit under each index is worth today, by point; steps ascend, `rate` is annual."""
    grown, by_gap = -np.log1p(rate) / per_year, dict[int, Floats]()
    factors = np.empty((len(steps), len(rate)))
    factors[0] = np.exp(grown * steps[0])
    for index, (before, step) in enumerate(pairwise(steps), start=1):
        gap = step - before
        if gap not in by_gap:
            by_gap[gap] = np.exp(grown * gap)
        np.multiply(factors[index - 1], by_gap[gap], out=factors[index])
    return factors


def _weight_lines(worths: Floats, ids: Sequence[str], lines: Values) -> Floats:
    """Return what lines are worth together, by point; `worths` has a row for each that varies."""
    varying = [row for row, name in enumerate(ids) if name in lines]
    steady: Floats = np.delete(worths, varying, axis=0).sum(axis=0)
    if worths.shape[1] == 1 and varying:
        worth: Floats = worths[varying, 0] @ np.stack([lines[ids[row]] for row in varying])
        return worth + steady
    for row in varying:
        steady = steady + worths[row] * lines[ids[row]]
    return steady


def _accrual(weights: Floats) -> Callable[[Floats], Floats]:
    """Return what is worth a unit a period that comes evenly until a moment within the horizon, today's lump apart."""
    last, columns = len(weights) - 1, weights.shape[1]
    sums, after = np.zeros((last + 1, columns)), np.zeros((last + 1, columns))
    for index in range(last):
        np.add(sums[index], weights[index + 1], out=sums[index + 1])
    after[:-1] = weights[1:]
    totals, rates = sums.ravel(), after.ravel()
    column = np.arange(columns) if columns > 1 else 0

    def until(moment: Floats) -> Floats:
        inside = np.minimum(moment, last)
        whole = inside.astype(np.intp)
        place = whole * columns + column
        worth: Floats = totals[place] + (inside - whole) * rates[place]
        return worth

    return until
