"""Who acts in tests that are about something else."""

from __future__ import annotations

from steering.actors import EVERYWHERE, Actor
from steering.catalog.roles import EVERYTHING


def somebody(id: str) -> Actor:
    """An actor who may do everything."""
    return Actor(id=id, name=id, grants={EVERYWHERE: EVERYTHING})


TESTER = somebody("tester")
