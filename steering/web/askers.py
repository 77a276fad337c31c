"""Who asks for something by a route: what the browser says of its visitor, read in one place."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

# The cookie of whoever is signed in in a browser, for the whole app; out of reach for scripts.
COOKIE = "steerco"


@dataclass(frozen=True, kw_only=True)
class Asker:
    """The secret of the browser and the token of the visit; empty where nobody is signed in, or no page has run yet."""

    cookie: str
    visit: str


def read_asker(request: Request) -> Asker:
    """Return who asks."""
    return Asker(cookie=request.cookies.get(COOKIE, ""), visit=request.headers.get("x-steerco-visit", ""))


def is_secure(request: Request) -> bool:
    """Return whether a browser came by TLS, to this server or to the proxy before it."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))
