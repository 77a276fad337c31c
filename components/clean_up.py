"""Releases that nothing uses deleted on request, with what that frees."""

from __future__ import annotations

import streamlit as st

from components import actions, picture, places, session
from components.approvals import PLACE
from steering.errors import SteercoError
from steering.formatting import format_bytes, pluralise
from steering.frames.blocks import Notice
from steering.frames.sources.unused import build_unused
from steering.ingest.clean_up import Unused, delete_unused, find_unused

RULE = (
    "A release is used where it is current, waits for approval, or a decision, meeting, rehearsal, answer or scenario "
    "names it. What was published within the last day stays as well."
)


def render_clean_up() -> None:
    """Draw the button that lists what can be deleted."""
    if st.button(
        "Clean up", icon=":material/cleaning_services:", key="clean-up", help="Delete releases that nothing uses"
    ):
        _confirm()


@st.dialog("Clean up?", width="large")
@actions.tell_errors
def _confirm() -> None:
    app, actor = session.app_state(), session.actor()
    try:
        unused = find_unused(app.home, places.list_places(), records=app.records, by=actor)
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key="clean-up-failed")
        return
    st.markdown(f":gray[{RULE}]")
    if not unused.count:
        st.markdown("**Every release here is in use.** There is nothing to delete.")
        return
    picture.render_blocks(build_unused(unused), key="unused")
    size = format_bytes(unused.bytes)
    st.markdown(
        f"**Deleting {pluralise(unused.count, 'release')} frees {size}.** "
        "Nobody can go back to them then; the history still names them."
    )
    with st.container(horizontal=True):
        if st.button(
            f"Delete, and free {size}", type="primary", icon=":material/delete:", key="confirm-clean-up",
            on_click=actions.run_action, args=(PLACE, _delete, unused),
        ):  # fmt: skip
            st.rerun()
        if st.button("Cancel", key="cancel-clean-up"):
            st.rerun()


def _delete(unused: Unused) -> str:
    app = session.app_state()
    delete_unused(app.home, unused, records=app.records, by=session.actor())
    return f"Deleted {pluralise(unused.count, 'release')}, which frees {format_bytes(unused.bytes)}."
