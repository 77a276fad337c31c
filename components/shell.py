"""What every page does: it reads the visitor's choices, hands over its view, and turns errors into messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import streamlit as st

from components import drawer, notices, pack_menu, picture, session, sign_in
from components.markdown import plain
from components.problems import render_problems
from components.waiting import bar_while_waiting
from steering.access.control import NotSignedIn
from steering.addresses import hide_addresses
from steering.context.filters import Filters
from steering.errors import CaseRefused, NotAllowed, SteercoError
from steering.frames.agenda import AgendaItem
from steering.frames.blocks import Notice, Slot
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot
from steering.state.choices import filters_of
from steering.state.views import make_view

log = logging.getLogger("steerco")


# Draws the controls of a slot.
SlotRenderer = Callable[[CaseSnapshot, Filters, Slot], None]
# Returns the frame of a page as its visitor alone shall see it, such as that of a draft.
FrameAdapter = Callable[[CaseSnapshot, Filters, Frame], Frame]


def render_page(
    item: AgendaItem,
    render_slot: SlotRenderer | None = None,
    adapt_frame: FrameAdapter | None = None,
    *,
    without_case: Callable[[], None] | None = None,
) -> None:
    """Draw a page: head, frame and sources. An error becomes a message, never a traceback.

    `without_case` draws what the page has for somebody who may see no case, such as an admin.
    """
    if link := session.pending_link():
        page, query = link
        st.switch_page(f"{page}.py", query_params=query)
    with_error_boundary(item, partial(_render_body, item, render_slot, adapt_frame, without_case))


def with_error_boundary(item: AgendaItem, body: Callable[[], None]) -> None:
    """Draw the body of a page; an error becomes a message, never a traceback."""
    name = st.empty()
    try:
        body()
        return
    except SteercoError as error:
        _tell_error(error)
    except Exception:  # the visitor sees a message, the log has the traceback
        reference = uuid4().hex[:8]
        log.exception("page %s failed, reference %s", item.id, reference)
        st.error(
            f"**This page could not be drawn.** The other pages still work. Give your operator "
            f"the reference **{reference}**; the log has the details.",
            icon=":material/error:",
        )
    # The head of the page, which has its name, may not be there.
    name.title(plain(item.title), anchor=False)


def _tell_error(error: SteercoError) -> None:
    """Draw an error as a message."""
    try:
        _render_error(error)
    except SteercoError as failure:
        # Nothing of a case is drawn while it can't be known who is here, such as when the records can't be read.
        st.error(plain(str(failure)), icon=":material/error:")


def _render_error(error: SteercoError) -> None:
    if isinstance(error, CaseRefused):
        st.error("**This case can't be opened.** Correct what is listed and reload the page.", icon=":material/error:")
        render_problems(error, key="case")
    elif isinstance(error, NotSignedIn):
        sign_in.render_sign_in(error)
    elif isinstance(error, NotAllowed):
        # No picture: whoever is not let in gets nothing of any case.
        st.info(plain(str(error)), icon=":material/lock:")
    else:
        picture.render_blocks(Notice(text=str(error)), key="failure")


def _render_body(
    item: AgendaItem,
    render_slot: SlotRenderer | None,
    adapt_frame: FrameAdapter | None,
    without_case: Callable[[], None] | None,
) -> None:
    with bar_while_waiting() as show:
        standing = session.standing()
        if not standing.may(item.permission):
            raise NotAllowed(session.CLOSED.format(item.title))
        if without_case and not standing.has_case:
            # Nothing of the installation's own case, not even its name, is for whoever is in no workspace.
            st.title(plain(item.title), anchor=False)
            without_case()
            return
        state = session.app_state()
        snapshot = state.open(standing).snapshot(show)
    notices.render_notices(snapshot, datasets_told=item.id == "sources")
    choices = session.choices(snapshot, item.id)
    with bar_while_waiting():
        contacts, chosen = standing.may("contacts"), filters_of(snapshot, choices.values)
        view = make_view(snapshot, state.pictures, item, choices, contacts=contacts)
        if adapt_frame:
            frame = adapt_frame(snapshot, chosen, view.frame)
            view = view.with_frame(frame if contacts else hide_addresses(frame), state.pictures)
    session.drop_unknown_drilldown(view.frame)
    place = partial(render_slot, snapshot, chosen) if render_slot else None
    picture.render_view(view, ask=item.has_lineage, place=place)
    pack_menu.render_menu(item.id, snapshot)
    if figure := session.pending_question():
        drawer.open_drawer(snapshot, chosen, view.frame, *figure)
