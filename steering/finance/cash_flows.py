"""The flows of a business case under assumptions: by line, by kind, and by when they fall.

Every function is linear in the lines, so that the effect of one line is its share of the sum. Factors of several
changes multiply; of drivers, inputs and discount rates the last one counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from steering.cases.business import PER_YEAR, BusinessCase
from steering.cases.line import Kind, Line, LineGroup, OwnTiming
from steering.catalog.drivers import drivers_with
from steering.finance import cash_flow_shifts
from steering.finance.payments import Payments, paid_at_start

Amounts = tuple[Fraction, ...]
KINDS: tuple[Kind, ...] = ("cost", "benefit")


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
    """Where drivers and inputs stand, annual discount rate included, and the factors on costs, benefits and lines.

    `lines` are factors on lines of the file, by id, and `moves` those of inputs that stand elsewhere than in the case.
    """

    drivers: Mapping[str, Fraction]
    benefits: Fraction = Fraction(1)
    costs: Fraction = Fraction(1)
    lines: Mapping[str, Fraction] = field(default_factory=dict)
    inputs: Mapping[str, Fraction] = field(default_factory=dict)
    moves: Mapping[str, Fraction] = field(default_factory=dict)

    def own_factor(self, line: Line) -> Fraction:
        """Return the factor on one line alone: its own, and that of each input as often as the line is worked out."""
        factor = self.lines.get(line.origin, Fraction(1))
        if not self.moves:
            return factor
        return math.prod((self.moves.get(str(term), Fraction(1)) for term in line.terms), start=factor)

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
    timing: OwnTiming | None = None


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
                timing=line.timing,
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

    @cached_property
    def payments(self) -> tuple[Payments, ...]:
        """All flows by when they fall: costs, then benefits; net flows count as benefits."""
        if not self.case.apart:
            return (Payments(kind="benefit", amounts=self.net),)
        groups: dict[LineGroup, list[Line]] = {}
        for line in lines_of(self.case):
            groups.setdefault(line.group, []).append(line)
        totals: dict[tuple[Kind, OwnTiming | None], list[Fraction]] = {}
        for kind in KINDS:
            totals[kind, None] = [Fraction(0)] * (self.case.last + 1)
            for scales in (False, True):
                for group, lines in groups.items():
                    if (group.kind, group.scales) == (kind, scales):
                        amounts = self._driven(self._together(lines, group), kind, scales)
                        before = totals.get((kind, group.timing), [Fraction(0)] * len(amounts))
                        totals[kind, group.timing] = [one + other for one, other in zip(before, amounts, strict=True)]
        return tuple(
            Payments(kind=kind, timing=timing, amounts=tuple(amounts)) for (kind, timing), amounts in totals.items()
        )

    @cached_property
    def at_start(self) -> tuple[Fraction | float, ...]:
        """The net amounts by index that lines of their own timing have at the start of a period; none without such."""
        if not self.case.apart or self.case.days:
            return ()
        return paid_at_start(((payments, payments.amounts) for payments in self.payments), self.case.timing)

    def _sum(self, kind: Kind) -> Amounts | None:
        if not self.case.apart:
            return None
        amounts = [payments.amounts for payments in self.payments if payments.kind == kind]
        return amounts[0] if len(amounts) == 1 else tuple(sum(at, Fraction(0)) for at in zip(*amounts, strict=True))

    def _together(self, lines: Sequence[Line], group: LineGroup) -> list[Fraction]:
        """Add up lines that drivers move alike: those as written, and those with factors of their own."""
        by_group = self.case.adjusted_flows_by_group if self.risk_adjusted else self.case.flows_by_group
        together = by_group.get(group)
        if together is None:  # flows without lines
            return [sum(at, Fraction(0)) for at in zip(*map(self._own, lines), strict=True)]
        totals = list(together)
        for line in lines:
            if self.assumptions.own_factor(line) != 1 or line.id in self.links.replacements:
                added = line.adjusted_amounts if self.risk_adjusted else line.amounts
                own = zip(totals, self._own(line), added, strict=True)
                totals = [total + value - planned for total, value, planned in own]
        return totals

    def _own(self, line: Line) -> list[Fraction]:
        """Return the line's own values, or those of the data, with its own factor and risk adjustment."""
        factor = self.assumptions.own_factor(line)
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


def input_uses(case: BusinessCase, name: str) -> dict[str, int]:
    """Return how many times each line, by its id, is multiplied by an input; only lines that are."""
    uses = {line.id: line.terms.count(name) for line in lines_of(case)}
    return {id: count for id, count in uses.items() if count}


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
