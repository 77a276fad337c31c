"""The hosts for which this server was started, and the pages that may ask it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from socket import gethostname
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

FOREIGN = (
    "Steerco was not started for this address, or the request comes from a page of another site. "
    "If the address is right, let STEERCO_HOSTS name it: STEERCO_HOSTS=steerco.example.com"
)


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
        everywhere = not address or (is_address(address) and ip_address(address).is_unspecified)
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
        if name not in self.names and not (self.any_address and is_address(name)):
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


def _host_name(host: str) -> str:
    """The name or address in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_address(name: str) -> bool:
    """Return whether the name of a host is an address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
