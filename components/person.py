"""Who rehearses in this browser: who is signed in, otherwise a name, the same one on every page that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from components import session
from steering.actors import Participant
from steering.rehearsal.drill import LONGEST_NAME
from steering.rehearsal.runs import PRESENTER


@dataclass(kw_only=True)
class PersonState:
    """The name that was given last; empty until somebody gives one."""

    name: str = ""


def find_account() -> Participant | None:
    """Return who is signed in; None for the local user. Raises NotAllowed."""
    person = session.standing().person
    return Participant(id=person.id, name=person.name) if person else None


def find_person(before: Iterable[Participant], *, key: str) -> Participant:
    """Return who rehearses: who is signed in, otherwise the name just given in the field of a key, or on any page.

    Until somebody gives one it is the first name of those `before`, or the presenter: nobody types an account.
    """
    if account := find_account():
        return account
    state = session.session_value("person", PersonState)
    typed = session.widget(key)
    if typed is not None:
        state.name = _clean(str(typed))
    first = next((person.key for person in before if not person.id), PRESENTER)
    return Participant(name=state.name or first)


def render_person(label: str, before: Iterable[Participant], *, key: str) -> Participant:
    """Draw the name of who is signed in, or the field of the name, and return who it is."""
    person = find_person(before, key=key)
    if person.id:
        st.text_input(label, person.name, disabled=True, key=f"{key}-signed-in", width=170)
        return person
    return Participant(name=_clean(st.text_input(label, person.name, max_chars=LONGEST_NAME, key=key, width=170)))


def _clean(name: str) -> str:
    return " ".join(name.split()) or PRESENTER
