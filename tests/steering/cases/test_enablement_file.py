"""What `dossier/enablement.yaml` may say; one mistake at a time, each with its place and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.cases.dossier.case_paths import read_tool
from tests.steering.small_cases import change, loaded, problems_of

FILE = "dossier/enablement.yaml"
TOOL = "dossier/toolkit/list.md"
TEXT = """\
onboarding:
  - {id: s, name: Step, time: 1.5 h, done_when: {column: stage, at_least: pilot}}
toolkit:
  - {id: t, name: Tool, file: dossier/toolkit/list.md}
competencies: [{id: c, name: Skill}]
objectives:
  - {id: o, text: Show it, competency: c, evidence: [{deliverable: d}]}
phases: [{id: design, start: 2026-01-02, end: 2026-02-02}]
deliverables:
  - {id: d, name: Thing, phase: design, due: 2026-02-01, files: [case.yaml, dossier/none.yaml]}
"""


@pytest.fixture
def enabled(new_case: Path) -> Path:
    (new_case / "dossier" / "toolkit").mkdir(parents=True, exist_ok=True)
    (new_case / FILE).write_text(TEXT, encoding="utf-8")
    (new_case / TOOL).write_text("- one\n", encoding="utf-8")
    return new_case


def test_it_is_read_with_the_files_that_are_there(enabled: Path) -> None:
    dossier = loaded(enabled).dossier
    assert dossier.enablement is not None
    assert dossier.enablement.onboarding[0].time == 90
    assert set(dossier.sizes) == {TOOL, "case.yaml"}
    assert read_tool(enabled, TOOL) == b"- one\n"


def test_a_link_that_leads_outside_is_not_there_and_not_taken(enabled: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (enabled / TOOL).unlink()
    (enabled / TOOL).symlink_to(secret)
    assert TOOL not in loaded(enabled).dossier.sizes
    with pytest.raises(ValueError, match="outside"):
        read_tool(enabled, TOOL)
    with pytest.raises(ValueError, match="within"):
        read_tool(enabled, "case.yaml")


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ("file: dossier/toolkit/list.md", "file: ../secret.md", "toolkit[0].file", "none outside it"),
        ("file: dossier/toolkit/list.md", "file: /etc/passwd", "toolkit[0].file", "none outside it"),
        ("file: dossier/toolkit/list.md", "file: dossier/toolkit/../../x", "toolkit[0].file", "none outside it"),
        ("file: dossier/toolkit/list.md", "file: storyboard.yaml", "toolkit[0].file", "within dossier/toolkit"),
        ("file: dossier/toolkit/list.md", "link: 'javascript:alert(1)'", "toolkit[0].link", "an address of the web"),
        ("time: 1.5 h", "time: soon", "onboarding[0].time", "minutes or hours"),
        ("competency: c", "competency: z", "objectives[0].competency", "a competency of this file"),
        ("{deliverable: d}", "{deliverable: z}", "objectives[0].evidence[0].deliverable", "a deliverable of this file"),
        ("end: 2026-02-02", "end: 2026-01-01", "phases[0].end", "a day from 2026-01-02 on"),
    ],
)
def test_one_mistake_is_told(enabled: Path, old: str, new: str, place: str, expected: str) -> None:
    told = problems_of(change(enabled, old, new, FILE))
    assert [problem for problem in told if problem.column == place and expected in problem.expected], told


def test_evidence_is_of_exactly_one_kind(enabled: Path) -> None:
    told = problems_of(change(enabled, "{deliverable: d}", "{deliverable: d, claim: x}", FILE))
    assert any("exactly one of deliverable" in problem.expected for problem in told), told
