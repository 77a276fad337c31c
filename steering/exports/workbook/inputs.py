"""The inputs of the workbook: each figure that the case says, once, with its key, on the sheets for inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from steering.cases.business import BusinessCase, Scenario
from steering.cases.line import Line
from steering.exports.workbook.formulas import Call, CellPosition, CellReference
from steering.exports.workbook.grids import FIXED, HEADING, INPUT, TEXT, ModelRow, ModelSheet
from steering.exports.workbook.layout import (
    ANY,
    BASE,
    BY_OPTION,
    BY_PERIOD,
    BY_SCENARIO,
    FIRST_COLUMN,
    HEADING_ROW,
    INPUTS,
    KEY_COLUMN,
    LABEL_COLUMN,
    NOTE_COLUMN,
    UNIT_COLUMN,
    VALUE_COLUMN,
    escape_key,
)
from steering.finance.cash_flows import lines_of

NO_OPTION = "(nothing)"
AS_WRITTEN, RISK_ADJUSTED = "as written", "risk-adjusted"


@dataclass(frozen=True, kw_only=True)
class ScenarioColumn:
    """A column of what differs from the base: its path, what it is called, and its changes."""

    path: str
    label: str
    change: Scenario | None = None


@dataclass(eq=False)
class InputSheets:
    """The sheets of inputs: `cells` by the key of a single one, `rows` by that of a row."""

    case: BusinessCase
    scalars: ModelSheet
    by_period: ModelSheet
    by_option: ModelSheet
    by_scenario: ModelSheet
    columns: tuple[ScenarioColumn, ...]
    cells: dict[str, CellReference] = field(default_factory=dict)
    rows: dict[str, ModelRow] = field(default_factory=dict)
    # The numbers of the columns of scenarios, and of options.
    numbers: ModelRow | None = None
    option_numbers: ModelRow | None = None
    # The number of each option that starts later, whose lines are worked out apart; 0 for others.
    later: ModelRow | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that count in any option; what is already spent is none."""
        if self.case.cashflows and self.case.cashflows.net:
            return (Line(id="net", label="Net flows", kind="benefit"),)
        return tuple(line for line in lines_of(self.case) if not line.sunk)

    @property
    def options(self) -> tuple[str, ...]:
        """The ids of the options, and none at all as the last one; nothing without options."""
        ids = tuple(option.id for option in self.case.options)
        return (*ids, NO_OPTION) if ids else ()

    def add(
        self,
        key: str,
        label: str,
        unit: str,
        content: Any,
        kind: str,
        note: str = "",
        choices: list[str] | str = "",
        style: str = INPUT,
    ) -> CellReference:
        """Write a single input; `choices` are all that it may be, or the cells that say so."""
        sheet = self.scalars
        row = sheet.start_row(label, unit, key).row
        sheet.put(row, VALUE_COLUMN, plain(content), style, kind)
        sheet.put(row, NOTE_COLUMN, note)
        if choices:
            sheet.lists.append((row, VALUE_COLUMN, choices))
        fixed = CellPosition(index=row), CellPosition(index=VALUE_COLUMN)
        self.cells[key] = CellReference(sheet, (fixed[0], fixed[0]), (fixed[1], fixed[1]))
        return self.cells[key]

    def add_period_row(self, key: str, label: str, unit: str, contents: Sequence[Any], kind: str = "money") -> None:
        """Write a row of inputs by index, with their sum."""
        self.rows[key] = row = self.by_period.inputs(label, unit, key, [plain(one) for one in contents], kind)
        if kind == "money":
            self.by_period.put_formula(row.row, VALUE_COLUMN, Call("SUM", row.span()), kind)

    def add_scenario_row(self, key: str, label: str, unit: str, contents: Sequence[Any], kind: str) -> None:
        """Write what each scenario says instead of the base; an empty cell says nothing."""
        sheet = self.by_scenario
        self.rows[key] = row = sheet.inputs(label, unit, key, [plain(one) for one in contents], kind)
        sheet.put(row.row, FIRST_COLUMN, None, FIXED, kind)


def plain(content: Any) -> Any:
    """Return a figure of the case as a cell holds it."""
    return float(content) if isinstance(content, Decimal) else content


def begin_inputs(case: BusinessCase) -> InputSheets:
    """Return the sheets of inputs with their headings."""
    columns = (
        ScenarioColumn(path=BASE, label=BASE),
        *(
            ScenarioColumn(path=f"scenarios/{escape_key(name)}", label=name, change=change)
            for name, change in case.scenarios.items()
        ),
        *(
            ScenarioColumn(path=f"stated/{index}/at", label=f"Change of stated figure {index + 1}", change=stated.at)
            for index, stated in enumerate(case.stated)
            if stated.at
        ),
    )
    sheets = InputSheets(
        case=case,
        scalars=ModelSheet(name=INPUTS, title="Inputs: one figure each", freeze=(HEADING_ROW + 1, VALUE_COLUMN)),
        by_period=ModelSheet(name=BY_PERIOD, title="Inputs by period: 0 is today, then each period"),
        by_option=ModelSheet(name=BY_OPTION, title="Inputs by option: the share of each line that an option has"),
        by_scenario=ModelSheet(name=BY_SCENARIO, title="Inputs by scenario: what differs from the base"),
        columns=columns,
    )
    head_scalars(sheets.scalars)
    sheets.scalars.widths = {KEY_COLUMN: 34, LABEL_COLUMN: 46, UNIT_COLUMN: 16, VALUE_COLUMN: 16, NOTE_COLUMN: 60}
    sheets.by_period.head(range(case.last + 1), kind="count")
    sheets.by_option.head(sheets.options, total="", kind="heading")
    sheets.by_scenario.head([column.path for column in columns], total="")
    for place, column in enumerate(columns):
        sheets.by_scenario.put(HEADING_ROW - 1, FIRST_COLUMN + place, column.label, HEADING)
    return sheets


def head_scalars(sheet: ModelSheet) -> None:
    """Write the headings of the sheet of single inputs."""
    headings = {
        KEY_COLUMN: "Key",
        LABEL_COLUMN: "Label",
        UNIT_COLUMN: "Unit",
        VALUE_COLUMN: "Value",
        NOTE_COLUMN: "Source or note",
    }
    for column, label in headings.items():
        sheet.put(HEADING_ROW, column, label, HEADING)


def add_scenarios(sheets: InputSheets) -> None:
    """Write what differs from the base by scenario, and in the changes of stated figures."""
    case, sheet = sheets.case, sheets.by_scenario
    changes = [column.change or Scenario() for column in sheets.columns]
    sheets.numbers = sheet.inputs("Number", "number", "", range(1, len(changes) + 1), "count", FIXED)
    if not case.apart:
        rates = [change.discount_rate for change in changes]
        sheets.add_scenario_row(f"{ANY}/discount_rate", "Discount rate", "share a year", rates, "share")
        return
    sheet.section("All costs and benefits")
    sheets.add_scenario_row(
        f"{ANY}/benefits", "All benefits", "factor", [change.benefits for change in changes], "factor"
    )
    sheets.add_scenario_row(f"{ANY}/costs", "All costs", "factor", [change.costs for change in changes], "factor")
    rates = [change.discount_rate for change in changes]
    sheets.add_scenario_row(f"{ANY}/discount_rate", "Discount rate", "share a year", rates, "share")
    sheet.section("Drivers: empty is as in the base")
    for name, label, unit, kind in drivers_of(case):
        if name != "discount_rate" or any(name in change.drivers for change in changes):
            stands = [change.drivers.get(name) for change in changes]
            sheets.add_scenario_row(f"{ANY}/drivers/{name}", label, unit, stands, kind)
    if case.inputs:
        sheet.section("Inputs of lines: empty is as in the base")
    for name, given in case.inputs.items():
        if given.value is not None:
            stands = [change.inputs.get(name) for change in changes]
            label = given.label or name
            sheets.add_scenario_row(f"{ANY}/inputs/{name}", label, given.unit or "number", stands, "number")
    sheet.section("Factors on lines: empty is 1")
    for line in sheets.lines:
        factors = [change.lines.get(line.id) for change in changes]
        sheets.add_scenario_row(f"{ANY}/lines/{line.id}", line.name, "factor", factors, "factor")


def drivers_of(case: BusinessCase) -> list[tuple[str, str, str, str]]:
    """Return the drivers that move anything in a case: name, label, unit, kind of figure."""
    from steering.catalog.drivers import DRIVERS

    return [
        (name, driver.label, "months", "months") if driver.unit == "months" else (name, driver.label, "factor", "share")
        for name, driver in DRIVERS.items()
        if case.has_driver(name)
    ]


def add_options(sheets: InputSheets) -> None:
    """Write what is of each option: its rate, when it starts, and its share of each line."""
    case, sheet = sheets.case, sheets.by_option
    if not case.options:
        return
    for place, option in enumerate(case.options):
        sheet.put(HEADING_ROW - 1, FIRST_COLUMN + place, option.label, HEADING)
    count = len(case.options) + 1
    sheets.option_numbers = sheet.inputs("Number", "number", "", range(1, count + 1), "count", FIXED)
    sheet.section("Options")
    _option_row(sheets, f"options/{ANY}/discount_rate", "Discount rate of its own", "share a year",
                [option.discount_rate for option in case.options], "share")  # fmt: skip
    if any(option.starts_after for option in case.options):
        later = [number if option.starts_after else 0 for number, option in enumerate(case.options, start=1)]
        sheets.later = sheet.inputs("Lines of its own as it starts", "number", "", [*later, 0], "count", FIXED)
        _option_row(sheets, f"options/{ANY}/starts_after", "Starts so many periods later", "periods",
                    [option.starts_after for option in case.options], "count")  # fmt: skip
    sheet.section("Share of each line that an option has: 0 is none of it")
    for line in sheets.lines:
        shares = [1 if line.options is None else line.options.get(option.id, 0) for option in case.options]
        _option_row(sheets, f"lines/{line.id}/options/{ANY}", line.name, "share", shares, "share")


def _option_row(sheets: InputSheets, key: str, label: str, unit: str, contents: list[Any], kind: str) -> None:
    sheet = sheets.by_option
    nothing = 0 if kind == "share" and "lines/" in key else None
    sheets.rows[key] = row = sheet.inputs(label, unit, key, [*(plain(one) for one in contents), nothing], kind)
    sheet.put(row.row, FIRST_COLUMN + len(contents), nothing, FIXED if nothing is not None else TEXT, kind)


def list_inputs(sheets: InputSheets) -> tuple[ModelSheet, ...]:
    """Return the sheets of inputs that a case has."""
    own = (sheets.scalars, sheets.by_period, sheets.by_option if sheets.options else None, sheets.by_scenario)
    return tuple(sheet for sheet in own if sheet is not None)
