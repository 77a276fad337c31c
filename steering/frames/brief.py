"""The frame of the Brief: the four questions a committee asks first, then the ask and the headline figures."""

from __future__ import annotations

from steering import months
from steering.adoption import progress
from steering.figures import change, counted, listed, money, written
from steering.frames import kpis as kpi_frames
from steering.frames.frame import (
    Ask,
    Block,
    Finding,
    Findings,
    Frame,
    Notice,
    Side,
    Tile,
    Tiles,
    provenance,
)
from steering.kpis import Standing, scorecard
from steering.room import Filters, Room
from steering.status import Status, against_plan

PAGE = "brief"
MOST = 4
"""How many statements a list of the Brief holds; the pages behind it hold the rest."""


def frame(room: Room, filters: Filters) -> Frame:
    """The Brief as of a month. What changed is told since the case's last committee."""
    standings = scorecard(room, filters)
    charter = room.case.charter
    top: tuple[Block, ...] = ()
    if charter.ask:
        due = f"Decide by {charter.ask.decide_by:%-d %B %Y}" if charter.ask.decide_by else ""
        amount = money(float(charter.ask.amount.value), charter.currency)
        top = (Ask(title=charter.ask.title, amount=amount, purpose=charter.ask.purpose, decide_by=due),)
    return Frame(
        page=PAGE,
        message=_message(room, filters, standings),
        blocks=(
            Side(blocks=(_on_track(room, filters, standings), _risks(room, filters, standings))),
            Side(blocks=(_decisions(room), _changes(room, standings))),
            *top,
            *_headlines(room, standings),
            *_narrative(charter.narrative),
        ),
        provenance=provenance(room, filters, ("adoption", "kpi")),
        notices=_notices(room),
    )


def _narrative(text: str | None) -> tuple[Findings, ...]:
    if text is None:
        return ()
    return (Findings(id="narrative", title="The case in short", findings=(Finding(text="", detail=text),)),)


def _notices(room: Room) -> tuple[Notice, ...]:
    if room.releases:
        return ()
    remedy = "Add datasets/adoption.csv and datasets/kpi.csv to the case folder, then open the app again."
    return (Notice(text="This case has no data yet.", remedy=remedy),)


def _adopted(room: Room, filters: Filters) -> tuple[int, int, int | None] | None:
    """Teams adopted, all teams, and the plan for the whole organisation; None without data for the month."""
    if not room.has("adoption"):
        return None
    monthly = progress.by_month(room, filters)
    if not monthly or monthly[-1].month != filters.as_of:
        return None
    plan = room.case.charter.adoption if filters.unit is None else None
    planned = plan.planned(filters.as_of) if plan else None
    return monthly[-1].adopted, monthly[-1].teams, planned


def _message(room: Room, filters: Filters, standings: tuple[Standing, ...]) -> str:
    said = []
    adopted = _adopted(room, filters)
    if adopted:
        count, total, planned = adopted
        said.append(f"{count} of {counted(total, 'team')} on the platform" + _gap(count, planned))
    rated = [one for one in standings if one.status is not Status.UNKNOWN]
    if rated:
        good = sum(one.status is Status.ON_TRACK for one in rated)
        said.append(f"{good} of {counted(len(rated), 'KPI')} on track")
    return "; ".join(said) or room.case.charter.title


def _gap(count: int, planned: int | None) -> str:
    if planned is None:
        return ""
    if count == planned:
        return ", as planned"
    return f", {abs(count - planned)} {'ahead of' if count > planned else 'behind'} plan"


def _headlines(room: Room, standings: tuple[Standing, ...]) -> tuple[Tiles, ...]:
    known = {one.kpi.id: one for one in standings}
    chosen = [known[name] for name in room.case.charter.headlines if name in known] or list(standings[:6])
    if not chosen:
        return ()
    return (Tiles(tiles=tuple(_headline(one, room.case.charter.last_committee) for one in chosen)),)


def _headline(one: Standing, since: str | None) -> Tile:
    kpi = one.kpi
    step = _step(one, since)
    unit, decimals = kpi.unit, kpi.decimals
    return Tile(
        id=kpi.id,
        label=kpi.name,
        value=written(one.value, unit, decimals),
        delta=change(step, unit, decimals) if step is not None else None,
        since=f"since {months.written(since)}" if since else "",
        good=None if not step else (step > 0) == one.better_when_higher,
        note=_note(one, since),
        status=one.status,
        help=kpi.definition,
    )


def _note(one: Standing, since: str | None) -> str:
    target = f"target {written(one.target, one.kpi.unit, one.kpi.decimals)}" if one.target is not None else ""
    changed = f"redefined in {months.written(one.changed)}" if since and one.changed and one.changed > since else ""
    return ", ".join(part for part in (target, changed) if part)


def _step(one: Standing, since: str | None) -> float | None:
    """The move since a month; None where there is no value or the definition changed in between."""
    past = one.value_at(since) if since else None
    if since is None or one.value is None or past is None or not one.comparable_from(since):
        return None
    return one.value - past


def _on_track(room: Room, filters: Filters, standings: tuple[Standing, ...]) -> Findings:
    found = []
    adopted = _adopted(room, filters)
    if adopted:
        count, _, planned = adopted
        text = f"Adoption: {count} teams" + (f" of {planned} planned" if planned is not None else "")
        found.append(Finding(text=text, status=against_plan(count, planned), page="adoption"))
    for status in (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK):
        names = [one.kpi.name for one in standings if one.status is status]
        if names:
            named = "" if status is Status.ON_TRACK else listed(names)
            found.append(Finding(text=counted(len(names), "KPI"), detail=named, status=status, page="kpis"))
    return Findings(id="on-track", title="Are we on track?", findings=tuple(found), empty="Nothing can be rated yet.")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _risks(room: Room, filters: Filters, standings: tuple[Standing, ...]) -> Findings:
    """What the data itself warns of: KPIs off track, waves behind plan, teams that are stalled."""
    found = [
        Finding(
            text=f"{one.kpi.name}: {written(one.value, one.kpi.unit, one.kpi.decimals)}",
            detail=f"target {written(one.target, one.kpi.unit, one.kpi.decimals)} · {one.kpi.owner}",
            status=one.status,
            page="kpis",
        )
        for one in kpi_frames.worst(standings)
        if one.status is Status.OFF_TRACK
    ]
    if _adopted(room, filters):
        found += _adoption_risks(room, filters)
    empty = "The data shows no risk: every KPI is within its limits and no team is stalled."
    return Findings(id="risks", title="What are the top risks?", findings=tuple(found[:MOST]), empty=empty)


def _adoption_risks(room: Room, filters: Filters) -> list[Finding]:
    plan = room.case.charter.adoption
    teams = progress.teams(room, filters)
    stalled = progress.stalled(teams, plan, filters.as_of)
    found = []
    if stalled:
        longest = stalled[0]
        stage = progress.LABELS[longest.team.stage].lower()
        names = counted(len(stalled), "team")
        found.append(
            Finding(
                text=f"{_sentence(names)} stalled",
                detail=f"{longest.team.team} longest: {longest.months} months in {stage}",
                status=Status.AT_RISK,
                page="adoption",
            )
        )
    back = progress.fallen_back(teams)
    if back:
        detail = listed(sorted(team.team for team in back)[:3])
        text = f"{_sentence(counted(len(back), 'team'))} fell back"
        found.append(Finding(text=text, detail=detail, status=Status.AT_RISK, page="adoption"))
    return found


def _decisions(room: Room) -> Findings:
    found = tuple(
        Finding(
            text=decision.question,
            detail=decision.recommendation or "",
            meta=" · ".join(
                part for part in (decision.owner, f"due {decision.due:%-d %b %Y}" if decision.due else None) if part
            ),
        )
        for decision in room.case.charter.decisions
    )
    empty = "No decision is asked for. Add `decisions` to case.yaml."
    return Findings(id="decisions", title="What must we decide today?", findings=found, empty=empty)


def _changes(room: Room, standings: tuple[Standing, ...]) -> Findings:
    since = room.case.charter.last_committee
    if since is None:
        empty = "Add `last_committee` to case.yaml to see what changed since."
        return Findings(id="changes", title="What changed since last time?", findings=(), empty=empty)
    changed = [_definition(one, since) for one in standings if one.changed and one.changed > since]
    moves = sorted((one for one in standings if _step(one, since)), key=lambda one: -abs(_relative(one, since)))
    found = [*changed, *(_move(one, since) for one in moves)]
    title = f"What changed since {months.written(since)}?"
    return Findings(id="changes", title=title, findings=tuple(found[:MOST]), empty="No figure has moved.")


def _definition(one: Standing, since: str) -> Finding:
    past = written(one.value_at(since), one.kpi.unit, one.kpi.decimals)
    now = written(one.value, one.kpi.unit, one.kpi.decimals)
    text = f"{one.kpi.name}: definition changed"
    return Finding(text=text, detail=f"{now} now can't be compared with {past} then", page="kpis")


def _relative(one: Standing, since: str) -> float:
    past = one.value_at(since)
    step = _step(one, since) or 0.0
    return step / abs(past) if past else step


def _move(one: Standing, since: str) -> Finding:
    kpi, step = one.kpi, _step(one, since) or 0.0
    better = (step > 0) == one.better_when_higher
    past, now = (written(value, kpi.unit, kpi.decimals) for value in (one.value_at(since), one.value))
    return Finding(
        text=f"{kpi.name}: {change(step, kpi.unit, kpi.decimals)}",
        detail=f"{'better' if better else 'worse'}, {past} to {now}",
        page="kpis",
    )
