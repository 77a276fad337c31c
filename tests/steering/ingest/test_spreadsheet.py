"""The cells of a workbook, and files that are none, too large, protected or with macros."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from steering.errors import FileRefused
from steering.ingest.spreadsheet import open_spreadsheet


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "model.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("A sheet")
        sheet.write_row(1, 1, ["text", 2.5])
        sheet.write_formula("D4", "=C2*2", None, 5)
        sheet.write_dynamic_array_formula("E4", "=SUM(C2:C3*1)", None, 2.5)
        book.add_worksheet("Hidden").hide()
        book.define_name("Rate", "='A sheet'!$C$2")
        book.set_custom_property("mark", "x")
    return path


def refuse(path: Path, name: str = "model.xlsx") -> str:
    with pytest.raises(FileRefused) as refused:
        open_spreadsheet(path, name)
    (problem,) = refused.value.problems
    assert problem.remedy
    return problem.found


def repack(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def test_cells_have_values_and_formulas(book: Path) -> None:
    sheets = open_spreadsheet(book, "model.xlsx")
    sheet = sheets.find("a SHEET")
    assert sheet is not None
    assert {place: (cell.value, cell.formula) for place, cell in sheet.cells.items()} == {
        (2, 2): ("text", ""),
        (2, 3): (2.5, ""),
        (4, 4): (5, "=C2*2"),
        (4, 5): (2.5, "=SUM(C2:C3*1)"),
    }
    assert (sheet.height, sheet.width) == (4, 5)
    assert [sheet.name for sheet in sheets.sheets] == ["A sheet", "Hidden"]
    assert (sheets.names["Rate"], sheets.properties["mark"]) == ("'A sheet'!$C$2", "x")


def test_macros_are_refused(book: Path) -> None:
    assert refuse(repack(book, "xl/vbaProject.bin", b"x")) == "an Excel workbook with macros"
    assert refuse(book, "model.xlsm") == "an Excel workbook with macros (.xlsm)"


def test_a_bomb_is_not_unpacked(book: Path) -> None:
    assert refuse(repack(book, "xl/media/big.bin", b"0" * 2**26)) == "a workbook that unpacks to 64 MB"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"a,b\n1,2\n", "plain text"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 512, "an old (.xls) or protected Excel workbook"),
        (b"PK\x03\x04[Content_Types].xml", "a damaged or protected Excel workbook"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "model.xlsx"
    path.write_bytes(content)
    assert refuse(path) == found


def test_another_kind_of_file(tmp_path: Path) -> None:
    path = tmp_path / "model.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert refuse(path, "model.csv") == "a file of another kind"


def test_a_sheet_far_out_is_read_and_too_many_places_are_not(tmp_path: Path) -> None:
    path = tmp_path / "model.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("A")
        sheet.write("XFD300", 1)
        for row in range(200):
            sheet.write(row, 16_383, 1)
    assert refuse(path) == "a workbook with too many cells"
