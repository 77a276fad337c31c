"""Run what a visitor asks for, and show its result or its error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

import streamlit as st

from components import session
from components.markdown import plain
from steering.errors import SteercoError

P = ParamSpec("P")


@dataclass(kw_only=True)
class Flash:
    """The result of a visitor's last action at a place of a page, as a sentence; both are empty before."""

    done: str = ""
    failed: str = ""


def run_action(place: str, action: Callable[..., str], *arguments: object) -> None:
    """Run an action and store its sentence, or that of its error, for a place of the page."""
    flash = clear_flash(place)
    try:
        flash.done = action(*arguments)
    except SteercoError as error:
        flash.failed = str(error)
    session.forget_standing()


def flash_at(place: str) -> Flash:
    """The result of the last action at a place."""
    return session.session_value(f"flash-{place}", Flash)


def clear_flash(place: str) -> Flash:
    """Forget the result of the last action at a place."""
    flash = flash_at(place)
    flash.done = flash.failed = ""
    return flash


def show_flash(place: str) -> None:
    """Show the result of the last action at a place, once: as a toast, or as an error."""
    flash = flash_at(place)
    if flash.done:
        st.toast(plain(flash.done), icon=":material/check_circle:")
    if flash.failed:
        st.error(plain(flash.failed), icon=":material/error:")
    clear_flash(place)


def tell_errors(draw: Callable[P, None]) -> Callable[P, None]:
    """Have a dialog say what goes wrong in it: Streamlit runs it alone then, beyond the error boundary of the page."""

    @wraps(draw)
    def work(*arguments: P.args, **named: P.kwargs) -> None:
        try:
            draw(*arguments, **named)
        except SteercoError as error:
            st.error(plain(str(error)), icon=":material/error:")

    return work
