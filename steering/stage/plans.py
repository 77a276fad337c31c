"""A meeting as somebody plans it in a form: what was entered becomes a plan, or every problem with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from steering.errors import Problem, quote_input
from steering.lookalikes import is_visible, visible_key
from steering.records.meetings import Kind
from steering.stage.meeting import Role

# The roles of people, each with what it may do.
ROLES: Mapping[Role, str] = {
    "presenter": "presents",
    "chair": "votes, and opens and closes votes",
    "member": "votes",
    "guest": "follows and asks",
}
LONGEST_TITLE, LONGEST_NAME, MOST_PEOPLE, MOST_MINUTES = 120, 80, 200, 240


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A meeting to be made: its title and day, the minutes for questions, and who is invited (name and role).

    `person` is who rehearses; a meeting with others has its presenters among the people.
    """

    title: str
    day: dt.date
    question_minutes: float = 5
    people: tuple[tuple[str, Role], ...] = ()
    kind: Kind = "meeting"
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanForm:
    """What was entered; each person is what stands in the cells of a row."""

    title: str
    day: dt.date | None
    question_minutes: float | None
    people: Sequence[tuple[str, str]]


def check_plan(form: PlanForm, today: dt.date) -> tuple[Plan | None, tuple[Problem, ...]]:
    """Return the plan that a form describes, or every problem of it."""
    title = " ".join(form.title.split())
    rows = [(number, " ".join(name.split()), role) for number, (name, role) in enumerate(form.people, start=1)]
    rows = [row for row in rows if row[1] or row[2]]
    problems = (*_check_head(title, form, today), *_check_people(rows))
    if problems or form.day is None or form.question_minutes is None:
        return None, problems
    names: dict[str, Role] = {role: role for role in get_args(Role)}
    people = tuple((name, names[role]) for _, name, role in rows)
    return Plan(title=title, day=form.day, question_minutes=form.question_minutes, people=people), ()


def _check_head(title: str, form: PlanForm, today: dt.date) -> Iterator[Problem]:
    if not is_visible(title):
        yield _problem("Title", "nothing", "a title, such as Steering committee, November", "Name the meeting.")
    elif len(title) > LONGEST_TITLE:
        yield _problem("Title", f"{len(title)} characters", f"at most {LONGEST_TITLE}", "Shorten it.")
    if form.day is None:
        yield _problem("Date", "nothing", "the day of the meeting", "Choose it.")
    elif form.day < today:
        yield _problem("Date", form.day.isoformat(), "today or later", "Choose the day of the meeting.")
    minutes = form.question_minutes
    if minutes is None or not 0 <= minutes <= MOST_MINUTES:
        text = "nothing" if minutes is None else f"{minutes:g}"
        yield _problem("Minutes for questions", text, f"0 to {MOST_MINUTES}", "Write 0 where there are none.")


def _check_people(rows: Sequence[tuple[int, str, str]]) -> Iterator[Problem]:
    if len(rows) > MOST_PEOPLE:
        remedy = "Give the guest link to the others."
        yield _problem("People", f"{len(rows)} people", f"at most {MOST_PEOPLE}", remedy)
    rows_by_name: dict[str, int] = {}
    chairs: list[int] = []
    for row, name, role in rows:
        yield from _check_person(row, name, role)
        first = rows_by_name.setdefault(visible_key(name), row)
        if name and first != row:
            remedy = f"Tell them apart: row {first} has the same name."
            yield _problem("People", quote_input(name), "each name once", remedy, row=row, column="Name")
        if role == "chair":
            chairs.append(row)
            if len(chairs) == 2:
                remedy = f"Row {chairs[0]} is the chair already."
                yield _problem("People", "a second chair", "one chair at most", remedy, row=row, column="Role")


def _check_person(row: int, name: str, role: str) -> Iterator[Problem]:
    if not is_visible(name):
        yield _problem("People", "nothing", "a name", "Write it, or clear the row.", row=row, column="Name")
    elif len(name) > LONGEST_NAME:
        text = f"{len(name)} characters"
        yield _problem("People", text, f"at most {LONGEST_NAME}", "Shorten the name.", row=row, column="Name")
    if role not in ROLES:
        text = quote_input(role) if role else "nothing"
        yield _problem("People", text, "presenter, chair, member or guest", "Choose one.", row=row, column="Role")


def _problem(
    place: str, found: str, expected: str, remedy: str, *, row: int | None = None, column: str | None = None
) -> Problem:
    return Problem(file=place, row=row, column=column, found=found, expected=expected, remedy=remedy)
