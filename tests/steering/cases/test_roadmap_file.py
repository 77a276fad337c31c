"""What `roadmap.yaml` may say: one mistake at a time, each with its place and its cure."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from steering.cases.roadmap_checks import circle
from tests.steering.small_cases import change, loaded, problems_of

FILE = "roadmap.yaml"


@pytest.mark.parametrize(
    ("old", "new", "place", "found", "remedy"),
    [
        ("name: Build", "nam: Build", "phases[0]", "nothing", "Add `name:` with its value."),
        ("id: hand-over", "id: build", "phases[1].id", "'build'", "Give it another id."),
        ('depends_on: ["2"]', "depends_on: [biuld]", "phases[1].depends_on[0]", "'biuld'", "Did you mean 'build'?"),
        (
            'depends_on: ["2"]',
            "depends_on: [{on: biuld, lag: 3}]",
            "phases[1].depends_on[0]",
            "'biuld'",
            "Did you mean 'build'?",
        ),
        ('depends_on: ["2"]', "depends_on: [{on: build, lag: 1.5}]", "phases[1].depends_on[0].lag", "'1.5'", "Correct"),
        ("end: 2026-03-31", "end: 2025-03-31", "phases[0].baseline.end", "2025-03-31", "Correct one of the two days."),
        ("actual: {start: 2026-01-05, ", "actual: {", "phases[0].actual.end", "2026-04-10 without a start", "Add"),
        ("end: 2026-03-31", "end: 31 March", "phases[0].baseline.end", "'31 March'", "Correct this value."),
        (
            "actual: {start: 2026-01-12}",
            "forecast: {start: 2026-01-12, production: 2026-01-01}",
            "waves[0].forecast.production",
            "2026-01-01",
            "Correct one of the two days.",
        ),
        ('- {id: "1", actual', '- {id: "9", actual', "waves[0].id", "'9'", "Use one of 1, 2."),
        ("date: 2026-05-29\n", "milestone: revue\n", "gates[0].milestone", "'revue'", "Did you mean 'review'?"),
        ("date: 2026-05-29\n", "owner_: x\n", "gates[0].owner_", "the key 'owner_'", "Did you mean 'owner'?"),
        ("amount: 250000", "amount: -250000", "gates[0].amount", "-250000", "Remove the sign."),
        ("metric: lead_time", "metric: leed_time", "gates[0].conditions[1].metric", "'leed_time'", "Did you mean"),
        ("metric: lead_time, ", "", "gates[0].conditions[1]", "no metric", "Add `metric:` with its name."),
        (
            "phases:",
            "calendar: {working_days: [Mon, Freitag]}\nphases:",
            "calendar.working_days[1]",
            "'Freitag'",
            "Correct this value.",
        ),
        (
            "phases:",
            "calendar: {holidays: [{start: 2026-12-31, end: 2026-12-24}]}\nphases:",
            "calendar.holidays[0].end",
            "2026-12-24",
            "Correct one of the two days.",
        ),
        (
            'depends_on: ["2"]',
            'depends_on: [{on: "2", lag: 3, lag_in: working_days}]',
            "phases[1].depends_on[0].lag_in",
            "working_days without a calendar",
            "Add `calendar:` to this file",
        ),
        ("[second-half], gates", "[first-half], gates", "committee[0].decisions[0]", "'first-half'", "Use one of"),
        (
            "gates: [second-half]}",
            "gates: [second]}",
            "committee[0].gates[0]",
            "'second'",
            "Did you mean 'second-half'?",
        ),
    ],
)
def test_one_mistake_is_told(new_case: Path, old: str, new: str, place: str, found: str, remedy: str) -> None:
    told = problems_of(change(new_case, old, new, FILE))
    mine = [problem for problem in told if problem.column == place and problem.found == found]
    assert mine, told
    assert mine[0].remedy.startswith(remedy)
    assert (mine[0].file, mine[0].severity) == (FILE, "error")
    assert mine[0].row is not None


def test_a_wave_that_is_not_there_is_told_wherever_it_is_named(new_case: Path) -> None:
    told = problems_of(change(new_case, '- {id: "1", actual', '- {id: "9", actual', FILE))
    assert [problem.column for problem in told] == ["waves[1].depends_on[0]", "waves[0].id"]


@pytest.mark.parametrize("when", ["date: 2026-05-29, milestone: review", "requires: all"])
def test_a_gate_is_due_on_a_date_or_with_a_milestone(new_case: Path, when: str) -> None:
    told = problems_of(change(new_case, "date: 2026-05-29\n", "\n    ".join(when.split(", ")) + "\n", FILE))
    assert [problem.expected for problem in told] == ["either `date` or `milestone`, to say when the gate is due"]


def test_a_circle_is_named(new_case: Path) -> None:
    change(new_case, '{id: "1", actual: {start: 2026-01-12}}', '{id: "1", depends_on: [hand-over]}', FILE)
    (told,) = problems_of(new_case)
    assert told.column is not None
    assert told.column.endswith("depends_on")
    said = told.found.removeprefix("a circle: ").split(", which waits for ")
    assert said[0] == said[-1]
    assert set(said) == {"hand-over", "1", "2"}
    waits = {"hand-over": "2", "2": "1", "1": "hand-over"}
    assert all(waits[one] == after for one, after in pairwise(said))


def test_waiting_for_oneself_is_a_circle() -> None:
    assert circle({"a": ["a"]}) == ("a", "a")
    assert circle({"a": ["b"], "b": []}) == ()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("end: 2026-04-10", "end: 2026-05-01", "phases[0].actual.end"),
        ("actual: {start: 2026-01-12}", "actual: {start: 2026-05-12}", "waves[0].actual.start"),
        ("baseline: 2026-05-15", "baseline: 2026-05-15, actual: 2026-05-02", "milestones[0].actual"),
        ("date: 2026-05-29\n", "date: 2026-05-29\n    released: 2026-05-29\n", "gates[0].released"),
    ],
)
def test_what_is_said_to_have_happened_after_as_of_is_a_warning(new_case: Path, old: str, new: str, place: str) -> None:
    (told,) = problems_of(change(new_case, old, new, FILE))
    assert (told.column, told.severity) == (place, "warning")
    assert told.expected == "a day up to 2026-04-30, the last of as_of"


@pytest.mark.parametrize("metric", ["npv", "payback_months", "coverage.soc2", "coverage.hipaa", "teams_in_production"])
def test_what_a_gate_may_name(new_case: Path, metric: str) -> None:
    assert loaded(change(new_case, "metric: lead_time", f"metric: {metric}", FILE)).roadmap is not None


def test_a_case_needs_no_roadmap(new_case: Path) -> None:
    (new_case / FILE).unlink()
    assert loaded(new_case).roadmap is None


def test_figures_may_carry_their_source(new_case: Path) -> None:
    change(new_case, "amount: 250000", "amount: {value: 250000, source: Proposal, confidence: low}", FILE)
    roadmap = loaded(new_case).roadmap
    assert roadmap is not None
    assert (roadmap.gates[0].amount.source, roadmap.gates[0].amount.confidence) == ("Proposal", "low")
