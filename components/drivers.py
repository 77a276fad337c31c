"""The drivers of the business case: its scenario, what it starts from, and sliders that figures and chart follow."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from components import blocks, session
from components.markdown import plain
from steering.context.filters import Filters
from steering.frames.blocks import Interactive, Slot, Tile
from steering.roi.browser_model import BrowserModel, browser_model
from steering.roi.drivers import DRIVERS, DriverSetting, driver_settings
from steering.roi.report import roi_report
from steering.roi.scenarios import BASE, scenario_label, scenario_options
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status

BASES = {"": "On today's data", "plan": "As planned"}
LIVE = Path(__file__).parent / "live"
# Streamlit takes one script: these in this order, each after those that it imports.
SCRIPTS = ("model", "wording", "cash", "drivers")
JOINTS = re.compile(r"^import .*\n|^export (?!default)", re.MULTILINE)
PANEL = "drivers-panel"


def choices(snapshot: CaseSnapshot, chosen: Filters, _: Slot) -> None:
    """Which scenario, on which ground, and the way back to it. Every page that shows the business case follows."""
    business = snapshot.context.case.business
    if business is None:
        return
    own = [name for name in DRIVERS if name in dict(chosen.drivers)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="drivers"):
        with st.container(width=220):
            base = {"": f"{scenario_label(BASE)} scenario"}
            scenarios = base | scenario_options(business, snapshot.context.scenarios, chosen.scenario)
            session.choice("scenario", "Scenario", scenarios, chosen.scenario or "", labelled=False)
        with st.container(width=220):
            basis = "plan" if chosen.basis == "plan" else ""
            session.choice("basis", "Adoption and costs", BASES, basis, labelled=False)
        st.button(
            "Back to the scenario",
            icon=":material/restart_alt:",
            type="tertiary",
            disabled=not own,
            key="drivers-back",
            on_click=session.forget,
            args=tuple(own),
        )


def panel(snapshot: CaseSnapshot, chosen: Filters, part: Interactive) -> None:
    """Headline figures, sliders and the cash chart, which follow the finger; on release the whole page does."""
    business = snapshot.context.case.business
    assert business is not None  # without one there is nothing live
    known = driver_settings(business, chosen, snapshot.context.scenarios)
    names = {tile.id: tile.label for tile in part.tiles.tiles}
    with st.container(key="live", gap="xsmall"):
        _component()(
            key=PANEL,
            data=_data(snapshot, chosen, part, known),
            on_moved_change=lambda: session.move(PANEL, [lever.name for lever in known]),
            on_ask_change=lambda: session.question_panel_figure(PANEL, names),
        )
        note, tools = st.columns([3, 1])
        note.caption(plain(f"{part.note} {part.chart.note}".strip()))
        with tools.container(horizontal=True, horizontal_alignment="right", gap="small"):
            blocks.beside(part.chart, blocks.Handlers(ask=True))


def _component() -> Any:
    return st.components.v2.component(
        "steerco_drivers", html='<div class="drivers"></div>', css=_written("drivers.css"), js=_script()
    )


def _data(
    snapshot: CaseSnapshot, chosen: Filters, part: Interactive, settings: tuple[DriverSetting, ...]
) -> dict[str, Any]:
    """What the panel draws, as plain values; every text of it is shown as text."""
    found, case = browser_model(snapshot.context, chosen), roi_report(snapshot.context, chosen)
    return {
        "terms": found.as_dict(),
        "values": {setting.name: setting.value for setting in settings},
        "levers": [_lever(setting, found) for setting in settings],
        "tiles": [_tile(tile) for tile in part.tiles.tiles],
        "currency": case.currency,
        "unit": float(case.business.unit),
        "rated": {"good": _badge(Status.ON_TRACK), "bad": _badge(Status.OFF_TRACK)},
        "chart": {
            "title": part.chart.title,
            "alt": part.chart.alt,
            "periods": list(case.periods),
            "unit": case.unit_label,
            "months": None if case.business.days else case.months_a_period,
            "apart": case.business.apart,
        },
    }


def _lever(lever: DriverSetting, found: BrowserModel) -> dict[str, Any]:
    said = [lever.format(value) for value in found.stops[lever.name]]
    return {"name": lever.name, "label": lever.meaning.label, "help": lever.meaning.help, "said": said}


def _tile(tile: Tile) -> dict[str, Any]:
    kept = ("id", "label", "short", "value", "delta", "arrow", "since", "good", "note", "help")
    return {name: getattr(tile, name) for name in kept} | {"status": _badge(tile.status) if tile.status else None}


def _badge(status: Status) -> dict[str, str]:
    return {"word": status.word, "colour": status.colour, "icon": status.icon}


@cache
def _script() -> str:
    return "\n".join(JOINTS.sub("", _written(f"{name}.js")) for name in SCRIPTS)


@cache
def _written(name: str) -> str:
    return (LIVE / name).read_text(encoding="utf-8")
