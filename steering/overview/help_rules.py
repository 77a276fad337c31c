"""Who needs help: declared rules with points for each, and the reason in words; most points come first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from steering.catalog.phases import PHASES
from steering.formatting import format_clock, format_day, join_words, pluralise
from steering.overview.learner_progress import LearnerProgress
from steering.rehearsal.readiness import VerdictState

# Days after which somebody has not been seen for long.
AWAY_DAYS = 14
# By how many seconds runs get worse before it counts.
WORSE_SECONDS = 30.0
# The share of the hard questions that should sit.
ENOUGH_SITS = 0.5


@dataclass(frozen=True, kw_only=True)
class HelpRule:
    """A reason to help: its title, its points, how often they count at most, and what finds it.

    `find` returns the reason in words, and how often the points count; 0 where there is no such reason.
    """

    title: str
    points: int
    most: int = 1
    find: Callable[[LearnerProgress, dt.datetime], tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class HelpNeed:
    """How much help somebody needs: the points, and the reasons, the weightiest first."""

    progress: LearnerProgress
    points: int
    reasons: tuple[str, ...]


def _find_no_workspace(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    return "has no workspace yet", int(progress.owner.workspace is None)


def _find_fault(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    fault = progress.case.fault if progress.case else ""
    return fault[:1].lower() + fault[1:], int(bool(fault))


def _find_unopened(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    return "has never opened the workspace", int(bool(progress.case and not progress.case.is_opened))


def _find_absence(progress: LearnerProgress, now: dt.datetime) -> tuple[str, int]:
    last = progress.last_seen
    if last is None:
        return "was never seen", 1
    days = (now - last).days
    return f"was last seen {pluralise(days, 'day')} ago, on {format_day(last.date())}", int(days >= AWAY_DAYS)


def _find_no_run(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    others = len(progress.practice.runs)
    rest = f", {pluralise(others, 'run')} from the middle or broken off" if others else ""
    return f"has no complete run{rest}", int(progress.has_begun and not progress.practice.complete)


def _find_open_claims(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    count = len(progress.case.open_claims) if progress.case else 0
    total = progress.case.claim_count if progress.case else 0
    return f"{count} of {pluralise(total, 'claim')} not supported by the data", count


def _find_failures(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    count = len(progress.case.failures) if progress.case else 0
    return f"{pluralise(count, 'check')} of the case failed", count


def _find_worse_runs(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    change = progress.miss_change or 0.0
    return f"runs are {format_clock(change)} further off their plan than at first", int(change >= WORSE_SECONDS)


def _find_unready(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    person = progress.person
    is_open = bool(person and person.verdict is VerdictState.NOT_YET and progress.practice.complete)
    return f"not met: {join_words([title.lower() for title in person.unmet]) if person else ''}", int(is_open)


def _find_weak_drill(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    person = progress.person
    is_weak = bool(person and person.hard and person.sitting < ENOUGH_SITS * person.hard)
    return f"{person.sitting} of {person.hard} hard questions are answered reliably" if person else "", int(is_weak)


def _find_open_comments(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    return f"{pluralise(progress.to_answer, 'comment')} without an answer", progress.to_answer


def _find_unreviewed(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    return "nobody has reviewed the last complete run", int(progress.to_review)


def _find_overtime(progress: LearnerProgress, _: dt.datetime) -> tuple[str, int]:
    over = [
        f"{phase.title} took {progress.minutes[id] / 60:.0f} of {phase.hours * len(progress.owner.people)} hours"
        for id, phase in PHASES.items()
        if progress.minutes.get(id, 0) > phase.hours * 60 * len(progress.owner.people)
    ]
    return "; ".join(over), int(bool(over))


# Every rule, the weightiest first: the guide for instructors has the same list.
RULES: tuple[HelpRule, ...] = (
    HelpRule(title="No workspace", points=100, find=_find_no_workspace),
    HelpRule(title="The case can't be opened", points=90, find=_find_fault),
    HelpRule(title="The workspace was never opened", points=80, find=_find_unopened),
    HelpRule(title="Not seen for 14 days, or never", points=40, find=_find_absence),
    HelpRule(title="No complete run", points=25, find=_find_no_run),
    HelpRule(title="Runs get further off their plan, by 30 seconds or more", points=10, find=_find_worse_runs),
    HelpRule(title="Less than half of the hard questions are answered reliably", points=10, find=_find_weak_drill),
    HelpRule(title="Not ready after a complete run", points=8, find=_find_unready),
    HelpRule(title="Each claim that the data does not support", points=5, most=4, find=_find_open_claims),
    HelpRule(title="Each comment without an answer", points=5, most=3, find=_find_open_comments),
    HelpRule(title="More hours than a phase has", points=5, find=_find_overtime),
    HelpRule(title="Each check of the case that fails", points=3, most=5, find=_find_failures),
    HelpRule(title="The last complete run is not reviewed", points=3, find=_find_unreviewed),
)


def assess_need(progress: LearnerProgress, now: dt.datetime) -> HelpNeed:
    """Return how much help somebody needs, and why."""
    reasons = [(rule, *rule.find(progress, now)) for rule in RULES]
    reasons = [(rule, text, count) for rule, text, count in reasons if count]
    points = sum(rule.points * min(count, rule.most) for rule, _, count in reasons)
    return HelpNeed(progress=progress, points=points, reasons=tuple(text for _, text, _ in reasons))


def sort_by_need(learners: Iterable[LearnerProgress], now: dt.datetime) -> tuple[HelpNeed, ...]:
    """Return everybody, whoever needs help most first; who needs equally much, by title."""
    needs = (assess_need(progress, now) for progress in learners)
    return tuple(sorted(needs, key=lambda need: (-need.points, need.progress.owner.title.casefold())))


def list_rules() -> tuple[tuple[str, str], ...]:
    """Return the title of each rule with its points as they are read."""
    return tuple(
        (rule.title, f"{rule.points}" + (f", at most {rule.points * rule.most}" if rule.most > 1 else ""))
        for rule in RULES
    )
