"""The checks of the workbook: its figures against those of the app when it was issued, and against one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from steering.catalog.business_metrics import METRICS
from steering.exports.workbook.audit_table import metric_table
from steering.exports.workbook.formulas import (
    ONE,
    ZERO,
    Call,
    CellPosition,
    CellReference,
    Formula,
    Literal,
    add_up,
    choose_if,
)
from steering.exports.workbook.grids import TEXT, ModelRow, ModelSheet
from steering.exports.workbook.layout import CHECKS, FIRST_COLUMN, FIRST_ROW, HEADING_ROW, VALUE_COLUMN
from steering.exports.workbook.metrics import kind_of
from steering.exports.workbook.model import BusinessModel
from steering.exports.workbook.plan import option_run, scenario_run
from steering.exports.workbook.single_inputs import constant
from steering.exports.workbook.tables_down import Columns, TableColumnPlan, write_table
from steering.finance.model import evaluate_all
from steering.finance.options import OptionFigures

HOLDS, DIFFERS = Literal("ok"), Literal("differs")
CHANGED = "Inputs are other than as issued, so that the figures of the app below are of the case as issued"


@dataclass(frozen=True, kw_only=True)
class IssuedFigure:
    """A figure of the app when the workbook was issued, by the run that it is of."""

    run: int
    metric: str
    content: float | str


def write_checks(model: BusinessModel) -> tuple[ModelSheet, CellReference]:
    """Return the sheet of checks, and the cell that says what came of them."""
    sheet = ModelSheet(name=CHECKS, title="Checks", freeze=(HEADING_ROW + 1, 0))
    sheet.widths = {0: 40, 1: 30, 2: 24, 3: 8, 4: 16, 5: 16, 6: 14, 7: 14, 8: 10}
    sheet.next_row = FIRST_ROW + 4
    control = _control(model, sheet)
    figures = list(_list_figures(model))
    columns = write_table(sheet, _plan(model, figures), len(figures))
    inner = _inner(model, sheet)
    failures = add_up([Call("SUMPRODUCT", (part["result"].span.equals(DIFFERS)) * ONE) for part in (columns, inner)])
    sheet.put(HEADING_ROW - 1, 0, "Checks that differ", TEXT)
    sheet.put_formula(HEADING_ROW - 1, 1, failures, "count", style="check")
    sheet.put(HEADING_ROW, 0, "In all", TEXT)
    place = CellPosition(index=HEADING_ROW - 1), CellPosition(index=1)
    count = CellReference(sheet, (place[0], place[0]), (place[1], place[1]))
    verdict = choose_if(
        control, choose_if(count.equals(ZERO), Literal("All checks hold"), Literal("Checks differ")), Literal(CHANGED)
    )
    sheet.put_formula(HEADING_ROW, 1, verdict, "text", style="check")
    row = CellPosition(index=HEADING_ROW)
    return sheet, CellReference(sheet, (row, row), (place[1], place[1]))


def _control(model: BusinessModel, sheet: ModelSheet) -> Formula:
    """Write the sum of all inputs beside what it was when issued, and return whether it still is."""
    parts: list[Formula] = []
    for page in (model.inputs.scalars, model.inputs.by_period, model.inputs.by_option, model.inputs.by_scenario):
        left = VALUE_COLUMN if page is model.inputs.scalars else FIRST_COLUMN
        right = left if page is model.inputs.scalars else FIRST_COLUMN + max(page.count, 1) - 1
        if page.next_row > FIRST_ROW:
            # Constants are none of the case.
            end = constant(model.inputs, "months_a_year").rows[0].index - 1
            last = end if page is model.inputs.scalars else page.next_row - 1
            rows = CellPosition(index=FIRST_ROW), CellPosition(index=last)
            parts.append(Call("SUM", CellReference(page, rows, (CellPosition(index=left), CellPosition(index=right)))))
    total = add_up(parts)
    sheet.put(FIRST_ROW, 0, "Sum of all inputs", TEXT)
    sheet.put_formula(FIRST_ROW, 1, total, "exact")
    issued = sheet.value(FIRST_ROW, 1)
    sheet.put(FIRST_ROW + 1, 0, "The same when issued", TEXT)
    sheet.put(FIRST_ROW + 1, 1, issued, "fixed", "exact")
    column = CellPosition(index=1)
    own, other = (
        CellReference(sheet, (CellPosition(index=row), CellPosition(index=row)), (column, column))
        for row in (FIRST_ROW, FIRST_ROW + 1)
    )
    size = Call("ABS", other) + ONE
    return Call("ABS", own - other) <= constant(model.inputs, "noise") * size


def _list_figures(model: BusinessModel) -> Iterator[IssuedFigure]:
    case, plan = model.inputs.case, model.plan
    for basis in (0, 1) if case.has_risk_adjustments else (0,):
        metrics = evaluate_all(model.case, risk_adjusted=bool(basis))
        for name in (None, *case.scenarios):
            run = plan.find(scenario_run(case, name, basis))
            if run:
                yield from _list_metrics(model, run, metrics[name])
    if not case.options:
        return
    figures = OptionFigures(model.case)
    for index, option in enumerate(case.options):
        for alone in (False, True):
            number = plan.find(option_run(case, index, alone=alone)) if alone or not option.baseline else 0
            if number:
                own = figures.alone(option.id) if alone else figures.against_baseline(option.id)
                yield from _list_metrics(model, number, own)


def _list_metrics(model: BusinessModel, run: int, metrics: Any) -> Iterator[IssuedFigure]:
    for name in model.metrics.rows:
        figure = getattr(metrics, name)
        yield IssuedFigure(run=run, metric=name, content="none" if figure is None else float(figure))


def _plan(model: BusinessModel, figures: list[IssuedFigure]) -> dict[str, TableColumnPlan]:
    kinds = [kind_of(METRICS[figure.metric]) for figure in figures]
    is_money = [1 if METRICS[figure.metric].unit == "money" else 0 for figure in figures]
    cent, exactly = constant(model.inputs, "tolerance"), constant(model.inputs, "exactly")

    def tolerance(columns: Columns) -> Formula:
        size = choose_if(Call("ISNUMBER", columns["app"].here), Call("ABS", columns["app"].here), ZERO)
        return choose_if(columns["money"].here.equals(ONE), cent, exactly * Call("MAX", size, ONE))

    def result(columns: Columns) -> Formula:
        app, own = columns["app"].here, columns["own"].here
        both = Call("AND", Call("ISNUMBER", app), Call("ISNUMBER", own))
        near = choose_if(columns["difference"].here <= columns["tolerance"].here, HOLDS, DIFFERS)
        return choose_if(both, near, choose_if(app.equals(own), HOLDS, DIFFERS))

    def difference(columns: Columns) -> Formula:
        app, own = columns["app"].here, columns["own"].here
        both = Call("AND", Call("ISNUMBER", app), Call("ISNUMBER", own))
        return choose_if(both, Call("ABS", app - own), ZERO)

    labels = [model.plan.runs[figure.run - 1].label for figure in figures]
    return {
        "label": TableColumnPlan(heading="Run of the model", kind="text", width=40, style=TEXT, contents=labels),
        "figure": TableColumnPlan(heading="Figure", kind="text", width=30, style=TEXT,
                                  contents=[METRICS[figure.metric].label for figure in figures]),
        "metric": TableColumnPlan(heading="Metric", kind="text", width=24,
                                  contents=[figure.metric for figure in figures]),
        "run": TableColumnPlan(heading="Run", kind="count", width=8, contents=[figure.run for figure in figures]),
        "app": TableColumnPlan(heading="The app, when issued", kind="number", kinds=kinds, width=16,
                               contents=[figure.content for figure in figures]),
        "own": TableColumnPlan(heading="This workbook", kind="number", kinds=kinds, width=16,
                               formula=lambda columns: metric_table(model, columns)),
        "difference": TableColumnPlan(heading="Difference", kind="exact", width=14, formula=difference),
        "money": TableColumnPlan(heading="Amount of money", kind="count", contents=is_money),
        "tolerance": TableColumnPlan(heading="May differ by", kind="tiny", width=14, formula=tolerance),
        "result": TableColumnPlan(heading="Check", kind="text", width=10, formula=result),
    }  # fmt: skip


def _inner(model: BusinessModel, sheet: ModelSheet) -> Columns:
    """Write the checks of the model against itself, as chosen."""
    named, last = model.flows.named, model.inputs.case.last
    pairs: list[tuple[str, Formula, Formula]] = []

    def chosen(name: str) -> ModelRow:
        return ModelRow(sheet=named[name].sheet, row=named[name].first)

    pairs.append(("Cumulative net flow ends at the sum of net flows", chosen("path").at(last), chosen("net").total))
    pairs.append(("The same worth today", chosen("path worth today").at(last), chosen("net worth today").total))
    moments = ModelRow(sheet=model.moments.moments.sheet, row=named["net by moment"].first)
    pairs.append(("Net flows by moment add up to those by period", Call("SUM", moments.span()), chosen("net").total))
    if model.inputs.case.apart:
        difference = chosen("benefits").total - chosen("costs").total
        pairs.append(("Benefits less costs are the net flow", difference, chosen("net").total))
    sheet.put(sheet.next_row, 0, "The model against itself, as chosen", "section")
    sheet.next_row += 1
    top = sheet.next_row
    for row, (_, one, other) in enumerate(pairs, start=top + 1):
        sheet.put_formula(row, 4, one, "money")
        sheet.put_formula(row, 5, other, "money")
    cent = constant(model.inputs, "tolerance")
    empty = TableColumnPlan(heading="", kind="text", style=TEXT, contents=[None] * len(pairs))
    plans = {
        "label": TableColumnPlan(heading="Check", kind="text", width=40, style=TEXT,
                                 contents=[pair[0] for pair in pairs]),
        **{f"gap {place}": replace(empty) for place in (1, 2, 3)},
        "one": TableColumnPlan(heading="One way", kind="money", keeps=True),
        "other": TableColumnPlan(heading="Another way", kind="money", keeps=True),
        "difference": TableColumnPlan(heading="Difference", kind="exact", formula=lambda columns: Call(
            "ABS", columns["one"].here - columns["other"].here)),
        "gap": empty,
        "tolerance": TableColumnPlan(heading="May differ by", kind="tiny", formula=lambda _: cent),
        "result": TableColumnPlan(heading="Check", kind="text", formula=lambda columns: choose_if(
            columns["difference"].here <= columns["tolerance"].here, HOLDS, DIFFERS)),
    }  # fmt: skip
    return write_table(sheet, plans, len(pairs))
