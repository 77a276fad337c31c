"""A meeting of the example case that is played as a test says, without a server in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steering.records import Records
from steering.stage import audience, driving, voting
from steering.stage.receipts import Receipt, take_receipt
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan, Rooms
from steering.state.case_snapshot import CaseSnapshot
from steering.state.pictures import PictureStore
from tests.actors import TESTER

PEOPLE = (("Ada", "chair"), ("Ben", "member"), ("Cy", "member"))


@dataclass(kw_only=True)
class Played:
    """A meeting with Ada, who chairs it, Ben and Cy; `keys` are those of their browsers, by name and vote."""

    home: Path
    records: Records
    room: Room
    keys: dict[str, dict[str, str]] = field(default_factory=dict)

    def visitor(self, name: str) -> Visitor:
        """Somebody by name, in their own browser."""
        seat = next(seat for seat in self.room.meeting.seats.values() if seat.name == name)
        return Visitor(place=seat.id, seat=seat, name=seat.name)

    def drive(self, do: str, **data: Any) -> None:
        """Do something with the stage."""
        driving.drive(self.room, self.visitor("Presenter"), {"do": do, **data})

    def open_vote(self, question: str = "Do we fund it?", **terms: Any) -> str:
        """Open a vote; return its id."""
        vote = {"do": "open", "question": question, **terms}
        return str(voting.handle_vote(self.room, self.visitor("Ada"), vote)["id"])

    def cast(self, name: str, choice: str, *conditions: Any) -> None:
        """Cast a ballot in the open vote, with the key of their browser where it is secret."""
        box = self.room.meeting.open_vote
        assert box
        # 32 digits, one for each person and vote.
        key = self.keys.setdefault(name, {}).setdefault(box.id, f"{name.lower().encode().hex()}{box.id}".rjust(32, "0"))
        data = {"vote": box.id, "choice": choice, "conditions": list(conditions), "key": key}
        voting.cast(self.room, self.visitor(name), data)

    def close_vote(self) -> Mapping[str, Any]:
        """Close the open vote."""
        return voting.handle_vote(self.room, self.visitor("Ada"), {"do": "close"})

    def ask(self, name: str, text: str) -> str:
        """Send a question."""
        return str(audience.perform("questions", self.room, self.visitor(name), {"text": text})["id"])

    def receipt(self, name: str) -> tuple[Receipt, dict[str, bytes]]:
        """The receipt of somebody, with the keys of their browser."""
        return take_receipt(self.room, self.visitor(name), self.keys.get(name, {}))


def rooms(home: Path, records: Records, example: CaseSnapshot) -> Rooms:
    """The meetings in a home folder."""
    return Rooms(home, records=lambda: records, snapshot=lambda: example, pictures=PictureStore())


def plan(home: Path, records: Records, example: CaseSnapshot) -> Played:
    """A meeting that is planned for today."""
    day = Plan(title="Review <of> the year", day=dt.datetime.now(dt.UTC).date(), people=PEOPLE)
    return Played(home=home, records=records, room=rooms(home, records, example).make(day, TESTER))


def play(home: Path, records: Records, example: CaseSnapshot) -> Played:
    """A meeting with an open vote that is closed, and a secret one."""
    meeting = plan(home, records, example)
    meeting.drive("start")
    meeting.ask("Ben", "Why so much?")
    meeting.open_vote(rule="two_thirds", quorum=2)
    for name, choice in (("Ada", "approve"), ("Ben", "reject"), ("Cy", "defer"), ("Cy", "approve")):
        meeting.cast(name, choice)
    meeting.close_vote()
    meeting.open_vote("Do we extend it?", secret=True)
    for name in ("Ada", "Ben"):
        meeting.cast(name, "conditions", f"Train {name}'s team first.")
    meeting.close_vote()
    return meeting
