"""What was on stage at a moment, as the log of a meeting has it: whatever was decided then rests on it."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

from steering.frames.page_head import describe_trials
from steering.months import format_month
from steering.stage.positions import Shown
from steering.stage.room import Room


def note_screen(room: Room) -> dict[str, Any]:
    """Return the screen as it is: its place and releases, its state in words, and the digest of its picture.

    The picture itself is among the recordings, under the hash of its frame.
    """
    stage = room.meeting.stage
    if not stage.hash:
        return {}
    packed = room.recordings.find(stage.hash)
    shown = room.find_shown(stage.hash) or room.show(stage.position)
    return {
        "picture": digest_picture(packed) if packed else "",
        "releases": dict(stage.releases),
        "recorded": stage.recorded,
        "state": _describe(room, shown) if shown.frame.sha256 == stage.hash else [],
    }


def digest_picture(packed: bytes) -> str:
    """Return the SHA-256 of a picture's JSON, which comes in gzip."""
    return hashlib.sha256(gzip.decompress(packed)).hexdigest()


def _describe(room: Room, shown: Shown) -> list[str]:
    filters = shown.filters
    scope = [f"as of {format_month(filters.as_of)}", filters.unit or "all business units"]
    return [*scope, *describe_trials(room.snapshot.context, filters)]
