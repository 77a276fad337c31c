"""A frame's table as a data grid: it shows the texts of the frame and sorts by the values behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components import session
from components.markdown import plain
from steering.formatting import ABSENT
from steering.frames.block_heights import TALLEST, row_height
from steering.frames.blocks import Column, TableBlock
from steering.frames.cells import CellValue
from steering.status import Status

# Kinds of column whose cells are drawn rather than written.
DRAWN = ("status", "series")
# The column of buttons that ask for the lineage of a row's figure.
ASK = "ask"


def table(value: TableBlock, *, ask: bool = False) -> None:
    """A table, or what it says when it is empty. With `ask`, each row about a figure has a button that questions it."""
    if not value.rows:
        st.markdown(f":gray[{plain(value.empty)}]")
        return
    columns = [f"c{index}" for index in range(len(value.columns))]
    rows = [[_cell(cell, column) for cell, column in zip(row, value.columns, strict=True)] for row in value.rows]
    config = {
        name: _config(column, _longest(value, at))
        for at, (name, column) in enumerate(zip(columns, value.columns, strict=True))
    }
    data = pd.DataFrame(rows, columns=columns)
    if ask and value.figures:
        # A button of its own: a selected cell would ask at each arrow key.
        data.insert(1, ASK, "ⓘ")
        button = f"row-{value.id}"
        config[ASK] = st.column_config.ButtonColumn(
            "",
            type="tertiary",
            width=44,
            help="Where the figure comes from",
            key=button,
            on_click=partial(session.question_row, button, value.figures),
        )
    st.dataframe(
        _with_texts(data, value),
        column_config=config,
        hide_index=True,
        # Longer tables scroll, so that what follows stays within reach.
        height="content" if len(rows) <= TALLEST else "auto",
        row_height=row_height(value),
        placeholder=ABSENT,
        key=f"grid-{value.id}",
        alt=f"{value.title}: {len(rows)} rows",
    )


def _cell(cell: CellValue, column: Column) -> Any:
    if column.kind == "status" and cell is not None:
        return [Status.parse(cell).mark]
    if column.kind == "series" and isinstance(cell, tuple):
        return [value for value in cell if value is not None]
    return cell


def _with_texts(data: pd.DataFrame, value: TableBlock) -> Any:
    """The data with the frame's texts to show in place of numbers and months, which still sort as what they are."""
    formats: dict[Any, str | Callable[[object], str] | None] = {}
    names = [name for name in data.columns if name != ASK]
    for name, column, cells in zip(names, value.columns, zip(*value.cells, strict=True), strict=True):
        texts = {cell.value: cell.text for cell in cells if cell.value is not None and cell.text != cell.value}
        if texts and column.kind not in DRAWN:
            formats[name] = partial(_text_of, texts)
    return data.style.format(formats, na_rep=ABSENT) if formats else data


def _text_of(texts: dict[Any, str], content: Any) -> str:
    return texts.get(content, str(content))


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
    if column.kind in ("count", "share"):
        return st.column_config.NumberColumn(label, help=tip, alignment="right")
    if column.kind == "words":
        # Wide enough for all of it in three lines, where that is not too wide for its neighbours.
        return st.column_config.TextColumn(label, help=tip, width=min(270, max(110, 3 * longest)))
    if column.kind == "figure":
        return st.column_config.Column(label, help=tip, alignment="right")
    return st.column_config.Column(label, help=tip)
