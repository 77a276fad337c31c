"""What was on stage at a moment, as the log of a meeting has it: whatever was decided then rests on it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from typing import Any

from steering.frames.blocks import FundingRequest, Tiles, leaves
from steering.frames.frame import Frame
from steering.frames.page_head import describe_trials
from steering.months import format_month
from steering.stage.positions import Exhibit
from steering.stage.room import Room


def note_screen(room: Room) -> dict[str, Any]:
    """Return the screen as it is: its releases and figures, its state in words, and its picture's digest.

    The picture itself is among the recordings, under the hash of its frame.
    """
    stage = room.meeting.stage
    if not stage.hash:
        return {}
    exhibit = room.find_exhibit(stage.hash) or room.show(stage.position)
    words = {}
    if exhibit.frame.sha256 == stage.hash:
        words = _describe(room, exhibit)
        room.record(exhibit)
    packed = room.recordings.find(stage.hash)
    return {
        "picture": digest_picture(packed) if packed else "",
        "releases": dict(stage.releases),
        "recorded": stage.recorded,
        **words,
    }


def digest_picture(packed: bytes) -> str:
    """Return the SHA-256 of a picture's JSON, which comes in gzip."""
    return hashlib.sha256(gzip.decompress(packed)).hexdigest()


def _describe(room: Room, exhibit: Exhibit) -> dict[str, Any]:
    filters = exhibit.filters
    scope = [f"as of {format_month(filters.as_of)}", filters.unit or "all business units"]
    return {
        "message": exhibit.frame.message,
        "state": [*scope, *describe_trials(room.snapshot.context, filters)],
        "figures": dict(_list_figures(exhibit.frame)),
    }


def _list_figures(frame: Frame) -> Iterator[tuple[str, str]]:
    for block in leaves(frame.blocks):
        if isinstance(block, FundingRequest):
            yield block.title, block.amount
        tiles = block.tiles if isinstance(block, Tiles) else block.figures if isinstance(block, FundingRequest) else ()
        yield from ((tile.label, tile.value) for tile in tiles)
