"""Everything that the ROI page shows, worked out once from the business case and today's data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from steering.cases.business import PER_YEAR, BusinessCase, Line, Scenario
from steering.cases.case import Case
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.metrics import Metrics
from steering.finance.model import (
    AS_PLANNED,
    Links,
    assumptions_of,
    compute_npv,
    evaluate,
    evaluate_all,
    lines_of,
    project_flows,
)
from steering.finance.sensitivity import Bar, Breakeven, compute_breakevens, compute_tornado
from steering.formatting import format_money
from steering.roi.actuals import Actuals, actuals, follow_spend
from steering.roi.calendar import period_label
from steering.roi.scenarios import BASE, label_of_filters, resolve_scenario, scenario_label


@dataclass(frozen=True, kw_only=True)
class Cash:
    """Undiscounted flows by index, 0 being today, in the file's unit; costs and benefits None where not known apart."""

    costs: tuple[float, ...] | None
    benefits: tuple[float, ...] | None
    net: tuple[float, ...]

    @property
    def cumulative(self) -> tuple[float, ...]:
        """The running total of net flows."""
        return tuple(accumulate(self.net))


@dataclass(frozen=True, kw_only=True)
class LineTotal:
    """A line's total over the horizon as planned and in this picture, in the file's unit."""

    line: Line
    planned: float
    now: float


@dataclass(frozen=True, kw_only=True)
class RoiReport:
    """The business case in one scenario. `moves` are what adoption and spend do to the plan's NPV, in that order."""

    case: Case
    business: BusinessCase
    label: str
    on_today: bool
    rate: float
    now: Metrics
    planned: Metrics
    risk_adjusted: float | None
    moves: tuple[tuple[str, float], ...]
    cash: Cash
    scenarios: tuple[tuple[str, Metrics], ...]
    lines: tuple[LineTotal, ...]
    bars: tuple[Bar, ...]
    breakevens: tuple[Breakeven, ...]
    missing: tuple[str, ...]
    datasets: tuple[str, ...]

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.business.currency or self.case.charter.currency

    def money(self, amount: float | None, *, sign: bool = False) -> str:
        """An amount in the file's unit as it is read."""
        return "–" if amount is None else format_money(amount * float(self.business.unit), self.currency, signed=sign)

    @property
    def unit_label(self) -> str:
        """`USD million`, for axes and tables that show amounts in the file's unit."""
        names = {1: "", 1000: " thousand", 1_000_000: " million", 1_000_000_000: " billion"}
        unit = int(self.business.unit) if self.business.unit == int(self.business.unit) else 0
        return f"{self.currency}{names.get(unit, f' × {self.business.unit:f}')}"

    @property
    def periods(self) -> tuple[str, ...]:
        """What each index is called."""
        return tuple(period_label(self.business, self.case.charter, index) for index in range(len(self.cash.net)))

    @property
    def months_a_period(self) -> int:
        """The length of a period."""
        return 12 // PER_YEAR[self.business.period]


def roi_report(context: CaseContext, filters: Filters) -> RoiReport:
    """The business case as the filters ask for it; the case has one. Worked out once for everybody.

    A business unit and a closer look are not parts of it: it is about the whole organisation.
    """
    key = ("roi", filters.as_of, filters.scenario, filters.basis, filters.drivers)
    return context.cached(key, lambda: _build_report(context, filters))


def links(context: CaseContext, filters: Filters) -> Links:
    """What today's data makes of the lines that follow it; as planned where the viewer asks for the plan."""
    business = context.case.business
    if business is None or filters.basis == "plan":
        return AS_PLANNED
    return _links(business, actuals(context, filters, business))


def _links(business: BusinessCase, found: Actuals, *, adoption: bool = True, spend: bool = True) -> Links:
    ratios = (None, *found.adoption) if adoption and found.adoption else None
    replaced = (
        {line.id: follow_spend(line, found.spend) for line in business.lines if line.follows_cost}
        if spend and found.spend
        else {}
    )
    return Links(adoption=ratios, replacements=replaced)


def _build_report(context: CaseContext, filters: Filters) -> RoiReport:
    business = context.case.business
    assert business is not None  # the caller looked
    change, data_links = resolve_scenario(business, filters, context.scenarios), links(context, filters)
    found = actuals(context, filters, business) if filters.basis == "today" else Actuals(adoption=None, spend=None)
    on_today, label = data_links != AS_PLANNED, label_of_filters(business, filters, context.scenarios)
    scenarios = evaluate_all(business, links=data_links)
    planned = evaluate(business, None, change)
    now = evaluate(business, None, change, links=data_links) if on_today else planned
    moves = _moves(business, change, found, planned.npv, now.npv) if on_today else ()
    return RoiReport(
        case=context.case,
        business=business,
        label=label,
        on_today=on_today,
        rate=assumptions_of(business, None, change).rate,
        now=now,
        planned=planned,
        risk_adjusted=compute_npv(business, None, change, links=data_links, risk_adjusted=True),
        moves=moves,
        cash=_cash(business, change, data_links),
        scenarios=_columns(label, filters, now, planned if on_today else None, scenarios),
        lines=tuple(_lines(business, change, data_links)),
        bars=compute_tornado(business, None, change, links=data_links),
        breakevens=compute_breakevens(business, None, change, links=data_links),
        missing=_missing(found),
        datasets=tuple(
            name for name, ratios in (("adoption", found.adoption), ("cost", found.spend)) if ratios is not None
        ),
    )


def _moves(
    business: BusinessCase, change: Scenario, found: Actuals, planned: float | None, now: float | None
) -> tuple[tuple[str, float], ...]:
    between = compute_npv(business, None, change, links=_links(business, found, spend=False))
    if planned is None or between is None or now is None:
        return ()
    return (("adoption", between - planned), ("spend", now - between))


def _cash(business: BusinessCase, change: Scenario, data_links: Links) -> Cash:
    found = project_flows(business, None, change, links=data_links)
    return Cash(costs=_floats(found.costs), benefits=_floats(found.benefits), net=_floats(found.net) or ())


def _floats(values: Sequence[Fraction] | None) -> tuple[float, ...] | None:
    return None if values is None else tuple(map(float, values))


def _columns(
    label: str, filters: Filters, now: Metrics, planned: Metrics | None, scenarios: dict[str | None, Metrics]
) -> tuple[tuple[str, Metrics], ...]:
    """The looked-at scenario first, then the same as planned, then every other scenario, under their names."""
    first = [("Your own" if filters.drivers else label, now)]
    first += [("As planned", planned)] if planned else []
    visible = None if filters.drivers else filters.scenario
    others = [
        (scenario_label(name or BASE), metrics)
        for name, metrics in scenarios.items()
        if filters.drivers or name != visible
    ]
    return (*first, *others)


def _lines(business: BusinessCase, change: Scenario, data_links: Links) -> list[LineTotal]:
    before = project_flows(business, None, change).line_flows
    after = project_flows(business, None, change, links=data_links).line_flows
    return [
        LineTotal(line=line, planned=float(sum(old.values)), now=float(sum(new.values)))
        for line, old, new in zip(lines_of(business), before, after, strict=False)
    ]


def _missing(found: Actuals) -> tuple[str, ...]:
    sentences = []
    if found.adoption_missing:
        sentences.append(f"Benefits that scale with adoption are as planned: {found.adoption_missing}")
    if found.spend_missing:
        sentences.append(f"Costs that follow the cost data are as planned: {found.spend_missing}")
    return tuple(sentences)
