"""What `dossier/change.yaml` may say; one mistake at a time, each with its place and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steering.small_cases import change, loaded, problems_of

FILE = "dossier/change.yaml"
TEXT = """\
groups:
  - {id: claims, name: Claims, business_units: [Claims]}
stakeholders:
  - {id: cfo, name: CFO, influence: high, interest: low, stance: neutral, needed: champion, groups: [claims]}
plan:
  - {id: trained, stage: knowledge, aim: All can, measure: trained, target: 60%, by: 2026-10}
communications:
  - {id: note, message: News, channel: Paper, rule: RRULE:FREQ=WEEKLY, start: 2026-01-31, audience: [cfo, claims]}
pilot:
  - {id: fast, label: Faster, condition: {metric: lead_time, op: "<=", value: 40}}
"""


@pytest.fixture
def changing(new_case: Path) -> Path:
    (new_case / "dossier").mkdir(exist_ok=True)
    (new_case / FILE).write_text(TEXT, encoding="utf-8")
    return new_case


def test_it_is_read_with_the_distance_of_each_stance(changing: Path) -> None:
    plan = loaded(changing).dossier.change
    assert plan is not None
    assert (plan.stakeholders[0].short, str(plan.plan[0].target)) == (2, "0.60")


def test_a_stance_beyond_the_one_that_is_needed_is_enough(changing: Path) -> None:
    plan = loaded(change(changing, "needed: champion", "needed: opposed", FILE)).dossier.change
    assert plan is not None and plan.stakeholders[0].short == 0


@pytest.mark.parametrize(
    ("old", "new", "place", "found", "expected"),
    [
        ("influence: high", "influence: huge", "stakeholders[0].influence", "'huge'", "low"),
        ("stance: neutral", "stance: keen", "stakeholders[0].stance", "'keen'", "sceptical"),
        ("groups: [claims]", "groups: [clams]", "stakeholders[0].groups[0]", "'clams'", "a group of this file"),
        ("audience: [cfo, claims]", "audience: [cfo, cto]", "communications[0].audience[1]", "'cto'",
         "a stakeholder or group of this file"),
        ("id: claims, name", "id: cfo, name", "groups[0].id", "'cfo'", "an id that no stakeholder has"),
        ("RRULE:FREQ=WEEKLY", "every week", "communications[0].rule", "'every week'", "parts such as FREQ=MONTHLY"),
        ("stage: knowledge", "stage: wisdom", "plan[0].stage", "'wisdom'", "awareness"),
        ("measure: trained", "measure: invitations", "plan[0].measure", "'invitations'", "invited"),
        ("target: 60%", "target: 160%", "plan[0].target", "'160%'", "at most 1"),
        ("by: 2026-10", "by: 2026-13", "plan[0].by", "'2026-13'", "a month as YYYY-MM"),
        ("id: cfo, name", "id: <b>cfo</b>, name", "stakeholders[0].id", "'<b>cfo</b>'", "a name of up to 64 letters"),
        ("channel: Paper", "chanel: Paper", "communications[0].chanel", "the key 'chanel'", "a known key"),
    ],
)  # fmt: skip
def test_one_mistake_is_told(changing: Path, old: str, new: str, place: str, found: str, expected: str) -> None:
    told = problems_of(change(changing, old, new, FILE))
    mine = [problem for problem in told if problem.column == place and problem.found == found]
    assert mine and expected in mine[0].expected, told


@pytest.mark.parametrize("key", ["groups", "stakeholders", "plan", "communications", "pilot"])
def test_an_id_is_used_once(changing: Path, key: str) -> None:
    lines = TEXT.splitlines()
    entry = lines[lines.index(f"{key}:") + 1]
    (changing / FILE).write_text(TEXT.replace(entry, f"{entry}\n{entry}"), encoding="utf-8")
    assert [(problem.column, problem.expected) for problem in problems_of(changing)] == [
        (f"{key}[1].id", f"an id used once in {key}")
    ]
