"""A person's drill: judged, kept, and back when it is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE, Participant
from steering.records import Records
from steering.rehearsal.drill import (
    GivenAnswer,
    build_progress,
    count_progress,
    judge_answer,
    next_question,
    read_answer,
    record_answer,
)
from steering.rehearsal.figures import FigureOutcome
from steering.rehearsal.question import CFO, CTO, DrillQuestion, Place, QuestionSource, Subject, build_figure
from steering.rehearsal.spacing import Grade, read_card, review
from tests.actors import TESTER

NOW = dt.datetime(2026, 11, 29, 9, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
CASE = "halden"


def ask(id: str, *, severity: int = 50, persona: str = CFO, text: str = "USD 4.9M") -> DrillQuestion:
    return DrillQuestion(
        id=id,
        persona=persona,
        subject=Subject.HEADLINE,
        severity=severity,
        text="What is left?",
        answer=f"It is {text}.",
        points=("The figure.", "Why.", "What next.", "By when."),
        place=Place(page="roi"),
        source=QuestionSource(metric="npv"),
        figure=build_figure(4_900_000, "money", text),
    )


def answer(records: Records, question: DrillQuestion, figure: str, at: dt.datetime, person: str = "Ann") -> Grade:
    given = GivenAnswer(seconds=20, figure=figure)
    return record_answer(records.drill, CASE, Participant(name=person), question, given, at, TESTER).grade


class TestJudging:
    @pytest.mark.parametrize(
        ("figure", "seconds", "grade"),
        [("4.9M", 5, Grade.EASY), ("4.9M", 30, Grade.GOOD), ("4.9M", 90, Grade.HARD), ("5.9M", 5, Grade.AGAIN)],
    )
    def test_a_figure_is_graded_by_tolerance_and_time(self, figure: str, seconds: float, grade: Grade) -> None:
        assert judge_answer(ask("a"), GivenAnswer(seconds=seconds, figure=figure)).grade is grade

    def test_a_wrong_scale_fails_and_is_told(self) -> None:
        result = judge_answer(ask("a"), GivenAnswer(seconds=5, figure="4.9"))
        assert result.outcome is FigureOutcome.WRONG_SCALE
        assert not result.passed

    @pytest.mark.parametrize(("said", "grade"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3)])
    def test_what_was_said_is_graded_by_its_points(self, said: int, grade: int) -> None:
        given = GivenAnswer(seconds=40, points=frozenset(range(said)))
        result = judge_answer(ask("a"), given)
        assert result.grade == grade
        assert f"{said} of 4 points" in result.text


class TestSpacing:
    def test_a_failed_question_is_back_in_a_minute_and_a_good_one_in_days(self) -> None:
        failed = review(None, Grade.AGAIN, NOW)
        assert failed.due == NOW + MINUTE
        first = review(None, Grade.GOOD, NOW)
        assert (first.due - NOW, first.is_learned) == (10 * MINUTE, False)
        second = review(first.text, Grade.GOOD, first.due)
        assert second.due - first.due >= dt.timedelta(days=1)
        assert second.is_learned

    def test_the_longer_it_sits_the_later_it_comes_back(self) -> None:
        state, at, waits = review(None, Grade.EASY, NOW), NOW, []
        for _ in range(4):
            waits.append(state.due - at)
            at = state.due
            state = review(state.text, Grade.GOOD, at)
        assert waits == sorted(set(waits))
        assert not review(state.text, Grade.AGAIN, state.due).is_learned

    def test_the_same_answers_lead_to_the_same_day(self) -> None:
        assert review(None, Grade.GOOD, NOW) == review(None, Grade.GOOD, NOW)

    def test_a_clock_set_back_takes_no_time_away(self) -> None:
        first = review(None, Grade.EASY, NOW)
        assert review(first.text, Grade.GOOD, NOW - dt.timedelta(days=3)).due >= NOW

    def test_what_is_no_state_says_so(self) -> None:
        with pytest.raises(ValueError, match="can't be read"):
            read_card("{}")


class TestRecords:
    def test_answers_are_kept_by_person_and_change_no_case(self, records: Records) -> None:
        before = records.version()
        answer(records, ask("a"), "4.9M", NOW)
        answer(records, ask("b"), "3M", NOW + MINUTE, person="Ben")
        assert records.version() == before
        (stored,) = records.drill.list(CASE, "Ann")
        past = read_answer(stored)
        assert (past.question_id, past.said, past.grade, past.at) == ("a", "4.9M", Grade.GOOD, NOW)
        assert [person.key for person in records.drill.people(CASE)] == ["Ben", "Ann"]
        assert records.drill.list("other", "Ann") == ()

    def test_two_of_one_name_have_answers_of_their_own(self, records: Records) -> None:
        first, second = (
            Participant(id=records.people.make_admin("Ann", COMMAND_LINE).id, name="Ann") for _ in range(2)
        )
        given = GivenAnswer(seconds=9, figure="4.9M")
        for person, id in ((first, "a"), (second, "b")):
            record_answer(records.drill, CASE, person, ask(id), given, NOW, TESTER)
        answer(records, ask("c"), "4.9M", NOW)
        whose = {
            person.key: [item.question_id for item in records.drill.list(CASE, person.key)]
            for person in records.drill.people(CASE)
        }
        assert whose == {"Ann": ["c"], second.id: ["b"], first.id: ["a"]}
        assert [person.label for person in records.drill.people(CASE)] == ["Ann (name only)", "Ann (2)", "Ann (1)"]

    def test_what_was_answered_is_there_after_a_restart(self, tmp_path: Path) -> None:
        with Records(tmp_path / "home") as records:
            answer(records, ask("a"), "4.9M", NOW)
        with Records(tmp_path / "home") as records:
            assert len(records.drill.list(CASE, "Ann")) == 1


class TestProgress:
    def test_the_hardest_new_question_is_next(self, records: Records) -> None:
        progress = build_progress((ask("a", severity=90), ask("b", severity=20)), ())
        upcoming = next_question(progress, NOW)
        assert upcoming
        assert upcoming.question.id == "a"

    def test_what_failed_comes_back_before_what_is_new(self, records: Records) -> None:
        questions = (ask("a", severity=90), ask("b", severity=20))
        answer(records, questions[1], "1M", NOW)
        progress = build_progress(questions, records.drill.list(CASE, "Ann"))
        now, later = next_question(progress, NOW), next_question(progress, NOW + MINUTE)
        assert now
        assert later
        assert (now.question.id, later.question.id) == ("a", "b")

    def test_two_good_answers_make_it_sit_until_its_answer_changes(self, records: Records) -> None:
        question = ask("a")
        answer(records, question, "4.9M", NOW)
        answer(records, question, "4.9M", NOW + 10 * MINUTE)
        stored, later = records.drill.list(CASE, "Ann"), NOW + 11 * MINUTE
        (progress,) = build_progress((question,), stored)
        assert progress.sits
        assert next_question((progress,), later) is None
        (moved,) = build_progress((replace(question, answer="It is USD 3.1M."),), stored)
        assert moved.changed
        assert not moved.sits
        assert next_question((moved,), later) == moved

    def test_progress_is_counted_by_who_asks(self, records: Records) -> None:
        questions = (ask("a"), ask("b", persona=CTO), ask("c"))
        for minutes in (0, 10):
            answer(records, questions[0], "4.9M", NOW + minutes * MINUTE)
        counts = count_progress(build_progress(questions, records.drill.list(CASE, "Ann")), NOW + 11 * MINUTE)
        assert [(item.persona, item.total, item.answered, item.sitting, item.due) for item in counts] == [
            (CFO, 2, 1, 1, 1),
            (CTO, 1, 0, 0, 1),
        ]

    def test_a_persona_can_be_asked_alone(self, records: Records) -> None:
        progress = build_progress((ask("a"), ask("b", persona=CTO)), ())
        upcoming = next_question(progress, NOW, CTO)
        assert upcoming
        assert upcoming.question.id == "b"
