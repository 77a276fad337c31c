"""The bar that every page shows while the visitor tries another scenario or other drivers."""

from __future__ import annotations

import streamlit as st

from components import session
from components.markdown import plain
from steering.catalog.drivers import DRIVERS
from steering.context.filters import Filters
from steering.roi.drivers import driver_settings
from steering.roi.scenarios import label_of
from steering.state.case_snapshot import CaseSnapshot


def render_what_if(snapshot: CaseSnapshot, chosen: Filters) -> None:
    """Draw what is tried and a button that resets it; nothing where the base is looked at on today's data."""
    trials = _describe_trials(snapshot, chosen)
    if not trials:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="what-if"):
        st.markdown(
            f":material/science: :blue-background[**What-if: {plain(', '.join(trials))}.**] "
            "Gates, the ask and past decisions stay on the base."
        )
        st.button(
            "Reset",
            icon=":material/restart_alt:",
            type="tertiary",
            key="what-if-reset",
            on_click=session.forget,
            args=("scenario", "basis", *DRIVERS),
        )


def _describe_trials(snapshot: CaseSnapshot, chosen: Filters) -> list[str]:
    business, saved = snapshot.context.case.business, snapshot.context.scenarios
    if business is None:
        return []
    scenario = [f"scenario {label_of(business, chosen.scenario, saved)}"] if chosen.scenario else []
    basis = ["as planned"] if chosen.basis == "plan" else []
    moved = dict(chosen.drivers)
    settings = [setting for setting in driver_settings(business, chosen, saved) if setting.name in moved]
    return [*scenario, *basis, *(f"{setting.definition.label.lower()} {setting.text}" for setting in settings)]
