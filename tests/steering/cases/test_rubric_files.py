"""rubrics/*.yaml: what they say, every mistake with its place and its cure, and that none closes the case."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.cases.loader import load_case, stamp_files
from steering.cases.rubrics import DEFAULTS, MOST, check_rubric, default_rubrics, list_rubrics
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml

GOOD = """\
id: short
title: Short
scale: [Low, High]
criteria:
  - id: ask
    title: The ask
    weight: 60%
    levels: [Missing., There.]
  - id: time
    title: Time
    weight: 0.4
    levels: [Over., Within.]
"""


def write(case: Path, text: str, name: str = "short.yaml") -> None:
    (case / "rubrics").mkdir(exist_ok=True)
    (case / "rubrics" / name).write_text(text, "utf-8")


def told(case: Path) -> list[tuple[str, int | None, str | None, str, str]]:
    """The problems of a case's rubrics, which are warnings."""
    warnings = [problem for problem in load_case(case, case.parent).warnings if problem.file.startswith("rubrics")]
    assert {problem.severity for problem in warnings} <= {"warning"}
    return [(one.file, one.row, one.column, one.found, one.remedy) for one in warnings]


def test_a_rubric_is_read(new_case: Path) -> None:
    write(new_case, GOOD)
    (rubric,) = load_case(new_case, new_case.parent).rubrics
    assert (rubric.id, rubric.scale, [str(item.weight) for item in rubric.criteria]) == (
        "short",
        ("Low", "High"),
        ["0.60", "0.4"],
    )
    assert told(new_case) == []


def test_the_default_rubrics_are_right() -> None:
    for path in DEFAULTS.glob("*.yaml"):
        document = parse_yaml(path.read_text("utf-8"), path.name)
        rubric, mistakes = validate_as(document, type(default_rubrics()[0]))
        assert rubric and not mistakes
        assert not list(check_rubric(rubric, document, []))
    assert [rubric.id for rubric in default_rubrics()] == ["executive-dry-run", "architecture-review-board"]


def test_a_rubric_of_the_case_takes_the_place_of_a_default(new_case: Path) -> None:
    write(new_case, GOOD.replace("id: short", "id: executive-dry-run"))
    rubrics = list_rubrics(load_case(new_case, new_case.parent).rubrics)
    assert [(rubric.id, len(rubric.criteria)) for rubric in rubrics] == [
        ("executive-dry-run", 2),
        ("architecture-review-board", 5),
    ]


def test_the_example_has_one_of_its_own(example_case: Path, tmp_path: Path) -> None:
    (rubric,) = load_case(example_case, tmp_path).rubrics
    assert rubric.id == "closing"
    assert {scene for criterion in rubric.criteria for scene in criterion.scenes} == {
        "what-if",
        "gate",
        "ask",
        "decide",
    }


@pytest.mark.parametrize(
    ("weight", "found", "remedy"),
    [("0.3", "weights that add up to 90%", "Add 10%."), ("60.5%", "weights that add up to 120.5%", "Take off 20.5%.")],
)
def test_weights_that_do_not_add_up(weight: str, found: str, remedy: str, new_case: Path) -> None:
    write(new_case, GOOD.replace("weight: 0.4", f"weight: {weight}"))
    assert told(new_case) == [("rubrics/short.yaml", 4, "criteria", found, remedy)]
    assert load_case(new_case, new_case.parent).rubrics == ()


def test_every_problem_is_told_at_once_and_the_others_stay(new_case: Path) -> None:
    write(new_case, GOOD)
    wrong = GOOD.replace("[Missing., There.]", "[Missing., Said., There.]").replace(
        "id: time", "id: ask\n    scenes: [end]"
    )
    write(new_case, wrong.replace("[Over., Within.]", "[Over., Late., Within.]"), "wrong.yaml")
    write(new_case, "id: x y\ntitel: X\nscale: [One]\ncriteria: []\n", "worse.yaml")
    write(new_case, "", "empty.yaml")
    write(new_case, GOOD, "old.yml")
    (new_case / "rubrics" / "bytes.yaml").write_bytes(b"\xff\xfe")
    problems = told(new_case)
    assert {problem[0] for problem in problems} == {
        f"rubrics/{name}" for name in ("wrong.yaml", "worse.yaml", "empty.yaml", "old.yml", "bytes.yaml")
    }
    columns = [problem[2] for problem in problems if problem[0] == "rubrics/wrong.yaml"]
    assert columns == ["id", "criteria[0].levels", "criteria[1].id", "criteria[1].levels", "criteria[1].scenes[0]"]
    assert any(problem[4] == "Rename it to old.yaml." for problem in problems)
    assert [rubric.id for rubric in load_case(new_case, new_case.parent).rubrics] == ["short"]


def test_a_scene_that_is_not_in_the_storyboard(new_case: Path) -> None:
    write(new_case, GOOD.replace("id: time", "id: time\n    scenes: [wurth, worth]"))
    story = "minutes_allowed: 5\nscenes:\n  - {id: worth, minutes: 2, page: roi, message: It is worth funding}\n"
    (new_case / "storyboard.yaml").write_text(story, "utf-8")
    ((_, row, column, found, remedy),) = told(new_case)
    assert (row, column, found, remedy) == (10, "criteria[1].scenes[0]", "'wurth'", "Did you mean 'worth'?")


def test_markup_is_text(new_case: Path) -> None:
    write(new_case, GOOD.replace("title: The ask", 'title: "<script>alert(1)</script> **ask**"'))
    (rubric,) = load_case(new_case, new_case.parent).rubrics
    assert rubric.criteria[0].title == "<script>alert(1)</script> **ask**"


def test_no_more_than_fifty_are_read(new_case: Path) -> None:
    for number in range(MOST + 1):
        write(new_case, GOOD.replace("id: short", f"id: short-{number}"), f"{number:02}.yaml")
    assert len(load_case(new_case, new_case.parent).rubrics) == MOST
    assert told(new_case) == [("rubrics", None, None, "51 rubrics", "Remove those that nobody scores by.")]


def test_an_edit_is_noticed(new_case: Path) -> None:
    write(new_case, GOOD)
    before = stamp_files(new_case)
    write(new_case, GOOD + "purpose: Would it do?\n")
    assert stamp_files(new_case) != before
