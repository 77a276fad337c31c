"""The report of a business case on today's data. Its parts are computed when they are first read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from steering.cases.business import PER_YEAR, BusinessCase
from steering.cases.case import Case
from steering.cases.line import Line
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.cash_flows import lines_of
from steering.finance.metrics import Metrics
from steering.finance.model import assumptions_of, compute_npv, evaluate, evaluate_all, project_flows
from steering.finance.sensitivity import Bar, Breakeven, compute_breakevens, compute_tornado
from steering.finance.variants import is_zero_at_every_rate
from steering.formatting import format_money
from steering.roi.actuals import Actuals
from steering.roi.assumptions import ScenarioAssumptions, assumptions_key, build_links, resolve_assumptions
from steering.roi.calendar import period_label
from steering.roi.cash import Cash, build_cash
from steering.roi.scenarios import BASE, scenario_label


@dataclass(frozen=True, kw_only=True)
class LineTotal:
    """A line's total over the horizon as planned and in this report, in the file's unit."""

    line: Line
    planned: float
    now: float


@dataclass(frozen=True, kw_only=True)
class RoiReport:
    """The business case in one scenario. Each part is computed on first use and cached.

    Two threads may compute the same part; both get equal values.
    """

    case: Case
    assumptions: ScenarioAssumptions
    filters: Filters

    @property
    def business(self) -> BusinessCase:
        """The business case."""
        return self.assumptions.business

    @property
    def label(self) -> str:
        """The name of the scenario."""
        return self.assumptions.label

    @property
    def on_today(self) -> bool:
        """Whether data replaces any part of the plan."""
        return self.assumptions.on_today

    @property
    def rate(self) -> float:
        """The annual discount rate."""
        return assumptions_of(self.business, None, self.assumptions.scenario).rate

    @cached_property
    def now(self) -> Metrics:
        """All metrics on the selected basis."""
        if not self.on_today:
            return self.plan_metrics
        return evaluate(self.business, None, self.assumptions.scenario, links=self.assumptions.links)

    @cached_property
    def plan_metrics(self) -> Metrics:
        """All metrics as planned."""
        return evaluate(self.business, None, self.assumptions.scenario)

    @cached_property
    def approved(self) -> Metrics:
        """All metrics of the base as planned, for any selection."""
        return evaluate(self.business)

    @property
    def is_base(self) -> bool:
        """Whether the base is selected, without a viewer's drivers."""
        return self.filters.scenario is None and not self.filters.drivers

    @cached_property
    def npv(self) -> float | None:
        """The NPV alone, in the file's unit, without the other metrics."""
        return compute_npv(self.business, None, self.assumptions.scenario, links=self.assumptions.links)

    @cached_property
    def risk_adjusted_metrics(self) -> Metrics:
        """All metrics on the selected basis with the lines' risk adjustments."""
        scenario, links = self.assumptions.scenario, self.assumptions.links
        return evaluate(self.business, None, scenario, links=links, risk_adjusted=True)

    @cached_property
    def risk_adjusted(self) -> float | None:
        """The risk-adjusted NPV, in the file's unit."""
        scenario, links = self.assumptions.scenario, self.assumptions.links
        return compute_npv(self.business, None, scenario, links=links, risk_adjusted=True)

    @property
    def is_zero_at_every_rate(self) -> bool:
        """Whether costs and benefits cancel out at every moment on the selected basis."""
        return is_zero_at_every_rate(self.business, None, self.assumptions.scenario, links=self.assumptions.links)

    @cached_property
    def moves(self) -> tuple[tuple[str, float], ...]:
        """What adoption and then spend change in the plan's NPV; empty where an NPV does not exist."""
        if not self.on_today:
            return ()
        return _compute_moves(self.assumptions, self.plan_metrics.npv, self.npv)

    @cached_property
    def cash(self) -> Cash:
        """The undiscounted flows."""
        return build_cash(self.assumptions)

    @cached_property
    def scenarios(self) -> tuple[tuple[str, Metrics], ...]:
        """The metrics of the selected scenario, the same as planned, and every other scenario, with their labels."""
        scenarios = evaluate_all(self.business, links=self.assumptions.links)
        plans = (self.plan_metrics, self.approved) if self.on_today else None
        return _list_columns(self.label, self.filters, self.now, plans, scenarios)

    @cached_property
    def lines(self) -> tuple[LineTotal, ...]:
        """The total of each line."""
        return tuple(_total_lines(self.assumptions))

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The bars of the tornado."""
        return compute_tornado(self.business, None, self.assumptions.scenario, links=self.assumptions.links)

    @cached_property
    def breakevens(self) -> tuple[Breakeven, ...]:
        """The break-even of each driver and line."""
        return compute_breakevens(self.business, None, self.assumptions.scenario, links=self.assumptions.links)

    @property
    def missing(self) -> tuple[str, ...]:
        """Which data is missing, in sentences."""
        return _describe_missing(self.assumptions.actuals)

    @property
    def ground(self) -> str:
        """What the figures rest on, to end a sentence: today's data, the plan, or the one where the other lacks."""
        ratios = self.assumptions.actuals
        if not self.on_today:
            return "as planned"
        if ratios.adoption_missing:
            return "on today's spend, with adoption as planned"
        return "on today's adoption, with spend as planned" if ratios.spend_missing else "on today's data"

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets that replace parts of the plan."""
        ratios = self.assumptions.actuals
        ratios_by_dataset = {"adoption": ratios.adoption, "cost": ratios.spend}
        return tuple(dataset for dataset, values in ratios_by_dataset.items() if values is not None)

    def metric(self, name: str, *, risk_adjusted: bool = False) -> object:
        """Return one metric on the selected basis, computing no more than it needs."""
        if name == "npv":
            return self.risk_adjusted if risk_adjusted else self.npv
        return getattr(self.risk_adjusted_metrics if risk_adjusted else self.now, name)

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.business.currency or self.case.charter.currency

    def money(self, amount: float | None, *, sign: bool = False) -> str:
        """Return an amount in the file's unit as it is read."""
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
    """Build the report of a case that has a business case. The report is cached with the context.

    Business unit and focus are no part of it: it is about the whole organisation.
    """
    case, filters = context.case, replace(filters, unit=None, focus=None)
    assumptions = resolve_assumptions(context, filters)
    return context.cached(
        ("roi", *assumptions_key(filters)), lambda: RoiReport(case=case, assumptions=assumptions, filters=filters)
    )


def _compute_moves(
    assumptions: ScenarioAssumptions, planned: float | None, now: float | None
) -> tuple[tuple[str, float], ...]:
    business = assumptions.business
    adoption_only = build_links(business, assumptions.actuals, spend=False)
    between = compute_npv(business, None, assumptions.scenario, links=adoption_only)
    if planned is None or between is None or now is None:
        return ()
    return (("adoption", between - planned), ("spend", now - between))


def _list_columns(
    label: str,
    filters: Filters,
    now: Metrics,
    plans: tuple[Metrics, Metrics] | None,
    scenarios: dict[str | None, Metrics],
) -> tuple[tuple[str, Metrics], ...]:
    """Return the metrics of the selected scenario, the same as planned, and the other scenarios, with names.

    `plans` are those of the scenario and of the base. "As planned" alone is what was approved: the base.
    """
    name, scenario = ("Your own", None) if filters.drivers else (label, filters.scenario)
    first = [(name, now)]
    if plans and (filters.scenario or filters.drivers):
        first += [(f"{name}, as planned", plans[0])]
    first += [("As planned", plans[1])] if plans else []
    others = [
        (scenario_label(name or BASE), metrics)
        for name, metrics in scenarios.items()
        if filters.drivers or name != scenario
    ]
    return (*first, *others)


def _total_lines(assumptions: ScenarioAssumptions) -> list[LineTotal]:
    business, scenario = assumptions.business, assumptions.scenario
    before = project_flows(business, None, scenario).line_flows
    after = project_flows(business, None, scenario, links=assumptions.links).line_flows
    return [
        LineTotal(line=line, planned=float(sum(old.values)), now=float(sum(new.values)))
        for line, old, new in zip(lines_of(business), before, after, strict=False)
    ]


def _describe_missing(ratios: Actuals) -> tuple[str, ...]:
    sentences = []
    if ratios.adoption_missing:
        sentences.append(f"Benefits that scale with adoption are as planned: {ratios.adoption_missing}")
    if ratios.spend_missing:
        sentences.append(f"Costs that follow the cost data are as planned: {ratios.spend_missing}")
    return tuple(sentences)
