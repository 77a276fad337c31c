"""Who rehearses in this browser: who is signed in, otherwise a name, the same one on every page that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from components import session
from steering.rehearsal.drill import LONGEST_NAME
from steering.rehearsal.runs import PRESENTER


@dataclass(kw_only=True)
class PersonState:
    """The name that was given last; empty until somebody gives one."""

    name: str = ""


def signed_in_name() -> str:
    """Return the name of who is signed in; empty for the local user. Raises NotAllowed."""
    person = session.standing().person
    return person.name if person else ""


def find_person_key(name: str) -> str:
    """Return what a run has of a person: the id of who is signed in, otherwise this name. Raises NotAllowed."""
    person = session.standing().person
    return person.id if person else name


def find_person(before: Iterable[str], *, key: str) -> str:
    """Return who rehearses: who is signed in, otherwise the name just given in the field of a key, or on any page.

    Until somebody gives one it is the first of those `before`, or the presenter.
    """
    if name := signed_in_name():
        return name
    state = session.session_value("person", PersonState)
    typed = session.widget(key)
    if typed is not None:
        state.name = " ".join(str(typed).split()) or PRESENTER
    return state.name or next(iter(before), PRESENTER)


def render_person(label: str, before: Iterable[str], *, key: str) -> str:
    """Draw the name of who is signed in, or the field of the name, and return it."""
    person = find_person(before, key=key)
    if signed_in_name():
        st.text_input(label, person, disabled=True, key=f"{key}-signed-in", width=170)
        return person
    name = st.text_input(label, person, max_chars=LONGEST_NAME, key=key, width=170)
    return " ".join(name.split()) or PRESENTER
