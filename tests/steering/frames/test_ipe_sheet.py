"""The IPE sheet: what a figure was worked out from, with the parameters that the queries were really asked with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from steering.context.filters import Filters
from steering.exports.ipe_sheet import IN_PACKAGE, OTHER, SAME, name_ipe_sheet, render_ipe_sheet
from steering.frames.agenda import AGENDA
from steering.frames.frame import Frame
from steering.frames.ipe_sheet import IpeSheet, build_ipe_sheet
from steering.state.case_snapshot import CaseSnapshot

NOW = Filters(as_of="2026-10")
AT = dt.datetime(2026, 11, 30, 9, 5, tzinfo=dt.UTC)


def make(snapshot: CaseSnapshot, page: str, figure: str, filters: Filters = NOW) -> IpeSheet:
    frame = AGENDA[page].build_frame(snapshot.context, filters)
    sheet = build_ipe_sheet(snapshot.context, filters, frame, figure, asked_by="Internal audit", printed_at=AT)
    assert sheet is not None
    return sheet


def test_coverage_is_traced_to_its_query_its_day_and_its_rows(whole_example: CaseSnapshot) -> None:
    sheet = make(whole_example, "compliance", "coverage.soc2")
    assert (sheet.name, sheet.page, sheet.asked_by) == ("SOC 2 covered", "Compliance", "Internal audit")
    assert sheet.printed_at == "2026-11-30 09:05:00 UTC"
    assert sheet.is_reproduced
    [query] = sheet.queries
    assert query.name == "evidence_by_control" and "from evidence" in query.sql
    # The page asks by day; its address has the month only.
    [run] = query.runs
    assert run.parameters == (("day", "2026-10-31"),)
    answer = whole_example.context.query("evidence_by_control", day="2026-10-31")
    assert run.rows == len(answer)
    assert ("pieces", f"{sum(answer['pieces']):,}") in run.sums
    [release] = sheet.releases
    text = (whole_example.context.case.folder / "datasets" / "evidence.csv").read_text("utf-8").splitlines()
    assert (release.rows, release.release) == (len(text) - 1, whole_example.context.releases["evidence"])
    assert dict(sheet.inputs)["Controls in scope"] == "33"


def test_the_parameters_follow_what_the_viewer_has_chosen(whole_example: CaseSnapshot) -> None:
    view = replace(NOW, as_of="2026-07", unit="Claims")
    sheet = make(whole_example, "adoption", "adopted", view)
    runs = {dict(run.parameters)["unit"] for query in sheet.queries for run in query.runs}
    assert "Claims" in runs
    assert ("Business unit", "Claims") in sheet.choices
    assert sheet.releases[0].rows_used < sheet.releases[0].rows


def test_equal_data_gives_equal_bytes_apart_from_time_and_asker(whole_example: CaseSnapshot) -> None:
    first, later = (make(whole_example, "costs", "spend") for _ in range(2))
    assert render_ipe_sheet(first) == render_ipe_sheet(later)
    other = replace(later, printed_at="2027-01-01 00:00:00 UTC")
    changes = [
        (a, b)
        for a, b in zip(
            render_ipe_sheet(first).decode().split("<dd>"), render_ipe_sheet(other).decode().split("<dd>"), strict=True
        )
        if a != b
    ]
    assert len(changes) == 1


def test_a_figure_that_has_moved_meanwhile_says_so(whole_example: CaseSnapshot) -> None:
    earlier = AGENDA["compliance"].build_frame(whole_example.context, replace(NOW, as_of="2026-07"))
    sheet = build_ipe_sheet(whole_example.context, NOW, earlier, "coverage.soc2")
    assert sheet is not None and not sheet.is_reproduced
    assert OTHER in render_ipe_sheet(sheet).decode()
    assert SAME in render_ipe_sheet(make(whole_example, "compliance", "coverage.soc2")).decode()


@pytest.mark.parametrize("figure", ["nonsense", "coverage.nist", "status-<b>"])
def test_what_the_page_does_not_show_has_no_sheet(whole_example: CaseSnapshot, figure: str) -> None:
    frame = AGENDA["compliance"].build_frame(whole_example.context, NOW)
    assert build_ipe_sheet(whole_example.context, NOW, frame, figure) is None


def test_text_of_others_is_shown_letter_by_letter_and_addresses_are_hidden_where_they_shall_be(
    whole_example: CaseSnapshot,
) -> None:
    frame: Frame = AGENDA["compliance"].build_frame(whole_example.context, NOW)
    who = "<script>alert(1)</script> ana@example.org \u202e"
    for contacts in (True, False):
        sheet = build_ipe_sheet(
            whole_example.context, NOW, frame, "coverage.soc2", asked_by=who, printed_at=AT, contacts=contacts
        )
        assert sheet is not None
        page = render_ipe_sheet(sheet).decode()
        assert "<script" not in page and "&lt;script&gt;" in page and "\u202e" not in page
        assert ("ana@example.org" in page) is contacts


def test_it_fetches_and_runs_nothing_and_says_what_it_leaves_out(whole_example: CaseSnapshot) -> None:
    sheet = replace(make(whole_example, "roi", "npv"), asked_by="", printed_at="")
    page = render_ipe_sheet(sheet).decode()
    assert "default-src 'none'" in page
    assert [part for part in ("<script", "<img", "src=", "@import", "url(") if part in page] == []
    assert page.count(IN_PACKAGE) == 2
    assert name_ipe_sheet("halden", "Net present value") == "ipe-halden-net-present-value.html"
