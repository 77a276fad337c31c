"""The console of who presents: Streamlit hands the browser a meeting, its links and checks; the rest happens there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from components import picture, session
from components.meetings import base_address, case_rooms, list_rooms, may_run
from steering.access.qr import draw_qr
from steering.charts.plotly_js import PLOTLY_PATH
from steering.clock import tell_time
from steering.context.filters import Filters
from steering.errors import SteercoError, StoreUnavailable
from steering.frames.blocks import Notice, Slot
from steering.roi.drivers import driver_settings
from steering.stage.preflight import Surroundings, check_room, describe, find_last
from steering.stage.room import Room
from steering.state.case_snapshot import CaseSnapshot

PAGE, QUERY = "present", "meeting"
# The page with the desk of a rehearsal.
REHEARSAL, RUN = "dry_run", "rehearse"
# Among how many of the newest rehearsals the last one that was begun is looked for.
NEWEST = 5
SEAT = "presenter"
SCRIPT = """\
const { default: present } = await import(new URL('live/present.js', document.baseURI));
export default present;
"""
SHOW = """\
const { default: offer } = await import(new URL('live/present_show.js', document.baseURI));
export default offer;
"""
OFFER = '<div class="steerco"><div class="offer" hidden></div></div>'
HTML = '<div class="steerco"><dialog class="desk"></dialog></div>'
NONE = Notice(
    text="No meeting is planned.",
    remedy="Plan one on Storyboard, under Invite and present. It takes a title, a date and the names of who comes.",
    page="storyboard",
)
GONE = Notice(
    text="There is no such meeting.", remedy="Choose one on Storyboard, under Invite and present.", page="storyboard"
)


def render_present(snapshot: CaseSnapshot, _: Filters, __: Slot) -> None:
    """Draw the console of the meeting that the address names, otherwise of the newest that is open or planned."""
    id = st.query_params.get(QUERY)
    room = find_room(id)
    if room is None:
        picture.render_blocks(GONE if id else NONE, key="no-meeting", links=True)
        return
    render_desk(room, _describe(snapshot, room), key="present")


def _ignore() -> None:
    """Do nothing: the run that follows hands everything over again."""


def render_desk(
    room: Room,
    data: Mapping[str, Any],
    *,
    key: str,
    close: Callable[[], None] = _ignore,
    repeat: Callable[[], None] = _ignore,
) -> None:
    """Draw the desk of a meeting or of a rehearsal over the page.

    `close` is called when a rehearsal is over and its desk was left, `repeat` when another one is asked for there.
    """
    own = {"meeting": room.id, "kind": room.meeting.kind, "plotly": PLOTLY_PATH, "visit": session.visitor_token()}
    st.components.v2.component("steerco_present", html=HTML, js=SCRIPT, isolate_styles=False)(
        key=key,
        data={**own, **data},
        on_check_change=_ignore,
        on_away_change=_ignore,
        on_over_change=close,
        on_again_change=repeat,
    )


def offer_stage(page: str) -> None:
    """While a meeting is open that this browser may present: offer to show the page to everybody who follows."""
    try:
        meetings = {room.id: _find_desk(room) for room in case_rooms().open_rooms if _is_presented(room)}
    except SteercoError:
        return
    if not meetings or page in (PAGE, REHEARSAL):
        return
    offer = st.components.v2.component("steerco_offer", html=OFFER, js=SHOW, isolate_styles=False)
    data = {"meetings": list(meetings), "page": page}
    if (meeting := offer(key="offer", data=data, on_desk_change=_ignore).desk) in meetings:
        desk, query = meetings[meeting]
        st.switch_page(f"{desk}.py", query_params={query: meeting})


def _is_presented(room: Room) -> bool:
    """Whether it is open, for this visitor; a rehearsal that was left open is not, until somebody goes on with it."""
    meeting = room.meeting
    if meeting.kind == "rehearsal":
        return meeting.is_live(tell_time()) and may_run("rehearse")
    return meeting.state == "open" and may_run("present")


def _find_desk(room: Room) -> tuple[str, str]:
    """Return the page that has the desk of a meeting, and how its address names the meeting."""
    return (REHEARSAL, RUN) if room.meeting.kind == "rehearsal" else (PAGE, QUERY)


def find_room(id: str | None) -> Room | None:
    """Return the meeting of an id; without one the newest that is open, otherwise the newest that is planned."""
    if not id:
        return case_rooms().upcoming()
    return next((room for room in list_rooms() if room.id == id), None)


def _describe(snapshot: CaseSnapshot, room: Room) -> dict[str, Any]:
    """Return what the desk of a meeting gets. Secrets go over the page's own connection, and stand in no address."""
    base, meetings = base_address(), case_rooms()
    if not may_run("present"):
        return {"token": "", "links": {}, "codes": {}, "decisions": [], "drivers": [], "checks": None}
    links = {seat: meetings.link(room, seat, base) for seat in ("guests", "room", "remote")}
    charter, business = snapshot.context.case.charter, snapshot.context.case.business
    drivers = driver_settings(business, snapshot.default_filters) if business else ()
    return {
        "token": meetings.token(room, SEAT),
        "links": links,
        "codes": {seat: draw_qr(links[seat]).decode() for seat in ("guests", "remote")},
        "decisions": [{"id": item.id, "question": item.question} for item in charter.decisions],
        "drivers": [{"name": item.name, "label": item.definition.label} for item in drivers],
        "checks": _check(room, base) if room.meeting.state == "planned" else None,
    }


def _check(room: Room, base: str) -> dict[str, Any]:
    meetings = case_rooms()
    before = find_last([other.meeting for other in (*list_rooms(), *_last_rehearsals())], room.meeting)
    home, address = session.app_state().home, meetings.address or base
    around = Surroundings(before=before, home=home, address=address, fault=meetings.fault)
    return describe(check_room(room, around))


def _last_rehearsals() -> Iterator[Room]:
    """Yield the rehearsals that were made last, where they can be opened."""
    for entry in case_rooms().list("rehearsal")[:NEWEST]:
        with suppress(StoreUnavailable):
            yield case_rooms().room(entry.id)
