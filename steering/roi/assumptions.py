"""What the business case is evaluated on: the selected scenario and today's data, resolved once from the filters."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.business import BusinessCase, Scenario
from steering.cases.resolve import times_in
from steering.context.case_context import CaseContext
from steering.context.filters import Basis, Filters
from steering.finance.cash_flows import AS_PLANNED, Links
from steering.roi.actuals import Actuals, actuals, follow_spend
from steering.roi.scenarios import label_of_filters, resolve_scenario

NO_ACTUALS = Actuals(adoption=None, spend=None)


@dataclass(frozen=True, kw_only=True)
class ScenarioAssumptions:
    """A scenario as a change of the base, what data replaces in the plan (`links`, from `actuals`), and its label."""

    business: BusinessCase
    scenario: Scenario
    actuals: Actuals
    links: Links
    basis: Basis
    label: str

    @property
    def on_today(self) -> bool:
        """Whether data replaces any part of the plan."""
        return self.links != AS_PLANNED


def resolve_assumptions(context: CaseContext, filters: Filters) -> ScenarioAssumptions:
    """Resolve the filters of a case that has a business case. The result is cached with the context."""
    return context.cached(("roi assumptions", *assumptions_key(filters)), lambda: _resolve(context, filters))


def assumptions_key(filters: Filters) -> tuple[object, ...]:
    """Return what the figures of a business case depend on; business unit and focus are no part of it."""
    return (filters.as_of, filters.scenario, filters.basis, filters.drivers)


def build_links(business: BusinessCase, ratios: Actuals, *, adoption: bool = True, spend: bool = True) -> Links:
    """Turn the ratios of actual to plan into replacements for the lines that follow adoption or spend."""
    replacements = (
        {
            line.id: follow_spend(line, ratios.spend, times_in(business, line))
            for line in business.lines
            # What a line is paid at the start of it, or leaves at the end, is as planned.
            if line.follows_cost and line.id == line.origin
        }
        if spend and ratios.spend
        else {}
    )
    return Links(adoption=(None, *ratios.adoption) if adoption and ratios.adoption else None, replacements=replacements)


def _resolve(context: CaseContext, filters: Filters) -> ScenarioAssumptions:
    business = context.case.business
    assert business is not None  # the caller looked
    ratios = actuals(context, filters, business) if filters.basis == "today" else NO_ACTUALS
    return ScenarioAssumptions(
        business=business,
        scenario=resolve_scenario(business, filters, context.scenarios),
        actuals=ratios,
        links=build_links(business, ratios),
        basis=filters.basis,
        label=label_of_filters(business, filters, context.scenarios),
    )
