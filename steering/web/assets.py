"""plotly.js as it is installed, compressed once and cached by browsers for good: its address holds its version."""

from __future__ import annotations

import gzip
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from steering.charts.plotly_js import PLOTLY_PATH, library

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def plotly_route() -> Route:
    """The route of plotly.js."""
    return Route(f"/{PLOTLY_PATH}", _plotly)


def respond_compressed(request: Request, plain: bytes, packed: bytes, kind: str, headers: dict[str, str]) -> Response:
    """Answer with bytes, in gzip where the browser takes that."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(plain, media_type=kind, headers=headers)


# Not a coroutine: it runs in a thread, and the first one takes a third of a second to compress.
def _plotly(request: Request) -> Response:
    return respond_compressed(request, library().encode(), _compress_library(), "text/javascript", FOREVER)


@cache
def _compress_library() -> bytes:
    return gzip.compress(library().encode(), compresslevel=4, mtime=0)
