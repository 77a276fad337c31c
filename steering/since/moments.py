"""The moments that today is held against: decisions, meetings, releases, months and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from steering.catalog.contracts import dataset_label
from steering.context.case_context import CaseContext
from steering.context.dimensions import available_months
from steering.context.filters import Filters
from steering.formatting import format_day, format_moment
from steering.months import add_months, format_month, is_month
from steering.records.decision_revision import DecisionRevision
from steering.records.publication import Publication

DECISION, MEETING, RELEASE = "decision:", "meeting:", "release:"
# How many of a kind are offered; links may name others.
MOST = 12
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A moment by the id that a link has, in words to follow "since", and the month that was the last one then.

    `at` is None for a month as it was first seen. `releases` are those that are known to have been before the people.
    """

    id: str
    label: str
    month: str
    at: dt.datetime | None = None
    releases: tuple[tuple[str, str], ...] = ()


def moment_options(context: CaseContext, filters: Filters) -> tuple[tuple[str, str], ...]:
    """Return the moments to choose from, id -> what it is called, as seen from a month."""
    return (
        *_list_decisions(context, filters),
        *_list_meetings(context),
        *_list_releases(context),
        *((month, f"End of {format_month(month)}") for month in _earlier_months(context, filters)),
    )


def default_moment(context: CaseContext, filters: Filters) -> Moment | None:
    """Return the last committee before a month: the last decision or the case's own, else the last meeting."""
    decisions = [decision for decision in context.decisions if decision.decision.as_of < filters.as_of]
    own = context.case.charter.last_committee
    last = max(decisions, key=lambda item: (item.decision.as_of, item.decision.decided_on), default=None)
    if last is not None and (own is None or last.decision.as_of >= own):
        return _of_decision(last)
    if own is not None:
        return _of_month(own) if own < filters.as_of else None
    ids = [meeting.id for meeting in context.past.meetings[:MOST]] if context.past else []
    meetings = (find_moment(context, filters, f"{MEETING}{id}") for id in ids)
    return next((moment for moment in meetings if moment and moment.month < filters.as_of), None)


def find_moment(context: CaseContext, filters: Filters, id: str) -> Moment | None:
    """Return the moment of an id; None where there is none."""
    if id.startswith(DECISION):
        decisions = (item for item in context.decisions if item.decision.id == id.removeprefix(DECISION))
        return next(map(_of_decision, decisions), None)
    if id.startswith(MEETING) and context.past:
        held = {meeting.id: meeting.held_at for meeting in context.past.meetings}
        at = held.get(id.removeprefix(MEETING))
        return _of_time(context, filters, id, f"the meeting of {format_moment(at)}", at) if at else None
    if id.startswith(RELEASE):
        entries = (entry for entry in _publications(context) if str(entry.id) == id.removeprefix(RELEASE))
        return next((_of_release(context, filters, entry) for entry in entries), None)
    if is_month(id):
        return _of_month(id) if id in available_months(context) else None
    return _of_day(context, filters, id)


def _list_decisions(context: CaseContext, filters: Filters) -> list[tuple[str, str]]:
    records = [item.decision for item in context.decisions if item.decision.as_of <= filters.as_of][:MOST]
    return [(f"{DECISION}{item.id}", f"Decision of {format_day(item.decided_on)}: {item.title}") for item in records]


def _list_meetings(context: CaseContext) -> list[tuple[str, str]]:
    meetings = context.past.meetings[:MOST] if context.past else ()
    return [(f"{MEETING}{meeting.id}", f"Meeting of {format_moment(meeting.held_at)}") for meeting in meetings]


def _list_releases(context: CaseContext) -> list[tuple[str, str]]:
    """The releases that are no longer in force, the last one first."""
    entries = [entry for entry in _publications(context) if context.releases.get(entry.dataset) != entry.release_id]
    entries.sort(key=lambda entry: entry.id, reverse=True)
    return [(f"{RELEASE}{entry.id}", _begin_sentence(_describe_release(entry))) for entry in entries[:MOST]]


def _publications(context: CaseContext) -> Iterator[Publication]:
    for state in context.dataset_states.values():
        yield from (entry for entry in state.history if entry.has_data)


def _describe_release(entry: Publication) -> str:
    label = dataset_label(entry.dataset)
    return f"{label} release {entry.release_id[:8]} of {format_moment(entry.published_at)}"


def _begin_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _earlier_months(context: CaseContext, filters: Filters) -> list[str]:
    return [month for month in reversed(available_months(context)) if month < filters.as_of]


def _of_decision(revision: DecisionRevision) -> Moment:
    decision = revision.decision
    is_live = revision.source == "stage"
    return Moment(
        id=f"{DECISION}{decision.id}",
        label=f"the decision of {format_day(decision.decided_on)}",
        month=decision.as_of,
        at=revision.recorded_at if is_live else _end_of(decision.decided_on),
        releases=tuple(sorted(decision.releases.items())),
    )


def _of_release(context: CaseContext, filters: Filters, entry: Publication) -> Moment:
    label, at = f"the {_describe_release(entry)}", entry.published_at
    releases = ((entry.dataset, entry.release_id),)
    return _of_time(context, filters, f"{RELEASE}{entry.id}", label, at, releases)


def _of_month(month: str) -> Moment:
    return Moment(id=month, label=format_month(month), month=month)


def _of_day(context: CaseContext, filters: Filters, id: str) -> Moment | None:
    try:
        day = dt.date.fromisoformat(id)
    except ValueError:
        return None
    return _of_time(context, filters, day.isoformat(), format_day(day), _end_of(day)) if day.year > 1 else None


def _of_time(
    context: CaseContext,
    filters: Filters,
    id: str,
    label: str,
    at: dt.datetime,
    releases: tuple[tuple[str, str], ...] = (),
) -> Moment:
    """A moment in time; its month is the case's own then, or the one before where that is not known."""
    past = context.past.case_at(at) if context.past else None
    months = [month for month in available_months(context) if month <= filters.as_of]
    month = past.case.charter.as_of if past and past.is_kept else add_months(f"{at:%Y-%m}", -1)
    # The data of a case that is made up may end long before, or begin after, the day on which it is looked at.
    month = min(month, filters.as_of)
    earlier = [known for known in months if known <= month]
    return Moment(id=id, label=label, month=earlier[-1] if earlier else month, at=at, releases=releases)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC) + DAY
