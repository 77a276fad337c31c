"""The frame of the Brief: the four questions a committee asks first, then the ask and the headline figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from steering import months
from steering.adoption import progress
from steering.costs.picture import picture as spending
from steering.figures import counted, listed, money
from steering.finance.definitions import METRICS
from steering.frames.frame import (
    Ask,
    Finding,
    Findings,
    Frame,
    Notice,
    Side,
    Tile,
    Tiles,
    against,
    provenance,
)
from steering.frames.roadmap_parts import day, spell
from steering.frames.roi_tiles import figure_said
from steering.kpis import Standing, scorecard
from steering.roadmap import gates, raid
from steering.roadmap.view import view as roadmap
from steering.roi.picture import picture
from steering.room import Filters, Room
from steering.status import Status, against_plan

PAGE = "brief"
MOST = 4
"""How many statements a list of the Brief holds; the pages behind it hold the rest."""
UNRATED = "Nothing can be rated yet."
LATE = 30
"""A finish up to so many days late is at risk; later, it is off track."""
WORST = 2
"""How many risks of the RAID log lead the list."""


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """Teams adopted of all teams at the month, and the plan, which is made for the whole organisation only."""

    count: int
    teams: int
    planned: int | None


def frame(room: Room, filters: Filters) -> Frame:
    """The Brief as of a month. What changed is told since the case's last committee."""
    standings = scorecard(room, filters)
    adopted = _adopted(room, filters)
    charter = room.case.charter
    return Frame(
        page=PAGE,
        message=_message(adopted, standings) or charter.title,
        blocks=(
            Side(blocks=(_on_track(room, filters, adopted, standings), _risks(room, filters, adopted, standings))),
            Side(blocks=(_decisions(room), _changes(charter.last_committee, filters, standings))),
            *_ask(room, filters),
            *_headlines(room, standings),
            *_narrative(charter.narrative),
        ),
        provenance=provenance(room, filters, ("adoption", "kpi", "cost")),
        notices=_notices(room),
    )


def _ask(room: Room, filters: Filters) -> tuple[Ask, ...]:
    charter = room.case.charter
    if charter.ask is None:
        return ()
    amount = money(float(charter.ask.amount.value), charter.currency)
    due = charter.ask.decide_by
    decide_by = f"Decide by {due.day} {due:%B %Y}" if due else ""
    figures, note = _returns(room, filters)
    return (
        Ask(
            title=charter.ask.title,
            amount=amount,
            purpose=charter.ask.purpose,
            decide_by=decide_by,
            figures=figures,
            note=note,
        ),
    )


def _returns(room: Room, filters: Filters) -> tuple[tuple[tuple[str, str], ...], str]:
    """The business case's own figures, as the ROI page has them with these filters, and in which scenario."""
    if room.case.business is None:
        return (), ""
    found = picture(room, filters)
    named = ("npv", "roi", "payback_months", "peak_funding")
    figures = tuple((METRICS[name].label, figure_said(name, getattr(found.now, name), found)) for name in named)
    ground = "on today's data" if found.on_today else "as planned"
    return figures, f"Scenario: {found.label}, {ground}"


def _narrative(text: str | None) -> tuple[Findings, ...]:
    if text is None:
        return ()
    return (Findings(id="narrative", title="The case in short", findings=(Finding(text="", detail=text),)),)


def _notices(room: Room) -> tuple[Notice, ...]:
    if room.releases:
        return ()
    remedy = "Add datasets/adoption.csv and datasets/kpi.csv to the case folder, then open the app again."
    return (Notice(text="This case has no data yet.", remedy=remedy),)


def _adopted(room: Room, filters: Filters) -> Adopted | None:
    """None without data for the month."""
    monthly = progress.by_month(room, filters) if room.has("adoption") else ()
    if not monthly or monthly[-1].month != filters.as_of:
        return None
    plan = room.case.charter.adoption if filters.unit is None else None
    planned = plan.planned(filters.as_of) if plan else None
    return Adopted(count=monthly[-1].adopted, teams=monthly[-1].teams, planned=planned)


def _message(adopted: Adopted | None, standings: tuple[Standing, ...]) -> str:
    said = []
    if adopted:
        on_platform = f"{adopted.count} of {counted(adopted.teams, 'team')} on the platform"
        said.append(on_platform + against(adopted.count, adopted.planned))
    rated = [one for one in standings if one.status is not Status.UNKNOWN]
    if rated:
        good = sum(one.status is Status.ON_TRACK for one in rated)
        said.append(f"{good} of {counted(len(rated), 'KPI')} on track")
    return "; ".join(said)


def _headlines(room: Room, standings: tuple[Standing, ...]) -> tuple[Tiles, ...]:
    known = {one.kpi.id: one for one in standings}
    chosen = [known[name] for name in room.case.charter.headlines if name in known] or list(standings[:6])
    if not chosen:
        return ()
    return (Tiles(tiles=tuple(_headline(one, room.case.charter.last_committee) for one in chosen)),)


def _headline(one: Standing, since: str | None) -> Tile:
    step = one.move_since(since) if since else None
    return Tile(
        id=one.kpi.id,
        label=one.kpi.name,
        value=one.written(one.value),
        delta=None if step is None else one.change(step),
        since=f"since {months.written(since)}" if since else "",
        good=None if step is None else one.welcome(step),
        note=_note(one, since),
        status=one.status,
        help=one.kpi.definition,
    )


def _note(one: Standing, since: str | None) -> str:
    target = f"target {one.written(one.target)}" if one.target is not None else ""
    changed = f"redefined in {months.written(one.changed)}" if since and one.changed and one.changed > since else ""
    return ", ".join(part for part in (target, changed) if part)


def _on_track(room: Room, filters: Filters, adopted: Adopted | None, standings: tuple[Standing, ...]) -> Findings:
    found = []
    if adopted:
        status = against_plan(adopted.count, adopted.planned)
        found.append(Finding(text=f"Adoption: {_progress(adopted)}", status=status, page="adoption"))
    found += [*_spend(room, filters), *_delivery(room, filters)]
    for status in (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK):
        names = [one.kpi.name for one in standings if one.status is status]
        if names:
            named = "" if status is Status.ON_TRACK else listed(names)
            found.append(Finding(text=counted(len(names), "KPI"), detail=named, status=status, page="kpis"))
    return Findings(id="on-track", title="Are we on track?", findings=tuple(found), empty=UNRATED)


def _spend(room: Room, filters: Filters) -> tuple[Finding, ...]:
    """Spend against the budget, which is set for the whole organisation."""
    if filters.unit or not room.has("cost"):
        return ()
    found = spending(room, filters.without_model)
    spent = found.variance
    if spent is None:
        return ()
    word = "over" if spent.over > 0 else "under"
    text = f"Costs: {found.money(abs(spent.over))} {word} budget"
    detail = f"{found.money(spent.actual)} since {months.written(spent.first)}"
    return (Finding(text=text, detail=detail, status=spent.status, page="costs"),)


def _delivery(room: Room, filters: Filters) -> tuple[Finding, ...]:
    """The roadmap's finish against its baseline."""
    found = roadmap(room, filters)
    if found is None:
        return ()
    slip = found.schedule.slip
    status = Status.ON_TRACK if slip <= 0 else Status.AT_RISK if slip <= LATE else Status.OFF_TRACK
    said = f"{spell(slip)} late" if slip > 0 else "on time" if slip == 0 else f"{spell(-slip)} early"
    detail = f"Finish {day(found.schedule.finish)}, baseline {day(found.schedule.baseline_finish)}"
    return (Finding(text=f"Roadmap: {said}", detail=detail, status=status, page="roadmap"),)


def _progress(adopted: Adopted) -> str:
    if adopted.planned:
        return f"{adopted.count} of {counted(adopted.planned, 'planned team')}"
    yet = ", nothing planned yet" if adopted.planned == 0 else ""
    return f"{adopted.count} of {counted(adopted.teams, 'team')}{yet}"


def _risks(room: Room, filters: Filters, adopted: Adopted | None, standings: tuple[Standing, ...]) -> Findings:
    """Gates that are breached, the worst of the RAID log, then what the data itself warns of."""
    found = [
        *_gate_risks(room, filters),
        *_logged_risks(room),
        *(_kpi_risk(one) for one in standings if one.status is Status.OFF_TRACK),
        *(_adoption_risks(room, filters) if adopted else ()),
        *(_kpi_risk(one) for one in standings if one.status is Status.AT_RISK),
    ]
    rated = adopted or any(one.status is not Status.UNKNOWN for one in standings)
    empty = "The data shows no risk." if rated else UNRATED
    return Findings(id="risks", title="What are the top risks?", findings=tuple(found[:MOST]), empty=empty)


def _gate_risks(room: Room, filters: Filters) -> list[Finding]:
    found = roadmap(room, filters)
    return [
        Finding(
            text=f"{one.gate.name} is breached",
            detail=f"{found.money(float(one.amount))} at risk, "
            f"{one.met} of {counted(len(one.checks), 'condition')} met",
            status=Status.OFF_TRACK,
            page="roadmap",
        )
        for one in (found.gates if found else ())
        if found and one.standing is gates.Standing.BREACHED
    ]


def _logged_risks(room: Room) -> list[Finding]:
    """The worst risks of the RAID log that are left after mitigation."""
    log = room.case.raid
    levels = {"low": Status.ON_TRACK, "medium": Status.AT_RISK, "high": Status.OFF_TRACK}
    live = [one for one in (raid.rated(log) if log else ()) if one.live]
    return [
        Finding(
            text=one.risk.title,
            detail=f"Score {one.after.score} of 25 after mitigation, {one.before.score} before · {one.risk.owner}",
            status=levels[one.after.level],
            page="roadmap",
        )
        for one in live[:WORST]
    ]


def _kpi_risk(one: Standing) -> Finding:
    target = f"Target {one.written(one.target)} · " if one.target is not None else ""
    text = f"{one.kpi.name}: {one.written(one.value)}"
    return Finding(text=text, detail=target + one.kpi.owner, status=one.status, page="kpis")


def _adoption_risks(room: Room, filters: Filters) -> list[Finding]:
    teams = progress.teams(room, filters)
    stalled = progress.stalled(teams, room.case.charter.adoption, filters.as_of)
    back = progress.fallen_back(teams)
    found = []
    if stalled:
        which = " longest" if len(stalled) > 1 else ""
        detail = f"{stalled[0].team.team}{which}: {stalled[0].said}"
        found.append(_adoption_risk(f"{counted(len(stalled), 'team')} stalled", detail))
    if back:
        names = sorted(team.team for team in back)
        others = [f"{len(names) - 3} more"] if len(names) > 3 else []
        found.append(_adoption_risk(f"{counted(len(back), 'team')} fell back", listed([*names[:3], *others])))
    return found


def _adoption_risk(text: str, detail: str) -> Finding:
    return Finding(text=text, detail=detail, status=Status.AT_RISK, page="adoption")


def _decisions(room: Room) -> Findings:
    found = tuple(
        Finding(
            text=decision.question,
            detail=decision.recommendation or "",
            meta=" · ".join(
                part
                for part in (decision.owner, f"due {decision.due.day} {decision.due:%b %Y}" if decision.due else None)
                if part
            ),
        )
        for decision in room.case.charter.decisions
    )
    empty = "No decision is asked for. Add `decisions` to case.yaml."
    return Findings(id="decisions", title="What must we decide today?", findings=found, empty=empty)


def _changes(since: str | None, filters: Filters, standings: tuple[Standing, ...]) -> Findings:
    if since is None:
        empty = "Add `last_committee` to case.yaml to see what changed since."
        return Findings(id="changes", title="What changed since last time?", findings=(), empty=empty)
    if since >= filters.as_of:
        empty = f"The last committee saw {months.written(since)}; choose a later month to compare with it."
        return Findings(id="changes", title="What changed since last time?", findings=(), empty=empty)
    changed = [_definition(one, since) for one in standings if one.changed and one.changed > since]
    moves = sorted((one for one in standings if one.move_since(since)), key=lambda one: -_size(one, since))
    found = [*changed, *(_move(one, since) for one in moves)]
    compared = any(one.move_since(since) is not None for one in standings)
    empty = "No figure has moved." if compared else "There is no figure to compare."
    title = f"What changed since {months.written(since)}?"
    return Findings(id="changes", title=title, findings=tuple(found[:MOST]), empty=empty)


def _definition(one: Standing, since: str) -> Finding:
    past = one.value_at(since)
    detail = f"{one.written(one.value)} now can't be compared with {one.written(past)} then"
    if one.value is None or past is None:
        detail = next(part.what for part in one.kpi.changes if part.from_ == one.changed)
    return Finding(text=f"{one.kpi.name}: definition changed", detail=detail, page="kpis")


def _size(one: Standing, since: str) -> float:
    """How large a move is beside what it began at, so that figures of different units can be ranked."""
    past, step = one.value_at(since), one.move_since(since) or 0.0
    return abs(step / past) if past else math.inf


def _move(one: Standing, since: str) -> Finding:
    step = one.move_since(since) or 0.0
    verdict = "Better" if one.welcome(step) else "Worse"
    return Finding(
        text=f"{one.kpi.name}: {one.change(step)}",
        detail=f"{verdict}, {one.written(one.value_at(since))} to {one.written(one.value)}",
        page="kpis",
    )
