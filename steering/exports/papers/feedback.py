"""The feedback on a run on paper: its timings, its scores, and what was said of each scene.

It holds what whoever rehearsed may read, with each screen that a comment is pinned to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steering.exports.feedback import ANSWERS, NO_MARKS, ROLES, WHOLE, Feedback
from steering.exports.feedback_scores import build_score_blocks
from steering.exports.pack_file import PackFile
from steering.exports.papers.paper import Paper, PaperPart, pack_paper, set_paper
from steering.exports.papers.typesetter import PaperSize
from steering.exports.papers.witness import list_witness
from steering.formatting import format_clock, format_moment, pluralise
from steering.frames.blocks import Column, Statement, Statements, TableBlock
from steering.progress import report
from steering.rehearsal.reviews import ReviewComment
from steering.rehearsal.run_report import build_run_report
from steering.rehearsal.runs import describe_outcome
from steering.rehearsal.voice_report import build_voice_table


def feedback_paper(feedback: Feedback, *, size: PaperSize = "a4") -> PackFile:
    """Set the feedback on a run, dated at the day on which it began."""
    report("Setting", 0.0)
    run = feedback.run
    limit = f" of {format_clock(run.allowed)}" if run.allowed else ""
    paper = Paper(
        kind="Feedback",
        title=f"Feedback for {run.name}",
        organisation=feedback.organisation,
        about=feedback.title,
        message=(
            f"Run of {format_moment(run.began)}: {describe_outcome(run).lower()}, {format_clock(run.seconds)}{limit}, "
            f"{format_clock(run.question_seconds)} for questions."
        ),
        parts=tuple(_write_parts(feedback)),
        foot=(feedback.organisation, feedback.title, "Feedback", *list_witness(feedback.audit)),
    )
    result = set_paper(paper, size=size, day=run.began.date())
    name = (feedback.case, "feedback", run.name, f"{run.began:%Y-%m-%d-%H%M}")
    return pack_paper(paper, result, name=name)


def _write_parts(feedback: Feedback) -> Iterator[PaperPart]:
    run = feedback.run
    voice = (build_voice_table(run),) if run.voice else ()
    yield PaperPart(title="Scenes", blocks=(_build_overview(feedback),))
    yield PaperPart(title="Timings", blocks=(*build_run_report(run, feedback.practice), *voice))
    yield PaperPart(title="Scores", blocks=build_score_blocks(feedback.scores) or (NO_MARKS,))
    names = {scene.id: f"{number}. {scene.message}" for number, scene in enumerate(run.planned, start=1)}
    for id in dict.fromkeys(comment.scene for comment in feedback.comments):
        title = names.get(id) or (f"Scene {id}, which was not planned" if id else WHOLE)
        comments = [comment for comment in feedback.comments if comment.scene == id]
        block = Statements(id=f"comments-{id}", title="", findings=tuple(map(_write_comment, comments)))
        yield PaperPart(title=f"Comments: {title}", blocks=(block,))
        yield from _write_screens(feedback, comments)


def _build_overview(feedback: Feedback) -> TableBlock:
    """The scenes of the run's plan: how long each was planned and took, and how many comments it has."""
    run = feedback.run
    rows = tuple(_list_cells(feedback, number) for number in range(len(run.planned)))
    columns = (
        Column(label="Scene"),
        Column(label="Message", kind="words"),
        Column(label="Planned", kind="clock"),
        Column(label="Took", kind="clock"),
        Column(label="Change", kind="clock_change"),
        Column(label="Comments", kind="count"),
    )
    others = len(feedback.comments) - sum(int(row[-1] or 0) for row in rows)
    note = f"{pluralise(others, 'comment')} on the whole run or on scenes outside its plan." if others else ""
    return TableBlock(id="overview", title="", columns=columns, rows=rows, note=note)


def _list_cells(feedback: Feedback, number: int) -> tuple[str | float | None, ...]:
    scene = feedback.run.planned[number]
    shown = feedback.run.scene(scene.id)
    took = shown.seconds if shown else None
    change = None if took is None else took - scene.seconds
    count = sum(comment.scene == scene.id for comment in feedback.comments)
    return str(number + 1), scene.message, scene.seconds, took, change, count


def _write_comment(comment: ReviewComment) -> Statement:
    moment = f"{format_clock(comment.moment)} · " if comment.moment is not None else ""
    answer = comment.answer
    reply = f"{ANSWERS[answer.state]}{f': {answer.text}' if answer.text else ''}" if answer else ""
    return Statement(text=f"{moment}{comment.by}, {ROLES[comment.role]}", detail=comment.text, meta=reply)


def _write_screens(feedback: Feedback, comments: Sequence[ReviewComment]) -> Iterator[PaperPart]:
    """Yield each screen that the comments are pinned to, as it was recorded, once."""
    for hash in dict.fromkeys(comment.hash for comment in comments if comment.hash):
        if picture := feedback.pictures.get(hash):
            moments = [comment.moment for comment in comments if comment.hash == hash and comment.moment is not None]
            at = f" at {', '.join(map(format_clock, moments))}" if moments else ""
            frame = picture.frame
            yield PaperPart(
                title=f"The screen{at}",
                level=2,
                lead=frame.message if frame else "",
                detail=frame.detail if frame else "",
                blocks=picture.blocks,
            )
