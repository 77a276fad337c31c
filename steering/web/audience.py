"""The pages of a meeting's audience, in which nothing runs but files of this server: follow, room and remote."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from steering.charts.plotly_js import PLOTLY_PATH, map_style_ids
from steering.picture.style import LIVE

PAGES = ("follow", "room", "remote")
# The hash of nothing: plotly.js fills empty styles rule by rule.
EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {EMPTY}; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}


def audience_routes() -> list[Route]:
    """The routes `/follow`, `/room` and `/remote`. They are the same for everybody."""
    return [Route(f"/{name}", _page, name=name) for name in PAGES]


async def _page(request: Request) -> Response:
    return HTMLResponse(_read(request.url.path.rsplit("/", 1)[-1]), headers=HEADERS)


@cache
def _read(name: str) -> str:
    """A page with the address of plotly.js, and with the styles that it would add for maps."""
    maps = "".join(f'<style id="{id}"></style>' for id in map_style_ids())
    page = (LIVE / f"{name}.html").read_text("utf-8")
    return page.replace("PLOTLY", PLOTLY_PATH).replace("</head>", f"{maps}</head>")
