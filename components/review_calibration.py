"""Calibration: reviewers score the same runs of reference, and see how far they are from one another."""

from __future__ import annotations

import streamlit as st

from components import picture
from components.actions import run_action
from components.review_visit import PLACE, ReviewVisit
from steering.formatting import pluralise
from steering.rehearsal.agreement import calibrate
from steering.rehearsal.review_acts import hash_rubric
from steering.rehearsal.review_tables import tabulate_calibration, tabulate_scores
from steering.rehearsal.reviews import ReviewList, ReviewScore

ABOUT = (
    "Reviewers score the same run of reference, each on their own. Kappa is how far they agree beyond chance: near 1 "
    "they mean the same by a level; near 0 they could as well have drawn lots."
)


def render_calibration(visit: ReviewVisit, reviews: ReviewList) -> None:
    """Draw how far the reviewers are from one another on the runs of reference."""
    st.caption(ABOUT)
    if visit.is_learner:
        st.info("Calibration is for instructors and peers. Choose one of them under As.", icon=":material/info:")
        return
    _render_mark(visit)
    scores, hidden = find_comparable(visit, reviews)
    if hidden:
        runs = pluralise(hidden, "run")
        st.caption(f"{runs[:1].upper()}{runs[1:]} of reference you have not scored: not counted here until you have.")
    picture.render_blocks(tabulate_calibration(calibrate(scores)), key="calibration")
    if visit.review.is_reference and visit.comparable_scores:
        reviewers = [score for score in visit.comparable_scores if score.role != "self"]
        picture.render_blocks(tabulate_scores(visit.rubric, reviewers), key="calibration-run")


def find_comparable(visit: ReviewVisit, reviews: ReviewList) -> tuple[list[ReviewScore], int]:
    """Return the scores of runs of reference that a reviewer may see, and on how many runs there are others.

    Only those by the rubric as it is now are among them.
    """
    current, scores, hidden = hash_rubric(visit.rubric), [], 0
    for review in reviews.runs.values():
        if not review.is_reference:
            continue
        every = [score for score in review.scores if score.rubric_sha256 == current and score.role != "self"]
        if review.scores_for_reviewer(visit.rubric.id, visit.desk.by.key):
            scores += every
        else:
            hidden += bool(every)
    return scores, hidden


def _render_mark(visit: ReviewVisit) -> None:
    """Draw what makes the chosen run one of reference, or no longer."""
    on = visit.review.is_reference
    st.button(
        "No longer a run of reference" if on else "Make this run a reference",
        icon=":material/bookmark_remove:" if on else ":material/bookmark_add:",
        key="mark-reference",
        on_click=run_action,
        args=(PLACE, _mark, visit, not on),
    )


def _mark(visit: ReviewVisit, on: bool) -> str:
    visit.desk.mark_reference(on, seen=visit.review.reference_revision)
    return "Reviewers calibrate on this run now." if on else "This run is no longer one of reference."
