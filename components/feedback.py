"""The buttons by which a run is taken along: its feedback as a file that opens anywhere, and all runs as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

import streamlit as st

from components import session
from components.downloads import render_button
from components.meetings import case_rooms
from steering.cases.case import Case
from steering.errors import SteercoError
from steering.exports.cells import file_name
from steering.exports.feedback import (
    Feedback,
    list_readable_comments,
    list_readable_scores,
    list_visible_scores,
    name_feedback,
    render_feedback,
)
from steering.exports.file_types import CSV, HTML, PDF
from steering.exports.run_tables import build_run_sheet, build_scene_sheet, build_score_sheet
from steering.exports.tables import Worksheet, csv
from steering.picture.picture import Picture
from steering.records import Records
from steering.records.reviews import ReviewRecords
from steering.rehearsal.practice import Practice
from steering.rehearsal.reviews import ReviewComment, ReviewScore, list_reviews
from steering.rehearsal.runs import Run
from steering.stage.rooms import Rooms

LABEL = "Feedback to take along"


def render_feedback_button(case: Case, run: Run, practice: Practice) -> None:
    """Draw the downloads of all that whoever rehearsed a run may read of it: as a page, and as a paper."""
    gather = partial(_gather_feedback, case, run, practice, session.app_state().records, case_rooms())
    # The name of the file has that of a person, and the audit log has no such name.
    key, subject = f"take-feedback-{run.id}", f"feedback on run {run.id}"
    name = name_feedback(case.id, run)
    render_button(LABEL, lambda: render_feedback(gather()), name, HTML, key, subject=subject)
    paper = f"{name.removesuffix('.html')}.pdf"
    render_button("Feedback as PDF", lambda: _set_paper(gather()), paper, PDF, f"{key}-pdf", subject=subject)


def _set_paper(feedback: Feedback) -> bytes:
    # What sets paper is loaded when somebody asks for one.
    from steering.exports.papers.feedback import feedback_paper

    return feedback_paper(feedback).content


def render_table_buttons(case_id: str, runs: Sequence[Run], by: str) -> None:
    """Draw the downloads of runs, of their scenes, and of the scores that somebody may see, by their key."""
    records = session.app_state().records.reviews
    sheets: dict[str, Callable[[], Worksheet]] = {
        "Runs": lambda: build_run_sheet(runs),
        "Scenes": lambda: build_scene_sheet(runs),
        "Scores": lambda: build_score_sheet(_list_scores(records, case_id, runs, by), runs),
    }
    with st.container(horizontal=True, gap="small", key="take-tables"):
        for label, build in sheets.items():
            name = file_name(case_id, "rehearsals", label, ending="csv")
            render_button(f"{label} as CSV", partial(_write_csv, build), name, CSV, f"take-table-{label.lower()}")


def _write_csv(build: Callable[[], Worksheet]) -> bytes:
    return csv(build())


def _list_scores(records: ReviewRecords, case_id: str, runs: Sequence[Run], by: str) -> list[ReviewScore]:
    """Return the scores of runs that somebody may see."""
    reviews = list_reviews(records, case_id, [run.id for run in runs])
    return [score for run in runs for score in list_visible_scores(reviews.of(run.id), run.person, by)]


def _gather_feedback(case: Case, run: Run, practice: Practice, records: Records, meetings: Rooms) -> Feedback:
    review = list_reviews(records.reviews, case.id, [run.id]).of(run.id)
    comments = list_readable_comments(review)
    return Feedback(
        case=case.id,
        title=case.charter.title,
        organisation=case.charter.organisation,
        run=run,
        practice=practice,
        comments=comments,
        scores=list_readable_scores(review),
        pictures=dict(_recall(meetings, run.id, comments)),
        audit=records.audit_log.head(),
    )


def _recall(meetings: Rooms, run_id: str, comments: Sequence[ReviewComment]) -> Iterator[tuple[str, Picture]]:
    """Yield each screen that a comment is pinned to; one whose recording is gone or damaged is left out."""
    with suppress(SteercoError):
        room = meetings.room(run_id)
        for hash in dict.fromkeys(comment.hash for comment in comments if comment.hash):
            with suppress(SteercoError):
                if picture := room.recall(hash):
                    yield hash, picture
