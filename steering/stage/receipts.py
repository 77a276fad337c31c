"""What somebody takes home from a meeting: each vote as it was put, their own ballot, and the head of the log."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from steering.errors import SteercoError, StoreUnavailable
from steering.field_types import checks_of
from steering.records.audit_log import EMPTY, LogHead
from steering.records.meetings import StoredEvent
from steering.stage.changes import apply_event
from steering.stage.events import Event, parse_event
from steering.stage.evidence import digest_picture
from steering.stage.meeting import BallotBox, Meeting
from steering.stage.recordings import Recordings
from steering.stage.room import Room, Visitor
from steering.stage.votes import vote_from_json
from steering.stage.voting import KEY, hash_key

FORMAT = 1
# How many characters of each event's hash a receipt has: enough to tell which event is another one.
TRAIL = 12
DAMAGED = "The receipt is damaged: {}. Take the file as it was saved."


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What was on stage when a vote was opened: its frame, the digest of its picture, its place, state and figures."""

    frame: str
    picture: str = ""
    place: Mapping[str, Any] = field(default_factory=dict)
    releases: Mapping[str, str] = field(default_factory=dict)
    recorded: str = ""
    message: str = ""
    state: tuple[str, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OwnBallot:
    """What somebody cast; `key` is the name under which a secret ballot is stored, which is no secret key."""

    ballot: Mapping[str, Any]
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class VoteEntry:
    """A vote in a receipt: its terms, and what was on stage then. While it is open, there is no result.

    `own` is what the holder cast; of a secret vote None as well where another browser has the key.
    """

    id: str
    terms: Mapping[str, Any]
    opened_at: str
    screen: Screen
    closed_at: str = ""
    result: Mapping[str, Any] | None = None
    has_voted: bool = False
    own: OwnBallot | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A receipt: whose it is, the votes so far, and the head of the log, which is the hash of event `seq`.

    `trail` has the first characters of the hash of each event up to that one, one after the other. `audit` is the head
    of the installation's audit log at that moment, to which the receipt is a witness.
    """

    meeting: str
    title: str
    organisation: str
    case: str
    day: str
    seat: str
    name: str
    seq: int
    head: str
    at: str
    trail: str
    votes: tuple[VoteEntry, ...] = ()
    audit: LogHead = EMPTY
    format: int = FORMAT

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self)


# What a browser sends beside its cookie: the keys of its secret ballots by vote.
Keys = Mapping[str, Any]
# Finds what was cast under the holder's key in a secret vote; None where it was not, or the key is not at hand.
FindSecret = Callable[[str], OwnBallot | None]


def build_receipt(id: str, events: Sequence[StoredEvent], *, seat: str, name: str, find_secret: FindSecret) -> Receipt:
    """Build the receipt of a seat from the events of a meeting: the same events give the same receipt."""
    meeting, screens = Meeting(id=id), {}
    for stored in events:
        event = parse_event(stored)
        apply_event(meeting, event)
        if event.kind == "open-vote":
            screens[event.data["id"]] = _parse_screen(event)
    last = events[-1]
    return Receipt(
        meeting=meeting.id,
        title=meeting.title,
        organisation=meeting.organisation,
        case=meeting.case,
        day=meeting.day,
        seat=seat,
        name=name,
        seq=last.seq,
        head=last.sha256,
        at=_format_moment(parse_event(last).at),
        trail="".join(event.sha256[:TRAIL] for event in events),
        votes=tuple(_build_entry(box, screens[box.id], seat, find_secret) for box in meeting.votes.values()),
    )


def take_receipt(room: Room, visitor: Visitor, keys: Keys) -> tuple[Receipt, dict[str, bytes]]:
    """Return the receipt of a visitor, and the pictures (JSON) of its screens by the hashes of their frames.

    A picture that is not the one that was shown is left out. Nothing keeps the keys.

    Raises:
        StoreUnavailable: the log is not what was written.
    """

    def find_secret(vote: str) -> OwnBallot | None:
        key = keys.get(vote)
        if not isinstance(key, str) or not KEY.fullmatch(key):
            return None
        name = hash_key(vote, key)
        body = room.records.ballot(vote, name)
        return OwnBallot(ballot=json.loads(body), key=name) if body else None

    events = room.records.chain(room.id)
    bare = build_receipt(room.id, events, seat=visitor.place, name=visitor.name, find_secret=find_secret)
    receipt = replace(bare, audit=room.records.audit_head())
    return receipt, find_pictures(room, receipt)


def find_pictures(room: Room, receipt: Receipt) -> dict[str, bytes]:
    """Return the pictures (JSON) of a receipt's screens by the hashes of their frames, those that are as shown."""
    pictures = {entry.screen.frame: _find_picture(room.recordings, entry.screen) for entry in receipt.votes}
    return {frame: picture for frame, picture in pictures.items() if picture}


def parse_receipt(text: str) -> Receipt:
    """Read the machine-readable part of a receipt.

    Raises:
        SteercoError: it is damaged, or of another version.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SteercoError(DAMAGED.format("its machine-readable part is no JSON")) from error
    found = value.get("format") if isinstance(value, dict) else None
    if isinstance(found, int) and found != FORMAT:
        raise SteercoError(
            f"The receipt has format {found}, this version reads {FORMAT}. Use the version it came from."
        )
    try:
        receipt = checks_of(Receipt).validate_python(value)
        for entry in receipt.votes:
            vote_from_json(entry.terms)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "its machine-readable part"
        raise SteercoError(DAMAGED.format(f"{place}: {first['msg'].lower()}")) from error
    if not receipt.seq > 0 or len(receipt.trail) != TRAIL * receipt.seq:
        raise SteercoError(DAMAGED.format(f"it has not {receipt.seq} hashes for {receipt.seq} events"))
    if receipt.audit.seq < 0:
        raise SteercoError(DAMAGED.format("the audit log has no entry before the first"))
    return receipt


def _parse_screen(event: Event) -> Screen:
    data = event.data
    known = {"frame": data["frame"], "place": data.get("position", {}), **data.get("screen", {})}
    return checks_of(Screen).validate_python(known)


def _build_entry(box: BallotBox, screen: Screen, seat: str, find_secret: FindSecret) -> VoteEntry:
    cast = box.ballots.get(seat)
    own = find_secret(box.id) if box.is_secret else OwnBallot(ballot=cast) if cast else None
    return VoteEntry(
        id=box.id,
        terms=box.opened,
        opened_at=_format_moment(box.opened_at),
        screen=screen,
        closed_at=_format_moment(box.closed_at) if box.closed_at else "",
        result=box.result,
        has_voted=seat in box.voted,
        own=own,
    )


def _format_moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds")


def _find_picture(recordings: Recordings, screen: Screen) -> bytes | None:
    """Return the picture of a screen as JSON; None where it is not there as it was shown."""
    try:
        packed = recordings.find(screen.frame)
    except StoreUnavailable:
        return None
    if packed is None or digest_picture(packed) != screen.picture:
        return None
    return gzip.decompress(packed)
