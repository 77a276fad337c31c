"""The meetings of an installation: planned here, opened when somebody comes, and found by links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path
from threading import Lock
from typing import Any

from steering.access.links import SeatLink, Signer, Ticket, make_id
from steering.actors import COMMAND_LINE, Actor
from steering.clock import tell_time
from steering.errors import StoreUnavailable
from steering.records import Records
from steering.records.meetings import Kind, MeetingEntry
from steering.stage.events import write_event
from steering.stage.meeting import Role, Seat
from steering.stage.plans import Plan as Plan
from steering.stage.recordings import Recordings
from steering.stage.refusals import Elsewhere, Refused
from steering.stage.room import Room, Visitor
from steering.stage.seats import STANDING
from steering.state.case_snapshot import CaseSnapshot
from steering.state.pictures import PictureStore

# Links by which many come: each browser has a place of its own.
SHARED = ("guest", "room", "remote")
# Who usually decides, by role.
COMMITTEE: tuple[tuple[str, Role], ...] = (
    ("Chair", "chair"),
    ("Chief financial officer", "member"),
    ("Chief technology officer", "member"),
    ("Chief information security officer", "member"),
    ("Head of data science", "member"),
)
# How long after its day a meeting's links open it.
DAYS = 60
UNKNOWN = "This link is not known here. Ask for a new one."
REVOKED = "This link was withdrawn. Ask for a new one."
EXPIRED = "This link has expired: the meeting was on {}."
ELSEWHERE = "This link was opened in another browser since. Open it here again to go on here."


class Rooms:
    """The meetings of an installation, each opened once. Safe to share between threads.

    `snapshot` is the case in which meetings are planned here; `snapshot_of` finds that of a meeting by its id, the same
    one where it is not given.
    """

    def __init__(
        self,
        home: Path,
        *,
        records: Callable[[], Records],
        snapshot: Callable[[], CaseSnapshot],
        pictures: PictureStore,
        snapshot_of: Callable[[str], CaseSnapshot] | None = None,
    ) -> None:
        self._home, self._records, self._snapshot, self._pictures = home, records, snapshot, pictures
        self._snapshot_of = snapshot_of or (lambda _: snapshot())
        # The case whose meetings alone are found here; empty for those of all cases.
        self._case = ""
        self._lock = Lock()
        self._rooms: dict[str, Room] = {}
        self._signer: Signer | None = None
        # Where guests reach the stage, where that is another address than that of the pages.
        self.address = ""
        # Why guests can't be served there, as a sentence.
        self.fault = ""

    def of(self, case: str, snapshot: Callable[[], CaseSnapshot]) -> Rooms:
        """Return the same meetings as those see them who are in one case: others are not found, new ones are of it."""
        view = copy(self)
        view._case, view._snapshot = case, snapshot
        return view

    @property
    def signer(self) -> Signer:
        """What signs links and cookies."""
        with self._lock:
            if self._signer is None:
                self._signer = Signer(self._home)
            return self._signer

    def make(self, plan: Plan, by: Actor) -> Room:
        """Make a meeting of the case, with a seat for everybody invited. Raises NotAllowed."""
        charter = self._snapshot().context.case.charter
        id = make_id()
        case = self._snapshot().context.case.id
        facts: dict[str, Any] = {
            "purpose": plan.kind,
            "case": case,
            "title": plan.title,
            "day": plan.day.isoformat(),
            "organisation": charter.organisation,
            "question_minutes": plan.question_minutes,
            "person": plan.person,
        }
        seats = [*STANDING, *((make_id(), name, role) for name, role in plan.people)]
        events = [
            write_event("plan", by="presenter", **facts),
            *(write_event("invite", by="presenter", seat=seat, name=name, role=role) for seat, name, role in seats),
        ]
        self._records().meetings.make(id, case, events, by=by, kind=plan.kind)
        return self.room(id)

    def prepare(self) -> Room | None:
        """Return the meeting to present; one of today is made where there is none. None without a storyboard.

        Whoever starts the server asks for it.
        """
        story = self._snapshot().context.case.storyboard
        room = self.upcoming()
        if room or story is None:
            return room
        title = story.title or self._snapshot().context.case.charter.title
        return self.make(Plan(title=title, day=dt.date.today(), people=COMMITTEE), COMMAND_LINE)

    def upcoming(self) -> Room | None:
        """Return the meeting that is open, or else the newest that is planned; None where there is neither."""
        rooms, _ = self.open_all()
        order = [room for state in ("open", "planned") for room in rooms if room.meeting.state == state]
        return order[0] if order else None

    def open_all(self) -> tuple[tuple[Room, ...], tuple[str, ...]]:
        """Return every meeting of the case, the newest first, and why some can't be opened."""
        rooms, faults = [], []
        for entry in self.list():
            try:
                rooms.append(self.room(entry.id))
            except StoreUnavailable as error:
                faults.append(f"The meeting made on {entry.made_at:%d %b %Y} can't be opened. {error}")
        return tuple(rooms), tuple(faults)

    def list(self, kind: Kind = "meeting") -> tuple[MeetingEntry, ...]:
        """Return the meetings of the case, or its rehearsals, the newest first."""
        return self._records().meetings.list(self._snapshot().context.case.id, kind)

    def room(self, id: str) -> Room:
        """Return a meeting, opened where it is not yet.

        Raises:
            Refused: there is none.
            StoreUnavailable: its log was changed, or can't be read.
        """
        with self._lock:
            room = self._rooms.get(id)
            if room is None:
                room = Room(
                    id,
                    records=self._records().meetings,
                    snapshot=self._snapshot_of,
                    pictures=self._pictures,
                    recordings=Recordings(self._home / "recordings"),
                )
                if room.meeting.made_at is None:
                    raise Refused(UNKNOWN, 403)
                self._rooms[id] = room
            if not self._holds(room):
                raise Refused(UNKNOWN, 403)
            return room

    def _holds(self, room: Room) -> bool:
        return self._case in ("", room.meeting.case)

    def invite(self, room: Room, name: str, role: Role, seat: str = "", *, by: Actor) -> Seat:
        """Invite somebody, or make a new link for a seat, after which the earlier one opens nothing.

        Raises:
            NotAllowed: who asks does not present there.
        """
        by.require("present", room.meeting.case)
        id = seat or make_id()
        room.note("invite", "presenter", seat=id, name=name, role=role)
        room.channel.dismiss(id)
        room.publish_soon("desk", "room")
        return room.meeting.seats[id]

    def revoke(self, room: Room, seat: str, by: Actor) -> None:
        """Withdraw the link of a seat: it opens nothing from now on, and whoever came by it is out.

        Raises:
            NotAllowed: who asks does not present there.
        """
        by.require("present", room.meeting.case)
        if seat in room.meeting.seats:
            room.note("revoke", "presenter", seat=seat)
            room.channel.dismiss(seat)
            room.publish_soon("desk", "room")

    def token(self, room: Room, seat: str) -> str:
        """Return the secret part of the link of a seat."""
        return self.signer.sign_link(SeatLink(meeting=room.id, seat=seat, serial=room.meeting.seats[seat].serial))

    def link(self, room: Room, seat: str, base: str) -> str:
        """Return the link of a seat, under the address at which guests reach this server, otherwise under `base`."""
        page = room.meeting.seats[seat].role
        path = page if page in ("room", "remote") else "follow"
        return f"{(self.address or base).rstrip('/')}/{path}#{self.token(room, seat)}"

    def enter(self, token: str, *, name: str, here: bool) -> tuple[Room, Visitor, str]:
        """Open a link in a browser; return the meeting, who has come, and the value of the browser's cookie.

        `here` moves a personal link to this browser where it is open in another one.

        Raises:
            Refused: the link is not known, was withdrawn, or has expired.
            Elsewhere: a personal link is open in another browser.
        """
        link = self.signer.verify_link(token)
        if link is None:
            raise Refused(UNKNOWN, 403)
        room = self.room(link.meeting)
        seat = self._seat(room, link)
        device = make_id()
        if seat.role in SHARED:
            place = f"{seat.id}-{make_id()}"
        else:
            place = seat.id
            if seat.device and not here and place in room.channel.present:
                raise Elsewhere
            room.note("enter", place, seat=seat.id, device=device)
            room.channel.dismiss(place)
        ticket = Ticket(link=link, place=place, device=device, name=name or seat.name)
        return room, Visitor(place=place, seat=seat, name=ticket.name), self.signer.sign_ticket(ticket)

    def visitor(self, place: str, cookie: str) -> tuple[Room, Visitor]:
        """Return the meeting and the visitor of a cookie that came with a request for a place.

        Raises:
            Refused: the cookie is not of this place, its link was withdrawn or has expired, or was opened elsewhere.
        """
        ticket = self.signer.verify_ticket(cookie)
        if ticket is None or ticket.place != place:
            raise Refused(UNKNOWN, 403)
        room = self.room(ticket.link.meeting)
        seat = self._seat(room, ticket.link)
        if seat.role not in SHARED and seat.device != ticket.device:
            raise Refused(ELSEWHERE, 403)
        return room, Visitor(place=place, seat=seat, name=ticket.name)

    def close(self) -> None:
        """End all streams."""
        for room in self.open_rooms:
            room.channel.close()

    @property
    def open_rooms(self) -> Sequence[Room]:
        """The meetings that were opened in this process."""
        return tuple(room for room in self._rooms.values() if self._holds(room))

    @staticmethod
    def _seat(room: Room, link: SeatLink) -> Seat:
        seat = room.meeting.seats.get(link.seat)
        if seat is None:
            raise Refused(UNKNOWN, 403)
        if seat.is_revoked or seat.serial != link.serial:
            raise Refused(REVOKED, 403)
        day = dt.date.fromisoformat(room.meeting.day)
        if tell_time().date() > day + dt.timedelta(days=DAYS):
            raise Refused(EXPIRED.format(day.isoformat()), 403)
        return seat
