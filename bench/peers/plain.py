"""The Costs page as one would write it in Streamlit: a script from top to bottom, default settings."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from bench.peers import content
from steering.frames.blocks import Block, Chart, Choice, Columns, Notice, TableBlock, Tabs, Tiles
from steering.state.case_snapshot import CaseSnapshot as Laid


@st.cache_resource
def opened() -> Laid:
    """The data, opened once for all sessions."""
    return content.Content.from_environment().laid()


def show(block: Block) -> None:
    """One block by the command that is there for it."""
    match block:
        case Columns():
            for column, inner in zip(st.columns(len(block.blocks)), block.blocks, strict=True):
                with column:
                    show(inner)
        case Tiles():
            for column, tile in zip(st.columns(len(block.tiles)), block.tiles, strict=True):
                column.metric(tile.label, tile.value, tile.delta)
                column.caption(tile.note)
        case Chart():
            st.subheader(block.title)
            st.plotly_chart(go.Figure(block.figure), key=block.id)
            st.caption(block.note)
        case TableBlock():
            st.subheader(block.title)
            labels = [column.label for column in block.columns]
            st.dataframe(pd.DataFrame(block.rows, columns=labels), hide_index=True)
            st.caption(block.note)
        case Notice():
            st.info(f"{block.text} {block.remedy}")
        case Tabs():
            for place, tab in zip(st.tabs([tab.label for tab in block.parts]), block.parts, strict=True):
                with place:
                    for inner in tab.blocks:
                        show(inner)
        case Choice():
            st.selectbox(block.label, [label for _, label in block.options])


def main() -> None:
    """The page."""
    st.set_page_config(layout="wide")
    table = opened()
    st.title("Costs")
    names = content.months(table)
    as_of = st.selectbox("As of", list(names), list(names).index(table.default_filters.as_of), names.__getitem__)
    units = content.units(table)
    unit = st.selectbox("Business unit", list(units), format_func=units.__getitem__)
    frame = content.of_costs(table, as_of, unit or None)
    st.header(frame.message)
    st.write(frame.detail)
    for block in (*frame.notices, *frame.blocks):
        show(block)


main()
