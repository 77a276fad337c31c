"""A stated figure with all that slips are tried on: its sums by line and period, and its case read otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from steering.cases.business import PER_YEAR, BusinessCase, Scenario, Stated, Timing
from steering.cases.resolve import choose
from steering.catalog.business_metrics import MONTHS
from steering.catalog.drivers import in_range
from steering.finance.discounting import Convention, convention_of, power
from steering.finance.error_patterns import StatedFigure
from steering.finance.payback_conventions import PaybackFlows, other_paybacks
from steering.finance.totals import Totals
from steering.finance.variants import TIMINGS, LineSum, Variant, VariantFigures, variant_of
from steering.formatting import MINUS, format_number


def build_stated_figure(stated: Stated, value: Decimal, figures: VariantFigures) -> StatedFigure:
    """Build a stated figure and its case. What has to be searched for is computed later."""
    variant = variant_of(figures.case, stated)
    case = figures.case_of(variant)
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
        by_option=lambda: _by_option(stated.metric, variant, figures),
        by_price=lambda: _by_price(stated.metric, variant, figures, rate),
        by_reading=lambda: _by_reading(stated.metric, variant, figures),
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


def _by_option(metric: str, variant: Variant, figures: VariantFigures) -> dict[str, float | None]:
    """Return the metric of an option by itself, held against another one, and of another option."""
    case = figures.case.as_written
    choice = choose(case, variant.option, variant.against) if case.options else None
    if choice is None or choice.option is None:
        return {}
    own, other = choice.option, choice.against
    variants: dict[str, Variant] = {}
    if other:
        label = f"the figure of {own.label} alone, not against {other.label}"
        variants[label] = variant.by(option=own.id, against=None, alone=True)
    for option in case.options:
        if option not in (own, other):
            against = f" against {other.label}" if other else ""
            held = variant.by(option=option.id, against=other.id if other else None, alone=other is None)
            variants[f"the figure of {option.label}{against}"] = held
            variants[f"the figure of {own.label} against {option.label}"] = variant.by(option=own.id, against=option.id)
    return {label: figures.metric(metric, each) for label, each in variants.items()}


def _by_price(metric: str, variant: Variant, figures: VariantFigures, rate: float) -> dict[str, float | None]:
    """Return the metric at a rate of the other kind of prices, and at the difference that is taken for the real one.

    Flows of the other kind at the same rate are worth the same as these at a rate that is moved the other way; only
    where flows can't be taken line by line.
    """
    case = figures.case_of(variant)
    if case.inflation is None:
        return {}
    inflation, is_real = float(case.inflation), case.prices == "real"
    real, nominal = (1 + rate) / (1 + inflation) - 1, (1 + rate) * (1 + inflation) - 1
    asked = nominal if is_real else rate
    difference = f"{_percent(asked)} {MINUS} {_percent(inflation)}"
    # Nominal flows are worth at a rate with inflation on top what real ones are at the rate without it.
    by_clause = {
        f"what nominal flows give at a real rate, {_percent(rate if is_real else real)}": real,
        f"what real flows give at a nominal rate, {_percent(asked)}": nominal,
        f"what comes of taking the difference {difference} for the real rate": asked - inflation
        if is_real
        else (1 + asked - inflation) * (1 + inflation) - 1,
    }
    if not (case.cashflows or case.days):
        del by_clause[list(by_clause)[0 if is_real else 1]]
    at = variant.at or Scenario()
    return {
        clause: figures.metric(metric, variant.by(at=replace(at, discount_rate=Decimal(str(other)))))
        for clause, other in by_clause.items()
        if in_range("discount_rate", Decimal(str(other)))
    }


def _percent(rate: float) -> str:
    return f"{format_number(rate * 100)}%"


def _by_reading(metric: str, variant: Variant, figures: VariantFigures) -> dict[str, float | None]:
    """Return the metric of the case with one convention slipped."""
    own = variant.by(option=None, against=None, alone=False)
    return {clause: other.metric(metric, own) for clause, other in figures.readings(variant).items()}


def _by_scheme(case: BusinessCase, sums: LineSum, when: Convention, rate: float) -> dict[str, Totals]:
    """The sums by other ways of discounting: simple interest, a rate a period, and today's flows discounted too."""
    a_year = PER_YEAR[case.period]

    def by(factor: Callable[[float], float]) -> Totals:
        def worth(steps: Sequence[int]) -> list[float]:
            return [factor(step / when.per_year) for step in steps]

        return replace(sums, worth=worth).totals

    schemes: dict[str, Totals] = {}
    if case.later_rates:
        schemes["what each year's own rate gives from today on, instead of the rates year by year"] = by(
            lambda years: power(1 + _rate_after(case, years, rate), -years)
        )
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


def _rate_after(case: BusinessCase, years: float, rate: float) -> float:
    """Return the discount rate that is in force so many years from today."""
    return next((float(later.rate) for later in reversed(case.later_rates) if years > later.after_year), rate)


def _by_payback(metric: str, sums: LineSum, when: Convention) -> dict[str, float | None]:
    """Return a payback counted otherwise; nothing for other metrics."""
    if metric not in MONTHS:
        return {}
    costs, benefits = sums.cost_benefit
    if metric == "payback_months":
        flows = PaybackFlows(convention=when, costs=costs, benefits=benefits, at_start=sums.flows.at_start)
        return dict(other_paybacks(flows, discounted=False))
    cost_worths, benefit_worths = sums.worths
    worth = PaybackFlows(
        convention=when,
        costs=cost_worths,
        benefits=benefit_worths,
        at_start=sums.discounted.at_start(sums.flows.case.timing) if sums.flows.at_start else (),
    )
    return dict(other_paybacks(worth, discounted=True))
