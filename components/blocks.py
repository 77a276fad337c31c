"""A frame's blocks drawn in Streamlit, each kind in one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import streamlit as st

from components import downloads, links, session
from components.markdown import badge, badge_heading, plain
from components.tables import table
from steering.charts.base import CONFIG
from steering.charts.streamlit_figure import streamlit_figure
from steering.frames.agenda import AGENDA
from steering.frames.blocks import (
    Block,
    Chart,
    Claims,
    Columns,
    Drilldown,
    FundingRequest,
    Interactive,
    Notice,
    Slot,
    Statement,
    Statements,
    TableBlock,
    Tabs,
    Tile,
    Tiles,
    leaves,
)
from steering.frames.code_block import Code
from steering.frames.frame import Frame


@dataclass(frozen=True, kw_only=True)
class Handlers:
    """What a viewer can do with a frame.

    `place` draws the controls of a slot, `live` an interactive block; `ask` gives figures a lineage button, `links`
    statements a link to the list behind them.
    """

    place: Callable[[Slot], None] | None = None
    live: Callable[[Interactive], None] | None = None
    ask: bool = False
    links: bool = False


NONE = Handlers()
# Characters of a figure that still fit beside another on a phone.
LONG = 9


def render_frame(value: Frame, handlers: Handlers = NONE) -> None:
    """Draw a frame: message, detail, notices and blocks."""
    st.header(plain(value.message), anchor=False)
    if value.detail:
        st.markdown(plain(value.detail))
    for part in (*value.notices, *value.blocks):
        block(part, handlers)


@singledispatch
def block(part: Block, _: Handlers = NONE) -> None:
    """Draw one block of a frame."""
    raise TypeError(f"nothing draws a {type(part).__name__}")


@block.register
def _(part: FundingRequest, handlers: Handlers = NONE) -> None:
    with st.container(border=True, key="ask"):
        figure, words = st.columns([1, 3], vertical_alignment="center")
        figure.metric("The ask", plain(part.amount))
        due = f" :blue-badge[:material/event: {plain(part.decide_by)}]" if part.decide_by else ""
        words.markdown(f"**{plain(part.title)}**{due}  \n{plain(part.purpose)}")
        if part.figures:
            with words.container(horizontal=True, gap="medium", key="returns"):
                for name, value in part.figures:
                    st.markdown(f":small[:gray[{plain(name)}]]  \n**{plain(value)}**", width="content")
        if part.note:
            words.caption(plain(part.note))
        if part.page and handlers.links:
            with words:
                links.link(part.page, "What the figures follow from")


@block.register
def _(part: Tiles, handlers: Handlers = NONE) -> None:
    count = len(part.tiles)
    # A figure that does not fit is cut off, so long ones get a row each on a phone.
    wide = max((len(tile.value) for tile in part.tiles), default=0) > LONG
    with st.grid(max(1, count if count <= 4 else -(-count // 2)), min_column_width=200 if wide else 150, gap="small"):
        for tile in part.tiles:
            _tile(tile, handlers)


def _tile(tile: Tile, handlers: Handlers) -> None:
    with st.container(border=True, height="stretch", gap="xsmall", key=f"tile-{tile.id}"):
        if handlers.ask:
            _lineage_button(_label(tile), tile.id, tile.label, tile.help)
        tip = None if handlers.ask else plain(tile.help) or None
        st.metric(
            _label(tile),
            plain(tile.value),
            help=tip,
            label_visibility="collapsed" if handlers.ask else "visible",
            **_delta(tile),
        )
        words = [badge(tile.status)] if tile.status and not _is_status(tile) else []
        words += [f":small[:gray[{plain(tile.note)}]]"] if tile.note else []
        if words:
            st.markdown("  ".join(words))


def _is_status(tile: Tile) -> bool:
    """Whether the tile counts things of one status, so that its label already is the status."""
    return tile.status is not None and tile.label.lower() == tile.status


def _label(tile: Tile) -> str:
    return badge_heading(tile.status) if tile.status and _is_status(tile) else plain(tile.label)


def _delta(tile: Tile) -> dict[str, Any]:
    """Return the delta as options of st.metric: the arrow follows its sign, the colour whether it is good."""
    if tile.delta is None:
        return {}
    colour = {True: "green", False: "red", None: "off"}[tile.good]
    arrow = tile.arrow or "off"
    return {"delta": tile.delta, "delta_color": colour, "delta_arrow": arrow, "delta_description": tile.since or None}


@block.register
def _(part: Interactive, handlers: Handlers = NONE) -> None:
    if handlers.live:
        handlers.live(part)
        return
    for inner in part.blocks:
        block(inner, handlers)


@block.register
def _(part: Tabs, handlers: Handlers = NONE) -> None:
    # Only the open tab is drawn: the others would cost every run.
    labels = {inner.id: plain(inner.label) for inner in part.parts}
    place = session.arrival()
    holders = [
        inner.id for inner in part.parts if place in {getattr(leaf, "id", None) for leaf in leaves(inner.blocks)}
    ]
    for content, tab in zip(part.parts, session.tabs(part.id, labels, *holders[:1]), strict=True):
        if tab.open:
            with tab:
                for inner in content.blocks:
                    block(inner, handlers)


@block.register
def _(part: Chart, handlers: Handlers = NONE) -> None:
    with st.container(key=f"chart-{part.id}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader(plain(part.title), anchor=False, width="stretch")
            render_chart_tools(part, handlers)
        # Streamlit paints a chart's roles when it first draws it: under another theme it has to be another chart.
        key = f"plot-{part.id}-{st.context.theme.type}"
        st.plotly_chart(streamlit_figure(part.figure), key=key, config=CONFIG, alt=part.alt)
        if part.note:
            st.caption(plain(part.note))


def render_chart_tools(part: Chart, handlers: Handlers = NONE) -> None:
    """Draw the tools of a chart: its source and its table."""
    if handlers.ask:
        _lineage_button("Source", part.about or part.id, part.title, within=f"chart-{part.id}")
    # Drawn when it is opened: most never are, and each would cost every run.
    with st.popover(
        "Table", icon=":material/table:", type="tertiary", key=f"twin-{part.id}", on_change="rerun"
    ) as twin:
        if twin.open:
            table(part.table)
            if part.table.rows:
                downloads.render_buttons(part.table)


@block.register
def _(part: TableBlock, handlers: Handlers = NONE) -> None:
    with st.container(key=f"table-{part.id}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader(plain(part.title), anchor=False, width="stretch")
            if handlers.ask:
                _lineage_button("Source", part.id, part.title, within="block")
            if part.rows:
                downloads.render_menu(part)
        table(part, ask=handlers.ask)
        if part.note:
            st.caption(plain(part.note))


@block.register
def _(part: Statements, handlers: Handlers = NONE) -> None:
    with st.container(border=True, height="stretch", key=f"findings-{part.id}", gap="xsmall"):
        st.subheader(plain(part.title), anchor=False)
        if not part.findings:
            st.markdown(f":gray[{plain(part.empty)}]")
        for finding in part.findings:
            _statement(finding, handlers)


def _statement(finding: Statement, handlers: Handlers) -> None:
    """Draw a statement, and beside it a link to the page behind it."""
    first = [f"**{plain(finding.text)}**"] if finding.text else []
    first += [badge(finding.status)] if finding.status else []
    lines = [" ".join(first)] if first else []
    lines += [plain(finding.detail)] if finding.detail else []
    lines += [f":small[:gray[{plain(finding.meta)}]]"] if finding.meta else []
    if not (finding.page and handlers.links):
        st.markdown("  \n".join(lines))
        return
    with st.container(horizontal=True, gap="small", wrap=False):
        st.markdown("  \n".join(lines), width="stretch")
        links.link(finding.page, AGENDA[finding.page].title, place=finding.place, focus=finding.focus)


@block.register
def _(part: Drilldown, _: Handlers = NONE) -> None:
    with st.container(width=400, key="focus"):
        session.choice("focus", part.label, dict(part.options), part.chosen)


@block.register
def _(part: Notice, handlers: Handlers = NONE) -> None:
    text = f"**{plain(part.text)}**" + (f" {plain(part.remedy)}" if part.remedy else "")
    st.info(text, icon=":material/info:")
    if part.page and handlers.links:
        links.link(part.page, f"{plain(AGENDA[part.page].title)} has a template, and takes the file")


@block.register
def _(part: Code, _: Handlers = NONE) -> None:
    with st.container(key=f"code-{part.id}", gap="xsmall"):
        st.subheader(plain(part.title), anchor=False)
        passages = {passage.name: passage for passage in part.passages}
        with st.container(width=400):
            name = st.selectbox(part.label, list(passages), key=f"passage-{part.id}")
        if name in passages:
            if passages[name].about:
                st.markdown(plain(passages[name].about))
            st.code(passages[name].text, language=part.language, wrap_lines=True)


@block.register
def _(part: Claims, _: Handlers = NONE) -> None:
    with st.container(border=True, key=f"claims-{part.id}", gap="xsmall"):
        if part.title:
            st.subheader(plain(part.title), anchor=False)
        if not part.claims:
            st.markdown(f":gray[{plain(part.empty)}]")
        for claim in part.claims:
            reason = f" :small[:gray[{plain(claim.reason)}]]" if claim.reason else ""
            st.markdown(f"{badge(claim.state)} {plain(claim.text)}{reason}")


@block.register
def _(part: Columns, handlers: Handlers = NONE) -> None:
    columns = st.columns(list(part.weights) or len(part.blocks), gap="medium")
    for column, inner in zip(columns, part.blocks, strict=True):
        with column:
            block(inner, handlers)


@block.register
def _(part: Slot, handlers: Handlers = NONE) -> None:
    if handlers.place:
        handlers.place(part)


def _lineage_button(label: str, id: str, name: str, tip: str = "", *, within: str = "tile") -> None:
    """Draw the button that opens a figure's lineage: its name, or a word beside it."""
    st.button(
        label,
        icon=":material/info:",
        icon_position="right",
        type="tertiary",
        key=f"ask-{within}-{id}",
        help=plain(tip) or "What it means and where it comes from",
        on_click=session.question_figure,
        args=(id, name),
    )
