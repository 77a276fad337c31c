"""The router: the menu, and the page that the URL names."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components import account, present
from steering.frames.agenda import ITEMS

ASSETS = Path(__file__).parents[1] / "components" / "assets"
ICON = ASSETS / "steerco.svg"
WORDMARK = ASSETS / "wordmark.svg"


def main() -> None:
    """Show the menu and run the page that the URL names."""
    # The menu would make the page's own icon the favicon and fetch it from the internet: ours has to come first.
    st.set_page_config(page_title="Steerco", page_icon=ICON, layout="wide", initial_sidebar_state=220)
    st.logo(WORDMARK, size="large", icon_image=ICON)
    sections: dict[str, list[st.Page]] = {}
    open_ids = account.list_open_pages()
    first = next(item for item in ITEMS if item.id in open_ids)
    for item in ITEMS:
        page = st.Page(
            f"{item.id}.py", title=item.title, icon=item.icon, url_path=item.id, default=item is first,
            visibility="visible" if item.id in open_ids else "hidden", help=item.question,
        )  # fmt: skip
        sections.setdefault(item.section, []).append(page)
    chosen = st.navigation(sections, expanded=True)
    st.set_page_config(page_title=f"{chosen.title} · Steerco")
    account.render_account()
    chosen.run()
    present.offer_stage(chosen.url_path or first.id)


if __name__ == "__main__":
    main()
