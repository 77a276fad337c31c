"""A stated figure with all that slips are tried on: its sums by line and period, and its case read otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from steering.cases.business import PER_YEAR, BusinessCase, Scenario, Stated, Timing
from steering.finance.discounting import Convention, convention_of, periodic_convention, power, present_value
from steering.finance.error_patterns import StatedFigure
from steering.finance.model import CashFlows, evaluate
from steering.finance.totals import TotalPart, Totals

# A metric of the case by a timing, in a scenario with a change on top.
FigureAt = Callable[[str, Timing, str | None, Scenario | None], float | None]
TIMINGS: tuple[Timing, ...] = ("end", "mid", "start", "split")


def build_stated_figure(
    case: BusinessCase, stated: Stated, value: Decimal, sums: LineSum, figure_at: FigureAt
) -> StatedFigure:
    """The claim of a stated figure. Nothing that has to be searched for is worked out yet."""
    when, rate = convention_of(case), sums.flows.assumptions.rate
    return StatedFigure(
        metric=stated.metric,
        stated=value,
        places=-int(value.as_tuple().exponent),
        value=figure_at(stated.metric, case.timing, stated.scenario, stated.at),
        totals=sums.totals,
        lines=sums.lines,
        periods=sums.periods,
        rate=rate,
        years=when.years,
        period=None if case.days else case.period,
        months=12 / PER_YEAR[case.period],
        metric_value=lambda name: figure_at(name, case.timing, stated.scenario, stated.at),
        by_timing=lambda: _by_timing(case, stated, figure_at),
        by_assumption=lambda: _by_assumption(case, stated, figure_at),
        by_scheme=lambda: _by_scheme(case, sums.flows, when, rate),
    )


def sum_lines(case: BusinessCase, timing: Timing, cash_flows: CashFlows) -> LineSum:
    """Flows of a case in a timing, ready to be summed."""
    when = convention_of(case) if case.days else periodic_convention(timing, PER_YEAR[case.period], case.last)
    rate = cash_flows.assumptions.rate
    return LineSum(flows=cash_flows, costs=when.factors(when.costs, rate), benefits=when.factors(when.benefits, rate))


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


def _by_timing(case: BusinessCase, stated: Stated, figure_at: FigureAt) -> dict[Timing, float | None]:
    """The metric by every other timing that the case can have; dated flows have none."""
    others = [timing for timing in TIMINGS if timing != case.timing and (case.apart or timing != "split")]
    return (
        {} if case.days else {timing: figure_at(stated.metric, timing, stated.scenario, stated.at) for timing in others}
    )


def _by_assumption(case: BusinessCase, stated: Stated, figure_at: FigureAt) -> dict[str, float | None]:
    """The metric under assumptions that may have been mixed up with those of the figure."""
    figures: dict[str, float | None] = {}
    changes = (stated.at,) if stated.at else ()
    if changes:
        figures["what is there without the change that it names"] = figure_at(
            stated.metric, case.timing, stated.scenario, None
        )
    for name in () if changes else (None, *case.scenarios):
        if name != stated.scenario:
            where = "the base" if name is None else f"the scenario {name}"
            figures[f"the figure of {where}"] = figure_at(stated.metric, case.timing, name, None)
    if any(line.risk_adjustment for line in case.lines):
        adjusted = evaluate(case, stated.scenario, *changes, risk_adjusted=True)
        figures["the figure with risk adjustments"] = getattr(adjusted, stated.metric)
    return figures


def _by_scheme(case: BusinessCase, cash_flows: CashFlows, when: Convention, rate: float) -> dict[str, Totals]:
    """The sums by other ways of discounting: simple interest, a rate a period, and today's flows discounted too."""
    a_year = PER_YEAR[case.period]

    def by(factor: Callable[[float], float]) -> Totals:
        costs, benefits = ([factor(step / when.per_year) for step in steps] for steps in (when.costs, when.benefits))
        return LineSum(flows=cash_flows, costs=tuple(costs), benefits=tuple(benefits)).totals

    schemes: dict[str, Totals] = {}
    if rate > 0:
        schemes["what simple interest gives, 1 / (1 + rate x years)"] = by(lambda years: 1 / (1 + rate * years))
        schemes["what continuous discounting at the rate gives"] = by(lambda years: math.exp(-rate * years))
    if a_year > 1 and not case.days:
        whole, part = f"the annual rate in every {case.period}", f"a rate a {case.period} of one {a_year}th of it"
        schemes[f"what comes of {whole}"] = by(lambda years: power(1 + rate, -years * a_year))
        schemes[f"what comes of {part}"] = by(lambda years: power(1 + rate / a_year, -years * a_year))
    if not case.days and cash_flows.net[0]:
        later = 1 / a_year
        said = f"what comes of discounting today's flows by one {case.period}, and all others by one more"
        schemes[said] = by(lambda years: power(1 + rate, -years - later))
    return schemes
