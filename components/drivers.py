"""The drivers of the business case: scenario, basis, and sliders that headline figures and the chart follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from components import actions, picture, session
from components.markdown import plain
from steering.cases.business import BusinessCase
from steering.catalog.drivers import DRIVERS
from steering.context.filters import Filters
from steering.errors import SteercoError, quote_input
from steering.frames.blocks import Interactive, Slot, Tile
from steering.roi.browser_model import BrowserModel, browser_model
from steering.roi.drivers import DriverSetting, driver_settings, parse_value
from steering.roi.report import roi_report
from steering.roi.scenarios import BASE, scenario_label, scenario_options
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status

BASES = {"": "Today's data", "plan": "As planned"}
LIVE = Path(__file__).parent / "live"
# Streamlit makes a module without an address of the one script that it takes. This one finds the panel's module, which
# the server has beside the pages (`web.routes`) and which imports the others.
SCRIPT = """\
const { default: panel } = await import(new URL('live/drivers.js', document.baseURI));
export default panel;
"""
PANEL = "drivers-panel"
# Of the form in which a value is typed.
ENTRY, ENTRY_NAME, ENTRY_TEXT = "driver-entry", "driver-name", "driver-text"


def render_choices(snapshot: CaseSnapshot, chosen: Filters, _: Slot) -> None:
    """Draw the choice of scenario and basis, and the button that resets the drivers."""
    business = snapshot.context.case.business
    if business is None:
        return
    own = [name for name, _ in chosen.drivers if name in DRIVERS]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="drivers"):
        with st.container(width=220):
            base = {"": f"{scenario_label(BASE)} scenario"}
            scenarios = base | scenario_options(business, snapshot.context.scenarios, chosen.scenario)
            session.choice("scenario", "Scenario", scenarios, chosen.scenario or "", labelled=False)
        with st.container(width=220):
            basis = "plan" if chosen.basis == "plan" else ""
            session.choice("basis", "Adoption and costs", BASES, basis, labelled=False)
        st.button(
            "Reset drivers",
            icon=":material/restart_alt:",
            type="tertiary",
            disabled=not own,
            key="drivers-back",
            on_click=session.forget,
            args=tuple(own),
        )
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


def render_panel(snapshot: CaseSnapshot, chosen: Filters, part: Interactive) -> None:
    """Draw headline figures, sliders and the cash chart, which follow the pointer; on release the whole page does."""
    business = snapshot.context.case.business
    assert business is not None  # without one there is no interactive block
    settings = driver_settings(business, chosen, snapshot.context.scenarios)
    names = {tile.id: tile.label for tile in part.tiles.tiles}
    with st.container(key="live", gap="xsmall"):
        _component()(
            key=PANEL,
            data=_data(snapshot, chosen, part, settings),
            on_moved_change=lambda: session.move(PANEL, [setting.name for setting in settings]),
            on_ask_change=lambda: session.question_panel_figure(PANEL, names),
        )
        note, tools = st.columns([3, 1])
        note.caption(plain(f"{part.note} {part.chart.note}".strip()))
        with tools.container(horizontal=True, horizontal_alignment="right", gap="small"):
            st.button(
                "Source",
                icon=":material/info:",
                type="tertiary",
                key="ask-cash",
                on_click=session.question_figure,
                args=(part.chart.about or part.chart.id, part.chart.title),
            )
        with st.expander("Table"):
            picture.render_blocks(part.chart.table, key="cash-table")


def _component() -> Any:
    return st.components.v2.component("steerco_drivers", html='<div class="drivers"></div>', css=_style(), js=SCRIPT)


def _data(
    snapshot: CaseSnapshot, chosen: Filters, part: Interactive, settings: tuple[DriverSetting, ...]
) -> dict[str, Any]:
    """Return the data of the panel as plain values; the panel shows every text as text."""
    model, report = browser_model(snapshot.context, chosen), roi_report(snapshot.context, chosen)
    return {
        "terms": model.as_dict(),
        "values": {setting.name: setting.value for setting in settings},
        "levers": [_slider(setting, model) for setting in settings],
        "tiles": [_tile(tile) for tile in part.tiles.tiles],
        "currency": report.currency,
        "unit": float(report.business.unit),
        "rated": {"good": _badge(Status.ABOVE_ZERO), "bad": _badge(Status.BELOW_ZERO)},
        "chart": {
            "title": part.chart.title,
            "alt": part.chart.alt,
            "periods": list(report.periods),
            "unit": report.unit_label,
            "months": None if report.business.days else report.months_a_period,
            "apart": report.business.apart,
        },
    }


def _slider(setting: DriverSetting, model: BrowserModel) -> dict[str, Any]:
    texts = [setting.format(value) for value in model.stops[setting.name]]
    return {"name": setting.name, "label": setting.definition.label, "help": setting.definition.help, "texts": texts}


def _tile(tile: Tile) -> dict[str, Any]:
    fields = ("id", "label", "short", "value", "delta", "arrow", "since", "good", "note", "help")
    return {name: getattr(tile, name) for name in fields} | {"status": _badge(tile.status) if tile.status else None}


def _badge(status: Status) -> dict[str, str]:
    return {"word": status.word, "colour": status.colour, "icon": status.icon}


@cache
def _style() -> str:
    return (LIVE / "drivers.css").read_text(encoding="utf-8")
