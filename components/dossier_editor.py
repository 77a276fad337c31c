"""A file of the dossier, edited on its page as text and tables: its problems before it is saved, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff

import streamlit as st

from components import actions, dossier_additions, session
from components.dossier_tables import TableEditor
from components.markdown import plain
from components.problems import render_problem_table
from components.typing_rest import render_typing_rest
from steering.cases.dossier.texts import FILE_OF, has_errors, is_view, list_adr_names, list_view_names
from steering.context.filters import Filters
from steering.dossier.tables import DossierTable, list_tables, place_problem
from steering.errors import LISTED, Problem, SteercoError, quote_input
from steering.formatting import pluralise
from steering.frames.blocks import Slot
from steering.frames.frame import Frame
from steering.records.cohorts import INSTALLATION
from steering.records.workspaces import Workspace
from steering.state.case_snapshot import CaseSnapshot
from steering.state.dossier_texts import (
    DossierText,
    TextOvertaken,
    can_undo,
    judge_file,
    open_text,
    save_text,
    undo_text,
)

PLACE = "edit-dossier"
# The page of a file that is not named as its page, and the one with files beside its own.
PAGES, ARCHITECTURE = {"risks": "roadmap"}, "architecture"
OTHERS = ", a decision record or a view"
ABOUT = "{} What you type is checked as soon as you rest. Nothing is saved before you press Save."
TEXT, TABLE = "Text", "Table"
HEIGHT = 270
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
    tables: TableEditor = field(init=False)

    def __post_init__(self) -> None:
        self.tables = TableEditor(key=f"edit-grid-{self.name}")

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

    def take_typing(self) -> None:
        """Take what was typed last, whatever has become of the file: into the field, or into a table."""
        before, self.text = self.text, session.widget(self.key) or self.text
        after = self.tables.take_edits(FILE_OF[self.name], self.text) if self.name in FILE_OF else self.text
        if after != self.text:
            self.text = after
            # The field shows another text, under another key.
            self.edition += 1
        if self.text != before:
            # What was refused was another text.
            self.failed = ""


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
    with st.container(horizontal=True, gap="small"):
        help = f"Change {names[0]}{OTHERS if slot.about == ARCHITECTURE else ''}"
        edit = st.button("Edit", icon=":material/edit:", type="tertiary", key=PLACE, help=help)
        if slot.about == ARCHITECTURE:
            folder = snapshot.context.case.folder
            names += [*list_adr_names(folder), *list_view_names(folder)]
            dossier_additions.render_buttons(workspace)
    if edit or (new := dossier_additions.take_new()) in names:
        open_editor(workspace, names, "" if edit else new)


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
def open_editor(workspace: Workspace, names: Sequence[str], first: str = "") -> None:
    """Open one of several files in a dialog; `first` is the one that is chosen then."""
    index = names.index(first) if first in names else 0
    name = st.selectbox("File", names, index, key="edit-file") if names[1:] else names[0]
    state = session.session_value(f"editor-{workspace.id}-{name}", lambda: EditorState(name=name))
    state.take_typing()
    if state.opened is None or not state.has_changed:
        current = open_text(session.app_state(), workspace.id, name, session.actor())
        if current != state.opened:
            state.open(current)
    tables = _render_content(state)
    # A file that is not there yet has nothing wrong in it before anybody writes.
    problems = judge_file(name, state.text) if state.has_changed or state.is_there else ()
    with st.container(horizontal=True, gap="small"):
        _render_buttons(workspace, name, state)
    # Below the field, so that nothing moves under whoever types.
    _render_outcome(state, tuple(place_problem(problem, tables) for problem in problems), is_text=not tables)
    if problems:
        shown = [place_problem(problem, tables) for problem in problems[:LISTED]]
        render_problem_table(shown, len(problems), name, key="edit-problems")


def _render_content(state: EditorState) -> tuple[DossierTable, ...]:
    """Draw the file as its visitor wants it, and return the tables where it is shown as those."""
    about = f"{FILE_OF[state.name].about[:1].upper()}{FILE_OF[state.name].about[1:]}." if state.name in FILE_OF else ""
    kind = about or ("A view in Mermaid." if is_view(state.name) else "A decision record.")
    st.caption(plain(ABOUT.format(f"{state.name}: {kind}")))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        tables = _choose_tables(state)
    if tables is not None:
        state.tables.render(tables, state.text)
        return tables
    label = f"Text of {state.name}"
    state.text = st.text_area(label, state.text, key=state.key, height=HEIGHT, label_visibility="collapsed") or ""
    render_typing_rest("edit-rest")
    return ()


def _choose_tables(state: EditorState) -> tuple[DossierTable, ...] | None:
    """Draw the choice of text or table, and of a table; return all of them where they are wanted."""
    if state.name not in FILE_OF:
        return None
    view = st.segmented_control(
        "Show as", (TEXT, TABLE), default=TEXT, required=True, key="edit-view", label_visibility="collapsed"
    )
    if view != TABLE:
        return None
    tables = list_tables(FILE_OF[state.name], state.text)
    if tables:
        state.tables.choose(tables)
    return tables


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


def _render_outcome(state: EditorState, problems: tuple[Problem, ...], *, is_text: bool) -> None:
    """Say what keeps the text from being saved, or what became of saving it."""
    if state.theirs:
        st.warning(TAKEN, icon=":material/group:")
        st.code(state.theirs, language="diff", height=180)
    errors = sum(problem.severity == "error" for problem in problems)
    if has_errors(problems):
        line = _quote_row(state.text, problems[0].row) if is_text else ""
        first = f"{'The first: ' if errors > 1 else ''}{problems[0]}{line}"
        st.error(f"**{pluralise(errors, 'problem')}: nothing is saved yet.** {plain(first)}", icon=":material/error:")
    elif state.failed:
        st.error(plain(state.failed), icon=":material/error:")


def _quote_row(text: str, row: int | None) -> str:
    """Return what a row says, by which it is found in a field that counts none."""
    lines = text.splitlines()
    return f" Row {row} reads: {quote_input(lines[row - 1].strip())}." if row and row <= len(lines) else ""
