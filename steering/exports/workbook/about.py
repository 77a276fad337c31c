"""The first sheet, which says what the workbook is and how to use it, and the one that says what it can't do."""

from __future__ import annotations

from collections.abc import Sequence

from steering.exports.pack_file import Remark
from steering.exports.workbook.formulas import Formula
from steering.exports.workbook.grids import FIXED, FORMULA, INPUT, TEXT, ModelSheet
from steering.exports.workbook.layout import (
    ABOUT,
    AUDIT,
    CASH_FLOW,
    CHECKS,
    FORMAT,
    HEADING_ROW,
    INPUTS,
    LIMITS,
    RESULTS,
    SENSITIVITY,
    hash_case,
)
from steering.exports.workbook.model import BusinessModel
from steering.exports.workbook.results import name_cell
from steering.exports.workbook.single_inputs import money_unit

WIDE = {0: 30, 1: 92}
USE = (
    "Change a blue figure on a yellow ground on a sheet whose name begins with Inputs; everything else follows.",
    "Inputs says at its top which scenario, option and basis Results, Cash flow and Sensitivity show.",
    "Every row of workings has one formula from its first period to its last. No formula holds a figure of its own but "
    "0 and 1; what is neither input nor formula is set in italics.",
    "Column A of an input says what it is in the file of the business case: its key. Leave keys, rows and names of "
    "sheets as they are, and Steerco can read the workbook back.",
    "Checks compares the figures with those of the app when it was issued, and says if an input was changed.",
)
SHEETS = {
    RESULTS: "All metrics as chosen, and of every scenario and option side by side",
    CASH_FLOW: "Lines, flows, sums and present values by period, as chosen",
    SENSITIVITY: "NPV at both ends of each range, as chosen",
    AUDIT: "Each stated figure against what the model gives",
    CHECKS: "This workbook against the app, and against itself",
    LIMITS: "What the workbook does not show, and how its formulas differ from the app's",
    INPUTS: "Single inputs, then those by period, by option and by scenario on sheets of their own",
    "Workings": "When flows fall, lines, runs, flows, tax, rates of return, metrics: in the order in which they follow",
}


def write_about(model: BusinessModel, verdict: Formula) -> tuple[ModelSheet, tuple[str, str]]:
    """Return the first sheet, and the cells of the format and of the hash of the case."""
    case = model.inputs.case
    sheet = ModelSheet(name=ABOUT, title=case.title or "Business case", widths=dict(WIDE), freeze=(2, 0))
    sheet.put(1, 0, "The business case as a model that recalculates", TEXT)
    sheet.next_row = HEADING_ROW
    period = "by date" if case.days else f"{case.last} periods, each a {case.period}, after today"
    facts: list[tuple[str, object, str]] = [
        ("Amounts", money_unit(case), TEXT),
        ("Flows", period, TEXT),
        ("Timing", "on their dates" if case.days else case.timing, TEXT),
        ("Prices", case.prices, TEXT),
        ("Source", case.source or "", "wrap"),
        ("Format of the workbook", FORMAT, FIXED),
        ("Hash of the case", hash_case(model.case), FIXED),
    ]
    rows = {label: sheet.next_row + place for place, (label, *_) in enumerate(facts)}
    for label, content, style in facts:
        sheet.put(sheet.next_row, 0, label)
        sheet.put(sheet.next_row, 1, content, style, "left")
        sheet.next_row += 1
    sheet.put(sheet.next_row, 0, "Checks")
    sheet.put_formula(sheet.next_row, 1, verdict, "text", style="check")
    sheet.next_row += 2
    _list(sheet, "How to use it", {str(place): words for place, words in enumerate(USE, start=1)})
    others = {name: words for name, words in SHEETS.items() if name != AUDIT or case.stated}
    _list(sheet, "Sheets", others)
    sheet.put(sheet.next_row, 0, "Styles", "section")
    for place, (content, style, words) in enumerate(
        (
            (1.25, INPUT, "An input: change it"),
            (1.25, FIXED, "The shape of the model, or a figure of the app when issued: leave it"),
            (1.25, FORMULA, "A formula"),
        ),
        start=1,
    ):
        sheet.put(sheet.next_row + place, 0, content, style, "factor")
        sheet.put(sheet.next_row + place, 1, words)
    marks = name_cell(sheet, rows["Format of the workbook"], 1), name_cell(sheet, rows["Hash of the case"], 1)
    return sheet, marks


def _list(sheet: ModelSheet, title: str, words_by_label: dict[str, str]) -> None:
    sheet.put(sheet.next_row, 0, title, "section")
    sheet.next_row += 1
    for label, words in words_by_label.items():
        sheet.put(sheet.next_row, 0, label, "top")
        sheet.put(sheet.next_row, 1, words, "wrap")
        sheet.next_row += 1
    sheet.next_row += 1


def write_limits(limits: Sequence[Remark]) -> ModelSheet:
    """Return the sheet of what the workbook does not show, and how its formulas differ from the app's."""
    sheet = ModelSheet(name=LIMITS, title="Limits of this workbook", widths=dict(WIDE), freeze=(HEADING_ROW + 1, 0))
    sheet.put(HEADING_ROW, 0, "Where", "heading")
    sheet.put(HEADING_ROW, 1, "What is not shown, or is otherwise than in the app", "heading")
    for place, limit in enumerate(limits, start=HEADING_ROW + 1):
        sheet.put(place, 0, limit.where, "top")
        sheet.put(place, 1, limit.text, "wrap")
    return sheet
