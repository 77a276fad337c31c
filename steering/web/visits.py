"""Collects what finished visits held."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

# How often, and how many times after the last visit, what visits held is collected.
ROUND_SECONDS = 60.0
ROUNDS = 4


class FinishedVisits:
    """Collects what finished visits held, a few times after the last one has ended.

    Streamlit keeps a visit for two minutes, in case it comes back, and what is left then refers to itself. A full
    collection after every run would cost too much (docs/decisions/0024); one a minute after a visit does not.
    """

    def __init__(self) -> None:
        self._rounds = 0

    def note(self) -> None:
        """Take note of a visit's end."""
        self._rounds = ROUNDS

    async def collect(self) -> None:
        """Collect every minute while there is something to collect; ends when it is cancelled."""
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            if self._rounds:
                self._rounds -= 1
                await asyncio.to_thread(gc.collect)


class VisitEnds:
    """ASGI middleware that notes when a visit ends."""

    def __init__(self, app: Any, visits: FinishedVisits) -> None:
        self.app, self.visits = app, visits

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on; the connection of a visit ends with it."""
        try:
            await self.app(scope, receive, send)
        finally:
            if scope["type"] == "websocket":
                self.visits.note()
