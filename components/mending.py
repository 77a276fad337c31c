"""Mending on Sources: a refused file taken along with its problems, or corrected here, cell by cell or many at once.

The table of failing cells keeps its rows while somebody types in it, see `case_tables`: it is drawn again, under a new
key, where the steps change otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from components import actions, downloads, picture, session, upload_state
from components.grid_keys import render_grid_keys
from components.markdown import plain
from components.waiting import bar_while_waiting
from steering.context.case_context import CaseContext
from steering.errors import LISTED, NotAllowed
from steering.exports.file_types import BYTES
from steering.formatting import pluralise
from steering.frames.problem_table import build_problem_table
from steering.frames.sources import mended as frames
from steering.ingest import uploads
from steering.ingest.uploads import StagedUpload
from steering.mending.failing_cells import FailingCell
from steering.mending.mending import Mending, start_mending
from steering.mending.offers import Offer
from steering.mending.steps import CellStep
from steering.sources import Source

# Rows of the table: the others follow when these are mended.
MOST_ROWS = 500
MOST_OFFERS = 8
# Rows without a scroll bar.
TALLEST = 12
VALUE, WITHOUT = "value", "without"


@dataclass(kw_only=True)
class MendState:
    """One visitor's mending of a dataset's upload: the rows of the table on screen, and the edits taken from it."""

    mending: Mending | None = None
    edition: int = 0
    rows: tuple[FailingCell, ...] = ()
    edits: dict[int, dict[str, object]] = field(default_factory=dict)

    def redraw(self) -> None:
        """Have the table drawn again, with what still fails."""
        self.edition += 1
        self.rows = self.mending.failure.cells[:MOST_ROWS] if self.mending else ()
        self.edits = {}


def render_refused(context: CaseContext, source: Source, staged: StagedUpload) -> None:
    """Draw what is wrong with a refused upload, and the ways to correct it."""
    mending = _begin(context, source, staged)
    count = staged.report.problem_count
    headline = f"**{plain(staged.name)} was not accepted: {pluralise(count, 'problem')}.**"
    remedy = "Correct what is listed and upload it again."
    if mending:
        remedy = "Mend it here, or take it along with a column of its problems, correct it and upload it as it is."
    st.error(f"{headline} Nothing has changed. {remedy}", icon=":material/error:")
    with st.container(horizontal=True, key="refused"):
        if mending:
            _render_download(mending, "Take it with its problems", notes=True)
        upload_state.render_discard(staged)
    if mending:
        _render_mending(mending, staged)
    problems = staged.report.problems[:LISTED]
    table = build_problem_table("problems", "What to correct", problems, count, source=staged.report.source)
    picture.render_blocks(table, key="upload-problems")


def render_accepted(staged: StagedUpload) -> None:
    """Draw what was mended in an upload that can be published now, and the way back."""
    state = _state(staged.dataset)
    if staged.mended is None or state.mending is None or state.mending.current is not staged:
        return
    st.success(frames.describe_mended(staged.mended), icon=":material/healing:")
    with st.container(horizontal=True, key="mended"):
        _render_undo(staged.dataset)
        _render_download(state.mending, "Take the mended file", notes=False)
    with st.expander("What was mended"):
        picture.render_blocks(frames.build_mended(staged.mended), key="upload-mended")


def forget(dataset: str) -> None:
    """Forget what was mended of a dataset's upload, which is published or let go."""
    state = _state(dataset)
    if state.mending:
        state.mending.close()
    state.mending = None


def _begin(context: CaseContext, source: Source, staged: StagedUpload) -> Mending | None:
    """The mending of an upload, begun where it is another one than before."""
    state = _state(staged.dataset)
    if state.mending is None or state.mending.current is not staged:
        if state.mending:
            state.mending.close(keep=staged.refused)
        home, by = session.app_state().home, session.actor().id
        state.mending = start_mending(staged, context.case, home, by, source.manifest)
        state.redraw()
    return state.mending


def _render_mending(mending: Mending, staged: StagedUpload) -> None:
    state = _state(staged.dataset)
    if not mending.failure.cells and not mending.steps:
        return
    if state.rows and mending.checked == mending.steps and not _shows_failure(state, mending):
        state.redraw()
    with st.container(border=True, key="mending"):
        st.markdown(f"**Mend it here.** {plain(frames.describe_failure(mending.failure.cells, staged.report))}")
        _render_offers(staged.dataset, mending)
        if state.rows:
            _render_table(staged.dataset, state)
        with st.container(horizontal=True, key="mending-tools"):
            _render_undo(staged.dataset)
            if state.edits:
                _button("Show what is left", "filter_list", "mend-left", _show_left, staged.dataset)
            if mending.steps:
                _render_download(mending, "Take it as it is now", notes=False)
        if mending.checked != mending.steps:
            _render_check(staged.dataset, mending)


def _shows_failure(state: MendState, mending: Mending) -> bool:
    """Whether a cell of the table on screen still fails."""
    failing = {(cell.file, cell.row, cell.column) for cell in mending.failure.cells}
    return any((cell.file, cell.row, cell.column) in failing for cell in state.rows)


def _render_offers(dataset: str, mending: Mending) -> None:
    with st.container(gap=None, key="mending-offers"):
        for index, offer in enumerate(mending.offers()[:MOST_OFFERS]):
            st.button(
                plain(offer.describe(at_least=not mending.lists_all)),
                icon=":material/auto_fix_high:",
                type="tertiary",
                key=f"mend-offer-{index}",
                on_click=_act,
                args=(dataset, _take_offer, offer),
            )


def _render_table(dataset: str, state: MendState) -> None:
    several = len({cell.file for cell in state.rows}) > 1
    rows = frames.list_rows(state.rows)
    order = ["row", *(["file"] if several else []), "column", "found", VALUE, WITHOUT, "expected", "remedy"]
    config = {
        "row": st.column_config.NumberColumn("Row", disabled=True, pinned=True, width="small", format="%d"),
        "file": st.column_config.TextColumn("File", disabled=True),
        "column": st.column_config.TextColumn("Column", disabled=True, pinned=True),
        "found": st.column_config.TextColumn("Found", disabled=True),
        VALUE: st.column_config.TextColumn("New value", help="Type what the cell should say; empty it for nothing"),
        "expected": st.column_config.TextColumn("Expected", disabled=True, width="medium"),
        "remedy": st.column_config.TextColumn("What to do", disabled=True, width="medium"),
        WITHOUT: st.column_config.CheckboxColumn("Leave out", help="Leave the row out", width="small"),
    }
    st.data_editor(
        pd.DataFrame(rows),
        key=_key(dataset, state),
        column_order=order,
        column_config=config,
        hide_index=True,
        placeholder="–",
        height="content" if len(rows) <= TALLEST else "auto",
        alt=f"Failing cells to edit, {pluralise(len(rows), 'row')}",
        on_change=_act,
        args=(dataset, _take_edits),
    )
    render_grid_keys("mending-keys")
    left = len(state.mending.failure.cells) - len(rows) if state.mending else 0
    if left > 0:
        st.caption(f"The first {len(rows):,} are listed. {pluralise(left, 'other')} follow when these are mended.")


def _render_check(dataset: str, mending: Mending) -> None:
    """Draw the button that checks a large file again, under a bar that says how far it is."""
    count = len(mending.steps)
    st.info(f"{pluralise(count, 'change')} so far. The file is large: check it when you are through.")
    if st.button("Check again", type="primary", icon=":material/fact_check:", key="mend-check"):
        with bar_while_waiting("Checking the file"):
            actions.run_action(upload_state.place(dataset), _check, dataset, mending)
        _state(dataset).redraw()
        st.rerun()


def _render_undo(dataset: str) -> None:
    mending = _state(dataset).mending
    if mending and mending.steps:
        _button("Undo the last change", "undo", "mend-undo", _undo, dataset)


def _render_download(mending: Mending, label: str, *, notes: bool) -> None:
    name, key = mending.name(notes=notes), "take-problems" if notes else "take-mended"
    downloads.render_button(label, lambda: mending.pack(notes=notes), name, BYTES, key)


def _button(label: str, icon: str, key: str, action: Callable[..., str], dataset: str) -> None:
    st.button(label, icon=f":material/{icon}:", key=key, on_click=_act, args=(dataset, action))


def _act(dataset: str, action: Callable[..., str], *arguments: object) -> None:
    """Run a step of the mending, and tell its result where that of the upload stands."""
    state = _state(dataset)
    if state.mending:
        actions.run_action(upload_state.place(dataset), action, dataset, state, state.mending, *arguments)


def _take_offer(dataset: str, state: MendState, mending: Mending, offer: Offer) -> str:
    mending.apply(offer.step)
    return _check_small(dataset, state, mending)


def _undo(dataset: str, state: MendState, mending: Mending) -> str:
    mending.undo()
    return _check_small(dataset, state, mending)


def _show_left(_: str, state: MendState, __: Mending) -> str:
    state.redraw()
    return ""


def _take_edits(dataset: str, state: MendState, mending: Mending) -> str:
    """Take what was typed since the last edit as one step."""
    editor = session.widget(_key(dataset, state)) or {"edited_rows": {}}
    edits = {int(row): dict(cells) for row, cells in editor["edited_rows"].items()}
    changes = {
        row: {name: cell for name, cell in cells.items() if state.edits.get(row, {}).get(name, ...) != cell}
        for row, cells in edits.items()
    }
    state.edits = edits
    step, is_partial = frames.read_edits(state.rows, changes, VALUE, WITHOUT)
    if step != CellStep():
        mending.apply(step)
        if mending.is_quick:
            _check(dataset, mending)
    if is_partial:
        raise NotAllowed("A row that fails as a whole has no cell to mend: leave it out, or correct it in the file.")
    return ""


def _check_small(dataset: str, state: MendState, mending: Mending) -> str:
    if mending.is_quick or not mending.steps:
        _check(dataset, mending)
    state.redraw()
    return ""


def _check(dataset: str, mending: Mending) -> str:
    """Check the file after the steps; what it is then is what may be published."""
    before = mending.current
    after = mending.check()
    if before.manifest and before is not after:
        app = session.app_state()
        uploads.discard(before, home=app.home, records=app.records)
    upload_state.state().staged[dataset] = after
    return ""


def _key(dataset: str, state: MendState) -> str:
    return f"mend-{dataset}-{state.edition}"


def _state(dataset: str) -> MendState:
    return session.session_value(f"mending-{dataset}", MendState)
