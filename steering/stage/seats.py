"""The seats of a meeting: those that every meeting has, and those of people who were invited by name."""

from __future__ import annotations

from steering.stage.meeting import Meeting, Role, Seat

# Each with its name and role.
STANDING: tuple[tuple[str, str, Role], ...] = (
    ("presenter", "Presenter", "presenter"),
    ("guests", "Guest", "guest"),
    ("room", "Room", "room"),
    ("remote", "Remote", "remote"),
)
IDS = frozenset(id for id, _, _ in STANDING)


def list_invited(meeting: Meeting) -> list[Seat]:
    """Return the seats of all who were invited by name."""
    return [seat for seat in meeting.seats.values() if seat.id not in IDS]


def list_people(meeting: Meeting) -> list[Seat]:
    """Return the seats of those who were invited by name and whose link was not withdrawn."""
    return [seat for seat in list_invited(meeting) if not seat.is_revoked]
