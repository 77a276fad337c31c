"""Scores of a run: given by a rubric, locked or revised, and side by side once one's own is there."""

from __future__ import annotations

import streamlit as st

from components import picture
from components.actions import run_action
from components.markdown import plain
from components.review_visit import PLACE, ReviewVisit, describe_release
from steering.cases.rubrics import Criterion, format_share
from steering.formatting import pluralise
from steering.rehearsal.review_acts import LONGEST_NOTE, ScoreDraft
from steering.rehearsal.review_tables import format_score, tabulate_notes, tabulate_revisions, tabulate_scores
from steering.rehearsal.reviews import ReviewScore, is_same_person

LOCKED = "Your own score is locked, so that it stays what you thought before you saw the others."
FIRST = "Score it yourself first. What others gave is shown beside it afterwards."
BLIND = "Give your own score first. Then those of the others are shown beside it."


def render_scores(visit: ReviewVisit) -> None:
    """Draw the score of whoever looks at it, then all that they may see, side by side."""
    own = visit.own_score
    if own and visit.is_learner:
        st.caption(f":material/lock: {LOCKED}")
    elif own:
        with st.expander(f"Your score: {format_score(own)}, revision {own.revision}", icon=":material/edit:"):
            _render_form(visit, own)
    else:
        st.caption(FIRST if visit.is_learner else BLIND)
        _render_form(visit, None)
    if own:
        _render_side_by_side(visit)
    if not visit.is_learner:
        _render_release(visit)


def _render_form(visit: ReviewVisit, own: ReviewScore | None) -> None:
    """Draw the rubric to score by, with what was given last."""
    rubric, revision = visit.rubric, own.revision if own else 0
    key = f"{visit.run.id}-{rubric.id}-{visit.role}-{visit.desk.by.key}-{revision}"
    with st.form(f"score-{key}", border=False):
        if rubric.purpose:
            st.markdown(f"**{plain(rubric.purpose)}**")
        levels, notes = {}, {}
        for criterion in rubric.criteria:
            with st.container(border=True, gap="small"):
                levels[criterion.id] = _render_criterion(visit, criterion, own, key)
                note = next((mark.note for mark in own.marks if mark.criterion == criterion.id), "") if own else ""
                notes[criterion.id] = st.text_input(
                    f"Note on {plain(criterion.title)}", note, max_chars=LONGEST_NOTE, key=f"note-{criterion.id}-{key}",
                    label_visibility="collapsed", placeholder="Why this level (optional)",
                )  # fmt: skip
        label = "Why the score changes" if own else "In a sentence: what would help most?"
        why = st.text_area(label, max_chars=LONGEST_NOTE, key=f"why-{key}", height=68)
        text = "Lock my score" if visit.is_learner else "Save the score"
        if st.form_submit_button(text, type="primary", icon=":material/lock:" if visit.is_learner else None):
            draft = ScoreDraft(role=visit.role, levels=levels, notes=notes, why=why)
            run_action(PLACE, _save, visit, draft, revision)
            st.rerun()


def _render_criterion(visit: ReviewVisit, criterion: Criterion, own: ReviewScore | None, key: str) -> int | None:
    """Draw the levels of a criterion with their words; return the one that is chosen."""
    scale, before = visit.rubric.scale, (own.level(criterion.id) if own else None) or 0
    scenes = [scene.message for scene in visit.run.planned if scene.id in criterion.scenes]
    in_scenes = f" · {'; '.join(scenes)}" if scenes else ""
    levels, weight = range(1, len(scale) + 1), format_share(criterion.weight)
    level: int | None = st.radio(
        f"**{plain(criterion.title)}** :small[:gray[{plain(weight + in_scenes)}]]",
        levels,
        before - 1 if before in levels else None,
        format_func=lambda level: plain(scale[level - 1]),
        captions=[plain(text) for text in criterion.levels],
        key=f"level-{criterion.id}-{key}",
    )
    return level


def _save(visit: ReviewVisit, draft: ScoreDraft, seen: int) -> str:
    visit.desk.save_score(visit.rubric, draft, seen=seen)
    return "Your score is locked." if visit.is_learner else f"Score saved as revision {seen + 1}."


def _render_side_by_side(visit: ReviewVisit) -> None:
    """Draw the scores that may be seen, what was written to them, and every revision."""
    scores = visit.comparable_scores
    picture.render_blocks(tabulate_scores(visit.rubric, scores), key="review-side-by-side")
    if visit.is_learner and len(visit.visible_scores) == 1:
        st.caption("The marks of others have not gone out yet.")
    if earlier := len(visit.visible_scores) - len(scores):
        were = "was" if earlier == 1 else "were"
        st.caption(f"{pluralise(earlier, 'score')} {were} given by another version of this rubric: not compared here.")
    if any(mark.note for score in scores for mark in score.marks):
        picture.render_blocks(tabulate_notes(scores), key="review-notes")
    with st.expander("Revisions", icon=":material/history:"):
        picture.render_blocks(tabulate_revisions(_list_revisions(visit)), key="review-revisions")


def _list_revisions(visit: ReviewVisit) -> list[ReviewScore]:
    """Every revision of the scores that may be seen, up to the one that may."""
    return [
        score
        for score in visit.review.history
        for last in visit.visible_scores
        if score.rubric == last.rubric and is_same_person(score.key, last.key) and score.number <= last.number
    ]


def _render_release(visit: ReviewVisit) -> None:
    """Draw what lets marks out to whoever rehearsed."""
    review = visit.review
    last = review.releases.get("marks")
    waiting = [
        score for score in review.scores if score.role != "self" and (last is None or score.number > last.number)
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review-release-marks"):
        st.button(
            "Release marks", icon=":material/outgoing_mail:", key="release-marks", disabled=not waiting,
            on_click=run_action, args=(PLACE, _release, visit),
        )  # fmt: skip
        st.caption(f"{describe_release(last, len(waiting), 'score')} Comments go out with marks.")


def _release(visit: ReviewVisit) -> str:
    visit.desk.release("marks")
    return f"{visit.run.name} can see the marks, once their own score is there."
