"""The picture of a frame on a page of Streamlit; what is clicked in it becomes a choice, a question or a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from components import session
from steering.charts.plotly_js import PLOTLY_PATH
from steering.frames.blocks import Block, Interactive, Slot
from steering.frames.frame import Frame
from steering.picture.picture import Part, Picture, draw_blocks, draw_frame

# Streamlit makes a module without an address of the one script that it takes. This one finds ours beside the pages.
SCRIPT = """\
const { default: show } = await import(new URL('live/page.js', document.baseURI));
export default show;
"""
HTML = '<div class="steerco"><steerco-picture></steerco-picture></div>'


def hand_over(frame: Frame) -> Picture:
    """Return the picture of a frame, at hand for whoever asks for it by its hash."""
    return session.app_state().pictures.put(frame.sha256, lambda: draw_frame(frame))


def render_part(picture: Picture, part: int, *, can: Sequence[str], key: str, stage: bool = False) -> None:
    """Draw one part of a picture, large on a `stage`. `can` names what may be done: `ask`, `link`, `choose`, `take`."""
    _component()(
        key=key,
        data={
            "hash": picture.hash,
            "part": part,
            "stage": stage,
            "can": " ".join(can),
            "query": session.link_query(),
            "at": session.arrival(),
            "plotly": PLOTLY_PATH,
        },
        on_ask_change=partial(session.question_clicked, key),
        on_link_change=partial(session.follow_link, key),
        on_choose_change=partial(session.choose_clicked, key),
        on_missing_change=_ignore,
    )


def render_page(
    picture: Picture,
    parts: Sequence[Part],
    *,
    page: str,
    ask: bool,
    place: Callable[[Slot], None] | None = None,
    live: Callable[[Interactive], None] | None = None,
) -> None:
    """Draw the parts of a page in order: `place` draws the controls of a slot, `live` what follows sliders."""
    can = ("link", "choose", "take", *(("ask",) if ask else ()))
    for number, part in enumerate(parts):
        if isinstance(part, Slot):
            if place:
                place(part)
        elif isinstance(part, Interactive) and live:
            live(part)
        else:
            render_part(picture, number, can=can, key=f"{page}-{number}")


def render_blocks(*blocks: Block, key: str, links: bool = False) -> None:
    """Draw blocks that belong to no frame, such as what an upload says."""
    picture = draw_blocks(blocks)
    session.app_state().pictures.put(picture.hash, lambda: picture)
    render_part(picture, 0, can=("take", *(("link",) if links else ())), key=key)


def _component() -> Any:
    return st.components.v2.component("steerco_picture", html=HTML, js=SCRIPT, isolate_styles=False)


def _ignore() -> None:
    """Do nothing: the run that follows hands the picture over again."""
