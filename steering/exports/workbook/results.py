"""What a reader looks at first: the metrics as chosen and by scenario and option, and the cash flow as chosen."""

from __future__ import annotations

from steering.catalog.business_metrics import METRICS
from steering.exports.workbook.formulas import Call, CellReference, quote_sheet
from steering.exports.workbook.grids import FIXED, ModelBlock, ModelRow, ModelSheet
from steering.exports.workbook.inputs import InputSheets
from steering.exports.workbook.layout import (
    CASH_FLOW,
    FIRST_COLUMN,
    HEADING_ROW,
    KEY_COLUMN,
    RESULTS,
    UNIT_COLUMN,
    VALUE_COLUMN,
    VIEW,
)
from steering.exports.workbook.metrics import kind_of
from steering.exports.workbook.model import BusinessModel
from steering.exports.workbook.plan import option_runs, scenario_run
from steering.exports.workbook.single_inputs import money_unit

# Names by which other workbooks can ask for a result as chosen.
RESULT_NAMES = {
    "npv": "Net_present_value",
    "irr": "Internal_rate_of_return",
    "payback_months": "Payback_months",
    "discounted_payback_months": "Discounted_payback_months",
    "roi": "Return_on_investment",
    "total_costs": "Total_costs",
    "total_benefits": "Total_benefits",
    "npv_after_tax": "Net_present_value_after_tax",
    "irr_after_tax": "Internal_rate_of_return_after_tax",
}
INPUT_NAMES = {
    "discount_rate": "Discount_rate",
    f"{VIEW}scenario": "Chosen_scenario",
    f"{VIEW}option": "Chosen_option",
    f"{VIEW}against": "Held_against",
    f"{VIEW}basis": "Chosen_basis",
    "tax/rate": "Tax_rate",
    "inflation": "Inflation",
}


def write_results(model: BusinessModel) -> tuple[ModelSheet, dict[str, str]]:
    """Return the sheet of results, and the names of cells that others may refer to."""
    sheet = ModelSheet(name=RESULTS, title="Results: as chosen in Inputs, then every scenario and option side by side")
    numbers = _list_columns(model)
    labels = [model.plan.runs[number - 1].label for number in numbers]
    sheet.head(labels, key="Metric", total="")
    _show_choice(sheet, model.inputs)
    sheet.section("Metrics")
    run = sheet.inputs("Run", "number", "", numbers, "count", FIXED)
    names = {}
    for name, row in model.metrics.rows.items():
        metric, unit = METRICS[name], model.metrics.sheet.value(row.row, UNIT_COLUMN)
        own = sheet.formulas(metric.label, unit, Call("INDEX", row.span(), run.here()), kind_of(metric))
        sheet.put(own.row, KEY_COLUMN, name, "key")
        if name in RESULT_NAMES:
            names[RESULT_NAMES[name]] = name_cell(sheet, own.row, FIRST_COLUMN)
    for basis, row in model.metrics.positive.items():
        words = "risk-adjusted" if basis else "as written"
        sheet.scalar(f"Positive in all scenarios, {words}", "yes or no", row.total, "right")
    names |= {
        name: name_reference(model.inputs.cells[key]) for key, name in INPUT_NAMES.items() if key in model.inputs.cells
    }
    sheet.freeze = (HEADING_ROW + 1, FIRST_COLUMN + 1)
    return sheet, names


def name_cell(sheet: ModelSheet, row: int, column: int) -> str:
    """Return a cell as a name refers to it."""
    return f"={quote_sheet(sheet.name)}!${chr(ord('A') + column)}${row + 1}"


def name_reference(cell: CellReference) -> str:
    """Return the cell of a fixed reference as a name refers to it."""
    return f"={quote_sheet(cell.sheet.name)}!${chr(ord('A') + cell.columns[0].index)}${cell.rows[0].index + 1}"


def _list_columns(model: BusinessModel) -> list[int]:
    """Return the numbers of the runs that stand side by side: as chosen, scenarios by basis, options."""
    case, plan = model.inputs.case, model.plan
    runs = [scenario_run(case, name, basis) for basis in (0, 1) for name in (None, *case.scenarios)]
    runs += option_runs(case)
    numbers = [plan.find(run) for run in runs]
    return list(dict.fromkeys([1, *(number for number in numbers if number)]))


def _show_choice(sheet: ModelSheet, inputs: InputSheets) -> None:
    sheet.section("What is chosen in Inputs")
    for name in ("scenario", "option", "against", "basis"):
        if f"{VIEW}{name}" in inputs.cells:
            label = "Held against" if name == "against" else name.capitalize()
            sheet.scalar(label, "name", inputs.cells[f"{VIEW}{name}"], "text")


def write_cash_flow(model: BusinessModel) -> ModelSheet:
    """Return the sheet of the cash flow as chosen: lines, what drivers make of them, sums, present values."""
    sheet = ModelSheet(name=CASH_FLOW, title="Cash flow as chosen in Inputs")
    case, unit = model.inputs.case, money_unit(model.inputs.case)
    sheet.head(range(case.last + 1), key="", kind="count")
    _show_choice(sheet, model.inputs)
    if case.start is not None and not case.days:
        sheet.start_row("First month of period 1", "month")
        sheet.put(sheet.next_row - 1, VALUE_COLUMN, case.start, FIXED)
    sheet.section("Lines in the chosen option and scenario, before adoption, delay and the factors on all")
    assert model.columns.weights is not None  # it was written with the runs
    for place, part in enumerate(model.lines.parts):
        weight = ModelRow(sheet=model.columns.sheet, row=model.columns.weights.first + place).at(0)
        amount = model.lines.row(place).here() * weight
        row = ModelRow(sheet=sheet, row=sheet.next_row)
        sheet.formulas(f"{part.label} ({part.line.kind})", unit, amount, "money", Call("SUM", row.span()))
    sheet.section("As they fall, with adoption, delay and factors")
    for stream, block in model.flows.streams.items():
        _show(sheet, stream.label, unit, block)
    sheet.section("In all")
    named = model.flows.named
    for name, label in (
        ("costs", "All costs"),
        ("benefits", "All benefits"),
        ("net", "Net flow"),
        ("path", "Cumulative net flow"),
        ("costs worth today", "All costs, worth today"),
        ("benefits worth today", "All benefits, worth today"),
        ("net worth today", "Net flow, worth today"),
        ("path worth today", "Cumulative net flow, worth today"),
    ):
        _show(sheet, label, unit, named[name], total=not name.startswith("path"))
    sheet.section("When it falls")
    sheet.formulas("Months from today at the end of the period", "months", model.flows.timing.ends.here(), "months")
    for timing, block in model.flows.factors.items():
        _show(sheet, f"Discount factor, {timing}", "factor", block, kind="exact", total=False)
    return sheet


def _show(
    sheet: ModelSheet, label: str, unit: str, block: ModelBlock, *, kind: str = "money", total: bool = True
) -> None:
    """Write the first run of a block, which is the one as chosen."""
    row = ModelRow(sheet=sheet, row=sheet.next_row)
    own = ModelRow(sheet=block.sheet, row=block.first).here()
    sheet.formulas(label, unit, own, kind, Call("SUM", row.span()) if total else None)
