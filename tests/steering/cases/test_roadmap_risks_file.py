"""What `dossier/risks.yaml` may say: levels, never scores; one mistake at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steering.small_cases import change, loaded, problems_of

FILE = "dossier/risks.yaml"
LOG = """\
scale:
  probability:
    - {level: 1, word: Rare, share: 0.1}
    - {level: 2, word: Possible, share: 0.5}
  impact:
    - {level: 1, word: Small, loss: 1000}
    - {level: 2, word: Large, loss: 50000}
risks:
  - id: a
    title: Something
    category: Cost
    before: {probability: 2, impact: 2}
    after: {probability: 1, impact: 2}
    mitigation: Watch it
    owner: Head of the platform
assumptions:
  - {id: x, text: It holds, owner: Head of the platform}
issues:
  - {id: x, text: It broke, owner: Head of the platform, severity: high}
dependencies:
  - {id: x, text: A contract, on_whom: Head of procurement}
"""


@pytest.fixture
def logged(new_case: Path) -> Path:
    (new_case / "dossier").mkdir()
    (new_case / FILE).write_text(LOG, encoding="utf-8")
    return new_case


def test_a_log_is_read(logged: Path) -> None:
    raid = loaded(logged).raid
    assert raid is not None
    assert [one.id for one in (*raid.risks, *raid.assumptions, *raid.issues, *raid.dependencies)] == [
        "a",
        "x",
        "x",
        "x",
    ]


LEVELS = "before: {probability: 2, impact: 2}"
SCALED = "a level of scale."
NEGATIVE = "an amount of at least 0"
BEFORE = "risks[0].before."


@pytest.mark.parametrize(
    ("old", "new", "place", "found", "expected"),
    [
        (LEVELS, "before: {probability: 2, impact: 2, score: 4}", f"{BEFORE}score", "the key 'score'", "a known key"),
        ("    owner: Head", "    score: 4\n    owner: Head", "risks[0].score", "the key 'score'", "a known key"),
        (LEVELS, "before: {probability: 6, impact: 2}", f"{BEFORE}probability", "'6'", "at most 5"),
        (LEVELS, "before: {probability: 3, impact: 2}", f"{BEFORE}probability", "3", f"{SCALED}probability: 1, 2"),
        (LEVELS, "before: {probability: 2, impact: 4}", f"{BEFORE}impact", "4", f"{SCALED}impact: 1, 2"),
        (LEVELS, "before: {probability: 2, impact: 2, loss: -1}", f"{BEFORE}loss", "-1", NEGATIVE),
        ("share: 0.5", "share: 50", "scale.probability[1].share", "50", "a share from 0 to 1"),
        ("share: 0.5", "share: 0.05", "scale.probability[1].share", "0.05", "at least 0.1, as the level below"),
        ("loss: 50000", "loss: 500", "scale.impact[1].loss", "500", "at least 1000, as the level below"),
        ("Small, loss: 1000", "Small, loss: -9", "scale.impact[0].loss", "-9", NEGATIVE),
        ("{level: 2, word: Large", "{level: 1, word: Large", "scale.impact[1].level", "1", "a level above 1"),
    ],
)
def test_one_mistake_is_told(logged: Path, old: str, new: str, place: str, found: str, expected: str) -> None:
    told = problems_of(change(logged, old, new, FILE))
    mine = [problem for problem in told if problem.column == place and problem.found == found]
    assert mine, told
    assert expected in mine[0].expected
    assert (mine[0].file, mine[0].severity) == (FILE, "error")
    assert mine[0].row is not None


@pytest.mark.parametrize("key", ["risks", "assumptions", "issues", "dependencies"])
def test_an_id_is_used_once_in_each_list(logged: Path, key: str) -> None:
    text = (logged / FILE).read_text(encoding="utf-8")
    start = text.index(f"\n{key}:\n") + len(f"\n{key}:\n")
    ends = [place for place in (text.find("\n" + word, start) for word in ("assump", "issues", "depend")) if place > 0]
    rows = text[start : min(ends, default=len(text))].rstrip("\n") + "\n"
    (logged / FILE).write_text(text[:start] + rows + text[start:], encoding="utf-8")
    (told,) = problems_of(logged)
    assert (told.column, told.remedy) == (f"{key}[1].id", "Give it another id.")


def test_a_mitigation_that_makes_it_worse_is_a_warning(logged: Path) -> None:
    (told,) = problems_of(
        change(logged, "before: {probability: 2, impact: 2}", "before: {probability: 1, impact: 1}", FILE)
    )
    assert (told.column, told.severity, told.expected) == (
        "risks[0].after.impact",
        "warning",
        "at most 1, as before mitigation",
    )
