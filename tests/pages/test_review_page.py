"""The Review page without a browser: own score first, comments on a moment, answers, release, calibration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import meetings, session
from steering.rehearsal.reviews import RunReview, list_reviews
from steering.stage import driving
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan
from tests.actors import TESTER
from tests.pages import shown

Visit = Callable[..., AppTest]


def drive(room: Room, do: str, **data: Any) -> None:
    seat = room.meeting.seats["presenter"]
    driving.drive(room, Visitor(place=seat.id, seat=seat, name=seat.name), {"do": do, **data})


def rehearse(person: str = "Ada") -> Room:
    """A rehearsal of two scenes that is over."""
    today = dt.datetime.now(dt.UTC).date()
    room = meetings.rooms().make(Plan(title="Alone", day=today, kind="rehearsal", person=person), TESTER)
    drive(room, "start")
    drive(room, "next", seen=room.meeting.stage.version)
    drive(room, "end")
    return room


def review(room: Room) -> RunReview:
    state = session.app_state()
    case = state.snapshot().context.case.id
    return list_reviews(state.records.reviews, case, [room.id]).of(room.id)


def press(seen: AppTest, key: str) -> AppTest:
    button = next(button for button in seen.button if (button.key or "").startswith(key))
    button.click().run()
    assert not seen.exception
    return seen


def become(seen: AppTest, role: str, name: str = "") -> AppTest:
    seen.selectbox(key="review-role").set_value(role).run()
    if name:
        seen.text_input(key="review-name").input(name).run()
    assert not seen.exception
    return seen


def choose_mode(seen: AppTest, mode: str) -> AppTest:
    seen.radio(key="review-mode").set_value(mode).run()
    assert not seen.exception
    return seen


def levels(seen: AppTest) -> list[Any]:
    return [radio for radio in seen.radio if (radio.key or "").startswith("level-")]


def give(seen: AppTest, level: int, why: str = "Seen.") -> AppTest:
    for radio in levels(seen):
        radio.set_value(level)
    next(area for area in seen.text_area if (area.key or "").startswith("why-")).input(why)
    return press(seen, "FormSubmitter:score-")


def said(seen: AppTest) -> str:
    parts = (*seen.caption, *seen.markdown, *seen.error, *seen.toast)
    return "\n".join(part.value for part in parts).replace("\\", "").replace("\u2060", "")


@pytest.fixture
def seen(visit: Visit) -> AppTest:
    visit(page="review")
    rehearse()
    return visit(page="review")


@pytest.fixture
def room(seen: AppTest) -> Room:
    (entry,) = meetings.rooms().list("rehearsal")
    return meetings.rooms().room(entry.id)


class TestScores:
    def test_without_a_run_the_page_says_where_to_begin(self, visit: Visit) -> None:
        (notice,) = shown.notices(visit(page="review"))
        assert (notice.text, notice.page) == ("There is no run to review yet.", "dry_run")

    def test_own_score_first_then_both_side_by_side(self, seen: AppTest, room: Room) -> None:
        give(become(seen, "instructor", "Grace"), 3)
        assert [column.label for column in shown.tables(seen)["scores-side-by-side"].columns][2:] == [
            "Grace (instructor)"
        ]
        press(seen, "release-marks")
        become(seen, "self")
        assert "scores-side-by-side" not in shown.tables(seen)
        give(seen, 2)
        table = shown.tables(seen)["scores-side-by-side"]
        assert [column.label for column in table.columns][2:] == ["Ada (own score)", "Grace (instructor)"]
        assert table.rows[0][2:] == ("2 · Nearly", "3 · Ready")
        assert table.rows[-1][2:] == ("2.0 of 4", "3.0 of 4")
        assert not levels(seen)
        assert "locked" in said(seen)
        assert [score.revision for score in review(room).scores] == [1, 1]

    def test_a_reviewer_does_not_see_others_first(self, seen: AppTest) -> None:
        give(become(seen, "instructor", "Grace"), 3)
        become(seen, "peer", "Edsger")
        assert "scores-side-by-side" not in shown.tables(seen)
        give(seen, 1)
        table = shown.tables(seen)["scores-side-by-side"]
        assert [column.label for column in table.columns][-3:] == ["Median", "Spread", "Stands apart"]
        assert table.rows[0][4:] == ("2", 2, "")

    def test_every_reason_is_said_and_nothing_saved(self, seen: AppTest, room: Room) -> None:
        levels(seen)[0].set_value(2)
        press(seen, "FormSubmitter:score-")
        assert "Give the name of who reviews. Choose a level for The line of argument," in said(seen)
        assert review(room).scores == ()

    def test_a_change_is_a_revision_with_its_reason(self, seen: AppTest, room: Room) -> None:
        give(become(seen, "instructor", "Grace"), 3)
        give(seen, 4, "")
        assert "Say why the score changes." in said(seen)
        give(seen, 4, "Watched it again.")
        table = shown.tables(seen)["score-revisions"]
        assert [(row[4], row[5], row[6]) for row in table.rows] == [
            (2, "4.0 of 4", "Watched it again."),
            (1, "3.0 of 4", "Seen."),
        ]
        assert [score.revision for score in review(room).history] == [1, 2]


class TestComments:
    def comment(self, seen: AppTest, text: str, at: str | None = None) -> AppTest:
        next(area for area in seen.text_area if (area.key or "").startswith("comment-text")).input(text)
        if at is not None:
            next(field for field in seen.text_input if (field.key or "").startswith("comment-at")).input(at)
        return press(seen, "FormSubmitter:comment-")

    def test_a_comment_is_pinned_released_shown_and_answered(self, seen: AppTest, room: Room) -> None:
        choose_mode(become(seen, "instructor", "Grace"), "Comments")
        press(seen, "replay-next")
        self.comment(seen, "Say <b>the amount</b>.")
        (comment,) = review(room).comments
        scenes = [scene.id for scene in room.scenes]
        assert (comment.text, comment.scene, comment.by) == ("Say <b>the amount</b>.", scenes[1], "Grace")
        assert comment.hash == room.meeting.showings[1].stage.hash
        assert "Nobody has commented" not in said(seen)
        become(seen, "self")
        assert "No comment has gone out yet." in said(seen)
        become(seen, "instructor")
        press(seen, "release-comments")
        become(seen, "self")
        assert "Say <b>the amount</b>." in said(seen)
        press(seen, "replay-back")
        press(seen, "show-")
        parts = [part.data["hash"] for part in shown.shown(seen) if part.key.startswith("replay-picture")]
        assert parts == [comment.hash]
        press(seen, "answer-")
        answer = review(room).comments[0].answer
        assert answer and (answer.state, answer.by) == ("done", "Ada")

    def test_a_comment_on_the_first_of_two_steps_within_a_second_is_on_that_one(
        self, seen: AppTest, room: Room
    ) -> None:
        self.comment(choose_mode(become(seen, "peer", "Edsger"), "Comments"), "Slower.")
        (comment,) = review(room).comments
        assert (comment.scene, comment.moment) == (room.scenes[0].id, 0)
        press(press(seen, "replay-next"), "show-")
        parts = [part.data["hash"] for part in shown.shown(seen) if part.key.startswith("replay-picture")]
        assert parts == [comment.hash]

    def test_a_comment_may_be_about_the_whole_run(self, seen: AppTest, room: Room) -> None:
        self.comment(choose_mode(become(seen, "peer", "Edsger"), "Comments"), "Slower.", "")
        (comment,) = review(room).comments
        assert (comment.scene, comment.moment, comment.hash) == ("", None, "")

    @pytest.mark.parametrize("moment", ["soon", "1:75", "900:00", "-1:00"])
    def test_a_moment_that_is_none_is_refused(self, moment: str, seen: AppTest, room: Room) -> None:
        self.comment(choose_mode(become(seen, "peer", "Edsger"), "Comments"), "Slower.", moment)
        assert "Write the moment as minutes and seconds of the run, such as 0:30, up to 0:0" in said(seen)
        assert review(room).comments == ()


class TestOtherModes:
    def test_reviewers_calibrate_on_a_run_of_reference(self, seen: AppTest, room: Room) -> None:
        give(become(seen, "instructor", "Grace"), 4)
        give(become(seen, "peer", "Edsger"), 2)
        press(choose_mode(seen, "Calibration"), "mark-reference")
        assert review(room).is_reference
        rows = shown.tables(seen)["calibration"].rows
        assert [row[:4] for row in rows] == [("Edsger", 1, "2.00", "2.0 stricter"), ("Grace", 1, "2.00", "2.0 milder")]
        become(seen, "peer", "Barbara")
        assert shown.tables(seen)["calibration"].rows == ()
        assert "1 run of reference you have not scored" in said(seen)
        press(seen, "mark-reference")
        assert not review(room).is_reference

    def test_the_financial_review_is_counted_and_linked(self, seen: AppTest) -> None:
        assert "14 questions about the plan: 9 passed" in said(choose_mode(seen, "Financial review"))
