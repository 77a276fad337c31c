"""A frame's blocks drawn in Streamlit, each kind in one way."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import streamlit as st

from components.tables import table
from components.words import badge, plain
from steering.charts.marks import CONFIG
from steering.frames.frame import Ask, Block, Chart, Findings, Frame, Notice, Side, Table, Tile, Tiles


def frame(value: Frame) -> None:
    """A whole frame, from its message down."""
    st.markdown(f"## {plain(value.message)}")
    if value.detail:
        st.markdown(plain(value.detail))
    for notice in value.notices:
        block(notice)
    for part in value.blocks:
        block(part)


@singledispatch
def block(part: Block) -> None:
    """One block of a frame."""
    raise TypeError(f"nothing draws a {type(part).__name__}")


@block.register
def _(part: Ask) -> None:
    with st.container(border=True, key="ask"), st.container(horizontal=True, vertical_alignment="center", gap="large"):
        st.metric("The ask", part.amount, width="content")
        with st.container(width="stretch", gap="xsmall"):
            st.markdown(f"**{plain(part.title)}**")
            st.markdown(plain(part.purpose))
        if part.decide_by:
            st.badge(plain(part.decide_by), icon=":material/event:", color="blue")


@block.register
def _(part: Tiles) -> None:
    with st.grid(max(len(part.tiles), 1), min_column_width=170, gap="small"):
        for tile in part.tiles:
            _tile(tile)


def _tile(tile: Tile) -> None:
    with st.container(border=True, height="stretch", gap="xsmall", key=f"tile-{tile.id}"):
        colour = {True: "green", False: "red", None: "off"}[tile.good]
        delta: Any = {} if tile.delta is None else {"delta": tile.delta, "delta_color": colour}
        st.metric(plain(tile.label), plain(tile.value), help=plain(tile.help) or None, **delta)
        words = [badge(tile.status)] if tile.status else []
        words += [f":gray[{plain(tile.note)}]"] if tile.note else []
        if words:
            st.markdown(" ".join(words))


@block.register
def _(part: Chart) -> None:
    with st.container(key=f"chart-{part.id}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"### {plain(part.title)}", width="stretch")
            with st.popover("Table", icon=":material/table:", type="tertiary"):
                table(part.table)
        st.plotly_chart(part.figure, key=f"plot-{part.id}", config=CONFIG, alt=part.alt)
        if part.note:
            st.caption(plain(part.note))


@block.register
def _(part: Table) -> None:
    with st.container(key=f"table-{part.id}", gap="xsmall"):
        st.markdown(f"### {plain(part.title)}")
        table(part)
        if part.note:
            st.caption(plain(part.note))


@block.register
def _(part: Findings) -> None:
    with st.container(border=True, height="stretch", key=f"findings-{part.id}", gap="small"):
        st.markdown(f"### {plain(part.title)}")
        if not part.findings:
            st.markdown(f":gray[{plain(part.empty)}]")
        for finding in part.findings:
            said = f"**{plain(finding.text)}**" + (f" {badge(finding.status)}" if finding.status else "")
            st.markdown(said + (f"  \n:gray[{plain(finding.detail)}]" if finding.detail else ""))


@block.register
def _(part: Notice) -> None:
    said = f"**{plain(part.text)}**" + (f" {plain(part.remedy)}" if part.remedy else "")
    st.info(said, icon=":material/info:")


@block.register
def _(part: Side) -> None:
    columns = st.columns(list(part.weights) or len(part.blocks), gap="medium")
    for column, inner in zip(columns, part.blocks, strict=True):
        with column:
            block(inner)
