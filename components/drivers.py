"""The drivers of the business case: the scenario, what it starts from, and a slider for each driver."""

from __future__ import annotations

import streamlit as st

from components import session
from steering.frames.frame import Place
from steering.installation import Table
from steering.roi.levers import MEANINGS, levers
from steering.roi.scenarios import BASE, offered, scenario_label
from steering.room import Filters

BASES = {"": "On today's data", "plan": "As planned"}


def drivers(table: Table, chosen: Filters, _: Place) -> None:
    """What a viewer can change of the business case. Every figure that depends on it follows, on every page."""
    business = table.room.case.business
    if business is None:
        return
    own = [name for name in MEANINGS if name in dict(chosen.drivers)]
    with st.container(border=True, key="drivers", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader("What if?", anchor=False, width="stretch")
            st.button(
                "Back to the scenario",
                icon=":material/restart_alt:",
                type="tertiary",
                disabled=not own,
                key="drivers-back",
                on_click=session.forget,
                args=tuple(own),
            )
        with st.grid(4, min_column_width=190, gap="medium"):
            scenarios = offered(business, table.room.scenarios, chosen.scenario)
            session.choice("scenario", "Scenario", {"": scenario_label(BASE), **scenarios}, chosen.scenario or "")
            session.choice("basis", "Adoption and costs", BASES, "plan" if chosen.basis == "plan" else "")
            for lever in levers(business, chosen, table.room.scenarios):
                session.lever(lever)
