"""The workbook that Steerco made comes back: its changes become those of a draft, and what else was changed is told."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from steering.errors import FileRefused
from steering.exports.workbook.workbook import business_workbook
from steering.finance.draft.case_keys import place_value
from steering.finance.draft.history import BusinessDraft, change_draft, start_draft, undo
from steering.imports.draft_import import DraftImport
from steering.imports.issued_workbook import find_marks
from steering.imports.returned_workbook import import_workbook
from steering.imports.workbook_inputs import InputCell, list_inputs
from steering.ingest.spreadsheet import CellSheet, SheetCell, Spreadsheet, open_spreadsheet
from tests.docs.markdown import ROOT

CASE = b"""\
discount_rate: 10%   # agreed with treasury
periods: 3
inputs: {seats: 200, price: {value: 1.5, unit: USD, source: Offer}}
lines:
  - {id: licence, kind: cost, values: [90, {value: 10, source: Offer}, 10, 10.5], risk_adjustment: 15%}
  - {id: support, kind: cost, amount: 5, quantity: [seats, 2], growth: 3%}
  - id: time_saved
    label: "Time saved / hour"
    kind: benefit
    values: [0, 900, 1200, 1200]   # from the pilot
    low: 0.8
    high: 1.1
drivers: {benefit_factor: 0.9}
scenarios:
  worst: {benefits: 0.7, drivers.benefit_factor: 0.6, lines: {licence: 1.2}}
  best/case: {costs: 0.9}
stated:
  - {metric: npv, value: 100}
  - {metric: roi, value: 20%, at: {discount_rate: 0.12}}
"""
Edit = Callable[[Any], None]


def issue(folder: Path, draft: BusinessDraft) -> Path:
    business = draft.state.business
    assert business is not None, draft.state.problems
    path = folder / "issued.xlsx"
    path.write_bytes(business_workbook(business).content)
    return path


@pytest.fixture(scope="module")
def draft() -> BusinessDraft:
    started = start_draft(CASE)
    assert started is not None
    return started


@pytest.fixture(scope="module")
def issued(draft: BusinessDraft, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("book"), draft)


@pytest.fixture
def give_back(issued: Path, draft: BusinessDraft, tmp_path: Path) -> Callable[..., DraftImport]:
    def work(edit: Edit, into: BusinessDraft = draft) -> DraftImport:
        book = load_workbook(issued)
        edit(book)
        path = tmp_path / "returned.xlsx"
        book.save(path)
        return take(path, into)

    return work


def take(path: Path, draft: BusinessDraft) -> DraftImport:
    book = open_spreadsheet(path, "returned.xlsx")
    marks = find_marks(book)
    assert marks is not None
    return import_workbook(book, marks, draft)


def find(book: Any, key: str) -> tuple[Worksheet, InputCell]:
    """Where the input of a key is, in a workbook that is open to be changed."""
    inputs = {input.key: input for input in list_inputs(list_cells(book))}
    return book[inputs[key].sheet], inputs[key]


def list_cells(book: Any) -> Spreadsheet:
    return Spreadsheet(
        name="",
        sheets=tuple(
            CellSheet(
                name=sheet.title,
                cells={
                    (cell.row, cell.column): SheetCell(value=cell.value)
                    for row in sheet.iter_rows()
                    for cell in row
                    if cell.value is not None
                },
            )
            for sheet in book.worksheets
        ),
    )


def write(key: str, value: Any) -> Edit:
    def edit(book: Any) -> None:
        sheet, input = find(book, key)
        sheet.cell(input.row, input.column).value = value

    return edit


def write_all(values: Mapping[str, Any]) -> Edit:
    def edit(book: Any) -> None:
        inputs = {input.key: input for input in list_inputs(list_cells(book))}
        for key, value in values.items():
            input = inputs[key]
            book[input.sheet].cell(input.row, input.column).value = value

    return edit


def changes(result: DraftImport) -> dict[str, tuple[str, str]]:
    return {change.name: (change.before, change.after) for change in result.changes}


def told(result: DraftImport) -> list[tuple[str, str]]:
    return [((problem.column or "").split("!")[0], problem.found) for problem in result.refusals]


def test_as_it_was_issued_nothing_changes(issued: Path, draft: BusinessDraft) -> None:
    result = take(issued, draft)
    assert (result.changes, result.refusals, result.notes) == ((), (), ())
    assert result.draft is draft


def test_the_starter_comes_back_as_it_went(tmp_path: Path) -> None:
    started = start_draft((ROOT / "data" / "starter" / "business_case.yaml").read_bytes())
    assert started is not None
    result = take(issue(tmp_path, started), started)
    assert (result.changes, result.refusals) == ((), ())


CHANGES = (
    ("discount_rate", 0.125, "Discount rate", "10%", "12.5%"),
    ("lines/licence/values/1", 12, "licence, Year 1", "10", "12"),
    ("lines/licence/risk_adjustment", 0.2, "licence, Risk adjustment", "15%", "20%"),
    ("lines/support/amount", 6.25, "support, Amount", "5", "6.25"),
    ("lines/support/quantity/1", 3, "support, Quantity, 2", "2", "3"),
    ("lines/support/growth", 0.04, "support, Growth", "3%", "4%"),
    ("inputs/seats/value", 210, "Inputs, seats", "200", "210"),
    ("inputs/price/value", 1.75, "Inputs, price", "1.5", "1.75"),
    ("drivers/benefit_factor/value", 0.8, "Drivers, benefit_factor", "0.9", "0.8"),
    ("scenarios/worst/lines/licence", 1.3, "Scenarios, worst, licence", "1.2", "1.3"),
    ("scenarios/best%2Fcase/costs", 0.8, "Scenarios, best/case, Costs", "0.9", "0.8"),
    ("scenarios/best%2Fcase/benefits", 1.1, "Scenarios, best/case, Benefits", "", "1.1"),
    ("scenarios/worst/benefits", None, "Scenarios, worst, Benefits", "0.7", ""),
    ("stated/0/value", 120, "Stated, 1", "100", "120"),
    ("stated/1/at/discount_rate", 0.11, "Stated, 2, At, discount_rate", "0.12", "0.11"),
)


def test_a_changed_input_is_that_change(give_back: Callable[..., DraftImport]) -> None:
    result = give_back(write_all({key: value for key, value, *_ in CHANGES}))
    assert changes(result) == {name: (before, after) for *_, name, before, after in CHANGES}
    assert told(result) == []
    assert "agreed with treasury" in result.draft.text and "from the pilot" in result.draft.text
    assert not [problem for problem in result.draft.state.problems if problem.severity == "error"]


OPTIONS = b"""\
discount_rate: 10%
periods: 3
tax: {rate: 25%, paid_after: 1}
later_rates: [{after_year: 2, rate: 8%}]
indexes: {wages: 3%, power: [2%, 4%]}
currency: USD
exchange_rates: {EUR: {rate: 1.1, date: 2026-10-01, source: Bank}}
options:
  - {id: build, label: Build, discount_rate: 11%}
  - {id: buy, label: Buy, starts_after: 1}
  - {id: stay, label: Stay, baseline: true}
option: build
lines:
  - {id: a, kind: cost, values: [9, 1, 1, 1], options: [build, buy], depreciation: {method: straight_line, years: 3}}
  - {id: b, kind: benefit, amount: 90, growth: wages, options: {build: 1, buy: 0.5}, currency: EUR}
  - {id: c, kind: cost, amount: {value: 3, source: X}, begins: 2}
"""


def test_options_tax_rates_and_money(tmp_path: Path) -> None:
    started = start_draft(OPTIONS)
    assert started is not None
    path = issue(tmp_path, started)
    book = load_workbook(path)
    values = {
        "lines/a/options/stay": 1,
        "lines/b/options/buy": 0.6,
        "lines/c/options/stay": 0,
        "options/buy/starts_after": 2,
        "options/build/discount_rate": None,
        "options/(nothing)/starts_after": 2,
        "tax/rate": 0.3,
        "later_rates/0/rate": 0.07,
        "indexes/wages/rates/0": 0.05,
        "indexes/power/rates/1": 0.05,
        "exchange_rates/EUR/rate": 1.2,
        "lines/a/depreciation/years": 4,
        "lines/c/amount": 4,
        "lines/c/begins": 1,
    }
    write_all(values)(book)
    book.save(path)
    result = take(path, started)
    assert result.draft.text.splitlines() == [
        "discount_rate: 10%",
        "periods: 3",
        "tax: {rate: 30%, paid_after: 1}",
        "later_rates: [{after_year: 2, rate: 7%}]",
        "indexes: {wages: 5%, power: [2%, 5%]}",
        "currency: USD",
        "exchange_rates: {EUR: {rate: 1.2, date: 2026-10-01, source: Bank}}",
        "options:",
        "  - {id: build, label: Build}",
        "  - {id: buy, label: Buy, starts_after: 2}",
        "  - {id: stay, label: Stay, baseline: true}",
        "option: build",
        "lines:",
        "  - {id: a, kind: cost, values: [9, 1, 1, 1], options: [build, buy, stay], "
        "depreciation: {method: straight_line, years: 4}}",
        "  - {id: b, kind: benefit, amount: 90, growth: wages, options: {build: 1, buy: 0.6}, currency: EUR}",
        "  - {id: c, kind: cost, amount: {value: 4, source: X}, begins: 1, options: [build, buy]}",
    ]
    assert told(result) == [("Inputs by option", "'2'")]


def test_random_edits_are_exactly_the_changes(
    give_back: Callable[..., DraftImport], issued: Path, draft: BusinessDraft
) -> None:
    chance = random.Random(64)
    numbers = [
        input
        for input in list_inputs(open_spreadsheet(issued, "issued.xlsx"))
        if "/values/" in input.key and input.cell and isinstance(input.cell.value, float | int)
    ]
    for _ in range(2):
        picks = chance.sample(numbers, 5)
        texts = {
            pick.key: f"{float(pick.cell.value) * chance.choice([0.5, 0.9]) + 0.01:.4g}" for pick in picks if pick.cell
        }

        result = give_back(write_all({key: float(text) for key, text in texts.items()}))
        expected = draft.tree
        for key, text in texts.items():
            expected = place_value(expected, key.split("/"), text)
        assert result.draft.tree == expected
        assert len(result.changes) == 5 and not result.refusals
        assert undo(result.draft).tree == draft.tree


class TestWhatCanNotBeTakenOver:
    def test_a_formula_that_was_overwritten(self, give_back: Callable[..., DraftImport]) -> None:
        def edit(book: Any) -> None:
            write("discount_rate", 0.12)(book)
            sheet = book["Flows"]
            cell = next(cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f")
            cell.value = 12345

        result = give_back(edit)
        assert list(changes(result)) == ["Discount rate"]
        assert told(result) == [("Flows", "'12345' in place of a formula")]

    def test_another_formula(self, give_back: Callable[..., DraftImport]) -> None:
        def edit(book: Any) -> None:
            cell = next(cell for row in book["Flows"].iter_rows() for cell in row if cell.data_type == "f")
            cell.value = "=1+1"

        assert told(give_back(edit)) == [("Flows", "another formula, '=1+1'")]

    def test_a_line_that_was_inserted(self, give_back: Callable[..., DraftImport]) -> None:
        def edit(book: Any) -> None:
            write("lines/licence/values/2", 77)(book)
            sheet, input = find(book, "lines/licence/values/0")
            sheet.insert_rows(input.row)
            sheet.cell(input.row, 2).value = "Consultants"
            sheet.cell(input.row, 7).value = 40

        result = give_back(edit)
        assert changes(result) == {"licence, Year 2": ("10", "77")}
        assert [found for sheet, found in told(result) if "row" in found and sheet == "Inputs by period"]

    def test_a_sheet_that_was_renamed(self, give_back: Callable[..., DraftImport]) -> None:
        def edit(book: Any) -> None:
            write("lines/licence/values/2", 77)(book)
            write("discount_rate", 0.12)(book)
            book["Inputs by period"].title = "Amounts"

        result = give_back(edit)
        assert changes(result) == {"Discount rate": ("10%", "12%")}
        assert ("Inputs by period", "no sheet of this name; there is 'Amounts'") in told(result)
        assert ("Amounts", "a sheet 'Amounts' that Steerco did not write") in told(result)

    def test_a_key_that_is_unknown_and_one_that_is_gone(self, give_back: Callable[..., DraftImport]) -> None:
        def edit(book: Any) -> None:
            sheet, input = find(book, "lines/support/amount")
            sheet.cell(input.row, 1).value = "lines/suport/amount"

        found = [found for _, found in told(give_back(edit))]
        assert "the key 'lines/suport/amount'" in found
        assert "no row or column for lines/support/amount" in found

    def test_a_key_that_is_there_twice(self, give_back: Callable[..., DraftImport]) -> None:
        def edit(book: Any) -> None:
            sheet, input = find(book, "lines/support/amount")
            sheet.cell(sheet.max_row + 1, 1).value = "lines/support/amount"
            sheet.cell(input.row, 4).value = 6

        result = give_back(edit)
        assert not result.changes
        assert any("lines/support/amount in Inputs!D" in found for _, found in told(result))

    def test_values_that_can_not_be(self, give_back: Callable[..., DraftImport]) -> None:
        values = {
            "discount_rate": 5000,
            "lines/licence/values/1": None,
            "lines/licence/values/2": "=1+1",
            "lines/time_saved/low": -1,
            "lines/support/amount": "ten",
            "inputs/price/value": True,
            "inputs/seats/value": 210,
        }
        result = give_back(write_all(values))
        assert changes(result) == {"Inputs, seats": ("200", "210")}
        assert sorted(found for _, found in told(result)) == sorted(
            ["'500000%'", "an empty cell", "a formula whose value is not stored", "'-1'", "'ten'", "'True'"]
        )

    def test_a_rate_that_has_to_be_there(self, give_back: Callable[..., DraftImport]) -> None:
        result = give_back(write("discount_rate", None))
        assert (changes(result), told(result)) == ({}, [("Inputs", "nothing")])

    def test_a_text_of_the_workbook(self, give_back: Callable[..., DraftImport]) -> None:
        def edit(book: Any) -> None:
            sheet, input = find(book, "discount_rate")
            sheet.cell(input.row, 2).value = "Rate of our own"

        result = give_back(edit)
        assert told(result) == [("Inputs", "'Rate of our own'")] and not result.changes


class TestAnotherState:
    def test_what_was_changed_here_since_stays(
        self, give_back: Callable[..., DraftImport], draft: BusinessDraft
    ) -> None:
        here = change_draft(draft, place_value(draft.tree, ["discount_rate"], "9%"))
        here = change_draft(here, place_value(here.tree, ["drivers", "benefit_factor", "value"], "0.85"))

        def edit(book: Any) -> None:
            write("discount_rate", 0.12)(book)
            write("inputs/seats/value", 210)(book)
            write("drivers/benefit_factor/value", 0.85)(book)

        result = give_back(edit, here)
        assert changes(result) == {"Inputs, seats": ("200", "210")}
        assert told(result) == [("Inputs", "'0.12'")]
        assert result.notes == ("The workbook was made from an older state of this business case.",)

    def test_a_workbook_of_another_case_is_refused(self, issued: Path) -> None:
        other = start_draft(b"discount_rate: 0.1\ncashflows: {net: [-100, 110]}\n")
        assert other is not None
        with pytest.raises(FileRefused) as refused:
            take(issued, other)
        assert "another business case, or of an older state" in refused.value.problems[0].found

    def test_a_workbook_of_another_version_is_refused(self, give_back: Callable[..., DraftImport]) -> None:
        def edit(book: Any) -> None:
            place = book.defined_names["Workbook_format"].attr_text.replace("$", "").replace("'", "")
            sheet, _, cell = place.partition("!")
            book[sheet][cell] = 99

        with pytest.raises(FileRefused) as refused:
            give_back(edit)
        assert refused.value.problems[0].found == "a workbook of version 99"
