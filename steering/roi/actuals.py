"""What today's data makes of the lines that follow it: adoption against its plan, spend against its budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean

from steering import months
from steering.adoption.outlook import teams_by_month
from steering.cases.business import BusinessCase
from steering.cases.line import Line
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs import budget
from steering.costs.report import cost_report
from steering.roi.calendar import months_of

APART = "Spend is not taken without the adoption that causes it."


@dataclass(frozen=True, kw_only=True)
class Actuals:
    """Per period from 1 on: teams forecast over teams planned, and spend forecast over budget; None: not known.

    A ratio is that of the period's mean. Where the plan has no teams yet, adoption counts as planned.
    """

    adoption: tuple[float, ...] | None
    spend: tuple[float, ...] | None
    adoption_missing: str = ""
    spend_missing: str = ""


def actuals(context: CaseContext, filters: Filters, business: BusinessCase) -> Actuals:
    """Return the ratios as of a month, for the whole organisation, as far as lines follow them."""
    all_units = replace(filters.without_model, unit=None, focus=None)
    return context.cached(("roi today", all_units.as_of), lambda: _today(context, all_units, business))


def follow_spend(line: Line, spend: tuple[float, ...], times: int = 1) -> tuple[float, ...]:
    """Return a cost line's figures on today's spend, in the file's unit; index 0 is unchanged.

    Planned spend is the line's figure and the amount that would be spent anyway (`above`); the forecast moves the
    two together. `times` is how often that amount counts: not at all in what one option has more than another.
    """
    assert line.follows_cost is not None
    above = float(line.follows_cost.above) * times
    values = [float(amount) for amount in line.amounts]
    return (values[0], *((value + above) * ratio - above for value, ratio in zip(values[1:], spend, strict=True)))


def _today(context: CaseContext, filters: Filters, business: BusinessCase) -> Actuals:
    adoption, spend = None, None
    no_adoption = no_spend = ""
    if any(line.scales_with for line in business.lines):
        adoption, no_adoption = _adoption(context, filters, business)
    if any(line.follows_cost for line in business.lines):
        # Without the adoption that causes it, spend of an early month would flatter the plan.
        apart = bool(no_adoption) and context.has("adoption") and context.case.charter.adoption is not None
        spend, no_spend = (None, APART) if apart else _spend(context, filters, business)
    return Actuals(adoption=adoption, spend=spend, adoption_missing=no_adoption, spend_missing=no_spend)


def _adoption(context: CaseContext, filters: Filters, business: BusinessCase) -> tuple[tuple[float, ...] | None, str]:
    plan = context.case.charter.adoption
    if plan is None:
        return None, "case.yaml has no adoption plan."
    if not context.has("adoption"):
        return None, "There is no adoption data."
    every = [months_of(business, context.case.charter, period) for period in range(1, business.last + 1)]
    teams = teams_by_month(context, filters, every[-1][-1])
    if filters.as_of not in teams:
        return None, f"There is no adoption data for {months.format_month(filters.as_of)}."
    if not teams[filters.as_of] and not plan.count_planned(filters.as_of):
        # A forecast from months in which nobody was to adopt says that nobody ever will.
        return None, f"By {months.format_month(filters.as_of)} no team was to have adopted, and none had."
    ratios = []
    for span in every:
        plan_mean = fmean(plan.count_planned(month) for month in span)
        # A month before the data begins has no count: nobody had adopted.
        ratios.append(fmean(teams.get(month, 0.0) for month in span) / plan_mean if plan_mean else 1.0)
    return tuple(ratios), ""


def _spend(context: CaseContext, filters: Filters, business: BusinessCase) -> tuple[tuple[float, ...] | None, str]:
    if context.case.charter.budget is None:
        return None, "case.yaml has no budget envelope."
    if not context.has("cost"):
        return None, "There is no cost data."
    report = cost_report(context, filters)
    fault = report.budget_fault or budget.compare_currencies(
        "The business case", business.currency or context.case.charter.currency, report.scope.currency
    )
    if fault:
        return None, fault
    if filters.as_of not in report.monthly:
        return None, f"There is no cost data for {months.format_month(filters.as_of)}."
    spend = report.complete | report.future
    return _against(spend, report.budget, business, context), ""


def _against(
    spent: Mapping[str, float], planned: Mapping[str, float], business: BusinessCase, context: CaseContext
) -> tuple[float, ...]:
    """Spend over budget by period; a period that lacks either keeps the ratio before it, the first one's is 1."""
    ratios: list[float] = []
    for period in range(1, business.last + 1):
        span = [month for month in months_of(business, context.case.charter, period) if month in spent]
        both = [month for month in span if planned.get(month)]
        last_ratio = ratios[-1] if ratios else 1.0
        ratios.append(
            sum(spent[month] for month in both) / sum(planned[month] for month in both) if both else last_ratio
        )
    return tuple(ratios)
