"""What the days of a roadmap must agree on: baselines with dependencies, work with what it waits for, forecasts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.errors import Problem
from tests.steering.small_cases import problems_of, small

A = "{id: a, name: A, baseline: {start: 2026-01-05, end: 2026-02-27}"
B = "{id: b, name: B, baseline: {start: 2026-03-02, end: 2026-06-30}"
FINISHED = ", actual: {start: 2026-01-05, end: 2026-02-27}"


Reader = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def problems(tmp_path: Path) -> Reader:
    """Reads a roadmap beside a small case as of April 2026 and returns its problems."""
    case = small(tmp_path / "case", counts_from="production")

    def read(*phases: str, more: str = "") -> tuple[Problem, ...]:
        text = "phases:\n" + "".join(f"  - {phase}}}\n" for phase in phases) + more
        (case / "roadmap.yaml").write_text(text, encoding="utf-8")
        return problems_of(case)

    return read


def test_work_in_order_has_no_warning(problems: Reader) -> None:
    assert problems(A + FINISHED, B + ", actual: {start: 2026-02-27}, depends_on: [a]") == ()


@pytest.mark.parametrize(
    ("link", "first"),
    [
        ("a", "2026-02-28"),
        ("{on: a, lag: 7}", "2026-03-07"),
        ("{on: a, lag: -7}", "2026-02-21"),
    ],
)
def test_a_baseline_before_what_it_waits_for_ends_is_a_warning(problems: Reader, link: str, first: str) -> None:
    early = B.replace("2026-03-02", "2026-02-16")
    (problem,) = problems(A + FINISHED, f"{early}, depends_on: [{link}]")
    assert (problem.severity, problem.column) == ("warning", "phases[1].depends_on[0]")
    assert problem.found == "a baseline that breaks this dependency: 'b' starts on 2026-02-16"
    assert problem.expected.startswith(f"{first} or later, because 'a' ends on 2026-02-27")


def test_a_milestone_may_be_due_on_the_day_on_which_work_ends(problems: Reader) -> None:
    milestone = "milestones: [{id: m, name: M, baseline: %s, depends_on: [b]}]\n"
    assert problems(A + FINISHED, B, more=milestone % "2026-06-30") == ()
    (problem,) = problems(A + FINISHED, B, more=milestone % "2026-06-29")
    assert problem.expected == "2026-06-30 or later, because 'b' ends on 2026-06-30"


def test_the_plan_of_a_wave_is_by_months(problems: Reader) -> None:
    wave = 'waves: [{id: "1", depends_on: [m]}]\nmilestones: [{id: m, name: M, baseline: %s}]\n'
    assert problems(A + FINISHED, more=wave % "2026-01-30") == (), "the wave starts in January"
    (problem,) = problems(A + FINISHED, more=wave % "2026-02-01")
    assert problem.found == "a baseline that breaks this dependency: '1' starts on 2026-01-31"


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("", ", actual: {start: 2026-03-02, end: 2026-04-02}", "'b' finished on 2026-04-02, and 'a', for which"),
        (", actual: {start: 2026-01-05}", ", actual: {start: 2026-03-02}", "'b' started on 2026-03-02, and 'a', for"),
        (FINISHED, ", actual: {start: 2026-02-26}", "'b' started on 2026-02-26, and 'a', for which it waits, ended on"),
    ],
)
def test_work_before_what_it_waits_for_has_finished_is_a_warning(
    problems: Reader, first: str, second: str, found: str
) -> None:
    (problem,) = problems(A + first, B + second + ", depends_on: [a]")
    assert (problem.severity, problem.column) == ("warning", "phases[1].depends_on[0]")
    assert problem.found.startswith(found)


def test_a_gate_that_is_released_before_its_milestone_is_a_warning(problems: Reader) -> None:
    gate = (
        "milestones: [{id: m, name: M, baseline: 2026-03-31}]\n"
        "gates: [{id: g, name: G, milestone: m, amount: 1, released: 2026-03-31,"
        " conditions: [{metric: npv, op: '>', value: 0}]}]\n"
    )
    (problem,) = problems(A + FINISHED, more=gate)
    assert (problem.column, problem.severity) == ("gates[0].milestone", "warning")


@pytest.mark.parametrize(
    ("dates", "place", "severity"),
    [
        (", forecast: {start: 2026-04-20}", "phases[1].forecast.start", "warning"),
        (", actual: {start: 2026-03-02}, forecast: {end: 2026-04-30}", "phases[1].forecast.end", "warning"),
        (", actual: {start: 2026-04-20}, forecast: {end: 2026-04-01}", "phases[1].forecast.end", "warning"),
        (", forecast: {end: 2026-02-27}", "phases[1].forecast.end", "error"),
    ],
)
def test_a_forecast_for_a_day_that_is_over_is_told(problems: Reader, dates: str, place: str, severity: str) -> None:
    (problem,) = problems(A + FINISHED, B + dates)
    assert (problem.column, problem.severity) == (place, severity)


@pytest.mark.parametrize(
    "dates", [", forecast: {start: 2026-05-04}", ", actual: {start: 2026-03-02}, forecast: {end: 2026-05-01}"]
)
def test_a_forecast_for_a_later_day_is_sound(problems: Reader, dates: str) -> None:
    assert problems(A + FINISHED, B + dates) == ()


def test_a_dependency_that_is_named_twice_is_a_warning(problems: Reader) -> None:
    (problem,) = problems(A + FINISHED, B + ", depends_on: [a, {on: a, lag: 1}]")
    assert (problem.column, problem.severity) == ("phases[1].depends_on[1]", "warning")


def test_every_circle_is_told_and_nothing_that_follows_from_it(problems: Reader) -> None:
    pairs = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("e", "e")]
    phases = [A.replace("id: a", f"id: {id}") + f", depends_on: [{on}]" for id, on in pairs]
    assert [problem.found for problem in problems(*phases)] == [
        "a circle: a, which waits for b, which waits for a",
        "a circle: c, which waits for d, which waits for c",
        "a circle: e, which waits for e",
    ]


def test_an_unknown_name_is_not_answered_with_the_items_own(problems: Reader) -> None:
    (problem,) = problems(A + ", depends_on: [zz]")
    assert problem.remedy == "Remove it: there is nothing else to name yet."
