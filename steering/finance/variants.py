"""The figures of a business case in its variants, cached: other timings, scenarios, changes, bases."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from steering.cases.business import BusinessCase, Scenario, Stated, Timing
from steering.cases.resolve import choose, resolve_choice
from steering.finance.cash_flows import AS_PLANNED, CashFlows, Links
from steering.finance.discounting import Convention, convention_of, periods_of, present_value
from steering.finance.metrics import Metrics, net_by_step
from steering.finance.model import evaluate, project_flows
from steering.finance.other_readings import list_readings
from steering.finance.payments import DiscountedPayments, Worth, discount_payments
from steering.finance.totals import TOTALS_METRICS, TotalPart, Totals

TIMINGS: tuple[Timing, ...] = ("end", "mid", "start", "split")


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What a figure is about: a scenario with `at` changed on top, by a timing, with risk adjustments or without."""

    timing: Timing
    scenario: str | None = None
    at: Scenario | None = None
    risk_adjusted: bool = False
    option: str | None = None
    against: str | None = None
    # Without what it is held against.
    alone: bool = False

    @property
    def changes(self) -> tuple[Scenario, ...]:
        """What is changed on top of the scenario."""
        return (self.at,) if self.at else ()

    def by(self, **other: Any) -> Variant:
        """Return the same with other fields."""
        return replace(self, **other)

    @property
    def key(self) -> Hashable:
        """What tells it from others."""
        return self.timing, self.scenario, repr(self.at), self.risk_adjusted, *self.choice

    @property
    def choice(self) -> tuple[str | None, str | None, bool]:
        """The option that it is about, what that is held against, and whether it is held against nothing."""
        return self.option, self.against, self.alone


def variant_of(case: BusinessCase, stated: Stated) -> Variant:
    """Return what a stated figure is about."""
    return Variant(
        timing=case.timing,
        scenario=stated.scenario,
        at=stated.at,
        risk_adjusted=stated.risk_adjusted,
        option=stated.option,
        against=stated.against,
    )


@dataclass(frozen=True, kw_only=True)
class LineSum:
    """Flows, when they fall, and what a unit is worth today after so many steps."""

    flows: CashFlows
    when: Convention
    worth: Worth

    @cached_property
    def cost_benefit(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """Costs and benefits; net flows count as benefits."""
        if self.flows.costs is None or self.flows.benefits is None:
            return (Fraction(0),) * len(self.flows.net), self.flows.net
        return self.flows.costs, self.flows.benefits

    @cached_property
    def discounted(self) -> DiscountedPayments:
        """All flows with what they are worth today."""
        return discount_payments(self.flows.payments, self.worth, self.when)

    @cached_property
    def worths(self) -> tuple[list[float], list[float]]:
        """What costs and benefits under each index are worth today; net flows count as benefits."""
        costs, benefits = self.discounted.by_index("cost"), self.discounted.by_index("benefit")
        return costs or [0.0] * len(benefits), benefits

    @cached_property
    def totals(self) -> Totals:
        """The sums of all."""
        costs, benefits = self.cost_benefit
        return Totals(
            costs=float(sum(costs)),
            benefits=float(sum(benefits)),
            pv_costs=self.discounted.total("cost"),
            pv_benefits=self.discounted.total("benefit"),
        )

    @cached_property
    def lines(self) -> tuple[TotalPart, ...]:
        """The sums of each line."""
        nothing = Totals(costs=0.0, benefits=0.0, pv_costs=0.0, pv_benefits=0.0)
        parts = []
        for stream in self.flows.line_flows:
            total, cost = float(sum(stream.values)), stream.kind == "cost"
            value = present_value(stream.values, self.worth(self.when.steps(stream.kind, stream.timing)))
            own = {"costs": total, "pv_costs": value} if cost else {"benefits": total, "pv_benefits": value}
            parts.append(TotalPart(name=stream.label, totals=Totals(**{**nothing.__dict__, **own})))
        return tuple(parts)

    @cached_property
    def periods(self) -> tuple[TotalPart, ...]:
        """The sums of each index that has a flow."""
        costs, benefits = ([float(amount) for amount in amounts] for amounts in self.cost_benefit)
        sums = [
            Totals(costs=cost, benefits=gain, pv_costs=cost_worth, pv_benefits=gain_worth)
            for cost, gain, cost_worth, gain_worth in zip(costs, benefits, *self.worths, strict=True)
        ]
        return tuple(
            TotalPart(name=str(index), totals=totals)
            for index, totals in enumerate(sums)
            if totals.costs or totals.benefits
        )


def convention_by(case: BusinessCase, timing: Timing) -> Convention:
    """Return the convention of a case by a timing; that of dated flows has none."""
    return convention_of(case) if case.days else periods_of(case, timing)


class VariantFigures:
    """Flows, sums and metrics of one case by variant, each computed on first use and cached."""

    def __init__(self, case: BusinessCase) -> None:
        self.case = case
        self._by_choice: dict[Hashable, BusinessCase] = {}
        self._sums: dict[object, LineSum] = {}
        self._metrics: dict[object, Metrics] = {}
        self._readings: dict[Hashable, dict[str, VariantFigures]] = {}

    def case_of(self, variant: Variant) -> BusinessCase:
        """Return the case in the option of a variant: the case's own where it names none."""
        if variant.choice == (None, None, False):
            return self.case
        if variant.choice not in self._by_choice:
            self._by_choice[variant.choice] = _resolve(self.case.as_written, variant)
        return self._by_choice[variant.choice]

    def readings(self, variant: Variant) -> Mapping[str, VariantFigures]:
        """Return the figures of a variant's option where the case is read otherwise, by what was done."""
        if variant.choice not in self._readings:
            resolved = self.case_of(variant)
            readings = list_readings(resolved, lambda written: _resolve(written, variant))
            self._readings[variant.choice] = {clause: VariantFigures(case) for clause, case in readings}
        return self._readings[variant.choice]

    def sums(self, variant: Variant) -> LineSum:
        """Return the flows of a variant, ready to be summed."""
        if variant.key not in self._sums:
            case = self.case_of(variant)
            when = convention_by(case, variant.timing)
            flows = project_flows(case, variant.scenario, *variant.changes, risk_adjusted=variant.risk_adjusted)
            rate = flows.assumptions.rate
            self._sums[variant.key] = LineSum(flows=flows, when=when, worth=lambda steps: when.factors(steps, rate))
        return self._sums[variant.key]

    def metric(self, metric: str, variant: Variant) -> float | None:
        """Return a metric that is one number; None where it does not exist."""
        if metric in TOTALS_METRICS and self.case.apart:
            return self.sums(variant).totals.metric(metric)
        if variant.key not in self._metrics:
            changes = [self.case.scenarios[variant.scenario]] if variant.scenario is not None else []
            # Only `positive_in_all_scenarios` needs the other scenarios.
            case = replace(self.case_of(variant), stated=(), scenarios={}, timing=variant.timing)
            self._metrics[variant.key] = evaluate(
                case, None, *changes, *variant.changes, risk_adjusted=variant.risk_adjusted
            )
        figure: float | None = getattr(self._metrics[variant.key], metric)
        return figure


def _resolve(written: BusinessCase, variant: Variant) -> BusinessCase:
    choice = choose(written, variant.option, variant.against)
    return resolve_choice(written, replace(choice, against=None) if variant.alone else choice)


def is_zero_at_every_rate(
    case: BusinessCase,
    scenario: str | None,
    *changes: Scenario,
    risk_adjusted: bool = False,
    links: Links = AS_PLANNED,
) -> bool:
    """Return whether costs and benefits cancel out at every moment, so that NPV is 0 at every discount rate."""
    flows = project_flows(case, scenario, *changes, risk_adjusted=risk_adjusted, links=links)
    when = convention_of(case)
    return not any(net_by_step(when, flows.payments).values())
