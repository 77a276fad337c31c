"""The blocks of one decision: what was decided, its conditions, its figures then and now, its actions."""

from __future__ import annotations

from datetime import date

from steering import months
from steering.cases.decisions import Term
from steering.conditions import WORDS, State, Verdict
from steering.context.case_context import Filters, Room
from steering.decisions import Compared, Judged, Review
from steering.formatting import ABSENT, bare
from steering.frames.frame import Block, Cell, Column, Finding, Findings, Side, Table
from steering.metrics.format import exact, moved, named, written
from steering.months import is_month
from steering.status import Status

WORST_FIRST = (Status.BREACHED, Status.UNKNOWN, Status.NOT_DUE, Status.MET)
LATEST_FIRST = (Status.OVERDUE, Status.OPEN, Status.DONE)
DATASETS = {"adoption": "adoption", "kpi": "KPI", "cost": "cost", "usage": "usage", "evidence": "evidence"}


def day_written(day: date) -> str:
    """`31 Jul 2026`."""
    return f"{day.day} {day:%b %Y}"


def section(one: Review, filters: Filters, room: Room) -> tuple[Block, ...]:
    """What was decided beside its conditions, then the figures then and now, the actions and the minutes."""
    blocks: list[Block] = [Side(blocks=(_taken(one, room), _terms(one, room, filters)))]
    if one.figures:
        blocks.append(_figures(one, filters, room))
    if one.actions:
        blocks.append(_actions(one))
    if one.decision.minutes:
        said = (Finding(text="", detail=one.decision.minutes),)
        blocks.append(Findings(id=f"minutes-{one.decision.id}", title="Minutes", findings=said))
    return tuple(blocks)


def _taken(one: Review, room: Room) -> Findings:
    decision = one.decision
    others = [option for option in decision.options if option != decision.result]
    facts = [
        Finding(text=decision.result, detail=decision.question, meta=_when(one)),
        *([Finding(text="Not chosen", detail="; ".join(others))] if others else []),
        Finding(text="On which figures", detail=_basis(one, room)),
    ]
    return Findings(id=f"taken-{decision.id}", title=decision.title, findings=tuple(facts))


def _when(one: Review) -> str:
    decision, votes = one.decision, one.decision.votes
    said = [day_written(decision.decided_on), decision.by]
    if votes:
        said.append(f"{votes.for_} for, {votes.against} against, {votes.abstained} abstained")
    if one.recorded.revision > 1:
        said.append(f"revision {one.recorded.revision}")
    return " · ".join([*said, f"record {one.recorded.sha256[:8]}"])


def _basis(one: Review, room: Room) -> str:
    """The data and the parameters that the committee had before it."""
    decision = one.decision
    said = [f"Data to {months.written(decision.as_of)}"]
    for dataset, release in decision.releases.items():
        since = "still in force" if room.releases.get(dataset) == release else "replaced since"
        said.append(f"{DATASETS[dataset]} release {release[:8]}, {since}")
    said += [f"scenario {decision.scenario}"] if decision.scenario else []
    said += [f"{name.replace('_', ' ')} at {bare(float(value))}" for name, value in decision.parameters.items()]
    return "; ".join(said) + "."


def _terms(one: Review, room: Room, filters: Filters) -> Findings:
    ordered = sorted(one.conditions, key=lambda judged: WORST_FIRST.index(judged.status))
    return Findings(
        id=f"conditions-{one.decision.id}",
        title=f"Do its conditions hold in {months.written(filters.as_of)}?",
        findings=tuple(_term(judged, room) for judged in ordered),
        empty="It was decided without conditions.",
    )


def _term(judged: Judged, room: Room) -> Finding:
    term = judged.term
    meta = [_stands(judged, room), f"due {_due_words(term)}"]
    if judged.when_due:
        meta.append(f"{_observed(judged.when_due, term, room)} when it was due")
    return Finding(
        text=term.label[:1].upper() + term.label[1:],
        detail=term.text or "",
        meta=" · ".join(meta),
        status=judged.status,
    )


def _stands(judged: Judged, room: Room) -> str:
    if judged.now.state is State.UNKNOWN:
        return judged.now.reason.rstrip(".")
    term, bounds = judged.term, judged.now.bounds
    values = (judged.now.observed, *bounds)
    observed, *asked = (written(room, term.metric or "", value) for value in values)
    if observed in asked and judged.now.state is State.BROKEN:
        observed, *asked = (exact(room, term.metric or "", value) for value in values)
    tolerance = f", within {term.tolerance}" if term.tolerance else ""
    month = f" in {months.written(term.as_of)}" if term.as_of else ""
    return f"{observed}{month}, asked for {WORDS[term.op]} {' and '.join(asked)}{tolerance}"


def _observed(verdict: Verdict, term: Term, room: Room) -> str:
    return "no value" if verdict.observed is None else written(room, term.metric or "", verdict.observed)


def _figures(one: Review, filters: Filters, room: Room) -> Table:
    then, now = months.written(one.decision.as_of), months.written(filters.as_of)
    return Table(
        id=f"figures-{one.decision.id}",
        title=f"{one.decision.title}: the figures then and now",
        columns=(
            Column(label="Figure"),
            Column(label=f"Then, {then}", kind="figure", help="As the committee saw it"),
            Column(label=f"Now, {now}", kind="figure"),
            Column(label="Change", kind="figure"),
            Column(label="Note"),
        ),
        rows=tuple(_compared(seen, one.decision.as_of, room) for seen in one.figures),
        figures=tuple((seen.figure.metric, named(room, seen.figure.metric)) for seen in one.figures),
    )


def _compared(seen: Compared, as_of: str, room: Room) -> tuple[Cell, ...]:
    metric, value, now = seen.figure.metric, float(seen.figure.value), seen.now.value
    then = written(room, metric, value)
    step = None if now is None or seen.redefined else moved(room, metric, now - value)
    said = None if now is None else written(room, metric, now)
    return (named(room, metric), then, said, step, "; ".join(_remarks(seen, as_of, then, room)) or None)


def _remarks(seen: Compared, as_of: str, then: str, room: Room) -> list[str]:
    """What keeps the two figures from being compared, or has changed the first one since."""
    said = [f"Seen as of {months.written(seen.month)}"] if seen.month != as_of else []
    if seen.redefined:
        said.append(f"Redefined in {months.written(seen.changed)}" if seen.changed else "Its definition has changed")
    again = written(room, seen.figure.metric, seen.again)
    if again not in (then, ABSENT):
        said.append(f"{months.written(seen.month)} is {again} on today's data")
    return said + ([seen.now.reason.rstrip(".")] if seen.now.value is None else [])


def _actions(one: Review) -> Table:
    ordered = sorted(one.actions, key=lambda followed: (LATEST_FIRST.index(followed.status), followed.task.due))
    return Table(
        id=f"actions-{one.decision.id}",
        title=f"{one.decision.title}: actions",
        columns=(
            Column(label="Status", kind="status"),
            Column(label="Action"),
            Column(label="Owner"),
            Column(label="Due"),
            Column(label="Done"),
        ),
        rows=tuple(
            (
                followed.status,
                followed.task.text,
                followed.task.owner,
                day_written(followed.task.due),
                day_written(followed.done_on) if followed.done_on else None,
            )
            for followed in ordered
        ),
    )


def _due_words(term: Term) -> str:
    return months.written(term.due) if is_month(term.due) else day_written(term.due_day)
