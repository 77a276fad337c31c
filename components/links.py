"""Links from page to page that keep what the visitor chose, and the block of a page to which one leads."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components import session

ARROW = ":material/chevron_right:"
# Characters that fit on a line of the drawer.
LONG = 45
SCRIPT = (Path(__file__).parent / "live" / "arrival.js").read_text(encoding="utf-8")


def link(page: str, label: str, *, place: str = "", focus: str = "", scene: str = "") -> None:
    """Draw a link to a page, to one of its blocks where `place` names it. `label` is Markdown."""
    st.page_link(
        f"{page}.py",
        label=label,
        icon=ARROW,
        icon_position="right",
        query_params=session.link_query(at=place, focus=focus, scene=scene),
        # A label longer than its line is cut.
        help=label if len(label) > LONG else None,
    )


def render_arrival() -> None:
    """Bring the block to which a link led into view, once."""
    if place := session.arrival():
        arrive = st.components.v2.component("steerco_arrival", js=SCRIPT)
        arrive(key="arrival", data={"place": place}, width=1, height=1)
