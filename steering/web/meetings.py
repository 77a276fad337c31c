"""The routes of a meeting: its static pages, the way in by a link, and what each seat may see and do.

Who asks is checked here for every route, by the cookie of the seat; what a role may do is one table
(`steering.access.rights`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from steering.access.qr import draw_qr
from steering.access.rates import Rates
from steering.access.rights import ROLES, may
from steering.errors import SteercoError, StoreUnavailable
from steering.stage import audience, driving, voting
from steering.stage.bus import BOOT
from steering.stage.figures import describe_lineage
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Rooms
from steering.stage.trials import compare_trial
from steering.web.audience import audience_routes
from steering.web.bodies import read_json, respond_refused

# Gives the meetings of the installation. Raises StoreUnavailable.
FindRooms: TypeAlias = Callable[[], Rooms]
COOKIE = "steerco-seat"
COOKIE_SECONDS = 90 * 24 * 3600
PRIVATE = {"Cache-Control": "private, no-store"}
STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
KEPT = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Encoding": "gzip"}
# How long a long poll waits for something newer.
POLL_SECONDS = 25.0
# What everybody hears, and what only those who step or drive hear.
HEARD, DESK = ("stage", "move", "room"), ("stage", "move", "room", "desk")
# How often one address may try links; a whole room may sit behind one.
ENTRIES = Rates(burst=200, a_second=5)
TRIES = Rates(burst=10, a_second=2)

Handler: TypeAlias = Callable[[Request, Room, Visitor], Awaitable[Response]]


def meeting_routes(find_rooms: FindRooms, pages: Path) -> list[BaseRoute]:
    """The routes of meetings; `pages` is the folder of the static pages."""

    def seat_route(path: str, handle: Handler, methods: tuple[str, ...] = ("GET",)) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                place = request.path_params["seat"]
                cookie = request.cookies.get(COOKIE, "")
                room, visitor = await asyncio.to_thread(lambda: find_rooms().visitor(place, cookie))
                return await handle(request, room, visitor)
            except Refused as error:
                return respond_refused(error)
            except StoreUnavailable as error:
                return JSONResponse({"error": str(error)}, status_code=503)
            except SteercoError as error:
                return JSONResponse({"error": str(error)}, status_code=409)

        return Route(f"/meet/{{seat}}/{path}", endpoint, methods=list(methods))

    def post_route(path: str, act: Callable[[Room, Visitor, Mapping[str, Any]], dict[str, Any]]) -> Route:
        async def handle(request: Request, room: Room, visitor: Visitor) -> Response:
            data = {**await read_json(request), **{k: v for k, v in request.path_params.items() if k == "id"}}
            return JSONResponse(await asyncio.to_thread(act, room, visitor, data), headers=PRIVATE)

        return seat_route(path, handle, ("POST",))

    def deed_route(path: str, name: str) -> Route:
        return post_route(path, lambda room, visitor, data: audience.perform(room, visitor, name, data))

    async def enter(request: Request) -> Response:
        try:
            if not ENTRIES.allow(request.client.host if request.client else ""):
                raise Refused(audience.TOO_OFTEN, 429)
            data = await read_json(request)
            return await asyncio.to_thread(_enter, find_rooms(), data, request.url.scheme == "https")
        except Refused as error:
            return respond_refused(error)
        except StoreUnavailable as error:
            return JSONResponse({"error": str(error)}, status_code=503)

    async def qr(request: Request, room: Room, visitor: Visitor) -> Response:
        # The link for guests, for the projector and the presenter.
        if visitor.seat.role not in ("room", "presenter"):
            raise Refused("Your link does not allow this.", 403)
        link = await asyncio.to_thread(lambda: find_rooms().link(room, "guests", str(request.base_url)))
        return Response(draw_qr(link), media_type="image/svg+xml", headers=PRIVATE)

    async def missed(_: Request) -> Response:
        return JSONResponse({"error": "There is no such thing in this meeting."}, status_code=404)

    return [
        *audience_routes(pages),
        Route("/meet/enter", enter, methods=["POST"]),
        seat_route("me", _me),
        seat_route("events", _events),
        seat_route("state", _state),
        seat_route("frames/{hash}", _frame),
        seat_route("recordings", _recordings),
        seat_route("try", _try),
        seat_route("figure", _figure),
        seat_route("qr.svg", qr),
        post_route("stage", driving.drive),
        post_route("vote", voting.handle_vote),
        post_route("ballot", voting.cast),
        deed_route("questions", "questions"),
        deed_route("questions/{id}", "question"),
        deed_route("questions/{id}/upvote", "upvote"),
        deed_route("moments", "moments"),
        deed_route("handbacks", "handbacks"),
        deed_route("number", "number"),
        Route("/meet/{rest:path}", missed, methods=["GET", "POST"]),
    ]


def _enter(rooms: Rooms, data: Mapping[str, Any], is_secure: bool) -> Response:
    token, name = data.get("token"), data.get("name", "")
    if not isinstance(token, str) or not isinstance(name, str):
        raise Refused("A link has a text behind its #.", 400)
    room, visitor, cookie = rooms.enter(token, name=" ".join(name.split())[:80], here=data.get("here") is True)
    response = JSONResponse({"seat": visitor.place, **describe_visitor(room, visitor)}, headers=PRIVATE)
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=COOKIE_SECONDS,
        path=f"/meet/{visitor.place}",
        httponly=True,
        samesite="strict",
        secure=is_secure,
    )
    return response


def describe_visitor(room: Room, visitor: Visitor) -> dict[str, Any]:
    """Return who somebody is, what they may do, and which meeting it is."""
    meeting, role = room.meeting, visitor.seat.role
    names = ("id", "title", "case", "organisation", "day", "state")
    return {
        "me": {"name": visitor.name, "role": role, "may": sorted(ROLES.get(role, ()))},
        "meeting": {name: getattr(meeting, name) for name in names},
    }


async def _me(_: Request, room: Room, visitor: Visitor) -> Response:
    own = audience.own_things(room.meeting, visitor)
    return JSONResponse({**describe_visitor(room, visitor), **own}, headers=PRIVATE)


def _kinds(visitor: Visitor) -> tuple[str, ...]:
    return DESK if may(visitor.seat.role, "step") else HEARD


async def _events(_: Request, room: Room, visitor: Visitor) -> Response:
    stream = room.channel.follow(visitor.place, _kinds(visitor), lambda: room.publish_soon("desk"))
    return StreamingResponse(stream, media_type="text/event-stream", headers=STREAM)


async def _state(request: Request, room: Room, visitor: Visitor) -> Response:
    kinds = _kinds(visitor)
    query = request.query_params
    is_same = query.get("boot") == BOOT
    seen = {kind: int(query[kind]) for kind in kinds if is_same and query.get(kind, "").isdecimal()}
    fresh = await room.channel.wait(kinds, seen, POLL_SECONDS)
    parts = [b'"%b":%b' % (message.kind.encode(), message.body) for message in fresh]
    return Response(b"{" + b",".join(parts) + b"}", media_type="application/json", headers=PRIVATE)


async def _frame(request: Request, room: Room, _: Visitor) -> Response:
    packed = await asyncio.to_thread(room.find_picture, request.path_params["hash"])
    if packed is None:
        raise Refused("This picture is no longer at hand.", 404)
    return Response(packed, media_type="application/json", headers=KEPT)


async def _recordings(_: Request, room: Room, _visitor: Visitor) -> Response:
    recordings = room.meeting.recordings
    order = [scene.id for scene in room.storyboard.scenes if scene.id in recordings]
    scenes = [
        {"id": id, "hash": recordings[id].hash, "at": recordings[id].at.isoformat(timespec="seconds")} for id in order
    ]
    return JSONResponse({"scenes": scenes}, headers=PRIVATE)


async def _try(request: Request, room: Room, visitor: Visitor) -> Response:
    if not may(visitor.seat.role, "try"):
        raise Refused("Your link does not allow this.", 403)
    if not TRIES.allow(f"{room.id} {visitor.place}"):
        raise Refused(audience.TOO_OFTEN, 429)
    try:
        query = dict(request.query_params)
        place = {name: query.pop(name, "") for name in ("scene", "page")}
        values = {name: float(value) for name, value in query.items()}
    except ValueError as error:
        raise Refused("Each driver has to be a number.", 400) from error
    return JSONResponse(await asyncio.to_thread(compare_trial, room, values, **place), headers=PRIVATE)


async def _figure(request: Request, room: Room, visitor: Visitor) -> Response:
    if not may(visitor.seat.role, "question"):
        raise Refused("Your link does not allow this.", 403)
    query = request.query_params
    figure, hash = query.get("id", ""), query.get("frame", "")
    return JSONResponse(await asyncio.to_thread(describe_lineage, room, hash, figure), headers=PRIVATE)
