"""`storyboard.yaml`: what a scene may say, and that a faulty one keeps its place and stops nothing else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from time import perf_counter

import pytest

from steering.cases.loader import load_case
from steering.cases.storyboard import MOST_SCENES, FaultyScene, Scene, Storyboard, storyboard
from steering.cases.yaml_reader import parse_yaml
from tests.steering.small_cases import starter

HEAD = "minutes_allowed: 20\nscenes:\n"
GOOD = "  - {id: first, minutes: 2, page: brief, message: Hello}\n"
FULL = """\
  - id: worth
    minutes: 1.5
    page: roi
    message: It pays
    view: {as_of: 2026-09, unit: Claims, focus: x, scenario: worst, basis: plan, drivers: {cost_factor: 1.1}, show: [a]}
    claims:
      - {says: It pays, metric: npv, op: ">", value: 0}
      - {says: So it does, metric: irr, scenario: worst, as_of: 2026-08, op: between, value: [0.1, 0.2], tolerance: 5%}
    notes: Breathe
    fallback: The printed page
    may_skip: true
    least: 0.75
"""
BAD = [
    ("minutes: 2", "minutes: 0", "scenes[1].minutes", "minutes as a number above 0"),
    ("minutes: 2", "minutes: -1", "scenes[1].minutes", "minutes as a number above 0"),
    ("minutes: 2", "minutes: ten", "scenes[1].minutes", "minutes as a number above 0"),
    ("minutes: 2", "minutes: 1e9", "scenes[1].minutes", "up to 480"),
    ("minutes: 2, ", "", "scenes[1]", "the key 'minutes'"),
    ("page: brief, ", "", "scenes[1]", "the key 'page'"),
    ("message: Hello", 'message: ""', "scenes[1].message", "some text"),
    ("message: Hello", f"message: {'x' * 241}", "scenes[1].message", "at most 240 characters"),
    ("id: first", "id: two words", "scenes[1].id", "without spaces"),
    ("message: Hello", "message: Hello, colour: red", "scenes[1].colour", "a known key"),
    ("message: Hello", "message: Hello, view: {as_of: October}", "scenes[1].view.as_of", "YYYY-MM"),
    ("message: Hello", "message: Hello, view: {unti: Claims}", "scenes[1].view.unti", "a known key"),
    (
        "message: Hello",
        "message: Hello, view: {drivers: {cost_factor: much}}",
        "scenes[1].view.drivers.cost_factor",
        "a",
    ),
    ("message: Hello", "message: Hello, view: {basis: now}", "scenes[1].view.basis", "'today' or 'plan'"),
    ("message: Hello", "message: Hello, claims: {}", "scenes[1].claims", "a list"),
    ("message: Hello", "message: Hello, claims: [{metric: npv, op: '>', value: 0}]", "scenes[1].claims[0]", "'says'"),
    ("message: Hello", "message: Hello, claims: [{says: x, op: '>', value: 0}]", "scenes[1].claims[0]", "'metric'"),
    (
        "message: Hello",
        "message: Hello, claims: [{says: x, metric: y, op: '~', value: 0}]",
        "scenes[1].claims[0].op",
        "'>='",
    ),
    (
        "message: Hello",
        "message: Hello, claims: [{says: x, metric: y, op: '>', value: many}]",
        "scenes[1].claims[0].value",
        "a plain number",
    ),
    (GOOD.strip(), "- just a text", "scenes[1]", "keys and values"),
    (GOOD.strip(), "-", "scenes[1]", "keys and values"),
    ("message: Hello", "message: Hello, message: Again", "scenes[1].message", "each key once"),
    ("message: Hello", 'message: "Hel\\alo"', "scenes[1].message", "plain text"),
    ("message: Hello", "message: Hello, may_skip: perhaps", "scenes[1].may_skip", "true or false"),
    ("message: Hello", "message: Hello, may_skip: [true]", "scenes[1].may_skip", "true or false"),
    ("message: Hello", "message: Hello, least: 0", "scenes[1].least", "minutes as a number above 0"),
    ("message: Hello", "message: Hello, least: some", "scenes[1].least", "minutes as a number above 0"),
    ("message: Hello", "message: Hello, least: 2.5", "scenes[1].least", "at most the 2 that are planned"),
]


def read(text: str) -> Storyboard:
    """The storyboard of a text; its problems are the same as those that the loader is told, as warnings there."""
    story, told = storyboard(parse_yaml(text, "storyboard.yaml"))
    assert {one.severity for one in told} <= {"warning"}
    return story


def other(number: int) -> str:
    return f"  - {{id: other{number}, minutes: 1, page: brief, message: Fine}}\n"


def test_everything_that_a_scene_can_say() -> None:
    story = read("title: The demo\n" + HEAD + FULL)
    (scene,) = story.scenes
    assert isinstance(scene, Scene)
    assert (story.title, story.minutes_allowed, story.problems) == ("The demo", 20, ())
    assert (scene.minutes, scene.page) == (Decimal("1.5"), "roi")
    assert (scene.notes, scene.fallback) == ("Breathe", "The printed page")
    assert (scene.may_skip, scene.least) == (True, Decimal("0.75"))
    assert scene.view.drivers == {"cost_factor": Decimal("1.1")}
    assert (scene.view.as_of, scene.view.basis, scene.view.show) == ("2026-09", "plan", ("a",))
    assert [(claim.metric, claim.op, claim.scenario) for claim in scene.claims] == [
        ("npv", ">", None),
        ("irr", "between", "worst"),
    ]


@pytest.mark.parametrize(("good", "bad", "place", "expected"), BAD, ids=[bad[:60] for _, bad, *_ in BAD])
def test_a_faulty_scene_keeps_its_place_with_its_reason(good: str, bad: str, place: str, expected: str) -> None:
    assert good in GOOD
    story = read(HEAD + other(1) + GOOD.replace(good, bad) + other(2))
    first, faulty, last = story.scenes
    assert isinstance(first, Scene)
    assert isinstance(last, Scene)
    assert isinstance(faulty, FaultyScene)
    assert faulty.position == 2
    (problem,) = faulty.problems
    assert (problem.file, problem.row, problem.column) == ("storyboard.yaml", 4, place)
    assert expected in problem.expected


def test_a_scene_is_told_whole_where_nothing_else_is_said() -> None:
    (scene,) = read(HEAD + GOOD).scenes
    assert isinstance(scene, Scene)
    assert (scene.may_skip, scene.least) == (False, None)


def test_the_least_may_be_all_of_it() -> None:
    (scene,) = read(HEAD + GOOD.replace("page", "least: 2.0, page")).scenes
    assert isinstance(scene, Scene)


def test_a_faulty_scene_keeps_what_can_be_read_of_it() -> None:
    (scene,) = read(HEAD + GOOD.replace("id: first", "id: 1 2")).scenes
    assert isinstance(scene, FaultyScene)
    assert (scene.id, scene.minutes, scene.page, scene.message) == ("_1", 2, "brief", "Hello")


def test_two_scenes_of_one_id_are_told_apart() -> None:
    first, second, third = read(HEAD + GOOD + other(1) + GOOD).scenes
    assert (first.id, second.id, third.id) == ("first", "other1", "_3")
    assert isinstance(third, FaultyScene)
    assert "scene 1" in third.problems[0].remedy


def test_all_problems_of_a_scene_come_at_once() -> None:
    bad = "  - {id: a b, minutes: ten, message: Hello, view: {unti: x}}\n"
    (scene,) = read(HEAD + bad).scenes
    assert isinstance(scene, FaultyScene)
    assert len(scene.problems) == 4


@pytest.mark.parametrize("value", ["ten", "0", "-1", "", "[1]"])
def test_minutes_allowed_that_are_none_leave_the_scenes(value: str) -> None:
    story = read(f"minutes_allowed: {value}\nscenes:\n" + GOOD)
    assert story.minutes_allowed is None
    assert [one.column for one in story.problems] == ["minutes_allowed"]
    assert [scene.id for scene in story.scenes] == ["first"]


@pytest.mark.parametrize("scenes", ["", "scenes:\n", "scenes: none\n", "scenes: {a: b}\n"])
def test_without_a_list_of_scenes_there_are_none(scenes: str) -> None:
    story = read("minutes_allowed: 20\n" + scenes)
    assert story.scenes == ()
    assert len(story.problems) == 1


def test_five_hundred_scenes_are_one_problem_and_quick() -> None:
    text = HEAD + "".join(other(number) for number in range(500))
    began = perf_counter()
    story = read(text)
    assert perf_counter() - began < 5
    assert len(story.scenes) == MOST_SCENES
    (problem,) = story.problems
    assert problem.found == "500 scenes"


def test_markup_is_text() -> None:
    (scene,) = read(HEAD + GOOD.replace("Hello", '"<script>alert(1)</script> :red[x] $x$"')).scenes
    assert scene.message == "<script>alert(1)</script> :red[x] $x$"


class TestLoaded:
    def case(self, tmp_path: Path, text: str) -> Path:
        folder = starter(tmp_path / "case")
        (folder / "storyboard.yaml").write_text(text, "utf-8")
        return folder

    def test_the_starter_has_one_without_a_problem(self, tmp_path: Path) -> None:
        case = load_case(starter(tmp_path / "case"), tmp_path)
        assert case.storyboard
        assert all(isinstance(scene, Scene) for scene in case.storyboard.scenes)
        assert case.warnings == ()

    def test_a_faulty_scene_opens_the_case_with_a_note(self, tmp_path: Path) -> None:
        case = load_case(self.case(tmp_path, HEAD + GOOD + other(1).replace("minutes: 1", "minutes: ten")), tmp_path)
        assert case.storyboard
        assert [type(scene) for scene in case.storyboard.scenes] == [Scene, FaultyScene]
        assert [(one.severity, one.column) for one in case.warnings] == [("warning", "scenes[1].minutes")]

    def test_a_case_needs_none(self, tmp_path: Path) -> None:
        folder = starter(tmp_path / "case")
        (folder / "storyboard.yaml").unlink()
        assert load_case(folder, tmp_path).storyboard is None
