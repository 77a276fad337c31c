"""The first two questions of the Brief: are we on track, and what are the top risks?"""

from __future__ import annotations

from dataclasses import dataclass

from steering import months
from steering.adoption import progress
from steering.context.case_context import CaseContext
from steering.context.dimensions import is_look_back
from steering.context.filters import Filters
from steering.costs.report import cost_report as spending
from steering.formatting import format_day, join_words, pluralise
from steering.frames.blocks import Statement, Statements
from steering.frames.phrases import describe_rule
from steering.frames.roadmap.blocks import describe_missed_condition
from steering.kpis.scorecard import KpiResult
from steering.roadmap import gates, raid
from steering.roadmap.view import roadmap_view as roadmap
from steering.roadmap.wording import format_duration
from steering.status import Status, against_plan, describe_plan_rule

# How many statements a list of the Brief holds; the pages behind it hold the rest.
MOST = 4
UNRATED = "Nothing can be rated yet."
# A finish up to so many days late is at risk; later, it is off track.
LATE = 30
# What a KPI may measure that is the same count of teams.
TEAM_COUNTS = ("adoption.teams_adopted", "adoption.teams_in_production")
# How many risks of the RAID log lead the list.
WORST = 2


@dataclass(frozen=True, kw_only=True)
class AdoptedTeams:
    """Teams adopted of all teams at the month, and the plan, which is made for the whole organisation only."""

    count: int
    teams: int
    planned: int | None


def count_adopted_teams(context: CaseContext, filters: Filters) -> AdoptedTeams | None:
    """None without data for the month."""
    monthly = progress.query_months(context, filters) if context.has("adoption") else ()
    if not monthly or monthly[-1].month != filters.as_of:
        return None
    plan = context.case.charter.adoption if filters.unit is None else None
    planned = plan.count_planned(filters.as_of) if plan else None
    return AdoptedTeams(count=monthly[-1].adopted, teams=monthly[-1].teams, planned=planned)


def build_status(
    context: CaseContext, filters: Filters, adopted: AdoptedTeams | None, standings: tuple[KpiResult, ...]
) -> Statements:
    """How adoption, spend, the roadmap and the KPIs stand."""
    statements = []
    if adopted:
        status = against_plan(adopted.count, adopted.planned)
        figure, rule = _describe_progress(adopted), _describe_two_rules(adopted, status, standings)
        statements.append(
            Statement(text="Adoption", figure=figure, detail=rule, status=status, page="adoption", place="behind")
        )
    statements += [*_build_spend(context, filters), *_build_delivery(context, filters)]
    for status in (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK):
        names = [result.kpi.name for result in standings if result.status is status]
        if names:
            detail = "" if status is Status.ON_TRACK else join_words(names)
            statements.append(
                Statement(
                    text=f"{pluralise(len(names), 'KPI')} {status}",
                    detail=detail,
                    status=status,
                    page="kpis",
                    place="scorecard",
                )
            )
    return Statements(id="on-track", title="Are we on track?", findings=tuple(statements), empty=UNRATED)


def _describe_two_rules(adopted: AdoptedTeams, status: Status, standings: tuple[KpiResult, ...]) -> str:
    """The plan's rule, where a KPI that counts the same teams comes to another status by its own; else nothing."""
    twins = [result for result in standings if result.kpi.measure in TEAM_COUNTS and result.value == adopted.count]
    others = [result for result in twins if result.status not in (status, Status.UNKNOWN)]
    if not others or not adopted.planned:
        return ""
    rule = describe_plan_rule(adopted.planned).capitalize()
    return f"{rule}; the KPI {others[0].kpi.name} goes by its own rule"


def _build_spend(context: CaseContext, filters: Filters) -> tuple[Statement, ...]:
    """Spend against the budget, which is set for the whole organisation."""
    if filters.unit or not context.has("cost"):
        return ()
    report = spending(context, filters.without_model)
    variance = report.variance
    if report.budget_fault:
        return (
            Statement(
                text="Costs",
                figure="not compared with the budget",
                detail=report.budget_fault,
                status=Status.UNKNOWN,
                page="costs",
                place="budget",
            ),
        )
    if variance is None:
        return ()
    figure = report.describe_variance(variance)
    span = f"{months.format_month(variance.first)} to {months.format_month(variance.last)}"
    detail = f"{report.money(variance.actual)} of {report.money(variance.budget)}, {span}"
    if report.lacks:
        detail += f"; {months.format_month(filters.as_of)} is incomplete: {report.lacks}"
    return (
        Statement(
            text="Costs to date",
            figure=figure,
            detail=detail,
            status=variance.status,
            page="costs",
            place="budget",
        ),
    )


def _build_delivery(context: CaseContext, filters: Filters) -> tuple[Statement, ...]:
    """The roadmap's finish against its baseline."""
    view = roadmap(context, filters)
    if view is None:
        return ()
    slip, calendar = view.schedule.slip, view.schedule.calendar
    status = Status.ON_TRACK if slip <= 0 else Status.AT_RISK if slip <= LATE else Status.OFF_TRACK
    delay = f"{format_duration(abs(slip), calendar)} {'late' if slip > 0 else 'early'}" if slip else "on time"
    detail = f"Finish {format_day(view.schedule.finish)}, baseline {format_day(view.schedule.baseline_finish)}"
    return (Statement(text="Roadmap", figure=delay, detail=detail, status=status, page="roadmap", place="gantt"),)


def _describe_progress(adopted: AdoptedTeams) -> str:
    if adopted.planned:
        return f"{adopted.count} of {pluralise(adopted.planned, 'planned team')}"
    yet = ", nothing planned yet" if adopted.planned == 0 else ""
    return f"{adopted.count} of {pluralise(adopted.teams, 'team')}{yet}"


def build_risks(
    context: CaseContext, filters: Filters, adopted: AdoptedTeams | None, standings: tuple[KpiResult, ...]
) -> Statements:
    """Gates that are breached, the worst of the RAID log, then what the data itself warns of."""
    statements = [
        *_build_gate_risks(context, filters),
        *_build_log_risks(context, filters),
        *(_build_kpi_risk(result) for result in standings if result.status is Status.OFF_TRACK),
        *(_build_adoption_risks(context, filters) if adopted else ()),
        *(_build_kpi_risk(result) for result in standings if result.status is Status.AT_RISK),
    ]
    is_rated = adopted or any(result.status is not Status.UNKNOWN for result in standings)
    empty = "The data shows no risk." if is_rated else UNRATED
    return Statements(id="risks", title="What are the top risks?", findings=tuple(statements[:MOST]), empty=empty)


def _build_gate_risks(context: CaseContext, filters: Filters) -> list[Statement]:
    view = roadmap(context, filters)
    return [
        Statement(
            text=f"{gate.gate.name} is breached",
            figure=f"{view.money(float(gate.amount))} at risk",
            detail=_describe_gate(gate, context),
            status=Status.OFF_TRACK,
            page="roadmap",
            place="conditions",
        )
        for gate in (view.gates if view else ())
        if view and gate.standing is gates.GateStanding.BREACHED
    ]


def _describe_gate(gate: gates.GateResult, context: CaseContext) -> str:
    """How many conditions are met, and each that is missed with its own rule."""
    missed = join_words([describe_missed_condition(check, context) for check in gate.unmet_conditions])
    met = f"{gate.count_met} of {pluralise(len(gate.checks), 'condition')} met"
    return met + (f"; it misses {missed}" if missed else "")


def _build_log_risks(context: CaseContext, filters: Filters) -> list[Statement]:
    """The worst risks of the RAID log that are left after mitigation; none of it is of an earlier month."""
    log = None if is_look_back(context, filters.as_of) else context.case.raid
    levels = {"low": Status.ON_TRACK, "medium": Status.AT_RISK, "high": Status.OFF_TRACK}
    live = [risk for risk in (raid.rate_risks(log) if log else ()) if risk.live]
    return [
        Statement(
            text=risk.risk.title,
            figure=f"{risk.after.score} of 25",
            detail=f"Score after mitigation, {risk.before.score} before · {risk.risk.owner}",
            status=levels[risk.after.level],
            page="roadmap",
            place="risks-table",
        )
        for risk in live[:WORST]
    ]


def _build_kpi_risk(result: KpiResult) -> Statement:
    rule = describe_rule(result)
    return Statement(
        text=result.kpi.name,
        figure=result.format(result.value),
        detail=" · ".join(part for part in (rule[:1].upper() + rule[1:], result.kpi.owner) if part),
        status=result.status,
        page="kpis",
        place="trend",
        focus=result.kpi.id,
    )


def _build_adoption_risks(context: CaseContext, filters: Filters) -> list[Statement]:
    teams = progress.query_teams(context, filters)
    stalled = progress.find_stalled_teams(teams, context.case.charter.adoption, filters.as_of)
    back = progress.find_regressed_teams(teams)
    statements = []
    if stalled:
        which = " longest" if len(stalled) > 1 else ""
        detail = f"{stalled[0].team.team}{which}: {stalled[0].text}"
        statements.append(_build_adoption_risk(f"{pluralise(len(stalled), 'team')} stalled", detail, "stalled"))
    if back:
        names = sorted(team.team for team in back)
        others = [f"{len(names) - 3} more"] if len(names) > 3 else []
        statements.append(
            _build_adoption_risk(
                f"{pluralise(len(back), 'team')} fell back", join_words([*names[:3], *others]), "funnel"
            )
        )
    return statements


def _build_adoption_risk(text: str, detail: str, place: str) -> Statement:
    return Statement(text=text, detail=detail, status=Status.AT_RISK, page="adoption", place=place)
