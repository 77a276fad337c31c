"""The server's own routes to files that browsers need, and to its health."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from steering.picture.style import style_sheet
from steering.web.assets import plotly_route
from steering.web.audience import audience_routes


class Scripts(StaticFiles):
    """A folder of JavaScript modules. The browser asks before it uses its copy, because they change with a release."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        """Answer with a file, to be asked about at each use."""
        response = super().file_response(*args, **more)
        response.headers["Cache-Control"] = "no-cache"
        return response


def file_routes(scripts: Path) -> list[BaseRoute]:
    """The routes to files. `scripts` are the modules that components import from `live`, and the audience's pages."""

    async def style(_: Request) -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    return [
        Route("/picture.css", style),
        plotly_route(),
        *audience_routes(scripts),
        Mount("/live", Scripts(directory=scripts)),
    ]


def redirect_route(start: str, end: str) -> Route:
    """The route that leads from one path to another, with whatever was asked for."""

    async def redirect(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{end}{query}")

    return Route(start, redirect)


def health_route(health: Callable[[], dict[str, str]]) -> Route:
    """The route `/healthz`. `health` says how the installation is, and raises nothing."""

    async def healthz(_: Request) -> Response:
        report = health()
        return JSONResponse(report, status_code=200 if report["status"] == "ok" else 503)

    return Route("/healthz", healthz)
