"""The Review page: a run's scores and comments, the calibration of reviewers, and the reviews of the case itself."""

from __future__ import annotations

import streamlit as st

from components import actions, board, feedback, picture, review_calibration, review_comments, review_scores, session
from components.markdown import plain
from components.meetings import list_runs
from components.review_visit import PLACE, offer_runs, render_bar
from steering.context.filters import Filters
from steering.frames.blocks import Notice, Slot
from steering.rehearsal.reviews import list_reviews
from steering.review.checklist import tally
from steering.review.financial import review_case
from steering.state.case_snapshot import CaseSnapshot

SCORES, COMMENTS, CALIBRATION = "Scores", "Comments", "Calibration"
BOARD, FINANCE = "Architecture review", "Financial review"
# What is about a run, then what is about the case.
MODES = (SCORES, COMMENTS, CALIBRATION, BOARD, FINANCE)
NO_RUN = Notice(text="There is no run to review yet.", remedy="Rehearse on Dry run first.", page="dry_run")


def render_review(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the mode that is chosen."""
    mode = st.radio("Review", MODES, horizontal=True, label_visibility="collapsed", key="review-mode")
    if mode == BOARD:
        board.render_board(snapshot)
    elif mode == FINANCE:
        _render_financial(snapshot)
    else:
        _render_run(snapshot, str(mode))


def _render_run(snapshot: CaseSnapshot, mode: str) -> None:
    """Draw what belongs to one run."""
    records, case = session.app_state().records, snapshot.context.case.id
    every = list_runs(case)
    references = list_reviews(records.reviews, case, records.reviews.reference_runs(case))
    runs = offer_runs(every.runs, references)
    if not runs:
        _render_faults(*every.faults)
        picture.render_blocks(NO_RUN, key="no-run", links=True)
        return
    visit = render_bar(snapshot, runs, references, by_rubric=mode != COMMENTS)
    _render_faults(*every.faults, *references.faults, *visit.faults)
    actions.show_flash(PLACE)
    if mode == SCORES:
        review_scores.render_scores(visit)
    elif mode == COMMENTS:
        review_comments.render_comments(visit)
    else:
        review_calibration.render_calibration(visit, references)
    with st.container(horizontal=True, gap="small", key="review-take"):
        if mode != CALIBRATION:
            feedback.render_feedback_button(snapshot.context.case, visit.run, every.practice(visit.run.person))
        if mode == SCORES:
            feedback.render_table_buttons(case, every.runs, visit.desk.by.key)


def _render_faults(*faults: str) -> None:
    for fault in dict.fromkeys(faults):
        st.warning(plain(fault), icon=":material/warning:")


def _render_financial(snapshot: CaseSnapshot) -> None:
    """Draw how the financial review of the business case stands, and the way to it."""
    items = review_case(snapshot.context.case)
    st.markdown(f"**{plain(tally(items))}**")
    st.caption("It is asked of the business case whenever its files change, with every place that is to be corrected.")
    st.page_link("audit.py", label="Open it on Claims audit", icon=":material/fact_check:")
