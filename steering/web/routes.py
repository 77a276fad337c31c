"""The server's own routes: health, the pictures of frames, and the files that browsers need to show them."""

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
from steering.web.frames import FindPicture, frame_routes
from steering.web.meetings import meeting_routes
from steering.web.seats import FindRooms
from steering.web.views import FindView, MakeView, NoteVisit, view_route


class Scripts(StaticFiles):
    """A folder of JavaScript modules. The browser asks before it uses its copy, because they change with a release."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        """Answer with a file, to be asked about at each use."""
        response = super().file_response(*args, **more)
        response.headers["Cache-Control"] = "no-cache"
        return response


def routes(
    *,
    default_page: str,
    health: Callable[[], dict[str, str]],
    scripts: Path,
    find_picture: FindPicture,
    find_view: FindView,
    make_view: MakeView,
    note_visit: NoteVisit,
    find_rooms: FindRooms,
) -> list[BaseRoute]:
    """The routes of the server. `health` says how the installation is, and raises nothing.

    `scripts` are the modules that components import from `live`; `find_picture` gives the picture of a hash,
    `find_view` and `make_view` what a page shows for a query, and `note_visit` hears of it; `find_rooms` gives the
    meetings.
    """

    async def healthz(_: Request) -> Response:
        report = health()
        return JSONResponse(report, status_code=200 if report["status"] == "ok" else 503)

    async def to_root(request: Request) -> Response:
        # Streamlit serves the default page at the root only; its own path would say "page not found".
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{query}")

    async def style(_: Request) -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    return [
        Route("/healthz", healthz),
        Route(f"/{default_page}", to_root),
        Route("/picture.css", style),
        plotly_route(),
        *frame_routes(find_picture),
        view_route(find_view, make_view, note_visit),
        *meeting_routes(find_rooms, scripts),
        Mount("/live", Scripts(directory=scripts)),
    ]
