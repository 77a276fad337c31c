"""The frame of the Brief: the ask, the four questions that a committee asks first, and the headline figures."""

from __future__ import annotations

from steering import months
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.dimensions import default_month, is_look_back
from steering.context.filters import Filters
from steering.costs.report import cost_report
from steering.formatting import format_day, join_words, pluralise
from steering.frames.blocks import Block, Columns, Notice, Statement, Statements, Tile, Tiles
from steering.frames.brief.ask import build_ask, build_ask_checks
from steering.frames.brief.changes import build_changes
from steering.frames.brief.since import build_since
from steering.frames.brief.status import AdoptedTeams, build_risks, build_status, count_adopted_teams
from steering.frames.findings import build_worst_finding
from steering.frames.frame import Frame, provenance
from steering.frames.moments import describe_moment
from steering.frames.phrases import describe_gap, describe_rule
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.since.report import SinceReport, since_report
from steering.status import Status

PAGE = "brief"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The Brief as of a month. What changed is told since the case's last committee."""
    standings = build_scorecard(context, filters)
    adopted = count_adopted_teams(context, filters)
    report = since_report(context, filters)
    changes, since = build_changes(context, filters, standings, report), build_since(context, filters, report)
    status = build_status(context, filters, adopted, standings)
    risks = build_risks(context, filters, adopted, standings)
    headlines, charter = _build_headlines(context, standings, report), context.case.charter
    blocks: tuple[Block, ...] = (Columns(blocks=(status, risks)), changes, *headlines, *since)
    if not is_look_back(context, filters.as_of):
        blocks = (
            *build_ask(context, filters),
            Columns(blocks=(status, risks)),
            Columns(blocks=(_build_decisions(context), changes)),
            *build_ask_checks(context, filters),
            *build_worst_finding(DatedCase(context=context, filters=Filters(as_of=filters.as_of))),
            *headlines,
            *since,
            *_build_narrative(charter.narrative),
        )
    return Frame(
        page=PAGE,
        message=_describe_status(adopted, standings) or charter.title,
        blocks=blocks,
        provenance=provenance(context, filters, ("adoption", "kpi", "cost")),
        notices=_build_notices(context, filters, adopted, standings),
    )


def _build_narrative(text: str | None) -> tuple[Statements, ...]:
    if text is None:
        return ()
    return (Statements(id="narrative", title="The case in short", findings=(Statement(text="", detail=text),)),)


def _build_notices(
    context: CaseContext, filters: Filters, adopted: AdoptedTeams | None, standings: tuple[KpiResult, ...]
) -> tuple[Notice, ...]:
    """What the page can't show: data that is not there, and texts that are of a later month."""
    if not context.releases:
        remedy = "Add datasets/adoption.csv and datasets/kpi.csv to the case folder, then reload the page."
        return (Notice(text="This case has no data yet.", remedy=remedy, page="sources"),)
    there = {
        "adoption": adopted is not None,
        "KPI": any(result.value is not None for result in standings) or not standings,
        "cost": context.has("cost") and filters.as_of in cost_report(context, filters.without_model).monthly,
    }
    missing = [name for name, is_there in there.items() if context.has(name.lower()) and not is_there]
    month, now = months.format_month(filters.as_of), months.format_month(default_month(context))
    notices = [Notice(text=f"There is no {join_words(missing, 'or')} data for {month}.")] if missing else []
    if is_look_back(context, filters.as_of):
        text = f"As of {month}: the ask, its questions, the risk log and the case in short are of {now} and not shown."
        notices.append(Notice(text=text, remedy=f"Choose {now} to see them."))
    return tuple(notices)


def _describe_status(adopted: AdoptedTeams | None, standings: tuple[KpiResult, ...]) -> str:
    parts = []
    if adopted:
        on_platform = f"{adopted.count} of {pluralise(adopted.teams, 'team')} on the platform"
        parts.append(on_platform + describe_gap(adopted.count, adopted.planned))
    rated_results = [result for result in standings if result.status is not Status.UNKNOWN]
    if rated_results:
        good = sum(result.status is Status.ON_TRACK for result in rated_results)
        parts.append(f"{good} of {pluralise(len(rated_results), 'KPI')} on track")
    return "; ".join(parts)


def _build_headlines(
    context: CaseContext, standings: tuple[KpiResult, ...], report: SinceReport | None
) -> tuple[Tiles, ...]:
    results = {result.kpi.id: result for result in standings}
    selection = [results[name] for name in context.case.charter.headlines if name in results] or list(standings[:6])
    if not selection:
        return ()
    return (Tiles(tiles=tuple(_build_headline(result, report) for result in selection)),)


def _build_headline(result: KpiResult, report: SinceReport | None) -> Tile:
    step = report.step_of(result) if report else None
    return Tile(
        id=result.kpi.id,
        label=result.kpi.name,
        value=result.format(result.value),
        delta=None if step is None else result.format_change(step),
        since=f"since {describe_moment(report.moment)}" if report else "",
        good=None if step is None else result.is_improvement(step),
        note=_describe_target(result, report.then.filters.as_of if report else None),
        status=result.status,
        help=result.kpi.definition,
    )


def _describe_target(result: KpiResult, since: str | None) -> str:
    rule = describe_rule(result).replace(f"target for {months.format_month(result.month)}", "target")
    redefinition = (
        f"redefined in {months.format_month(result.redefined_in)}"
        if since and result.redefined_in and result.redefined_in > since
        else ""
    )
    return ", ".join(part for part in (rule, redefinition) if part)


def _describe_vote(context: CaseContext, id: str) -> str:
    """Describe how a vote on stage has answered a question that the case still asks; empty where there was none."""
    voted = (item for item in context.decisions if item.source == "stage" and item.decision.id.startswith(f"{id}-2"))
    decision = next((item.decision for item in voted), None)
    return f"Decided on {format_day(decision.decided_on)}: {decision.result}." if decision else ""


def _build_decisions(context: CaseContext) -> Statements:
    statements = tuple(
        Statement(
            text=decision.question,
            detail=_describe_vote(context, decision.id) or decision.recommendation or "",
            meta=" · ".join(
                part for part in (decision.owner, f"due {format_day(decision.due)}" if decision.due else None) if part
            ),
        )
        for decision in context.case.charter.decisions
    )
    empty = "No decision is asked for. Add `decisions` to case.yaml."
    return Statements(id="decisions", title="What must we decide today?", findings=statements, empty=empty)
