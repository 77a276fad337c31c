"""Links for auditors on the Compliance page: made for the package that is chosen there, listed, and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components import session
from components.actions import run_action, show_flash
from components.markdown import plain
from components.meetings import base_address
from steering.access.control import Standing
from steering.access.links import Signer
from steering.catalog.frameworks import frameworks
from steering.compliance.oscal_export import require_controls
from steering.context.case_context import CaseContext
from steering.exports.auditor_package.by_link import read_scope
from steering.exports.auditor_package.scope import PackageScope, check_period
from steering.formatting import format_moment, pluralise
from steering.records.auditor_links import DAYS, AuditorLink, may_make_links

PLACE = "auditor-links"
ABOUT = (
    f"Whoever has the link takes the package above along for {DAYS} days, without signing in and without e-mail "
    "addresses in it. It is made anew each time, from what is in force then."
)
ONCE = "Send it to the auditor alone: whoever has it gets the package. It is shown once."
HERE_ONLY = "Nobody signs in here, so this app answers this machine alone, and so does the link."


@dataclass(kw_only=True)
class AuditorLinkState:
    """The link that was just made, by its id and whole; empty where there is none to show."""

    id: str = ""
    link: str = ""


def render_links(context: CaseContext, scope: PackageScope) -> None:
    """Draw how a link to a package is made, and the links in force, for whoever may make them."""
    standing = session.standing()
    # First: whoever may no longer make one is told so.
    show_flash(PLACE)
    if not may_make_links(standing.actor, standing.case):
        return
    state = session.session_value(f"auditor-link-{standing.case}", AuditorLinkState)
    st.markdown("**Link for an auditor**")
    st.button(
        f"Make a link that holds {DAYS} days", icon=":material/link:", key="make-auditor-link",
        on_click=run_action, args=(PLACE, _make, state, context, scope, standing),
    )  # fmt: skip
    if state.link:
        st.markdown(ONCE)
        st.code(state.link, language=None, wrap_lines=True)
        st.button("Done", key="auditor-link-done", on_click=_forget_link, args=(state,))
    st.caption(f"{ABOUT} {HERE_ONLY}" if standing.person is None else ABOUT)
    _render_list(state, standing)


def _render_list(state: AuditorLinkState, standing: Standing) -> None:
    """Draw the links in force, each with the way to withdraw it."""
    records = session.app_state().records
    links = records.auditor_links.list(standing.case, standing.actor)
    names = records.people.names(link.made_by for link in links)
    for link in links:
        with st.container(border=True, gap="small", key=f"auditor-link-{link.id}"):
            st.markdown(_describe(link, names[link.made_by]))
            st.button(
                "Withdraw", key=f"withdraw-{link.id}", help="It opens nothing any more, at once",
                on_click=run_action, args=(PLACE, _withdraw, state, link),
            )  # fmt: skip


def _describe(link: AuditorLink, maker: str) -> str:
    scope = read_scope(link)
    use = f"Opened {pluralise(link.openings, 'time')}" if link.openings else "Not opened yet"
    last = f", last on {format_moment(link.opened_at)}" if link.opened_at else ""
    return (
        f"**{_name_framework(scope.framework)}, {scope.period}**  \n"
        f"Made by {plain(maker)}; holds until {format_moment(link.expires_at)}. {use}{last}."
    )


def _name_framework(id: str) -> str:
    framework = frameworks().get(id)
    # A link may be older than the list of frameworks.
    return framework.title if framework else plain(id)


def _make(state: AuditorLinkState, context: CaseContext, scope: PackageScope, standing: Standing) -> str:
    # What can't be packed is told now, to whoever can do something about it.
    check_period(context, scope)
    require_controls(context, scope.framework, scope.day)
    app = session.app_state()
    link = app.records.auditor_links.make(standing.case, scope.framework, scope.first, scope.last, session.actor())
    state.id, state.link = link.id, f"{base_address()}/auditor#{Signer(app.home).sign_auditor_link(link.id)}"
    return ""


def _withdraw(state: AuditorLinkState, link: AuditorLink) -> str:
    session.app_state().records.auditor_links.withdraw(link.id, session.actor())
    if state.id == link.id:
        _forget_link(state)
    return "The link is withdrawn."


def _forget_link(state: AuditorLinkState) -> None:
    state.id = state.link = ""
