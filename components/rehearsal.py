"""The start of a dry run: one is begun, gone on with or ended here, and its desk opens over the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import picture, present, run_views, session
from components.actions import run_action, show_flash
from components.meetings import case_rooms, explain_closed
from components.person import find_person, render_person
from steering.actors import Participant
from steering.cases.storyboard import Storyboard
from steering.clock import tell_time
from steering.formatting import format_clock, format_moment
from steering.frames.blocks import Notice
from steering.rehearsal.begin import (
    GOES_ON,
    QUESTION_MINUTES,
    SEAT,
    OpenRun,
    end_run,
    find_open_run,
    list_starts,
    make_run,
    plan_run,
)
from steering.rehearsal.result import PARTIAL
from steering.rehearsal.runs import Run
from steering.stage.plans import MOST_MINUTES
from steering.stage.refusals import Refused
from steering.stage.room import Room
from steering.state.case_snapshot import CaseSnapshot

PLACE = "dry-run"
ELSEWHERE = "Runs are begun on the machine where Steerco runs."
# In the address: the run whose desk is open here, and the scene with which it begins.
RUN, SCENE = present.RUN, "scene"
WHOLE = "From the first scene to the last. The desk opens over this page; the clock starts when you start it there."
# The fields with the name, where a run begins, and the minutes for questions.
NAME, START, MINUTES = "dry-run-person", "run-start", "run-minutes"
GONE = Notice(text="There is no such run to go on with.", remedy="Begin another one below.")


def render_start(snapshot: CaseSnapshot, person: Participant, runs: Sequence[Run]) -> None:
    """Draw the run that is open, and what begins another one; `runs` are those of a person, the newest first."""
    story = snapshot.context.case.storyboard
    show_flash(PLACE)
    if story is None or not story.scenes:
        return
    if reason := explain_closed("rehearse", ELSEWHERE):
        st.info(reason, icon=":material/info:")
        return
    room = _find_room()
    if room:
        _render_desk(room)
    elif RUN in st.query_params:
        picture.render_blocks(GONE, key="no-run")
    now = tell_time()
    open_run = find_open_run(case_rooms(), runs, now)
    if open_run:
        _render_open(open_run, now, has_desk=room is not None and room.id == open_run.run.id)
    _render_form(story, person, is_free=open_run is None or not open_run.is_live)


def _find_room() -> Room | None:
    """Return the run that the address names; None where there is none."""
    id = st.query_params.get(RUN)
    try:
        room = case_rooms().room(id) if id else None
    except Refused:
        return None
    return room if room and room.meeting.kind == "rehearsal" else None


def _render_desk(room: Room) -> None:
    """Draw the desk over the page."""
    beside: dict[str, Any] = {"links": {}, "codes": {}, "decisions": [], "drivers": [], "checks": None}
    own = {"token": case_rooms().token(room, SEAT), "scene": st.query_params.get(SCENE, "")}
    present.render_desk(room, {**beside, **own}, key=PLACE, close=_show_run, repeat=_begin_again)


def _render_open(found: OpenRun, now: dt.datetime, *, has_desk: bool) -> None:
    """Draw the run that nobody has ended."""
    run = found.run
    silence = (now - run.ended).total_seconds()
    last = "It goes on." if found.is_live else f"It broke off {_describe_silence(silence)} ago, which does not count."
    place = f"scene {found.scene} of {len(run.planned)}, {format_clock(run.seconds)} so far"
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key="open-run"):
        st.markdown(f"**A run is open.** Begun {format_moment(run.began)}; {place}. {last}", width="stretch")
        if not has_desk:
            icon = ":material/play_arrow:"
            st.button("Go on", icon=icon, type="primary", key="go-on-run", on_click=_open_desk, args=(run.id,))
        about = "Counts as given up: not every scene was shown" if run.is_partial else "Counts as finished"
        st.button("End it", icon=":material/stop:", key="end-run", help=about, on_click=_end, args=(run.id,))


def _describe_silence(seconds: float) -> str:
    hours, minutes = int(seconds // 3600), int(seconds // 60)
    return f"{hours} h" if hours > 1 else f"{minutes} min" if minutes else f"{int(seconds)} s"


def _render_form(story: Storyboard, person: Participant, *, is_free: bool) -> None:
    """Draw who rehearses, where a run begins, and the button that begins it."""
    starts = list_starts(story)
    limits = (0.0, float(MOST_MINUTES), QUESTION_MINUTES, 1.0)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="dry-run-bar"):
        render_person("Who rehearses", [person], key=NAME)
        start = st.selectbox("Begin with", list(starts), format_func=starts.__getitem__, key=START, width="stretch")
        st.number_input("Minutes for questions", *limits, format="%g", key=MINUTES, width=170)
        st.button(
            "Begin",
            type="primary",
            icon=":material/timer:",
            key="begin-run",
            help=None if is_free else GOES_ON,
            disabled=not is_free,
            on_click=_begin_chosen,
            args=(story.title or "Dry run", person),
        )
    st.caption(WHOLE if start == next(iter(starts)) else PARTIAL)


def _begin_chosen(title: str, person: Participant) -> None:
    """Begin what stands in the fields: what was typed last comes with the click."""
    start, minutes = session.widget(START), float(session.widget(MINUTES))
    run_action(PLACE, lambda: _begin(title, find_person([person], key=NAME).key, start, minutes))


def _begin(title: str, person: str, start: str, minutes: float) -> str:
    """Make a run, and open its desk."""
    now = tell_time()
    room = make_run(case_rooms(), plan_run(title, person, now, minutes), now, session.actor())
    _open_desk(room.id, start)
    return ""


def _open_desk(id: str, start: str = "") -> None:
    st.query_params[RUN] = id
    st.query_params.pop(SCENE, None)
    if start:
        st.query_params[SCENE] = start


def _close_desk() -> None:
    for name in (RUN, SCENE):
        st.query_params.pop(name, None)


def _show_run() -> None:
    """Open the run that is over below, in place of its desk."""
    if id := st.query_params.get(RUN):
        st.query_params[run_views.QUERY] = id
    _close_desk()


def _begin_again() -> None:
    """Make another run like the one that is over."""

    def begin() -> str:
        if (room := _find_room()) is None:
            return ""
        meeting = room.meeting
        return _begin(meeting.title, meeting.person, st.query_params.get(SCENE, ""), meeting.question_minutes)

    run_action(PLACE, begin)


def _end(id: str) -> None:
    def end() -> str:
        run = end_run(case_rooms(), id, session.actor())
        _close_desk()
        return f"The run is {run.outcome}." if run else "The run is over."

    run_action(PLACE, end)
