"""Feedback as a file: closed to the network, what its reader may see and no more, and text is text."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from steering.charts.plotly_js import library
from steering.exports.feedback import (
    Feedback,
    list_readable_scores,
    list_visible_scores,
    name_feedback,
    render_feedback,
)
from steering.frames.frame import Frame, Provenance
from steering.picture.picture import Picture, draw_frame
from steering.stage.meeting import SceneVoice
from tests.steering.exports.feedbacks import feedback_of, review_of, run_of
from tests.steering.picture.hostile import CALM, HOSTILE
from tests.steering.picture.reading import Reader, read


def screen(text: str = "On stage") -> Picture:
    source = Provenance(case="halden", as_of="2026-10", unit=None, releases=())
    return draw_frame(Frame(page="brief", message=text, blocks=(), provenance=source))


def page(feedback: Feedback) -> Reader:
    return read(render_feedback(feedback).decode().replace(library(), ""))


def words(feedback: Feedback) -> str:
    return " ".join(page(feedback).words.split())


class TestTheFile:
    def test_has_the_timings_of_the_run(self) -> None:
        said = words(feedback_of(run=run_of()))
        assert "Run of 2 Nov 2026, 22:00 UTC: complete, 4:30 of 5:00, 0:00 for questions." in said
        assert "Total4:004:303" in said
        assert "2:00+0:30 2:301" in said and "1:00−0:10 0:50–" in said
        assert "Scene 2 2:30 of 2:00" in said
        assert "Minutes by scene" in said

    def test_says_how_loud_it_was_where_that_is_known(self) -> None:
        voice = {"one": SceneVoice(seconds=70, speaking=49, longest_silence=3)}
        run = run_of()
        said = words(feedback_of(run=replace(run, voice=voice)))
        assert "Loudness by scene" in said and "This is loudness, not words" in said
        assert "1:10 0:49 70% 0:03" in said
        assert "Loudness" not in words(feedback_of(run=run))

    def test_has_the_scores_side_by_side_with_their_reasons(self) -> None:
        said = words(feedback_of("Clear."))
        assert "Ann, own score" in said and "Grace, instructor" in said
        assert "2.8 of 3" in said and "1.8 of 3" in said
        assert "3 · Clear." in said and "1 · Low" in said

    def test_scores_by_two_versions_of_a_rubric_stand_apart(self) -> None:
        feedback = feedback_of("Clear.")
        own, other = feedback.scores
        said = words(replace(feedback, scores=(own, replace(other, rubric_sha256="r2"))))
        assert "Clear., version r1" in said and "Clear., version r2" in said
        assert "version" not in words(feedback)

    def test_has_each_comment_with_its_moment_and_answer(self) -> None:
        said = words(feedback_of())
        assert "1:35 · Slower here., peer" in said
        assert "Disputed: Slower here." in said
        assert "On the whole run" in said
        assert "Scene gone, which was not planned" in said

    def test_has_nothing_that_has_not_gone_out(self) -> None:
        assert "Not out yet." not in words(feedback_of())

    def test_shows_no_marks_before_the_own_ones(self) -> None:
        review = review_of()
        others = replace(review, history=review.history[1:])
        assert list_readable_scores(others) == ()
        assert "There are no marks to see yet." in words(replace(feedback_of(), scores=()))

    def test_a_reviewer_sees_scores_once_their_own_is_there(self) -> None:
        review = review_of()
        assert list_visible_scores(review, "Ann", "Edsger") == ()
        assert list_visible_scores(review, "Ann", "Grace") == review.history
        hidden = replace(review, releases={})
        assert [score.by for score in list_visible_scores(hidden, "Ann", "ann")] == ["Ann"]

    def test_has_the_screen_that_a_comment_is_pinned_to(self) -> None:
        assert "The screen at 1:35" in words(feedback_of(picture=screen()))
        assert ">On stage</h1>" in render_feedback(feedback_of(picture=screen())).decode()
        assert "The screen at" not in words(feedback_of())

    def test_a_run_of_which_nothing_was_shown_or_said(self) -> None:
        run = replace(run_of(), scenes=(), is_partial=True, outcome="given up", allowed=None)
        said = words(replace(feedback_of(run=run), comments=(), scores=()))
        assert "given up, 0:00, 0:00 for questions." in said
        assert "Total4:000:000" in said

    def test_is_the_same_bytes_for_the_same_feedback(self) -> None:
        assert render_feedback(feedback_of(picture=screen())) == render_feedback(feedback_of(picture=screen()))

    def test_asks_for_nothing(self) -> None:
        seen = page(feedback_of(picture=screen()))
        asked = [v for _, found in seen.found for k, v in found.items() if k in ("src", "href", "action", "data") if v]
        assert asked == ["data:,", "#contents", "#scene-2"]
        assert (seen.all("meta")[1]["content"] or "").startswith("default-src 'none'; script-src 'sha256-")
        assert not [k for _, found in seen.found for k in found if k == "style" or k.startswith("on")]
        ids = [found["id"] for _, found in seen.found if "id" in found]
        assert len(ids) == len(set(ids))

    def test_every_part_can_be_gone_to(self) -> None:
        seen = page(feedback_of(picture=screen()))
        stops = [found for tag, found in seen.found if tag == "section" and "stop" in (found["class"] or "")]
        assert len(stops) == len(seen.all("h1")) == 7

    def test_the_name_of_the_file(self) -> None:
        assert name_feedback("halden", run_of("Ann O'Neil")) == "halden-feedback-ann-o-neil-2026-11-02-2200.html"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text(text: str) -> None:
    seen, calm = (page(feedback_of(said, picture=screen())) for said in (text, CALM))
    assert [tag for tag, _ in seen.found] == [tag for tag, _ in calm.found]
    assert not re.search("[<>&]", "".join(script for script in seen.scripts if '"data"' in script))
    for script in seen.scripts[:2]:
        json.loads(script)
