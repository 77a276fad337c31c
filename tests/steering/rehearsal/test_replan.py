"""The plan from practice, with the medians worked out by hand, as a draft of the storyboard."""

from __future__ import annotations

from steering.cases.storyboard import FaultyScene, Storyboard, storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.rehearsal.practice import Practice
from steering.rehearsal.replan import PracticePlan, apply_plan, build_plan_table, plan_from_practice
from steering.storyboard.draft import start_draft
from tests.steering.rehearsal.test_pacing import RUNS, run

STORY = """\
# Ours.
minutes_allowed: {allowed}
scenes:
  # The first.
  - id: one
    minutes: 1.0
    page: brief
    message: One
  - id: model
    minutes: 2
    page: roi
    message: Two{more}
  - id: new
    minutes: 1.5
    page: costs
    message: Three
"""


def story(allowed: str = "5", more: str = "") -> Storyboard:
    found, _ = storyboard(parse_yaml(STORY.format(allowed=allowed, more=more), "storyboard.yaml"))
    return found


def plan() -> PracticePlan:
    found = plan_from_practice(Practice(runs=tuple(RUNS)), "Ada")
    assert found
    return found


def test_it_follows_from_the_medians_of_the_complete_runs() -> None:
    assert plan() == PracticePlan(
        person="Ada", runs=3, medians={"one": 60, "model": 150}, minutes={"one": 1, "model": 2.5}
    )


def test_without_a_complete_run_there_is_none() -> None:
    assert plan_from_practice(Practice(runs=(run(60, 60, outcome="given up"),)), "Ada") is None
    assert plan_from_practice(Practice(runs=()), "Ada") is None


def test_the_draft_has_its_minutes_and_all_else_as_it_was() -> None:
    before = start_draft(story())
    after = apply_plan(before, plan())
    # What was not rehearsed keeps its minutes, and what says the same its letters.
    assert after.text == before.text.replace("minutes: 2\n", "minutes: 2.5\n")
    assert after.is_changed
    assert [scene.minutes for scene in after.parse.scenes] == [1, 2.5, 1.5]
    assert [scene.minutes for scene in before.parse.scenes] == [1, 2, 1.5]


def test_where_practice_says_the_same_nothing_is_changed() -> None:
    once = apply_plan(start_draft(story()), plan())
    assert apply_plan(once, plan()) is once


def test_no_scene_gets_fewer_minutes_than_its_least() -> None:
    short = plan_from_practice(Practice(runs=(run(60, 40),)), "Ada")
    assert short and short.minutes["model"] == 1
    after = apply_plan(start_draft(story(more="\n    least: 1.75")), short).parse
    assert [scene.minutes for scene in after.scenes] == [1, 1.75, 1.5]
    assert not any(isinstance(scene, FaultyScene) for scene in after.scenes)


def test_a_scene_that_is_gone_is_not_brought_back() -> None:
    others = PracticePlan(person="Ada", runs=1, medians={"gone": 90}, minutes={"gone": 1.5})
    before = start_draft(story())
    assert apply_plan(before, others) is before


def test_a_scene_whose_minutes_can_not_be_read_gets_some() -> None:
    text = STORY.format(allowed=5, more="").replace("minutes: 2\n", "minutes: ten\n")
    faulty, _ = storyboard(parse_yaml(text, "storyboard.yaml"))
    assert [scene.minutes for scene in apply_plan(start_draft(faulty), plan()).parse.scenes] == [1, 2.5, 1.5]


def test_before_and_after_are_side_by_side() -> None:
    case = story()
    table = build_plan_table(plan(), case, apply_plan(start_draft(case), plan()).parse)
    assert table.rows == (
        (1, "One", 60, 60, 60, None),
        (2, "Two", 120, 150, 150, 30),
        (3, "Three", 90, None, 90, None),
    )
    assert table.texts[1] == ("2", "Two", "2:00", "2:30", "2:30", "+0:30")
    assert table.note == (
        "By the last 3 complete runs of Ada. Together 4:30 in the case and 5:00 in the draft; 5:00 are allowed."
    )


def test_a_draft_that_is_too_long_says_so() -> None:
    case = story(allowed="4.5")
    table = build_plan_table(plan(), case, apply_plan(start_draft(case), plan()).parse)
    assert table.note.endswith("The draft is 0:30 over: say less, or drop a scene.")


def test_a_scene_that_only_the_draft_has_was_not_there_before() -> None:
    case = story()
    more = start_draft(case).text + "  - {id: extra, minutes: 1, page: brief, message: More}\n"
    draft, _ = storyboard(parse_yaml(more, "storyboard.yaml"))
    assert build_plan_table(plan(), case, draft).rows[-1] == (4, "More", None, None, 60, None)


def test_one_run_is_told_as_one() -> None:
    single = plan_from_practice(Practice(runs=(run(60, 40, outcome="finished"),)), "Ada")
    assert single
    note = build_plan_table(single, story(), story()).note
    assert note.startswith("By the last complete run of Ada.")
