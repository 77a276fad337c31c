"""`import-workbook`: what it writes, prints and returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steering.__main__ import main
from tests.steering.imports.workbooks import write_workbook

CASE = "discount_rate: 10%   # agreed\nlines:\n  - {id: licence, label: Licences, kind: cost, values: [90, 10, 10]}\n"
MAPPING = "tables: [{sheet: Model, kind: cost, labels: A2, periods: B1:D1, amounts: B2:D2}]\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "business_case.yaml").write_text(CASE, "utf-8")
    (tmp_path / "mine" / "spreadsheet.yaml").write_text(MAPPING, "utf-8")
    return tmp_path


def work(place: Path, amounts: list[object], *more: str) -> int:
    book = write_workbook(place / "model.xlsx", {"Model": [["", "Today", 1, 2], ["Licences", *amounts]]})
    return main(["import-workbook", str(book), "--case", str(place / "mine"), "--out", str(place / "out"), *more])


def test_the_case_is_written_into_another_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert work(place, [90, 12.5, 10]) == 0
    assert "Licences, Year 1: 10 -> 12.5" in capsys.readouterr().out
    assert (place / "out" / "business_case.yaml").read_text("utf-8") == CASE.replace("[90, 10, 10]", "[90, 12.5, 10]")
    assert "Licences: licence" in (place / "out" / "spreadsheet.yaml").read_text("utf-8")
    assert (place / "mine" / "business_case.yaml").read_text("utf-8") == CASE


def test_as_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert work(place, [90, 12, 10], "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["changes"] == [{"name": "Licences, Year 1", "before": "10", "after": "12"}]
    assert report["refusals"] == []


def test_a_wrong_cell_writes_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert work(place, [90, "n/a", 10]) == 2
    assert "model.xlsx, Model!C2: found 'n/a'; expected an amount" in capsys.readouterr().err
    assert not list((place / "out").glob("*.yaml"))


def test_without_a_mapping(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "mine" / "spreadsheet.yaml").unlink()
    assert work(place, [90, 12, 10]) == 2
    assert "Say first which cells are the business case" in capsys.readouterr().err
