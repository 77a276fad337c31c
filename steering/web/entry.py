"""The way into a meeting: the secret of a link is exchanged for a cookie, which no script and no log sees."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from steering.access.rates import Rates
from steering.access.rights import ROLES
from steering.errors import SteercoError
from steering.formatting import printable
from steering.stage import audience
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Rooms
from steering.web.askers import is_secure
from steering.web.bodies import parse_json, respond_error
from steering.web.seats import COOKIE, PRIVATE, FindRooms

COOKIE_SECONDS = 90 * 24 * 3600
# How often one address may try links: a whole house may sit behind one.
ENTRIES = Rates(burst=2000, a_second=20)


def entry_route(find_rooms: FindRooms) -> Route:
    """The route `/meet/enter`."""

    async def enter(request: Request) -> Response:
        try:
            if not ENTRIES.allow(request.client.host if request.client else ""):
                raise Refused(audience.TOO_OFTEN, 429)
            data = await parse_json(request)
            return await asyncio.to_thread(lambda: _enter(find_rooms(), data, is_secure(request)))
        except SteercoError as error:
            return respond_error(error)

    return Route("/meet/enter", enter, methods=["POST"])


def _enter(rooms: Rooms, data: Mapping[str, Any], by_tls: bool) -> Response:
    token, name = data.get("token"), data.get("name", "")
    if not isinstance(token, str) or not isinstance(name, str):
        raise Refused("A link has a text behind its #.", 400)
    room, visitor, cookie = rooms.enter(
        token, name=" ".join(printable(name).split())[:80], here=data.get("here") is True
    )
    response = JSONResponse({"seat": visitor.place, **describe_visitor(room, visitor)}, headers=PRIVATE)
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=COOKIE_SECONDS,
        path=f"/meet/{visitor.place}",
        httponly=True,
        samesite="strict",
        secure=by_tls,
    )
    return response


def describe_visitor(room: Room, visitor: Visitor) -> dict[str, Any]:
    """Return who somebody is, what they may do, and which meeting it is."""
    meeting, role = room.meeting, visitor.seat.role
    names = ("id", "kind", "title", "person", "case", "organisation", "day", "state")
    return {
        "me": {"name": visitor.name, "role": role, "may": sorted(ROLES.get(role, ()))},
        "meeting": {name: getattr(meeting, name) for name in names},
    }
