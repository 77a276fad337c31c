"""Routes whose modules are imported while the server answers already: a browser has much to load meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import Any

from starlette.routing import BaseRoute, Match, NoMatchFound, Router


class LateRoutes(BaseRoute):
    """Stands for routes below some names until `make` has given them, in a thread; who asks earlier waits."""

    def __init__(self, names: Collection[str], make: Callable[[], Sequence[BaseRoute]]) -> None:
        self._names, self._make = frozenset(names), make
        self._lock = asyncio.Lock()
        self._router: Router | None = None

    @property
    def is_made(self) -> bool:
        """Whether anybody has asked for the routes."""
        return self._router is not None

    async def router(self) -> Router:
        """Return the router of the routes, made at the first call."""
        async with self._lock:
            if self._router is None:
                self._router = Router(await asyncio.to_thread(self._make))
            return self._router

    def matches(self, scope: Any) -> tuple[Match, Any]:
        """Whether a request is for one of the names: the first part of its path."""
        path: str = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        return (Match.FULL if path.split("/")[1:2] in [[name] for name in self._names] else Match.NONE), {}

    def url_path_for(self, name: str, /, **_: Any) -> Any:
        """Find no route by a name: none has one."""
        raise NoMatchFound(name, {})

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer by the routes."""
        await (await self.router())(scope, receive, send)
