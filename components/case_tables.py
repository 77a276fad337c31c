"""A table of a draft business case as an editable grid; edits go into the draft at once.

Streamlit reports edits as a difference from the data that the grid got first. So the grid keeps its data while
somebody types in it, and is drawn again, under a new key, only when the draft changes otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from components import session
from components.grid_keys import render_grid_keys
from components.markdown import plain
from steering.finance.draft import tables
from steering.finance.draft.grids import DraftColumn, Edits, Grid
from steering.finance.draft.history import BusinessDraft, Tree

# Characters of a heading, which may be the id of a line.
LONGEST = 60
# Rows without a scroll bar.
TALLEST = 15


@dataclass(kw_only=True)
class GridState:
    """A grid on screen: the tree that it was drawn from, and the tree after the edits made in it."""

    sheet: str
    tree: Tree
    after: Tree
    key: str

    def shows(self, draft: BusinessDraft, sheet: str) -> bool:
        """Whether the grid still shows a sheet of a draft: nothing else changed it, and the browser has its edits."""
        on_screen = self.after is self.tree or session.widget(self.key) is not None
        return self.sheet == sheet and self.after is draft.tree and on_screen


def table(state: GridState) -> None:
    """Draw the grid. Its edits are available at the next run, see `edits`."""
    sheet = tables.TABLES[state.sheet]
    grid = sheet.grid(state.tree)
    names = [f"c{index}" for index in range(len(grid.columns))]
    rows = [[cell or None for cell in row] for row in grid.rows]
    st.data_editor(
        pd.DataFrame(rows, columns=names, dtype="string"),
        key=state.key,
        column_config=dict(zip(names, map(_config, grid.columns), strict=True)),
        num_rows="dynamic" if grid.grows else "fixed",
        hide_index=True,
        height="content" if len(rows) <= TALLEST else "auto",
        placeholder="–",
        alt=f"{sheet.title}: a table to edit, {len(rows)} rows",
    )
    render_grid_keys("draft-keys")


def _config(column: DraftColumn) -> Any:
    label, tip, first = column.label[:LONGEST], plain(column.help) or None, column.names
    if column.kind == "choice":
        return st.column_config.SelectboxColumn(
            label,
            help=tip,
            options=column.options,
            format_func=lambda option: column.labels.get(str(option), str(option)),
            default=column.default,
            pinned=first,
        )
    return st.column_config.TextColumn(
        label,
        help=tip,
        default=column.default,
        disabled=column.fixed,
        pinned=first,
        alignment="right" if column.kind == "figure" else "left",
    )


def edits(state: GridState) -> Edits | None:
    """Return all edits since the grid was drawn; None where the browser does not show it any more."""
    value = session.widget(state.key)
    if value is None:
        return None
    grid = tables.TABLES[state.sheet].grid(state.tree)
    changes = {int(row): _texts(cells, grid) for row, cells in value["edited_rows"].items()}
    new_rows = [_texts(cells, grid) for cells in value["added_rows"]]
    return Edits(changed=changes, added=new_rows, removed=frozenset(value["deleted_rows"]))


def _texts(cells: Mapping[str, Any], grid: Grid) -> dict[str, str]:
    keys = {f"c{index}": column.key for index, column in enumerate(grid.columns)}
    return {keys[name]: "" if text is None else str(text).strip() for name, text in cells.items() if name in keys}
