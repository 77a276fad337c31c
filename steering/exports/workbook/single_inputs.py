"""The single inputs of the workbook and those by index, section by section."""

from __future__ import annotations

from steering.cases.business import PER_YEAR, BusinessCase
from steering.cases.line import Line
from steering.catalog.drivers import DRIVERS
from steering.exports.workbook.formulas import CellPlace, CellReference
from steering.exports.workbook.grids import FIXED, ModelRow
from steering.exports.workbook.inputs import (
    AS_WRITTEN,
    NO_OPTION,
    RISK_ADJUSTED,
    InputSheets,
    add_options,
    add_scenarios,
    begin_inputs,
    drivers_of,
)
from steering.exports.workbook.layout import ANY, BASE, CONSTANTS, HEADING_ROW, INPUTS, VIEW, escape_key
from steering.finance.discounting import DAYS_A_YEAR
from steering.finance.metrics import ALMOST_LOST, NOISE
from steering.finance.verdicts import EXACTLY, ROUNDED

CENT = 0.01
MONTHS_A_YEAR, HALVES = 12, 2
# The search for rates of return: the lowest and highest annual rate, and how many places between them.
LOWEST_RATE, HIGHEST_RATE, PLACES = -0.999999, 1_000_000.0, 240
# Where the places of the search are closer: the cube of even steps is closest around 0.
CLOSENESS = 3


def write_inputs(case: BusinessCase) -> InputSheets:
    """Return all inputs of a case, written on their sheets."""
    sheets = begin_inputs(case.as_written)
    _view(sheets)
    _rates(sheets)
    _terms(sheets)
    _drivers(sheets)
    sheets.by_period.section("Amounts of lines")
    for line in sheets.lines:
        _line(sheets, line)
    _flows(sheets)
    for index, bias in enumerate(sheets.case.optimism_bias):
        if index == 0:
            sheets.scalars.section("Optimism bias")
        label = f"Optimism bias, {bias.reference_class}"
        sheets.add(f"optimism_bias/{index}/share", label, "share", bias.share, "share", bias.source)
    add_options(sheets)
    add_scenarios(sheets)
    _stated(sheets)
    _constants(sheets)
    return sheets


def _view(sheets: InputSheets) -> None:
    written = sheets.case
    sheets.scalars.section("What Results, Cash flow and Sensitivity show")
    labels = ModelRow(sheet=sheets.by_scenario, row=HEADING_ROW - 1).span(0, len(written.scenarios) + 1)
    sheets.add(f"{VIEW}scenario", "Scenario", "name", BASE, "text", "One of the scenarios, or base", _source(labels))
    if sheets.options:
        baseline = next((option.id for option in written.options if option.baseline), NO_OPTION)
        against = NO_OPTION if written.option == baseline else baseline
        ids = _source(ModelRow(sheet=sheets.by_option, row=HEADING_ROW).span())
        sheets.add(f"{VIEW}option", "Option", "id", written.option, "text", "The option asked for", ids)
        sheets.add(f"{VIEW}against", "Held against", "id", against, "text", "The baseline, or nothing", ids)
    bases = [AS_WRITTEN, RISK_ADJUSTED]
    sheets.add(f"{VIEW}basis", "Basis", "name", AS_WRITTEN, "text", "Whether risk adjustments apply", bases)


def _source(cells: CellReference) -> str:
    """Return cells as the list of what another may be."""
    return f"={cells.text(CellPlace(sheet=INPUTS, row=0, column=0))}"


def _rates(sheets: InputSheets) -> None:
    case = sheets.case
    sheets.scalars.section("Rates")
    note = case.drivers["discount_rate"].source if "discount_rate" in case.drivers else ""
    sheets.add("discount_rate", "Discount rate", "share a year", case.discount_rate, "share", note or "")
    empty = "Empty: the discount rate"
    sheets.add("finance_rate", "Finance rate, for MIRR", "share a year", case.finance_rate, "share", empty)
    sheets.add("reinvest_rate", "Reinvestment rate, for MIRR", "share a year", case.reinvest_rate, "share", empty)
    sheets.add("hurdle_rate", "Hurdle rate", "share a year", case.hurdle_rate, "share", "Empty: none")
    if case.inflation is not None:
        sheets.add("inflation", "Inflation", "share a year", case.inflation, "share")
    for index, later in enumerate(case.later_rates):
        label = f"Later rate {index + 1}"
        sheets.add(f"later_rates/{index}/after_year", f"{label}: after year", "years", later.after_year, "count")
        sheets.add(f"later_rates/{index}/rate", f"{label}: discount rate", "share a year", later.rate, "share")
    if case.tax:
        sheets.add("tax/rate", "Tax rate", "share", case.tax.rate, "share", case.tax.source or "")
        sheets.add("tax/paid_after", "Tax is paid so many periods later", "periods", case.tax.paid_after, "count")


def _terms(sheets: InputSheets) -> None:
    case = sheets.case
    if case.indexes or case.exchange_rates:
        sheets.scalars.section("Price indexes and exchange rates")
    for name, index in case.indexes.items():
        for place, rate in enumerate(index.rates):
            label = f"{name}: rise {place + 1}"
            key = f"indexes/{escape_key(name)}/rates/{place}"
            sheets.add(key, label, "share a year", rate, "share", index.source or "")
    for currency, given in case.exchange_rates.items():
        label, note = f"One {currency} in {case.currency}", f"{given.source}, {given.date.isoformat()}"
        sheets.add(f"exchange_rates/{currency}/rate", label, case.currency or "", given.rate, "number", note)
    if case.inputs:
        sheets.scalars.section("What lines are worked out from")
    for name, one in case.inputs.items():
        label, unit = one.label or name, one.unit or "number"
        if one.values:
            sheets.by_period.section(label)
            sheets.add_period_row(f"inputs/{name}/values/{ANY}", label, unit, one.values, "number")
            continue
        sheets.add(f"inputs/{name}/value", label, unit, one.value, "number", one.source or "")
        for end, content in (("low", one.low), ("high", one.high)):
            sheets.add(f"inputs/{name}/{end}", f"{label}, {end}", unit, content, "number", "Empty: as the value")


def _drivers(sheets: InputSheets) -> None:
    sheets.scalars.section("Drivers")
    for name, label, unit, kind in drivers_of(sheets.case):
        driver, neutral = sheets.case.drivers.get(name), DRIVERS[name].neutral
        value = None if driver is None else driver.value
        note = (driver.source if driver else None) or ("Empty: the discount rate" if neutral is None else "")
        shown = neutral if value is None else value
        sheets.add(f"drivers/{name}/value", label, unit, shown, kind, note)
        for end in ("low", "high"):
            content = getattr(driver, end) if driver else None
            sheets.add(f"drivers/{name}/{end}", f"{label}, {end}", unit, content, kind, "Empty: no range this way")


def _line(sheets: InputSheets, line: Line) -> None:
    if sheets.case.cashflows:
        return
    sheets.scalars.section(f"{line.name} ({line.kind})")
    key, source = f"lines/{line.id}", line.source or ""
    unit = money_unit(sheets.case) if line.currency is None else line.currency
    if line.values:
        amounts = [figure.value for figure in line.values]
        sheets.add_period_row(f"{key}/values/{ANY}", line.name, unit, amounts)
    else:
        if line.amount is not None:
            sheets.add(f"{key}/amount", "Amount of each period", unit, line.amount.value, "number", source)
        sheets.add(f"{key}/begins", "First period", "period", line.begins, "count", "Empty: 1")
        sheets.add(f"{key}/ends", "Last period", "period", line.ends, "count", "Empty: the last one of the case")
    for name in ("quantity", "price", "share"):
        for place, term in enumerate(getattr(line, name)):
            if not isinstance(term, str):
                sheets.add(f"{key}/{name}/{place}", f"{name.capitalize()} {place + 1}", "factor", term, "number")
    if line.growth is not None and not isinstance(line.growth, str):
        sheets.add(f"{key}/growth", "Growth from the second year on", "share a year", line.growth, "share")
    _end_and_depreciation(sheets, line, key, unit)
    sheets.add(f"{key}/risk_adjustment", "Risk adjustment", "share", line.risk_adjustment, "share", source)
    sheets.add(f"{key}/low", "Low end of its range", "factor", line.low, "factor")
    sheets.add(f"{key}/high", "High end of its range", "factor", line.high, "factor")


def _end_and_depreciation(sheets: InputSheets, line: Line, key: str, unit: str) -> None:
    end, how = line.end_value, line.depreciation
    if end:
        labels = {
            "amount": ("Value at the end", unit, "number"),
            "share": ("Value at the end, of all paid", "share", "share"),
            "growth": ("Growth of the flow that goes on for ever", "share a year", "share"),
        }
        for name, (label, own_unit, kind) in labels.items():
            if getattr(end, name) is not None:
                sheets.add(f"{key}/end_value/{name}", label, own_unit, getattr(end, name), kind)
    if how:
        if how.method == "table":
            for place, share in enumerate(how.shares):
                label = f"Written off in year {place + 1}"
                sheets.add(f"{key}/depreciation/shares/{place}", label, "share", share, "share")
            return
        if how.rate is not None:
            sheets.add(f"{key}/depreciation/rate", "Written off a year, of what is left", "share", how.rate, "share")
        note = "Empty: until all is written off"
        sheets.add(f"{key}/depreciation/years", "Written off over", "years", how.years, "count", note)
        sheets.add(f"{key}/depreciation/salvage", "Not written off", "share", how.salvage, "share")


def _flows(sheets: InputSheets) -> None:
    case, flows = sheets.case, sheets.case.cashflows
    for name in ("costs", "benefits", "net") if flows else ():
        if figures := getattr(flows, name):
            unit = money_unit(case)
            sheets.add_period_row(f"cashflows/{name}/{ANY}", name.capitalize(), unit, [one.value for one in figures])
    if case.days:
        sheets.by_period.section("Dates of the flows")
        key = f"dates/{ANY}" if case.dates else f"cashflows/dates/{ANY}"
        sheets.add_period_row(key, "Date", "date", case.days, "date")


def _stated(sheets: InputSheets) -> None:
    if sheets.case.stated:
        sheets.scalars.section("Stated figures")
    for index, stated in enumerate(sheets.case.stated):
        if not isinstance(stated.value, tuple):
            unit = "as stated"
            sheets.add(
                f"stated/{index}/value",
                f"{index + 1}. {stated.metric}",
                unit,
                stated.value,
                "number",
                stated.source or "",
            )


def _constants(sheets: InputSheets) -> None:
    sheets.scalars.section("Constants of the calculation: no inputs of the case")
    per_year = PER_YEAR[sheets.case.period]
    for name, label, unit, content in (
        ("months_a_year", "Months a year", "months", MONTHS_A_YEAR),
        ("periods_a_year", "Periods a year", "periods", per_year),
        ("halves", "Halves of a period", "halves", HALVES),
        ("days_a_year", "Days a year, for dates", "days", DAYS_A_YEAR),
        ("last", "Last period", "period", sheets.case.last),
        ("noise", "What is no debt but rounding, against all flows", "share", NOISE),
        ("almost_lost", "Below this rate nearly all is lost", "share a year", ALMOST_LOST),
        ("lowest_rate", "Lowest rate of return that is looked for", "share a year", LOWEST_RATE),
        ("highest_rate", "Highest rate of return that is looked for", "share a year", HIGHEST_RATE),
        ("places", "Places at which it is looked for", "count", PLACES),
        ("closeness", "Power by which places are closer around 0", "count", CLOSENESS),
        ("exactly", "What a stated figure may differ by for its binary digits", "share", EXACTLY),
        ("rounded", "What a stated figure may differ by and be rounded", "share", ROUNDED),
        (
            "tolerance",
            "What an amount of the app may differ by: a cent",
            money_unit(sheets.case),
            CENT / float(sheets.case.unit),
        ),
    ):
        sheets.add(f"{CONSTANTS}{name}", label, unit, content, "constant", style=FIXED)


def constant(sheets: InputSheets, name: str) -> CellReference:
    """Return a constant of the calculation."""
    return sheets.cells[f"{CONSTANTS}{name}"]


def money_unit(case: BusinessCase) -> str:
    """Return what amounts of a case are in: `USD 1,000,000`."""
    words = [case.currency or "money", *([f"{case.unit.normalize():,f}"] if case.unit != 1 else [])]
    return " ".join(words)
