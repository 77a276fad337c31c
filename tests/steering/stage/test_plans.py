"""A meeting that somebody plans: what was entered becomes a plan, or all of its problems at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from steering.stage.plans import Plan, PlanForm, check_plan

TODAY = dt.date(2026, 11, 29)
FORM = PlanForm(
    title="  Steering   committee ",
    day=dt.date(2026, 12, 3),
    question_minutes=5,
    people=[("The chair", "chair"), ("", ""), (" Head  of finance ", "member"), ("Head of design", "guest")],
)


def places(form: PlanForm) -> list[str]:
    plan, problems = check_plan(form, TODAY)
    assert plan is None
    return [problem.place for problem in problems]


def test_what_was_entered_becomes_a_plan_and_empty_rows_are_left_out() -> None:
    people = (("The chair", "chair"), ("Head of finance", "member"), ("Head of design", "guest"))
    plan = Plan(title="Steering committee", day=dt.date(2026, 12, 3), question_minutes=5, people=people)
    assert check_plan(FORM, TODAY) == (plan, ())


def test_today_is_early_enough_and_nobody_has_to_be_invited() -> None:
    plan, _ = check_plan(replace(FORM, day=TODAY, question_minutes=0, people=[]), TODAY)
    assert plan is not None and plan.people == ()


def test_every_problem_is_told_with_its_place() -> None:
    people = [("", "member"), ("Finance", ""), ("Sales", "boss"), ("x" * 81, "guest")]
    form = PlanForm(title="\u200b ", day=dt.date(2026, 11, 28), question_minutes=-1, people=people)
    assert places(form) == [
        "Title",
        "Date",
        "Minutes for questions",
        "People, row 1, Name",
        "People, row 2, Role",
        "People, row 3, Role",
        "People, row 4, Name",
    ]


def test_a_problem_says_what_was_found_and_what_to_do() -> None:
    _, (problem,) = check_plan(replace(FORM, people=[("Sales", "boss")]), TODAY)
    text = "People, row 1, Role: found 'boss'; expected presenter, chair, member or guest. Choose one."
    assert str(problem) == text


def test_no_date_and_no_minutes_are_problems() -> None:
    assert places(replace(FORM, day=None, question_minutes=None)) == ["Date", "Minutes for questions"]


def test_names_that_look_the_same_are_one_name() -> None:
    _, (problem,) = check_plan(replace(FORM, people=[("Audit", "chair"), ("\u0410udit", "member")]), TODAY)
    assert problem.row == 2 and problem.remedy == "Tell them apart: row 1 has the same name."


def test_there_is_one_chair_at_most() -> None:
    _, (problem,) = check_plan(replace(FORM, people=[("One", "chair"), ("Two", "chair"), ("Three", "chair")]), TODAY)
    assert (problem.row, problem.remedy) == (2, "Row 1 is the chair already.")


def test_a_title_and_a_list_can_be_too_long() -> None:
    people = [(f"Person {number}", "guest") for number in range(201)]
    assert places(replace(FORM, title="x" * 121, people=people)) == ["Title", "People"]
