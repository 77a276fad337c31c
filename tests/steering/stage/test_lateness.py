"""How a meeting stands to its plan, with the minutes worked out by hand, and who is told what makes up for a delay."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from steering.records.meetings import StoredEvent
from steering.stage import driving
from steering.stage.changes import apply_event
from steering.stage.events import parse_event, write_event
from steering.stage.lateness import count_spoken, describe_cures, describe_plan
from steering.stage.meeting import Meeting
from steering.stage.messages import desk_message, room_message, stage_message
from steering.stage.positions import parse_storyboard
from steering.stage.room import Room, Visitor
from steering.state.app_state import AppState

BEGIN = dt.datetime(2026, 11, 1, 22, 0, tzinfo=dt.UTC)
STORY = """
minutes_allowed: 10
scenes:
  - {id: one, minutes: 1, page: brief, message: One}
  - {id: two, minutes: 2, page: roi, message: Two}
  - {id: three, minutes: 1.5, page: costs, message: Three, may_skip: true}
  - {id: four, minutes: 3, page: costs, message: Four, least: 2}
"""
SCENES = parse_storyboard(STORY)

Event = tuple[float, str, dict[str, Any]]


def show(minute: float, scene: str, **more: Any) -> Event:
    return minute, "show", {"position": {"scene": scene, "page": "", "query": {}, "values": {}}, "hash": "h", **more}


def meeting(*events: Event) -> Meeting:
    """A meeting that has begun at minute 0; each event is its minute, its kind and what it says."""
    found = Meeting(id="m")
    plan = (0.0, "plan", {"title": "Review", "day": "2026-11-01", "purpose": "meeting"})
    for seq, (minute, kind, data) in enumerate([plan, (0.0, "start", {"storyboard": STORY}), *events], start=1):
        body = write_event(kind, by="presenter", at=BEGIN + dt.timedelta(minutes=minute), **data)
        apply_event(found, parse_event(StoredEvent(seq=seq, body=body, sha256="")))
    return found


def pause(minute: float, *, on: bool) -> Event:
    return minute, "pause", {"on": on}


ONE, TWO, THREE, FOUR = show(0, "one"), show(3, "two"), show(4, "three"), show(5, "four")


@pytest.mark.parametrize(
    ("events", "until", "rest", "before"),
    [
        ([ONE], 1, 6.5, 0),
        # Two minutes late into the second scene, which still has its two.
        ([ONE, TWO], 5, 4.5, 0),
        # The pause for questions is nobody's.
        ([ONE, pause(1, on=True), pause(2.5, on=False), TWO], 3.5, 4.5, 0),
        # Back in the first, which has had its minute: what was shown is not to come again.
        ([ONE, TWO, show(4, "one")], 4, 4.5, 0),
        # Once more in the second, of which it had one minute.
        ([ONE, TWO, show(4, "one"), show(4.5, "two")], 5.5, 4.5, 0),
        # The third was dropped.
        ([ONE, TWO, show(4, "four")], 7, 0, 0),
        # A run from the third on.
        ([show(0, "three")], 1.5, 3, 3),
        # A page on stage belongs to the scene that it interrupts; who looks ahead is not there yet.
        ([ONE, show(2, "", back={"scene": "one"})], 2, 6.5, 0),
        ([ONE, show(2, "one", ahead={"scene": "four"})], 2, 6.5, 0),
        ([], 0, 7.5, 0),
    ],
)
def test_when_the_scene_is_due_and_what_is_still_to_come(
    events: list[Event], until: float, rest: float, before: float
) -> None:
    assert describe_plan(meeting(*events), SCENES) == {"until": until, "rest": rest, "before": before}


def test_time_that_is_spoken_is_without_questions_and_without_absence() -> None:
    away = (4.0, "resume", {"since": (BEGIN + dt.timedelta(minutes=3)).isoformat()})
    found = meeting(ONE, pause(1, on=True), pause(1.5, on=False), away, pause(5, on=True))
    moments = [0.5, 1.25, 2, 3.5, 4.5, 7]
    spoken = [count_spoken(found, BEGIN + dt.timedelta(minutes=minute)) / 60 for minute in moments]
    assert spoken == [0.5, 1, 1.5, 2.5, 3, 3.5]


def test_a_clock_that_was_set_back_takes_nothing_away() -> None:
    assert count_spoken(meeting(ONE), BEGIN - dt.timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("events", "steps", "most", "follow"),
    [
        # Ninety seconds for the third, sixty of the fourth, and both together.
        ([ONE, TWO], {60: "drop scene 3, or take", 90: "drop scene 3", 150: "drop scene 3 and take"}, 150, 2),
        ([ONE, TWO, THREE], {60: "take 1:00 min from scene 4"}, 60, 1),
        ([ONE, TWO, show(4, "four")], {}, 0, 0),
    ],
)
def test_what_may_be_done_is_there_for_every_delay(
    state: AppState, events: list[Event], steps: dict[int, str], most: int, follow: int
) -> None:
    told = describe_cures(state.snapshot().context, meeting(*events), SCENES.scenes)
    assert (told["most"], told["follow"]) == (most, follow)
    for delay, words in steps.items():
        assert next(rung["words"] for rung in told["ladder"] if rung["up_to"] >= delay).startswith(words)
    assert all(rung["up_to"] <= most for rung in told["ladder"])


def test_only_the_desk_is_told(room: Room, seat: Callable[[str], Visitor]) -> None:
    presenter = seat("Presenter")
    driving.drive(room, presenter, {"do": "start"})
    driving.drive(room, presenter, {"do": "next", "seen": room.meeting.stage.version})
    ladder = desk_message(room)["late"]["ladder"]
    assert ladder[0]["words"] == "drop scene 7, or take 5 s from each of scenes 3 to 6 and 8"
    for message in (stage_message(room), room_message(room)):
        assert not {"late", "until", "rest", "clock"} & set(message)
        assert "drop scene" not in json.dumps(message)


def test_the_desk_knows_which_scenes_give_way(room: Room) -> None:
    scenes = {scene["id"]: (scene["least"], scene["may_skip"]) for scene in desk_message(room)["scenes"]}
    assert (scenes["releases"], scenes["what-if"], scenes["opening"]) == ((1, True), (None, True), (None, False))
