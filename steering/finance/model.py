"""A business case as a model: what is assumed, the stream of each line, and what they come to.

Every function is linear in the lines, so that the effect of one line is its share of the sum. Factors of several
changes multiply; of drivers and discount rates the last one counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from steering.cases.business import PER_YEAR, BusinessCase, Scenario
from steering.cases.line import Kind, Line
from steering.catalog.drivers import DRIVERS, drivers_with
from steering.errors import UnknownName
from steering.finance import cash_flow_shifts
from steering.finance.discounting import Convention, convention_of, present_value
from steering.finance.metrics import AnnualRates, Metrics, compute_metrics

Amounts = tuple[Fraction, ...]


@dataclass(frozen=True, kw_only=True)
class Links:
    """The data that replaces the plan, by index of the period; None, and what is not named, is as planned.

    `adoption` are factors on lines that scale with adoption: actual or forecast adoption against planned.
    `replaced` are the figures of lines, by id, in the file's unit.
    """

    adoption: Sequence[float | Fraction | None] | None = None
    replacements: Mapping[str, Sequence[float | Fraction | None]] = field(default_factory=dict)


AS_PLANNED = Links()


@dataclass(frozen=True, kw_only=True)
class ModelInputs:
    """Where drivers stand, annual discount rate included, and the factors on costs, benefits and lines."""

    drivers: Mapping[str, Fraction]
    benefits: Fraction = Fraction(1)
    costs: Fraction = Fraction(1)
    lines: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """The annual discount rate."""
        return float(self.drivers["discount_rate"])

    def factor(self, kind: Kind, scales: bool = False) -> Fraction:
        """Return the factor on every line of a kind that scales with adoption, or does not."""
        return math.prod(
            (self.drivers[name] for name in drivers_with("factor", kind, scales)),
            start=self.costs if kind == "cost" else self.benefits,
        )


@dataclass(frozen=True, kw_only=True)
class LineFlow:
    """The amounts of a line by index, 0 being today, in the file's unit; costs and benefits both positive."""

    id: str
    label: str
    kind: Kind
    category: str | None
    values: Amounts


@dataclass(frozen=True, kw_only=True)
class CashFlows:
    """The flows of a case under assumptions, exactly: by line, or summed up, which is quicker."""

    case: BusinessCase
    assumptions: ModelInputs
    links: Links
    risk_adjusted: bool

    @cached_property
    def line_flows(self) -> tuple[LineFlow, ...]:
        """The stream of every line; none where only net flows are known."""
        return tuple(
            LineFlow(
                id=line.id,
                label=line.name,
                kind=line.kind,
                category=line.category,
                values=tuple(self._driven(self._own(line), line.kind, line.scales_with is not None)),
            )
            for line in lines_of(self.case)
        )

    @cached_property
    def costs(self) -> Amounts | None:
        """The sum of all costs by index, positive; None where costs and benefits are not known apart."""
        return self._sum("cost")

    @cached_property
    def benefits(self) -> Amounts | None:
        """The sum of all benefits by index; None where costs and benefits are not known apart."""
        return self._sum("benefit")

    @cached_property
    def net(self) -> Amounts:
        """Benefits less costs by index."""
        cashflows = self.case.cashflows
        if self.costs is None or self.benefits is None:
            return tuple(Fraction(figure.value) for figure in cashflows.net) if cashflows else ()
        return tuple(benefit - cost for benefit, cost in zip(self.benefits, self.costs, strict=True))

    def _sum(self, kind: Kind) -> Amounts | None:
        """Add up the lines that drivers move alike, before they are moved."""
        if not self.case.apart:
            return None
        totals = [Fraction(0)] * (self.case.last + 1)
        for scales in (False, True):
            lines = [
                line for line in lines_of(self.case) if (line.kind, line.scales_with is not None) == (kind, scales)
            ]
            if lines:
                moved_on = self._driven(self._together(lines, kind, scales), kind, scales)
                totals = [before + value for before, value in zip(totals, moved_on, strict=True)]
        return tuple(totals)

    def _together(self, lines: Sequence[Line], kind: Kind, scales: bool) -> list[Fraction]:
        """Add up lines that drivers move alike: those as written, and those with factors of their own."""
        by_kind = self.case.adjusted_flows_by_kind if self.risk_adjusted else self.case.flows_by_kind
        together = by_kind.get((kind, scales))
        if together is None:  # flows without lines
            return [sum(at, Fraction(0)) for at in zip(*map(self._own, lines), strict=True)]
        totals = list(together)
        for line in lines:
            if line.id in self.assumptions.lines or line.id in self.links.replacements:
                added = line.adjusted_amounts if self.risk_adjusted else line.amounts
                own = zip(totals, self._own(line), added, strict=True)
                totals = [total + value - planned for total, value, planned in own]
        return totals

    def _own(self, line: Line) -> list[Fraction]:
        """Return the line's own values, or those of the data, with its own factor and risk adjustment."""
        factor = self.assumptions.lines.get(line.id, Fraction(1))
        if self.risk_adjusted:
            factor *= line.risk_factor
        values = cash_flow_shifts.replace_amounts(list(line.amounts), self.links.replacements.get(line.id))
        return values if factor == 1 else [value * factor for value in values]

    def _driven(self, values: list[Fraction], kind: Kind, scales: bool) -> list[Fraction]:
        """Return values as adoption, drivers and the factors on their kind move them."""
        drivers, factor = self.assumptions.drivers, self.assumptions.factor(kind, scales)
        if scales:
            values = cash_flow_shifts.scale(values, self.links.adoption)
        for name in drivers_with("pace", kind, scales):
            values = cash_flow_shifts.stretch(values, drivers[name])
        for name in drivers_with("delay", kind, scales):
            values = cash_flow_shifts.delay(values, drivers[name] * PER_YEAR[self.case.period] / 12)
        return values if factor == 1 else [value * factor for value in values]


def find_scenario(case: BusinessCase, name: str) -> Scenario:
    """Return a scenario of the case. Raises UnknownName with the nearest one."""
    if name not in case.scenarios:
        raise UnknownName("scenario", name, list(case.scenarios))
    return case.scenarios[name]


def assumptions_of(case: BusinessCase, scenario: str | None = None, *changes: Scenario) -> ModelInputs:
    """Return the assumptions of a scenario (None: the base), with changes applied in their order.

    A change is the `at` of a stated figure, or what a viewer has moved. Raises UnknownName for an unknown scenario.
    """
    drivers = {name: Fraction(case.driver(name)) for name in DRIVERS}
    benefits = costs = Fraction(1)
    lines: dict[str, Fraction] = {}
    scenarios = () if scenario is None else (find_scenario(case, scenario),)
    for change in (*scenarios, *changes):
        benefits, costs = benefits * Fraction(change.benefits), costs * Fraction(change.costs)
        for name, factor in change.lines.items():
            lines[name] = lines.get(name, Fraction(1)) * Fraction(factor)
        drivers |= {name: Fraction(value) for name, value in change.drivers.items()}
        if change.discount_rate is not None:
            drivers["discount_rate"] = Fraction(change.discount_rate)
    return ModelInputs(drivers=drivers, benefits=benefits, costs=costs, lines=lines)


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


def lines_of(case: BusinessCase) -> tuple[Line, ...]:
    """Return the lines of a case; for cash flows one line of costs and one of benefits; none for net flows."""
    cashflows = case.cashflows
    if cashflows is None:
        return case.lines
    if cashflows.net:
        return ()
    return (
        Line(id="costs", label="Costs", kind="cost", values=cashflows.costs),
        Line(id="benefits", label="Benefits", kind="benefit", values=cashflows.benefits),
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
    return compute_metrics(cash_flows.costs, cash_flows.benefits, cash_flows.net, convention_of(case), rates)


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
    by_cost, by_benefit = when.factors(when.costs, rate), when.factors(when.benefits, rate)
    if cash_flows.costs is None or cash_flows.benefits is None:
        value = present_value(cash_flows.net, by_benefit)
    else:
        value = present_value(
            (*cash_flows.benefits, *cash_flows.costs), (*by_benefit, *(-factor for factor in by_cost))
        )
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
