"""The frame of the Decisions page: what was decided, on which figures, and whether its conditions hold today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering import months
from steering.catalog.business_metrics import SINGLE_METRICS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.decisions import ConditionCheck, Review, is_taken, reviews
from steering.formatting import format_day, join_words, pluralise
from steering.frames.blocks import Block, Choice, Column, Notice, TableBlock, Tile, Tiles
from steering.frames.cells import CellValue
from steering.frames.decisions.blocks import WORST_FIRST, build_section
from steering.frames.frame import Frame, provenance
from steering.status import Status

PAGE = "decisions"
# Up to so many decisions are shown in full; of more, one at a time.
IN_FULL = 4


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Every decision taken by the end of the month, its conditions evaluated on that month's data."""
    without_unit = replace(filters, unit=None)
    records = reviews(context, filters)
    if not records:
        return _build_empty_frame(context, without_unit)
    return Frame(
        page=PAGE,
        message=_describe_conditions(records),
        detail=_describe_overdue(records),
        blocks=(
            *_build_tiles(records),
            *_build_register(records, filters),
            *_build_sections(records, filters, context),
            _build_outlook_notice(),
        ),
        provenance=provenance(context, without_unit, _list_datasets(records)),
        notices=_build_notices(context, filters),
    )


def _build_empty_frame(context: CaseContext, filters: Filters) -> Frame:
    later = len(context.decisions)
    text = f"No decision had been taken by the end of {months.format_month(filters.as_of)}."
    remedy = f"Choose a later month to see {pluralise(later, 'decision')}."
    if not later:
        text = "This case has no decision on record yet."
        remedy = "Add past ones as decisions.yaml to the case folder. New ones come from votes on the live stage."
    notice = Notice(text=text, remedy=remedy)
    source = provenance(context, filters, ())
    return Frame(page=PAGE, message="No decision yet", blocks=(), provenance=source, notices=(notice,))


def _build_notices(context: CaseContext, filters: Filters) -> tuple[Notice, ...]:
    notices = []
    if filters.unit:
        text = "Decisions are about the whole organisation."
        notices.append(Notice(text=text, remedy="The choice of a business unit changes nothing on this page."))
    later = sum(not is_taken(context, filters.as_of, decision) for decision in context.decisions)
    if later:
        text = f"{pluralise(later, 'decision')} taken after {months.format_month(filters.as_of)} "
        text += "is not shown." if later == 1 else "are not shown."
        notices.append(Notice(text=text, remedy="Choose a later month to see more."))
    return tuple(notices)


def _build_outlook_notice() -> Notice:
    remedy = "Write those that were taken elsewhere into decisions.yaml of the case folder."
    return Notice(text="New decisions come from votes on the live stage.", remedy=remedy)


def _list_datasets(records: Sequence[Review]) -> list[str]:
    metrics = {term.metric for review in records for term in review.decision.conditions}
    metrics |= {figure.metric for review in records for figure in review.decision.figures}
    has_model = metrics & set(SINGLE_METRICS) or any(review.npv for review in records)
    return ["adoption", "kpi"] + (["cost"] if has_model else [])


def _list_conditions(records: Sequence[Review]) -> list[ConditionCheck]:
    return [check for review in records for check in review.conditions]


def _describe_conditions(records: Sequence[Review]) -> str:
    conditions = _list_conditions(records)
    if not conditions:
        return f"{pluralise(len(records), 'decision')}, without conditions".capitalize()
    counts = {status: [check for check in conditions if check.status is status] for status in WORST_FIRST}
    total = pluralise(len(conditions), "condition")
    if breached := counts[Status.BREACHED]:
        labels = [check.term.label for check in breached[:3]]
        more = [f"{len(breached) - 3} more"] if len(breached) > 3 else []
        verb = "is" if len(breached) == 1 else "are"
        return f"{len(breached)} of {total} from past decisions {verb} breached: {join_words([*labels, *more])}"
    parts = [f"{len(counts[Status.MET])} of {total} met"]
    parts += [f"{len(counts[Status.NOT_DUE])} not yet due"] if counts[Status.NOT_DUE] else []
    parts += [f"{len(counts[Status.UNKNOWN])} without a value"] if counts[Status.UNKNOWN] else []
    return ", ".join(parts)


def _describe_overdue(records: Sequence[Review]) -> str:
    actions = (action for review in records for action in review.actions)
    late = sorted((action.task for action in actions if action.status is Status.OVERDUE), key=lambda task: task.due)
    if not late:
        return ""
    first = late[0]
    are = f"{pluralise(len(late), 'action')} overdue, the longest since" if len(late) > 1 else "1 action overdue since"
    return f"{are} {format_day(first.due)}, {first.owner}: {first.text}"


def _build_tiles(records: Sequence[Review]) -> tuple[Tiles, ...]:
    conditions = [check.status for check in _list_conditions(records)]
    actions = [action.status for review in records for action in review.actions]
    statuses = [Status.MET, Status.BREACHED, Status.NOT_DUE]
    statuses += [Status.UNKNOWN] if Status.UNKNOWN in conditions else []
    of_all = f"of {pluralise(len(conditions), 'condition')}"
    tiles = [_build_tile(status, conditions, of_all) for status in statuses if conditions]
    if actions:
        still = f"of {pluralise(len(actions), 'action')}, {actions.count(Status.OPEN)} open"
        tiles.append(_build_tile(Status.OVERDUE, actions, still))
    return (Tiles(tiles=tuple(tiles)),) if tiles else ()


def _build_tile(status: Status, all_: Sequence[Status], note: str) -> Tile:
    count = all_.count(status)
    return Tile(
        id=f"status-{status.name.lower()}", label=status.capitalize(), value=f"{count}", note=note, status=status
    )


def _build_register(records: Sequence[Review], filters: Filters) -> tuple[Block, ...]:
    """All decisions in one table, and the choice of the one that is shown in full, where there are many."""
    if len(records) <= IN_FULL:
        return ()
    columns = (Column(label="Decision"), Column(label="Decided"), Column(label="Result"), Column(label="By"))
    counts = (Column(label="Conditions met"), Column(label="Breached"), Column(label="Actions overdue"))
    return (
        TableBlock(
            id="register",
            title="All decisions",
            columns=(*columns, *counts),
            rows=tuple(_build_register_row(review) for review in records),
        ),
        Choice(
            label="Details for",
            options=tuple((review.decision.id, review.decision.title) for review in records),
            chosen=_choose_decision(records, filters).decision.id,
        ),
    )


def _build_register_row(review: Review) -> tuple[CellValue, ...]:
    states = [check.status for check in review.conditions]
    overdue = sum(action.status is Status.OVERDUE for action in review.actions)
    decision = review.decision
    met = f"{states.count(Status.MET)} of {len(states)}" if states else None
    breached, late = states.count(Status.BREACHED) or None, overdue or None
    return (decision.title, format_day(decision.decided_on), decision.result, decision.by, met, breached, late)


def _choose_decision(records: Sequence[Review], filters: Filters) -> Review:
    """The decision that the viewer chose, or the last one with a breached condition, or the last."""
    breached = (review for review in records if any(check.status is Status.BREACHED for check in review.conditions))
    choice = next((review for review in records if review.decision.id == filters.focus), None)
    return choice or next(breached, records[0])


def _build_sections(records: Sequence[Review], filters: Filters, context: CaseContext) -> tuple[Block, ...]:
    selection = records if len(records) <= IN_FULL else [_choose_decision(records, filters)]
    return tuple(block for review in selection for block in build_section(review, filters, context))
