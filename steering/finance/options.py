"""The options of a business case side by side: each alone, one against another, and where the choice between two turns.

What one option has more than another is a case of its own: the lines that both share cancel, and its NPV is the NPV of
the one less that of the other (Brealey, Myers and Allen: incremental cash flows of mutually exclusive projects).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any, TypeVar

from steering.cases.business import BusinessCase, Scenario
from steering.cases.business_terms import Option
from steering.cases.resolve import baseline_of, resolve, resolve_alone
from steering.errors import UnknownName
from steering.finance.cash_flow_shifts import replace_amounts
from steering.finance.cash_flows import AS_PLANNED, Links
from steering.finance.metrics import Metrics
from steering.finance.model import assumptions_of, evaluate, find_scenario, project_flows
from steering.finance.zero_rates import find_zero_rates

# The data that replaces the plan of an option, by the option as it counts alone.
LinksOf = Callable[[BusinessCase], Links]
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Increment:
    """What one option has more than another: figures of its own flows less those of the other.

    With discount rates of their own only the difference of the two NPVs says anything: IRR, paybacks and crossover
    rates do not exist, and `crossovers` is None. A crossover rate is one at which both have the same NPV.
    """

    option: Option
    against: Option
    npv: float | None
    irr: float | None
    payback_months: float | None
    discounted_payback_months: float | None
    crossovers: tuple[float, ...] | None

    @property
    def has_one_rate(self) -> bool:
        """Whether both are discounted at the same rate."""
        return self.crossovers is not None


@dataclass(frozen=True, kw_only=True)
class RankConflict:
    """The first option by NPV and the one that IRR would put first; `smaller` tells that it takes less money."""

    by_npv: Increment
    by_irr: Increment
    crossovers: tuple[float, ...] | None
    smaller: bool


class OptionFigures:
    """The figures of a case's options in a scenario with changes on top, each computed on first use and cached."""

    def __init__(
        self,
        case: BusinessCase,
        scenario: str | None = None,
        *changes: Scenario,
        links_of: LinksOf | None = None,
    ) -> None:
        self.case = case.as_written
        own = () if scenario is None else (find_scenario(self.case, scenario),)
        self.changes = (*own, *changes)
        self._links_of = links_of
        self._cache: dict[Hashable, Any] = {}

    @property
    def options(self) -> tuple[Option, ...]:
        """The options in the order of the file."""
        return self.case.options

    @cached_property
    def baseline(self) -> Option:
        """The option that others are held against."""
        baseline = baseline_of(self.case)
        assert baseline is not None  # a file with options has one
        return baseline

    @cached_property
    def asked(self) -> Option:
        """The option that is asked for."""
        return self.find(self.case.option or self.baseline.id)

    def find(self, id: str) -> Option:
        """Return an option by its id. Raises UnknownName with the nearest one."""
        by_id = {option.id: option for option in self.options}
        if id not in by_id:
            raise UnknownName("option", id, list(by_id))
        return by_id[id]

    def rate(self, id: str) -> float:
        """Return the annual discount rate of an option."""
        return assumptions_of(self._alone(id), None, *self.changes).rate

    def alone(self, id: str) -> Metrics:
        """Return all metrics of an option held against nothing."""
        case = self._alone(id)
        return self._remember(("alone", id), lambda: self._evaluate(case, self._data(case)))

    def against_baseline(self, id: str) -> Metrics:
        """Return all metrics of an option less the baseline, at the option's rate."""
        return self._remember(("against", id), lambda: self._evaluate(*self.pair(id, self.baseline.id)))

    def increment(self, id: str, against: str) -> Increment:
        """Return what one option has more than another."""
        return self._remember(("increment", id, against), lambda: self._increment(id, against))

    @property
    def pairs(self) -> tuple[Increment, ...]:
        """Every two options, the one that is worth more against the other."""
        return tuple(self.increment(*pair) for pair in combinations(self.ranking, 2))

    @cached_property
    def ranking(self) -> tuple[str, ...]:
        """The ids by NPV, the highest first; those without one last."""

        def order(id: str) -> float:
            npv = self.increment(id, self.baseline.id).npv
            return math.inf if npv is None else -npv

        return tuple(sorted((option.id for option in self.options), key=order))

    @cached_property
    def rank_conflict(self) -> RankConflict | None:
        """The option that IRR would put before the first one by NPV; None where both agree, or IRR says nothing."""
        rows = [self.increment(id, self.baseline.id) for id in self.ranking if id != self.baseline.id]
        rated = [row for row in rows if row.irr is not None and row.npv is not None and row.npv > 0]
        if not rated or self.ranking[0] != rated[0].option.id:
            return None
        best = max(rated, key=lambda row: row.irr or 0.0)
        if best == rated[0] or (best.irr or 0.0) <= (rated[0].irr or 0.0):
            return None
        first, other = (self.against_baseline(row.option.id).peak_funding for row in (rated[0], best))
        return RankConflict(
            by_npv=rated[0],
            by_irr=best,
            crossovers=self.increment(rated[0].option.id, best.option.id).crossovers,
            smaller=first is not None and other is not None and abs(other) < abs(first),
        )

    def pair(self, id: str, against: str) -> tuple[BusinessCase, Links]:
        """Return the case of one option less another, and the data that replaces its plan."""
        case = self._remember(("pair", id, against), lambda: resolve(self.case, id, against))
        return case, self._remember(("links", id, against), lambda: self._links(case, id, against))

    def _increment(self, id: str, against: str) -> Increment:
        option, other = self.find(id), self.find(against)
        if self.rate(id) != self.rate(against):
            values = (self.alone(id).npv, self.alone(against).npv)
            npv = None if values[0] is None or values[1] is None else values[0] - values[1]
            return Increment(
                option=option,
                against=other,
                npv=npv,
                irr=None,
                payback_months=None,
                discounted_payback_months=None,
                crossovers=None,
            )
        case, links = self.pair(id, against)
        metrics = self._evaluate(case, links)
        flows = project_flows(case, None, *self.changes, links=links)
        return Increment(
            option=option,
            against=other,
            npv=metrics.npv,
            irr=metrics.irr,
            payback_months=metrics.payback_months,
            discounted_payback_months=metrics.discounted_payback_months,
            crossovers=tuple(root for root in find_zero_rates(case, flows) if math.isfinite(root)),
        )

    def _alone(self, id: str) -> BusinessCase:
        self.find(id)
        return self._remember(("case", id), lambda: resolve_alone(self.case, id))

    def _links(self, case: BusinessCase, id: str, against: str) -> Links:
        own, other = (self._data(self._alone(name)) for name in (id, against))
        amounts = _replace_lines(self._alone(id), own), _replace_lines(self._alone(against), other)
        names = own.replacements.keys() | other.replacements.keys()
        nothing = (Fraction(0),) * (case.last + 1)
        return Links(
            adoption=own.adoption,
            replacements={
                line.id: [
                    mine - theirs
                    for mine, theirs in zip(*(by_id.get(line.id, nothing) for by_id in amounts), strict=True)
                ]
                for line in case.lines
                if line.id in names
            },
        )

    def _data(self, case: BusinessCase) -> Links:
        return self._links_of(case) if self._links_of else AS_PLANNED

    def _evaluate(self, case: BusinessCase, links: Links) -> Metrics:
        return evaluate(case, None, *self.changes, links=links)

    def _remember(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        if key not in self._cache:
            self._cache[key] = compute()
        result: Result = self._cache[key]
        return result


def _replace_lines(case: BusinessCase, links: Links) -> dict[str, Sequence[Fraction]]:
    """Return the amounts of the lines of an option that data replaces, by id."""
    return {
        line.id: replace_amounts(list(line.amounts), links.replacements[line.id])
        for line in case.lines
        if line.id in links.replacements
    }


def list_options(figures: OptionFigures) -> list[dict[str, Any]]:
    """Return each option as plain JSON values, by NPV: its metrics alone, and what it has more than each other."""
    return [
        {
            "id": id,
            "label": figures.find(id).label,
            "asked_for": figures.find(id) == figures.asked,
            "baseline": figures.find(id) == figures.baseline,
            "discount_rate": figures.rate(id),
            "metrics": figures.alone(id).as_dict(),
            "against": {other: _plain(figures.increment(id, other)) for other in figures.ranking if other != id},
        }
        for id in figures.ranking
    ]


def _plain(increment: Increment) -> dict[str, Any]:
    names = ("npv", "irr", "payback_months", "discounted_payback_months")
    crossovers = None if increment.crossovers is None else list(increment.crossovers)
    return {**{name: getattr(increment, name) for name in names}, "crossovers": crossovers}
