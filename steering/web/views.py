"""The route of views: what a page shows for a link, asked for by browsers when a filter changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from steering.errors import NotAllowed, SteercoError
from steering.frames.agenda import AGENDA
from steering.state.open_case import ReadableCase
from steering.web.askers import Asker, read_asker
from steering.web.frames import STRANGER, may_read

# Finds the case that somebody asks about, for a page and its query, as they may read it. Raises NotAllowed.
FindCase: TypeAlias = Callable[[str, Mapping[str, str], Asker], ReadableCase]
# Gives the view of a page of a case for a query as JSON in gzip. Raises SteercoError.
MakeView: TypeAlias = Callable[[ReadableCase, str, Mapping[str, str]], bytes]
# Gives such a view where it is at hand, without waiting for anything.
FindView: TypeAlias = Callable[[ReadableCase, str, Mapping[str, str]], bytes | None]
# Takes note of a visitor's token, how often the browser has asked, and the query that it shows now.
NoteVisit: TypeAlias = Callable[[str, int, Mapping[str, str]], None]
# How many views are made at a time, and how many more may wait for that; one takes up to a second of a processor.
AT_A_TIME, WAITING = 2, 30
BUSY = "Many figures are being worked out right now. Try again in a moment."


class ViewMaker:
    """Makes views in threads: each at most once for all who ask for it at the same time, and few at a time."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_A_TIME)
        self._tasks: dict[Hashable, asyncio.Task[bytes]] = {}

    async def view(self, key: Hashable, make: Callable[[], bytes]) -> bytes | None:
        """Return a view in gzip, the same for all who ask by this key meanwhile; None where too many are under way.

        Raises:
            SteercoError: the page can't be shown.
        """
        task = self._tasks.get(key)
        if task is None:
            if len(self._tasks) >= AT_A_TIME + WAITING:
                return None
            task = self._tasks[key] = asyncio.create_task(self._work(make))
            task.add_done_callback(lambda _: self._tasks.pop(key, None))
        # One who leaves does not end the work for the others.
        return await asyncio.shield(task)

    async def _work(self, make: Callable[[], bytes]) -> bytes:
        async with self._places:
            return await asyncio.to_thread(make)


def view_route(find_case: FindCase, find: FindView, make: MakeView, note: NoteVisit) -> Route:
    """The route `/view/<page>?as_of=…`, in the case that `find_case` lets whoever asks into.

    `note` hears what its visitor is shown. What `find` has at hand is answered at once; `make` works in threads.
    """
    maker = ViewMaker()

    async def view(request: Request) -> Response:
        page = request.path_params["page"]
        if not may_read(request):
            return PlainTextResponse(STRANGER, status_code=403)
        if page not in AGENDA:
            return PlainTextResponse("There is no such page.", status_code=404)
        asker = read_asker(request)
        if asker.visit:
            told = request.headers.get("x-steerco-told", "")
            note(asker.visit, int(told) if told.isdecimal() else 0, request.query_params)
        try:
            query = dict(request.query_params)
            # Without a cookie nothing is read of the records.
            is_known = bool(asker.cookie)
            case = await asyncio.to_thread(find_case, page, query, asker) if is_known else find_case(page, query, asker)
            key = case, page, request.url.query
            body = find(case, page, query) or await maker.view(key, partial(make, case, page, query))
        except NotAllowed as error:
            return PlainTextResponse(str(error), status_code=403)
        except SteercoError as error:
            return PlainTextResponse(str(error), status_code=409)
        if body is None:
            return PlainTextResponse(BUSY, status_code=503, headers={"Retry-After": "2"})
        headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
        return Response(body, media_type="application/json", headers=headers)

    return Route("/view/{page}", view)
