"""Deliverables with their sign-off, phases and touchpoints on a day, and what is late, missing or signed alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from steering.cases.dossier.enablement import Deliverable, Enablement, Touchpoint
from steering.catalog.phases import PHASES, PhaseId
from steering.context.dated_case import DatedCase
from steering.dossier.enablement_file import build_finding, enablement_of
from steering.dossier.finding import DossierFinding
from steering.errors import quote_input
from steering.formatting import format_day, join_words, pluralise
from steering.status import Status


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """A deliverable on a day: done once two different roles have signed, overdue where its day has passed before."""

    deliverable: Deliverable
    author_on: date | None
    reviewer_on: date | None
    status: Status

    @property
    def waits_for(self) -> str:
        """Who has still to sign, as words; empty where nobody has."""
        names = []
        if self.author_on is None:
            names.append(self.deliverable.author or "an author")
        if self.reviewer_on is None:
            names.append(self.deliverable.reviewer or "a reviewer")
        return join_words(names) or ("" if self.status is Status.DONE else "somebody else")


@dataclass(frozen=True, kw_only=True)
class PhaseStanding:
    """A phase on a day: when it is, its deliverables, and its talks with an instructor."""

    id: PhaseId
    start: date | None
    end: date | None
    goal: str
    status: Status
    deliverables: tuple[SignOff, ...]
    touchpoints: tuple[Touchpoint, ...]

    @property
    def done(self) -> int:
        """Deliverables that both have signed."""
        return sum(entry.status is Status.DONE for entry in self.deliverables)


def judge_deliverables(enablement: Enablement, today: date) -> list[SignOff]:
    """Return the deliverables on a day, in the order of the file."""
    return [_judge(deliverable, today) for deliverable in enablement.deliverables]


def _judge(deliverable: Deliverable, today: date) -> SignOff:
    author_on, reviewer_on = (
        day if day and day <= today else None for day in (deliverable.signed.author, deliverable.signed.reviewer)
    )
    if author_on and reviewer_on and not signs_alone(deliverable):
        status = Status.DONE
    else:
        status = Status.OVERDUE if deliverable.due < today else Status.OPEN
    return SignOff(deliverable=deliverable, author_on=author_on, reviewer_on=reviewer_on, status=status)


def signs_alone(deliverable: Deliverable) -> bool:
    """Return whether one role is to sign in both parts."""
    author, reviewer = deliverable.author, deliverable.reviewer
    return author is not None and reviewer is not None and author.casefold() == reviewer.casefold()


def judge_phases(enablement: Enablement, today: date) -> list[PhaseStanding]:
    """Return every phase of a learner on a day, also those that the file does not plan."""
    plans = {plan.id: plan for plan in enablement.phases}
    entries = judge_deliverables(enablement, today)
    standings = []
    for id in PHASES:
        plan = plans.get(id)
        own = tuple(entry for entry in entries if entry.deliverable.phase == id)
        standings.append(
            PhaseStanding(
                id=id,
                start=plan.start if plan else None,
                end=plan.end if plan else None,
                goal=plan.goal or "" if plan else "",
                status=_judge_phase(own, plan.end if plan else None, today),
                deliverables=own,
                touchpoints=tuple(talk for talk in enablement.touchpoints if talk.phase == id),
            )
        )
    return standings


def _judge_phase(entries: Sequence[SignOff], end: date | None, today: date) -> Status:
    if entries and all(entry.status is Status.DONE for entry in entries):
        return Status.DONE
    is_late = any(entry.status is Status.OVERDUE for entry in entries) or (end is not None and end < today)
    return Status.OVERDUE if is_late else Status.OPEN


def find_late_deliverables(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find deliverables that are past their day and that not both have signed."""
    for index, entry in enumerate(judge_deliverables(enablement_of(dated), dated.today)):
        deliverable = entry.deliverable
        if entry.status is Status.OVERDUE and not signs_alone(deliverable):
            late = pluralise((dated.today - deliverable.due).days, "day")
            yield build_finding(
                dated,
                f"“{deliverable.name}” was due {late} ago, on {format_day(deliverable.due)}, "
                f"and waits for {entry.waits_for}",
                Status.OVERDUE,
                ("deliverables", index, "due"),
                actual=format_day(deliverable.due),
                expected="both signatures by that day",
                remedy="Have it signed and write the day under `signed:`, or agree on a new day.",
                owner=deliverable.author if entry.author_on is None else deliverable.reviewer,
            )


def find_lone_signatures(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find deliverables that one role signs in both parts, that nobody writes or reviews, and reviews too early."""
    for index, deliverable in enumerate(enablement_of(dated).deliverables):
        place = ("deliverables", index)
        if signs_alone(deliverable):
            yield build_finding(
                dated,
                f"“{deliverable.name}” is written and reviewed by the same role, {deliverable.author}",
                Status.BREACHED,
                (*place, "reviewer"),
                actual=quote_input(deliverable.reviewer),
                expected="another role than the author",
                remedy="Name somebody else as reviewer.",
                owner=deliverable.author,
            )
        for key, verb in (("author", "writes"), ("reviewer", "reviews")):
            if getattr(deliverable, key) is None:
                yield build_finding(
                    dated,
                    f"Nobody {verb} “{deliverable.name}”",
                    Status.AT_RISK,
                    place,
                    actual=f"no {key}",
                    expected=f"the role that {verb} it",
                    remedy=f"Add `{key}:` with a role.",
                )
        yield from _find_early_review(dated, index, deliverable)


def _find_early_review(dated: DatedCase, index: int, deliverable: Deliverable) -> Iterator[DossierFinding]:
    author_on, reviewer_on = deliverable.signed.author, deliverable.signed.reviewer
    if reviewer_on and reviewer_on <= dated.today and (author_on is None or author_on > reviewer_on):
        when = f"on {format_day(author_on)}" if author_on else "never"
        yield build_finding(
            dated,
            f"“{deliverable.name}” was accepted on {format_day(reviewer_on)}, but its author signed {when}",
            Status.BREACHED,
            ("deliverables", index, "signed"),
            actual=format_day(reviewer_on),
            expected="the author's signature first",
            remedy="Correct the days, or have it reviewed again.",
            owner=deliverable.reviewer,
        )


def find_missing_files(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find deliverables whose files are not in the case, once somebody has signed them or their day has passed."""
    sizes = dated.case.dossier.sizes
    for index, entry in enumerate(judge_deliverables(enablement_of(dated), dated.today)):
        deliverable = entry.deliverable
        is_handed_in = bool(entry.author_on or entry.reviewer_on or entry.status is not Status.OPEN)
        for position, file in enumerate(deliverable.files):
            if is_handed_in and file not in sizes:
                yield build_finding(
                    dated,
                    f"“{deliverable.name}” is to be {quote_input(file)}, which is not in the case",
                    Status.BREACHED,
                    ("deliverables", index, "files", position),
                    actual=quote_input(file),
                    expected="a file of the case",
                    remedy="Add the file, or correct its name.",
                    owner=deliverable.author,
                )


def find_phase_gaps(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find phases that are not planned or without deliverables, and deliverables that are due after their phase."""
    enablement = enablement_of(dated)
    if not enablement.phases and not enablement.deliverables:
        return
    places = {plan.id: index for index, plan in enumerate(enablement.phases)}
    for standing in judge_phases(enablement, dated.today):
        title, place = (
            PHASES[standing.id].title,
            ("phases", places[standing.id]) if standing.id in places else ("phases",),
        )
        if standing.id not in places:
            text, actual = f"Nothing says when the phase {title} is", f"no phase {standing.id}"
            expected, remedy = "its first and last day", f"Add a phase `{standing.id}` with start and end."
            yield build_finding(dated, text, Status.AT_RISK, place, actual=actual, expected=expected, remedy=remedy)
        if not standing.deliverables:
            text, expected = f"Nothing is handed in within the phase {title}", "at least one deliverable"
            remedy = f"Add a deliverable with `phase: {standing.id}`."
            yield build_finding(
                dated, text, Status.AT_RISK, place, actual="no deliverable", expected=expected, remedy=remedy
            )
        yield from _find_outside(dated, standing)


def _find_outside(dated: DatedCase, standing: PhaseStanding) -> Iterator[DossierFinding]:
    """Find deliverables that are due, and talks that are, on a day that is none of their phase's."""
    if standing.start is None or standing.end is None:
        return
    enablement, title = enablement_of(dated), PHASES[standing.id].title
    span = f"{format_day(standing.start)} to {format_day(standing.end)}"
    entries = [
        ("deliverables", index, "due", item.due, f"“{item.name}” is due")
        for index, item in enumerate(enablement.deliverables)
        if item.phase == standing.id
    ]
    entries += [
        ("touchpoints", index, "on", talk.on, f"The talk with {talk.with_} is")
        for index, talk in enumerate(enablement.touchpoints)
        if talk.phase == standing.id
    ]
    for key, index, name, day, subject in entries:
        if not standing.start <= day <= standing.end:
            yield build_finding(
                dated,
                f"{subject} on {format_day(day)}, outside its phase {title} ({span})",
                Status.BREACHED,
                (key, index, name),
                actual=format_day(day),
                expected=f"a day from {span}",
                remedy="Correct the day or the phase.",
            )


def find_touchpoint_gaps(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find talks that are over and of which nothing came, and planned phases without any."""
    enablement = enablement_of(dated)
    for index, talk in enumerate(enablement.touchpoints):
        if talk.on <= dated.today and talk.outcome is None:
            yield build_finding(
                dated,
                f"Nothing came of the talk with {talk.with_} on {format_day(talk.on)}, as far as is written",
                Status.OVERDUE,
                ("touchpoints", index),
                actual="no outcome",
                expected="what came of it",
                remedy="Add `outcome:` in a sentence.",
                owner=talk.with_,
            )
    for index, plan in enumerate(enablement.phases):
        if not any(talk.phase == plan.id for talk in enablement.touchpoints):
            yield build_finding(
                dated,
                f"No talk with an instructor is planned in the phase {PHASES[plan.id].title}",
                Status.AT_RISK,
                ("phases", index),
                actual="no touchpoint",
                expected="at least one",
                remedy=f"Add a touchpoint with `phase: {plan.id}`.",
            )
