"""A workbook or a spreadsheet taken into a draft of the business case: its ranges, what it changes, the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import streamlit as st

from components import actions, picture, session
from components.downloads import render_button
from components.markdown import plain
from components.problems import render_problem_table
from components.range_picker import RangePicks, render_picker
from components.upload_field import UploadField
from components.waiting import bar_while_waiting
from steering.cases.spreadsheet_mapping import FILE, SpreadsheetMapping
from steering.context.case_context import CaseContext
from steering.errors import InputRefused, SteercoError
from steering.exports.file_types import YAML
from steering.finance.draft.history import BusinessDraft, Tree
from steering.formatting import pluralise
from steering.frames.audit.imports import build_changes
from steering.imports.draft_import import DraftImport
from steering.imports.file_import import import_file, is_own, open_file
from steering.imports.mapping_text import describe_mapping
from steering.ingest.spreadsheet import Spreadsheet
from steering.records.cohorts import INSTALLATION
from steering.records.workspaces import Workspace
from steering.spool.purposes import SPREADSHEET
from steering.state.spreadsheet_mappings import save_mapping

PLACE, TAKE = "import-spreadsheet", "import-take"
HINT = "A workbook that was downloaded here, or a spreadsheet of your own."


@dataclass(kw_only=True)
class ImportState:
    """The file that a visitor has brought, the ranges that they pick in it, and what comes of it."""

    file: Spreadsheet | None = None
    picks: RangePicks = field(default_factory=RangePicks)
    # What the result was worked out from, and the result or why there is none.
    basis: tuple[object, ...] = ()
    result: DraftImport | None = None
    refused: InputRefused | None = None
    failed: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportTarget:
    """Where a file goes: the draft to begin with, others that a workbook may be of, the mapping that is known."""

    context: CaseContext
    draft: BusinessDraft | None
    others: Sequence[Tree] = ()
    mapping: SpreadsheetMapping | None = None
    take: Callable[[DraftImport, str], None]

    @property
    def state(self) -> ImportState:
        """What the visitor has brought."""
        return session.session_value(f"{PLACE}-{self.context.case.id}", ImportState)


def render_import_button(target: ImportTarget) -> None:
    """Draw the button that opens the dialog, for whoever may bring files here."""
    if not session.actor().may("edit", target.context.case.id):
        return
    actions.show_flash(PLACE)
    if st.button("From a spreadsheet", icon=":material/table_view:", key=PLACE):
        open_import(target)


# Closed by a button alone: Escape would throw away what was picked last.
@st.dialog("From a spreadsheet", width="large", icon=":material/table_view:", dismissible=False)
@actions.tell_errors
def open_import(target: ImportTarget) -> None:
    """Take a file, let its ranges be picked, and show what it changes before anything is changed."""
    state, place = target.state, target.context.case.id
    if session.widget(TAKE) and not actions.flash_at(PLACE).failed:
        # It is taken: the page shows the draft as it is then.
        st.rerun()
    field = UploadField(name=f"sheet-{place}", place=place, purpose=SPREADSHEET)
    if field.ids:
        _open(target, field)
    field.render("Choose a workbook", HINT, accept=".xlsx")
    if state.file:
        st.markdown(f"**{plain(state.file.name)}**")
        _render_file(target, state.file)
    elif state.refused:
        _render_refusal(state.refused, "the file")
    if failed := state.failed or actions.flash_at(PLACE).failed:
        st.error(plain(failed), icon=":material/error:")
    if st.button("Close", key="import-close"):
        _forget(state)
        st.rerun()


def _open(target: ImportTarget, field: UploadField) -> None:
    """Read the file that has come; what was picked stays where the file is the next version of the same."""
    state = target.state
    _forget(state)
    try:
        [(path, name)] = field.files()
        with bar_while_waiting("Reading the workbook"):
            state.file = open_file(path, name, session.actor(), target.context.case.id)
        state.picks.begin(state.file, target.mapping)
    except InputRefused as refused:
        state.refused = refused
    except SteercoError as error:
        state.failed = str(error)
    finally:
        field.clear()


def _forget(state: ImportState) -> None:
    state.file, state.result, state.refused, state.failed, state.basis = None, None, None, "", ()


def _render_file(target: ImportTarget, file: Spreadsheet) -> None:
    state, mapping = target.state, None
    if is_own(file):
        mapping, problems = render_picker(state.picks, file, target.draft)
        if problems:
            render_problem_table(problems, len(problems), "Your ranges", key="import-ranges")
            return
    _work_out(target, file, mapping)
    if state.refused:
        _render_refusal(state.refused, "the workbook")
    elif state.result:
        _render_result(target, state.result)


def _work_out(target: ImportTarget, file: Spreadsheet, mapping: SpreadsheetMapping | None) -> None:
    """Work out what the file changes, once for the same file, ranges and draft."""
    state, basis = target.state, (id(file), mapping, target.draft)
    if state.basis == basis:
        return
    state.basis, state.result, state.refused, state.failed = basis, None, None, ""
    try:
        with bar_while_waiting("Comparing the workbook with the draft"):
            state.result = import_file(
                file, target.draft, mapping, session.actor(), target.context.case.id, others=target.others
            )
    except InputRefused as refused:
        state.refused = refused
    except SteercoError as error:
        state.failed = str(error)


def _render_refusal(refused: InputRefused, what: str) -> None:
    st.error(f"**Nothing is taken over.** Correct what is listed, and bring {what} again.", icon=":material/error:")
    render_problem_table(refused.problems, refused.count, refused.what, key="import-refused")


def _render_result(target: ImportTarget, result: DraftImport) -> None:
    """Show what would change, what can't be taken over, and the button that puts it into the draft."""
    count = pluralise(len(result.changes), "change")
    st.markdown(f"**{count}.** Nothing has changed yet." if result.changes else "**No change.**")
    if result.refusals:
        st.warning(f"**{pluralise(len(result.refusals), 'thing')} can't be taken over.**", icon=":material/warning:")
        render_problem_table(result.refusals, len(result.refusals), "The workbook", key="import-refusals")
    picture.render_blocks(build_changes(result.changes), key="import-changes")
    for note in result.notes:
        st.caption(plain(note))
    workspace = _find_workspace() if result.mapping else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="import-tools"):
        st.button(
            "Put into the draft", type="primary", icon=":material/check:", key=TAKE,
            disabled=not result.changes and target.draft is not None,
            on_click=actions.run_action, args=(PLACE, _take, target, result, workspace),
        )  # fmt: skip
        if result.mapping:
            text = describe_mapping(result.mapping)
            render_button("Download the ranges", text.encode, FILE, YAML, "import-mapping")
            if workspace:
                st.checkbox("Keep the ranges with the case", value=True, key="import-keep")


def _take(target: ImportTarget, result: DraftImport, workspace: Workspace | None) -> str:
    state = target.state
    name = state.file.name if state.file else "a spreadsheet"
    session.actor().require("edit", target.context.case.id)
    if result.mapping and workspace and session.widget("import-keep"):
        save_mapping(session.app_state(), workspace.id, describe_mapping(result.mapping), session.actor())
    target.take(result, name)
    _forget(state)
    if not result.draft.past:
        return f"{name} is a draft now."
    return f"{pluralise(len(result.changes), 'change')} of {name} put into the draft. Undo takes them back."


def _find_workspace() -> Workspace | None:
    """Return the workspace whose files this visitor may change; the files of the installation's case are its own."""
    standing = session.standing()
    workspace = standing.workspace
    if workspace is None or workspace.cohort_id == INSTALLATION or not standing.actor.may("edit", workspace.id):
        return None
    return workspace
