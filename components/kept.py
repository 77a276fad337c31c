"""Business cases from elsewhere that somebody chose to keep here: kept, opened again, and removed for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import session
from components.words import plain
from steering.errors import SteercoError
from steering.figures import counted
from steering.records.business_cases import KeptBusinessCase
from steering.room import Room

BY = "local"


@dataclass(kw_only=True)
class Told:
    """What one visitor is to be told of the last action, once."""

    said: str = ""
    failed: str = ""


def told() -> None:
    """Say what came of the last action, once."""
    last = session.held("kept-told", Told)
    if last.said:
        st.toast(plain(last.said), icon=":material/check_circle:")
    if last.failed:
        st.error(plain(last.failed), icon=":material/error:")
    last.said = last.failed = ""


def keep(room: Room, name: str, text: str) -> None:
    """Keep a text under a name for every later visit to this case."""
    last = session.held("kept-told", Told)
    try:
        found = session.installation().records.keep(room.case.id, name, text, BY)
    except SteercoError as error:
        last.failed = str(error)
        return
    last.said = f"{found.name} is kept, beside this case." if found.name == name else f"It is kept as {found.name}."


def listed(room: Room, show: Callable[[KeptBusinessCase], None]) -> None:
    """The business cases that are kept beside this case, each to be opened or removed."""
    found = session.installation().records.kept(room.case.id)
    if not found:
        return
    with st.expander(f"{counted(len(found), 'business case')} kept here", icon=":material/inventory_2:", expanded=True):
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"case-kept-{one.id}"):
                when = f"{one.kept_at:%d %b %Y, %H:%M} UTC"
                st.markdown(f"**{plain(one.name)}** :small[:gray[{plain(when)}]]", width="stretch")
                click = {"on_click": show, "args": (one,)}
                st.button("Open", icon=":material/visibility:", type="tertiary", key=f"open-case-{one.id}", **click)
                gone = {"on_click": _forget, "args": (room, one)}
                st.button("Remove", icon=":material/delete:", type="tertiary", key=f"remove-case-{one.id}", **gone)


def _forget(room: Room, one: KeptBusinessCase) -> None:
    last = session.held("kept-told", Told)
    try:
        session.installation().records.forget(room.case.id, one.id)
    except SteercoError as error:
        last.failed = str(error)
        return
    last.said = f"{one.name} is removed for good."
