"""All that the rules of readiness look at, gathered once: runs, claims, changes, drill, preflight and reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steering.cases.storyboard import AnyScene, Scene, Storyboard
from steering.conditions import ConditionState
from steering.frames.storyboard.page import check_scene_claims
from steering.records import Records
from steering.rehearsal.drill import QuestionProgress, build_progress
from steering.rehearsal.history import list_runs
from steering.rehearsal.questions import derive_questions
from steering.rehearsal.reviews import ReviewComment, is_same_person, list_reviews
from steering.rehearsal.run_changes import CaseChange, find_changes
from steering.rehearsal.runs import Run
from steering.stage.positions import list_scenes
from steering.stage.preflight import Check
from steering.state.case_snapshot import CaseSnapshot


@dataclass(frozen=True, kw_only=True)
class SpokenClaim:
    """A sentence of a scene, which is counted from 1, with how it stands and why."""

    number: int
    says: str
    state: ConditionState
    reason: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that the rules look at.

    `runs` are those of the person, the newest first, and `changes` what is otherwise since the last complete one;
    `allowed` are the seconds that the committee gives. `checks` is the preflight of the next meeting, None where none
    is planned; `comments` are those of others on the person's runs that have gone out.
    """

    now: dt.datetime
    scenes: tuple[AnyScene, ...]
    allowed: float | None = None
    runs: tuple[Run, ...] = ()
    claims: tuple[SpokenClaim, ...] = ()
    changes: tuple[CaseChange, ...] | None = None
    questions: tuple[QuestionProgress, ...] = ()
    checks: tuple[Check, ...] | None = None
    comments: tuple[ReviewComment, ...] = ()

    @property
    def last(self) -> Run | None:
        """The last complete run."""
        return next((run for run in self.runs if run.is_complete), None)

    def list_recent(self, days: int) -> tuple[Run, ...]:
        """Return the runs of so many days."""
        return tuple(run for run in self.runs if run.began >= self.now - dt.timedelta(days=days))


def gather_evidence(
    snapshot: CaseSnapshot,
    records: Records,
    story: Storyboard,
    key: str,
    now: dt.datetime,
    *,
    checks: Sequence[Check] | None = None,
) -> Evidence:
    """Gather what is known of a person, by their key, who rehearses the storyboard of a case."""
    context = snapshot.context
    runs = list_runs(records.meetings, context.case.id, now).of(key)
    scenes = list_scenes(snapshot, story)
    return Evidence(
        now=now,
        scenes=scenes,
        allowed=float(story.minutes_allowed) * 60 if story.minutes_allowed else None,
        runs=runs,
        claims=tuple(_list_claims(snapshot, scenes)),
        changes=find_changes(snapshot, runs),
        questions=build_progress(derive_questions(context), records.drill.list(context.case.id, key)),
        checks=None if checks is None else tuple(checks),
        comments=tuple(_list_comments(records, context.case.id, runs, key)),
    )


def _list_claims(snapshot: CaseSnapshot, scenes: Sequence[AnyScene]) -> Iterator[SpokenClaim]:
    for number, scene in enumerate(scenes, start=1):
        for claim in check_scene_claims(snapshot.context, scene) if isinstance(scene, Scene) else ():
            yield SpokenClaim(number=number, says=claim.text, state=claim.state, reason=claim.reason)


def _list_comments(records: Records, case_id: str, runs: Sequence[Run], key: str) -> Iterator[ReviewComment]:
    for review in list_reviews(records.reviews, case_id, [run.id for run in runs]).runs.values():
        yield from (comment for comment in review.released_comments if not is_same_person(comment.key, key))
