"""Business cases that visitors save beside the case of this installation: save, open, remove."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import actions, session
from components.markdown import plain
from steering.context.case_context import CaseContext
from steering.formatting import pluralise
from steering.records.business_cases import SavedBusinessCase

PLACE = "kept-cases"


def save(context: CaseContext, name: str, text: str) -> None:
    """Save the text of a business case under a name, beside this case."""
    actions.run_action(PLACE, _save, context, name, text)


def render_saved(context: CaseContext, on_open: Callable[[SavedBusinessCase], None]) -> None:
    """List the business cases that are saved beside this case, each with buttons to open and to remove it."""
    cases = session.app_state().records.list_business_cases(context.case.id)
    if not cases:
        return
    with st.expander(f"{pluralise(len(cases), 'saved business case')}", icon=":material/inventory_2:", expanded=True):
        for case in cases:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"case-kept-{case.id}"):
                when = f"{case.kept_at:%Y-%m-%d %H:%M} UTC"
                st.markdown(f"**{plain(case.name)}** :small[:gray[{plain(when)}]]", width="stretch")
                st.button(
                    "Open",
                    icon=":material/visibility:",
                    type="tertiary",
                    key=f"open-case-{case.id}",
                    on_click=on_open,
                    args=(case,),
                )
                st.button(
                    "Remove",
                    icon=":material/delete:",
                    type="tertiary",
                    key=f"remove-case-{case.id}",
                    on_click=actions.run_action,
                    args=(PLACE, _delete, context, case),
                )


def _save(context: CaseContext, name: str, text: str) -> str:
    case = session.app_state().records.save_business_case(context.case.id, name, text, session.actor())
    return f'Saved "{name}".' if case.name == name else f'This text is already saved as "{case.name}".'


def _delete(context: CaseContext, case: SavedBusinessCase) -> str:
    session.app_state().records.delete_business_case(context.case.id, case.id, session.actor())
    return f'Removed "{case.name}".'
