"""The meetings of the app, for its pages and its routes."""

from __future__ import annotations

from functools import cache

from components import session
from steering.stage.rooms import Rooms


@cache
def rooms() -> Rooms:
    """Return the meetings of the case, opened once a process.

    Raises:
        StoreUnavailable: the folder of the app can't be made.
    """
    state = session.app_state()
    return Rooms(state.home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)
