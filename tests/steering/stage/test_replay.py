"""A meeting told again: what was on stage on its clock, and what people did meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steering.records import Records
from steering.records.meetings import GENESIS, StoredEvent, link
from steering.stage.events import write_event
from steering.stage.replay import build_replay
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.stage.played import Played, play

BEGIN = dt.datetime(2026, 11, 27, 14, 0, tzinfo=dt.UTC)
STORY = """\
minutes_allowed: 10
scenes:
  - {id: first, minutes: 2, page: brief, message: We are late}
  - {id: second, minutes: 2, page: roi, message: It pays}
"""


class Log:
    """Events at seconds since the meeting began."""

    def __init__(self) -> None:
        self.events: list[StoredEvent] = []
        self.add(-60, "plan", case="c", title="Review", day="2026-11-27", organisation="O")
        self.add(0, "start", storyboard=STORY)

    def add(self, seconds: float, kind: str, **data: Any) -> None:
        body = write_event(kind, by="somebody", at=BEGIN + dt.timedelta(seconds=seconds), **data)
        head = link(self.events[-1].sha256 if self.events else GENESIS, body)
        self.events.append(StoredEvent(seq=len(self.events) + 1, body=body, sha256=head))

    def show(self, seconds: float, scene: str, **stage: Any) -> None:
        values = stage.pop("values", {})
        place = {"scene": scene, "page": "", "query": {}, "values": values}
        self.add(seconds, "show", position=place, **{"hash": scene, "releases": {}, **stage})


def test_steps_are_what_the_audience_saw_on_the_meeting_s_clock() -> None:
    log = Log()
    log.show(1, "first")
    log.show(62, "second")
    log.show(90, "second", values={"benefit_delay_months": 3}, hash="moved", author="Ada")
    log.show(95, "second", values={"benefit_delay_months": 3}, hash="moved", author="Ada", driver="another")
    log.show(3700, "second", blank=True)
    replay = build_replay("m", log.events)
    assert (replay.title, replay.state, replay.began) == ("Review", "open", BEGIN)
    assert [(step.clock, step.place, step.message, step.hash) for step in replay.steps] == [
        ("00:01", "Scene 1", "We are late", "first"),
        ("01:02", "Scene 2", "It pays", "second"),
        ("01:30", "Scene 2", "It pays", "moved"),
        ("61:40", "Scene 2", "It pays", "second"),
    ]
    assert "3 months, by Ada" in replay.steps[2].values
    assert [step.is_blank for step in replay.steps] == [False, False, False, True]


def test_time_for_questions_does_not_count() -> None:
    log = Log()
    log.show(10, "first")
    log.add(20, "pause", on=True)
    log.add(50, "ask", id="q", name="Ben", text="Why?", frame="first", scene="first")
    log.add(80, "pause", on=False)
    log.show(90, "second")
    replay = build_replay("m", log.events)
    assert [step.clock for step in replay.steps] == ["00:10", "00:30"]
    assert [(item.clock, item.text) for item in replay.steps[0].happenings] == [
        ("00:20", "Time for questions."),
        ("00:20", "Ben asked: Why?"),
        ("00:20", "The clock goes on."),
    ]


def test_a_clock_that_was_set_back_stands() -> None:
    log = Log()
    log.show(-3600, "first")
    log.show(5, "second")
    assert [step.clock for step in build_replay("m", log.events).steps] == ["00:00", "00:05"]


def test_what_people_did_stands_with_what_they_saw() -> None:
    log = Log()
    log.show(1, "first")
    log.add(2, "ask", id="q", name="Ben", text="Why?", frame="first", scene="first")
    log.add(3, "moment", frame="first", scene="first")
    log.add(4, "moment", frame="first", scene="first")
    log.show(5, "second", question="q")
    log.add(6, "question", id="q", state="parked", owner="Head of finance", due="2026-12-15", where="")
    log.add(7, "question", id="q", state="answered", owner="", due="", where="scene 2")
    log.add(8, "hand-back", id="h", name="Cy", scene="second", values={}, headline="NPV 3.1M", frame="x")
    log.add(9, "open-number", driver="benefit_delay_months")
    log.add(9, "number", driver="benefit_delay_months", value=2)
    log.add(9, "reveal-number")
    log.add(10, "end")
    first, second = build_replay("m", log.events).steps
    assert ([item.text for item in first.happenings], first.moments) == (["Ben asked: Why?"], 2)
    assert second.question == "Ben: Why?"
    assert [item.text for item in second.happenings if "number" not in item.text] == [
        "“Why?” is parked: Head of finance, due 2026-12-15.",
        "“Why?” is answered in scene 2.",
        "Cy handed assumptions back: NPV 3.1M.",
        "The meeting ended.",
    ]
    assert "1 member gave the room's number." in [item.text for item in second.happenings]


def test_a_vote_is_told_without_counts_until_it_is_closed_and_without_names() -> None:
    log = Log()
    log.show(1, "first")
    people = [{"seat": "ada", "name": "Ada"}]
    log.add(2, "open-vote", id="v", vote={"id": "v", "question": "Do we?", "entitled": people}, frame="", position={})
    log.add(3, "vote", vote="v", ballot={"choice": "reject", "conditions": []})
    assert [item.text for item in build_replay("m", log.events).steps[0].happenings] == ["Vote opened: Do we?"]
    log.add(4, "close-vote", vote="v", result={"words": "Not carried: 0 of 1, needed 1"})
    assert build_replay("m", log.events).steps[0].happenings[-1].text == (
        "Vote closed: Do we? Not carried: 0 of 1, needed 1."
    )


def test_before_it_begins_and_with_events_of_a_later_version() -> None:
    assert build_replay("m", Log().events[:1]).steps == ()
    log = Log()
    log.show(1, "gone")
    log.add(2, "sing", song="x")
    (step,) = build_replay("m", log.events).steps
    assert (step.place, step.happenings) == ("gone", ())


class TestAPlayedMeeting:
    @pytest.fixture
    def meeting(self, tmp_path: Path, example: CaseSnapshot) -> Iterator[Played]:
        with Records(tmp_path) as records:
            yield play(tmp_path, records, example)

    def test_is_told_with_its_recordings(self, meeting: Played) -> None:
        (step,) = build_replay(meeting.room.id, meeting.records.meetings.chain(meeting.room.id)).steps
        assert [item.text.split(":")[0] for item in step.happenings] == [
            "Ben asked",
            "Vote opened",
            "Vote closed",
            "Vote opened",
            "Vote closed",
        ]
        recorded = meeting.room.recordings.find(step.hash)
        # As another process finds it, which has drawn nothing.
        meeting.room.pictures = type(meeting.room.pictures)()
        picture = meeting.room.recall(step.hash)
        assert picture and recorded and picture.gzip == recorded
        assert meeting.room.pictures.find(step.hash, meeting.room.meeting.case) is picture
        assert meeting.room.recall("0" * 64) is None
