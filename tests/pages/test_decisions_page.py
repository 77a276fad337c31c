"""The Decisions page without a browser: drawn, taken from the case's file, revised, and refused with every problem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from steering.picture.words import badge
from steering.records import Records
from steering.status import Status
from tests.pages import case_folders, shown
from tests.steering.small_decisions import PAST

Visit = Callable[..., AppTest]
TEXT = PAST.replace("metric: rate", "metric: lead_time").replace("value: 0.50, due", "value: 14, due")


def with_decisions(folder: Path, text: str = TEXT) -> Path:
    case_folders.one_row(folder)
    (folder / "decisions.yaml").write_text(text, "utf-8")
    return folder


def test_the_example_shows_what_is_breached(visit: Visit) -> None:
    seen = visit(page="decisions")
    assert not seen.exception and not seen.error
    assert shown.frame(seen).message == "1 of 5 conditions from past decisions is breached: training"
    lists, drawn = shown.statements(seen).values(), shown.markup(seen)
    found = {statement.status for block in lists for statement in block.findings} - {None}
    assert found == {Status.BREACHED, Status.MET, Status.NOT_DUE}
    assert all(badge(status) in drawn for status in found)
    assert any("live stage" in notice.text for notice in shown.notices(seen))
    states = [[row[0] for row in table.texts] for id, table in shown.tables(seen).items() if id.startswith("actions-")]
    assert ["Overdue", "Open", "Done"] in states
    assert badge(Status.OVERDUE) in drawn


def test_a_case_without_decisions_says_what_to_do(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case_folders.bare(tmp_path / "case"), "decisions")
    assert shown.frame(seen).message == "No decision yet"
    assert [notice for notice in shown.notices(seen) if "decisions.yaml" in notice.remedy]
    assert "decisions.yaml" in shown.words(seen)


def test_an_edited_file_is_a_new_revision_and_nothing_else_is(visit: Visit, tmp_path: Path, home: Path) -> None:
    case = with_decisions(tmp_path / "case")
    seen = visit(case, "decisions")
    assert not seen.exception and "revision" not in shown.words(seen)
    seen.run()
    (case / "metrics.yaml").touch()
    seen.run()
    (case / "decisions.yaml").write_text(TEXT.replace("Nobody objected", "One objected"), "utf-8")
    seen.run()
    assert "revision 2" in shown.words(seen) and "One objected." in shown.words(seen)
    with Records(home) as records:
        assert [one.revision for one in records.decision_revisions("case", "start")] == [1, 2]


def test_a_broken_file_lists_its_problems_and_leaves_the_records(visit: Visit, tmp_path: Path, home: Path) -> None:
    case = with_decisions(tmp_path / "case")
    visit(case, "decisions")
    (case / "decisions.yaml").write_text(TEXT.replace("result: Start", "result: Strat"), "utf-8")
    seen = visit(page="decisions")
    first = shown.rows(next(iter(shown.tables(seen).values())))[0]
    assert (first["File"], first["Row"], first["Column"]) == ("decisions.yaml", 6, "decisions[0].result")
    assert first["What to do"] == "Did you mean 'Start'?"
    with Records(home) as records:
        assert len(records.decision_revisions("case", "start")) == 1


def test_every_text_of_a_decision_is_shown_as_text(visit: Visit, tmp_path: Path) -> None:
    hostile = case_folders.HOSTILE["script"] + case_folders.HOSTILE["colours"] + case_folders.HOSTILE["link"]
    quoted = "'" + hostile.replace("'", "''") + "'"
    text = TEXT.replace("Start wave 1", quoted).replace("Do we start?", quoted).replace("Nobody objected.", quoted)
    text = text.replace("Steering committee", quoted).replace("label: people", f"label: {quoted}, text: {quoted}")
    seen = visit(with_decisions(tmp_path / "case", text), "decisions")
    assert not seen.exception and not seen.error
    drawn = shown.markup(seen)
    assert "<script" not in drawn and drawn.count("&lt;script&gt;") >= 5
    assert hostile in shown.words(seen), "letter by letter"
