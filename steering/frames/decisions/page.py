"""The frame of the Decisions page: what was decided, on which figures, and whether its conditions hold today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering import months
from steering.cases.roadmap import last_day
from steering.catalog.business_metrics import SINGLE_METRICS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.decisions import ConditionCheck, Review, reviews
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Block, Column, Drilldown, Notice, TableBlock, Tile, Tiles
from steering.frames.cells import CellValue
from steering.frames.decisions.blocks import WORST_FIRST, build_section, format_day
from steering.frames.frame import Frame, provenance
from steering.status import Status

PAGE = "decisions"
# Up to so many decisions are shown in full; of more, one at a time.
IN_FULL = 4


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Every decision taken by the end of the month, its conditions evaluated on that month's data."""
    whole = replace(filters, unit=None)
    found = reviews(context, filters)
    if not found:
        return _build_empty_frame(context, whole)
    return Frame(
        page=PAGE,
        message=_describe_conditions(found),
        detail=_describe_overdue(found),
        blocks=(
            *_build_tiles(found),
            *_build_register(found, filters),
            *_build_sections(found, filters, context),
            _build_outlook_notice(),
        ),
        provenance=provenance(context, whole, _list_datasets(found)),
        notices=_build_notices(context, filters),
    )


def _build_empty_frame(context: CaseContext, filters: Filters) -> Frame:
    later = len(context.decisions)
    text = f"No decision had been taken by the end of {months.format_month(filters.as_of)}."
    remedy = f"Choose a later month to see {pluralise(later, 'decision')}."
    if not later:
        text = "This case has no decision on record yet."
        remedy = "Add past ones as decisions.yaml to the case folder. New ones will come from the live stage."
    notice = Notice(text=text, remedy=remedy)
    source = provenance(context, filters, ())
    return Frame(page=PAGE, message="No decision yet", blocks=(), provenance=source, notices=(notice,))


def _build_notices(context: CaseContext, filters: Filters) -> tuple[Notice, ...]:
    found = []
    if filters.unit:
        text = "Decisions are about the whole organisation."
        found.append(Notice(text=text, remedy="The choice of a business unit changes nothing on this page."))
    later = sum(one.decision.decided_on > last_day(filters.as_of) for one in context.decisions)
    if later:
        text = f"{pluralise(later, 'decision')} taken after {months.format_month(filters.as_of)} "
        text += "is not shown." if later == 1 else "are not shown."
        found.append(Notice(text=text, remedy="Choose a later month to see more."))
    return tuple(found)


def _build_outlook_notice() -> Notice:
    remedy = "Until votes are taken there, write decisions into decisions.yaml of the case folder."
    return Notice(text="New decisions will come from the live stage.", remedy=remedy)


def _list_datasets(found: Sequence[Review]) -> list[str]:
    named = {term.metric for one in found for term in one.decision.conditions}
    named |= {seen.metric for one in found for seen in one.decision.figures}
    return ["adoption", "kpi"] + (["cost"] if named & set(SINGLE_METRICS) else [])


def _list_conditions(found: Sequence[Review]) -> list[ConditionCheck]:
    return [judged for one in found for judged in one.conditions]


def _describe_conditions(found: Sequence[Review]) -> str:
    conditions = _list_conditions(found)
    if not conditions:
        return f"{pluralise(len(found), 'decision')}, without conditions".capitalize()
    counts = {status: [one for one in conditions if one.status is status] for status in WORST_FIRST}
    total = pluralise(len(conditions), "condition")
    if breached := counts[Status.BREACHED]:
        named = [one.term.label for one in breached[:3]]
        more = [f"{len(breached) - 3} more"] if len(breached) > 3 else []
        return f"{len(breached)} of {total} breached: {join_words([*named, *more])}"
    said = [f"{len(counts[Status.MET])} of {total} met"]
    said += [f"{len(counts[Status.NOT_DUE])} not yet due"] if counts[Status.NOT_DUE] else []
    said += [f"{len(counts[Status.UNKNOWN])} without a value"] if counts[Status.UNKNOWN] else []
    return ", ".join(said)


def _describe_overdue(found: Sequence[Review]) -> str:
    actions = (one for review in found for one in review.actions)
    late = sorted((one.task for one in actions if one.status is Status.OVERDUE), key=lambda task: task.due)
    if not late:
        return ""
    first = late[0]
    are = f"{pluralise(len(late), 'action')} overdue, the longest since" if len(late) > 1 else "1 action overdue since"
    return f"{are} {format_day(first.due)}, {first.owner}: {first.text}"


def _build_tiles(found: Sequence[Review]) -> tuple[Tiles, ...]:
    conditions = [one.status for one in _list_conditions(found)]
    actions = [one.status for review in found for one in review.actions]
    shown = [Status.MET, Status.BREACHED, Status.NOT_DUE]
    shown += [Status.UNKNOWN] if Status.UNKNOWN in conditions else []
    of_all = f"of {pluralise(len(conditions), 'condition')}"
    tiles = [_build_tile(status, conditions, of_all) for status in shown if conditions]
    if actions:
        still = f"of {pluralise(len(actions), 'action')}, {actions.count(Status.OPEN)} open"
        tiles.append(_build_tile(Status.OVERDUE, actions, still))
    return (Tiles(tiles=tuple(tiles)),) if tiles else ()


def _build_tile(status: Status, all_: Sequence[Status], note: str) -> Tile:
    count = all_.count(status)
    return Tile(
        id=f"status-{status.name.lower()}", label=status.capitalize(), value=f"{count}", note=note, status=status
    )


def _build_register(found: Sequence[Review], filters: Filters) -> tuple[Block, ...]:
    """All decisions in one table, and the choice of the one that is shown in full, where there are many."""
    if len(found) <= IN_FULL:
        return ()
    columns = (Column(label="Decision"), Column(label="Decided"), Column(label="Result"), Column(label="By"))
    counts = (Column(label="Conditions met"), Column(label="Breached"), Column(label="Actions overdue"))
    return (
        TableBlock(
            id="register",
            title="All decisions",
            columns=(*columns, *counts),
            rows=tuple(_build_register_row(one) for one in found),
        ),
        Drilldown(
            label="Look closer at",
            options=tuple((one.decision.id, one.decision.title) for one in found),
            chosen=_choose_decision(found, filters).decision.id,
        ),
    )


def _build_register_row(one: Review) -> tuple[CellValue, ...]:
    states = [judged.status for judged in one.conditions]
    overdue = sum(followed.status is Status.OVERDUE for followed in one.actions)
    decision = one.decision
    met = f"{states.count(Status.MET)} of {len(states)}" if states else None
    breached, late = states.count(Status.BREACHED) or None, overdue or None
    return (decision.title, format_day(decision.decided_on), decision.result, decision.by, met, breached, late)


def _choose_decision(found: Sequence[Review], filters: Filters) -> Review:
    """The decision that the viewer chose, or the last one with a breached condition, or the last."""
    breached = (one for one in found if any(judged.status is Status.BREACHED for judged in one.conditions))
    chosen = next((one for one in found if one.decision.id == filters.focus), None)
    return chosen or next(breached, found[0])


def _build_sections(found: Sequence[Review], filters: Filters, context: CaseContext) -> tuple[Block, ...]:
    shown = found if len(found) <= IN_FULL else [_choose_decision(found, filters)]
    return tuple(block for one in shown for block in build_section(one, filters, context))
