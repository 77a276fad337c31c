"""A run as its events tell it, with the seconds of each scene worked out by hand."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from steering.records.meetings import StoredEvent
from steering.rehearsal.runs import Run, parse_run, plan_scenes, tell_run, write_run
from steering.stage.changes import apply_event
from steering.stage.events import parse_event, write_event
from steering.stage.meeting import Meeting
from steering.stage.positions import parse_storyboard

BEGIN = dt.datetime(2026, 11, 1, 22, 0, tzinfo=dt.UTC)
STORY = """
minutes_allowed: 5
scenes:
  - {id: one, minutes: 1, page: brief, message: One}
  - {id: two, minutes: 2, page: roi, message: Two}
  - {id: three, minutes: 1, page: costs, message: Three}
"""


def place(scene: str = "", **more: Any) -> dict[str, Any]:
    return {"scene": scene, "page": "", "query": {}, "values": {}, **more}


def show(scene: str, *, at: float, **more: Any) -> tuple[float, str, dict[str, Any]]:
    values = more.pop("values", {})
    return at, "show", {"position": place(scene, values=values), "hash": "h", "releases": {"cost": "r1"}, **more}


def run_of(*events: tuple[float, str, dict[str, Any]], now: float = 10_000) -> Run | None:
    """The run of a rehearsal that began at 0 seconds; each event is its second, its kind and what it says."""
    meeting = Meeting(id="m")
    every = [(0.0, "plan", {"title": "Dry run", "day": "2026-11-01", "purpose": "rehearsal"}), *events]
    for seq, (second, kind, data) in enumerate(every, start=1):
        body = write_event(kind, by="presenter", at=BEGIN + dt.timedelta(seconds=second), **data)
        apply_event(meeting, parse_event(StoredEvent(seq=seq, body=body, sha256="")))
    return tell_run(meeting, BEGIN + dt.timedelta(seconds=now))


def told(*events: tuple[float, str, dict[str, Any]], now: float = 10_000) -> Run:
    run = run_of((0.0, "start", {"storyboard": STORY}), *events, now=now)
    assert run is not None
    return run


WHOLE = (
    show("one", at=0),
    show("two", at=50),
    show("two", at=80, values={"benefit_factor": 0.9}),
    show("one", at=100),
    show("two", at=110),
    show("three", at=200),
)
END = (260.0, "end", {"outcome": "finished"})


def seconds(run: Run) -> dict[str, float]:
    return {scene.id: scene.seconds for scene in run.scenes}


def test_a_rehearsal_that_has_not_begun_is_no_run() -> None:
    assert run_of() is None


def test_each_scene_has_its_seconds_over_all_visits() -> None:
    run = told(*WHOLE, END)
    assert seconds(run) == {"one": 60, "two": 140, "three": 60}
    assert {scene.id: scene.visits for scene in run.scenes} == {"one": 2, "two": 2, "three": 1}
    assert (run.seconds, run.planned_seconds, run.allowed) == (260, 240, 300)
    assert run.is_complete and run.is_within_time
    assert run.releases == {"cost": "r1"}


def test_moves_of_a_driver_are_counted() -> None:
    run = told(*WHOLE, END)
    assert {scene.id: scene.moves for scene in run.scenes} == {"one": 0, "two": 2, "three": 0}
    assert {scene.id: scene.has_driver for scene in run.planned} == {"one": False, "two": True, "three": False}
    assert {scene.id: scene.values for scene in run.scenes} == {"one": {}, "two": {"benefit_factor": 0.9}, "three": {}}


def test_a_run_keeps_the_parameters_of_its_scenes() -> None:
    view = "view: {as_of: 2026-09, scenario: worst, basis: plan, drivers: {benefit_factor: 0.9}}"
    run = run_of((0.0, "start", {"storyboard": STORY.replace("page: costs", f"page: costs, {view}")}), *WHOLE, END)
    assert run is not None
    assert [scene.parameters for scene in run.planned] == [
        {},
        {},
        {"as_of": "2026-09", "scenario": "worst", "basis": "plan", "benefit_factor": "0.9"},
    ]
    assert run.last_scene == "three"


def test_questions_have_seconds_of_their_own() -> None:
    run = told(
        show("one", at=0), (30.0, "pause", {"on": True}), show("two", at=40), (70.0, "pause", {"on": False}), END
    )
    assert run.question_seconds == 40
    assert seconds(run) == {"one": 30, "two": 190}
    assert run.seconds + run.question_seconds == 260


def test_questions_that_nobody_ended_last_to_the_end() -> None:
    run = told(show("one", at=0), (200.0, "pause", {"on": True}), END)
    assert (run.question_seconds, seconds(run)) == (60, {"one": 200})


def test_a_page_on_stage_belongs_to_the_scene_that_it_interrupts() -> None:
    page = (30.0, "show", {"position": place(page="costs"), "back": place("one"), "hash": "h"})
    assert seconds(told(show("one", at=0), page, show("two", at=60), END)) == {"one": 60, "two": 200}


def test_while_the_audience_is_held_the_presenter_is_where_they_look() -> None:
    ahead = show("one", at=30, ahead=place("two"))
    assert seconds(told(show("one", at=0), ahead, show("three", at=60), END)) == {"one": 30, "two": 30, "three": 200}


def test_how_loud_a_run_was_is_what_was_told_last() -> None:
    early = {"one": {"seconds": 10.0, "speaking": 9.0, "longest_silence": 1.0}}
    late = {
        "one": {"seconds": 50.0, "speaking": 30.0, "longest_silence": 4.0},
        "two": {"seconds": 150.0, "speaking": 90.0, "longest_silence": 12.0},
    }
    run = told(*WHOLE, (60.0, "voice", {"scenes": early}), END, (261.0, "voice", {"scenes": late}))
    assert {id: voice.share for id, voice in run.voice.items()} == {"one": 0.6, "two": 0.6}
    whole = run.whole_voice
    assert whole and (whole.seconds, whole.speaking, whole.longest_silence) == (200, 120, 12)
    assert (run.seconds, run.outcome, run.seq) == (260, "finished", 11)
    assert parse_run(write_run(run)) == run
    assert told(*WHOLE, END).whole_voice is None


def test_a_run_keeps_what_each_scene_showed_before_its_drivers_were_moved() -> None:
    run = told(
        show("one", at=0, hash="a"),
        show("two", at=10, hash="b", values={"benefit_factor": 0.9}),
        show("three", at=20, hash="c", recorded="2026-11-01T21:00:00+00:00"),
        show("one", at=30, hash="d"),
        END,
    )
    assert {scene.id: scene.frame for scene in run.scenes} == {"one": "d", "two": "", "three": ""}


def test_a_run_keeps_the_releases_of_all_scenes() -> None:
    run = told(show("one", at=0), show("two", at=10, releases={"adoption": "r2", "cost": "r3"}), END)
    assert run.releases == {"cost": "r3", "adoption": "r2"}


def test_a_planned_scene_has_another_digest_when_anything_of_it_is_written_otherwise() -> None:
    first, second = (
        {scene.id: scene.digest for scene in plan_scenes(parse_storyboard(text))}
        for text in (STORY, STORY.replace("message: Two", "message: Two, notes: Breathe") + "title: Other\n")
    )
    assert {id for id in first if first[id] != second[id]} == {"two"}


def test_a_fallback_that_was_shown_is_remembered() -> None:
    run = told(show("one", at=0), show("one", at=10, recorded="2026-11-01T21:00:00+00:00"), show("two", at=20), END)
    assert {scene.id: scene.fallback for scene in run.scenes} == {"one": True, "two": False}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((*WHOLE, END), ("finished", False)),
        ((*WHOLE, (260.0, "end", {"outcome": "given up"})), ("given up", False)),
        ((show("two", at=0), show("three", at=10), END), ("finished", True)),
        ((show("one", at=0), show("three", at=10), END), ("finished", True)),
    ],
    ids=["whole", "given up", "from the middle", "a scene left out"],
)
def test_how_it_ended(events: tuple[Any, ...], expected: tuple[str, bool]) -> None:
    run = told(*events)
    assert (run.outcome, run.is_partial) == expected


def test_one_that_nobody_ended_broke_off_at_its_last_sign_of_life() -> None:
    run = told(show("one", at=0), (25.0, "tick", {}), now=3600)
    assert (run.outcome, run.seconds) == ("broken off", 25)


def test_one_that_broke_off_before_its_first_scene_has_none() -> None:
    run = told(now=3600)
    assert (run.outcome, run.is_partial, run.scenes, run.seconds) == ("broken off", True, (), 0)


def test_one_that_goes_on_is_open_until_now() -> None:
    run = told(show("one", at=0), (25.0, "tick", {}), now=28)
    assert (run.outcome, run.seconds) == ("open", 28)


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    run = told(show("one", at=0), show("two", at=60), show("three", at=-3000), END)
    assert all(scene.seconds >= 0 for scene in run.scenes)
    assert seconds(run)["one"] == 60


def test_a_run_is_the_same_from_its_text() -> None:
    run = told(*WHOLE, END)
    assert parse_run(write_run(run)) == run
    assert json.loads(write_run(run))["outcome"] == "finished"
