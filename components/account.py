"""Who is signed in, in which workspace, and the pages that are open to them there: below the menu of every page."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from components import own_case, session
from components.actions import show_flash
from components.markdown import plain
from components.personal_data import open_own_data
from steering.access.control import Standing
from steering.catalog.roles import ROLES
from steering.errors import NotAllowed, SteercoError
from steering.frames.agenda import ITEMS
from steering.records.people import Person
from steering.records.workspaces import Workspace

OUT = "enter#out"
EVERYBODY = "Everybody who opens this address on this machine may do everything here."


def list_open_pages() -> tuple[str, ...]:
    """Return the ids of the pages that are open here, in their order; the first one where none is: it says why."""
    try:
        standing = session.standing()
    except NotAllowed:
        return (ITEMS[0].id,)
    except SteercoError:
        return tuple(item.id for item in ITEMS)
    return tuple(item.id for item in ITEMS if standing.may(item.permission)) or (ITEMS[0].id,)


def render_account() -> None:
    """Draw who is here, the workspaces to choose from, and the way out; nothing where that can't be known now.

    The page itself says why.
    """
    with suppress(SteercoError), st.sidebar, st.container(key="account", gap="small"):
        access = session.app_state().access
        if access.way == "local":
            st.caption("One user, all roles", help=EVERYBODY)
            return
        standing = session.standing()
        if standing.person:
            _render_person(standing, standing.person, access.list_workspaces(standing.person))


def _render_person(standing: Standing, person: Person, workspaces: tuple[Workspace, ...]) -> None:
    role = standing.member.role if standing.member else "admin"
    cohort = standing.cohort.name if standing.cohort else ""
    if len(workspaces) > 1:
        titles = {workspace.id: workspace.title or cohort for workspace in workspaces}
        ids = list(titles)
        chosen = st.selectbox(
            "Workspace",
            ids,
            index=ids.index(standing.case) if standing.case in ids else 0,
            format_func=lambda id: titles[id],
            key=f"place-{standing.case}",
        )
        if chosen != standing.case:
            session.go_to_place(chosen)
            st.rerun()
    st.caption(f"{plain(person.name)} · {role} · {plain(cohort)}", help=ROLES[role].capitalize())
    if st.button("My data", icon=":material/person:", type="tertiary", key="own-data"):
        open_own_data(standing, person)
    show_flash(own_case.PLACE)
    st.link_button("Sign out", OUT, icon=":material/logout:", type="tertiary")
