"""Business cases from elsewhere that somebody chose to keep here: kept, opened again, and removed for good."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import actions, session
from components.markdown import plain
from steering.context.case_context import Room
from steering.formatting import counted
from steering.records.business_cases import KeptBusinessCase

PLACE = "kept-cases"


def keep(room: Room, name: str, text: str) -> None:
    """Keep a text under a name for every later visit to this case."""
    actions.do(PLACE, _keep, room, name, text)


def listed(room: Room, show: Callable[[KeptBusinessCase], None]) -> None:
    """The business cases that are kept beside this case, each to be opened or removed."""
    found = session.installation().records.kept(room.case.id)
    if not found:
        return
    with st.expander(f"{counted(len(found), 'business case')} kept here", icon=":material/inventory_2:", expanded=True):
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"case-kept-{one.id}"):
                when = f"{one.kept_at:%Y-%m-%d %H:%M} UTC"
                st.markdown(f"**{plain(one.name)}** :small[:gray[{plain(when)}]]", width="stretch")
                click = {"on_click": show, "args": (one,)}
                st.button("Open", icon=":material/visibility:", type="tertiary", key=f"open-case-{one.id}", **click)
                gone = {"on_click": actions.do, "args": (PLACE, _forget, room, one)}
                st.button("Remove", icon=":material/delete:", type="tertiary", key=f"remove-case-{one.id}", **gone)


def _keep(room: Room, name: str, text: str) -> str:
    found = session.installation().records.keep(room.case.id, name, text, actions.BY)
    return f"{name} is kept, beside this case." if found.name == name else f"It is kept already, as {found.name}."


def _forget(room: Room, one: KeptBusinessCase) -> str:
    session.installation().records.forget(room.case.id, one.id)
    return f"{one.name} is removed for good."
