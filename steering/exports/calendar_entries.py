"""The dates of a case that belong in a calendar: what recurs, what falls due, and whatever has no date to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.decisions import reviews
from steering.dossier.change_file import change_of
from steering.dossier.communications import name_audience
from steering.dossier.governance_file import governance_of
from steering.dossier.review_board import HORIZON, Cadence
from steering.exports.pack_file import Remark
from steering.formatting import format_day, format_money, join_words
from steering.recurrence import RecurrenceRule, list_days, parse_rule
from steering.roadmap.hindsight import roadmap_as_of
from steering.roadmap.schedule_items import ItemProgress, Kind, ScheduleItem, schedule
from steering.storyboard.views import default_filters

NO_DAY = "It is not in the calendar: its rule names no day on which it comes again."


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """A whole day of a calendar, or the first of those on which it recurs by `rule`, without the days of `skips`.

    `kind` and `id` say what it is about for ever, whatever its day and its words are.
    """

    kind: str
    id: str
    title: str
    day: date
    details: tuple[str, ...] = ()
    place: str = ""
    rule: RecurrenceRule | None = None
    skips: tuple[date, ...] = ()


def list_entries(context: CaseContext) -> tuple[tuple[CalendarEntry, ...], tuple[Remark, ...]]:
    """Return the entries of a case as it opens, the first day first, and what can't be in a calendar."""
    dated = DatedCase(context=context, filters=default_filters(context))
    entries: list[CalendarEntry] = []
    remarks: list[Remark] = []
    for item in (*_list_cadences(dated), *_list_roadmap(dated), *_list_days(dated)):
        if isinstance(item, Remark):
            remarks.append(item)
        else:
            entries.append(item)
    return tuple(sorted(entries, key=lambda entry: (entry.day, entry.kind, entry.id))), tuple(remarks)


def _list_days(dated: DatedCase) -> Iterator[CalendarEntry]:
    yield from _list_meetings(dated)
    yield from _list_questions(dated)
    yield from _list_actions(dated)


def _list_cadences(dated: DatedCase) -> Iterator[CalendarEntry | Remark]:
    """Yield the review board and the communications, each by its rule."""
    dossier = dated.case.dossier
    board = governance_of(dated).review_board if dossier.governance else None
    if board:
        yield _recur("Review board", "review-board", board.name, board, dated.today, place=board.place or "")
    if dossier.change is None:
        return
    change = change_of(dated)
    for entry in change.communications:
        details = (
            entry.message if len(entry.message) > len(_shorten(entry.message)) else "",
            f"Channel: {entry.channel}",
            _name("To", join_words(name_audience(change, entry))),
            _name("Sent by", entry.owner),
        )
        yield _recur("Communication", entry.id, _shorten(entry.message), entry, dated.today, details)


def _recur(
    kind: str, id: str, title: str, cadence: Cadence, today: date, details: tuple[str, ...] = (), place: str = ""
) -> CalendarEntry | Remark:
    """Return what recurs, from its first day on that is not left out; a remark where there is no such day."""
    rule = parse_rule(cadence.rule)
    days = list_days(rule, cadence.start, cadence.start, max(today, cadence.start) + timedelta(days=HORIZON))
    first = next((index for index, day in enumerate(days) if day not in cadence.skips), None)
    if first is None:
        return Remark(where=f"{kind}: {title}", text=NO_DAY)
    # Days that are left out before the first one count as well.
    left = rule.count - first if rule.count else None
    return CalendarEntry(
        kind=kind,
        id=id,
        title=title,
        day=days[first],
        details=details,
        place=place,
        rule=replace(rule, count=left),
        skips=tuple(sorted({day for day in days[first:] if day in cadence.skips})),
    )


def _list_roadmap(dated: DatedCase) -> Iterator[CalendarEntry]:
    """Yield milestones and gates on the days on which they were, or are forecast to be, reached."""
    roadmap = roadmap_as_of(dated.context, dated.filters.as_of)
    if roadmap is None or not roadmap.links:
        return
    currency = dated.case.charter.currency
    details = {
        gate.id: (f"Amount: {format_money(float(gate.amount.value), currency)}", gate.purpose or "")
        for gate in roadmap.gates
    }
    for item in schedule(roadmap, dated.case.charter, dated.filters.as_of).items:
        if item.moment:
            yield CalendarEntry(
                kind="Gate" if item.kind is Kind.GATE else "Milestone",
                id=item.id,
                title=item.name,
                day=item.end,
                details=(*details.get(item.id, ()), _name("Owner", item.owner), *_tell_dates(item)),
            )


def _tell_dates(item: ScheduleItem) -> tuple[str, ...]:
    reached = "Released" if item.kind is Kind.GATE else "Reached"
    state = f"{reached} on this day" if item.progress is ItemProgress.FINISHED else "Forecast for this day"
    return (state, f"Planned for {format_day(item.baseline_end)}" if item.slip else "")


def _list_meetings(dated: DatedCase) -> Iterator[CalendarEntry]:
    """Yield the meetings of the steering committee; its title tells one, among several of one title its place."""
    roadmap = dated.case.roadmap
    if roadmap is None:
        return
    gates = {gate.id: gate.name for gate in roadmap.gates}
    questions = {question.id: question.question for question in dated.case.charter.decisions}
    numbers: Counter[str] = Counter()
    for meeting in roadmap.committee:
        numbers[meeting.title] += 1
        yield CalendarEntry(
            kind="Steering committee",
            id=f"{meeting.title}\n{numbers[meeting.title]}",
            title=meeting.title,
            day=meeting.date,
            details=(
                *(questions.get(id, id) for id in meeting.decisions),
                _name("Gates", join_words([gates.get(id, id) for id in meeting.gates])),
            ),
        )


def _list_questions(dated: DatedCase) -> Iterator[CalendarEntry]:
    """Yield the days by which the ask and the open questions are to be decided."""
    charter = dated.case.charter
    if (ask := charter.ask) and ask.decide_by:
        amount = format_money(float(ask.amount.value), charter.currency)
        yield CalendarEntry(
            kind="Decision", id="ask", title=ask.title, day=ask.decide_by, details=(f"Amount: {amount}", ask.purpose)
        )
    for question in charter.decisions:
        if question.due:
            yield CalendarEntry(
                kind="Decision",
                id=f"question\n{question.id}",
                title=_shorten(question.question),
                day=question.due,
                details=(
                    question.question,
                    _name("Recommendation", question.recommendation),
                    _name("Owner", question.owner),
                ),
            )


def _list_actions(dated: DatedCase) -> Iterator[CalendarEntry]:
    """Yield the actions of decisions on the days on which they are due."""
    for review in reviews(dated.context, dated.filters):
        for action in review.actions:
            task, day = action.task, action.done_on
            yield CalendarEntry(
                kind="Action",
                id=f"{review.decision.id}\n{task.id}",
                title=f"{_shorten(task.text)} (done)" if day else _shorten(task.text),
                day=task.due,
                details=(
                    task.text,
                    f"Owner: {task.owner}",
                    f"Decision: {review.decision.title}",
                    f"Done on {format_day(day)}" if day else "",
                ),
            )


def _name(label: str, text: str | None) -> str:
    return f"{label}: {text}" if text else ""


def _shorten(text: str, most: int = 90) -> str:
    """Return the first line of a text, cut at a word where it is long."""
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]}…"
