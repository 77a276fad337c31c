"""Streamlit's own routes that would hand out or take in without asking who is there: closed to strangers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from steering.catalog.roles import Permission
from steering.errors import SteercoError
from steering.web.askers import read_asker

# Says whether the owner of a cookie may do one of these things anywhere; with none, whether anybody is signed in.
MaySomewhere: TypeAlias = Callable[[str, Collection[Permission]], bool]
# The beginning of a path -> what one has to be allowed somewhere. Files to download are for whoever is signed in.
GUARDED: Mapping[str, tuple[Permission, ...]] = {
    "/media/": (),
    "/_stcore/metrics": ("administer",),
    "/_stcore/agent/": ("administer",),
}
# Nothing of ours needs these: files come in by `steering/web/uploads.py`.
UNUSED = ("/_stcore/upload_file",)
CLOSED = "This is not open to you. Sign in by your link, or ask your instructor."


class GuardedRoutes:
    """ASGI middleware that asks who is there before Streamlit answers for some of its routes."""

    def __init__(self, app: Any, may_somewhere: MaySomewhere) -> None:
        self.app, self.may_somewhere = app, may_somewhere

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, or refuse it."""
        is_web = scope["type"] == "http"
        wanted = find_guard(scope["path"]) if is_web else None
        if is_web and scope["path"].startswith(UNUSED):
            await PlainTextResponse(CLOSED, status_code=403)(scope, receive, send)
        elif wanted is None or await asyncio.to_thread(self._may, read_asker(Request(scope)).cookie, wanted):
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse(CLOSED, status_code=403)(scope, receive, send)

    def _may(self, cookie: str, wanted: Collection[Permission]) -> bool:
        try:
            return self.may_somewhere(cookie, wanted)
        except SteercoError:
            # Where nobody can be asked, nobody is let in.
            return False


def find_guard(path: str) -> Collection[Permission] | None:
    """Return what one has to be allowed for a path; None where it is open to everybody."""
    return next((wanted for start, wanted in GUARDED.items() if path.startswith(start)), None)
