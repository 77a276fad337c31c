"""A frame's table drawn as a data grid: numbers aligned and with their unit, a status with sign, word and colour."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components import session
from components.markdown import plain
from steering.frames.blocks import CellValue, Column, TableBlock
from steering.status import Status

# Tables with more rows than this scroll, so that what follows stays within reach.
TALLEST = 15


def table(value: TableBlock, *, ask: bool = False) -> None:
    """A table, or what it says when it is empty. With `ask`, a click on a row that is about a figure questions it."""
    if not value.rows:
        st.markdown(f":gray[{plain(value.empty)}]")
        return
    columns = [f"c{index}" for index in range(len(value.columns))]
    rows = [[_cell(cell, column) for cell, column in zip(row, value.columns, strict=True)] for row in value.rows]
    config = {
        name: _config(column, _longest(value, at))
        for at, (name, column) in enumerate(zip(columns, value.columns, strict=True))
    }
    grid = f"grid-{value.id}"
    asking: dict[str, Any] = {}
    if ask and value.figures:
        asking = {"on_select": partial(session.question_row, grid, value.figures), "selection_mode": "single-cell"}
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        column_config=config,
        hide_index=True,
        height="content" if len(rows) <= TALLEST else "auto",
        placeholder="–",
        key=grid,
        alt=f"{value.title}: {len(rows)} rows",
        **asking,
    )


def _cell(cell: CellValue, column: Column) -> Any:
    if column.kind == "status" and cell is not None:
        return [Status.parse(cell).mark]
    if column.kind == "series" and isinstance(cell, tuple):
        return [value for value in cell if value is not None]
    return cell


def _longest(value: TableBlock, at: int) -> int:
    """Letters of the longest text in a column."""
    return max((len(cell) for row in value.rows if isinstance(cell := row[at], str)), default=0)


def _config(column: Column, longest: int) -> Any:
    label, tip = column.label, column.help or None
    if column.kind == "status":
        marks = {status.mark: status.colour for status in Status}
        return st.column_config.MultiselectColumn(
            label, help=tip, options=list(marks), color=list(marks.values()), width=max(105, 7 * longest + 32)
        )
    if column.kind == "series":
        return st.column_config.LineChartColumn(label, help=tip, width=90)
    if column.kind == "share":
        return st.column_config.NumberColumn(label, help=tip, format="percent", alignment="right")
    if column.kind == "count":
        return st.column_config.NumberColumn(label, help=tip, format="localized", alignment="right")
    if column.kind == "figure":
        return st.column_config.Column(label, help=tip, alignment="right")
    return st.column_config.Column(label, help=tip)
