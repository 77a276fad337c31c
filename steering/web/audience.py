"""Pages without Streamlit, in which nothing runs but files of this server: follow, room, remote, enter, auditor."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from steering.charts.plotly_js import PLOTLY_PATH, map_style_ids

# How one of our modules imports another one.
IMPORT = re.compile(r"""^import .*['"]\./(\w+\.js)['"];$""", re.MULTILINE)
PAGES = ("follow", "room", "remote", "enter", "auditor")
# The hash of nothing: plotly.js fills empty styles rule by rule. The style attribute that it gives heat maps is
# refused, as the console says; follow.css has it.
EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {EMPTY}; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"}


def audience_routes(folder: Path) -> list[Route]:
    """The routes of these pages, which lie in a folder. They are the same for everybody."""
    return [_route(folder / f"{name}.html") for name in PAGES]


def _route(file: Path) -> Route:
    async def page(_: Request) -> Response:
        return HTMLResponse(_load(file), headers=HEADERS)

    return Route(f"/{file.stem}", page)


@cache
def _load(file: Path) -> str:
    """Read a page; add the address of plotly.js, the styles that it would add for maps, and all modules."""
    maps = "".join(f'<style id="{id}"></style>' for id in map_style_ids())
    # Otherwise each would be asked for only when the one that imports it is there.
    modules = _list_modules(file.parent, f"{file.stem}.js")
    early = "".join(f'<link rel="modulepreload" href="live/{name}">' for name in sorted(modules))
    return file.read_text("utf-8").replace("PLOTLY", PLOTLY_PATH).replace("</head>", f"{early}{maps}</head>")


def _list_modules(folder: Path, name: str) -> frozenset[str]:
    """Return the modules that a module imports, and those that these import."""
    modules: set[str] = set()
    waiting = [name]
    while waiting:
        fresh = set(IMPORT.findall((folder / waiting.pop()).read_text("utf-8"))) - modules
        modules |= fresh
        waiting += fresh
    return frozenset(modules)
