"""What `dossier/compliance.yaml` may say: one mistake at a time, and what is no mistake of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steering.small_cases import change, loaded, problems_of

FILE = "dossier/compliance.yaml"
SCOPE = """\
frameworks:
  - {id: soc2, scope: The platform, owner: Head of compliance}
controls:
  - {id: CC6.1, framework: soc2, owner: Head of the platform, method: automated, frequency: monthly}
  - {id: 164.312(a)(1), framework: hipaa, crosswalk: [CC6.1]}
  - {id: A1.1, framework: soc2, not_applicable: Not in the report}
"""


@pytest.fixture
def scoped(new_case: Path) -> Path:
    (new_case / "dossier").mkdir(exist_ok=True)
    (new_case / FILE).write_text(SCOPE, encoding="utf-8")
    return new_case


def test_the_controls_are_read(scoped: Path) -> None:
    compliance = loaded(scoped).dossier.compliance
    assert compliance is not None
    first, second, third = compliance.controls
    assert (first.id, first.method, first.frequency) == ("CC6.1", "automated", "monthly")
    assert (second.method, second.crosswalk, second.owner) == ("manual", ("CC6.1",), None)
    assert [control.in_scope for control in compliance.controls] == [True, True, False]
    assert third.not_applicable == "Not in the report"


@pytest.mark.parametrize(
    ("old", "new", "place", "found", "expected"),
    [
        ("framework: hipaa", "framework: hippa", "controls[1].framework", "'hippa'", "one of soc2, hipaa"),
        ("id: soc2, scope", "id: pci, scope", "frameworks[0].id", "'pci'", "one of soc2, hipaa"),
        ("id: CC6.1,", "id: <b>CC6.1</b>,", "controls[0].id", "'<b>CC6.1</b>'", "the id of a control"),
        ("id: CC6.1,", "id: CC6 1,", "controls[0].id", "'CC6 1'", "without spaces"),
        ("method: automated", "method: robot", "controls[0].method", "'robot'", "'automated'"),
        ("frequency: monthly", "frequency: often", "controls[0].frequency", "'often'", "'monthly'"),
        ("id: A1.1", "id: CC6.1", "controls[2].id", "'CC6.1'", "an id used once in controls"),
        ("crosswalk: [CC6.1]", "crosswalk: [164.312(a)(1)]", "controls[1].crosswalk[0]", "'164.312(a)(1)'", "another"),
        ("crosswalk: [CC6.1]", "crosswalk: [<i>]", "controls[1].crosswalk[0]", "'<i>'", "the id of a control"),
        ("owner: Head of the", "boss: Head of the", "controls[0].boss", "the key 'boss'", "a known key"),
        ("scope: The platform", "scope: ''", "frameworks[0].scope", "", ""),
    ],
)
def test_one_mistake_is_told(scoped: Path, old: str, new: str, place: str, found: str, expected: str) -> None:
    told = problems_of(change(scoped, old, new, FILE))
    mine = [problem for problem in told if problem.column == place and found in problem.found]
    assert mine, told
    assert expected in mine[0].expected
    assert (mine[0].file, mine[0].severity) == (FILE, "error")
    assert mine[0].row is not None


@pytest.mark.parametrize("id", ["CC99.9", "164.999(z)"])
def test_a_control_that_no_catalogue_has_closes_no_case(scoped: Path, id: str) -> None:
    assert problems_of(change(scoped, "id: A1.1", f"id: {id}", FILE)) == ()


def test_every_problem_is_told_at_once(scoped: Path) -> None:
    change(scoped, "framework: hipaa", "framework: hippa", FILE)
    assert len(problems_of(change(scoped, "method: automated", "method: robot", FILE))) == 2
