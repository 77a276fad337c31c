"""The formulas of the workbook as a careful modeller has them: one a row, no figures in them, nothing outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

import pytest

from steering.cases.business import BusinessCase
from steering.cases.business_file import open_business_case
from steering.exports.workbook.functions import FUNCTIONS
from steering.exports.workbook.layout import (
    AUDIT,
    CHECKS,
    FIRST_COLUMN,
    FORMAT,
    FORMAT_NAME,
    HASH_NAME,
    INPUTS,
    SENSITIVITY,
    hash_case,
)
from steering.exports.workbook.workbook import business_workbook
from tests.docs.markdown import ROOT
from tests.steering.exports.business_workbook.cell_files import StoredBook
from tests.steering.exports.business_workbook.drawn_cases import DRAWN, open_drawn

STARTER = ROOT / "data" / "starter" / "business_case.yaml"
NAMES = ["starter", *DRAWN]
# Tables that go down have one formula a column.
DOWN = (AUDIT, CHECKS, SENSITIVITY)
TEXT = re.compile(r'"(?:[^"]|"")*"')
PLACE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
SHEET = re.compile(r"(?:'[^']+'|[A-Za-z]+)!")
NUMBER = re.compile(r"(?<![A-Za-z$\d.])\d+(?:\.\d+)?(?![\d(])")
FUNCTION = re.compile(r"([A-Z]+)\(")


@pytest.fixture(scope="module")
def cases() -> Mapping[str, BusinessCase]:
    """The cases by name."""
    return {"starter": open_business_case(STARTER)[0], **{name: open_drawn(name) for name in DRAWN}}


@pytest.fixture(scope="module")
def books(cases: Mapping[str, BusinessCase]) -> Mapping[str, StoredBook]:
    """Their workbooks."""
    return {name: StoredBook(file=business_workbook(case).content) for name, case in cases.items()}


def formulas(book: StoredBook) -> Iterator[tuple[str, int, int, str]]:
    """Yield every formula with its place."""
    for sheet, cells in book.sheets.items():
        for (row, column), cell in sorted(cells.items()):
            if cell.formula is not None:
                yield sheet, row, column, cell.formula


def relative(formula: str, row: int, column: int) -> str:
    """Return a formula as it is seen from its own cell: R1C1."""

    def see(match: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, number = match.groups()
        place = 0
        for letter in letters:
            place = 26 * place + ord(letter) - ord("A") + 1
        own_column = f"C{place}" if fixed_column else f"C[{place - 1 - column}]"
        return (f"R{number}" if fixed_row else f"R[{int(number) - 1 - row}]") + own_column

    return PLACE.sub(see, TEXT.sub('""', formula))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_one_formula(name: str, books: Mapping[str, StoredBook]) -> None:
    every = [one for one in formulas(books[name]) if one[0] not in DOWN and one[2] >= FIRST_COLUMN]
    for place, row in groupby(every, key=lambda one: one[:2]):
        assert len({relative(formula, at, column) for _, at, column, formula in row}) == 1, place


@pytest.mark.parametrize("name", NAMES)
def test_tables_that_go_down_have_one_formula_a_column(name: str, books: Mapping[str, StoredBook]) -> None:
    kinds: dict[tuple[str, int, int], set[str]] = {}
    for sheet, row, column, formula in formulas(books[name]):
        # The last table of Checks holds the model against itself, each row in another way.
        if sheet in DOWN and row > 6 and not (sheet == CHECKS and column in (4, 5)):
            cells, top = books[name].sheets[sheet], row
            while (top, column) in cells and cells[top, column].formula is not None:
                top -= 1
            kinds.setdefault((sheet, column, top), set()).add(relative(formula, row, column))
    assert kinds
    assert {place: found for place, found in kinds.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", NAMES)
def test_no_formula_holds_a_figure_but_0_and_1(name: str, books: Mapping[str, StoredBook]) -> None:
    for sheet, row, column, formula in formulas(books[name]):
        bare = PLACE.sub("", SHEET.sub("", TEXT.sub("", formula)))
        assert set(NUMBER.findall(bare)) <= {"0", "1"}, (sheet, row, column, formula)


@pytest.mark.parametrize("name", NAMES)
def test_functions_are_those_that_every_spreadsheet_has(name: str, books: Mapping[str, StoredBook]) -> None:
    names = {part for *_, formula in formulas(books[name]) for part in FUNCTION.findall(TEXT.sub("", formula))}
    assert names <= FUNCTIONS.keys() | {"IF", "IFERROR"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_outside_and_nothing_runs(name: str, books: Mapping[str, StoredBook]) -> None:
    parts = books[name].parts
    assert [part for part in parts if re.search("vba|external|connection|query|embedding", part, re.IGNORECASE)] == []
    assert [part for part, text in parts.items() if b'TargetMode="External"' in text] == []
    assert [part for part, text in parts.items() if b't="array"' in text] == []
    assert [formula for *_, formula in formulas(books[name]) if "[" in formula] == []


@pytest.mark.parametrize("name", NAMES)
def test_names_are_of_cells_that_are_there(
    name: str, books: Mapping[str, StoredBook], cases: Mapping[str, BusinessCase]
) -> None:
    book = books[name]
    found = {}
    for label, target in book.names.items():
        sheet, place = target.rsplit("!", 1)
        match = PLACE.fullmatch(place)
        assert match is not None, target
        cell = (int(match[4]) - 1, ord(match[2]) - ord("A"))
        found[label] = book.sheets[sheet.strip("'")][cell].content
    assert found[FORMAT_NAME] == FORMAT
    assert found[HASH_NAME] == hash_case(cases[name])
    assert found["Discount_rate"] == float(cases[name].as_written.discount_rate)
    assert {"Net_present_value", "Internal_rate_of_return", "Payback_months"} <= found.keys()


@pytest.mark.parametrize("name", NAMES)
def test_every_input_has_a_key_of_its_own(name: str, books: Mapping[str, StoredBook]) -> None:
    keys = books[name].keys
    assert {"discount_rate", "view/scenario"} <= keys.keys()
    assert len(set(keys.values())) == len(keys)
    assert all(sheet.startswith(INPUTS) for sheet, *_ in keys.values())


@pytest.mark.parametrize("name", ["starter", "halves"])
def test_the_same_case_gives_the_same_bytes(
    name: str, books: Mapping[str, StoredBook], cases: Mapping[str, BusinessCase]
) -> None:
    assert business_workbook(cases[name]).content == books[name].file


def test_no_cell_is_an_error(books: Mapping[str, StoredBook]) -> None:
    errors = [
        (name, sheet, place)
        for name, book in books.items()
        for sheet, cells in book.sheets.items()
        for place, cell in cells.items()
        if isinstance(cell.content, str) and cell.content.startswith("#") and cell.formula is not None
    ]
    assert errors == []
