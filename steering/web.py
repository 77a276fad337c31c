"""Handlers of the server's own routes, the headers of every answer, and the hosts whose pages may ask.

The only user of starlette beside app.py.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from socket import gethostname
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

# A stricter content policy breaks Streamlit's own inline script and styles (docs/decisions/0003).
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'self'; object-src 'none'; base-uri 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# How often, and how many times after the last visit, what visits held is collected.
ROUND_SECONDS = 60.0
ROUNDS = 4
FOREIGN = (
    "Steerco was not started for this address, or the request comes from a page of another site. "
    "If the address is right, let STEERCO_HOSTS name it: STEERCO_HOSTS=steerco.example.com"
)


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` to every answer that does not set them itself."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, and add the headers when its answer begins."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


@dataclass(frozen=True, kw_only=True)
class Hosts:
    """The names under which this server may be asked; `any_address` where it listens on all of this machine's."""

    names: frozenset[str]
    # Names that the operator lists: a page of theirs may ask although a proxy gives the request another host.
    listed: frozenset[str]
    any_address: bool

    @classmethod
    def from_settings(cls, address: str | None, shown: str | None, listed: str) -> Hosts:
        """The hosts for an address to listen on, the one that users are shown, and a list with commas between."""
        more = frozenset(name.strip().lower() for name in listed.split(",") if name.strip())
        everywhere = not address or (_is_address(address) and ip_address(address).is_unspecified)
        own = {"localhost", "127.0.0.1", "::1", *(name.lower() for name in (address, shown) if name)}
        own |= {gethostname().lower()} if everywhere else set()
        return cls(names=frozenset(own) | more, listed=more, any_address=everywhere)

    def allow(self, host: str | None, origin: str | None) -> bool:
        """Whether a request may be answered: under this host, and for a page of this origin.

        An address that is no name can't be pointed elsewhere, as a name's owner can do with it. Only browsers send an
        origin; without one, whoever asks is no page.
        """
        if host is None:
            return origin is None
        name = _host_name(host)
        if name not in self.names and not (self.any_address and _is_address(name)):
            return False
        if origin is None:
            return True
        parts = urlsplit(origin)
        return parts.netloc.lower() == host.lower() or (parts.hostname or "") in self.listed


class TrustedHosts:
    """ASGI middleware that refuses foreign hosts and pages before Streamlit sees the request."""

    def __init__(self, app: Any, hosts: Hosts) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self.hosts.allow(headers.get("host"), headers.get("origin")):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse(FOREIGN, status_code=403)(scope, receive, send)
        else:
            # Before it is accepted, this is answered with 403.
            await send({"type": "websocket.close", "code": 1008, "reason": "foreign host or origin"})


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


def _host_name(host: str) -> str:
    """The name or address in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class Scripts(StaticFiles):
    """A folder of JavaScript modules. The browser asks before it uses its copy, because they change with a release."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        """Answer with a file, to be asked about at each use."""
        response = super().file_response(*args, **more)
        response.headers["Cache-Control"] = "no-cache"
        return response


def routes(default_page: str, health: Callable[[], dict[str, str]], scripts: Path) -> list[BaseRoute]:
    """The routes of the server. `health` says how the installation is, and raises nothing.

    `scripts` are the modules that components import from `live`.
    """

    async def healthz(_: Request) -> Response:
        report = health()
        return JSONResponse(report, status_code=200 if report["status"] == "ok" else 503)

    async def to_root(request: Request) -> Response:
        # Streamlit serves the default page at the root only; its own path would say "page not found".
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{query}")

    modules = Mount("/live", Scripts(directory=scripts))
    return [Route("/healthz", healthz), Route(f"/{default_page}", to_root), modules]
