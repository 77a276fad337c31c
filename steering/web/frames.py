"""The routes of frames: a picture by the hash of its frame, and its tables as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from steering.errors import SteercoError
from steering.exports.cells import file_name
from steering.exports.file_types import CSV, XLSX
from steering.picture.picture import Picture
from steering.web.askers import read_asker
from steering.web.assets import FOREVER, respond_compressed

# Gives the picture of a hash to the owner of a cookie; None where nobody has it, or it is not for them.
FindPicture: TypeAlias = Callable[[str, str], Picture | None]
# Notes that the owner of a cookie took a file along, which is of a picture. Raises StoreUnavailable.
NoteDownload: TypeAlias = Callable[[str, str, str], None]
GONE = "This picture is no longer at hand. Load the page again."
MISSED = "There is no such table."
STRANGER = "Frames are shown on the pages of this server only."
PRIVATE = {**FOREVER, "Cache-Control": "private, max-age=31536000, immutable"}
KINDS = {"csv": CSV, "xlsx": XLSX}


def may_read(request: Request) -> bool:
    """Whether whoever asks may see what is shown: a page of this server, or somebody at this machine.

    Hosts are checked before (`steering.web.hosts`); here a page of another port of this machine is refused.
    """
    return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _picture_of(request: Request, find_picture: FindPicture) -> Picture | Response:
    """The picture that is asked for, or why there is none."""
    if not may_read(request):
        return PlainTextResponse(STRANGER, status_code=403)
    picture = find_picture(request.path_params["hash"], read_asker(request).cookie)
    return picture or PlainTextResponse(GONE, status_code=404)


def frame_routes(find_picture: FindPicture, note_download: NoteDownload) -> list[BaseRoute]:
    """The routes `/frames/<hash>` and `/frames/<hash>/<table>.<csv or xlsx>`; who takes a table along is noted."""

    async def frame(request: Request) -> Response:
        picture = _picture_of(request, find_picture)
        if isinstance(picture, Response):
            return picture
        return respond_compressed(request, picture.json, picture.gzip, "application/json", PRIVATE)

    # Not a coroutine: it runs in a thread, because a large table takes seconds to write.
    def table(request: Request) -> Response:
        # What writes tables is not imported at the start: pages are shown without.
        from steering.exports import tables

        picture = _picture_of(request, find_picture)
        if isinstance(picture, Response):
            return picture
        block, ending = picture.table(request.path_params["table"]), request.path_params["ending"]
        if block is None or ending not in KINDS:
            return PlainTextResponse(MISSED, status_code=404)
        name = file_name(block.title or block.id, ending=ending)
        try:
            note_download(request.path_params["hash"], read_asker(request).cookie, name)
        except SteercoError as error:
            # What can't be noted is not handed out.
            return PlainTextResponse(str(error), status_code=503)
        disposition = f"attachment; filename*=UTF-8''{quote(name)}"
        headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
        write = {"csv": tables.csv, "xlsx": tables.xlsx}[ending]
        return Response(write(tables.sheet(block)), media_type=KINDS[ending], headers=headers)

    async def missed(_: Request) -> Response:
        # Streamlit answers with a page whatever is asked for below its root.
        return PlainTextResponse(MISSED, status_code=404)

    return [
        Route("/frames/{hash}", frame),
        Route("/frames/{hash}/{table}.{ending}", table),
        Route("/frames/{rest:path}", missed),
    ]
