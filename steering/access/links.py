"""Signed links and cookies of meetings, and links of auditors; the key is in the home folder, its owner's alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes, token_hex

from itsdangerous import BadSignature, URLSafeSerializer

from steering.errors import StoreUnavailable

FILE = "links.key"
KEY_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class SeatLink:
    """What a link says: the meeting, whose seat it is, and which of the links that were made for it."""

    meeting: str
    seat: str
    serial: int


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What a cookie says: a link that was opened, in which browser, and the place that this browser has.

    `place` is the seat for a personal link, and made up for each browser that comes by a link for many.
    """

    link: SeatLink
    place: str
    device: str
    name: str


class Signer:
    """Signs links and cookies with the key of an installation, made when it is first needed.

    Raises:
        StoreUnavailable: the key can't be read or written.
    """

    def __init__(self, home: Path) -> None:
        key = load_key(home / FILE)
        self._links = URLSafeSerializer(key, salt="meeting link")
        self._tickets = URLSafeSerializer(key, salt="meeting ticket")
        self._auditors = URLSafeSerializer(key, salt="auditor link")

    def sign_link(self, link: SeatLink) -> str:
        """Return the secret part of a link."""
        return _text(self._links.dumps([link.meeting, link.seat, link.serial]))

    def verify_link(self, token: str) -> SeatLink | None:
        """Read the secret part of a link; None where it was not made here."""
        try:
            meeting, seat, serial = self._links.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return SeatLink(meeting=meeting, seat=seat, serial=serial)

    def sign_ticket(self, ticket: Ticket) -> str:
        """Return the value of a cookie."""
        link = ticket.link
        return _text(
            self._tickets.dumps([link.meeting, link.seat, link.serial, ticket.place, ticket.device, ticket.name])
        )

    def verify_ticket(self, cookie: str) -> Ticket | None:
        """Read the value of a cookie; None where it was not made here."""
        try:
            meeting, seat, serial, place, device, name = self._tickets.loads(cookie)
        except (BadSignature, ValueError, TypeError):
            return None
        link = SeatLink(meeting=meeting, seat=seat, serial=serial)
        return Ticket(link=link, place=place, device=device, name=name)

    def sign_auditor_link(self, id: str) -> str:
        """Return the secret part of an auditor's link, which says its id and nothing else."""
        return _text(self._auditors.dumps(id))

    def verify_auditor_link(self, token: str) -> str | None:
        """Return the id that an auditor's link says; None where it was not made here."""
        try:
            id = self._auditors.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return id if isinstance(id, str) else None


def make_id() -> str:
    """Return an id that nobody can guess, for a meeting, a seat or a browser."""
    return token_hex(8)


def load_key(path: Path) -> bytes:
    """Return the key of an installation, made when it is first needed. Raises StoreUnavailable."""
    try:
        if not path.exists():
            _write_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreUnavailable(
            f"The key for links, {path.name}, can't be read or written: {error.strerror}. Correct its permissions."
        ) from error
    if len(key) != KEY_BYTES:
        raise StoreUnavailable(
            f"The key for links, {path.name}, is damaged. Remove it; then send new links to everybody."
        )
    return key


def _write_key(path: Path) -> None:
    """Write a new key, whole or not at all; of two processes that start at once one wins."""
    part = path.with_name(f"{path.name}.{token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
