"""What a visitor does, and the sentence that is told of it once: what was done, or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import session
from components.markdown import plain
from steering.errors import SteercoError

# Who did it, until there is a sign-in.
BY = "local"


@dataclass(kw_only=True)
class Flash:
    """What is to be told of the last thing that was done."""

    done: str = ""
    failed: str = ""


def run_action(place: str, action: Callable[..., str], *arguments: object) -> None:
    """Do something, and keep its sentence, or that of its error, for a place of the page."""
    last = session.session_value(f"told-{place}", Flash)
    try:
        last.done = action(*arguments)
    except SteercoError as error:
        last.failed = str(error)


def show_flash(place: str) -> None:
    """Say at a place what came of the last thing that was done there, once."""
    last = session.session_value(f"told-{place}", Flash)
    if last.done:
        st.toast(plain(last.done), icon=":material/check_circle:")
    if last.failed:
        st.error(plain(last.failed), icon=":material/error:")
    last.done = last.failed = ""
