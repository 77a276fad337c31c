"""What a meeting that is over leaves in a pack: its minutes, and a receipt that stands for the whole of its log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from steering.exports.cells import file_name
from steering.exports.file_types import HTML
from steering.exports.pack_file import PackFile
from steering.exports.pack_kinds import PaperSize
from steering.exports.receipt import render_receipt
from steering.frames.frame import provenance
from steering.records.audit_log import EMPTY, LogHead
from steering.stage.meeting_minutes import list_actions, minutes_of
from steering.stage.receipts import build_receipt, find_pictures
from steering.stage.room import Room

# Nobody's seat: a receipt of it has every vote and nobody's own ballot.
NOBODY = "pack"


def list_meeting_files(room: Room, audit: LogHead | None, size: PaperSize) -> Iterator[tuple[str, PackFile]]:
    """Yield minutes and receipt of a meeting, each with its kind; the same meeting gives the same bytes."""
    yield "minutes", replace(_write_minutes(room, audit, size), name=_name(room, "minutes", "pdf"))
    yield "receipt", PackFile(name=_name(room, "receipt", "html"), media_type=HTML, content=_write_receipt(room, audit))


def _name(room: Room, kind: str, ending: str) -> str:
    # Of two meetings of a day the id tells which is which.
    return file_name(kind, room.meeting.day, room.id[:8], ending=ending)


def _write_minutes(room: Room, audit: LogHead | None, size: PaperSize) -> PackFile:
    # What sets paper is loaded when somebody asks for one.
    from steering.exports.papers.minutes import minutes_paper

    with room.lock:
        snapshot = room.snapshot
        records = [revision.decision for revision in snapshot.context.decisions]
        actions = tuple(list_actions(room.meeting, records))
        minutes = minutes_of(room.meeting, room.scenes, head=room.head, zone=dt.UTC, actions=actions)
    return minutes_paper(minutes, provenance(snapshot.context, snapshot.default_filters, ()), audit, size=size)


def _write_receipt(room: Room, audit: LogHead | None) -> bytes:
    events = room.records.chain(room.id)
    bare = build_receipt(room.id, events, seat=NOBODY, name="Decision pack", find_secret=lambda _: None)
    receipt = replace(bare, audit=audit or EMPTY)
    return render_receipt(receipt, find_pictures(room, receipt))
