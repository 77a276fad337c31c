"""Links from page to page that keep what the visitor chose."""

from __future__ import annotations

import streamlit as st

from components import session

ARROW = ":material/chevron_right:"
# Characters that fit on a line of the drawer.
LONG = 45


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
