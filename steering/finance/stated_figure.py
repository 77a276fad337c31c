"""A stated figure with all that slips are tried on: its sums by line and period, and its case read otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from steering.cases.business import PER_YEAR, BusinessCase, Stated, Timing
from steering.catalog.business_metrics import MONTHS
from steering.finance.discounting import Convention, convention_of, power
from steering.finance.error_patterns import StatedFigure
from steering.finance.payback_conventions import PaybackFlows, other_paybacks
from steering.finance.totals import Totals
from steering.finance.variants import TIMINGS, LineSum, Variant, VariantFigures, variant_of


def build_stated_figure(stated: Stated, value: Decimal, figures: VariantFigures) -> StatedFigure:
    """Build a stated figure and its case. What has to be searched for is computed later."""
    case, variant = figures.case, variant_of(figures.case, stated)
    when, sums = convention_of(case), figures.sums(variant)
    rate = sums.flows.assumptions.rate
    return StatedFigure(
        metric=stated.metric,
        stated=value,
        places=-int(value.as_tuple().exponent),
        value=figures.metric(stated.metric, variant),
        totals=sums.totals,
        lines=sums.lines,
        periods=sums.periods,
        rate=rate,
        years=when.years,
        period=None if case.days else case.period,
        months=12 / (1 if case.days else PER_YEAR[case.period]),
        metric_value=lambda name: figures.metric(name, variant),
        by_timing=lambda: _by_timing(stated.metric, variant, figures),
        by_assumption=lambda: _by_assumption(stated, variant, figures),
        by_scheme=lambda: _by_scheme(case, sums, when, rate),
        by_payback=lambda: _by_payback(stated.metric, sums, when),
    )


def _by_timing(metric: str, variant: Variant, figures: VariantFigures) -> dict[Timing, float | None]:
    """Return the metric by every other timing that the case can have; dated flows have none."""
    case = figures.case
    others = [timing for timing in TIMINGS if timing != case.timing and (case.apart or timing != "split")]
    return {} if case.days else {timing: figures.metric(metric, variant.by(timing=timing)) for timing in others}


def _by_assumption(stated: Stated, variant: Variant, figures: VariantFigures) -> dict[str, float | None]:
    """Return the metric under assumptions that may have been mixed up with those of the figure."""
    case = figures.case
    variants: dict[str, Variant] = {}
    if stated.at:
        variants["what is there without the change that it names"] = variant.by(at=None)
    for name in () if stated.at else (None, *case.scenarios):
        if name != stated.scenario:
            where = "the base" if name is None else f"the scenario {name}"
            variants[f"the figure of {where}"] = variant.by(scenario=name)
    if case.has_risk_adjustments:
        adjusted = "without risk adjustments: leave out `basis`"
        if not stated.risk_adjusted:
            adjusted = "with risk adjustments: state it with `basis: risk_adjusted`"
        variants[f"the figure {adjusted}"] = variant.by(risk_adjusted=not stated.risk_adjusted)
    return {label: figures.metric(stated.metric, other) for label, other in variants.items()}


def _by_scheme(case: BusinessCase, sums: LineSum, when: Convention, rate: float) -> dict[str, Totals]:
    """The sums by other ways of discounting: simple interest, a rate a period, and today's flows discounted too."""
    a_year = PER_YEAR[case.period]

    def by(factor: Callable[[float], float]) -> Totals:
        def worth(steps: Sequence[int]) -> list[float]:
            return [factor(step / when.per_year) for step in steps]

        return replace(sums, worth=worth).totals

    schemes: dict[str, Totals] = {}
    if rate > 0:
        schemes["what simple interest gives, 1 / (1 + rate x years)"] = by(lambda years: 1 / (1 + rate * years))
        schemes["what continuous discounting at the rate gives"] = by(lambda years: math.exp(-rate * years))
    if a_year > 1 and not case.days:
        whole, part = f"the annual rate in every {case.period}", f"a rate a {case.period} of one {a_year}th of it"
        schemes[f"what comes of {whole}"] = by(lambda years: power(1 + rate, -years * a_year))
        schemes[f"what comes of {part}"] = by(lambda years: power(1 + rate / a_year, -years * a_year))
    if not case.days and sums.flows.net[0]:
        later = 1 / a_year
        label = f"what comes of discounting today's flows by one {case.period}, and all others by one more"
        schemes[label] = by(lambda years: power(1 + rate, -years - later))
    return schemes


def _by_payback(metric: str, sums: LineSum, when: Convention) -> dict[str, float | None]:
    """Return a payback counted otherwise; nothing for other metrics."""
    if metric not in MONTHS:
        return {}
    costs, benefits = sums.cost_benefit
    if metric == "payback_months":
        flows = PaybackFlows(convention=when, costs=costs, benefits=benefits)
        return dict(other_paybacks(flows, discounted=False))
    cost_worths, benefit_worths = sums.worths
    worth = PaybackFlows(convention=when, costs=cost_worths, benefits=benefit_worths)
    return dict(other_paybacks(worth, discounted=True))
