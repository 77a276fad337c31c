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


def file_routes(*, default_page: str, scripts: Path) -> list[BaseRoute]:
    """The routes to files. `scripts` are the modules that components import from `live`, and the audience's pages."""

    async def to_root(request: Request) -> Response:
        # Streamlit serves the default page at the root only; its own path would say "page not found".
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{query}")

    async def style(_: Request) -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    return [
        Route(f"/{default_page}", to_root),
        Route("/picture.css", style),
        plotly_route(),
        *audience_routes(scripts),
        Mount("/live", Scripts(directory=scripts)),
    ]


def health_route(health: Callable[[], dict[str, str]]) -> Route:
    """The route `/healthz`. `health` says how the installation is, and raises nothing."""

    async def healthz(_: Request) -> Response:
        report = health()
        return JSONResponse(report, status_code=200 if report["status"] == "ok" else 503)

    return Route("/healthz", healthz)
