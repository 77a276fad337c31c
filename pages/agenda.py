"""The agenda: the registry of pages, from which menu, sections, URLs and tests are derived, and the router."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.shell import AgendaItem

ITEMS = (
    AgendaItem(
        id="brief",
        title="Brief",
        question="Are we on track, what are the risks, what must we decide, and what changed?",
        icon=":material/flag:",
        section="Meeting",
        model=True,
    ),
    AgendaItem(
        id="adoption",
        title="Adoption",
        question="How far are the teams, against the plan, and where will they be?",
        icon=":material/groups:",
        section="Meeting",
    ),
    AgendaItem(
        id="kpis",
        title="KPIs",
        question="Is each figure where it should be by now, and who answers for it?",
        icon=":material/speed:",
        section="Meeting",
    ),
    AgendaItem(
        id="costs",
        title="Costs",
        question="What does it cost, against the budget, for whom, and what is a unit worth?",
        icon=":material/payments:",
        section="Meeting",
    ),
    AgendaItem(
        id="roi",
        title="ROI scenarios",
        question="What does the money bring back, when, and what would make it fail?",
        icon=":material/query_stats:",
        section="Meeting",
        model=True,
    ),
    AgendaItem(
        id="roadmap",
        title="Roadmap",
        question="What happens when, which gates release money, and what may go wrong?",
        icon=":material/map:",
        section="Meeting",
        model=True,
    ),
    AgendaItem(
        id="storyboard",
        title="Storyboard",
        question="Does the demo fit the time, and does the data still support every sentence of it?",
        icon=":material/movie:",
        section="Meeting",
        model=True,
    ),
    AgendaItem(
        id="decisions",
        title="Decisions",
        question="What was decided, on which figures, and do its conditions hold today?",
        icon=":material/gavel:",
        section="Meeting",
        model=True,
    ),
    AgendaItem(
        id="audit",
        title="Claims audit",
        question="Does a business case say what its own cash flows say?",
        icon=":material/fact_check:",
        section="Data",
    ),
    AgendaItem(
        id="sources",
        title="Sources",
        question="Where does each figure come from, how fresh is it, and how do I bring or take data?",
        icon=":material/database:",
        section="Data",
    ),
)
ASSETS = Path(__file__).parents[1] / "components" / "assets"
ICON = ASSETS / "steerco.svg"
WORDMARK = ASSETS / "wordmark.svg"
AGENDA = {item.id: item for item in ITEMS}


def main() -> None:
    """Show the menu and run the page that the URL names."""
    # The menu would make the page's own icon the favicon and fetch it from the internet: ours has to come first.
    st.set_page_config(page_title="Steerco", page_icon=ICON, layout="wide", initial_sidebar_state=220)
    st.logo(WORDMARK, size="large", icon_image=ICON)
    sections: dict[str, list[st.Page]] = {}
    for item in ITEMS:
        page = st.Page(
            f"{item.id}.py", title=item.title, icon=item.icon, url_path=item.id, default=item is ITEMS[0],
            help=item.question,
        )  # fmt: skip
        sections.setdefault(item.section, []).append(page)
    chosen = st.navigation(sections, expanded=True)
    st.set_page_config(page_title=f"{chosen.title} · Steerco")
    chosen.run()


if __name__ == "__main__":
    main()
