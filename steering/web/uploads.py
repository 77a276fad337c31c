"""The routes by which files come in: begun, chunk by chunk, complete, gone; who may is asked for each of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from steering.catalog.quotas import QuotaReached
from steering.errors import NotAllowed, SteercoError, UnknownName
from steering.spool.journal import CHUNK
from steering.spool.spool import DiskFull, Spool, UnknownUpload, Upload, WrongChunk
from steering.stage.refusals import Refused
from steering.web.askers import Asker, read_asker
from steering.web.bodies import parse_json, respond_error

# Chunks that are held in memory at once, all in all and of one person: what comes beyond waits, or is asked to.
MOST_CHUNKS, MOST_OF_ONE = 16, 4
# Seconds that one chunk may take to come.
CHUNK_SECONDS = 300.0
PRIVATE = {"Cache-Control": "private, no-store"}
# What a page says of a file.
FIELDS = {"place": str, "purpose": str, "name": str, "size": int, "stamp": int}
# The largest number that a browser can say exactly; quotas are far below.
LARGEST = 2**53
ELSEWHERE = "Files are brought on the pages of this server only."
BUSY = "Too many parts come at once. This one is tried again."
# Which status an error has; the first that fits.
STATUS: tuple[tuple[type[SteercoError], int], ...] = (
    (UnknownUpload, 404),
    (NotAllowed, 403),
    (UnknownName, 400),
    (QuotaReached, 413),
    (WrongChunk, 422),
    (DiskFull, 507),
)


class FindUploader(Protocol):
    """Says who asks, and for which cohort, where they may bring a file for a purpose to a place."""

    def __call__(self, asker: Asker, place: str, purpose: str) -> tuple[str, str]:
        """Return the ids of the person and the cohort. Raises NotAllowed."""
        ...


class Slots:
    """Lets a bounded number of chunks be in memory at once, and a few of each person."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(MOST_CHUNKS)
        self._of: Counter[str] = Counter()

    @asynccontextmanager
    async def hold(self, person: str) -> AsyncIterator[None]:
        """Hold room for a chunk. Raises Refused where somebody holds as much as they may."""
        if self._of[person] >= MOST_OF_ONE:
            raise Refused(BUSY, 429)
        self._of[person] += 1
        try:
            async with self._all:
                yield
        finally:
            self._of[person] -= 1
            if not self._of[person]:
                del self._of[person]


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """The handlers of the routes, over the spool of the installation."""

    spool: Callable[[], Spool]
    find_uploader: FindUploader
    slots: Slots

    async def begin(self, request: Request) -> Response:
        """Begin a file, or find how far it has come: its id, the size of chunks, and those that are here."""
        values = await parse_json(request)
        fields: dict[str, Any] = {name: values.get(name) for name in FIELDS}
        is_right = all(type(fields[name]) is kind for name, kind in FIELDS.items())
        if not is_right or not 0 <= fields["size"] <= LARGEST or abs(fields["stamp"]) > LARGEST:
            raise Refused("A file has a place, a purpose, a name, a size and the time of its last change.", 400)
        return JSONResponse(await asyncio.to_thread(self._begin, read_asker(request), fields), headers=PRIVATE)

    def _begin(self, asker: Asker, fields: dict[str, Any]) -> dict[str, Any]:
        owner, cohort = self.find_uploader(asker, fields["place"], fields["purpose"])
        upload = Upload.of_file(owner=owner, cohort=cohort, **fields)
        spool = self.spool()
        spool.begin(upload)
        return {"id": upload.id, "chunk": CHUNK, "have": spool.chunks(upload)}

    async def store(self, request: Request) -> Response:
        """Keep one chunk, whose SHA-256 its address names."""
        id, index, digest = (request.path_params[name] for name in ("id", "index", "digest"))
        owner = await asyncio.to_thread(self._check, request, id)
        async with self.slots.hold(owner):
            data = await _receive_chunk(request)
            await asyncio.to_thread(self.spool().store, id, owner, index, digest, data)
        return Response(status_code=204, headers=PRIVATE)

    async def finish(self, request: Request) -> Response:
        """Say whether all of a file is here."""
        id = request.path_params["id"]
        owner = await asyncio.to_thread(self._check, request, id)
        is_complete = await asyncio.to_thread(self.spool().finish, id, owner)
        return JSONResponse({"complete": is_complete}, headers=PRIVATE)

    async def discard(self, request: Request) -> Response:
        """Remove what has come of a file."""
        id = request.path_params["id"]
        owner = await asyncio.to_thread(self._check, request, id)
        await asyncio.to_thread(self.spool().discard, id, owner)
        return Response(status_code=204, headers=PRIVATE)

    def _check(self, request: Request, id: str) -> str:
        """Return whose the upload is, where whoever asks is its owner and may still bring it; asked each time."""
        upload = self.spool().look_up(id)
        owner, _ = self.find_uploader(read_asker(request), upload.place, upload.purpose)
        if owner != upload.owner:
            raise UnknownUpload
        return owner


def upload_routes(spool: Callable[[], Spool], find_uploader: FindUploader) -> list[BaseRoute]:
    """The routes `/upload`, `/upload/<id>` and `/upload/<id>/<index>/<SHA-256>`."""
    uploads = Uploads(spool=spool, find_uploader=find_uploader, slots=Slots())
    return [
        Route("/upload", _guard(uploads.begin), methods=["POST"]),
        Route("/upload/{id}", _guard(uploads.finish), methods=["POST"]),
        Route("/upload/{id}", _guard(uploads.discard), methods=["DELETE"]),
        Route("/upload/{id}/{index:int}/{digest}", _guard(uploads.store), methods=["PUT"]),
    ]


def _guard(handle: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """Return a handler that answers pages of this server alone, and with a sentence where something can't be done."""

    async def handle_request(request: Request) -> Response:
        # A page of another site can neither set this header nor say that it is of this one.
        is_ours = "x-steerco-visit" in request.headers
        if not is_ours or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return JSONResponse({"error": ELSEWHERE}, status_code=403, headers=PRIVATE)
        try:
            response: Response = await handle(request)
        except Refused as error:
            return respond_error(error)
        except SteercoError as error:
            status = next((status for kind, status in STATUS if isinstance(error, kind)), 503)
            return JSONResponse({"error": str(error)}, status_code=status, headers=PRIVATE)
        return response

    return handle_request


async def _receive_chunk(request: Request) -> bytes:
    """Return the body of a request, which is no larger than a chunk. Raises Refused."""
    pieces, size = [], 0
    try:
        async with asyncio.timeout(CHUNK_SECONDS):
            async for piece in request.stream():
                size += len(piece)
                if size > CHUNK:
                    raise Refused(f"A part of a file has at most {CHUNK:,} bytes.", 413)
                pieces.append(piece)
    except (TimeoutError, ClientDisconnect) as error:
        raise Refused("The line is too slow, or was cut. This part is tried again.", 408) from error
    return b"".join(pieces)
