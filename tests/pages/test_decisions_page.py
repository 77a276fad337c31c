"""The Decisions page without a browser: drawn, taken from the case's file, revised, and refused with every problem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from steering.records import Records
from tests.pages import case_folders
from tests.pages.grids import with_headings
from tests.steering.small_decisions import PAST

Visit = Callable[..., AppTest]
TEXT = PAST.replace("metric: rate", "metric: lead_time").replace("value: 0.50, due", "value: 14, due")


def with_decisions(folder: Path, text: str = TEXT) -> Path:
    case_folders.one_row(folder)
    (folder / "decisions.yaml").write_text(text, "utf-8")
    return folder


def texts(seen: AppTest) -> str:
    return "\n".join(said.value for said in seen.markdown)


def test_the_example_shows_what_is_breached(visit: Visit) -> None:
    seen = visit(page="decisions")
    assert not seen.exception and not seen.error
    headline = r"1 of 5 conditions from past decisions is breached\: training"
    assert [heading.value for heading in seen.header] == [headline]
    assert ":red-badge[:material/error: Breached]" in texts(seen)
    assert ":green-badge[:material/check_circle: Met]" in texts(seen)
    assert ":gray-badge[:material/schedule: Not yet due]" in texts(seen)
    assert any("live stage" in said.value for said in seen.info)
    actions = next(grid.value for grid in seen.dataframe if "✕ Overdue" in str(grid.value["c0"].to_list()))
    assert [cell[0] for cell in actions["c0"]] == ["✕ Overdue", "○ Open", "✓ Done"]


def test_a_case_without_decisions_says_what_to_do(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case_folders.bare(tmp_path / "case"), "decisions")
    assert [heading.value for heading in seen.header] == ["No decision yet"]
    assert any(r"decisions\.yaml" in said.value for said in seen.info)


def test_an_edited_file_is_a_new_revision_and_nothing_else_is(visit: Visit, tmp_path: Path, home: Path) -> None:
    case = with_decisions(tmp_path / "case")
    seen = visit(case, "decisions")
    assert not seen.exception and "revision" not in texts(seen)
    seen.run()
    (case / "metrics.yaml").touch()
    seen.run()
    (case / "decisions.yaml").write_text(TEXT.replace("Nobody objected", "One objected"), "utf-8")
    seen.run()
    assert "revision 2" in texts(seen) and r"One objected\." in texts(seen)
    with Records(home) as records:
        assert [one.revision for one in records.decision_revisions("case", "start")] == [1, 2]


def test_a_broken_file_lists_its_problems_and_leaves_the_records(visit: Visit, tmp_path: Path, home: Path) -> None:
    case = with_decisions(tmp_path / "case")
    visit(case, "decisions")
    (case / "decisions.yaml").write_text(TEXT.replace("result: Start", "result: Strat"), "utf-8")
    seen = visit(page="decisions")
    listed = with_headings(seen.dataframe[0])
    assert list(listed[["File", "Row", "Column"]].iloc[0]) == ["decisions.yaml", 6, "decisions[0].result"]
    assert listed["What to do"][0] == "Did you mean 'Start'?"
    with Records(home) as records:
        assert len(records.decision_revisions("case", "start")) == 1


def test_every_text_of_a_decision_is_shown_as_text(visit: Visit, tmp_path: Path) -> None:
    hostile = case_folders.HOSTILE["script"] + case_folders.HOSTILE["colours"] + case_folders.HOSTILE["link"]
    quoted = "'" + hostile.replace("'", "''") + "'"
    text = TEXT.replace("Start wave 1", quoted).replace("Do we start?", quoted).replace("Nobody objected.", quoted)
    text = text.replace("Steering committee", quoted).replace("label: people", f"label: {quoted}, text: {quoted}")
    seen = visit(with_decisions(tmp_path / "case", text), "decisions")
    assert not seen.exception and not seen.error
    assert "<script>" not in texts(seen) and ":red[" not in texts(seen) and "[a](" not in texts(seen)
    assert texts(seen).count(r"\<script\>") >= 5
