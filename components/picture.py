"""The picture of a frame on a page of Streamlit; what is clicked in it becomes a choice, a question or a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from components import session
from steering.charts.plotly_js import PLOTLY_PATH
from steering.frames.blocks import Block, Slot
from steering.frames.frame import Frame
from steering.picture.markup import render_foot
from steering.picture.picture import Picture, draw_blocks, draw_frame, hash_blocks, split
from steering.state.views import View

# Streamlit makes a module without an address of the one script that it takes. This one finds ours beside the pages.
SCRIPT = """\
const { default: show } = await import(new URL('live/page.js', document.baseURI));
export default show;
"""
HTML = '<div class="steerco"><steerco-picture></steerco-picture></div>'


def render_view(
    view: View,
    *,
    ask: bool,
    place: Callable[[Slot], None] | None = None,
) -> None:
    """Draw a page: its head, its parts in order, and its foot. `place` draws the controls of a slot."""
    can = ("link", "choose", "take", *(("ask",) if ask else ()))
    around, parts = view.surroundings, split(view.frame.blocks)
    # What Streamlit draws beside the pictures waits for a run.
    waits = any(isinstance(part, Slot) for part in parts)
    page = {"page": view.page, "waits": waits, "names": around["names"], "choices": session.chosen_values()}
    page["releases"] = around["releases"]
    for number, part in enumerate(parts):
        if isinstance(part, Slot):
            if place:
                place(part)
        else:
            head = {"head": around["head"]} if number == 0 else {}
            _mount(view.picture, number, can=can, key=f"{view.page}-{number}", **page, **head)
    _mount(view.picture, "foot", can=(), key=f"{view.page}-foot", **page, foot=around["foot"])


def render_scene(frame: Frame, sources: str, *, key: str) -> None:
    """Draw the frame of a scene as large as the screen allows, and the line that says where its figures come from."""
    picture = session.app_state().pictures.put(frame.sha256, lambda: draw_frame(frame), session.case_shown())
    _mount(picture, 0, can=("ask", "take"), key=key, stage=True, tail=render_foot(sources))


def render_recording(picture: Picture, *, key: str) -> None:
    """Draw a picture that was recorded: nothing in it leads anywhere."""
    for number in range(len(picture.markup)):
        _mount(picture, number, can=(), key=f"{key}-{number}", stage=True)


def render_blocks(*blocks: Block, key: str, links: bool = False, place: str = "") -> None:
    """Draw blocks that belong to no frame, such as what an upload says.

    They are of the case that is shown, or of the `place` that is named, as `AccessControl.sees` reads it: a cohort, for
    those who review it, or an audit log.
    """
    blocks, case = session.hide_contacts(blocks), place or session.case_shown()
    picture = session.app_state().pictures.put(hash_blocks(blocks), lambda: draw_blocks(blocks), case)
    _mount(picture, 0, can=("take", *(("link",) if links else ())), key=key)


def _mount(picture: Picture, part: int | str, *, can: Sequence[str], key: str, **more: object) -> None:
    """Place one part of a picture. `can` names what a viewer may do there: `ask`, `link`, `choose`, `take`."""
    data: dict[str, object] = {"hash": picture.hash, "part": part, "can": " ".join(can), "plotly": PLOTLY_PATH}
    data |= {"query": session.link_query(), "at": session.arrival(), "visit": session.visitor_token(), **more}
    _component()(
        key=key,
        # In a tuple: Streamlit would look for data frames in what a mapping has, and import pandas to do so.
        data=(data,),
        on_ask_change=partial(session.question_clicked, key),
        on_link_change=partial(session.follow_link, key),
        on_tell_change=partial(session.hear, key),
        on_missing_change=_ignore,
    )


def _component() -> Any:
    return st.components.v2.component("steerco_picture", html=HTML, js=SCRIPT, isolate_styles=False)


def _ignore() -> None:
    """Do nothing: the run that follows hands the picture over again."""
