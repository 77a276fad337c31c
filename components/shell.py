"""The frame around every page: title, question, filters, provenance, and the error boundary."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import drawer, notices, picture, session, what_if
from components.markdown import plain
from components.problems import render_problems
from components.waiting import bar_while_waiting
from steering.context.filters import Filters
from steering.errors import CaseRefused, SteercoError
from steering.frames.agenda import AgendaItem
from steering.frames.blocks import Interactive, Notice, Slot
from steering.frames.frame import Provenance
from steering.months import format_month
from steering.picture.picture import split
from steering.state.case_snapshot import CaseSnapshot

log = logging.getLogger("steerco")


# Draws the controls of a slot.
SlotRenderer = Callable[[CaseSnapshot, Filters, Slot], None]
# Draws an interactive block.
InteractiveRenderer = Callable[[CaseSnapshot, Filters, Interactive], None]


def render_page(
    item: AgendaItem,
    render_slot: SlotRenderer | None = None,
    render_interactive: InteractiveRenderer | None = None,
) -> None:
    """Draw a page: head, frame and sources. An error becomes a message, never a traceback."""
    if link := session.pending_link():
        page, query = link
        st.switch_page(f"{page}.py", query_params=query)
    filters = _render_head(item)
    with_error_boundary(item, partial(_render_body, item, filters, render_slot, render_interactive))


def with_error_boundary(item: AgendaItem, body: Callable[[], None]) -> None:
    """Draw the body of a page; an error becomes a message, never a traceback."""
    try:
        body()
    except CaseRefused as refused:
        st.error("**This case can't be opened.** Correct what is listed and reload the page.", icon=":material/error:")
        render_problems(refused, key="case")
    except SteercoError as error:
        picture.render_blocks(Notice(text=str(error)), key="failure")
    except Exception:  # the visitor sees a message, the log has the traceback
        reference = uuid4().hex[:8]
        log.exception("page %s failed, reference %s", item.id, reference)
        st.error(
            f"**This page could not be drawn.** The other pages still work. Give your operator "
            f"the reference **{reference}**; the log has the details.",
            icon=":material/error:",
        )


def _render_head(item: AgendaItem) -> DeltaGenerator:
    """Draw title and question, and return the container beside them for the filters."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="head"):
        with st.container(width="stretch", gap="xsmall"):
            st.title(plain(item.title), anchor=False)
            st.markdown(f":gray[{plain(item.question)}]")
        return st.container(horizontal=True, width=400, key="filters")


def _render_body(
    item: AgendaItem,
    filters: DeltaGenerator,
    render_slot: SlotRenderer | None,
    render_interactive: InteractiveRenderer | None,
) -> None:
    with bar_while_waiting() as show:
        snapshot = session.app_state().snapshot(show)
    chosen = session.filters(snapshot, item.id)
    with filters:
        session.render_filters(snapshot, chosen)
    notices.render_notices(snapshot, datasets_told=item.id == "sources")
    notices.render_newer_data(snapshot, chosen)
    # Its place is always there: what follows would be built anew, and lose the focus, when the bar comes or goes.
    with st.container():
        what_if.render_what_if(snapshot, chosen)
    if rejects := session.rejects(model=item.model):
        picture.render_blocks(*rejects, key="rejects")
    with bar_while_waiting():
        value = snapshot.frame(item.build_frame, chosen if item.model else chosen.without_model)
    session.drop_unknown_drilldown(value)
    place = partial(render_slot, snapshot, chosen) if render_slot else None
    live = partial(render_interactive, snapshot, chosen) if render_interactive else None
    drawn = picture.hand_over(value)
    picture.render_page(drawn, split(value.blocks), page=item.id, ask=item.has_lineage, place=place, live=live)
    if figure := session.pending_question():
        drawer.open_drawer(snapshot, chosen, value, *figure)
    st.caption(_source(value.provenance, snapshot))


def _source(source: Provenance, snapshot: CaseSnapshot) -> str:
    charter = snapshot.context.case.charter
    parts = [charter.organisation, f"as of {format_month(source.as_of)}", source.unit or "all business units"]
    parts += [f"{dataset} release {release[:8]}" for dataset, release in source.releases]
    return plain(" · ".join(parts))
