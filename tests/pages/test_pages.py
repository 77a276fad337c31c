"""Every page of the agenda over every kind of case, without a browser."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from steering.frames.agenda import AGENDA
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]

CASES = {
    "bare": case_folders.bare,
    "one row": case_folders.one_row,
    "hostile": case_folders.hostile,
    "broken": case_folders.broken,
    "half refused": case_folders.half_refused,
    "missing": lambda folder: folder,
}
OPENED = {"example", "bare", "one row", "hostile", "half refused"}


@pytest.mark.parametrize("page", AGENDA)
@pytest.mark.parametrize("kind", ["example", *CASES])
def test_a_page_is_drawn_whatever_the_case(visit: Visit, tmp_path: Path, kind: str, page: str) -> None:
    case = CASES[kind](tmp_path / "case") if kind in CASES else None
    seen = visit(case, page)
    assert not seen.exception
    assert len(seen.error) == (kind not in OPENED), [error.value for error in seen.error]
    drawn = shown.markup(seen)
    assert [title.value for title in seen.title] == ([] if kind in OPENED else [AGENDA[page].title])
    assert drawn.count(f"<strong>{AGENDA[page].title}</strong>") == (kind in OPENED), "the name of the page"
    assert drawn.count("<h1") == (kind in OPENED), "one message"
    assert drawn.count('class="fine sources"') == (kind in OPENED), "the sources"


@pytest.mark.parametrize("page", AGENDA)
def test_a_broken_case_lists_every_problem_with_its_place_and_cure(visit: Visit, tmp_path: Path, page: str) -> None:
    seen = visit(case_folders.broken(tmp_path / "case"), page)
    rows = shown.rows(shown.tables(seen)["problems-case"])
    listed = {row["Column"]: row for row in rows}
    assert {"titel", "currency", "as_of", "horizon.months", "lead_time.better"} <= listed.keys()
    assert [listed["as_of"][name] for name in ("File", "Row", "Found")] == ["case.yaml", 4, "'October 2026'"]
    assert listed["titel"]["What to do"] == "Did you mean 'title'?"
    assert "YYYY-MM" in str(listed["as_of"]["Expected"])
    assert {row["File"] for row in rows} == {"case.yaml", "metrics.yaml"}


def test_a_case_that_is_not_there_says_so(visit: Visit, tmp_path: Path) -> None:
    seen = visit(tmp_path / "nowhere")
    assert [row["Found"] for row in shown.rows(shown.tables(seen)["problems-case"])] == ["nothing at this path"]


@pytest.mark.parametrize("page", AGENDA)
def test_a_refused_dataset_stands_beside_a_good_one(visit: Visit, tmp_path: Path, page: str) -> None:
    seen = visit(case_folders.half_refused(tmp_path / "case"), page)
    (notice,) = seen.expander
    assert notice.label == r"**adoption\.csv was not accepted: 2 problems.** None of it is shown."
    listed = shown.rows(shown.tables(notice)["problems-adoption"])
    assert [(row["Row"], row["Column"]) for row in listed] == [(3, "stage"), (4, "active_users")]


def test_what_is_good_is_shown_although_another_dataset_is_refused(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case_folders.half_refused(tmp_path / "case"), "kpis")
    assert "kpi release" in shown.sources(seen)
    assert shown.frame(seen).message.startswith("0 of 1 KPI ")


def test_a_release_that_is_gone_is_a_sentence(visit: Visit, home: Path) -> None:
    visit()
    shutil.rmtree(home / "releases" / "adoption")
    seen = visit(page="adoption")
    assert [title.value for title in seen.title] == ["Adoption"]
    assert not seen.error
    (said,) = shown.notices(seen)
    assert "adoption" in said.text


def test_an_unforeseen_failure_is_a_sentence_with_the_reference_that_the_log_has(
    visit: Visit, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    visit(case_folders.bare(tmp_path / "case"))
    with caplog.at_level(logging.ERROR, logger="steerco"):
        seen = AppTest.from_function(_failing_page, default_timeout=30).run()
    assert not seen.exception
    assert [title.value for title in seen.title] == [AGENDA["audit"].title]
    (said,) = seen.error
    (logged,) = [record for record in caplog.records if record.name == "steerco"]
    assert "could not be drawn" in said.value
    assert logged.getMessage().split()[-1] in said.value
    assert "ZeroDivisionError" not in said.value


def _failing_page() -> None:
    from components import shell
    from steering.frames.agenda import AGENDA

    shell.render_page(AGENDA["audit"], lambda snapshot, filters, slot: 1 / 0)
