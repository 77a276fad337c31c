"""As of an earlier month a page shows nothing that was written or happened later, and says which data it lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.cases.roadmap import last_day
from steering.context.dimensions import is_look_back
from steering.frames.agenda import AGENDA
from steering.frames.blocks import FundingRequest
from steering.frames.frame import Frame
from steering.roadmap.view import roadmap_view
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.frames.test_meeting_frames import shown
from tests.steering.frames.walking import blocks

PAGES = ("brief", "adoption", "kpis", "costs", "roi", "roadmap", "decisions")
# Before any data, before adoption and KPIs, their first months, and one in between.
MONTHS = ("2025-04", "2025-05", "2026-01", "2026-02", "2026-07")


def frame_as_of(snapshot: CaseSnapshot, page: str, month: str) -> Frame:
    return AGENDA[page].build_frame(snapshot.context, replace(snapshot.default_filters, as_of=month))


def text_of(frame: Frame) -> str:
    return "\n".join(shown(frame).values())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("month", MONTHS)
def test_nothing_of_later_is_on_a_page(whole_example: CaseSnapshot, page: str, month: str) -> None:
    text = text_of(frame_as_of(whole_example, page, month))
    # Of October's narrative, questions and risk log.
    for later in ("In month 9 of 18", "46%", "October's", "28 Oct 2027", "Wave 5 reaches production untrained"):
        assert later not in text, later


def test_the_brief_of_an_earlier_month_says_what_it_leaves_out(whole_example: CaseSnapshot) -> None:
    frame = frame_as_of(whole_example, "brief", "2026-07")
    assert not [block for block in blocks(frame) if isinstance(block, FundingRequest)]
    assert {block.id for block in blocks(frame) if hasattr(block, "id")} == {"on-track", "risks", "changes"}
    [notice] = frame.notices
    assert notice.text.startswith("As of Jul 2026: the ask, its questions") and "Oct 2026" in notice.remedy
    now = frame_as_of(whole_example, "brief", "2026-10")
    assert [block for block in blocks(now) if isinstance(block, FundingRequest)] and not now.notices


@pytest.mark.parametrize(
    ("page", "month", "said"),
    [
        ("adoption", "2026-01", "There is no adoption data for Jan 2026. It goes from Feb 2026 to Oct 2026."),
        ("kpis", "2025-12", "There is no KPI data for Dec 2025. It goes from Jan 2026 to Oct 2026."),
        ("costs", "2025-04", "There is no cost data for Apr 2025. It goes from May 2025 to Oct 2026."),
        ("brief", "2025-12", "There is no adoption or KPI data for Dec 2025."),
    ],
)
def test_a_page_without_data_of_the_month_says_so(
    whole_example: CaseSnapshot, page: str, month: str, said: str
) -> None:
    frame = frame_as_of(whole_example, page, month)
    assert said in [f"{notice.text} {notice.remedy}".strip() for notice in frame.notices]


@pytest.mark.parametrize("month", ["2025-06", "2026-01", "2026-02"])
def test_roi_without_adoption_of_the_month_is_as_planned(whole_example: CaseSnapshot, month: str) -> None:
    frame = frame_as_of(whole_example, "roi", month)
    assert "as planned" in frame.message and "today's data" not in frame.message
    assert any("adoption are as planned" in notice.text for notice in frame.notices)
    assert "on today's data" in frame_as_of(whole_example, "roi", "2026-05").message


def test_the_roadmap_of_an_earlier_month_follows_its_baseline(whole_example: CaseSnapshot) -> None:
    context, month = whole_example.context, "2026-03"
    view = roadmap_view(context, replace(whole_example.default_filters, as_of=month))
    assert view is not None
    today = last_day(month)
    assert view.schedule.finish == view.schedule.baseline_finish
    assert all(item.end <= today for item in view.schedule.items if item.has_finished)
    now = roadmap_view(context, whole_example.default_filters)
    assert now is not None
    assert now.schedule.finish > now.schedule.baseline_finish


def test_a_case_whose_month_has_no_data_yet_is_no_look_back(whole_example: CaseSnapshot) -> None:
    context = whole_example.context
    later = replace(context, case=replace(context.case, charter=replace(context.case.charter, as_of="2027-06")))
    assert not is_look_back(later, "2026-10")
    assert is_look_back(later, "2026-09")
