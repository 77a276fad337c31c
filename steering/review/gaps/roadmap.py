"""What the roadmap leaves open: slips, dates that have passed, work without an owner, and money without a gate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from steering.cases.roadmap import Roadmap
from steering.context.dated_case import DatedCase
from steering.formatting import format_day, pluralise
from steering.review.board_question import (
    BoardQuestion,
    BoardSubject,
    Weight,
    count_days,
    join_owners,
    name_some,
)
from steering.roadmap.schedule_items import ItemProgress, Schedule
from steering.roadmap.view import roadmap_view

FILE = "roadmap.yaml"
SUBJECT = BoardSubject.ROADMAP
# Working days by which the finish may slip before a plan is asked for: two weeks.
SLIP = 10


def find_gaps(paper: DatedCase) -> Iterator[BoardQuestion]:
    """Yield what the head of delivery asks."""
    view, roadmap = roadmap_view(paper.context, paper.filters), paper.case.roadmap
    if view is None or roadmap is None:
        yield BoardQuestion(
            id="no-roadmap",
            subject=SUBJECT,
            weight=Weight.RETURNS,
            text="In which order is this done, and what waits for what?",
            gap="The case has no roadmap.",
            condition="The case has a roadmap with dates, dependencies and gates",
            points=("The phases with their dates.", "What waits for what.", "Where one could stop."),
            places=(paper.at(FILE, (), "no roadmap", "phases, milestones and gates", "Write roadmap.yaml."),),
            page="roadmap",
        )
        return
    yield from _ask_about_slip(paper, view.schedule)
    yield from _ask_about_passed_days(paper, roadmap)
    yield from _ask_about_owners(paper, roadmap)
    yield from _ask_about_structure(paper, roadmap)


def _ask_about_slip(paper: DatedCase, plan: Schedule) -> Iterator[BoardQuestion]:
    """Ask what on the critical path is late."""
    if plan.slip <= 0:
        return
    late = [item for item in plan.critical_items if item.progress is ItemProgress.LATE]
    names = name_some(f"{item.short} by {count_days(item.slip)}" for item in late)
    yield BoardQuestion(
        id="slip",
        subject=SUBJECT,
        weight=Weight.CONDITION if plan.slip > SLIP else Weight.ADVICE,
        text="What on the critical path is late, and what catches it up?",
        gap=f"The finish is forecast for {format_day(plan.finish)}, {count_days(plan.slip)} after the baseline"
        + (f"; late on the critical path: {names}." if late else "."),
        condition=f"The finish is back at {format_day(plan.baseline_finish)}, or a new baseline is approved",
        points=(f"The slip: {count_days(plan.slip)}.", "Which item drives it.", "What is done about that item."),
        places=(
            paper.at(
                FILE,
                (),
                f"a finish on {format_day(plan.finish)}",
                f"one by {format_day(plan.baseline_finish)}",
                "Change the plan, or approve another baseline.",
            ),
        ),
        owner=join_owners(item.owner for item in late),
        page="roadmap",
        place="gantt",
    )


def _ask_about_passed_days(paper: DatedCase, roadmap: Roadmap) -> Iterator[BoardQuestion]:
    """Ask about what should have happened, and of which nothing is said."""
    entries = list(_list_passed(roadmap, paper.today))
    if not entries:
        return
    names = name_some(f"{name}, {format_day(day)}" for _, _, name, day in entries)
    yield BoardQuestion(
        id="passed-days",
        subject=SUBJECT,
        weight=Weight.CONDITION,
        text="These days have passed. Has it happened, and if not, when will it?",
        gap=f"{pluralise(len(entries), 'date')} passed without an actual one: {names}.",
        condition=f"Each has an actual date or a new forecast: {names}",
        points=("What has happened, with its day.", "What has not, with a new day.", "What waits for it."),
        places=tuple(
            paper.at(
                FILE,
                (key, index),
                f"{format_day(day)}, which has passed",
                "an actual date or a new forecast",
                "Add `actual:`, or correct the forecast.",
            )
            for key, index, _, day in entries
        ),
        page="roadmap",
        place="gantt",
    )


def _list_passed(roadmap: Roadmap, today: date) -> Iterator[tuple[str, int, str, date]]:
    """Yield the list, place, name and day of what was to be over by now and is not known to be."""
    for index, phase in enumerate(roadmap.phases):
        end = (phase.forecast and phase.forecast.end) or phase.baseline.end
        if end <= today and not (phase.actual and phase.actual.end):
            yield "phases", index, phase.name, end
    for index, milestone in enumerate(roadmap.milestones):
        day = milestone.forecast or milestone.baseline
        if day <= today and milestone.actual is None:
            yield "milestones", index, milestone.name, day
    for index, gate in enumerate(roadmap.gates):
        if gate.date and gate.date <= today and gate.released is None:
            yield "gates", index, gate.name, gate.date


def _ask_about_owners(paper: DatedCase, roadmap: Roadmap) -> Iterator[BoardQuestion]:
    """Ask who answers for milestones and gates of which nobody is named."""
    items = [
        *(("milestones", index, item.name) for index, item in enumerate(roadmap.milestones) if not item.owner),
        *(("gates", index, item.name) for index, item in enumerate(roadmap.gates) if not item.owner),
    ]
    if not items:
        return
    names = name_some(name for _, _, name in items)
    yield BoardQuestion(
        id="owners",
        subject=SUBJECT,
        weight=Weight.CONDITION,
        text="Who answers for each milestone and gate?",
        gap=f"Without an owner: {names}.",
        condition=f"Each has an owner: {names}",
        points=("One role for each.", "That the role knows.", "Who stands in."),
        places=tuple(
            paper.at(FILE, (key, index), "no owner", "a role that answers for it", "Add `owner:`.")
            for key, index, _ in items
        ),
        page="roadmap",
        place="gantt",
    )


def _ask_about_structure(paper: DatedCase, roadmap: Roadmap) -> Iterator[BoardQuestion]:
    """Ask about a roadmap in which nothing waits for anything, or no gate stops the money."""
    if len(roadmap.links) > 1 and not any(roadmap.links.values()):
        yield BoardQuestion(
            id="links",
            subject=SUBJECT,
            weight=Weight.CONDITION,
            text="What waits for what?",
            gap="Nothing on the roadmap depends on anything else, so no delay moves anything.",
            condition="The roadmap names what each item waits for",
            points=("The critical path.", "What may move without harm.", "Which deliveries come from others."),
            places=(paper.at(FILE, (), "no dependency", "what each item waits for", "Add `depends_on:`."),),
            page="roadmap",
            place="gantt",
        )
    if not roadmap.gates:
        yield BoardQuestion(
            id="no-gates",
            subject=SUBJECT,
            weight=Weight.CONDITION,
            text="Where could one stop, and on which figures?",
            gap="The roadmap has no funding gate.",
            condition="The money is released by gates with conditions",
            points=("The gates with their days.", "The conditions of each.", "What is lost by stopping there."),
            places=(paper.at(FILE, (), "no gate", "a gate with conditions", "Add `gates:`."),),
            page="roadmap",
            place="gates",
        )
