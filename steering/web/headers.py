"""The headers of every answer: security, and for pages what the browser will need to show pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import MutableHeaders

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


class Preload:
    """ASGI middleware that names with each page what its pictures need, to be fetched beside Streamlit's own files."""

    def __init__(self, app: Any, modules: Sequence[str], styles: Sequence[str], scripts: Sequence[str]) -> None:
        self.app = app
        links = [f"<{path}>; rel=modulepreload" for path in modules]
        links += [f"<{path}>; rel=preload; as=style" for path in styles]
        # Large, and needed last: it must not stand in the way of the page itself.
        links += [f"<{path}>; rel=preload; as=script; fetchpriority=low" for path in scripts]
        self.links = ", ".join(links)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, and add the links when its answer begins and is a page."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_links(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", self.links)
            await send(message)

        await self.app(scope, receive, send_with_links)
