"""Tables written and read back, whatever is in them."""

from __future__ import annotations

import csv
import io
import math
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.exports import tables
from steering.exports.cells import is_formula, safe
from steering.exports.tables import Worksheet, sheet
from steering.formatting import printable
from steering.frames.blocks import Column, TableBlock
from steering.progress import watch
from tests.steering.exports import workbook

dangerous = st.sampled_from(
    [
        "=1+1",
        '=HYPERLINK("http://192.0.2.1","press me")',
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "=cmd|' /C calc'!A0",
        '"=1+1"',
        "a;=1",
        "＝1+1",
        "https://192.0.2.1/",
        "{=1}",
        "_x0041_",
        "\x00\x01",
        "00012",
        "1e5",
        "TRUE",
    ]
)
words = st.one_of(st.none(), dangerous, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
CELLS = {
    "text": words,
    "count": st.one_of(st.none(), st.integers(-(2**53), 2**53)),
    # A spreadsheet's numbers end below 10^308.
    "share": st.one_of(st.none(), st.floats(-1e307, 1e307)),
}


@st.composite
def drawn_tables(draw: st.DrawFn) -> TableBlock:
    kinds = draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, max_size=4))
    columns = tuple(Column(label=draw(words) or "", kind=kind) for kind in kinds)
    rows = draw(st.lists(st.tuples(*(CELLS[kind] for kind in kinds)), max_size=5))
    return TableBlock(id="t", title="T", columns=columns, rows=tuple(rows))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def same(found: str | float | None, cell: str | float | None) -> bool:
    """A workbook keeps 16 digits, one more than Excel itself."""
    if cell in (None, ""):
        return not found
    return found == cell if isinstance(cell, str) else math.isclose(float(found), cell, rel_tol=1e-15)


@given(drawn_tables())
@settings(max_examples=100)
def test_a_csv_read_back_has_the_same_rows_and_no_formula(table: TableBlock) -> None:
    header, *rows = read_csv(tables.csv(sheet(table)))
    assert header == [safe(column.label) for column in table.columns]
    assert len(rows) == len(table.rows)
    for cells, row in zip(table.rows, rows, strict=True):
        # A line without anything is how a row of one empty cell is written.
        for column, cell, found in zip(table.columns, cells, row or [""], strict=True):
            assert same(found, safe(cell) if isinstance(cell, str) else cell), (column, cell, found)
            assert column.kind != "text" or not is_formula(found)


@given(drawn_tables())
@settings(max_examples=40)
def test_a_workbook_read_back_has_the_same_rows_and_neither_formula_nor_link(table: TableBlock) -> None:
    data = tables.xlsx(sheet(table))
    book = workbook.read(data)
    assert not book.elements & {"f", "hyperlink", "hyperlinks"}
    assert not [part for part in book.parts if "rels" in part and "worksheets" in part]
    rows = workbook.rows(data)
    rows += [{}] * (len(table.rows) - len(rows))
    for cells, row in zip(table.rows, rows, strict=True):
        for index, cell in enumerate(cells):
            assert same(row.get(index), printable(cell) if isinstance(cell, str) else cell), (cell, row)


@pytest.mark.parametrize("text", ["x" * 32_768, "🙂" * 17_000, "=" * 40_000])
def test_a_text_too_long_for_a_cell_ends_with_an_ellipsis_and_is_whole_in_the_csv(text: str) -> None:
    table = TableBlock(id="t", title="T", columns=(Column(label="x"),), rows=((text,),))
    ((found,),) = [row.values() for row in workbook.rows(tables.xlsx(sheet(table)))]
    assert text.startswith(found[:-1]) and found.endswith("…")
    assert 32_760 < len(found.encode("utf-16-le")) // 2 <= 32_767
    assert tables.csv(sheet(table)).decode("utf-8-sig").splitlines()[1].strip('"').lstrip("'") == text


def test_figures_that_are_no_numbers_leave_their_cell_empty() -> None:
    rows = ((math.nan,), (math.inf,), (1.5,))
    table = TableBlock(id="t", title="T", columns=(Column(label="x", kind="share"),), rows=rows)
    assert tables.csv(sheet(table)).decode("utf-8-sig").splitlines() == ['"x"', "", "", "1.5"]
    assert workbook.rows(tables.xlsx(sheet(table))) == [{}, {}, {0: 1.5}]


def test_a_sparkline_is_written_as_its_figures() -> None:
    table = TableBlock(
        id="t", title="T", columns=(Column(label="x", kind="series"),), rows=(((1.0, None, 2.5),), (None,))
    )
    assert read_csv(tables.csv(sheet(table)))[1:] == [["1.0  2.5"], []]


def test_a_table_without_rows_is_its_header() -> None:
    table = TableBlock(id="t", title="T", columns=(Column(label="a"), Column(label="b")), rows=())
    assert tables.csv(sheet(table)) == b'\xef\xbb\xbf"a","b"\n'
    assert workbook.rows(tables.xlsx(sheet(table))) == []


def test_numbers_are_numbers_in_a_workbook() -> None:
    batch = pa.record_batch({"d": pa.array([Decimal("-12.50")]), "i": [7], "b": [True], "t": ["12"]})
    cells = workbook.rows(
        tables.xlsx(
            Worksheet(title="x", headings=("d", "i", "t"), batches=lambda: iter((batch.select(["d", "i", "t"]),)))
        )
    )
    assert cells == [{0: -12.5, 1: 7.0, 2: "12"}]


def test_a_decimal_is_written_to_csv_with_every_digit() -> None:
    batch = pa.record_batch({"d": pa.array([Decimal("12345678901234567890.123456789012")])})
    data = tables.csv(Worksheet(title="x", headings=("d",), batches=lambda: iter((batch,))))
    assert data.endswith(b"\n12345678901234567890.123456789012\n")


@pytest.mark.parametrize("heading", ["=1+1", "@x", "-y"])
def test_a_heading_is_no_formula_either(heading: str) -> None:
    table = TableBlock(id="t", title="T", columns=(Column(label=heading),), rows=(("a",),))
    assert read_csv(tables.csv(sheet(table)))[0] == ["'" + heading]
    assert workbook.read(tables.xlsx(sheet(table))).cells["A1"] == heading


def test_a_workbook_tells_how_much_is_written_and_what_is_to_go() -> None:
    told: list[tuple[str, float | None]] = []
    batch = pa.RecordBatch.from_arrays([pa.array(range(1_200))], names=["n"])
    with watch(lambda phase, share: told.append((phase, share))):
        tables.xlsx(Worksheet(title="x", headings=("n",), batches=lambda: iter((batch,)), rows=1_200))
    shares = [share for _, share in told]
    assert [phase for phase, _ in told] == [
        "Row 500 of 1,200 written, 700 to go",
        "Row 1,000 of 1,200 written, 200 to go",
        "Packing the workbook",
    ]
    assert shares == sorted(share or 0 for share in shares) and 0 < (shares[0] or 0) < (shares[-1] or 0) < 1
