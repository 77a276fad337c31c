"""The meetings of the app, for its pages and its routes."""

from __future__ import annotations

import logging
from functools import cache

from components import session
from steering.errors import SteercoError
from steering.stage.rooms import Rooms


@cache
def rooms() -> Rooms:
    """Return the meetings of the case, opened once a process.

    Raises:
        StoreUnavailable: the folder of the app can't be made.
    """
    state = session.app_state()
    return Rooms(state.home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)


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
