"""The Storyboard page: that of the case for everybody, or while a visitor edits, that of the visitor's draft."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from components import notices, picture, session, shell, storyboard
from components.waiting import bar_while_waiting
from steering.cases.storyboard import Storyboard
from steering.frames.agenda import AgendaItem
from steering.frames.storyboard.page import adapt_to_draft
from steering.picture.picture import draw_frame
from steering.state.case_snapshot import CaseSnapshot
from steering.state.choices import filters_of
from steering.state.views import make_view


def render_page(item: AgendaItem) -> None:
    """Draw the list of scenes; its headline speaks of what is listed."""
    shell.with_error_boundary(item, partial(_render_body, item))


def _render_body(item: AgendaItem) -> None:
    with bar_while_waiting() as show:
        snapshot = session.app_state().snapshot(show)
    draft = storyboard.find_draft(snapshot.context)
    if draft is None:
        shell.render_page(item, storyboard.render_storyboard)
    else:
        _render_draft(item, snapshot, draft)


def _render_draft(item: AgendaItem, snapshot: CaseSnapshot, draft: Storyboard) -> None:
    """Draw the page of a draft, which is its visitor's own: nobody else is handed this view."""
    if link := session.pending_link():
        page, query = link
        st.switch_page(f"{page}.py", query_params=query)
    notices.render_notices(snapshot)
    choices = session.choices(snapshot, item.id)
    pictures = session.app_state().pictures
    with bar_while_waiting():
        view = make_view(snapshot, pictures, item, choices)
        chosen = filters_of(snapshot, choices.values)
        frame = adapt_to_draft(view.frame, snapshot.context, chosen, draft)
        view = replace(view, frame=frame, picture=pictures.put(frame.sha256, lambda: draw_frame(frame)))
    picture.render_view(view, ask=item.has_lineage, place=partial(storyboard.render_storyboard, snapshot, chosen))
