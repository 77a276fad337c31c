"""Cases that mean ill or are very large, as a workbook: texts are texts, and it still opens."""

from __future__ import annotations

import io

import pytest
import yaml
from openpyxl import load_workbook

from steering.cases.business import BusinessCase
from steering.cases.business_file import parse_business_case
from steering.exports.workbook.layout import CHECKS, INPUTS, LIMITS
from steering.exports.workbook.workbook import business_workbook
from tests.steering.exports.business_workbook.cell_files import StoredBook

HOSTILE = [
    "=1+1",
    "=HYPERLINK(\"http://example.com\";\"here\")",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "<b>bold</b> & {=A1}",
    "نص من اليمين إلى اليسار",
    "Team \U0001f680 ships",
    "{=SUM(A1:A2)}",
    "x" * 120,
]  # fmt: skip
LINES, PERIODS = 500, 3


def read(tree: object) -> BusinessCase:
    return parse_business_case(yaml.safe_dump(tree, allow_unicode=True).encode(), "case.yaml")[0]


@pytest.fixture(scope="module")
def hostile() -> BusinessCase:
    """A case whose every text is another one that means ill."""
    lines = [
        {"id": f"l{place}", "label": text, "kind": "benefit" if place % 2 else "cost", "values": [1, 2 + place],
         "source": text}
        for place, text in enumerate(HOSTILE)
    ]  # fmt: skip
    options = [{"id": "a", "label": HOSTILE[0], "baseline": True}, {"id": "b", "label": HOSTILE[3]}]
    for line in lines:
        line["options"] = ["b"]
    return read(
        {
            "title": HOSTILE[4],
            "source": HOSTILE[1],
            "discount_rate": 0.1,
            "options": options,
            "option": "b",
            "lines": lines,
            "scenarios": {text: {"benefits": 0.5 + place / 10} for place, text in enumerate(HOSTILE)},
            "stated": [{"metric": "npv", "value": 3, "scenario": HOSTILE[0], "source": HOSTILE[0]}],
        }
    )


def test_texts_are_texts(hostile: BusinessCase) -> None:
    content = business_workbook(hostile, HOSTILE[0]).content
    book = load_workbook(io.BytesIO(content))
    texts = dict.fromkeys(HOSTILE, 0)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in texts:
                    assert cell.data_type == "s", (sheet.title, cell.coordinate)
                    texts[cell.value] += 1
    assert all(texts.values())
    assert StoredBook(file=content).content(CHECKS, 3, 1) == "All checks hold"


def test_its_file_has_a_name_that_every_system_accepts(hostile: BusinessCase) -> None:
    assert business_workbook(hostile, "../=cmd|x").name == "cmd-x-workbook.xlsx"


def test_control_characters_of_a_name_don_t_break_it() -> None:
    tree = {"discount_rate": 0.1, "title": "One\u200b two\u2028three", "cashflows": {"net": [-1, 2]}}
    assert load_workbook(io.BytesIO(business_workbook(read(tree)).content)).sheetnames[0] == "About"


def test_hundreds_of_lines_are_one_workbook() -> None:
    lines = [
        {"id": f"l{place}", "kind": "benefit" if place % 3 else "cost", "values": [place, *range(1, PERIODS + 1)],
         "label": f"{place} " + "y" * 116}
        for place in range(LINES)
    ]  # fmt: skip
    pack = business_workbook(read({"discount_rate": 0.05, "lines": lines}))
    book = StoredBook(file=pack.content)
    assert book.content(CHECKS, 3, 1) == "All checks hold"
    keys = book.keys
    assert [f"lines/l{place}/values/{PERIODS}" in keys for place in range(LINES)] == [True] * LINES


def test_what_is_no_formula_is_said() -> None:
    scenarios = {f"s{place}": {"benefits": 1 + place / 100} for place in range(50)}
    lines = [
        {"id": "c", "kind": "cost", "values": [100, *[1] * 600], "risk_adjustment": 0.1},
        {"id": "g", "kind": "benefit", "values": [0, *[2] * 600], "scales_with": "adoption", "risk_adjustment": 0.1},
        {"id": "s", "kind": "cost", "values": [7, *[0] * 600], "sunk": True, "label": "Pilot"},
    ]
    tree = {"discount_rate": 0.05, "period": "month", "lines": lines, "scenarios": scenarios,
            "stated": [{"metric": "irr_roots", "value": [0.1, 0.2]}]}  # fmt: skip
    pack = business_workbook(read(tree))
    words = " ".join(remark.text for remark in pack.remarks)
    assert "already spent: Pilot" in words
    assert "Without one: " in words
    assert "Stated figure 1" in words
    cells = StoredBook(file=pack.content).sheets[LIMITS]
    assert {remark.text for remark in pack.remarks} <= {cell.content for cell in cells.values()}
    assert (INPUTS in StoredBook(file=pack.content).sheets) is True
