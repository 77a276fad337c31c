"""The steps of a saved scenario that are asked about first, in its row: to propose it, and to approve it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import session
from components.markdown import plain
from steering.frames.roi import saved_scenarios as frames
from steering.records import SavedScenario, State

# The word of each step, its icon, and what will happen.
STEPS: dict[State, tuple[str, str, str]] = {
    "proposed": ("Propose", "how_to_vote", frames.PROPOSING),
    "approved": ("Approve", "lock", frames.APPROVING),
}


@dataclass(kw_only=True)
class PendingStep:
    """The step that a visitor is asked about, of one revision of a scenario; no state where none is."""

    scenario_id: str = ""
    revision: int = 0
    state: State | None = None


def begin_step(saved: SavedScenario, state: State) -> None:
    """Ask about a step in the row of a scenario."""
    step = _pending()
    step.scenario_id, step.revision, step.state = saved.scenario_id, saved.revision, state


def end_step() -> None:
    """Ask about nothing any more."""
    _pending().state = None


def render_step(saved: SavedScenario, act: Callable[[State], None]) -> None:
    """Draw the question about a step of a scenario where one is pending; `act` runs when it is confirmed."""
    step = _pending()
    if step.state is None or (step.scenario_id, step.revision) != (saved.scenario_id, saved.revision):
        return
    word, icon, effect = STEPS[step.state]
    with st.container(border=True, key=f"step-{saved.scenario_id}", gap="small"):
        st.markdown(f"**{word} {plain(saved.name)}?** {plain(effect)}")
        if step.state == "approved" and saved.recorded_by == session.actor().id:
            st.warning(f"**{plain(frames.describe_own_proposal(saved))}**", icon=":material/person:")
        with st.container(horizontal=True):
            st.button(
                word,
                type="primary",
                icon=f":material/{icon}:",
                key=f"confirm-{word.lower()}",
                on_click=act,
                args=(step.state,),
            )
            st.button("Cancel", key="cancel-step", on_click=end_step)


def _pending() -> PendingStep:
    return session.session_value("scenario-step", PendingStep)
