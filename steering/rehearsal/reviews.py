"""What was said of rehearsals, told from the events on record: scores, comments, answers, and who may see which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from pydantic import TypeAdapter

from steering.field_types import checks_of
from steering.lookalikes import visible_key
from steering.records.reviews import ReviewEvent, ReviewRecords

Role = Literal["instructor", "peer", "self"]
ROLES: tuple[Role, ...] = get_args(Role)
AnswerState = Literal["done", "disputed", "later"]
# What goes out to whoever rehearsed, one after the other: comments can go out before marks.
ReleasePart = Literal["comments", "marks"]
RELEASE_PART: TypeAdapter[ReleasePart] = TypeAdapter(ReleasePart)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The level given to a criterion, from 1, with its weight (a share) and why."""

    criterion: str
    title: str
    weight: float
    level: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ScoreBody:
    """A score as it is stored: what was scored by (`rubric_sha256` is the hash of its content), and its marks."""

    rubric: str
    rubric_title: str
    rubric_sha256: str
    scale: tuple[str, ...]
    role: Role
    why: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewScore(ScoreBody):
    """A revision of what somebody made of a run by a rubric; `number` rises over all that was ever recorded.

    `by` is what they are called, `person` the key that tells them from others, empty where the name does.
    """

    number: int
    run_id: str
    by: str
    at: dt.datetime
    revision: int
    person: str = ""

    @property
    def key(self) -> str:
        """Who gave it: an id, or a typed name."""
        return self.person or self.by

    @property
    def value(self) -> float:
        """The mean level by weight, from 1 to the number of levels."""
        return sum(mark.level * mark.weight for mark in self.marks) / sum(mark.weight for mark in self.marks)

    def level(self, criterion: str) -> int | None:
        """Return the level of a criterion; None where it was not scored."""
        return next((mark.level for mark in self.marks if mark.criterion == criterion), None)


@dataclass(frozen=True, kw_only=True)
class CommentBody:
    """A comment as it is stored, pinned to a scene and to a moment in seconds of the run, without those for questions.

    `hash` names the frame that was shown then; it is empty where none was. A comment on the whole run has no scene.
    """

    text: str
    role: Role
    scene: str = ""
    moment: float | None = None
    hash: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerBody:
    """An answer as it is stored."""

    state: AnswerState
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class CommentAnswer(AnswerBody):
    """What whoever rehearsed made of a comment."""

    by: str
    at: dt.datetime
    revision: int


@dataclass(frozen=True, kw_only=True)
class ReviewComment(CommentBody):
    """A comment on a run, with its answer. `by` is what its author is called, `person` their key, as of a score."""

    id: str
    number: int
    run_id: str
    by: str
    at: dt.datetime
    answer: CommentAnswer | None = None
    person: str = ""

    @property
    def key(self) -> str:
        """Who wrote it: an id, or a typed name."""
        return self.person or self.by


@dataclass(frozen=True, kw_only=True)
class Release:
    """When comments or marks went out, by whom: what was recorded before it."""

    number: int
    by: str
    at: dt.datetime
    revision: int


@dataclass(frozen=True, kw_only=True)
class RunReview:
    """All that was said of a run: every revision of its scores, its comments, and what has gone out."""

    run_id: str
    history: tuple[ReviewScore, ...] = ()
    comments: tuple[ReviewComment, ...] = ()
    releases: Mapping[ReleasePart, Release] = field(default_factory=dict)
    # Whether reviewers calibrate on it, and how often that was said.
    is_reference: bool = False
    reference_revision: int = 0

    @property
    def scores(self) -> tuple[ReviewScore, ...]:
        """The newest score of each reviewer by each rubric."""
        return _newest(self.history)

    @property
    def released_comments(self) -> tuple[ReviewComment, ...]:
        """The comments that whoever rehearsed may read; marks never go out without them."""
        last = max((release.number for release in self.releases.values()), default=0)
        return tuple(comment for comment in self.comments if comment.number < last)

    @property
    def own_comments(self) -> tuple[ReviewComment, ...]:
        """What whoever rehearsed noted themself, which nobody has to let out."""
        return tuple(comment for comment in self.comments if comment.role == "self")

    @property
    def released_scores(self) -> tuple[ReviewScore, ...]:
        """The scores of others as they went out; a later revision goes out with the next release."""
        release = self.releases.get("marks")
        others = (score for score in self.history if release and score.number < release.number)
        return _newest(score for score in others if score.role != "self")

    def score_of(self, rubric: str, key: str) -> ReviewScore | None:
        """Return somebody's newest score by a rubric, by their key."""
        own = (score for score in self.scores if score.rubric == rubric)
        return next((score for score in own if is_same_person(score.key, key)), None)

    def scores_for_learner(self, rubric: str) -> tuple[ReviewScore, ...]:
        """Return what whoever rehearsed may see: nothing before their own score, then those that have gone out."""
        own = tuple(score for score in self.scores if score.rubric == rubric and score.role == "self")
        return (*own, *(score for score in self.released_scores if score.rubric == rubric)) if own else ()

    def scores_for_reviewer(self, rubric: str, key: str) -> tuple[ReviewScore, ...]:
        """Return what a reviewer may see: nothing before their own score, so that it is their own."""
        every = tuple(score for score in self.scores if score.rubric == rubric)
        return every if any(is_same_person(score.key, key) for score in every) else ()


@dataclass(frozen=True, kw_only=True)
class ReviewList:
    """The reviews of runs by the run's id, and a sentence for each entry that can't be read."""

    runs: Mapping[str, RunReview]
    faults: tuple[str, ...] = ()

    def of(self, run_id: str) -> RunReview:
        """Return the review of a run; an empty one where nothing was said."""
        return self.runs.get(run_id, RunReview(run_id=run_id))


def read_reviews(events: Sequence[ReviewEvent]) -> ReviewList:
    """Return the reviews that events amount to, the oldest event first."""
    runs: dict[str, RunReview] = {}
    faults = []
    for event in events:
        review = runs.get(event.run_id) or RunReview(run_id=event.run_id)
        try:
            runs[event.run_id] = _TAKE[event.kind](review, event)
        except ValueError:
            what = f"The {event.kind} of {event.recorded_by} (entry {event.id} of the reviews)"
            faults.append(f"{what} was written by another version of Steerco and is left out. Use that version.")
    return ReviewList(runs=runs, faults=tuple(faults))


def list_reviews(records: ReviewRecords, case_id: str, run_ids: Collection[str] | None = None) -> ReviewList:
    """Return the reviews of a case's runs, or of those given only."""
    return read_reviews(records.list(case_id, run_ids))


def open_comments(
    records: ReviewRecords, case_id: str, run_ids: Collection[str], key: str
) -> tuple[ReviewComment, ...]:
    """Return the comments of others on runs that have gone out to a person, and that nobody has answered yet."""
    reviews = list_reviews(records, case_id, run_ids).runs.values()
    return tuple(
        comment
        for review in reviews
        for comment in review.released_comments
        if comment.answer is None and not is_same_person(comment.key, key)
    )


def list_scores(
    records: ReviewRecords, case_id: str, run_ids: Collection[str] | None = None
) -> tuple[ReviewScore, ...]:
    """Return every revision of every score of a case's runs, the oldest first."""
    reviews = list_reviews(records, case_id, run_ids).runs.values()
    return tuple(sorted((score for review in reviews for score in review.history), key=lambda score: score.number))


def is_same_person(key: str, other: str) -> bool:
    """Whether two keys are of the same person: the same id, or typed names that can't be told apart."""
    return visible_key(key) == visible_key(other)


def _newest(scores: Iterable[ReviewScore]) -> tuple[ReviewScore, ...]:
    return tuple({(score.rubric, visible_key(score.key)): score for score in scores}.values())


def _take_score(review: RunReview, event: ReviewEvent) -> RunReview:
    body = checks_of(ScoreBody).validate_json(event.body)
    if not body.marks or any(mark.weight <= 0 or not 1 <= mark.level <= len(body.scale) for mark in body.marks):
        raise ValueError("marks that are none")
    score = ReviewScore(
        **vars(body), number=event.id, run_id=event.run_id, by=event.recorded_by, at=event.recorded_at,
        revision=event.revision, person=event.key,
    )  # fmt: skip
    return replace(review, history=(*review.history, score))


def _take_comment(review: RunReview, event: ReviewEvent) -> RunReview:
    body = checks_of(CommentBody).validate_json(event.body)
    comment = ReviewComment(
        **vars(body), id=event.subject, number=event.id, run_id=event.run_id, by=event.recorded_by,
        at=event.recorded_at, person=event.key,
    )  # fmt: skip
    return replace(review, comments=(*review.comments, comment))


def _take_answer(review: RunReview, event: ReviewEvent) -> RunReview:
    body = checks_of(AnswerBody).validate_json(event.body)
    answer = CommentAnswer(**vars(body), by=event.recorded_by, at=event.recorded_at, revision=event.revision)
    comments = (
        replace(comment, answer=answer) if comment.id == event.subject else comment for comment in review.comments
    )
    return replace(review, comments=tuple(comments))


def _take_release(review: RunReview, event: ReviewEvent) -> RunReview:
    part = RELEASE_PART.validate_python(event.subject)
    release = Release(number=event.id, by=event.recorded_by, at=event.recorded_at, revision=event.revision)
    return replace(review, releases={**review.releases, part: release})


def _take_reference(review: RunReview, event: ReviewEvent) -> RunReview:
    on = checks_of(bool).validate_json(event.body)
    return replace(review, is_reference=on, reference_revision=event.revision)


_TAKE: Mapping[str, Any] = {
    "score": _take_score,
    "comment": _take_comment,
    "answer": _take_answer,
    "release": _take_release,
    "reference": _take_reference,
}
