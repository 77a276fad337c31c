"""The meetings of the app, for its pages and its routes."""

from __future__ import annotations

import logging
from functools import cache
from threading import Lock
from urllib.parse import urlsplit

import streamlit as st

from components import session
from steering.access.ways import is_loopback
from steering.actors import explain_refusal
from steering.catalog.roles import Permission
from steering.clock import tell_time
from steering.errors import SteercoError
from steering.rehearsal import history
from steering.rehearsal.history import RunList
from steering.stage.room import Room
from steering.stage.rooms import Rooms

# Where a browser has the app that says nothing about it.
LOCAL = "http://localhost"
ROOMS_LOCK = Lock()


def rooms() -> Rooms:
    """Return the meetings of all cases, opened once a process; new ones are of the installation's own.

    Raises:
        StoreUnavailable: the folder of the app can't be made.
    """
    # Two requests may be the first ones: what one of them changes, the other has to hear.
    with ROOMS_LOCK:
        return open_rooms()


@cache
def open_rooms() -> Rooms:
    """Return the meetings of all cases, opened at the first call."""
    state = session.app_state()
    return Rooms(
        state.home,
        records=lambda: state.records,
        snapshot=state.snapshot,
        pictures=state.pictures,
        snapshot_of=lambda case: state.find_case(case).snapshot(),
    )


def case_rooms() -> Rooms:
    """Return the meetings of the case that this visitor is in. Raises NotAllowed."""
    standing = session.standing()
    return rooms().of(standing.case, session.app_state().open(standing).snapshot)


def list_rooms() -> list[Room]:
    """Return every meeting of the case that can be opened, the newest first."""
    every, _ = case_rooms().open_all()
    return list(every)


def list_runs(case_id: str) -> RunList:
    """Return the runs of a case, the newest first."""
    return history.list_runs(session.app_state().records.meetings, case_id, tell_time())


def base_address() -> str:
    """Return the address at which this browser has the app: scheme, host and port."""
    parts = urlsplit(st.context.url or LOCAL)
    return f"{parts.scheme}://{parts.netloc}"


def may_run(permission: Permission) -> bool:
    """Whether this visitor may present or rehearse the case: by their role, or because they sit at the machine."""
    standing = session.standing()
    return standing.may(permission) if standing.person else is_local()


def explain_closed(permission: Permission, elsewhere: str) -> str:
    """Return why this visitor may not present or rehearse here, empty where they may.

    `elsewhere` is said where nobody signs in, to whoever does not sit at the machine.
    """
    if may_run(permission):
        return ""
    return explain_refusal(permission) if session.standing().person else elsewhere


def is_local() -> bool:
    """Whether the browser is on this machine: where nobody signs in, who sits at it presents.

    Behind a proxy of this machine the address that it was asked for says otherwise.
    """
    comes_from, asks_for = st.context.ip_address, urlsplit(st.context.url or LOCAL).hostname
    is_far = isinstance(comes_from, str) and not is_loopback(comes_from)
    return not is_far and is_loopback(asks_for or "")


def prepare(address: str, here: str) -> None:
    """Have a meeting to present, and say where it is presented (`here`) and at which address guests come in."""
    log = logging.getLogger("steerco")
    try:
        rooms().address = address
        if rooms().prepare():
            log.warning("Present at %s/present. Guests come to %s by the links and codes shown there.", here, address)
    except SteercoError as error:
        log.error("No meeting can be prepared. %s", error)


def refuse(error: SteercoError) -> None:
    """Take note of why guests can't be served."""
    logging.getLogger("steerco").error("%s", error)
    try:
        rooms().fault = str(error)
    except SteercoError as other:
        logging.getLogger("steerco").error("%s", other)
