"""The form in which any value of a driver of the business case can be typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from components import actions, session
from steering.cases.business import BusinessCase
from steering.context.filters import Filters
from steering.errors import SteercoError, quote_input
from steering.frames.blocks import Slot
from steering.roi.drivers import DriverSetting, driver_settings, parse_value
from steering.state.case_snapshot import CaseSnapshot

# Of the form in which a value is typed.
ENTRY, ENTRY_NAME, ENTRY_TEXT = "driver-entry", "driver-name", "driver-text"


def render_entry(snapshot: CaseSnapshot, chosen: Filters, _: Slot) -> None:
    """Draw the form in which any value of a driver can be typed."""
    business = snapshot.context.case.business
    if business is None:
        return
    with st.popover("Type a value", icon=":material/keyboard:", type="tertiary", key="drivers-type"):
        _render_entry(
            driver_settings(business, chosen, snapshot.context.scenarios),
            partial(actions.run_action, ENTRY, _try_value, business),
        )


def _render_entry(settings: Sequence[DriverSetting], enter: Callable[[], None]) -> None:
    """Draw the form in which any value of a driver can be typed, beyond the ends of its slider as well."""
    labels = {setting.name: setting.definition.label for setting in settings}
    with st.form(ENTRY, border=False):
        st.selectbox("Driver", list(labels), format_func=lambda name: labels[name], key=ENTRY_NAME)
        st.text_input("Value", placeholder="50%, 0.5 or 3 months", key=ENTRY_TEXT)
        st.form_submit_button("Try it", on_click=enter)
    actions.show_flash(ENTRY)


def _try_value(business: BusinessCase) -> str:
    name, text = str(session.widget(ENTRY_NAME)), str(session.widget(ENTRY_TEXT) or "")
    try:
        session.choose({name: parse_value(business, name, text)})
    except ValueError as expected:
        found = quote_input(text) if text.strip() else "nothing"
        raise SteercoError(f"Found {found}; expected {expected}.") from expected
    return ""
