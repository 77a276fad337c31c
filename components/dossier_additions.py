"""What is added to the dossier on the Architecture page: a decision record by its title, a view by its name."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import actions, session
from components.markdown import plain
from steering.actors import Actor
from steering.errors import SteercoError
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState
from steering.state.new_dossier_files import add_adr, add_view

# The file that was just added.
NEW = "edit-new-file"
ABOUT_ADR = "It gets the next number and MADR's form, to be filled in. Undo the last change takes it away again."
ABOUT_VIEW = (
    "It becomes dossier/views/NAME.mmd with a small diagram in Mermaid. Undo the last change takes it away again."
)


def render_buttons(workspace: Workspace) -> None:
    """Draw the buttons that add a file to the dossier of a workspace."""
    if st.button("New decision record", icon=":material/note_add:", type="tertiary", key="new-adr"):
        _ask_for_record(workspace)
    if st.button("New view", icon=":material/schema:", type="tertiary", key="new-view"):
        _ask_for_view(workspace)


def take_new() -> str:
    """Return the file that was just added, once; empty where none was."""
    new = session.session_value(NEW, list[str])
    return new.pop() if new else ""


@st.dialog("New decision record", icon=":material/note_add:")
@actions.tell_errors
def _ask_for_record(workspace: Workspace) -> None:
    _ask(workspace, "Title", "One feature store", ABOUT_ADR, add_adr)


@st.dialog("New view", icon=":material/schema:")
@actions.tell_errors
def _ask_for_view(workspace: Workspace) -> None:
    _ask(workspace, "Name", "way-into-use", ABOUT_VIEW, add_view)


def _ask(
    workspace: Workspace, label: str, example: str, about: str, add: Callable[[AppState, str, str, Actor], str]
) -> None:
    """Ask for a name, and add the file and open it in the editor; a refusal stays with what was typed."""
    with st.form("new-file", border=False):
        text = st.text_input(label, placeholder=example, key="new-file-name")
        st.caption(plain(about))
        is_sent = st.form_submit_button("Add", icon=":material/add:", type="primary")
    if not is_sent:
        return
    try:
        name = add(session.app_state(), workspace.id, text or "", session.actor())
    except SteercoError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    session.forget_standing()
    session.session_value(NEW, list[str]).append(name)
    st.rerun()
