"""The one shell of every page: title, question, filters, provenance, and the one error boundary."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import blocks, drawer, session
from components.markdown import plain
from components.problems import problem_table, problems
from steering.context.filters import Filters
from steering.errors import CaseRefused, SteercoError
from steering.formatting import pluralise
from steering.frames.agenda import AgendaItem
from steering.frames.blocks import Interactive, Notice, Slot
from steering.frames.frame import Provenance
from steering.months import format_month
from steering.state.case_snapshot import CaseSnapshot

log = logging.getLogger("steerco")


# Draws what a visitor can do at a place of a frame.
SlotRenderer = Callable[[CaseSnapshot, Filters, Slot], None]
# Draws what of a frame follows a visitor's hand.
InteractiveRenderer = Callable[[CaseSnapshot, Filters, Interactive], None]


def page(
    item: AgendaItem,
    tools: SlotRenderer | None = None,
    live: InteractiveRenderer | None = None,
) -> None:
    """Draw a page: its head, its frame, and where its figures come from. Nothing escapes as a traceback."""
    beside = _head(item)
    guarded(item, partial(_body, item, beside, tools, live))


def guarded(item: AgendaItem, body: Callable[[], None]) -> None:
    """Draw something on a page within the one boundary: what goes wrong is a sentence, never a traceback."""
    try:
        body()
    except CaseRefused as refused:
        st.error("**This case can't be opened.** Correct what is listed and reload the page.", icon=":material/error:")
        problems(refused, key="case")
    except SteercoError as error:
        blocks.block(Notice(text=str(error)))
    except Exception:  # the one boundary: a visitor sees a sentence, the log has the trace
        reference = uuid4().hex[:8]
        log.exception("page %s failed, reference %s", item.id, reference)
        st.error(
            f"**This page could not be drawn.** The other pages still work. Tell whoever runs this app "
            f"the reference **{reference}**; its log has the details.",
            icon=":material/error:",
        )


def _head(item: AgendaItem) -> DeltaGenerator:
    """Title and question, whatever else can be drawn, and the place beside them for the filters."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="head"):
        with st.container(width="stretch", gap="xsmall"):
            st.title(plain(item.title), anchor=False)
            st.markdown(f":gray[{plain(item.question)}]")
        return st.container(horizontal=True, width=400, key="filters")


def _body(
    item: AgendaItem,
    beside: DeltaGenerator,
    tools: SlotRenderer | None,
    live: InteractiveRenderer | None,
) -> None:
    snapshot = session.app_state().snapshot()
    chosen = session.filters(snapshot, item.id)
    with beside:
        session.filter_choices(snapshot, chosen)
    _refused_files(snapshot)
    _case_notes(snapshot)
    for notice in session.unknown_scenarios() if item.model else ():
        blocks.block(notice)
    value = snapshot.frame(item.build_frame, chosen if item.model else chosen.without_model)
    session.settle(value)
    place, moved = (partial(one, snapshot, chosen) if one else None for one in (tools, live))
    blocks.frame(value, blocks.Handlers(place=place, live=moved, ask=item.section == "Meeting"))
    if figure := session.pending_question():
        drawer.open_drawer(snapshot, chosen, item.id, *figure)
    st.caption(_source(value.provenance, snapshot))


def _refused_files(snapshot: CaseSnapshot) -> None:
    for dataset, refused in snapshot.refused.items():
        kept = "The release before it stays in force." if snapshot.context.has(dataset) else "Nothing of it is shown."
        said = f"**{plain(refused.what)} was not accepted: {pluralise(refused.count, 'problem')}.** {kept}"
        with st.expander(said, icon=":material/warning:"):
            problems(refused, key=dataset)


def _case_notes(snapshot: CaseSnapshot) -> None:
    """What is odd about the case's own files and stops nothing: most are names that nothing reads."""
    if noted := snapshot.context.case.warnings:
        said = f"{pluralise(len(noted), 'note')} on the files of this case".capitalize()
        with st.expander(said, icon=":material/info:"):
            problem_table(noted, len(noted), "The case", key="case-notes")


def _source(source: Provenance, snapshot: CaseSnapshot) -> str:
    charter = snapshot.context.case.charter
    parts = [charter.organisation, f"as of {format_month(source.as_of)}", source.unit or "all business units"]
    parts += [f"{dataset} release {release[:8]}" for dataset, release in source.releases]
    return plain(" · ".join(parts))
