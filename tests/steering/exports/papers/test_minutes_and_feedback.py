"""Minutes and feedback on paper: what their pages say, word for word."""

from __future__ import annotations

import datetime as dt

import pytest

from steering.exports.papers.feedback import feedback_paper
from steering.exports.papers.minutes import minutes_paper
from steering.exports.papers.typesetter import PaperSize
from steering.frames.frame import Provenance
from steering.picture.picture import draw_blocks
from steering.records.audit_log import LogHead
from steering.stage.minutes import MeetingMinutes
from steering.stage.minutes_pages import build_minutes_frame
from tests.steering.exports.feedbacks import feedback_of
from tests.steering.exports.papers.pdfs import check_accessible, list_figures, open_pdf, read_letters, squash
from tests.steering.picture.examples import STATEMENTS, TILES
from tests.steering.picture.hostile import MARKUP
from tests.steering.stage.test_minutes import minutes

SOURCE = Provenance(case="halden", as_of="2026-10", unit=None, releases=())
HEAD = LogHead(seq=12, sha256="ab" * 32)


@pytest.mark.parametrize("size", ["a4", "us-letter"])
def test_minutes_say_what_their_page_says(size: PaperSize) -> None:
    file = minutes_paper(minutes(), SOURCE, HEAD, size=size)
    check_accessible(file.content, "Autumn meeting")
    frame, letters = build_minutes_frame(minutes(), SOURCE), read_letters(file.content)
    figures = [squash(text) for text in (frame.detail, *list_figures(frame.blocks)) if text.strip(" –")]
    assert len(figures) > 20
    assert [figure for figure in figures if figure not in letters] == []
    assert squash(f"Audit log, entry 12: {HEAD.sha256}") in letters
    assert file.name == "minutes-2026-11-27.pdf"


def test_minutes_are_dated_at_their_day_and_the_same_bytes_again() -> None:
    file = minutes_paper(minutes(), SOURCE)
    assert minutes_paper(minutes(), SOURCE) == file
    dated = open_pdf(file.content).metadata
    assert dated is not None and dated.creation_date == dt.datetime(2026, 11, 27, tzinfo=dt.UTC)


def test_a_meeting_that_has_not_begun_has_minutes_too() -> None:
    bare = MeetingMinutes(title="Autumn meeting", organisation="Halden", day=dt.date(2026, 11, 27))
    letters = read_letters(minutes_paper(bare, SOURCE).content)
    assert squash("Nobody.") in letters and squash("None was asked.") in letters


@pytest.mark.parametrize("size", ["a4", "us-letter"])
def test_feedback_has_timings_scores_and_comments(size: PaperSize) -> None:
    feedback = feedback_of("Slower here.")
    file = feedback_paper(feedback, size=size)
    check_accessible(file.content, f"Feedback for {feedback.run.name}")
    letters = read_letters(file.content)
    for comment in feedback.comments:
        assert squash(f"{comment.by}, peer {comment.text}") in letters
    assert squash("Disputed: Slower here.") in letters
    assert all(squash(heading) in letters for heading in ("Scenes", "Timings", "Scores", "Comments: On the whole run"))
    assert squash("1:35 · Slower here., peer") in letters
    assert "Notoutyet" not in letters
    assert file.name.startswith("halden-feedback-slower-here-")
    assert feedback_paper(feedback, size=size) == file


def test_a_screen_that_a_comment_is_pinned_to_is_shown_as_it_was_recorded() -> None:
    letters = read_letters(feedback_paper(feedback_of(picture=draw_blocks([TILES, STATEMENTS]))).content)
    assert squash("The screen at 1:35") in letters
    assert all(squash(tile.value) in letters for tile in TILES.tiles)


def test_what_people_wrote_is_text() -> None:
    letters = read_letters(feedback_paper(feedback_of(MARKUP)).content)
    assert letters.count(squash(MARKUP)) > 10
    assert squash(MARKUP) in read_letters(minutes_paper(minutes(text=MARKUP), SOURCE).content)
