"""Meetings for tests in a browser: made beside a served app, and driven as the presenter's desk does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, Page, expect

from steering.stage.meeting import Role
from steering.stage.positions import parse_storyboard
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from tests.actors import TESTER

PEOPLE: tuple[tuple[str, Role], ...] = (
    ("The chair", "chair"),
    ("Head of finance", "member"),
    ("Head of technology", "member"),
)


def messages_of(case: Path) -> list[re.Pattern[str]]:
    """The message of each scene of a case; one that the data does not support has a word before it."""
    story = parse_storyboard((case / "storyboard.yaml").read_text("utf-8"))
    return [re.compile(re.escape(scene.message) + r"\s*$") for scene in story.scenes]


@dataclass(frozen=True, kw_only=True)
class Invitations:
    """A meeting that was planned: its id, and the ends of the links to it, `/follow#…`, by the names of people."""

    id: str
    paths: dict[str, str]

    def token(self, name: str) -> str:
        """The secret in the link of a person."""
        return self.paths[name].partition("#")[2]


def plan_meetings(home: Path, case: Path, count: int) -> list[Invitations]:
    """Plan meetings of a case in the home of a server that is not running yet."""
    state = AppState(home, case)
    try:
        rooms = Rooms(home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)
        return [_invite(rooms) for _ in range(count)]
    finally:
        state.close()


def _invite(rooms: Rooms) -> Invitations:
    today = dt.datetime.now(dt.UTC).date()
    room = rooms.make(Plan(title="Funding of wave 5", day=today, people=PEOPLE), TESTER)
    paths = {seat.name: rooms.link(room, id, "") for id, seat in room.meeting.seats.items()}
    return Invitations(id=room.id, paths=paths)


@dataclass(kw_only=True)
class Desk:
    """Whoever presents, without a page of their own."""

    request: APIRequestContext
    url: str
    seat: str = field(default="")

    def enter(self, invitations: Invitations) -> None:
        """Take the presenter's place."""
        answer = self.request.post(f"{self.url}/meet/enter", data={"token": invitations.token("Presenter")})
        assert answer.ok, answer.text()
        self.seat = answer.json()["seat"]

    def post(self, path: str, **body: Any) -> Any:
        """Ask for something, which has to be done."""
        answer = self.request.post(f"{self.url}/meet/{self.seat}/{path}", data=body)
        assert answer.ok, answer.text()
        return answer.json()

    def wait_for(self, kind: str, part: str) -> Any:
        """Return the first message of a kind with something in a part of it: messages come a moment after the deed."""
        seen: dict[str, str] = {}
        while True:
            answer = self.request.get(f"{self.url}/meet/{self.seat}/state", params=seen)
            assert answer.ok, answer.text()
            # Answered as soon as one is newer than what was seen; after a while by none.
            messages = answer.json()
            assert messages, f"no message with {part} came"
            if (messages.get(kind) or {}).get(part):
                return messages[kind]
            seen |= {name: str(message["version"]) for name, message in messages.items()}
            seen["boot"] = next(iter(messages.values()))["boot"]

    def do(self, act: str, **more: Any) -> None:
        """Do something with the stage as it is now."""
        self.post("stage", do=act, seen=2**40, **more)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A meeting on a served app: who presents, and a way to come as somebody who was invited."""

    url: str
    invitations: Invitations
    desk: Desk
    open_page: Callable[..., Page]

    def come(self, name: str, width: int = 390, height: int = 844, **options: Any) -> Page:
        """Open the link of a person in a browser of their own; return when it is live."""
        page = self.open_page(width=width, height=height, **options)
        page.goto(f"{self.url}{self.invitations.paths[name]}")
        expect(page.locator("#link")).to_have_text("Live")
        return page


def open_meeting(url: str, invitations: Invitations, open_page: Callable[..., Page]) -> Meeting:
    """Open a meeting with its presenter there."""
    desk = Desk(request=open_page().request, url=url)
    desk.enter(invitations)
    return Meeting(url=url, invitations=invitations, desk=desk, open_page=open_page)
