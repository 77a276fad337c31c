"""An event of a meeting: what happened, when, and by whom; as JSON text in the records."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from steering.clock import tell_time
from steering.errors import StoreUnavailable
from steering.records.meetings import StoredEvent

UNREADABLE = "Event {} of a meeting can't be read: another version of Steerco has written it. Use that version."
# What every event says of itself, beside what is its own.
COMMON = ("kind", "at", "by", "salt")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: `by` is the seat of who did it, `at` is UTC, `data` is what its kind says."""

    seq: int
    kind: str
    at: dt.datetime
    by: str
    data: Mapping[str, Any]


def write_event(kind: str, *, by: str, at: dt.datetime | None = None, **data: Any) -> str:
    """Return an event as JSON text.

    Its salt keeps others from finding out by trial, from a later hash, what somebody cast in a vote that is open.
    """
    moment = (at or tell_time()).isoformat(timespec="milliseconds")
    body = {"kind": kind, "at": moment, "by": by, "salt": token_hex(8), **data}
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parse_event(stored: StoredEvent) -> Event:
    """Read an event.

    Raises:
        StoreUnavailable: it was written by another version.
    """
    try:
        body = json.loads(stored.body)
        at = dt.datetime.fromisoformat(body["at"])
        data = {name: value for name, value in body.items() if name not in COMMON}
        return Event(seq=stored.seq, kind=body["kind"], at=at, by=body["by"], data=data)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreUnavailable(UNREADABLE.format(stored.seq)) from error
