"""How each learner, or group, of a cohort gets on, gathered from their workspaces and what is on record."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from steering.catalog.phases import PhaseId
from steering.context.cache import LruCache
from steering.errors import CaseRefused, UnknownName
from steering.formatting import pluralise
from steering.overview.case_facts import CaseFacts, describe_refusal, find_case_key, gather_facts
from steering.overview.owners import WorkOwner, list_work_owners
from steering.progress import report
from steering.records import Records
from steering.records.workspaces import Workspace
from steering.rehearsal.history import list_runs
from steering.rehearsal.practice import Practice
from steering.rehearsal.readiness import VerdictState, judge
from steering.rehearsal.readiness_evidence import Evidence, gather_evidence
from steering.rehearsal.reviews import is_same_person, list_reviews
from steering.rehearsal.runs import PRESENTER
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status

# Facts of cases and of people that are kept, each by what it follows from: 500 cohorts are not looked at at once.
MOST_FACTS = 2_000


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """How ready a person is: the verdict, the titles of the rules not met, and how many hard questions sit of all."""

    verdict: VerdictState
    unmet: tuple[str, ...]
    sitting: int
    hard: int


@dataclass(frozen=True, kw_only=True)
class LearnerProgress:
    """How a learner or a group gets on.

    `case` and `person` are None where there is nothing to tell them from. `to_answer` are comments that wait for an
    answer; `to_review` is whether nobody has reviewed the last complete run. `minutes` are those logged, by phase.
    """

    owner: WorkOwner
    case: CaseFacts | None = None
    practice: Practice = field(default_factory=lambda: Practice(runs=()))
    person: PersonFacts | None = None
    to_answer: int = 0
    to_review: bool = False
    last_seen: dt.datetime | None = None
    minutes: Mapping[PhaseId, int] = field(default_factory=dict)

    @property
    def has_begun(self) -> bool:
        """Whether there is a case that was opened."""
        return bool(self.case and self.case.is_opened and not self.case.fault)

    @property
    def miss_change(self) -> float | None:
        """By how many seconds the last runs are further off their plan than the first; below 0 is better."""
        change = self.practice.improvement
        return change.misses[1] - change.misses[0] if change else None


def gather_progress(app: AppState, cohort_id: str, now: dt.datetime) -> tuple[LearnerProgress, ...]:
    """Gather how every learner and group of a cohort gets on, in the order of their titles.

    Nothing is published and no workspace stays open. What was gathered before is not gathered again as long as what
    it follows from is what it was.
    """
    owners = list_work_owners(app, cohort_id)
    ids = [member.id for owner in owners for member in owner.people]
    seen = app.records.people.last_seen(ids)
    minutes = _add_up(app.records, owners)
    learners = []
    for number, owner in enumerate(owners):
        report(f"{owner.title}: {number + 1:,} of {pluralise(len(owners), 'learner')}", number / len(owners))
        learners.append(_Gathering(app, owner, now).gather(seen, minutes))
    return tuple(learners)


class _Gathering:
    """One owner's progress on the way; the case is opened where something is not known yet."""

    def __init__(self, app: AppState, owner: WorkOwner, now: dt.datetime) -> None:
        self._app, self._owner, self._now = app, owner, now
        self._cache = _find_cache(app.records)

    def gather(
        self, seen: Mapping[str, dt.datetime], minutes: Mapping[tuple[str, str], Mapping[PhaseId, int]]
    ) -> LearnerProgress:
        owner, workspace = self._owner, self._owner.workspace
        moments = [seen[member.id] for member in owner.people if member.id in seen]
        if workspace is None:
            return LearnerProgress(owner=owner, last_seen=max(moments, default=None))
        key = find_case_key(self._app, workspace)
        facts = self._cache.get(key, self._gather_case)
        practice = self._practise(workspace)
        moments += [run.began for run in practice.runs[:1]]
        own = [minutes.get((workspace.id, member.id), {}) for member in owner.people]
        outstanding = self._count_reviews(workspace, practice)
        return LearnerProgress(
            owner=owner,
            case=facts,
            practice=practice,
            person=self._judge(workspace, key, practice) if facts.is_opened and not facts.fault else None,
            to_answer=outstanding[0],
            to_review=outstanding[1],
            last_seen=max(moments, default=None),
            minutes=dict(sum((Counter(each) for each in own), Counter[PhaseId]())),
        )

    @cached_property
    def _snapshot(self) -> CaseSnapshot:
        assert self._owner.workspace
        return self._app.peek(self._owner.workspace)

    def _gather_case(self) -> CaseFacts:
        try:
            return gather_facts(self._app.records, self._snapshot)
        except (CaseRefused, UnknownName) as error:
            return CaseFacts(fault=describe_refusal(error))

    def _practise(self, workspace: Workspace) -> Practice:
        runs = list_runs(self._app.records.meetings, workspace.id, self._now).runs
        return Practice(runs=tuple(run for run in runs if self._is_own(run.person)))

    def _is_own(self, key: str) -> bool:
        """Return whether a key is that of one of the owners: their ids, and where nobody signs in their names."""
        people = self._owner.people
        keys = [member.id for member in people]
        if self._app.access.way == "local":
            # Whoever rehearses without a name is the presenter.
            keys += [*(member.name for member in people), PRESENTER]
        return any(is_same_person(key, own) for own in keys)

    def _judge(self, workspace: Workspace, key: Hashable, practice: Practice) -> PersonFacts | None:
        """Return how ready whoever rehearsed last is; None where nobody has rehearsed or answered in the drill."""
        records = self._app.records
        drills = [person.key for person in records.drill.people(workspace.id) if self._is_own(person.key)]
        keys = [run.person for run in practice.runs[:1]] + drills
        if not keys:
            return None
        stamp = (records.meetings.stamp(workspace.id, "rehearsal"), len(records.reviews.list(workspace.id)))
        answers = len(records.drill.list(workspace.id, keys[0]))
        known = (key, workspace.id, keys[0], stamp, answers, self._now.date())
        facts: PersonFacts | None = self._cache.get(known, lambda: self._judge_person(keys[0]))
        return facts

    def _judge_person(self, key: str) -> PersonFacts | None:
        story = self._snapshot.context.case.storyboard
        if story is None:
            return None
        evidence = gather_evidence(self._snapshot, self._app.records, story, key, self._now)
        verdict = judge(story.readiness, evidence)
        hard = _list_hard(evidence, story.readiness.severity)
        return PersonFacts(
            verdict=verdict.state,
            unmet=tuple(rule.title for rule in verdict.list_rules(Status.NOT_MET)),
            sitting=sum(hard),
            hard=len(hard),
        )

    def _count_reviews(self, workspace: Workspace, practice: Practice) -> tuple[int, bool]:
        """Count the comments without an answer, and say whether the last complete run waits for a review."""
        if not practice.runs:
            return 0, False
        reviews = list_reviews(self._app.records.reviews, workspace.id, [run.id for run in practice.runs])
        waiting = sum(
            comment.answer is None and not self._is_own(comment.key)
            for review in reviews.runs.values()
            for comment in review.released_comments
        )
        if not practice.complete:
            return waiting, False
        last = reviews.of(practice.complete[0].id)
        roles = [score.role for score in last.scores] + [comment.role for comment in last.comments]
        return waiting, all(role == "self" for role in roles)


def _list_hard(evidence: Evidence, severity: int) -> list[bool]:
    """Return for each hard question whether it sits."""
    return [item.sits for item in evidence.questions if item.question.severity >= severity]


def _add_up(records: Records, owners: Sequence[WorkOwner]) -> Mapping[tuple[str, str], Mapping[PhaseId, int]]:
    """Add up the minutes that were logged, by workspace and person, then by phase."""
    sums: dict[tuple[str, str], Counter[PhaseId]] = {}
    for entry in records.work_hours.list(list(_list_ids(owners))):
        sums.setdefault((entry.case_id, entry.person_id), Counter())[entry.phase] += entry.minutes
    return sums


def _list_ids(owners: Sequence[WorkOwner]) -> Iterator[str]:
    yield from dict.fromkeys(owner.workspace.id for owner in owners if owner.workspace)


@lru_cache(maxsize=8)
def _find_cache(_: Records) -> LruCache[Any]:
    """Return what this process has gathered of the cases of a store."""
    return LruCache(MOST_FACTS)
