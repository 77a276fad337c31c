"""What may go wrong in a meeting: clocks that jump, thousands of questions, a storyboard that changes meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import shutil
from collections.abc import Hashable, Iterator
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any

import pytest

from steering.records import Records
from steering.records.meetings import Additions
from steering.stage import audience, bus, messages
from steering.stage.events import write_event
from steering.stage.meeting_minutes import room_minutes
from steering.stage.refusals import Refused
from steering.stage.room import Room
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from steering.state.snapshot_loader import SnapshotLoader
from tests.actors import TESTER
from tests.steering.small_cases import change
from tests.steering.stage.played import PEOPLE, Played, plan, rooms

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def begun(tmp_path: Path, example: CaseSnapshot) -> Iterator[Played]:
    with Records(tmp_path) as records:
        played = plan(tmp_path, records, example)
        played.drive("start")
        yield played


def happen(room: Room, kind: str, after: dt.timedelta, **data: Any) -> None:
    """Have something happen by a clock that is so far from the right one."""
    at = dt.datetime.now(dt.UTC) + after
    room.append(lambda: Additions(events=(write_event(kind, by="presenter", at=at, **data),)))


async def take_turns() -> None:
    """Let the loop do all that is due."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize("jump", [-DAY, -HOUR, HOUR, DAY])
def test_a_clock_that_jumps_makes_nothing_end_before_it_begins(begun: Played, jump: dt.timedelta) -> None:
    room, stage = begun.room, begun.room.meeting.stage.as_dict()
    happen(room, "pause", dt.timedelta(), on=True)
    happen(room, "pause", jump, on=False)
    happen(room, "pause", jump, on=True)
    happen(room, "show", -jump, **{**stage, "position": {"page": "roi"}})
    happen(room, "pause", -2 * jump, on=False)
    happen(room, "show", dt.timedelta(), **stage)
    clock = messages.clock(room)
    assert clock["now"] >= clock["started"]
    assert clock["paused"] >= 0
    happen(room, "end", jump)
    meeting = room.meeting
    moments = [showing.at for showing in meeting.showings]
    assert moments == sorted(moments)
    assert meeting.started_at and meeting.ended_at and meeting.started_at <= moments[0] <= moments[-1]
    assert moments[-1] <= meeting.ended_at
    assert all(end and start <= end for start, end in meeting.pauses)
    assert all((note.minutes or 0) >= 0 for note in room_minutes(room).scenes)
    clock = messages.clock(room)
    assert clock["started"] <= clock["ended"] <= clock["now"]


def test_another_process_reckons_the_same_times(begun: Played, example: CaseSnapshot) -> None:
    happen(begun.room, "pause", dt.timedelta(), on=True)
    happen(begun.room, "pause", -DAY, on=False)
    again = rooms(begun.home, begun.records, example).room(begun.room.id)
    assert again.meeting.pauses == begun.room.meeting.pauses


def test_10_000_questions_are_counted_and_50_are_told(begun: Played) -> None:
    room, most = begun.room, 10_000
    facts = {"name": "<b>Gus</b>", "text": "Why? " * 100, "frame": "f" * 64, "scene": "ask"}
    asked = tuple(write_event("ask", by=f"guests-{number}", id=f"q{number}", **facts) for number in range(most))
    room.append(lambda: Additions(events=asked))
    # The last one is what two want to hear.
    upvotes = (write_event("upvote", by=f"guests-{number}", id=f"q{most - 1}", on=True) for number in range(2))
    room.append(lambda: Additions(events=tuple(upvotes)))
    told = messages.room_message(room)
    assert (told["asked"], len(told["questions"])) == (most, messages.QUESTIONS)
    assert (told["questions"][0]["id"], told["questions"][0]["votes"]) == (f"q{most - 1}", 2)
    assert len(json.dumps(told)) < 60_000
    assert len(json.dumps(messages.desk_message(room), default=str)) < 60_000
    ben = begun.visitor("Ben")
    own = audience.own_things(room.meeting, ben)
    assert own["questions"] == own["upvoted"] == []
    id = begun.ask("Ben", "One more?")
    assert audience.own_things(room.meeting, ben)["questions"] == [id]
    assert messages.room_message(room)["asked"] == most + 1


def test_a_question_of_markup_is_a_text(begun: Played) -> None:
    text = "<script>alert(1)</script> & \"x\" 'y'"
    begun.ask("Ben", text)
    assert messages.room_message(begun.room)["questions"][0]["text"] == text


class TestCaseOnDisk:
    """A meeting of a case whose files and records are looked at as in the app."""

    @pytest.fixture
    def loads(self, monkeypatch: pytest.MonkeyPatch) -> list[object]:
        """Grows with each time that the case is read."""
        loads: list[object] = []
        load = SnapshotLoader.load

        def count(loader: SnapshotLoader, answer: Hashable, before: CaseSnapshot | None) -> Any:
            loads.append(answer)
            return load(loader, answer, before)

        monkeypatch.setattr(SnapshotLoader, "load", count)
        return loads

    @pytest.fixture
    def app(self, tmp_path: Path, teams_and_kpis: Path, loads: list[object]) -> Iterator[AppState]:
        case = shutil.copytree(teams_and_kpis, tmp_path / "case" / teams_and_kpis.name)
        with closing(AppState(tmp_path / "home", case)) as app:
            app.snapshot()
            assert loads
            yield app

    @pytest.fixture
    def on_stage(self, app: AppState, loads: list[object]) -> Played:
        home = Rooms(app.home, records=lambda: app.records, snapshot=app.snapshot, pictures=app.pictures)
        room = home.make(Plan(title="A meeting", day=dt.datetime.now(dt.UTC).date(), people=PEOPLE), TESTER)
        played = Played(home=app.home, records=app.records, room=room)
        played.drive("start")
        app.snapshot()
        loads.clear()
        return played

    def test_50_events_lay_nobodys_case_anew(self, app: AppState, on_stage: Played, loads: list[object]) -> None:
        before = app.snapshot()
        seq = on_stage.room.meeting.seq
        for number in range(10):
            on_stage.drive("blank", on=number % 2 == 0)
            on_stage.ask(("Ada", "Ben", "Cy")[number % 3], f"Question {number}?")
            on_stage.room.note("moment", "guests-1", frame="f", scene="ask")
            on_stage.drive("pause", on=number % 2 == 0)
            on_stage.drive("spotlight", block="")
            assert app.snapshot() is before
        assert on_stage.room.meeting.seq >= seq + 50
        on_stage.open_vote()
        for name in ("Ada", "Ben", "Cy", "Ada"):
            on_stage.cast(name, "approve")
        assert app.snapshot() is before
        assert loads == []

    def test_a_decision_is_read_once(self, app: AppState, on_stage: Played, loads: list[object]) -> None:
        before = app.snapshot()
        on_stage.open_vote()
        on_stage.cast("Ada", "approve")
        on_stage.close_vote()
        after = app.snapshot()
        assert app.snapshot() is after is not before
        assert len(loads) == 1
        assert len(after.context.decisions) == len(before.context.decisions) + 1

    def test_a_storyboard_that_is_edited_meanwhile_changes_nothing_on_stage(
        self, app: AppState, on_stage: Played
    ) -> None:
        room, ids = on_stage.room, [scene.id for scene in on_stage.room.scenes]
        shown = [scene.message for scene in room.scenes]
        change(app.case_path, f"id: {ids[1]}", "id: something_else", "storyboard.yaml")
        story = app.snapshot().context.case.storyboard
        assert story and "something_else" in [scene.id for scene in story.scenes]
        for id in ids[1:3]:
            on_stage.drive("next", seen=room.meeting.stage.version)
            assert room.meeting.stage.position.scene == id
        assert [scene.message for scene in room.scenes] == shown
        with pytest.raises(Refused):
            on_stage.drive("go", scene="something_else")
        # The next meeting begins with the new one.
        later = plan(app.home, app.records, app.snapshot())
        assert "something_else" in [scene.id for scene in later.room.scenes]

    @pytest.mark.parametrize("is_under_way", [False, True])
    def test_a_message_that_the_end_overtakes_is_no_fault(
        self,
        app: AppState,
        on_stage: Played,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        is_under_way: bool,
    ) -> None:
        """The app closes before a message is made, or while it waits for the lock of the meeting."""
        monkeypatch.setattr(bus, "SOON_SECONDS", 0)
        room = on_stage.room
        before = room.channel.latest(("desk",), {})

        async def end() -> None:
            async with aclosing(room.channel.follow("guests-1", ("stage",), {}, lambda: None)) as stream:
                await anext(stream)
                room.publish_soon("desk")
                with room.lock:
                    if is_under_way:
                        await take_turns()
                    room.channel.close()
                    app.close()
                await take_turns()
                # Whoever leaves at the end makes it go on.
                room.publish_soon("room", "desk")
                await take_turns()
                await asyncio.get_running_loop().shutdown_default_executor()
                await take_turns()

        asyncio.run(end())
        assert not caplog.records
        assert room.channel.latest(("desk",), {}) == before

    def test_a_storyboard_that_is_broken_meanwhile_changes_nothing_on_stage(
        self, app: AppState, on_stage: Played
    ) -> None:
        (app.case_path / "storyboard.yaml").write_text("scenes: [{", encoding="utf-8")
        app.snapshot()
        on_stage.drive("next", seen=on_stage.room.meeting.stage.version)
        assert messages.stage_message(on_stage.room)["scene"]["number"] == 2
        assert messages.desk_message(on_stage.room)["scenes"]
