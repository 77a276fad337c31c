"""Saved scenarios, compared with today's business case and data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.model import compute_npv
from steering.records import Assumptions, ResultSnapshot, SavedScenario
from steering.records.canonical_json import canonical_json, sha256_of
from steering.roi.assumptions import resolve_assumptions
from steering.roi.report import roi_report


@dataclass(frozen=True, kw_only=True)
class SavedResult:
    """A saved scenario, its NPV on the data shown, and whether the business case has changed since.

    NPV is in the file's unit; None where it does not exist.
    """

    scenario: SavedScenario
    npv: float | None
    case_changed: bool


def query_saved_results(context: CaseContext, filters: Filters) -> tuple[SavedResult, ...]:
    """Return every saved scenario as of the selected month, the newest first, withdrawn ones last."""
    return context.cached(("saved scenarios", filters.as_of), lambda: _standings(context, Filters(as_of=filters.as_of)))


def assumptions(context: CaseContext, filters: Filters) -> Assumptions:
    """Return the selected scenario with the viewer's drivers, as the assumptions to save."""
    return Assumptions(scenario=resolve_assumptions(context, filters).scenario, basis=filters.basis)


def result_snapshot(context: CaseContext, filters: Filters) -> ResultSnapshot:
    """Return the results of the selected scenario on today's data, to save with it."""
    report = roi_report(context, replace(filters, basis="today"))
    return ResultSnapshot(
        as_of=filters.as_of,
        npv_planned=report.plan_metrics.npv,
        npv=report.npv,
        payback_months=report.now.payback_months,
        releases=dict(context.releases),
        business=business_hash(context),
    )


def open_scenario(filters: Filters, scenario: SavedScenario) -> Filters:
    """Return the filters that show a saved scenario on its own basis, without the viewer's drivers."""
    return replace(filters, scenario=scenario.scenario_id, basis=scenario.assumed.basis, drivers=())


def business_hash(context: CaseContext) -> str:
    """Return the SHA-256 of the content of business_case.yaml; comments and formatting do not count."""
    business = context.case.business
    # As its file has it: what counts of it in an option follows from that.
    return context.cached("business hash", lambda: sha256_of(canonical_json(business and business.as_written)))


def _standings(context: CaseContext, month: Filters) -> tuple[SavedResult, ...]:
    business = context.case.business
    if business is None:
        return ()
    now, current_hash = resolve_assumptions(context, month).links, business_hash(context)
    results = [
        SavedResult(
            scenario=scenario,
            npv=compute_npv(business, None, scenario.assumed.scenario, links=now),
            case_changed=scenario.figures.business != current_hash,
        )
        for scenario in reversed(context.scenarios)
    ]
    return tuple(sorted(results, key=lambda result: result.scenario.state == "withdrawn"))
