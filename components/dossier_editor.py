"""A file of the dossier, edited as text on its page: its problems before anything is saved, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff

import streamlit as st

from components import actions, session
from components.markdown import plain
from components.problems import render_problem_table
from steering.cases.dossier.texts import FILE_OF, has_errors, judge_text, list_adr_names
from steering.context.filters import Filters
from steering.errors import LISTED, Problem, SteercoError, quote_input
from steering.formatting import pluralise
from steering.frames.blocks import Slot
from steering.frames.frame import Frame
from steering.records.cohorts import INSTALLATION
from steering.records.workspaces import Workspace
from steering.state.case_snapshot import CaseSnapshot
from steering.state.dossier_texts import DossierText, TextOvertaken, can_undo, open_text, save_text, undo_text

PLACE = "edit-dossier"
# The page of a file that is not named as its page.
PAGES = {"risks": "roadmap"}
ABOUT = "{} Ctrl+Enter checks the text. Nothing is saved before you press Save."
TAKEN = (
    "**Somebody else has saved this file since you opened it.** Your text is still here. Below is what they changed: "
    "take it into your text and save, or discard yours."
)


@dataclass(kw_only=True)
class EditorState:
    """What a visitor has made of a file: as they opened it, their text, and what went wrong when they saved it.

    `edition` counts the texts that were put into the field, `theirs` is what somebody else changed meanwhile.
    """

    name: str
    opened: DossierText | None = None
    text: str = ""
    edition: int = 0
    theirs: str = ""
    failed: str = ""

    @property
    def key(self) -> str:
        """The key of the field that holds the text."""
        return f"edit-text-{self.name}-{self.edition}"

    @property
    def has_changed(self) -> bool:
        """Whether the text is another one than was opened."""
        return self.opened is not None and self.text != self.opened.text

    @property
    def is_there(self) -> bool:
        """Whether the case has the file."""
        return self.opened is not None and bool(self.opened.sha256)

    def open(self, opened: DossierText) -> None:
        """Begin with a file as it is there."""
        self.opened, self.text, self.theirs, self.failed = opened, opened.text, "", ""
        self.edition += 1

    def discard(self) -> None:
        """Let go of the text: the file is opened anew."""
        self.opened = None


def adapt_frame(_snapshot: CaseSnapshot, _filters: Filters, frame: Frame) -> Frame:
    """Return a page's frame with a place for the button below its tiles, for whoever may change the case."""
    if _find_workspace() is None:
        return frame
    slot = Slot(id=PLACE, about=frame.page)
    return replace(frame, blocks=(*frame.blocks[:1], slot, *frame.blocks[1:]))


def render_edit(snapshot: CaseSnapshot, _filters: Filters, slot: Slot) -> None:
    """Draw the button that opens the editor of a page's files."""
    workspace = _find_workspace()
    if workspace is None or slot.id != PLACE:
        return
    actions.show_flash(PLACE)
    names = [file.name for file in FILE_OF.values() if PAGES.get(file.id, file.id) == slot.about]
    if slot.about == "architecture":
        names += list_adr_names(snapshot.context.case.folder)
    help = f"Change {names[0]}{' or a decision record' if names[1:] else ''} as text"
    if st.button("Edit", icon=":material/edit:", type="tertiary", key=PLACE, help=help):
        open_editor(workspace, names)


def _find_workspace() -> Workspace | None:
    """Return the workspace whose files this visitor may change; the files of the installation's case are its own."""
    standing = session.standing()
    workspace = standing.workspace
    if workspace is None or workspace.cohort_id == INSTALLATION or not standing.actor.may("edit", workspace.id):
        return None
    return workspace


# Closed by a button alone: Escape would throw away what was typed last.
@st.dialog("Edit the dossier", width="large", icon=":material/edit:", dismissible=False)
@actions.tell_errors
def open_editor(workspace: Workspace, names: Sequence[str]) -> None:
    """Open one of several files in a dialog."""
    name = st.selectbox("File", names, key="edit-file") if names[1:] else names[0]
    state = session.session_value(f"editor-{workspace.id}-{name}", lambda: EditorState(name=name))
    # What was typed just now is theirs to keep, whatever has become of the file.
    state.text = session.widget(state.key) or state.text
    if state.opened is None or not state.has_changed:
        current = open_text(session.app_state(), workspace.id, name, session.actor())
        if current != state.opened:
            state.open(current)
    about = f"{FILE_OF[name].about[:1].upper()}{FILE_OF[name].about[1:]}." if name in FILE_OF else "A decision record."
    st.caption(plain(ABOUT.format(f"{name}: {about}")))
    above = st.container(gap="small")
    label = f"Text of {name}"
    state.text = st.text_area(label, state.text, key=state.key, height=270, label_visibility="collapsed") or ""
    # A file that is not there yet has nothing wrong in it before anybody writes.
    problems = judge_text(name, state.text) if state.has_changed or state.is_there else ()
    with st.container(horizontal=True, gap="small"):
        _render_buttons(workspace, name, state)
    with above:
        _render_outcome(state, problems)
    if problems:
        render_problem_table(problems[:LISTED], len(problems), name, key="edit-problems")


def _render_buttons(workspace: Workspace, name: str, state: EditorState) -> None:
    app, by, opened = session.app_state(), session.actor(), state.opened
    assert opened is not None  # the dialog has opened it
    if st.button("Save", icon=":material/save:", type="primary", key="edit-save"):
        text = state.text
        _act(state, lambda: save_text(app, workspace.id, opened, text, by), f"{name} is saved.")
    if state.has_changed:
        st.button("Discard my changes", icon=":material/delete:", key="edit-discard", on_click=state.discard)
    elif can_undo(app, workspace.id, name, by) and st.button(
        "Undo the last change", icon=":material/undo:", key="edit-undo", help="Put the former version of the file back"
    ):
        _act(state, lambda: undo_text(app, workspace.id, opened, by), f"The former version of {name} is back.")
    if st.button("Close", icon=":material/close:", key="edit-close", help="Your text stays here during your visit"):
        st.rerun()


def _act(state: EditorState, act: Callable[[], None], done: str) -> None:
    """Do it and show the page as it is then; what is refused stays in the dialog with its text."""
    state.failed = ""
    try:
        act()
    except TextOvertaken as overtaken:
        state.theirs = _compare(state.opened, overtaken.current)
        # Told once, so that whoever saves again knows what they replace.
        state.opened = overtaken.current
        session.forget_standing()
        return
    except SteercoError as error:
        state.failed = str(error)
        return
    state.opened = None
    actions.run_action(PLACE, lambda: done)
    st.rerun()


def _compare(before: DossierText | None, after: DossierText) -> str:
    old = before.text.splitlines() if before else []
    return "\n".join(unified_diff(old, after.text.splitlines(), "as you opened it", "as it is now", lineterm=""))


def _render_outcome(state: EditorState, problems: tuple[Problem, ...]) -> None:
    """Say what keeps the text from being saved, or what became of saving it."""
    if state.theirs:
        st.warning(TAKEN, icon=":material/group:")
        st.code(state.theirs, language="diff", height=180)
    errors = sum(problem.severity == "error" for problem in problems)
    if has_errors(problems):
        first = f"{'The first: ' if errors > 1 else ''}{problems[0]}{_quote_row(state.text, problems[0].row)}"
        st.error(f"**{pluralise(errors, 'problem')}: nothing is saved yet.** {plain(first)}", icon=":material/error:")
    elif state.failed:
        st.error(plain(state.failed), icon=":material/error:")


def _quote_row(text: str, row: int | None) -> str:
    """Return what a row says, by which it is found in a field that counts none."""
    lines = text.splitlines()
    return f" Row {row} reads: {quote_input(lines[row - 1].strip())}." if row and row <= len(lines) else ""
