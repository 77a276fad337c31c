"""A spreadsheet taken into a draft on the page of the audit: picked once, seen before it is taken, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from components.audits import AuditState
from steering.exports.workbook.workbook import business_workbook
from steering.finance.draft.history import start_draft
from steering.imports.workbook_inputs import list_inputs
from steering.ingest.spreadsheet import open_spreadsheet
from tests.pages import shown
from tests.steering.imports.workbooks import Rows, write_workbook

Visit = Callable[..., AppTest]
MODEL: Rows = [
    ["Rate", 0.1],
    ["", "Today", "Year 1", "Year 2"],
    ["Licences", -100, -10, -10],
    ["Total", -100, -10, -10],
]
LINES = b"""\
discount_rate: 10%
lines:
  - {id: licence, kind: cost, values: [90, 10, 10]}
  - {id: gain, kind: benefit, values: [0, 80, 90]}
"""
BENEFITS: Rows = [["", "Today", "Year 1", "Year 2"], ["Time saved", 0, 90, 120]]


@pytest.fixture
def book(tmp_path: Path) -> bytes:
    return write_workbook(tmp_path / "model.xlsx", {"Model": MODEL, "Benefits": BENEFITS}).read_bytes()


def open_dialog(seen: AppTest, at: str = "file") -> AppTest:
    seen.button_group(key="audit-what").set_value(at).run()
    seen.button(key="import-spreadsheet").click().run()
    assert not seen.exception
    return seen


def bring(seen: AppTest, content: bytes, name: str = "model.xlsx") -> AppTest:
    shown.bring(seen, {name: content}, "sheet")
    seen.button(key="import-spreadsheet").click().run()
    assert not seen.exception
    return seen


def pick_rate(seen: AppTest) -> AppTest:
    (key,) = [grid.key for grid in seen.data_editor if grid.key.startswith("import-cells")]
    row = {"c0": "discount_rate", "c1": "Model", "c2": "B1"}
    seen.session_state[key] = {"edited_rows": {}, "added_rows": [row], "deleted_rows": []}
    seen.button(key="import-spreadsheet").click().run()
    return seen


def state(seen: AppTest) -> AuditState:
    value = seen.session_state["audit-halden"]
    assert isinstance(value, AuditState)
    return value


def test_a_spreadsheet_of_ones_own_becomes_a_draft(visit: Visit, book: bytes) -> None:
    seen = pick_rate(bring(open_dialog(visit(page="audit")), book))
    table = shown.tables(seen)["import-changes"]
    assert ("Discount rate", "nothing", "0.1") in table.rows
    seen.button(key="import-take").click().run()
    assert not seen.exception
    draft = state(seen).drafts["file"].draft
    assert [line["id"] for line in draft.tree["lines"]] == ["licences", "time_saved"]
    assert draft.state.business is not None
    assert any("You are editing a copy of model.xlsx" in info.value.replace("\\", "") for info in seen.info)


def test_the_next_version_has_the_ranges_of_the_first_and_is_undone(visit: Visit, book: bytes, tmp_path: Path) -> None:
    seen = pick_rate(bring(open_dialog(visit(page="audit")), book))
    seen.button(key="import-take").click().run()
    rows = [list(cells) for cells in MODEL]
    rows[2][2] = -12
    second = write_workbook(tmp_path / "next.xlsx", {"Model": rows, "Benefits": BENEFITS}).read_bytes()
    seen.button(key="import-spreadsheet").click().run()
    table = shown.tables(bring(seen, second, "next.xlsx"))["import-changes"]
    assert table.rows == (("Licences, Year 1", "10", "12"),)
    seen.button(key="import-take").click().run()
    draft = state(seen).drafts["file"].draft
    assert draft.tree["lines"][0]["values"] == ["100", "12", "10"]
    seen.button(key="draft-undo").click().run()
    assert state(seen).drafts["file"].draft.tree["lines"][0]["values"] == ["100", "10", "10"]


def test_a_mistake_is_told_and_nothing_is_taken(visit: Visit, tmp_path: Path) -> None:
    rows = [list(cells) for cells in MODEL]
    rows[2][2] = "n/a"
    path = write_workbook(tmp_path / "model.xlsx", {"Model": rows, "Benefits": BENEFITS})
    seen = pick_rate(bring(open_dialog(visit(page="audit")), path.read_bytes()))
    assert any("Nothing is taken over" in error.value for error in seen.error)
    assert not [button for button in seen.button if button.key == "import-take"]
    assert state(seen).drafts == {}


def test_what_is_no_workbook(visit: Visit) -> None:
    seen = bring(open_dialog(visit(page="audit")), b"a,b\n1,2\n")
    assert any("Nothing is taken over" in error.value for error in seen.error)


def test_a_workbook_of_ours_needs_no_ranges(visit: Visit, tmp_path: Path) -> None:
    text = LINES
    draft = start_draft(text)
    assert draft is not None and draft.state.business is not None
    path = tmp_path / "business-case.xlsx"
    path.write_bytes(business_workbook(draft.state.business).content)
    book = load_workbook(path)
    rate = next(input for input in list_inputs(open_spreadsheet(path, path.name)) if input.key == "discount_rate")
    book[rate.sheet].cell(rate.row, rate.column).value = 0.12
    book["Results"]["B2"] = "A remark of ours"
    book.save(path)
    seen = visit(page="audit")
    seen.button_group(key="audit-what").set_value("file").run()
    shown.bring(seen, {"mine.yaml": text})
    seen = bring(open_dialog(seen), path.read_bytes(), path.name)
    assert not seen.data_editor
    assert shown.tables(seen)["import-changes"].rows == (("Discount rate", "10%", "12%"),)
    assert len(shown.tables(seen)["problems-import-refusals"].rows) == 1
    seen.button(key="import-take").click().run()
    assert state(seen).drafts["file"].draft.text == text.decode().replace("10%", "12%")
