"""Drafts survive a reload: each is kept under a token in the address of the visitor's page."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import TypeVar

import streamlit as st

from components import picture, session
from steering.frames.blocks import Notice

T = TypeVar("T")
QUERY = "draft"
GONE = Notice(
    text="The draft of this address is no longer there.",
    remedy="Drafts last until they are discarded or the app is restarted. What is downloaded or saved stays.",
)


@dataclass(kw_only=True)
class DraftToken:
    """A visit's own token for one kind of draft, and the one of its address that was looked for last."""

    value: str = field(default_factory=lambda: token_urlsafe(16))
    last: str = ""
    is_gone: bool = False


def restore(case: str, kind: type[T]) -> T | None:
    """Return the draft of a case that the address names, where another visit has kept it: once for each address."""
    token, requested = _token(case, kind), st.query_params.get(QUERY, "")
    if not requested or requested in (token.value, token.last):
        return None
    token.last = requested
    draft = session.app_state().drafts.find(f"{case}/{requested}", kind)
    token.is_gone = draft is None
    return draft


def keep(case: str, kind: type[T], draft: T | None) -> None:
    """Keep a draft of a visit under its own token, and name that in the address; without a draft, forget both.

    Each visit has a token of its own: who opens somebody else's address works on a copy.
    """
    token, drafts = _token(case, kind), session.app_state().drafts
    if draft is None:
        drafts.drop(f"{case}/{token.value}")
        st.query_params.pop(QUERY, None)
        return
    drafts.put(f"{case}/{token.value}", draft)
    token.is_gone = False
    if st.query_params.get(QUERY) != token.value:
        st.query_params[QUERY] = token.value


def render_gone(case: str, kind: type[T]) -> None:
    """Draw that the draft of the address is gone, where it is, in the run that has looked for it."""
    token = _token(case, kind)
    if token.is_gone:
        picture.render_blocks(GONE, key="draft-gone")
        token.is_gone = False


def _token(case: str, kind: type[T]) -> DraftToken:
    return session.session_value(f"draft-token-{kind.__name__}-{case}", DraftToken)
