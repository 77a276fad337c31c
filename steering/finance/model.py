"""A business case as a model: what is assumed, the flows that follow, and what they come to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from steering.cases.business import BusinessCase, Scenario
from steering.catalog.drivers import DRIVERS
from steering.errors import UnknownName
from steering.finance.cash_flows import AS_PLANNED, CashFlows, Links, ModelInputs
from steering.finance.cashable import compute_cashable
from steering.finance.cost_of_delay import compute_cost_of_delay
from steering.finance.discounting import Convention, convention_of
from steering.finance.metrics import AnnualRates, Metrics, compute_metrics
from steering.finance.payments import discount_payments


def find_scenario(case: BusinessCase, name: str) -> Scenario:
    """Return a scenario of the case. Raises UnknownName with the nearest one."""
    if name not in case.scenarios:
        raise UnknownName("scenario", name, list(case.scenarios))
    return case.scenarios[name]


def assumptions_of(case: BusinessCase, scenario: str | None = None, *changes: Scenario) -> ModelInputs:
    """Return the assumptions of a scenario (None: the base), with changes applied in their order.

    Of inputs, as of drivers, the last one counts. A change is the `at` of a stated figure, or what a viewer has moved.
    Raises UnknownName for an unknown scenario.
    """
    drivers = {name: Fraction(case.driver(name)) for name in DRIVERS}
    benefits = costs = Fraction(1)
    lines: dict[str, Fraction] = {}
    inputs = {name: Fraction(given.value) for name, given in case.inputs.items() if given.value is not None}
    scenarios = () if scenario is None else (find_scenario(case, scenario),)
    for change in (*scenarios, *changes):
        benefits, costs = benefits * Fraction(change.benefits), costs * Fraction(change.costs)
        for name, factor in change.lines.items():
            lines[name] = lines.get(name, Fraction(1)) * Fraction(factor)
        inputs |= {name: Fraction(value) for name, value in change.inputs.items() if name in inputs}
        drivers |= {name: Fraction(value) for name, value in change.drivers.items()}
        if change.discount_rate is not None:
            drivers["discount_rate"] = Fraction(change.discount_rate)
    moves = dict(_input_factors(case, inputs))
    return ModelInputs(drivers=drivers, benefits=benefits, costs=costs, lines=lines, inputs=inputs, moves=moves)


def _input_factors(case: BusinessCase, inputs: Mapping[str, Fraction]) -> Iterator[tuple[str, Fraction]]:
    """Yield the factor of each input that stands elsewhere than in the case, once for each time a line uses it."""
    for name, value in inputs.items():
        before = Fraction(case.inputs[name].value or 0)
        if before and value != before:
            yield name, value / before


def project_flows(
    case: BusinessCase,
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
    risk_adjusted: bool = False,
) -> CashFlows:
    """Return the flows in a scenario with changes on top.

    Risk-adjusted, each benefit is lowered and each cost is raised by the line's own share.
    """
    return CashFlows(
        case=case, assumptions=assumptions_of(case, scenario, *changes), links=links, risk_adjusted=risk_adjusted
    )


def evaluate(
    case: BusinessCase,
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
    risk_adjusted: bool = False,
) -> Metrics:
    """Return all metrics in a scenario with changes on top; NPV has to be positive with them in every scenario."""
    metrics = _compute(case, scenario, changes, links, risk_adjusted)
    return replace(
        metrics, positive_in_all_scenarios=is_always_positive(case, *changes, links=links, risk_adjusted=risk_adjusted)
    )


def evaluate_all(
    case: BusinessCase, *changes: Scenario, links: Links = AS_PLANNED, risk_adjusted: bool = False
) -> dict[str | None, Metrics]:
    """Return all metrics of the base, under None, and of every scenario, with changes on top."""
    metrics_by_scenario = {id: _compute(case, id, changes, links, risk_adjusted) for id in (None, *case.scenarios)}
    every = _all_positive([metrics.npv for metrics in metrics_by_scenario.values()])
    return {name: replace(metrics, positive_in_all_scenarios=every) for name, metrics in metrics_by_scenario.items()}


def _compute(
    case: BusinessCase, scenario: str | None, changes: tuple[Scenario, ...], links: Links, risk_adjusted: bool
) -> Metrics:
    cash_flows = project_flows(case, scenario, *changes, links=links, risk_adjusted=risk_adjusted)
    rate = assumptions_of(case, scenario, *changes).rate
    rates = AnnualRates(
        discount=rate,
        finance=rate if case.finance_rate is None else float(case.finance_rate),
        reinvest=rate if case.reinvest_rate is None else float(case.reinvest_rate),
    )
    when = convention_of(case)
    return replace(
        compute_metrics(cash_flows, when, rates),
        **vars(compute_cashable(cash_flows, when, rate)),
        cost_of_delay=compute_cost_of_delay(cash_flows, when, rate),
    )


def compute_npv(
    case: BusinessCase,
    scenario: str | None = None,
    *changes: Scenario,
    links: Links = AS_PLANNED,
    risk_adjusted: bool = False,
) -> float | None:
    """Return the net present value in a scenario with changes on top, in the file's unit; None where it overflows."""
    cash_flows = project_flows(case, scenario, *changes, links=links, risk_adjusted=risk_adjusted)
    return discount_flows(cash_flows, convention_of(case), assumptions_of(case, scenario, *changes).rate)


def discount_flows(cash_flows: CashFlows, when: Convention, rate: float) -> float | None:
    """Return the net present value of flows at an annual rate; None where a float does not hold it."""
    value = discount_payments(cash_flows.payments, lambda steps: when.factors(steps, rate), when).npv
    return value if math.isfinite(value) else None


def is_always_positive(
    case: BusinessCase, *changes: Scenario, links: Links = AS_PLANNED, risk_adjusted: bool = False
) -> bool | None:
    """Return whether NPV is above zero in the base and in every scenario, changes on top; None where one has none."""
    every = (None, *case.scenarios)
    return _all_positive(
        [compute_npv(case, name, *changes, links=links, risk_adjusted=risk_adjusted) for name in every]
    )


def _all_positive(values: Sequence[float | None]) -> bool | None:
    figures = [value for value in values if value is not None]
    return all(value > 0 for value in figures) if len(figures) == len(values) else None


def with_drivers(**drivers: float | Decimal) -> Scenario:
    """Return a change of drivers alone: `with_drivers(benefit_delay_months=6)`."""
    return Scenario(drivers={name: Decimal(str(value)) for name, value in drivers.items()})
