"""Server-sent events as they come over a connection, taken apart without a copy more than needed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Event:
    """A named event with its version (-1 without one) and its body."""

    kind: str
    version: int
    body: bytes


@dataclass(kw_only=True)
class Reader:
    """Takes apart an answer over HTTP/1.1 whose body comes in chunks, and is a stream of events."""

    status: int = 0
    received: int = 0
    _raw: bytearray = field(default_factory=bytearray)
    _text: bytearray = field(default_factory=bytearray)
    # Bytes of the present chunk, its line end among them, that have not come yet; None between two chunks.
    _missing: int | None = None
    # How far an end of an event was looked for.
    _looked: int = 0

    def take(self, data: bytes) -> list[Event]:
        """Take what has come, and return the events that are whole by now."""
        self.received += len(data)
        self._raw += data
        if not self.status and not self._take_head():
            return []
        while self._take_chunk():
            pass
        return self._take_events()

    def _take_head(self) -> bool:
        end = self._raw.find(b"\r\n\r\n")
        if end < 0:
            return False
        self.status = int(self._raw.split(b" ", 2)[1])
        del self._raw[: end + 4]
        return True

    def _take_chunk(self) -> bool:
        if self._missing is None:
            end = self._raw.find(b"\r\n")
            if end < 0:
                return False
            self._missing = int(self._raw[:end], 16) + 2
            del self._raw[: end + 2]
        part = self._raw[: self._missing]
        del self._raw[: len(part)]
        # The line end of a chunk belongs to no event.
        self._text += part[: max(self._missing - 2, 0)]
        self._missing = self._missing - len(part) or None
        return bool(self._raw)

    def _take_events(self) -> list[Event]:
        found = []
        while (end := self._text.find(b"\n\n", self._looked)) >= 0:
            found.append(_read(bytes(self._text[:end])))
            del self._text[: end + 2]
            self._looked = 0
        self._looked = max(len(self._text) - 1, 0)
        return found


def _read(text: bytes) -> Event:
    head, _, body = text.partition(b"data: ")
    lines = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
    version = int(lines["id"].rpartition("-")[2]) if "id" in lines else -1
    return Event(kind=lines.get("event", ""), version=version, body=body)
