"""The Question drill without a browser: asked, answered, judged, shown, and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.rehearsal.question import CFO, CTO, DrillQuestion
from steering.rehearsal.questions import IN_A_ROW, derive_questions
from steering.rehearsal.spacing import Grade
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]


def asked(seen: AppTest) -> str:
    return seen.subheader[0].value.replace("\\", "")


def questions() -> tuple[DrillQuestion, ...]:
    return derive_questions(session.app_state().snapshot().context)


def current(seen: AppTest) -> DrillQuestion:
    return next(question for question in questions() if question.text == asked(seen).replace("\u2060", ""))


def press(seen: AppTest, key: str) -> AppTest:
    return seen.button(key=key).click().run()


def answer(seen: AppTest, text: str) -> AppTest:
    field = next(field for field in seen.text_input if (field.key or "").startswith("drill-figure"))
    field.input(text)
    return press(seen, "drill-submit")


def stored(person: str = "Presenter") -> list[int]:
    state = session.app_state()
    return [item.rating for item in state.records.drill.list(state.snapshot().context.case.id, person)]


@pytest.fixture
def drill(visit: Visit) -> AppTest:
    return visit(page="drill")


class TestOneByOne:
    def test_the_hardest_question_is_asked_first(self, drill: AppTest) -> None:
        assert current(drill) == questions()[0]
        assert shown.frame(drill).message == f"{len(questions())} questions from today's data"

    def test_a_right_figure_is_told_with_answer_points_and_place(self, drill: AppTest) -> None:
        question = current(drill)
        assert question.figure
        answer(drill, question.figure.text)
        assert drill.success[0].value.startswith("Right")
        text = "\n".join(item.value for item in drill.markdown).replace("\\", "").replace("\u2060", "")
        assert question.answer in text
        assert all(point in text for point in question.points)
        assert stored() == [Grade.EASY]

    def test_a_wrong_scale_is_told_and_fails(self, drill: AppTest) -> None:
        question = current(drill)
        assert question.figure
        answer(drill, f"{question.figure.value / 1e6:.1f}")
        assert "wrong scale" in drill.warning[0].value
        assert stored() == [Grade.AGAIN]

    def test_what_is_no_figure_is_told_and_can_be_typed_again(self, drill: AppTest) -> None:
        answer(drill, "no idea")
        assert "expected a figure" in drill.error[0].value
        assert stored() == []
        assert current(drill) == questions()[0]

    def test_an_empty_field_is_no_answer(self, drill: AppTest) -> None:
        answer(drill, "  ")
        assert stored() == []
        assert not drill.error

    def test_said_aloud_it_is_judged_by_its_points(self, drill: AppTest) -> None:
        press(drill, "drill-aloud")
        drill.checkbox[0].check()
        press(drill, "drill-judge")
        assert "1 of 3 points" in drill.error[0].value
        assert stored() == [Grade.AGAIN]

    def test_all_points_pass(self, drill: AppTest) -> None:
        press(drill, "drill-aloud")
        for box in drill.checkbox:
            box.check()
        press(drill, "drill-judge")
        assert "3 of 3 points" in drill.success[0].value

    def test_next_asks_another_one(self, drill: AppTest) -> None:
        first = asked(drill)
        answer(drill, "1")
        press(drill, "drill-next")
        assert asked(drill) != first
        assert current(drill) == questions()[1]

    def test_show_me_opens_the_place_that_shows_it(self, drill: AppTest) -> None:
        place = current(drill).place
        answer(drill, "1")
        press(drill, "drill-show")
        assert shown.frame(drill).page == "roi"
        assert (place.page, place.block) == ("roi", "tornado")
        assert drill.query_params["at"] == "tornado"

    def test_another_persona_asks_its_own(self, drill: AppTest) -> None:
        drill.selectbox(key="drill-persona").select(CTO).run()
        assert current(drill).persona == CTO

    def test_each_person_has_answers_of_their_own(self, drill: AppTest) -> None:
        answer(drill, "1")
        drill.text_input(key="drill-person").input("Ada <b>Lind</b>").run()
        assert current(drill) == questions()[0]
        answer(drill, "1")
        assert (stored(), stored("Ada <b>Lind</b>")) == ([1], [1])

    def test_progress_stands_beside_it(self, drill: AppTest) -> None:
        text = "\n".join(item.value for item in drill.markdown)
        assert f"**0 of {len(questions())} sit**" in text


class TestCommittee:
    @pytest.fixture
    def committee(self, drill: AppTest) -> AppTest:
        drill.radio(key="drill-mode").set_value("Mock committee").run()
        return press(drill, "drill-begin")

    def test_ten_are_asked_and_their_result_is_told(self, committee: AppTest) -> None:
        for number in range(IN_A_ROW):
            question = current(committee)
            if question.figure:
                answer(committee, question.figure.text if number else "1")
            else:
                press(committee, "drill-aloud")
                for box in committee.checkbox:
                    box.check()
                press(committee, "drill-judge")
            assert f"{number + 1} of {IN_A_ROW}" in committee.markdown[0].value
            press(committee, "drill-next")
        assert committee.subheader[0].value.startswith(f"{IN_A_ROW - 1} of {IN_A_ROW} would do in the room")
        assert len(stored()) == IN_A_ROW
        assert press(committee, "drill-again").button(key="drill-begin")

    def test_one_member_asks_alone(self, drill: AppTest) -> None:
        drill.radio(key="drill-mode").set_value("Mock committee").run()
        drill.selectbox(key="drill-persona").select(CFO).run()
        assert current(press(drill, "drill-begin")).persona == CFO


class TestHistory:
    def test_answers_are_listed_the_last_first(self, drill: AppTest) -> None:
        answer(drill, "1 <b>M</b>")
        answer(drill, "1M")
        drill.radio(key="drill-mode").set_value("History").run()
        table = shown.tables(drill)["drill-history"]
        assert [row[3] for row in table.rows] == ["1M"]
        assert table.rows[0][5] == "Not yet"


def test_a_case_without_weak_points_says_so(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case_folders.bare(tmp_path / "bare"), page="drill")
    (notice,) = shown.notices(seen)
    assert notice.text.startswith("Nothing is asked")
    assert "questions.yaml" in notice.remedy
