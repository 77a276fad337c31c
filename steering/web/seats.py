"""Routes of a seat in a meeting: who asks is known by the cookie of the seat, and refused where that is not its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from steering.errors import SteercoError
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Rooms
from steering.web.bodies import parse_json, respond_error

# Gives the meetings of the installation. Raises StoreUnavailable.
FindRooms: TypeAlias = Callable[[], Rooms]
COOKIE = "steerco-seat"
PRIVATE = {"Cache-Control": "private, no-store"}


@dataclass(frozen=True, kw_only=True)
class SeatRequest:
    """A request from a seat: the meetings, the one it is in, and who asks."""

    request: Request
    rooms: Rooms
    room: Room
    visitor: Visitor


Handler: TypeAlias = Callable[[SeatRequest], Awaitable[Response]]
# Does what a browser sends, and returns what it is told.
Deed: TypeAlias = Callable[[Room, Visitor, Mapping[str, Any]], dict[str, Any]]


class SeatRoutes:
    """Makes routes below `/meet/<seat>/`; what goes wrong in one is answered as a sentence."""

    def __init__(self, find_rooms: FindRooms) -> None:
        self._find_rooms = find_rooms

    def get(self, path: str, handle: Handler, *, method: str = "GET") -> Route:
        """The route of something to read."""

        async def endpoint(request: Request) -> Response:
            try:
                return await handle(await asyncio.to_thread(self._identify, request))
            except SteercoError as error:
                return respond_error(error)

        return Route(f"/meet/{{seat}}/{path}", endpoint, methods=[method])

    def post(self, path: str, act: Deed) -> Route:
        """The route of something to do: `act` works in a thread, and is given what the browser sends."""

        async def handle(asked: SeatRequest) -> Response:
            data = await parse_json(asked.request)
            if "id" in asked.request.path_params:
                data["id"] = asked.request.path_params["id"]
            return JSONResponse(await asyncio.to_thread(act, asked.room, asked.visitor, data), headers=PRIVATE)

        return self.get(path, handle, method="POST")

    def _identify(self, request: Request) -> SeatRequest:
        rooms = self._find_rooms()
        room, visitor = rooms.visitor(request.path_params["seat"], request.cookies.get(COOKIE, ""))
        return SeatRequest(request=request, rooms=rooms, room=room, visitor=visitor)
