"""The runs of the model: which scenario, option and basis each is of, and what that makes of rates, drivers and lines.

Each run is a column: how it is defined, what it assumes, and by how much it multiplies the amounts of each line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from steering.cases.line import Kind
from steering.catalog.drivers import DRIVERS, drivers_with
from steering.exports.workbook.formulas import (
    NOTHING,
    ONE,
    ZERO,
    Call,
    CellReference,
    Formula,
    Literal,
    choose_if,
    given_or,
    multiply,
)
from steering.exports.workbook.grids import FIXED, ModelBlock, ModelRow, ModelSheet
from steering.exports.workbook.inputs import RISK_ADJUSTED, InputSheets, drivers_of
from steering.exports.workbook.layout import ANY, FIRST_COLUMN, HEADING_ROW, RUNS, VALUE_COLUMN, VIEW
from steering.exports.workbook.single_inputs import constant
from steering.exports.workbook.timing import TimingRows
from steering.finance.cash_flows import KINDS


@dataclass(frozen=True, kw_only=True)
class ModelRun:
    """A run: numbers of its scenario, option and what that is held against; None is as chosen in the inputs.

    `change` is the column of what a stated figure changes on top, 1 for nothing. `driver` is the number of one that
    is moved to an `end` of its range, 0 for the low one.
    """

    label: str
    scenario: int | None = None
    option: int | None = None
    against: int | None = None
    basis: int | None = None
    change: int = 1
    driver: int = 0
    end: int = 0
    # With losses that are carried forward: the numbers of the runs of the option and of the other one by themselves.
    own: int = 0
    other: int = 0


@dataclass(eq=False)
class RunColumns:
    """The sheet of runs: `first` is the rate of the first years of each option, `rate` that of the run."""

    sheet: ModelSheet
    runs: tuple[ModelRun, ...]
    sheets: InputSheets
    timing: TimingRows
    rows: dict[str, ModelRow] = field(default_factory=dict)
    weights: ModelBlock | None = None

    def number(self, run: ModelRun) -> int:
        """Return the number of a run, from 1."""
        return self.runs.index(run) + 1

    def pick(self, name: str, number: CellReference) -> Formula:
        """Return what a row says of the run of a number."""
        return Call("INDEX", self.rows[name].span(), number)

    def weights_of(self, places: tuple[int, int]) -> ModelBlock:
        """Return the rows of weights of the parts at some places."""
        assert self.weights is not None  # it was written with the sheet
        return ModelBlock(sheet=self.sheet, first=self.weights.first + places[0], height=places[1] - places[0])


def write_runs(sheets: InputSheets, timing: TimingRows, runs: Sequence[ModelRun]) -> RunColumns:
    """Return what each run assumes, written on a sheet of its own."""
    sheet = ModelSheet(name=RUNS, title="Workings: what each run of the model assumes")
    sheet.head([run.label for run in runs], key="", total="Value")
    columns = RunColumns(sheet=sheet, runs=tuple(runs), sheets=sheets, timing=timing)
    _define(columns)
    _assume(columns)
    if sheets.case.apart:
        _factors(columns)
    _moves(columns)
    return columns


def _define(columns: RunColumns) -> None:
    sheet, sheets, runs = columns.sheet, columns.sheets, columns.runs
    sheet.section("How each run is defined: an empty cell is as chosen in Inputs")
    fixed: dict[str, list[int | None]] = {
        "Scenario": [run.scenario for run in runs],
        "Column of a change on top": [run.change for run in runs],
        "Basis: 0 as written, 1 risk-adjusted": [run.basis for run in runs],
        "Driver that is moved": [run.driver for run in runs],
        "To which end: 0 low, 1 high": [run.end for run in runs],
    }
    if sheets.options:
        fixed |= {"Option": [run.option for run in runs], "Held against": [run.against for run in runs]}
    if any(run.own for run in runs):
        fixed |= {"Run of the option by itself": [run.own for run in runs]}
        fixed |= {"Run of what it is held against by itself": [run.other for run in runs]}
    given = {label: sheet.inputs(label, "number", "", row, "count", FIXED) for label, row in fixed.items()}
    columns.rows |= {"change": given["Column of a change on top"], "moved": given["Driver that is moved"]}
    columns.rows["end"] = given["To which end: 0 low, 1 high"]
    for name, label in (
        ("own run", "Run of the option by itself"),
        ("other run", "Run of what it is held against by itself"),
    ):
        columns.rows |= {name: given[label]} if label in given else {}
    sheet.section("Which that is")
    names = sheets.by_scenario
    assert sheets.numbers is not None  # the sheet of scenarios was written
    count = len(sheets.case.scenarios) + 1
    labels = ModelRow(sheet=names, row=HEADING_ROW - 1).span(0, count)
    chosen = _find(labels, sheets.cells[f"{VIEW}scenario"], sheets.numbers.span(0, count))
    _choose(columns, "scenario", "Scenario", given["Scenario"], chosen)
    basis = choose_if(sheets.cells[f"{VIEW}basis"].equals(Literal(RISK_ADJUSTED)), ONE, ZERO)
    _choose(columns, "basis", "Basis", given["Basis: 0 as written, 1 risk-adjusted"], basis)
    if sheets.option_numbers is not None:
        ids = ModelRow(sheet=sheets.by_option, row=HEADING_ROW).span()
        for name, label in (("against", "Held against"), ("option", "Option")):
            chosen = _find(ids, sheets.cells[f"{VIEW}{name}"], sheets.option_numbers.span())
            _choose(columns, name, label, given[label], chosen)


def _find(labels: CellReference, chosen: CellReference, numbers: CellReference) -> Formula:
    return Call("SUMPRODUCT", Call("EXACT", labels, chosen) * numbers)


def _choose(columns: RunColumns, name: str, label: str, given: ModelRow, chosen: Formula) -> None:
    """Write which one each run is of; what is chosen in the inputs is in the column of values."""
    row = ModelRow(sheet=columns.sheet, row=columns.sheet.next_row)
    choice: Formula = given_or(given.here(), row.total)
    if name == "option":
        # 0 is the one that the chosen one is held against.
        other = columns.rows["against"].total
        choice = choose_if(
            given.here().equals(NOTHING), row.total, choose_if(given.here().equals(ZERO), other, given.here())
        )
    columns.rows[name] = columns.sheet.start_row(label, "number")
    columns.sheet.put_formula(row.row, VALUE_COLUMN, chosen, "count")
    for place in range(columns.sheet.count):
        columns.sheet.put_formula(row.row, FIRST_COLUMN + place, choice, "count")


def _assume(columns: RunColumns) -> None:
    """Write the rate of each run and where its drivers stand."""
    sheet, sheets = columns.sheet, columns.sheets
    sheet.section("Rates")
    first: Formula = sheets.cells["discount_rate"]
    base: Formula = given_or(sheets.cells["drivers/discount_rate/value"], first)
    if sheets.options:
        own = Call("INDEX", sheets.rows[f"options/{ANY}/discount_rate"].span(), columns.rows["option"].here())
        first, base = given_or(own, first), given_or(own, base)
    columns.rows["first"] = sheet.formulas("Discount rate of the option", "share a year", first, "share")
    sheet.section("Drivers: as assumed, then moved to an end of its range where the run does so")
    for name, label, unit, kind in drivers_of(sheets.case):
        stands = base if name == "discount_rate" else sheets.cells[f"drivers/{name}/value"]
        keys = [f"{ANY}/drivers/{name}", *([f"{ANY}/discount_rate"] if name == "discount_rate" else [])]
        for number in ("scenario", "change"):
            for key in keys:
                if key in sheets.rows:
                    stands = given_or(Call("INDEX", sheets.rows[key].span(), columns.rows[number].here()), stands)
        row = sheet.formulas(f"{label}, as assumed", unit, stands, kind)
        columns.rows[f"{name} assumed"] = row
        columns.rows[name] = _move(columns, name, label, unit, kind)


def _move(columns: RunColumns, name: str, label: str, unit: str, kind: str) -> ModelRow:
    sheet, sheets, stands = columns.sheet, columns.sheets, columns.rows[f"{name} assumed"]
    base: Formula = sheets.cells[f"drivers/{name}/value"]
    if name == "discount_rate":
        base = given_or(base, sheets.cells["discount_rate"])
    low = Call("MIN", given_or(sheets.cells[f"drivers/{name}/low"], base), stands.at(0))
    high = Call("MAX", given_or(sheets.cells[f"drivers/{name}/high"], base), stands.at(0))
    row = sheet.start_row(label, unit)
    sheet.put(row.row, VALUE_COLUMN, list(DRIVERS).index(name) + 1, FIXED, "count")
    end = choose_if(columns.rows["end"].here().equals(ZERO), low, high)
    moved = choose_if(columns.rows["moved"].here().equals(row.total), end, stands.here())
    for place in range(sheet.count):
        sheet.put_formula(row.row, FIRST_COLUMN + place, moved, kind)
    return row


def _factors(columns: RunColumns) -> None:
    """Write the factors on all costs and all benefits, with adoption and without."""
    sheet, sheets = columns.sheet, columns.sheets
    sheet.section("Factors on all costs and all benefits")
    for kind in KINDS:
        for scales in (False, True):
            factors: list[Formula] = [
                given_or(Call("INDEX", sheets.rows[f"{ANY}/{kind}s"].span(), columns.rows[number].here()), ONE)
                for number in ("scenario", "change")
            ]
            names = [name for name in drivers_with("factor", kind, scales) if name in columns.rows]
            factors += [columns.rows[name].here() for name in names]
            label = f"On {kind}s{' that scale with adoption' if scales else ''}"
            columns.rows[factor_name(kind, scales)] = sheet.formulas(label, "factor", multiply(factors), "exact")
    if "benefit_delay_months" in columns.rows:
        delay = columns.rows["benefit_delay_months"].here() * constant(sheets, "periods_a_year")
        periods = delay / constant(sheets, "months_a_year")
        columns.rows["delay"] = sheet.formulas("Benefit delay, in periods", "periods", periods, "exact")


def factor_name(kind: Kind, scales: bool) -> str:
    """Return the name of the row of the factor on lines of a kind."""
    return f"{kind} factor, {'scaling' if scales else 'fixed'}"


def _moves(columns: RunColumns) -> None:
    """Write by which factor each input of lines stands elsewhere than in the base."""
    sheet, sheets = columns.sheet, columns.sheets
    keys = [key for key in sheets.rows if key.startswith(f"{ANY}/inputs/")]
    if keys:
        sheet.section("Inputs of lines: by which factor each is elsewhere than in the base")
    for key in keys:
        name = key.removeprefix(f"{ANY}/inputs/")
        base: Formula = sheets.cells[f"inputs/{name}/value"]
        stands = base
        for number in ("scenario", "change"):
            stands = given_or(Call("INDEX", sheets.rows[key].span(), columns.rows[number].here()), stands)
        label = sheets.case.inputs[name].label or name
        factor = choose_if(base.equals(ZERO), ONE, stands / base)
        columns.rows[f"input {name}"] = sheet.formulas(label, "factor", factor, "exact")
