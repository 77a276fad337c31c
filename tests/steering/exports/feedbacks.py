"""Feedback on a run, written out: three scenes, two reviewers, comments that have gone out and one that has not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from steering.exports.feedback import Feedback, list_readable_comments, list_readable_scores
from steering.picture.picture import Picture
from steering.rehearsal.practice import Practice
from steering.rehearsal.reviews import (
    CommentAnswer,
    Mark,
    Release,
    ReviewComment,
    ReviewScore,
    Role,
    RunReview,
)
from steering.rehearsal.runs import Run
from tests.steering.rehearsal.run_examples import make_run, take

AT = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
FRAME = "ab" * 32


def run_of(text: str = "Ann") -> Run:
    return make_run(1, take(70, 150, 50), person=text, messages={"one": text, "model": text, "end": text})


def score(number: int, by: str, role: Role, ask: int, time: int, text: str = "Clear.") -> ReviewScore:
    marks = (
        Mark(criterion="ask", title=text, weight=0.75, level=ask, note=text),
        Mark(criterion="time", title="Time", weight=0.25, level=time),
    )
    return ReviewScore(
        rubric="short", rubric_title=text, rubric_sha256="r1", scale=("Low", "Middle", text), role=role, why=text,
        marks=marks, number=number, run_id="run-1", by=by, at=AT, revision=1,
    )  # fmt: skip


def comment(number: int, text: str, *, scene: str = "model", moment: float | None = 95.0) -> ReviewComment:
    hash = FRAME if moment is not None else ""
    return ReviewComment(
        id=f"c{number}", number=number, run_id="run-1", by=text, at=AT, text=text, role="peer", scene=scene,
        moment=moment, hash=hash,
    )  # fmt: skip


def review_of(text: str = "Slower here.") -> RunReview:
    """What was said: the learner's score, a chair's, three comments that have gone out, and one that has not."""
    answer = CommentAnswer(state="disputed", text=text, by="Ann", at=AT, revision=1)
    return RunReview(
        run_id="run-1",
        history=(score(1, "Ann", "self", 3, 2, text), score(2, "Grace", "instructor", 2, 1, text)),
        comments=(
            replace(comment(3, text), answer=answer),
            comment(4, text, scene="", moment=None),
            comment(5, text, scene="gone", moment=None),
            comment(9, "Not out yet."),
        ),
        releases={"marks": Release(number=8, by="Grace", at=AT, revision=1)},
    )


def feedback_of(text: str = "Slower here.", *, picture: Picture | None = None, run: Run | None = None) -> Feedback:
    run, review = run or run_of(text), review_of(text)
    return Feedback(
        case="halden", title=text, organisation=text, run=run, practice=Practice(runs=(run,)),
        comments=list_readable_comments(review), scores=list_readable_scores(review),
        pictures={FRAME: picture} if picture else {},
    )  # fmt: skip
