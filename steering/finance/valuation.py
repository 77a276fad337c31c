"""NPV for many points at once: what the model does for one, on arrays.

Arrays of amounts have a row for each index (0 is today) and a column for each point, or one column for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from steering.cases.business import PER_YEAR, BusinessCase, Kind, Scenario
from steering.finance.convention import convention
from steering.finance.model import AS_PLANNED, Links, assumed, lines_of
from steering.finance.spreads import Floats
from steering.finance.streams import replaced, scaled

BENDING = ("benefit_delay_months", "adoption_speed", "discount_rate")
"""Drivers in which NPV is not linear."""
AT_ONCE = 131_072
"""Amounts, points by indexes, that are worked on together: such arrays stay in the processor's cache."""
FEWEST = 1_024
Values = Mapping[str, Floats]


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Lines that drivers move alike: their amounts by line and index, factors and links of the scenario included."""

    kind: Kind
    scales: bool
    ids: tuple[str, ...]
    amounts: Floats
    steps: tuple[int, ...]
    per_year: int


@dataclass(frozen=True, kw_only=True)
class Valuation:
    """A case under assumptions, ready for points. `stands` is where each driver stands that does not vary."""

    groups: tuple[_Group, ...]
    stands: Mapping[str, float]
    factors: Mapping[Kind, float]
    periods_a_month: float
    driven: bool

    def npv(self, drivers: Values, lines: Values, count: int) -> Floats:
        """NPV at each of so many points, in the file's unit: by the drivers and the factors on lines that vary."""
        found = np.empty(count)
        indexes = max((len(group.steps) for group in self.groups), default=1)
        size = max(AT_ONCE // indexes, FEWEST)
        for start in range(0, count, size):
            part = slice(start, min(start + size, count))
            own = {name: values[part] for name, values in drivers.items()}
            found[part] = self._part(own, {name: values[part] for name, values in lines.items()})
        return found

    def _part(self, drivers: Values, lines: Values) -> Floats | float:
        total: Floats | float = 0.0
        rate = self._at("discount_rate", drivers)
        by_steps = {one.steps: discounts(one.steps, one.per_year, rate) for one in self._timed}
        for group in self.groups:
            factors = by_steps[group.steps]
            value = self._worth(group, factors, drivers, lines) * self._factor(group, drivers)
            total = total - value if group.kind == "cost" else total + value
        return total

    @property
    def _timed(self) -> tuple[_Group, ...]:
        """One group for each way in which flows fall."""
        return tuple({group.steps: group for group in self.groups}.values())

    def _at(self, name: str, drivers: Values) -> Floats:
        return drivers[name] if name in drivers else np.array([self.stands[name]])

    def _factor(self, group: _Group, drivers: Values) -> Floats:
        factor = self.factors[group.kind]
        if not self.driven:
            return np.array([factor])
        found: Floats = factor * self._at(f"{group.kind}_factor", drivers)
        return found * self._at("adoption_ceiling", drivers) if group.scales else found

    def _worth(self, group: _Group, factors: Floats, drivers: Values, lines: Values) -> Floats:
        """What a group is worth today, before the factors of its kind."""
        moves = {name for name in BENDING if name in drivers and self._acts(name, group)}
        if not moves:
            each = self._present(group, group.amounts.T, factors, drivers)
            found: Floats = _mixed(each[np.newaxis], group.ids, lines)[0]
            return found
        return self._present(group, _mixed(group.amounts.T, group.ids, lines), factors, drivers)

    def _acts(self, name: str, group: _Group) -> bool:
        """Whether a driver moves this group at all."""
        if name == "discount_rate":
            return True
        return self.driven and (group.scales if name == "adoption_speed" else group.kind == "benefit")

    def _present(self, group: _Group, amounts: Floats, factors: Floats, drivers: Values) -> Floats:
        if self._acts("adoption_speed", group):
            amounts = stretched(amounts, self._at("adoption_speed", drivers))
        if self._acts("benefit_delay_months", group):
            return delayed(amounts, factors, self._at("benefit_delay_months", drivers) * self.periods_a_month)
        return _summed(amounts * factors)


def valuation(
    case: BusinessCase, scenario: str | None = None, *changes: Scenario, links: Links = AS_PLANNED
) -> Valuation:
    """The valuation of a case in a scenario with changes on top. Net flows are moved by the discount rate alone."""
    found, when = assumed(case, scenario, *changes), convention(case)
    groups: dict[tuple[Kind, bool], dict[str, list[Fraction]]] = {}
    for line in lines_of(case):
        scales = line.scales_with is not None
        values = replaced([Fraction(figure.value) for figure in line.values], links.replaced.get(line.id))
        values = scaled(values, links.adoption) if scales else values
        factor = found.lines.get(line.id, Fraction(1))
        groups.setdefault((line.kind, scales), {})[line.id] = [value * factor for value in values]
    if not case.apart and case.cashflows:
        groups[("benefit", False)] = {"net": [Fraction(figure.value) for figure in case.cashflows.net]}
    return Valuation(
        groups=tuple(
            _Group(
                kind=kind,
                scales=scales,
                ids=tuple(rows),
                amounts=np.array([[float(value) for value in row] for row in rows.values()]),
                steps=when.costs if kind == "cost" else when.benefits,
                per_year=when.per_year,
            )
            for (kind, scales), rows in groups.items()
        ),
        stands={name: float(value) for name, value in found.drivers.items()},
        factors={"cost": float(found.costs), "benefit": float(found.benefits)} if case.apart else {"benefit": 1.0},
        periods_a_month=PER_YEAR[case.period] / 12,
        driven=case.apart,
    )


def _mixed(columns: Floats, ids: Sequence[str], lines: Values) -> Floats:
    """Columns by line, summed up with the factors of those lines that vary: a column for each point, or one for all."""
    varying = [(column, lines[name]) for column, name in enumerate(ids) if name in lines]
    steady = [column for column, name in enumerate(ids) if name not in lines]
    total: Floats = columns[:, steady].sum(axis=1, keepdims=True)
    if not varying:
        return total
    chosen = np.ascontiguousarray(columns[:, [column for column, _ in varying]])
    found: Floats = chosen @ np.stack([values for _, values in varying])
    found += total
    return found


def stretched(amounts: Floats, speed: Floats) -> Floats:
    """Amounts run through at another speed by point, as `streams.stretched` does for one."""
    if np.all(speed == 1):
        return amounts
    until, last = _accrued(amounts), len(amounts) - 1
    ends = [speed * period for period in range(1, last + 1)]
    marks = [until(end) + np.maximum(end - last, 0) * amounts[last] for end in ends]
    first = np.broadcast_to(amounts[0], marks[0].shape)
    return np.stack([first, marks[0] / speed, *((later - mark) / speed for mark, later in pairwise(marks))])


def delayed(amounts: Floats, factors: Floats, periods: Floats) -> Floats:
    """What amounts are worth that come so many periods later by point; what leaves the horizon is lost.

    An amount that is delayed by 2.3 periods falls 0.7 into the second and 0.3 into the third one after its own, as
    `streams.delayed` has it; today's lump falls into the third.
    """
    if np.all(periods <= 0):
        return _summed(amounts * factors)
    whole = np.maximum(periods, 0.0).astype(np.intp)
    part, last, columns = periods - whole, len(amounts), factors.shape[1]
    by_index = np.concatenate((factors, np.zeros((1, columns)))).ravel()
    column = np.arange(columns) if columns > 1 else 0

    def after(index: int) -> Floats:
        found: Floats = by_index[np.minimum(whole + index, last) * columns + column]
        return found

    here = after(1)
    total: Floats = amounts[0] * np.where(part > 0, here, after(0))
    for index in range(1, last):
        later = after(index + 1)
        total = total + amounts[index] * (here + part * (later - here))
        here = later
    return total


def discounts(steps: Sequence[int], per_year: int, rate: Floats) -> Floats:
    """What one unit under each index is worth today, by point; steps ascend, `rate` is annual."""
    grown, by_gap = -np.log1p(rate) / per_year, dict[int, Floats]()
    found = np.empty((len(steps), len(rate)))
    found[0] = np.exp(grown * steps[0])
    for index, (before, step) in enumerate(pairwise(steps), start=1):
        gap = step - before
        if gap not in by_gap:
            by_gap[gap] = np.exp(grown * gap)
        np.multiply(found[index - 1], by_gap[gap], out=found[index])
    return found


def _summed(worths: Floats) -> Floats:
    found: Floats = worths.sum(axis=0)
    return found


def _accrued(amounts: Floats) -> Callable[[Floats], Floats]:
    """What has accrued by a moment within the horizon, in periods, today's lump apart."""
    last, columns = len(amounts) - 1, amounts.shape[1]
    sums, after = np.zeros((last + 1, columns)), np.zeros((last + 1, columns))
    for index in range(last):
        np.add(sums[index], amounts[index + 1], out=sums[index + 1])
    after[:-1] = amounts[1:]
    totals, rates = sums.ravel(), after.ravel()
    column = np.arange(columns) if columns > 1 else 0

    def until(moment: Floats) -> Floats:
        inside = np.minimum(moment, last)
        whole = inside.astype(np.intp)
        place = whole * columns + column
        found: Floats = totals[place] + (inside - whole) * rates[place]
        return found

    return until
