"""The routes of a meeting: the way in by a link, and what each seat may see and do.

What a role may do is one table (`steering.access.rights`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from steering.access.qr import draw_qr
from steering.access.rates import Rates
from steering.access.rights import may
from steering.clock import tell_time
from steering.exports.file_types import HTML, MARKDOWN
from steering.exports.ipe_sheet import name_ipe_sheet, render_ipe_sheet
from steering.exports.receipt import name_file, render_receipt
from steering.exports.sheet import render_sheet
from steering.exports.witness import render_witness, write_witness
from steering.frames.frame import provenance
from steering.rehearsal.history import list_runs
from steering.rehearsal.result import describe_end
from steering.rehearsal.runs import tell_run
from steering.stage import audience, driving, voting
from steering.stage.bus import BOOT
from steering.stage.condition_form import offer_conditions
from steering.stage.figures import describe_lineage, make_sheet
from steering.stage.meeting_minutes import room_minutes
from steering.stage.minutes_pages import build_minutes_frame, render_minutes
from steering.stage.receipts import take_receipt
from steering.stage.refusals import Refused
from steering.stage.trials import compare_trial
from steering.web.bodies import parse_json
from steering.web.entry import describe_visitor, entry_route
from steering.web.seats import PRIVATE, FindRooms, SeatRequest, SeatRoutes
from steering.web.streams import EventStream

KEPT = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Encoding": "gzip"}
# How long a long poll waits for something newer.
POLL_SECONDS = 25.0
# What everybody hears, and what only those who step or drive hear.
HEARD, DESK = ("stage", "move", "room"), ("stage", "move", "room", "desk")
TRIES = Rates(burst=10, a_second=2)
RECEIPTS = Rates(burst=5, a_second=0.2)
# A whole room takes receipts at once: others do not wait behind it.
RECEIPT_THREADS = ThreadPoolExecutor(2, thread_name_prefix="receipt")
# What the audience does, by its route.
DEEDS = {
    "questions": "questions",
    "questions/{id}": "question",
    "questions/{id}/upvote": "upvote",
    "moments": "moments",
    "handbacks": "handbacks",
    "number": "number",
}


def meeting_routes(find_rooms: FindRooms) -> list[BaseRoute]:
    """The routes of meetings, all below `/meet`."""
    seats = SeatRoutes(find_rooms)
    return [
        entry_route(find_rooms),
        seats.get("me", _me),
        seats.get("events", _events),
        seats.get("state", _state),
        seats.get("frames/{hash}", _frame),
        seats.get("recordings", _recordings),
        seats.get("try", _try),
        seats.get("figure", _figure),
        seats.get("ipe", _ipe),
        seats.get("qr.svg", _qr),
        seats.get("metrics", _metrics),
        seats.get("minutes", _minutes),
        seats.get("minutes.md", _minutes_text),
        seats.get("run", _run),
        seats.get("receipt", _receipt),
        seats.get("receipt", _receipt, method="POST"),
        seats.post("stage", driving.drive),
        seats.post("vote", voting.handle_vote),
        seats.post("ballot", voting.cast),
        *(seats.post(path, partial(audience.perform, name)) for path, name in DEEDS.items()),
        Route("/meet/{rest:path}", _miss, methods=["GET", "POST"]),
    ]


async def _miss(_: Request) -> Response:
    return JSONResponse({"error": "There is no such thing in this meeting."}, status_code=404)


async def _me(asked: SeatRequest) -> Response:
    own = audience.own_things(asked.room.meeting, asked.visitor)
    return JSONResponse({**describe_visitor(asked.room, asked.visitor), **own}, headers=PRIVATE)


def _kinds(asked: SeatRequest) -> tuple[str, ...]:
    return DESK if may(asked.visitor.seat.role, "step") else HEARD


def _parse_seen(asked: SeatRequest) -> dict[str, int]:
    """The versions that a browser says it has, where they are of this start of the server."""
    query = asked.request.query_params
    is_same = query.get("boot") == BOOT
    # More digits would be no version, and are slow to read.
    texts = {kind: query.get(kind, "")[:18] for kind in _kinds(asked) if is_same}
    return {kind: int(text) for kind, text in texts.items() if text.isascii() and text.isdecimal()}


async def _events(asked: SeatRequest) -> Response:
    room, place = asked.room, asked.visitor.place
    stream = room.channel.follow(place, _kinds(asked), _parse_seen(asked), partial(room.publish_soon, "desk"))
    return EventStream(stream)


async def _state(asked: SeatRequest) -> Response:
    room, kinds, seen = asked.room, _kinds(asked), _parse_seen(asked)
    if seen:
        tell = partial(room.publish_soon, "desk")
        fresh = await room.channel.poll(asked.visitor.place, kinds, seen, POLL_SECONDS, tell)
    else:
        fresh = await room.channel.wait(kinds, seen, POLL_SECONDS)
    parts = [b'"%b":%b' % (message.kind.encode(), message.body) for message in fresh]
    return Response(b"{" + b",".join(parts) + b"}", media_type="application/json", headers=PRIVATE)


async def _frame(asked: SeatRequest) -> Response:
    packed = await asyncio.to_thread(asked.room.find_picture, asked.request.path_params["hash"])
    if packed is None:
        raise Refused("This picture is no longer at hand.", 404)
    return Response(packed, media_type="application/json", headers=KEPT)


async def _recordings(asked: SeatRequest) -> Response:
    recordings = asked.room.meeting.recordings
    order = [scene.id for scene in asked.room.storyboard.scenes if scene.id in recordings]
    scenes = [
        {"id": id, "hash": recordings[id].hash, "at": recordings[id].at.isoformat(timespec="seconds")} for id in order
    ]
    return JSONResponse({"scenes": scenes}, headers=PRIVATE)


async def _run(asked: SeatRequest) -> Response:
    """What a rehearsal came to, for whoever rehearsed."""
    asked.visitor.require("run")
    meeting, now = asked.room.meeting, tell_time()
    run = await asyncio.to_thread(tell_run, meeting, now)
    if run is None or meeting.kind != "rehearsal":
        raise Refused("This is no run that has begun.", 404)
    others = await asyncio.to_thread(list_runs, asked.room.records, meeting.case, now)
    return JSONResponse(describe_end(run, others.runs), headers=PRIVATE)


async def _receipt(asked: SeatRequest) -> Response:
    if not RECEIPTS.allow(f"{asked.room.id} {asked.visitor.place}"):
        raise Refused(audience.TOO_OFTEN, 429)
    # The keys of secret ballots come in the body, which is in no log.
    keys = (await parse_json(asked.request)).get("keys", {}) if asked.request.method == "POST" else {}
    if not isinstance(keys, Mapping):
        raise Refused("keys has to name votes with a key each.", 400)

    def make() -> Response:
        receipt, pictures = take_receipt(asked.room, asked.visitor, keys)
        headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name_file(receipt)}"'}
        return Response(render_receipt(receipt, pictures), media_type="text/html", headers=headers)

    return await asyncio.get_running_loop().run_in_executor(RECEIPT_THREADS, make)


async def _try(asked: SeatRequest) -> Response:
    asked.visitor.require("try")
    if not TRIES.allow(f"{asked.room.id} {asked.visitor.place}"):
        raise Refused(audience.TOO_OFTEN, 429)
    try:
        query = dict(asked.request.query_params)
        place = {name: query.pop(name, "") for name in ("scene", "page")}
        values = {name: float(value) for name, value in query.items()}
    except ValueError as error:
        raise Refused("Each driver has to be a number.", 400) from error
    return JSONResponse(await asyncio.to_thread(compare_trial, asked.room, values, **place), headers=PRIVATE)


async def _figure(asked: SeatRequest) -> Response:
    asked.visitor.require("question")
    query = asked.request.query_params
    figure, hash = query.get("id", ""), query.get("frame", "")
    return JSONResponse(await asyncio.to_thread(describe_lineage, asked.room, hash, figure), headers=PRIVATE)


async def _ipe(asked: SeatRequest) -> Response:
    """The IPE sheet of a figure on stage, to be printed; it works the page out anew."""
    if not TRIES.allow(f"{asked.room.id} {asked.visitor.place}"):
        raise Refused(audience.TOO_OFTEN, 429)
    query = asked.request.query_params
    figure, hash = query.get("id", ""), query.get("frame", "")
    sheet = await asyncio.to_thread(make_sheet, asked.room, asked.visitor, hash, figure)
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name_ipe_sheet(sheet.case, sheet.figure)}"'}
    audit = await asyncio.to_thread(asked.room.records.audit_head)
    return Response(render_ipe_sheet(sheet, audit), media_type=HTML, headers=headers)


async def _qr(asked: SeatRequest) -> Response:
    """The link for guests, for the projector and the presenter."""
    if asked.visitor.seat.role not in ("room", "presenter"):
        raise Refused("Your link does not allow this.", 403)
    base = str(asked.request.base_url)
    link = await asyncio.to_thread(asked.rooms.link, asked.room, "guests", base)
    return Response(draw_qr(link), media_type="image/svg+xml", headers=PRIVATE)


async def _metrics(asked: SeatRequest) -> Response:
    """What a condition of a vote may be about, and how it compares."""
    asked.visitor.require("vote")
    return JSONResponse(offer_conditions(asked.room.snapshot.context), headers=PRIVATE)


async def _minutes(asked: SeatRequest) -> Response:
    """The minutes as a page to print, for those who run the meeting or a vote."""
    asked.visitor.require("count")
    minutes = await asyncio.to_thread(room_minutes, asked.room)
    source = provenance(asked.room.snapshot.context, asked.room.snapshot.default_filters, ())
    audit = await asyncio.to_thread(asked.room.records.audit_head)
    page = render_sheet(build_minutes_frame(minutes, source), render_witness(audit))
    return HTMLResponse(page, headers=PRIVATE)


async def _minutes_text(asked: SeatRequest) -> Response:
    asked.visitor.require("count")
    minutes = await asyncio.to_thread(room_minutes, asked.room)
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="minutes-{asked.room.meeting.day}.md"'}
    text = render_minutes(minutes) + write_witness(await asyncio.to_thread(asked.room.records.audit_head))
    return Response(text.encode("utf-8", "replace"), media_type=MARKDOWN, headers=headers)
