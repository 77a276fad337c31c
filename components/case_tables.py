"""A part of a business case as a table that can be edited; what is typed goes into the draft at once.

Streamlit tells what was edited as a difference from the table as it was first drawn. So that table stays as it was
drawn while somebody types in it, and is drawn anew, under a key of its own, only when the draft changes otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from components import session
from components.markdown import plain
from steering.finance.draft import tables
from steering.finance.draft.grids import DraftColumn, Edits, Grid
from steering.finance.draft.history import BusinessDraft, Tree

# Tables with more rows than this scroll.
TALLEST = 15
# Characters of a heading, which may be the id of a line.
LONGEST = 60


@dataclass(kw_only=True)
class GridState:
    """A table as it is drawn: of which tree, and the tree that what was typed in it has made since."""

    sheet: str
    tree: Tree
    after: Tree
    key: str

    def shows(self, draft: BusinessDraft, sheet: str) -> bool:
        """Whether it still shows a part of a draft: nothing else has changed it, and the browser has its edits."""
        there = self.after is self.tree or session.widget(self.key) is not None
        return self.sheet == sheet and self.after is draft.tree and there


def table(drawn: GridState) -> None:
    """The table. What is typed in it is there at the next run, see `edits`."""
    sheet = tables.TABLES[drawn.sheet]
    grid = sheet.grid(drawn.tree)
    names = [f"c{index}" for index in range(len(grid.columns))]
    rows = [[cell or None for cell in row] for row in grid.rows]
    st.data_editor(
        pd.DataFrame(rows, columns=names, dtype="string"),
        key=drawn.key,
        column_config=dict(zip(names, map(_config, grid.columns), strict=True)),
        num_rows="dynamic" if grid.grows else "fixed",
        hide_index=True,
        height="content" if len(rows) <= TALLEST else "auto",
        placeholder="–",
        alt=f"{sheet.title}: a table to edit, {len(rows)} rows",
    )


def _config(column: DraftColumn) -> Any:
    label, tip, first = column.label[:LONGEST], plain(column.help) or None, column.names
    if column.kind == "choice":
        return st.column_config.SelectboxColumn(
            label,
            help=tip,
            options=column.options,
            format_func=lambda option: column.labels.get(option, option),
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


def edits(drawn: GridState) -> Edits | None:
    """All that was edited in a table since it was drawn; None where the browser does not show it any more."""
    state = session.widget(drawn.key)
    if state is None:
        return None
    grid = tables.TABLES[drawn.sheet].grid(drawn.tree)
    changed = {int(row): _texts(cells, grid) for row, cells in state["edited_rows"].items()}
    added = [_texts(cells, grid) for cells in state["added_rows"]]
    return Edits(changed=changed, added=added, removed=frozenset(state["deleted_rows"]))


def _texts(cells: Mapping[str, Any], grid: Grid) -> dict[str, str]:
    keys = {f"c{index}": column.key for index, column in enumerate(grid.columns)}
    return {keys[name]: "" if text is None else str(text).strip() for name, text in cells.items() if name in keys}
