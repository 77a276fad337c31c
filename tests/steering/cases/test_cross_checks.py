"""What the files of a case must agree on, one rule at a time."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from steering.cases.cross_checks import MEASURES
from steering.cases.new import STARTER
from steering.state.app_state import EXAMPLE
from tests.steering.small_cases import change, loaded, problems_of


def test_the_risks_of_an_option_are_those_of_the_risk_log(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    copytree(EXAMPLE, folder, ignore=ignore_patterns("datasets"))
    change(folder, "risks: [stalled-teams, renewals, cost-anomaly]", "risks: [stalled-team]", "business_case.yaml")
    (problem,) = problems_of(folder)
    assert (problem.column, problem.expected) == ("options[1].risks[0]", "the id of a risk of dossier/risks.yaml")
    assert "stalled-teams" in problem.remedy
    (folder / "dossier" / "risks.yaml").unlink()
    assert "options[0].risks[0]" in {problem.column for problem in problems_of(folder)}


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "expected"),
    [
        ("case.yaml", "[teams_in_production, ", "[teams_in_prod, ", "headlines[0]", "a KPI of metrics.yaml"),
        ("case.yaml", "[teams_in_production, ", "[lead_time, ", "headlines[1]", "each KPI once"),
        ("case.yaml", "last_committee: 2026-02", "last_committee: 2026-05", "last_committee", "a month up to as_of"),
        ("case.yaml", 'id: "2"', 'id: "1"', "adoption.waves[1].id", "an id used once"),
        ("case.yaml", "2026-04: 2", "2026-04: 3", "adoption.waves[0].plan.2026-04", "at most the wave's 2 teams"),
        (
            "case.yaml",
            "2026-04: 2",
            "2026-04: 0",
            "adoption.waves[0].plan.2026-04",
            "at least 1: the plan is cumulative",
        ),
        ("case.yaml", "2026-04: 2", "2025-12: 0", "adoption.waves[0].plan.2025-12", "a month from 2026-01 to 2026-12"),
        ("case.yaml", "2026-04: 2", "2027-01: 2", "adoption.waves[0].plan.2027-01", "a month from 2026-01 to 2026-12"),
        ("case.yaml", "headlines:", "decisions:\n  - {id: a, question: Q}\nheadlines:", "decisions", "each key once"),
        (
            "case.yaml",
            "headlines:",
            "budget: {envelope: [{from: 2026-03, to: 2026-01, amount: 3}]}\nheadlines:",
            "budget.envelope[0].to",
            "a month from 2026-03 on",
        ),
        ("metrics.yaml", "adoption.teams_in_production", "adoption.teams", "teams_in_production.measure", "one of"),
        ("metrics.yaml", "unit: count", "unit: share", "teams_in_production.unit", "count, as adoption.teams"),
        ("metrics.yaml", "combine: sum", "combine: last", "teams_in_production.combine", "sum, as adoption.teams"),
        ("metrics.yaml", "by: 2026-04", "by: 2026-12", "teams_in_production.targets", "each month once, in order"),
        ("metrics.yaml", "by: 2026-04", "by: 2026-01", "teams_in_production.baseline.as_of", "before the first target"),
        (
            "metrics.yaml",
            "green: {op",
            "green: {metric: other, op",
            "teams_in_production.status.green.metric",
            "teams_in_production or nothing",
        ),
        (
            "metrics.yaml",
            "green: {op",
            "green: {scenario: worst, op",
            "teams_in_production.status.green.scenario",
            "nothing",
        ),
        (
            "metrics.yaml",
            "green: {op",
            "green: {as_of: 2026-01, op",
            "teams_in_production.status.green.as_of",
            "nothing",
        ),
    ],
)
def test_one_disagreement_is_told_once(
    new_case: Path, file: str, old: str, new: str, place: str, expected: str
) -> None:
    every = problems_of(change(new_case, old, new, file))
    # Other files that name what was changed have their own say.
    found = [problem for problem in every if problem.file == file]
    assert [problem.column for problem in found] == [place]
    assert expected in found[0].expected
    assert found[0].row is not None


def test_a_target_needs_targets(new_case: Path) -> None:
    text = (new_case / "metrics.yaml").read_text(encoding="utf-8")
    start = text.index("  targets:", text.index("lead_time:"))
    (new_case / "metrics.yaml").write_text(text[:start] + text[text.index("  status:", start) :], encoding="utf-8")
    assert {problem.column for problem in problems_of(new_case)} == {
        "lead_time.status.green.value",
        "lead_time.status.amber.value",
    }


def test_a_broken_charter_does_not_hide_what_is_wrong_in_the_metrics(new_case: Path) -> None:
    change(change(new_case, "as_of: 2026-04", "as_of: x"), "by: 2026-04", "by: 2026-12", "metrics.yaml")
    assert {problem.file for problem in problems_of(new_case)} == {"case.yaml", "metrics.yaml"}


def test_metrics_that_cannot_be_read_are_one_problem_and_no_more(new_case: Path) -> None:
    (new_case / "metrics.yaml").write_text("a: [", encoding="utf-8")
    assert [problem.file for problem in problems_of(new_case)] == ["metrics.yaml"]


def test_headlines_without_metrics_are_told(new_case: Path) -> None:
    (new_case / "metrics.yaml").unlink()
    found = [problem.column for problem in problems_of(new_case) if problem.file == "case.yaml"]
    assert found == ["headlines[0]", "headlines[1]"]


def test_the_example_and_the_starter_have_no_problem_at_all(example_case: Path) -> None:
    assert len(loaded(example_case).kpis) == 13
    assert set(loaded(STARTER).datasets) == {"adoption", "evidence", "kpi"}


def test_every_measure_is_worked_out(new_case: Path) -> None:
    for measure, (unit, combine) in MEASURES.items():
        block = f"{measure.removeprefix('adoption.')}_x:\n  measure: {measure}\n  unit: {unit}\n  combine: {combine}\n"
        block += "  name: N\n  definition: D\n  better: higher\n  kind: leading\n  owner: O\n  source: S\n"
        block += '  status: {green: {op: ">=", value: 1}}\n'
        with (new_case / "metrics.yaml").open("a", encoding="utf-8") as file:
            file.write(block)
    assert len(loaded(new_case).kpis) == 2 + len(MEASURES)
