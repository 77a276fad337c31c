"""Business cases from elsewhere that somebody chose to keep here: kept, opened again, and removed for good."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import actions, session
from components.markdown import plain
from steering.context.case_context import CaseContext
from steering.formatting import pluralise
from steering.records.business_cases import SavedBusinessCase

PLACE = "kept-cases"


def save_form(context: CaseContext, name: str, text: str) -> None:
    """Keep a text under a name for every later visit to this case."""
    actions.run_action(PLACE, _keep, context, name, text)


def saved_list(context: CaseContext, show: Callable[[SavedBusinessCase], None]) -> None:
    """The business cases that are kept beside this case, each to be opened or removed."""
    found = session.app_state().records.kept(context.case.id)
    if not found:
        return
    with st.expander(
        f"{pluralise(len(found), 'business case')} kept here", icon=":material/inventory_2:", expanded=True
    ):
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"case-kept-{one.id}"):
                when = f"{one.kept_at:%Y-%m-%d %H:%M} UTC"
                st.markdown(f"**{plain(one.name)}** :small[:gray[{plain(when)}]]", width="stretch")
                click = {"on_click": show, "args": (one,)}
                st.button("Open", icon=":material/visibility:", type="tertiary", key=f"open-case-{one.id}", **click)
                gone = {"on_click": actions.run_action, "args": (PLACE, _forget, context, one)}
                st.button("Remove", icon=":material/delete:", type="tertiary", key=f"remove-case-{one.id}", **gone)


def _keep(context: CaseContext, name: str, text: str) -> str:
    found = session.app_state().records.keep(context.case.id, name, text, actions.BY)
    return f"{name} is kept, beside this case." if found.name == name else f"It is kept already, as {found.name}."


def _forget(context: CaseContext, one: SavedBusinessCase) -> str:
    session.app_state().records.forget(context.case.id, one.id)
    return f"{one.name} is removed for good."
