"""What somebody sees who is not signed in: the way in, which is a button where a provider knows people."""

from __future__ import annotations

import streamlit as st

from components import session
from components.markdown import plain
from steering.access.control import NotSignedIn
from steering.access.provider import IdentityProvider
from steering.errors import NotAllowed

SCRIPT = """\
const { default: signIn } = await import(new URL('live/sign_in.js', document.baseURI));
export default signIn;
"""
LOCK = ":material/lock:"


def render_sign_in(error: NotSignedIn) -> None:
    """Draw how to sign in. Somebody who comes back from the provider goes on to the exchange of the ticket."""
    provider = session.app_state().provider
    if provider is None:
        st.info(plain(str(error)), icon=LOCK)
        return
    sentence, ticket = str(error), ""
    try:
        name = provider.rules().provider.name
    except NotAllowed as broken:
        st.info(plain(str(broken)), icon=LOCK)
        return
    try:
        ticket = _make_ticket(provider)
    except NotAllowed as refusal:
        sentence = str(refusal)
    st.info(f"Signing in with {plain(name)}…" if ticket else plain(sentence), icon=LOCK)
    if not ticket:
        st.button(f"Sign in with {plain(name)}", type="primary", icon=":material/login:", on_click=st.login)
    exchange = st.components.v2.component("steerco_sign_in", js=SCRIPT, isolate_styles=False)
    exchange(key="sign-in", data={"ticket": ticket})


def _make_ticket(provider: IdentityProvider) -> str:
    """Return the ticket of a sign-in from which this browser comes; empty where it comes from none."""
    return provider.make_ticket(st.user.to_dict()) if st.user.is_logged_in else ""
