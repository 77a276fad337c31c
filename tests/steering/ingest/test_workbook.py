"""An Excel workbook is the same release as the CSV of its rows, and a strange one is refused at once."""

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter

from steering.errors import Problem
from steering.ingest import accept, check
from steering.ingest.file_set import one_file
from steering.ingest.pipeline import LARGE_BYTES
from tests.steering.ingest.focus_files import GOOD

Save = Callable[..., Path]
Book = Callable[..., Path]
KPI = ("month", "kpi_id", "value", "note")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """`book(rows, ..., name=)` writes a workbook with a sheet for each of the tables."""

    def write(*sheets: Sequence[Sequence[object]], name: str = "kpi.xlsx") -> Path:
        made = xlsxwriter.Workbook(tmp_path / name, {"default_date_format": "yyyy-mm-dd", "nan_inf_to_errors": True})
        for rows in sheets:
            sheet = made.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        made.close()
        return tmp_path / name

    return write


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with other text in one of its parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def release(path: Path, dataset: str = "kpi") -> str:
    report = check(path, dataset)
    assert report.release is not None, report.problems
    return report.release


def refusal(path: Path) -> Problem:
    report = check(path, "kpi")
    assert (report.release, report.problem_count, report.readable) == (None, 1, False)
    (problem,) = report.problems
    assert problem.file == path.name and problem.remedy and problem.found.isprintable()
    return problem


class TestSameRelease:
    def test_adoption_as_text(self, save: Save, adoption: str, book: Book) -> None:
        rows = list(csv.reader(io.StringIO(adoption)))
        assert release(book(rows), "adoption") == release(save(), "adoption")

    def test_dates_numbers_and_ids(self, save: Save, book: Book) -> None:
        text = "month,kpi_id,value,note\n2026-01,007,0.1,TRUE\n2026-02,007,12,a\n2026-03,007,-0.00000025,é\n"
        text += '2026-04,007,123456789012345,"two\nlines, ""quoted"""\n2026-05,007,0.30000000000000004,5\n'
        rows = [
            KPI,
            (dt.date(2026, 1, 1), "007", 0.1, True),
            (dt.datetime(2026, 2, 1), "007", 12.0, "a"),
            (dt.date(2026, 3, 1), "007", -2.5e-7, "é"),
            (dt.date(2026, 4, 1), "007", 123456789012345, 'two\nlines, "quoted"'),
            ("2026-05", "007", "0.30000000000000004", 5),
        ]
        assert release(book(rows)) == release(save(text, "kpi.csv"))

    def test_what_is_kept_speaks_of_the_workbook(self, book: Book, tmp_path: Path) -> None:
        path = book([KPI, ("2026-01", "a", 1, "")])
        kept = accept(one_file(path, "My KPIs.XLSX"), "kpi", tmp_path / "home", by="the office")
        assert (kept.source_name, kept.source_bytes, kept.rows) == ("My KPIs.XLSX", path.stat().st_size, 1)

    def test_an_empty_sheet_beside_is_no_matter(self, save: Save, book: Book) -> None:
        text = "month,kpi_id,value\n2026-01,a,1\n"
        rows = [("month", "kpi_id", "value"), ("2026-01", "a", 1)]
        assert release(book([], rows, [(" ",)])) == release(save(text, "kpi.csv"))

    def test_a_size_that_is_not_true_loses_nothing(self, book: Book) -> None:
        path = book([KPI, *(("2026-01", f"k{n}", n, "") for n in range(9))])
        expected = release(path)
        assert release(changed(path, "xl/worksheets/sheet1.xml", 'ref="A1:D10"', 'ref="A1:C3"')) == expected


class TestProblems:
    def test_rows_are_those_of_the_sheet(self, book: Book) -> None:
        rows = [(), KPI, ("2026-01", "a", "many", ""), (), (), ("2026-02", "a", 1, "x"), ("never", "a", 1, "")]
        report = check(book(rows), "kpi")
        assert [(problem.row, problem.column) for problem in report.problems] == [(3, "value"), (7, "month")]
        assert {problem.file for problem in report.problems} == {"kpi.xlsx"}

    def test_a_formula_counts_with_its_saved_value(self, book: Book) -> None:
        path = book([KPI, ("2026-01", "a", "=6*7", ""), ("2026-02", "a", "=1/0", "")])
        sheet = "xl/worksheets/sheet1.xml"
        changed(path, sheet, "<f>6*7</f><v>0</v>", "<f>6*7</f><v>42</v>")
        changed(path, sheet, '<c r="C3"><f>1/0</f><v>0</v>', '<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>')
        (problem,) = check(path, "kpi").problems
        assert (problem.row, problem.column) == (3, "value") and "#DIV/0!" in problem.found
        changed(path, sheet, '<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>', '<c r="C3"><v>8</v>')
        assert check(path, "kpi").sums == {"value": "50"}

    @pytest.mark.parametrize("empty", ["", "<v/>", "<v></v>"])
    def test_a_formula_that_was_never_computed_is_an_error(self, book: Book, empty: str) -> None:
        path = book([KPI, ("2026-01", "a", "=6*7", "")])
        changed(path, "xl/worksheets/sheet1.xml", "<f>6*7</f><v>0</v>", f"<f>6*7</f>{empty}")
        (problem,) = check(path, "kpi").problems
        assert (problem.row, problem.column, problem.severity) == (2, "value", "error")
        assert problem.found == "a formula whose value is not stored"

    def test_a_row_of_formulas_without_values_is_not_left_out(self, book: Book) -> None:
        path = book([KPI, ("2026-01", "a", 1, ""), ("=A2", "=B2", "=C2", "")])
        for formula in ("A2", "B2", "C2"):
            changed(path, "xl/worksheets/sheet1.xml", f"<f>{formula}</f><v>0</v>", f"<f>{formula}</f>")
        report = check(path, "kpi")
        assert [(problem.row, problem.column) for problem in report.problems] == [
            (3, "month"), (3, "kpi_id"), (3, "value"),
        ]  # fmt: skip
        assert (report.rows, report.accepted, report.error_count) == (2, 0, 3)

    @pytest.mark.parametrize("at", [0, 1, 2])
    def test_rows_of_formulas_count_among_blank_ones(self, book: Book, at: int) -> None:
        rows: list[tuple[object, ...]] = [("2026-01", "a", 1, ""), (), ("2026-02", "a", 2, "")]
        path = book([(), KPI, *rows[:at], ("=A9", "=B9", "=C9", ""), *rows[at:], ()])
        for formula in ("A9", "B9", "C9"):
            changed(path, "xl/worksheets/sheet1.xml", f"<f>{formula}</f><v>0</v>", f"<f>{formula}</f>")
        report = check(path, "kpi")
        assert report.rows == 3
        assert {problem.row for problem in report.problems} == {3 + at}

    def test_rows_of_formulas_alone_are_told_as_they_are(self, book: Book) -> None:
        path = book([KPI, ("=A9", "=B9", "=C9", "")])
        for formula in ("A9", "B9", "C9"):
            changed(path, "xl/worksheets/sheet1.xml", f"<f>{formula}</f><v>0</v>", f"<f>{formula}</f>")
        report = check(path, "kpi")
        assert (report.rows, report.error_count) == (1, 3)

    def test_a_formula_of_a_large_workbook_is_told_too(self, book: Book) -> None:
        row = list({**GOOD, "ChargeDescription": "long " * 220}.values())
        count = LARGE_BYTES // 1_100
        path = book([list(GOOD), *[row] * count, [*row[:-1], "=A1"]], name="cost.xlsx")
        changed(path, "xl/worksheets/sheet1.xml", "<f>A1</f><v>0</v>", "<f>A1</f>")
        report = check(path, "cost")
        errors = [problem for problem in report.problems if problem.severity == "error"]
        assert [(problem.row, problem.column) for problem in errors] == [(count + 2, "Tags")]
        assert (report.rows, report.accepted) == (count + 1, 0)

    def test_a_formula_that_gives_an_empty_text_has_a_value(self, book: Book) -> None:
        path = book([KPI, ("2026-01", "a", 1, '=IF(C2=1,"",C2)')])
        sheet = "xl/worksheets/sheet1.xml"
        changed(
            path, sheet, '<c r="D2"><f>IF(C2=1,"",C2)</f><v>0</v>', '<c r="D2" t="str"><f>IF(C2=1,"",C2)</f><v></v>'
        )
        assert check(path, "kpi").problem_count == 0

    def test_a_value_beside_the_table(self, book: Book) -> None:
        problem = refusal(book([KPI, ("2026-01", "a", 1), ("2026-02", "a", 1, "x", None, "total")]))
        assert (problem.row, problem.found) == (3, "'total' in column 6, where the header has no name")


class TestRefused:
    def test_two_sheets(self, book: Book) -> None:
        problem = refusal(book([KPI], [], [("notes",)]))
        assert problem.found == "2 sheets that hold something: 'Sheet1', 'Sheet3'"
        assert "Keep one sheet" in problem.remedy

    def test_nothing_in_it(self, book: Book) -> None:
        assert refusal(book([], [])).found == "a workbook without a filled cell"

    def test_a_value_in_the_last_place_of_a_sheet(self, tmp_path: Path) -> None:
        with xlsxwriter.Workbook(tmp_path / "x.xlsx") as made:
            made.add_worksheet().write_row(0, 0, KPI)
            made.worksheets()[0].write(1_048_575, 16_383, "far away")
        problem = refusal(tmp_path / "x.xlsx")
        assert (problem.row, problem.found) == (1_048_576, "16,384 columns")

    def test_a_row_that_no_sheet_has(self, book: Book) -> None:
        path = book([KPI, ("2026-01", "a", 1, "")])
        changed(path, "xl/worksheets/sheet1.xml", 'r="2"', 'r="999999999"')
        assert refusal(path).found == "a sheet that is too large"

    def test_wide_rows_of_nothing(self, tmp_path: Path) -> None:
        with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"constant_memory": True}) as made:
            bold, sheet = made.add_format({"bold": True}), made.add_worksheet()
            for row in range(3_100):
                sheet.write_blank(row, 16_383, None, bold)
        assert refusal(tmp_path / "x.xlsx").found == "a sheet that is too large"

    def test_a_bomb(self, book: Book) -> None:
        path = book([KPI])
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/image1.png", bytes(40 * 2**20))
        assert refusal(path).found == "a workbook that unpacks to 40 MB"

    def test_one_long_text_in_many_cells(self, book: Book) -> None:
        assert refusal(book([KPI, *[("2026-01", "a", 1, "x" * 32_767)] * 600])).found == "more than 16 MB of text"

    def test_entities_that_grow(self, book: Book) -> None:
        path = book([KPI, ("2026-01", "a", 1, "lol")])
        letters = "abcdefghijkl"
        entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(letters))
        changed(path, "xl/sharedStrings.xml", "<sst", f'<!DOCTYPE sst [<!ENTITY a "lol">{entities}]><sst')
        changed(path, "xl/sharedStrings.xml", "<t>lol</t>", "<t>&l;</t>")
        assert refusal(path).found == "a damaged or protected Excel workbook"

    def test_too_many_bytes(self, book: Book) -> None:
        path = book([KPI])
        with path.open("r+b") as file:
            file.truncate(51 * 2**20)
        assert refusal(path).found == "a workbook of 51 MB"

    def test_macros(self, book: Book) -> None:
        path = book([KPI])
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        assert refusal(path).found == "an Excel workbook with macros"

    def test_cut_off_anywhere(self, book: Book) -> None:
        path = book([KPI, ("2026-01", "a", 1, "")])
        whole = path.read_bytes()
        for keep in range(300, len(whole) - 22, 500):
            path.write_bytes(whole[:keep])
            assert refusal(path).found == "a damaged or protected Excel workbook"

    def test_any_bytes_changed(self, book: Book) -> None:
        path = book([KPI, *((dt.date(2026, n + 1, 1), "a", n / 7, "x") for n in range(9))])
        whole, expected, order = path.read_bytes(), release(path), random.Random(7)
        for _ in range(60):
            bad = bytearray(whole)
            for _ in range(order.randint(1, 5)):
                bad[order.randrange(4, len(bad))] = order.randrange(256)
            path.write_bytes(bad)
            report = check(path, "kpi")
            assert report.release in (None, expected) and (report.release or report.problems)
