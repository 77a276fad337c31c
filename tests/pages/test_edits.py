"""What somebody edits on disk while the app runs is noticed at the next run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """One team in one month, to be edited."""
    return case_folders.one_row(tmp_path / "case")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def heading(seen: AppTest) -> str:
    """The message of the page."""
    return shown.frame(seen).message


def test_a_dataset_that_is_edited(visit: Visit, case: Path) -> None:
    seen = visit(case, "adoption")
    assert "0 of 1 team " in heading(seen)
    before = shown.sources(seen)
    edit(case / "datasets" / "adoption.csv", "pilot", "production")
    assert "1 of 1 team " in heading(seen.run())
    assert shown.sources(seen) != before


def test_a_dataset_that_is_spoilt_and_mended(visit: Visit, case: Path) -> None:
    seen = visit(case, "adoption")
    edit(case / "datasets" / "adoption.csv", "pilot", "flying")
    (notice,) = seen.run().expander
    assert notice.label.endswith("The previous release stays current.")
    assert "0 of 1 team " in heading(seen), "what was published before is still shown"
    edit(case / "datasets" / "adoption.csv", "flying", "scaled")
    assert not seen.run().expander
    assert "1 of 1 team " in heading(seen)


def test_a_dataset_that_arrives(visit: Visit, case: Path) -> None:
    kept = case.parent / "adoption.csv"
    shutil.move(case / "datasets" / "adoption.csv", kept)
    seen = visit(case, "adoption")
    assert heading(seen) == "Waiting for adoption data"
    shutil.move(kept, case / "datasets" / "adoption.csv")
    assert "0 of 1 team " in heading(seen.run())


def test_a_case_that_is_broken_and_mended(visit: Visit, case: Path) -> None:
    seen = visit(case, "kpis")
    edit(case / "case.yaml", "currency: USD", "currency: dollars")
    (problem,) = shown.rows(shown.tables(seen.run())["problems-stale"])
    assert (problem["File"], problem["Row"], problem["Column"]) == ("case.yaml", 3, "currency")
    edit(case / "case.yaml", "currency: dollars", "currency: EUR")
    assert not seen.run().error
    assert shown.sources(seen)


def test_a_kpi_that_is_added(visit: Visit, case: Path) -> None:
    seen = visit(case, "kpis")
    metrics = case / "metrics.yaml"
    more = case_folders.KPI.replace("lead_time", "wait_time").replace("Lead time", "Wait time")
    metrics.write_text(case_folders.KPI + more, "utf-8")
    assert [row["KPI"] for row in shown.rows(shown.tables(seen.run())["scorecard"])] == ["Lead time", "Wait time"]


def test_two_visitors_see_the_same_edit(visit: Visit, case: Path) -> None:
    one, other = visit(case, "adoption"), visit(case, "adoption")
    edit(case / "datasets" / "adoption.csv", "pilot", "production")
    assert heading(one.run()) == heading(other.run())
    assert "1 of 1 team " in heading(other)


def test_a_name_that_nothing_reads_is_noted(visit: Visit, case: Path) -> None:
    assert not visit(case, "kpis").expander
    (case / "metrics.yml").write_text("lead_time: {}\n", encoding="utf-8")
    seen = visit(case, "kpis")
    assert [one.label for one in seen.expander] == ["1 note on the files of this case"]
    (note,) = shown.rows(shown.tables(seen.expander[0])["problems-case-notes"])
    assert "Did you mean 'metrics.yaml'?" in str(note["What to do"])


def test_data_of_a_month_after_the_case_s_own_is_one_click_away(visit: Visit, case: Path) -> None:
    edit(case / "case.yaml", "as_of: 2026-10", "as_of: 2026-09")
    with (case / "datasets" / "adoption.csv").open("a", encoding="utf-8") as rows:
        rows.write("2026-09,T1,Claims,Care,1,onboarding,2,0\n")
    seen = visit(case, "adoption")
    assert "There is data of Oct 2026. Sep 2026 is shown" in shown.words(seen)
    shown.choose(seen, "as_of", "2026-10")
    assert seen.query_params["as_of"] == "2026-10"
    assert "There is data of" not in shown.words(seen)
    # Who chose an earlier month knows that it is one.
    edit(case / "case.yaml", "as_of: 2026-09", "as_of: 2026-10")
    assert "There is data of" not in shown.words(visit(case, "adoption", as_of="2026-09"))


def test_a_page_that_waits_leads_to_sources(visit: Visit, case: Path) -> None:
    (case / "datasets" / "adoption.csv").unlink()
    seen = visit(case, "adoption")
    assert heading(seen) == "Waiting for adoption data"
    (notice,) = shown.notices(seen)
    assert notice.page == "sources"
    assert 'data-page="sources"' in shown.markup(seen) and "Go to Sources" in shown.words(seen)
