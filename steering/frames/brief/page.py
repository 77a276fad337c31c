"""The frame of the Brief: the four questions a committee asks first, then the ask and the headline figures."""

from __future__ import annotations

import math

from steering import months
from steering.catalog.business_metrics import METRICS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import format_money, pluralise
from steering.frames.blocks import Columns, FundingRequest, Notice, Statement, Statements, Tile, Tiles
from steering.frames.brief.status import MOST, AdoptedTeams, build_risks, build_status, count_adopted_teams
from steering.frames.frame import Frame, provenance
from steering.frames.phrases import describe_gap
from steering.frames.roi.tiles import format_figure
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.roi.report import roi_report
from steering.status import Status

PAGE = "brief"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The Brief as of a month. What changed is told since the case's last committee."""
    standings = build_scorecard(context, filters)
    adopted = count_adopted_teams(context, filters)
    charter = context.case.charter
    return Frame(
        page=PAGE,
        message=_describe_status(adopted, standings) or charter.title,
        blocks=(
            Columns(
                blocks=(
                    build_status(context, filters, adopted, standings),
                    build_risks(context, filters, adopted, standings),
                )
            ),
            Columns(blocks=(_build_decisions(context), _build_changes(charter.last_committee, filters, standings))),
            *_build_funding_request(context, filters),
            *_build_headlines(context, standings),
            *_build_narrative(charter.narrative),
        ),
        provenance=provenance(context, filters, ("adoption", "kpi", "cost")),
        notices=_build_notices(context),
    )


def _build_funding_request(context: CaseContext, filters: Filters) -> tuple[FundingRequest, ...]:
    charter = context.case.charter
    if charter.ask is None:
        return ()
    amount = format_money(float(charter.ask.amount.value), charter.currency)
    due = charter.ask.decide_by
    decide_by = f"Decide by {due.day} {due:%B %Y}" if due else ""
    figures, note = _build_returns(context, filters)
    return (
        FundingRequest(
            title=charter.ask.title,
            amount=amount,
            purpose=charter.ask.purpose,
            decide_by=decide_by,
            figures=figures,
            note=note,
        ),
    )


def _build_returns(context: CaseContext, filters: Filters) -> tuple[tuple[tuple[str, str], ...], str]:
    """The business case's own figures, as the ROI page has them with these filters, and in which scenario."""
    if context.case.business is None:
        return (), ""
    report = roi_report(context, filters)
    metrics = ("npv", "roi", "payback_months", "peak_funding")
    figures = tuple((METRICS[name].label, format_figure(name, getattr(report.now, name), report)) for name in metrics)
    ground = "on today's data" if report.on_today else "as planned"
    return figures, f"Scenario: {report.label}, {ground}"


def _build_narrative(text: str | None) -> tuple[Statements, ...]:
    if text is None:
        return ()
    return (Statements(id="narrative", title="The case in short", findings=(Statement(text="", detail=text),)),)


def _build_notices(context: CaseContext) -> tuple[Notice, ...]:
    if context.releases:
        return ()
    remedy = "Add datasets/adoption.csv and datasets/kpi.csv to the case folder, then reload the page."
    return (Notice(text="This case has no data yet.", remedy=remedy),)


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


def _build_headlines(context: CaseContext, standings: tuple[KpiResult, ...]) -> tuple[Tiles, ...]:
    results = {result.kpi.id: result for result in standings}
    selection = [results[name] for name in context.case.charter.headlines if name in results] or list(standings[:6])
    if not selection:
        return ()
    return (Tiles(tiles=tuple(_build_headline(result, context.case.charter.last_committee) for result in selection)),)


def _build_headline(result: KpiResult, since: str | None) -> Tile:
    step = result.move_since(since) if since else None
    return Tile(
        id=result.kpi.id,
        label=result.kpi.name,
        value=result.format(result.value),
        delta=None if step is None else result.format_change(step),
        since=f"since {months.format_month(since)}" if since else "",
        good=None if step is None else result.is_improvement(step),
        note=_describe_target(result, since),
        status=result.status,
        help=result.kpi.definition,
    )


def _describe_target(result: KpiResult, since: str | None) -> str:
    target = f"target {result.format(result.target)}" if result.target is not None else ""
    redefinition = (
        f"redefined in {months.format_month(result.redefined_in)}"
        if since and result.redefined_in and result.redefined_in > since
        else ""
    )
    return ", ".join(part for part in (target, redefinition) if part)


def _build_decisions(context: CaseContext) -> Statements:
    statements = tuple(
        Statement(
            text=decision.question,
            detail=decision.recommendation or "",
            meta=" · ".join(
                part
                for part in (decision.owner, f"due {decision.due.day} {decision.due:%b %Y}" if decision.due else None)
                if part
            ),
        )
        for decision in context.case.charter.decisions
    )
    empty = "No decision is asked for. Add `decisions` to case.yaml."
    return Statements(id="decisions", title="What must we decide today?", findings=statements, empty=empty)


def _build_changes(since: str | None, filters: Filters, standings: tuple[KpiResult, ...]) -> Statements:
    if since is None:
        empty = "Add `last_committee` to case.yaml to see what changed since."
        return Statements(id="changes", title="What changed since last time?", findings=(), empty=empty)
    if since >= filters.as_of:
        empty = f"The last committee saw {months.format_month(since)}; choose a later month to compare with it."
        return Statements(id="changes", title="What changed since last time?", findings=(), empty=empty)
    redefinitions = [
        _build_redefinition(result, since)
        for result in standings
        if result.redefined_in and result.redefined_in > since
    ]
    moves = sorted(
        (result for result in standings if result.move_since(since)), key=lambda result: -_rank_move(result, since)
    )
    statements = [*redefinitions, *(_build_move(result, since) for result in moves)]
    has_comparison = any(result.move_since(since) is not None for result in standings)
    empty = "No figure has moved." if has_comparison else "There is no figure to compare."
    title = f"What changed since {months.format_month(since)}?"
    return Statements(id="changes", title=title, findings=tuple(statements[:MOST]), empty=empty)


def _build_redefinition(result: KpiResult, since: str) -> Statement:
    past = result.value_at(since)
    detail = f"{result.format(result.value)} now can't be compared with {result.format(past)} then"
    if result.value is None or past is None:
        detail = next(part.what for part in result.kpi.changes if part.from_ == result.redefined_in)
    return Statement(text=f"{result.kpi.name}: definition changed", detail=detail, page="kpis")


def _rank_move(result: KpiResult, since: str) -> float:
    """How large a move is beside what it began at, so that figures of different units can be ranked."""
    past, step = result.value_at(since), result.move_since(since) or 0.0
    return abs(step / past) if past else math.inf


def _build_move(result: KpiResult, since: str) -> Statement:
    step = result.move_since(since) or 0.0
    verdict = "Better" if result.is_improvement(step) else "Worse"
    return Statement(
        text=f"{result.kpi.name}: {result.format_change(step)}",
        detail=f"{verdict}, {result.format(result.value_at(since))} to {result.format(result.value)}",
        page="kpis",
    )
