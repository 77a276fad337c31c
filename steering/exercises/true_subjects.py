"""Which teams and KPIs of a case have a trouble by the rules of the pages, planted or not, and which have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from steering.adoption.progress import find_stalled_teams, query_teams
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.report import cost_report
from steering.storyboard.views import default_filters
from steering.variants.trouble import TroubleKind

Names = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """By kind of trouble, the names of each subject that has one (`troubled`), and of each that has none (`others`)."""

    troubled: Mapping[TroubleKind, tuple[Names, ...]]
    others: Mapping[TroubleKind, tuple[Names, ...]]


def find_subjects(context: CaseContext) -> Subjects:
    """Find the subjects of a case on the data in force for it. A broken claim has its own rule, and none here."""
    filters = default_filters(context)
    teams = dict(_list_teams(context, filters))
    kpis: dict[Names, bool] = {(kpi.id, kpi.name): bool(kpi.changes) for kpi in context.case.kpis.values()}
    spikes = _find_spikes(context, filters)
    costs = {names: bool(spikes & set(names)) for names in teams}
    parts: dict[TroubleKind, Mapping[Names, bool]] = {
        "stalled_team": teams, "kpi_redefined": kpis, "cost_anomaly": costs, "claim_broken": {},
    }  # fmt: skip
    return Subjects(
        troubled={kind: tuple(names for names, has in part.items() if has) for kind, part in parts.items()},
        others={kind: tuple(names for names, has in part.items() if not has) for kind, part in parts.items()},
    )


def _list_teams(context: CaseContext, filters: Filters) -> Iterator[tuple[Names, bool]]:
    """Yield the names of each team, with whether it is stalled or fell behind its start."""
    if not context.has("adoption"):
        return
    teams = query_teams(context, filters)
    stalls = find_stalled_teams(teams, context.case.charter.adoption, filters.as_of)
    stalled = {stall.team.team_id for stall in stalls}
    for team in teams:
        yield (team.team_id, team.team), team.team_id in stalled


def _find_spikes(context: CaseContext, filters: Filters) -> set[str]:
    """Find the teams with a cost anomaly in the month."""
    report = cost_report(context, filters) if context.has("cost") else None
    return {anomaly.team for anomaly in report.anomalies if anomaly.team} if report else set()
