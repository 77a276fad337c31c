"""A grid of texts to edit, and what was edited in it.

Streamlit reports edits as a difference from the data that the grid got first, so it has to get the same data under the
same key while somebody types in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import streamlit as st

from components import session
from components.grid_keys import render_grid_keys
from components.markdown import plain
from steering.finance.draft.grids import DraftColumn, Edits, Grid

GridHeight = int | Literal["content", "auto"]
# Characters of a heading, which may be the id of a line.
LONGEST = 60


def render_grid(grid: Grid, key: str, title: str, *, height: GridHeight, keys: str) -> None:
    """Draw a grid, and what hands it every key that is typed; that part's own key is `keys`."""
    names = [f"c{index}" for index in range(len(grid.columns))]
    rows = [[cell or None for cell in row] for row in grid.rows]
    st.data_editor(
        pd.DataFrame(rows, columns=names, dtype="string"),
        key=key,
        column_config=dict(zip(names, map(_config, grid.columns), strict=True)),
        num_rows="dynamic" if grid.grows else "fixed",
        hide_index=True,
        height=height,
        placeholder="–",
        alt=f"{title}: a table to edit, {len(rows)} rows",
    )
    render_grid_keys(keys)


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


def collect_edits(grid: Grid, key: str) -> Edits | None:
    """Return all edits since a grid was drawn; None where the browser does not show it any more."""
    value = session.widget(key)
    if value is None:
        return None
    changes = {int(row): _texts(cells, grid) for row, cells in value["edited_rows"].items()}
    new_rows = [_texts(cells, grid) for cells in value["added_rows"]]
    return Edits(changed=changes, added=new_rows, removed=frozenset(value["deleted_rows"]))


def _texts(cells: Mapping[str, Any], grid: Grid) -> dict[str, str]:
    keys = {f"c{index}": column.key for index, column in enumerate(grid.columns)}
    return {keys[name]: "" if text is None else str(text).strip() for name, text in cells.items() if name in keys}
