"""The editor of a draft business case: headline, tables, undo and redo, and its audit after every change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from components import picture
from components.case_tables import GridState, edits, table
from components.downloads import render_button
from components.markdown import plain
from steering.cases.business_file import text_of
from steering.exports.file_types import YAML
from steering.finance.audit import Audit, audit_business_case
from steering.finance.draft import tables
from steering.finance.draft.history import FILE, BusinessDraft, DraftState, redo, undo
from steering.frames.audit import draft, review
from steering.frames.audit import page as frames
from steering.frames.blocks import TableBlock
from steering.review.subject import ReviewSubject

KEEP = "It survives a reload of this page. To keep it for good, download it or save it here."
DOWNLOAD_NOTE = "The download keeps the comments of your file. The case itself is not changed."


@dataclass(kw_only=True)
class DraftSession:
    """One visitor's draft, its open table, and the audit and review of its last valid state."""

    id: str
    name: str
    draft: BusinessDraft
    first_audit: Audit | None = None
    sheet: str = "figures"
    grid: GridState | None = None
    # Counts the grids, so that each has a widget key of its own.
    edition: int = 0
    valid_state: DraftState | None = None
    audit: Audit | None = None
    review: tuple[TableBlock, ...] = ()


def render_editor(
    draft_session: DraftSession,
    currency: str,
    discard: Callable[[], None],
    render_import: Callable[[], None],
    save: Callable[[str, str], None],
) -> None:
    """Draw the editor of one draft, with its first problem on top, and the audit of its last valid state.

    `save` gets the draft's name and text, `render_import` draws what takes in a spreadsheet. Nothing above the table
    appears or disappears, so that the table does not move while somebody types in it.
    """
    _take(draft_session)
    _audit(draft_session)
    with st.container(key="draft", gap="small"):
        _head(draft_session)
        with st.container(key="draft-headlines"):
            if draft_session.audit and draft_session.valid_state and draft_session.valid_state.business:
                first = draft_session.first_audit.metrics if draft_session.first_audit else None
                headlines = draft.build_headlines(
                    draft_session.valid_state.business, draft_session.audit.metrics, first, currency
                )
                picture.render_blocks(headlines, key="draft-figures")
        _tools(draft_session, discard, render_import, save)
        _sheet(draft_session)
        with st.container(key="draft-wrong"):
            if draft_session.draft.state.business is None:
                picture.render_blocks(draft.build_problem_table(draft_session.draft), key="draft-problems")
        st.caption(DOWNLOAD_NOTE)
    if draft_session.audit and draft_session.valid_state and draft_session.valid_state.business:
        st.markdown(plain(frames.describe_convention(draft_session.audit)))
        blocks = frames.build_blocks(
            draft_session.valid_state.business, draft_session.audit, draft_session.review, currency, id="draft"
        )
        picture.render_blocks(*blocks, key="draft-audit")


def _audit(draft_session: DraftSession) -> None:
    """Audit the draft where it is valid; otherwise the last audit stands."""
    reading = draft_session.draft.state
    if reading.business and reading is not draft_session.valid_state:
        draft_session.audit = audit_business_case(reading.business, reading.problems)
        subject = ReviewSubject(business=reading.business, text=text_of(draft_session.draft.text.encode(), FILE))
        draft_session.review = review.build_review(subject, id="draft")
        draft_session.valid_state = reading
        draft_session.first_audit = draft_session.first_audit or draft_session.audit


def _head(draft_session: DraftSession) -> None:
    """Draw the headline: two lines in either state, so that the table below stays where it is."""
    name = plain(draft_session.name)
    if draft_session.draft.state.business and draft_session.audit:
        result = plain(frames.describe_result(draft_session.audit))
        st.info(
            f"**You are editing a copy of {name}. {result}.**  \n{plain(KEEP)}",
            icon=":material/edit_note:",
        )
    else:
        wrong, instead = draft.describe_refusal(draft_session.draft, before=draft_session.audit is not None)
        st.error(f"**You are editing a copy of {name}. {plain(wrong)}**  \n{plain(instead)}", icon=":material/error:")


def _tools(
    draft_session: DraftSession,
    discard: Callable[[], None],
    render_import: Callable[[], None],
    save: Callable[[str, str], None],
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="draft-tools"):
        for name, label, step, can in (
            ("undo", "Undo", undo, draft_session.draft.past),
            ("redo", "Redo", redo, draft_session.draft.future),
        ):
            icon, key = f":material/{name}:", f"draft-{name}"
            st.button(label, icon=icon, key=key, disabled=not can, on_click=_step, args=(draft_session, step))
        write = partial(draft_session.draft.text.encode, "utf-8", "replace")
        render_button("Download as YAML", write, FILE, YAML, "take-draft")
        st.button("Save here", icon=":material/save:", key="keep-draft", on_click=_save, args=(draft_session, save))
        render_import()
        st.button("Discard draft", icon=":material/delete:", key="discard-draft", on_click=discard)


def _sheet(draft_session: DraftSession) -> None:
    """Draw the open table, and the choice of another."""
    sheets = tables.table_names(draft_session.draft.tree)
    current = draft_session.sheet if draft_session.sheet in sheets else sheets[0]
    selection = st.segmented_control(
        "Table",
        sheets,
        default=current,
        required=True,
        format_func=lambda name: tables.TABLES[name].title,
        key=f"draft-sheet-{draft_session.id}",
        label_visibility="collapsed",
    )
    draft_session.sheet = selection or current
    if draft_session.grid is None or not draft_session.grid.shows(draft_session.draft, draft_session.sheet):
        draft_session.edition += 1
        tree = draft_session.draft.tree
        key = f"draft-{draft_session.id}-{draft_session.edition}"
        draft_session.grid = GridState(sheet=draft_session.sheet, tree=tree, after=tree, key=key)
    table(draft_session.grid)
    if draft_session.sheet == "figures":
        _periods(draft_session)


def _periods(draft_session: DraftSession) -> None:
    with st.container(horizontal=True, gap="small", key="draft-periods"):
        for name, label, icon, count in (
            ("more", "Add period", "add", 1),
            ("fewer", "Remove period", "remove", -1),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                type="tertiary",
                key=f"draft-{name}",
                on_click=_step,
                args=(draft_session, partial(tables.change_periods, count=count)),
            )


def _step(draft_session: DraftSession, step: Callable[[BusinessDraft], BusinessDraft]) -> None:
    _take(draft_session)
    draft_session.draft = step(draft_session.draft)


def _save(draft_session: DraftSession, save: Callable[[str, str], None]) -> None:
    _take(draft_session)
    save(draft_session.name, draft_session.draft.text)


def _take(draft_session: DraftSession) -> None:
    """Apply the edits of the grid to the draft, unless the draft has changed otherwise since the grid was drawn."""
    grid = draft_session.grid
    changes = edits(grid) if grid and grid.after is draft_session.draft.tree else None
    if grid is None or changes is None:
        return
    draft_session.draft = tables.edit_table(draft_session.draft, grid.tree, grid.sheet, changes)
    grid.after = draft_session.draft.tree
    if not tables.as_typed(grid.after, grid.tree, grid.sheet, changes):
        # A name was corrected: draw the grid again to show it.
        draft_session.grid = None
