"""Handlers of the server's own routes, and the headers of every answer. The only user of starlette beside app.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

# A stricter content policy breaks Streamlit's own inline script and styles (docs/decisions/0003).
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'self'; object-src 'none'; base-uri 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


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


def routes(default_page: str, health: Callable[[], dict[str, str]]) -> list[Route]:
    """The routes of the server. `health` says how the installation is, and raises nothing."""

    async def healthz(_: Request) -> Response:
        report = health()
        return JSONResponse(report, status_code=200 if report["status"] == "ok" else 503)

    async def to_root(request: Request) -> Response:
        # Streamlit serves the default page at the root only; its own path would say "page not found".
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{query}")

    return [Route("/healthz", healthz), Route(f"/{default_page}", to_root)]
