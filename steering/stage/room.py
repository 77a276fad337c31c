"""A meeting that is held in this process: its events, what everybody hears, and the lock under which it changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from threading import RLock
from time import monotonic
from typing import Any

from steering.access.rights import Right, may
from steering.cases.storyboard import AnyScene, Storyboard
from steering.context.cache import LruCache
from steering.errors import StoreUnavailable
from steering.picture.picture import Picture, draw_frame, unpack_picture
from steering.records.meetings import Additions, MeetingRecords, StoredEvent
from steering.stage import messages
from steering.stage.bus import Channel, Message
from steering.stage.changes import apply_event
from steering.stage.events import parse_event, write_event
from steering.stage.meeting import Meeting, Seat
from steering.stage.positions import Exhibit, list_scenes, parse_storyboard, show
from steering.stage.recordings import Recordings
from steering.stage.refusals import Refused
from steering.stage.stage import Position, Stage
from steering.state.case_snapshot import CaseSnapshot
from steering.state.pictures import PictureStore

STALE = "The stage has changed meanwhile. What you asked for was not done."
# How long who drives may leave a wish unanswered.
SILENCE_SECONDS = 5.0
# How many frames of a meeting can be questioned.
EXHIBITS = 200


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody in a meeting: the place that their browser has, the seat of their link, and the name they go by."""

    place: str
    seat: Seat
    name: str

    def require(self, right: Right) -> None:
        """Raise Refused where the link of this visitor does not give a right."""
        if not may(self.seat.role, right):
            raise Refused("Your link does not allow this.", 403)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Somebody who asks to drive, since a moment of the monotonic clock."""

    place: str
    name: str
    since: float


class Room:
    """A meeting with everybody in it. Safe to share between threads.

    Raises:
        StoreUnavailable: on opening, where the log of the meeting is not what was written, or can't be read.
    """

    def __init__(
        self,
        id: str,
        *,
        records: MeetingRecords,
        snapshot: Callable[[str], CaseSnapshot],
        pictures: PictureStore,
        recordings: Recordings,
    ) -> None:
        self.id = id
        self.records = records
        self.pictures = pictures
        self.recordings = recordings
        self.channel = Channel(id)
        self.lock = RLock()
        self.meeting = Meeting(id=id)
        self.head = ""
        self.wish: Wish | None = None
        self._find_snapshot = snapshot
        self._pinned: CaseSnapshot | None = None
        self._count = 0
        # What was shown lately, by the hash of its frame.
        self._exhibits: LruCache[Exhibit] = LruCache(EXHIBITS)
        # Of every picture that it has shown or recorded.
        self._hashes: set[str] = set()
        self._apply(records.chain(id))
        self.publish_all()

    @property
    def snapshot(self) -> CaseSnapshot:
        """The case as the meeting shows it: as it was when the meeting began, or this process took it up."""
        if self.meeting.state != "open":
            return self._current_snapshot()
        if self._pinned is None:
            self._pinned = self._current_snapshot()
        return self._pinned

    def _current_snapshot(self) -> CaseSnapshot:
        # The case is known when the events of the meeting were read.
        return self._find_snapshot(self.meeting.case)

    def renew(self) -> None:
        """Go on with the newest data."""
        self._pinned = None

    def _take_decisions(self) -> None:
        """Go on with the newest decisions, as long as the data is the same."""
        newest = self._current_snapshot()
        if self._pinned and self._pinned.context.releases == newest.context.releases:
            self._pinned = newest

    @property
    def is_behind(self) -> bool:
        """Whether there is newer data than the meeting shows."""
        return self._pinned is not None and self._pinned.context.releases != self._current_snapshot().context.releases

    @property
    def is_edited(self) -> bool:
        """Whether the storyboard of the case is another one than that with which it was started."""
        story = self._current_snapshot().context.case.storyboard if self.meeting.state == "open" else None
        return story is not None and story.text.text != self.meeting.storyboard

    @property
    def storyboard(self) -> Storyboard:
        """The storyboard with which it was started; before that the one of the case, which may be none."""
        text = self.meeting.storyboard
        if not text:
            return self.snapshot.context.case.storyboard or parse_storyboard("")
        return self.snapshot.context.cached(("storyboard on stage", text), lambda: parse_storyboard(text))

    @property
    def scenes(self) -> tuple[AnyScene, ...]:
        """The scenes of its storyboard."""
        return list_scenes(self.snapshot, self.storyboard)

    def show(self, position: Position) -> Exhibit:
        """Return what a place shows. Raises Refused where there is no such place."""
        exhibit = show(self.snapshot, self.scenes, position)
        # Two places may show the same frame, and yet follow different drivers.
        self._exhibits.get(exhibit.frame.sha256, lambda: exhibit)
        return exhibit

    def find_exhibit(self, hash: str) -> Exhibit | None:
        """Return what was shown under the hash of a frame, where this process has shown it."""
        return self._exhibits.find(hash)

    def picture(self, exhibit: Exhibit) -> Picture:
        """Return the picture of what a place shows."""
        return self.pictures.put(exhibit.frame.sha256, lambda: draw_frame(exhibit.frame), self.meeting.case)

    def record(self, exhibit: Exhibit) -> None:
        """Keep the picture of what is shown for good."""
        self.recordings.put(exhibit.frame.sha256, lambda: self.picture(exhibit).gzip)

    def find_picture(self, hash: str) -> bytes | None:
        """Return a picture as JSON in gzip, at hand, recorded, or drawn again; None where nobody has it any more."""
        if picture := self.pictures.find(hash, self.meeting.case):
            return picture.gzip
        # Recordings of all meetings lie together.
        if hash in self._hashes and (packed := self._find_recording(hash)):
            return packed
        picture = self._draw_again(hash)
        return picture.gzip if picture else None

    def is_recorded(self, hash: str) -> bool:
        """Whether there is a recording, and nothing of it is damaged."""
        return self._find_recording(hash) is not None

    def recall(self, hash: str) -> Picture | None:
        """Return a picture as it was recorded, which is at hand from then on; None where it was not.

        Raises:
            StoreUnavailable: the recording is damaged.
        """
        packed = self.recordings.find(hash)
        return self.pictures.put(hash, lambda: unpack_picture(packed), self.meeting.case) if packed else None

    def _find_recording(self, hash: str) -> bytes | None:
        try:
            return self.recordings.find(hash)
        except StoreUnavailable:
            return None

    def _draw_again(self, hash: str) -> Picture | None:
        """Draw what is on stage where its recording is lost: the meeting goes on. None where that is another frame."""
        stage = self.meeting.stage
        if hash != stage.hash:
            return None
        try:
            exhibit = self.show(stage.position)
        except Refused:
            return None
        if exhibit.frame.sha256 != hash:
            return None
        # Where it can't be recorded again, it is shown all the same.
        with suppress(StoreUnavailable):
            self.record(exhibit)
        return self.picture(exhibit)

    def append(self, decide: Callable[[], Additions], *, changes_case: bool = False) -> None:
        """Write what `decide` returns, when everything that others wrote meanwhile has been read."""
        with self.lock:

            def work(newer: Sequence[StoredEvent]) -> Additions:
                self._apply(newer)
                return decide()

            stored = self.records.append(
                self.id, self.meeting.seq, work, changes_case=self.meeting.case if changes_case else ""
            )
            self._apply([event for event in stored if event.seq > self.meeting.seq])
            if changes_case:
                self._take_decisions()

    def note(self, kind: str, by: str, **data: Any) -> None:
        """Write one event."""
        self.append(lambda: Additions(events=(write_event(kind, by=by, **data),)))

    def set_stage(self, by: str, make: Callable[[Stage], Stage], *, seen: int | None = None) -> None:
        """Put something else on stage. `seen` is the version that somebody saw when they decided on it.

        Raises:
            Refused: the stage is another one by now, or can't be like that.
        """
        with self.lock:
            before = self.meeting.stage
            if seen is not None and seen < before.version:
                raise Refused(STALE)
            stage = self._complete(make(before))

            def decide() -> Additions:
                if self.meeting.stage.version != before.version:
                    raise Refused(STALE)
                return Additions(events=(write_event("show", by=by, **stage.as_dict()),))

            self.append(decide)
        self.publish_stage()
        self.publish_soon("desk")

    def _complete(self, stage: Stage) -> Stage:
        """Return a stage with the hash and the releases of what it shows, which is recorded."""
        if stage.ahead:
            # Refused here where the place ahead can't be shown.
            self.show(stage.ahead)
        if stage.recorded:
            return stage
        exhibit = self.show(stage.position)
        self.record(exhibit)
        return replace(stage, hash=exhibit.frame.sha256, releases=exhibit.frame.provenance.releases)

    def publish(self, kind: str, message: Mapping[str, Any]) -> None:
        """Tell everybody who follows. The version of the stage is that of the meeting; other messages count up."""
        with self.lock:
            self._count += 1
            version = self.meeting.seq if kind == "stage" else self._count
        body = json.dumps({"version": version, **message}, ensure_ascii=False, separators=(",", ":"))
        self.channel.publish(Message(kind=kind, version=version, body=body.encode("utf-8", "replace")))

    def publish_soon(self, *kinds: str) -> None:
        """Tell everybody in a moment, once for all that happens until then."""
        for kind in kinds:
            self.channel.publish_soon(kind, partial(self._publish_newest, kind))

    def publish_stage(self) -> None:
        """Tell what is on stage now."""
        with self.lock:
            self.publish("stage", messages.stage_message(self))

    def publish_all(self) -> None:
        """Tell everything as it is."""
        self.publish_stage()
        self.publish_soon("room", "desk")

    def _publish_newest(self, kind: str) -> None:
        with self.lock:
            self.publish(kind, messages.room_message(self) if kind == "room" else messages.desk_message(self))

    def has_waited(self, place: str) -> bool:
        """Whether who asks to drive has waited for as long as silence counts as consent."""
        wish = self.wish
        return wish is not None and wish.place == place and monotonic() - wish.since >= SILENCE_SECONDS

    def _apply(self, events: Sequence[StoredEvent]) -> None:
        for stored in events:
            event = parse_event(stored)
            apply_event(self.meeting, event)
            self.head = stored.sha256
            self._hashes |= {self.meeting.stage.hash, str(event.data.get("frame", ""))}
