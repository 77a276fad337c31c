"""A file of the dossier as tables: the choice of a list, its grid, and the text that comes of what is typed into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components import session
from components.grids import collect_edits, render_grid
from steering.cases.dossier.files import DossierFile
from steering.dossier.tables import DossierTable, edit_table
from steering.finance.draft.grids import Edits

# Pixels.
HEIGHT, WIDTH = 270, 520
UNREADABLE = "The text can't be shown as tables before its first problem is mended. Mend it in the text."


@dataclass(kw_only=True)
class TableState:
    """A grid on screen: the table and the text that it was drawn from, and that text after the edits made in it."""

    table: DossierTable
    drawn: str
    after: str
    key: str
    edits: Edits | None = None

    def shows(self, table: DossierTable, text: str) -> bool:
        """Whether the grid still shows a table of a text: nothing else changed it, and the browser has its edits."""
        on_screen = self.after == self.drawn or session.widget(self.key) is not None
        return self.table.place == table.place and self.after == text and on_screen


@dataclass(kw_only=True)
class TableEditor:
    """The tables of a file, of which one is on screen. `edition` counts the grids, so that each has its own key."""

    key: str
    state: TableState | None = None
    edition: int = 0
    # The id of the table that was chosen.
    open: str = ""

    def take_edits(self, file: DossierFile, text: str) -> str:
        """Return a text after what was typed into the grid; as it is where it has changed otherwise since."""
        state = self.state
        if state is None or state.after != text:
            return text
        edits = collect_edits(state.table.grid, state.key)
        if edits is not None and edits != state.edits:
            state.edits, state.after = edits, edit_table(file, state.drawn, state.table.place, edits)
        return state.after

    def choose(self, tables: Sequence[DossierTable]) -> None:
        """Draw the choice of a table."""
        titles = {table.id: f"{table.title} ({len(table.rows)})" for table in tables}
        choice = st.selectbox(
            "Table",
            list(titles),
            format_func=lambda id: titles.get(id, id),
            key=f"{self.key}-list",
            label_visibility="collapsed",
            width=WIDTH,
        )
        self.open = choice or tables[0].id

    def render(self, tables: Sequence[DossierTable], text: str) -> None:
        """Draw the table that was chosen."""
        if not tables:
            st.info(UNREADABLE, icon=":material/info:")
            return
        table = next((table for table in tables if table.id == self.open), tables[0])
        if self.state is None or not self.state.shows(table, text):
            self.edition += 1
            self.state = TableState(table=table, drawn=text, after=text, key=f"{self.key}-{self.edition}")
        with st.container(key="edit-table"):
            render_grid(self.state.table.grid, self.state.key, table.title, height=HEIGHT, keys="edit-keys")
