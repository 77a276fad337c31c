"""The figures of a business case in its variants, cached: other timings, scenarios, changes, bases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from steering.cases.business import PER_YEAR, BusinessCase, Scenario, Stated, Timing
from steering.finance.discounting import Convention, convention_of, periodic_convention, present_value
from steering.finance.metrics import Metrics, net_by_step
from steering.finance.model import AS_PLANNED, CashFlows, Links, evaluate, project_flows
from steering.finance.totals import TOTALS_METRICS, TotalPart, Totals

TIMINGS: tuple[Timing, ...] = ("end", "mid", "start", "split")


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What a figure is about: a scenario with `at` changed on top, by a timing, with risk adjustments or without."""

    timing: Timing
    scenario: str | None = None
    at: Scenario | None = None
    risk_adjusted: bool = False

    @property
    def changes(self) -> tuple[Scenario, ...]:
        """What is changed on top of the scenario."""
        return (self.at,) if self.at else ()

    def by(self, **other: Any) -> Variant:
        """Return the same with other fields."""
        return replace(self, **other)

    @property
    def key(self) -> tuple[str, str | None, str, bool]:
        """What tells it from others."""
        return self.timing, self.scenario, repr(self.at), self.risk_adjusted


def variant_of(case: BusinessCase, stated: Stated) -> Variant:
    """Return what a stated figure is about."""
    return Variant(timing=case.timing, scenario=stated.scenario, at=stated.at, risk_adjusted=stated.risk_adjusted)


@dataclass(frozen=True, kw_only=True)
class LineSum:
    """Flows and what a unit of cost and of benefit under each index is worth today."""

    flows: CashFlows
    costs: tuple[float, ...]
    benefits: tuple[float, ...]

    @cached_property
    def cost_benefit(self) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
        """Costs and benefits; net flows count as benefits."""
        if self.flows.costs is None or self.flows.benefits is None:
            return (Fraction(0),) * len(self.flows.net), self.flows.net
        return self.flows.costs, self.flows.benefits

    @cached_property
    def totals(self) -> Totals:
        """The sums of all."""
        costs, benefits = self.cost_benefit
        return Totals(
            costs=float(sum(costs)),
            benefits=float(sum(benefits)),
            pv_costs=present_value(costs, self.costs),
            pv_benefits=present_value(benefits, self.benefits),
        )

    @cached_property
    def lines(self) -> tuple[TotalPart, ...]:
        """The sums of each line."""
        nothing = Totals(costs=0.0, benefits=0.0, pv_costs=0.0, pv_benefits=0.0)
        parts = []
        for stream in self.flows.line_flows:
            total, cost = float(sum(stream.values)), stream.kind == "cost"
            value = present_value(stream.values, self.costs if cost else self.benefits)
            own = {"costs": total, "pv_costs": value} if cost else {"benefits": total, "pv_benefits": value}
            parts.append(TotalPart(name=stream.label, totals=Totals(**{**nothing.__dict__, **own})))
        return tuple(parts)

    @cached_property
    def periods(self) -> tuple[TotalPart, ...]:
        """The sums of each index that has a flow."""
        costs, benefits = ([float(amount) for amount in amounts] for amounts in self.cost_benefit)
        sums = [
            Totals(costs=cost, benefits=gain, pv_costs=cost * by_cost, pv_benefits=gain * by_gain)
            for cost, gain, by_cost, by_gain in zip(costs, benefits, self.costs, self.benefits, strict=True)
        ]
        return tuple(
            TotalPart(name=str(index), totals=totals)
            for index, totals in enumerate(sums)
            if totals.costs or totals.benefits
        )


def convention_by(case: BusinessCase, timing: Timing) -> Convention:
    """Return the convention of a case by a timing; that of dated flows has none."""
    return convention_of(case) if case.days else periodic_convention(timing, PER_YEAR[case.period], case.last)


class VariantFigures:
    """Flows, sums and metrics of one case by variant, each computed on first use and cached."""

    def __init__(self, case: BusinessCase) -> None:
        self.case = case
        # Only `positive_in_all_scenarios` needs the other scenarios.
        self._alone = replace(case, stated=(), scenarios={})
        self._sums: dict[object, LineSum] = {}
        self._metrics: dict[object, Metrics] = {}

    def sums(self, variant: Variant) -> LineSum:
        """Return the flows of a variant, ready to be summed."""
        if variant.key not in self._sums:
            when = convention_by(self.case, variant.timing)
            flows = project_flows(self.case, variant.scenario, *variant.changes, risk_adjusted=variant.risk_adjusted)
            rate = flows.assumptions.rate
            self._sums[variant.key] = LineSum(
                flows=flows, costs=when.factors(when.costs, rate), benefits=when.factors(when.benefits, rate)
            )
        return self._sums[variant.key]

    def metric(self, metric: str, variant: Variant) -> float | None:
        """Return a metric that is one number; None where it does not exist."""
        if metric in TOTALS_METRICS and self.case.apart:
            return self.sums(variant).totals.metric(metric)
        if variant.key not in self._metrics:
            changes = [self.case.scenarios[variant.scenario]] if variant.scenario is not None else []
            case = replace(self._alone, timing=variant.timing)
            self._metrics[variant.key] = evaluate(
                case, None, *changes, *variant.changes, risk_adjusted=variant.risk_adjusted
            )
        figure: float | None = getattr(self._metrics[variant.key], metric)
        return figure


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
    net = net_by_step(when, flows.costs or (), flows.net if flows.benefits is None else flows.benefits)
    return not any(net.values())
