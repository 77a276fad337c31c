"""A meeting stepped through again: its recorded pictures on its clock, with what people asked, tried and voted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components import picture, session
from components.markdown import plain
from steering.errors import StoreUnavailable
from steering.formatting import pluralise
from steering.stage.replay import Step, build_replay
from steering.stage.room import Room

# What people did during one step, at most so many lines of it.
AT_ONCE = 100
NOTHING = "Nothing was on stage."
GONE = "This screen was not recorded, or its recording is gone."


@dataclass(kw_only=True)
class ReplayState:
    """The step that a visitor looks at. `edition` counts the moves by button, so that the slider is a new one."""

    step: int = 1
    edition: int = 0


def render_replay(room: Room) -> None:
    """Draw what was on stage in a meeting, one step at a time, where somebody asks for it."""
    if room.meeting.started_at is None:
        return
    if not st.toggle("Replay", key=f"replay-{room.id}", help="Step through what was shown, asked and voted"):
        return
    if render_steps(room) is None:
        st.caption(NOTHING)


def find_steps(room: Room) -> Sequence[Step]:
    """Return what was on stage in a meeting, step by step."""
    key = ("replay", room.id, room.meeting.seq)
    replay = room.snapshot.context.cached(key, lambda: build_replay(room.id, room.records.chain(room.id)))
    return replay.steps


def render_steps(room: Room) -> Step | None:
    """Draw one step of a meeting below a slider over all of them, and return it; None where nothing was on stage."""
    steps = find_steps(room)
    if not steps:
        return None
    state = _state_of(room.id)
    # A meeting that goes on has more steps each time, never fewer.
    if len(steps) > 1:
        _render_bar(state, steps)
    _render_step(room, steps[state.step - 1])
    return steps[state.step - 1]


def open_step(room: str, step: int) -> None:
    """Show a step of a meeting, counted from 1, from the next run on."""
    state = _state_of(room)
    state.step = step
    state.edition += 1


def current_step(room: str) -> int:
    """Return the step of a meeting that is shown, counted from 1."""
    return _state_of(room).step


def _state_of(room: str) -> ReplayState:
    return session.session_value(f"replay-of-{room}", ReplayState)


def _render_bar(state: ReplayState, steps: Sequence[Step]) -> None:
    """Draw the slider over the steps, with a button on each side."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="replay-bar"):
        back, bar, onward = st.container(width="content"), st.container(width="stretch"), st.container(width="content")
    state.step = bar.select_slider(
        f"Step of {len(steps)}",
        list(range(1, len(steps) + 1)),
        state.step,
        key=f"replay-step-{state.edition}",
        format_func=lambda step: f"{step} · {steps[step - 1].clock}",
    )
    for place, label, icon, move, can in (
        (back, "Back", "chevron_left", -1, state.step > 1),
        (onward, "Next", "chevron_right", 1, state.step < len(steps)),
    ):
        key = f"replay-{label.lower()}"
        place.button(label, icon=f":material/{icon}:", key=key, disabled=not can, on_click=_go, args=(state, move))


def _go(state: ReplayState, move: int) -> None:
    state.step += move
    state.edition += 1


def _render_step(room: Room, step: Step) -> None:
    # A picture says its message by itself.
    about = [
        step.place,
        step.message if step.is_blank else "",
        step.values,
        f"recording of {step.recorded}" if step.recorded else "",
    ]
    words = " · ".join(plain(part) for part in about if part)
    st.markdown(f"**{step.clock}** {words} :small[:gray[{step.at:%H:%M:%S} UTC]]")
    if step.question:
        st.info(f"On stage: {plain(step.question)}", icon=":material/help:")
    _render_picture(room, step)
    lines = [f"- **{happening.clock}** {plain(happening.text)}" for happening in step.happenings[:AT_ONCE]]
    if len(step.happenings) > AT_ONCE:
        lines.append(f"- … and {len(step.happenings) - AT_ONCE:,} more")
    if step.moments:
        lines.append(f"- {pluralise(step.moments, 'person', 'people')} did not follow here.")
    st.markdown("\n".join(lines))


def _render_picture(room: Room, step: Step) -> None:
    if step.is_blank:
        st.caption("The screen was blank.")
        return
    try:
        recording = room.recall(step.hash)
    except StoreUnavailable as error:
        st.caption(plain(str(error)))
        return
    if recording:
        picture.render_recording(recording, key="replay-picture")
    else:
        st.caption(GONE)
