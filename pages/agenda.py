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
    open_ids = account.list_open_pages()
    pages = {
        item.id: st.Page(
            f"{item.id}.py", title=item.title, icon=item.icon, url_path=item.id, default=item is ITEMS[0],
            visibility="visible" if item.id in open_ids else "hidden", help=item.question,
        )
        for item in ITEMS
    }  # fmt: skip
    sections: dict[str, list[st.Page]] = {}
    for item in ITEMS:
        sections.setdefault(item.section, []).append(pages[item.id])
    chosen = st.navigation(sections, expanded=True)
    if chosen is pages[ITEMS[0].id] and ITEMS[0].id not in open_ids:
        # The address of the app alone leads everybody to a page that is theirs to see.
        st.switch_page(pages[open_ids[0]], query_params=st.query_params.to_dict())
    st.set_page_config(page_title=f"{chosen.title} · Steerco")
    account.render_account()
    chosen.run()
    present.offer_stage(chosen.url_path or ITEMS[0].id)


if __name__ == "__main__":
    main()
