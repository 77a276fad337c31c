"""The feedback on a run as one HTML file that opens without a network: its timings, its scores, its comments.

It holds what whoever rehearsed may read, and is the same bytes for the same feedback.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from steering.exports.cells import file_name
from steering.exports.feedback_scores import build_score_blocks
from steering.exports.offline_page import NO_SCRIPTS, render_bar, render_page, render_picture
from steering.exports.witness import render_witness
from steering.formatting import ABSENT, format_clock, format_moment, pluralise
from steering.frames.blocks import Block, Notice
from steering.picture.picture import Picture, draw_blocks
from steering.picture.words import text
from steering.records.audit_log import LogHead
from steering.rehearsal.practice import Practice
from steering.rehearsal.reviews import ReviewComment, ReviewScore, RunReview, is_same_person
from steering.rehearsal.run_report import build_run_report
from steering.rehearsal.runs import PlannedScene, Run, describe_outcome
from steering.rehearsal.voice_report import build_voice_table

ANSWERS = {"done": "Done", "disputed": "Disputed", "later": "Later"}
ROLES = {"instructor": "instructor", "peer": "peer", "self": "own comment"}
NO_MARKS = Notice(
    text="There are no marks to see yet.",
    remedy="Score the run yourself first; then those of others are here once they have gone out.",
)
WHOLE = "On the whole run"


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What is taken along of a run. `pictures` are the recorded ones that comments are pinned to, by their hashes."""

    case: str
    title: str
    organisation: str
    run: Run
    practice: Practice
    comments: tuple[ReviewComment, ...]
    scores: tuple[ReviewScore, ...]
    pictures: Mapping[str, Picture]
    # The end of the audit log, of which the file is a witness.
    audit: LogHead | None = None


def list_readable_comments(review: RunReview) -> tuple[ReviewComment, ...]:
    """Return what whoever rehearsed may read: their own comments and those that have gone out, as the run went."""
    # An own comment that has gone out as well is one comment.
    readable = {comment.id: comment for comment in (*review.released_comments, *review.own_comments)}
    return tuple(
        sorted(readable.values(), key=lambda comment: (comment.moment is None, comment.moment or 0, comment.number))
    )


def list_readable_scores(review: RunReview) -> tuple[ReviewScore, ...]:
    """Return the scores that whoever rehearsed may see, rubric by rubric."""
    rubrics = dict.fromkeys(score.rubric for score in review.history)
    return tuple(score for rubric in rubrics for score in review.scores_for_learner(rubric))


def list_visible_scores(review: RunReview, person: str, by: str) -> tuple[ReviewScore, ...]:
    """Return what somebody may see of the scores of a person's run; both are keys.

    Whoever rehearsed sees what has gone out; a reviewer every revision by the rubrics that they have scored it by.
    """
    if is_same_person(by, person):
        return list_readable_scores(review)
    rubrics = {score.rubric for score in review.history if is_same_person(score.key, by)}
    return tuple(score for score in review.history if score.rubric in rubrics)


def name_feedback(case: str, run: Run) -> str:
    """Return the name of the file: `halden-feedback-ada-2026-11-28-2110.html`."""
    return file_name(case, "feedback", run.name, f"{run.began:%Y-%m-%d-%H%M}", ending="html")


def render_feedback(feedback: Feedback) -> bytes:
    """Return the file: an overview by scene, the timings, the scores, and each scene's comments with its screens."""
    parts = "".join(_render_parts(feedback))
    body = f"{render_bar('Feedback')}<main>{_render_cover(feedback)}{parts}</main>"
    return render_page(f"Feedback for {feedback.run.name}", body, look="feedback.css")


def _render_parts(feedback: Feedback) -> Iterator[str]:
    run = feedback.run
    voice = (build_voice_table(run),) if run.voice else ()
    yield _render_blocks("timings", "Timings", (*build_run_report(run, feedback.practice), *voice))
    yield _render_blocks("scores", "Scores", build_score_blocks(feedback.scores) or (NO_MARKS,))
    numbers = {scene.id: (number, scene) for number, scene in enumerate(run.planned, start=1)}
    for id in dict.fromkeys(comment.scene for comment in feedback.comments):
        number, scene = numbers.get(id, (0, None))
        yield _render_comments(feedback, id, number, scene)


def _render_cover(feedback: Feedback) -> str:
    run = feedback.run
    counts = [sum(comment.scene == scene.id for comment in feedback.comments) for scene in run.planned]
    rows = "".join(
        _render_row(run, number, scene, count)
        for number, (scene, count) in enumerate(zip(run.planned, counts, strict=True), start=1)
    )
    others = len(feedback.comments) - sum(counts)
    heads = (("Scene", ""), ("Message", ""), ("Planned", "right"), ("Took", "right"), ("Comments", "right"))
    head = "".join(f'<th scope="col"{_style(name)}>{label}</th>' for label, name in heads)
    total = (
        f'<tr><td></td><td>Total</td><td class="right">{format_clock(run.planned_seconds)}</td>'
        f'<td class="right">{format_clock(run.seconds)}</td><td class="right">{len(feedback.comments)}</td></tr>'
    )
    rest = f'<p class="fine">{pluralise(others, "comment")} on the whole run or on scenes outside its plan.</p>'
    return (
        f'<section class="cover stop" id="contents"><p class="where">{text(feedback.organisation)} · '
        f'{text(feedback.title)}</p><h1 tabindex="-1">Feedback for {text(run.name)}</h1>'
        f'<p class="headline">{_describe(run)}</p>'
        f'<table class="contents"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody><tfoot>{total}</tfoot></table>'
        f"{rest if others else ''}{NO_SCRIPTS}"
        '<p class="fine keys">Right and left arrow or PageDown and PageUp go from part to part, Home and End to the '
        f"first page and the last.</p>{render_witness(feedback.audit)}</section>"
    )


def _describe(run: Run) -> str:
    """`Run of 28 Nov 2026, 21:10 UTC: complete, 18:20 of 20:00.`"""
    limit = f" of {format_clock(run.allowed)}" if run.allowed else ""
    return (
        f"Run of {format_moment(run.began)}: {describe_outcome(run).lower()}, {format_clock(run.seconds)}{limit}, "
        f"{format_clock(run.question_seconds)} for questions."
    )


def _render_row(run: Run, number: int, scene: PlannedScene, count: int) -> str:
    shown = run.scene(scene.id)
    took = _describe_time(shown.seconds, scene.seconds) if shown else ABSENT
    message = f'<a href="#{_anchor(number)}">{text(scene.message)}</a>' if count else text(scene.message)
    return (
        f'<tr><td class="number">{number}</td><td>{message}</td><td class="right">{format_clock(scene.seconds)}</td>'
        f'<td class="right">{took}</td><td class="right">{count or ABSENT}</td></tr>'
    )


def _describe_time(seconds: float, planned: float) -> str:
    """How long it took, and by how much that is more or less than planned."""
    change = format_clock(seconds - planned, signed=True) if round(seconds - planned) else ""
    aside = f'<span class="fine">{change}</span> ' if change else ""
    return f"{aside}{format_clock(seconds)}"


def _style(name: str) -> str:
    return f' class="{name}"' if name else ""


def _anchor(number: int) -> str:
    return f"scene-{number}" if number else "whole"


def _render_blocks(id: str, title: str, blocks: Sequence[Block]) -> str:
    picture = draw_blocks(blocks)
    shown = render_picture(f"picture-{id}", picture.markup, picture.charts)
    return _render_stop(id, title, f'<h1 tabindex="-1">{title}</h1>{shown}')


def _render_stop(id: str, label: str, inner: str, *, look: str = "") -> str:
    return (
        f'\n<section class="scene stop{look}" id="{text(id)}" aria-label="{text(label)}">'
        f'<div class="sheet">{inner}</div></section>'
    )


def _render_comments(feedback: Feedback, id: str, number: int, scene: PlannedScene | None) -> str:
    """Return the comments on a scene, on the whole run, or on a scene that the run's plan does not have."""
    title = scene.message if scene else f"Scene {id}, which was not planned" if id else WHOLE
    shown = feedback.run.scene(id)
    took = f"{format_clock(shown.seconds)} of {format_clock(scene.seconds)}" if shown and scene else ""
    where = f'<p class="where"><strong>Scene {number}</strong> {took}</p>' if number else ""
    comments = [comment for comment in feedback.comments if comment.scene == id]
    entries = "".join(_render_comment(comment) for comment in comments)
    anchor = _anchor(number) if number or not id else f"other-{id}"
    body = f'{where}<h1 tabindex="-1">{text(title)}</h1><ol class="comments">{entries}</ol>'
    return _render_stop(anchor, f"Comments: {title}", body, look=" remarks") + "".join(
        _render_screens(feedback, comments, anchor)
    )


def _render_comment(comment: ReviewComment) -> str:
    moment = f"<strong>{format_clock(comment.moment)}</strong> · " if comment.moment is not None else ""
    answer = comment.answer
    reply = (
        f'<p class="answer"><strong>{ANSWERS[answer.state]}</strong>'
        f"{': ' + text(answer.text) if answer.text else ''}</p>"
        if answer
        else ""
    )
    return (
        f'<li><p class="who">{moment}{text(comment.by)}, {ROLES[comment.role]}</p>'
        f'<p class="said">{text(comment.text)}</p>{reply}</li>'
    )


def _render_screens(feedback: Feedback, comments: Sequence[ReviewComment], anchor: str) -> Iterator[str]:
    """Yield each screen that the comments are pinned to, as it was recorded, once."""
    for position, hash in enumerate(dict.fromkeys(comment.hash for comment in comments if comment.hash), start=1):
        if picture := feedback.pictures.get(hash):
            moments = [comment.moment for comment in comments if comment.hash == hash and comment.moment is not None]
            at = f" at {', '.join(map(format_clock, moments))}" if moments else ""
            label = f"The screen{at}"
            shown = render_picture(f"screen-{anchor}-{position}", picture.markup, picture.charts)
            yield _render_stop(f"{anchor}-screen-{position}", label, f'<p class="where">{label}</p>{shown}')
