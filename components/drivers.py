"""The drivers of the business case: its scenario, what it starts from, and sliders that figures and chart follow."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from components import blocks, session
from components.markdown import BADGES, plain
from steering.context.case_context import Filters
from steering.frames.frame import Live, Place, Tile
from steering.roi.browser_model import Terms, terms
from steering.roi.drivers import MEANINGS, Lever, levers
from steering.roi.report import picture
from steering.roi.scenarios import BASE, offered, scenario_label
from steering.state.app_state import Table
from steering.status import Status

BASES = {"": "On today's data", "plan": "As planned"}
LIVE = Path(__file__).parent / "live"
SCRIPTS = ("model", "wording", "cash", "drivers")
"""Streamlit takes one script: these in this order, each after those that it imports."""
JOINTS = re.compile(r"^import .*\n|^export (?!default)", re.MULTILINE)
PANEL = "drivers-panel"


def choices(table: Table, chosen: Filters, _: Place) -> None:
    """Which scenario, on which ground, and the way back to it. Every page that shows the business case follows."""
    business = table.room.case.business
    if business is None:
        return
    own = [name for name in MEANINGS if name in dict(chosen.drivers)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="drivers"):
        with st.container(width=220):
            base = {"": f"{scenario_label(BASE)} scenario"}
            scenarios = base | offered(business, table.room.scenarios, chosen.scenario)
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


def panel(table: Table, chosen: Filters, part: Live) -> None:
    """Headline figures, sliders and the cash chart, which follow the finger; on release the whole page does."""
    business = table.room.case.business
    assert business is not None  # without one there is nothing live
    known = levers(business, chosen, table.room.scenarios)
    names = {tile.id: tile.label for tile in part.tiles.tiles}
    with st.container(key="live", gap="xsmall"):
        _component()(
            key=PANEL,
            data=_data(table, chosen, part, known),
            on_moved_change=lambda: session.move(PANEL, [lever.name for lever in known]),
            on_ask_change=lambda: session.ask_of(PANEL, names),
        )
        note, tools = st.columns([3, 1])
        note.caption(plain(f"{part.note} {part.chart.note}".strip()))
        with tools.container(horizontal=True, horizontal_alignment="right", gap="small"):
            blocks.beside(part.chart, blocks.Hands(ask=True))


def _component() -> Any:
    return st.components.v2.component(
        "steerco_drivers", html='<div class="drivers"></div>', css=_written("drivers.css"), js=_script()
    )


def _data(table: Table, chosen: Filters, part: Live, known: tuple[Lever, ...]) -> dict[str, Any]:
    """What the panel draws, as plain values; every text of it is shown as text."""
    found, case = terms(table.room, chosen), picture(table.room, chosen)
    return {
        "terms": found.as_dict(),
        "values": {lever.name: lever.value for lever in known},
        "levers": [_lever(lever, found) for lever in known],
        "tiles": [_tile(tile) for tile in part.tiles.tiles],
        "currency": case.currency,
        "unit": float(case.business.unit),
        "rated": {"good": _badge(Status.ON_TRACK), "bad": _badge(Status.OFF_TRACK)},
        "chart": {
            "title": part.chart.title,
            "alt": part.chart.alt,
            "periods": list(case.periods),
            "unit": case.unit_said,
            "months": None if case.business.days else case.months_a_period,
            "apart": case.business.apart,
        },
    }


def _lever(lever: Lever, found: Terms) -> dict[str, Any]:
    said = [lever.written(value) for value in found.stops[lever.name]]
    return {"name": lever.name, "label": lever.meaning.label, "help": lever.meaning.help, "said": said}


def _tile(tile: Tile) -> dict[str, Any]:
    kept = ("id", "label", "short", "value", "delta", "since", "good", "note", "help")
    return {name: getattr(tile, name) for name in kept} | {"status": _badge(tile.status) if tile.status else None}


def _badge(status: Status) -> dict[str, str]:
    colour, icon = BADGES[status]
    return {"word": status.capitalize(), "colour": colour, "icon": icon}


@cache
def _script() -> str:
    return "\n".join(JOINTS.sub("", _written(f"{name}.js")) for name in SCRIPTS)


@cache
def _written(name: str) -> str:
    return (LIVE / name).read_text(encoding="utf-8")
