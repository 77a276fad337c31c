"""Comments on a run: pinned to a moment and its frame, let out before marks, and answered."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from components import replay
from components.actions import run_action
from components.markdown import plain
from components.meetings import case_rooms
from components.review_visit import PLACE, ReviewVisit, describe_release
from steering.errors import SteercoError
from steering.formatting import format_clock
from steering.rehearsal.review_acts import LONGEST_COMMENT, LONGEST_NOTE, ReviewRefused
from steering.rehearsal.review_tables import ROLE_WORDS
from steering.rehearsal.reviews import AnswerBody, AnswerState, CommentBody, ReviewComment
from steering.stage.replay import Step

CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
STATES: dict[AnswerState, str] = {"done": "Done", "later": "Later", "disputed": "Disputed"}
ICONS: dict[AnswerState, str] = {"done": "check_circle", "later": "schedule", "disputed": "front_hand"}


def render_comments(visit: ReviewVisit) -> None:
    """Draw the run as it was shown with a field for a comment, and beside it the comments."""
    left, right = st.columns((7, 5), gap="medium")
    with left:
        # Above what it is about, so that it is there without scrolling.
        field = st.container()
        steps = _render_steps(visit)
    with field:
        _render_field(visit, steps)
    with right:
        _render_list(visit, steps)


def _render_steps(visit: ReviewVisit) -> Sequence[Step]:
    """Draw the run step by step; return the steps, none where it can't be told."""
    try:
        room = case_rooms().room(visit.run.id)
        step = replay.render_steps(room)
    except SteercoError as error:
        st.caption(plain(str(error)))
        return ()
    if step is None:
        st.caption(replay.NOTHING)
        return ()
    return replay.find_steps(room)


def _render_field(visit: ReviewVisit, steps: Sequence[Step]) -> None:
    """Draw the field for a comment on the moment that is shown, or on another one."""
    shown = replay.current_step(visit.run.id) if steps else 0
    clock = _clock_of(steps[shown - 1]) if steps else ""
    count = len(visit.review.comments)
    key = f"{visit.run.id}-{visit.role}-{count}"
    with st.form(f"comment-{key}", border=True):
        text = st.text_area("Comment", max_chars=LONGEST_COMMENT, key=f"comment-text-{key}", height=80)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            moment = st.text_input(
                "At", clock, key=f"comment-at-{key}-{shown}", width=110, placeholder="whole run",
                help="Minutes and seconds of the run; empty for the whole run",
            )  # fmt: skip
            if st.form_submit_button("Comment", type="primary", icon=":material/add_comment:"):
                run_action(PLACE, _comment, visit, steps, shown, text, moment)
                st.rerun()


def _comment(visit: ReviewVisit, steps: Sequence[Step], shown: int, text: str, moment: str) -> str:
    visit.desk.comment(pin_comment(visit, steps, shown, text, moment))
    return "Comment saved." if visit.is_learner else "Comment saved. It goes out when comments are released."


def pin_comment(visit: ReviewVisit, steps: Sequence[Step], shown: int, text: str, moment: str) -> CommentBody:
    """Return a comment pinned to what was on stage at a moment, `4:30`; empty for the whole run.

    The step that is `shown`, counted from 1, is meant where the moment is the one at which it began.

    Raises:
        ReviewRefused: it is no moment of the run.
    """
    if not moment.strip():
        return CommentBody(text=text, role=visit.role)
    clock = CLOCK.fullmatch(moment.strip())
    seconds = int(clock[1]) * 60 + int(clock[2]) if clock else -1
    # What is shown of a moment is cut to whole seconds, and several steps may begin within one.
    before = [step for step in steps if int(step.seconds) <= seconds]
    if not clock or not before or seconds > visit.run.seconds + 1:
        last = format_clock(visit.run.seconds)
        raise ReviewRefused([f"Write the moment as minutes and seconds of the run, such as 0:30, up to {last}."])
    step = steps[shown - 1] if moment.strip() == _clock_of(steps[shown - 1]) else before[-1]
    return CommentBody(text=text, role=visit.role, scene=step.scene, moment=float(seconds), hash=step.hash)


def _clock_of(step: Step) -> str:
    return format_clock(int(step.seconds))


def _render_list(visit: ReviewVisit, steps: Sequence[Step]) -> None:
    """Draw the comments that may be read, in the order of the run."""
    review = visit.review
    every = {comment.id for comment in review.comments}
    readable = {comment.id for comment in (*review.released_comments, *review.own_comments)}
    comments = [comment for comment in review.comments if not visit.is_learner or comment.id in readable]
    if not visit.is_learner:
        _render_release(visit, len(every - readable))
    if not comments:
        st.caption("No comment has gone out yet." if visit.is_learner else "Nobody has commented on this run yet.")
    for comment in sorted(comments, key=lambda comment: (comment.moment is None, comment.moment or 0, comment.number)):
        with st.container(border=True, gap="small", key=f"comment-{comment.id}"):
            _render_comment(visit, comment, steps, waits=comment.id not in readable)


def _render_release(visit: ReviewVisit, waiting: int) -> None:
    last = visit.review.releases.get("comments")
    st.button(
        "Release comments", icon=":material/outgoing_mail:", key="release-comments", disabled=not waiting,
        on_click=run_action, args=(PLACE, _release, visit),
        help="Whoever rehearsed can read and answer them; marks stay back",
    )  # fmt: skip
    st.caption(describe_release(last, waiting, "comment"))


def _release(visit: ReviewVisit) -> str:
    visit.desk.release("comments")
    return f"{visit.run.name} can read the comments."


def _render_comment(visit: ReviewVisit, comment: ReviewComment, steps: Sequence[Step], *, waits: bool) -> None:
    numbers = {scene.id: number for number, scene in enumerate(visit.run.planned, start=1)}
    place = f"Scene {numbers[comment.scene]}" if comment.scene in numbers else comment.scene
    moment = "Whole run" if comment.moment is None else format_clock(comment.moment)
    about = [comment.by, ROLE_WORDS[comment.role].lower() if comment.role != "self" else "own comment"]
    head = " · ".join(plain(part) for part in (moment, place) if part)
    st.markdown(f"**{head}** :small[:gray[{plain(', '.join(about))}{' · not released' if waits else ''}]]")
    st.markdown("  \n".join(plain(line) for line in comment.text.splitlines()))
    if answer := comment.answer:
        words = f": {plain(answer.text)}" if answer.text else ""
        st.markdown(
            f":material/{ICONS[answer.state]}: **{STATES[answer.state]}**{words} :small[:gray[{plain(answer.by)}]]"
        )
    with st.container(horizontal=True, gap="small"):
        _render_open(visit, comment, steps)
        if visit.is_learner and comment.role != "self":
            _render_answer(visit, comment)


def _render_open(visit: ReviewVisit, comment: ReviewComment, steps: Sequence[Step]) -> None:
    """Draw what opens the frame of a comment as it was shown."""
    before = [number for number, step in enumerate(steps, start=1) if int(step.seconds) <= (comment.moment or 0)]
    same = [number for number in before if steps[number - 1].hash == comment.hash]
    if comment.moment is not None and before:
        st.button(
            "Show", icon=":material/visibility:", key=f"show-{comment.id}", help="What was on screen at this moment",
            on_click=replay.open_step, args=(visit.run.id, (same or before)[-1]),
        )  # fmt: skip


def _render_answer(visit: ReviewVisit, comment: ReviewComment) -> None:
    answer = comment.answer
    revision = answer.revision if answer else 0
    with st.popover("Answer again" if answer else "Answer", icon=":material/reply:"):
        key = f"{comment.id}-{revision}"
        state: AnswerState = st.radio(
            "Answer", tuple(STATES), format_func=STATES.__getitem__, horizontal=True, key=f"answer-state-{key}"
        )
        text = st.text_input("In words", max_chars=LONGEST_NOTE, key=f"answer-text-{key}")
        st.button(
            "Save the answer", type="primary", key=f"answer-{key}",
            on_click=run_action, args=(PLACE, _answer, visit, comment.id, state, text, revision),
        )  # fmt: skip


def _answer(visit: ReviewVisit, comment: str, state: AnswerState, text: str, seen: int) -> str:
    visit.desk.answer(comment, AnswerBody(state=state, text=text), seen=seen)
    return "Answer saved."
