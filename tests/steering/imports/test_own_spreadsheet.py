"""A spreadsheet of somebody's own: its ranges become a draft, the next version follows, mistakes name their cells."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from steering.cases.spreadsheet_mapping import SpreadsheetMapping, parse_mapping
from steering.cases.yaml_reader import parse_yaml
from steering.errors import FileRefused
from steering.finance.draft.history import BusinessDraft, start_draft, undo
from steering.imports.draft_import import DraftImport
from steering.imports.own_spreadsheet import import_spreadsheet
from steering.ingest.spreadsheet import open_spreadsheet
from tests.steering.imports.workbooks import Rows, write_workbook

MODEL: Rows = [
    ["Rate", 0.1],
    [],
    ["", "Today", 2027, 2028, 2029],
    ["Licences", -100, -10, -10, -10.5],
    ["Set-up costs"],
    ["Training", -5, "", "", ""],
    ["Total", -105, -10, -10, -10.5],
    [],
    ["Time saved", 0, 100, 120, 120],
]
MAPPING = """\
cells: {discount_rate: {sheet: Model, cell: B1}}
tables:
  - {sheet: Model, kind: cost, labels: A4:A7, periods: B3:E3, amounts: B4:E7, negate: true, leave_out: [total]}
  - {sheet: Model, kind: benefit, labels: A9, periods: B3:E3, amounts: B9:E9}
"""
CASE = b"""\
discount_rate: 12%   # agreed with treasury
periods: 3
lines:
  - {id: licence, label: Licences, kind: cost, values: [90, {value: 10, source: Offer}, 10, 10.5], source: Offer of May}
  - {id: upkeep, kind: cost, values: [0, 1, 1, 1]}
  - {id: time_saved, label: Time saved, kind: benefit, amount: 100, growth: 2%, low: 0.8}
"""


def parse(text: str) -> SpreadsheetMapping:
    mapping, problems = parse_mapping(parse_yaml(text, "spreadsheet.yaml"))
    assert mapping is not None and not problems
    return mapping


def with_cell(row: int, column: int, value: Any) -> Rows:
    rows = [list(cells) for cells in MODEL]
    rows[row - 1] += [""] * (column - len(rows[row - 1]))
    rows[row - 1][column - 1] = value
    return rows


def bring(
    folder: Path, rows: Rows = MODEL, draft: BusinessDraft | None = None, mapping: str | SpreadsheetMapping = MAPPING
) -> DraftImport:
    path = write_workbook(folder / "model.xlsx", {"Model": rows})
    ranges = parse(mapping) if isinstance(mapping, str) else mapping
    return import_spreadsheet(open_spreadsheet(path, "model.xlsx"), ranges, draft)


def refusals_of(path: Path) -> list[tuple[str | None, str, str]]:
    with pytest.raises(FileRefused) as refused:
        import_spreadsheet(open_spreadsheet(path, "model.xlsx"), parse(MAPPING), None)
    return [(problem.column, problem.found, problem.expected) for problem in refused.value.problems]


def refusals(folder: Path, rows: Rows = MODEL, mapping: str = MAPPING) -> list[tuple[str | None, str, str]]:
    with pytest.raises(FileRefused) as refused:
        bring(folder, rows, mapping=mapping)
    assert all(problem.remedy for problem in refused.value.problems)
    return [(problem.column, problem.found, problem.expected) for problem in refused.value.problems]


def changes(result: DraftImport) -> dict[str, tuple[str, str]]:
    return {change.name: (change.before, change.after) for change in result.changes}


class TestNewDraft:
    def test_the_ranges_are_a_business_case(self, tmp_path: Path) -> None:
        result = bring(tmp_path)
        business = result.draft.state.business
        assert business is not None and not result.draft.state.problems
        assert {line.id: [int(amount * 2) for amount in line.amounts] for line in business.lines} == {
            "licences": [200, 20, 20, 21],
            "training": [10, 0, 0, 0],
            "time_saved": [0, 200, 240, 240],
        }
        assert [line.kind for line in business.lines] == ["cost", "cost", "benefit"]
        assert (str(business.discount_rate), business.last) == ("0.1", 3)
        assert result.notes == ("'Set-up costs' in Model!A5 has no amounts.",)

    def test_lines_in_columns(self, tmp_path: Path) -> None:
        rows: Rows = [["", "Licences", "Hosting"], [1, 5, 6], [2, 7, 8]]
        mapping = "tables: [{sheet: Model, kind: cost, labels: B1:C1, periods: A2:A3, amounts: B2:C3, first_period: 1}]"
        tree = bring(tmp_path, rows, mapping=mapping).draft.tree
        assert [line["values"] for line in tree["lines"]] == [["0", "5", "7"], ["0", "6", "8"]]

    def test_headings_may_be_dates_and_a_month_begins_it(self, tmp_path: Path) -> None:
        path = tmp_path / "model.xlsx"
        days = [dt.date(2027, 1, 31), dt.date(2027, 2, 28)]
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet("Model")
            for column, day in enumerate(days):
                sheet.write_datetime(0, column + 1, day)
            sheet.write_row(1, 0, ["Licences", 1, 2])
        text = "tables: [{sheet: Model, kind: cost, labels: A2, periods: B1:C1, amounts: B2:C2}]\n"
        mapping = parse(text + "cells: {start: {sheet: Model, cell: B1}}")
        tree = import_spreadsheet(open_spreadsheet(path, "model.xlsx"), mapping, None).draft.tree
        assert (tree["start"], tree["periods"]) == ("2027-01", "1")

    def test_names_of_any_script_and_markup_are_text(self, tmp_path: Path) -> None:
        label = "<b>Löhne</b> =1+1 \u202eتكاليف 🚀"
        tree = bring(tmp_path, with_cell(4, 1, label)).draft.tree
        assert (tree["lines"][0]["label"], tree["lines"][0]["id"]) == (label, "b_lohne_b_1_1")


class TestNextVersion:
    def test_the_same_again_changes_nothing(self, tmp_path: Path) -> None:
        first = bring(tmp_path)
        again = bring(tmp_path, draft=first.draft, mapping=first.mapping or MAPPING)
        assert (again.changes, again.draft) == ((), first.draft)

    def test_random_changes_are_exactly_the_changes(self, tmp_path: Path) -> None:
        first, chance = bring(tmp_path), random.Random(19)
        assert first.mapping is not None
        for _ in range(10):
            rows = [list(cells) for cells in MODEL]
            expected = {}
            for row, name in ((4, "Licences"), (6, "Training"), (9, "Time saved")):
                column = chance.randrange(2, 6)
                amount = round(chance.uniform(200, 900), chance.randrange(4))
                rows[row - 1][column - 1] = amount if row == 9 else -amount
                expected[f"{name}, {['Today', 'Year 1', 'Year 2', 'Year 3'][column - 2]}"] = amount
            result = bring(tmp_path, rows, first.draft, first.mapping)
            assert {name: float(after) for name, (_, after) in changes(result).items()} == expected
            assert undo(result.draft).tree == first.draft.tree

    def test_a_line_keeps_its_id_and_a_missing_one_goes(self, tmp_path: Path) -> None:
        first = bring(tmp_path)
        assert first.mapping is not None
        mapping = parse(MAPPING + "lines: {Licences: licences, Training: training, Time saved: time_saved}")
        result = bring(tmp_path, with_cell(6, 1, "Courses"), first.draft, mapping)
        assert changes(result) == {
            "Courses": ("", "cost: 5, 0, 0, 0"),
            "Training": ("cost: 5, 0, 0, 0", ""),
        }

    def test_more_periods(self, tmp_path: Path) -> None:
        first = bring(tmp_path)
        rows = [[*cells, extra] for cells, extra in zip(MODEL, ["", "", 2030, -1, "", "", "", "", 7], strict=True)]
        rows[4] = ["Set-up costs"]
        mapping = MAPPING.replace("E3", "F3").replace("E7", "F7").replace("E9", "F9")
        result = bring(tmp_path, rows, first.draft, mapping)
        assert changes(result)["Periods"] == ("3", "4")
        assert changes(result)["Time saved, Year 4"] == ("", "7")


class TestIntoACase:
    def test_what_the_spreadsheet_says_and_nothing_else(self, tmp_path: Path) -> None:
        draft = start_draft(CASE)
        result = bring(tmp_path, draft=draft)
        assert "agreed with treasury" in result.draft.text
        assert changes(result) == {
            "Discount rate": ("12%", "10%"),
            "Licences, Today": ("90", "100"),
            "Training": ("", "cost: 5, 0, 0, 0"),
            "Time saved, Values": ("", "[0, 100, 120, 120]"),
            "Time saved, Amount": ("100", ""),
            "Time saved, Growth": ("2%", ""),
        }
        licence = result.draft.tree["lines"][0]
        assert (licence["source"], licence["values"][1]) == ("Offer of May", {"value": "10", "source": "Offer"})
        assert "Not in the spreadsheet, so unchanged: 'upkeep'." in result.notes


class TestMistakes:
    def test_all_are_told_at_once_with_their_cells(self, tmp_path: Path) -> None:
        rows = [list(cells) for cells in with_cell(4, 3, "10.000,50")]
        rows[0][1] = "ten"
        rows[2][3] = 2030
        rows[5][0] = ""
        rows[8][4] = dt.date(2027, 1, 1).isoformat()
        assert refusals(tmp_path, rows) == [
            ("Model!B1", "'ten'", "a number"),
            ("Model!D3", "'2030'", "2028 next"),
            ("Model!E3", "'2029'", "2031 next"),
            ("Model!C4", "'10.000,50'", "an amount"),
            ("Model!A6", "an empty cell", "the label of a line with amounts"),
            ("Model!E9", "'2027-01-01'", "an amount"),
        ]

    def test_a_formula_without_value_and_one_that_failed(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "model.xlsx", {"Model": MODEL}, {"Model!D4": ("=1/0", "#DIV/0!")})
        book = load_workbook(path)
        book["Model"]["C4"] = "=1+1"
        book.save(path)
        assert {cell: found for cell, found, _ in refusals_of(path)} == {
            "Model!C4": "a formula whose value is not stored",
            "Model!D4": "a formula whose value is not stored",
        }

    def test_an_error_is_no_amount(self, tmp_path: Path) -> None:
        path = write_workbook(tmp_path / "model.xlsx", {"Model": MODEL}, {"Model!D4": ("=1/0", "#DIV/0!")})
        assert [(cell, found) for cell, found, _ in refusals_of(path)] == [("Model!D4", "the error #DIV/0!")]

    def test_a_formula_counts_with_its_value_and_links_are_told(self, tmp_path: Path) -> None:
        path = write_workbook(
            tmp_path / "model.xlsx",
            {"Model": MODEL},
            {"Model!C9": ("='[Other.xlsx]Sheet1'!A1", 99), "Model!D9": ("=C9+1", 100)},
        )
        result = import_spreadsheet(open_spreadsheet(path, "model.xlsx"), parse(MAPPING), None)
        assert result.draft.tree["lines"][2]["values"] == ["0", "99", "100", "120"]
        assert "Model!C9: taken from another workbook, as of when this one was saved." in result.notes

    @pytest.mark.parametrize(
        ("row", "column", "value", "expected"),
        [
            (9, 1, "Licences", ("Model!A9", "'Licences' a second time", "each label once")),
            (1, 2, None, ("Model!B1", "an empty cell", "the value of discount_rate")),
            (1, 2, True, ("Model!B1", "'True'", "a number")),
            (3, 2, 2027, ("Model!C3", "'2027' as in B3", "each period once")),
        ],
    )
    def test_single_mistakes(
        self, tmp_path: Path, row: int, column: int, value: Any, expected: tuple[str, str, str]
    ) -> None:
        assert expected in refusals(tmp_path, with_cell(row, column, value))

    def test_a_value_that_the_case_refuses_has_its_cell(self, tmp_path: Path) -> None:
        ((cell, found, _),) = refusals(tmp_path, with_cell(1, 2, 5000))
        assert (cell, found) == ("Model!B1", "'5000'")

    def test_a_sheet_that_is_not_there(self, tmp_path: Path) -> None:
        told = refusals(tmp_path, mapping=MAPPING.replace("Model", "Modell"))
        assert {found for _, found, _ in told} == {"no sheet 'Modell'; there are 'Model'"}

    def test_periods_that_do_not_agree(self, tmp_path: Path) -> None:
        mapping = MAPPING.replace("cells: {", "cells: {periods: {sheet: Model, cell: B2}, ")
        told = refusals(tmp_path, with_cell(2, 2, 5), mapping=mapping)
        assert told == [("Model!B2", "5", "3, as the amounts have")]


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ("{}", None, "no ranges"),
        ("cells: {discount_rate: {sheet: A, cell: 'B1:B2'}}", "cells.discount_rate.cell", "'B1:B2'"),
        ("cells: {discont_rate: {sheet: A, cell: B1}}", "cells.discont_rate", "'discont_rate'"),
        (MAPPING.replace("B4:E7", "B4:E8"), "tables[0].amounts", "5 rows and 4 columns"),
        (MAPPING.replace("A4:A7", "A4:B7"), "tables[0].labels", "4 rows and 2 columns"),
        (MAPPING.replace("A9", "A7").replace("E9", "E7").replace("B9", "B7"), "tables[1].amounts", "B7:E7, which has"),
        (MAPPING.replace("A9, periods: B3:E3, amounts: B9:E9", "A9, periods: B3:D3, amounts: B9:D9"),
         "tables[1].periods", "periods up to 2"),
        (MAPPING.replace("B4:E7", "somewhere"), "tables[0].amounts", "'SOMEWHERE'"),
        (MAPPING.replace("B4:E7", "B0:E7"), "tables[0].amounts", "'B0:E7'"),
        (MAPPING + "lines: {A: a, B: a}", "lines.B", "a for two labels"),
        (MAPPING.replace("kind: cost", "kind: loss"), "tables[0].kind", "'loss'"),
    ],
)  # fmt: skip
def test_a_mapping_that_can_not_be(text: str, column: str | None, found: str) -> None:
    mapping, problems = parse_mapping(parse_yaml(text, "spreadsheet.yaml"))
    assert mapping is None
    assert any(
        problem.column == column and problem.found.casefold().startswith(found.casefold()) for problem in problems
    ), [str(problem) for problem in problems]
