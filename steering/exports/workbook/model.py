"""The whole model of a business case as sheets of formulas, worked out in the order in which they follow."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.business import BusinessCase
from steering.exports.workbook.figures import LineFigures
from steering.exports.workbook.flows import FlowBlocks, write_flows
from steering.exports.workbook.grids import ModelSheet
from steering.exports.workbook.inputs import InputSheets
from steering.exports.workbook.layout import LINES
from steering.exports.workbook.lines import PartRows, write_parts
from steering.exports.workbook.metrics import MetricRows, MetricWriter
from steering.exports.workbook.plan import RunPlan, plan_runs
from steering.exports.workbook.rates import RateSheets, begin_rates, find_rate, net_by_moment
from steering.exports.workbook.runs import RunColumns, write_runs
from steering.exports.workbook.single_inputs import write_inputs
from steering.exports.workbook.taxes import TaxBlocks, write_tax
from steering.exports.workbook.timing import timing_of, write_timing
from steering.exports.workbook.weights import write_weights
from steering.exports.workbook.write_offs import write_write_offs
from steering.progress import report

# Rows of flows that each stream takes, and those that all of them take together.
ROWS_A_STREAM, ROWS_TOGETHER = 12, 30


@dataclass(frozen=True, kw_only=True)
class BusinessModel:
    """The sheets of inputs and workings of a case, and what results are made of."""

    case: BusinessCase
    inputs: InputSheets
    lines: PartRows
    columns: RunColumns
    flows: FlowBlocks
    moments: RateSheets
    metrics: MetricRows
    plan: RunPlan
    workings: tuple[ModelSheet, ...]


def build_model(case: BusinessCase) -> BusinessModel:
    """Return the model of a case."""
    inputs = write_inputs(case)
    timing = write_timing(inputs, {timing_of(line, inputs.case) for line in inputs.lines})
    sheet = ModelSheet(name=LINES, title="Workings: the amounts of each line over the periods")
    sheet.head(range(inputs.case.last + 1), key="", kind="count")
    lines = write_parts(inputs, LineFigures(inputs, timing, sheet))
    plan = plan_runs(case, ROWS_A_STREAM * len(lines.streams) + ROWS_TOGETHER)
    report("Working out the flows of the workbook", 0.1)
    columns = write_runs(inputs, timing, plan.runs)
    write_weights(columns, lines)
    flows = write_flows(inputs, timing, lines, columns)
    report("Searching for rates of return in the workbook", 0.25)
    moments = begin_rates(flows)
    net = net_by_moment(flows, moments)
    flows.named["net by moment"] = net
    rates = find_rate(moments, flows, net, "")
    tax_sheets: list[ModelSheet] = []
    tax: TaxBlocks | None = None
    after = None
    if inputs.case.tax:
        written, tables = write_write_offs(inputs, timing, lines)
        tax = write_tax(flows, tables, moments)
        after = find_rate(moments, flows, tax.net, ", after tax", after_tax=True)
        tax_sheets = [*([written] if tables else []), tax.sheet.sheet]
    metrics = MetricWriter(flows, moments, rates, (tax, after) if tax and after else None, plan).write()
    return BusinessModel(
        case=case,
        inputs=inputs,
        lines=lines,
        columns=columns,
        flows=flows,
        moments=moments,
        metrics=metrics,
        plan=plan,
        workings=(timing.sheet, sheet, columns.sheet, flows.sheet.sheet, *tax_sheets, *moments.sheets, metrics.sheet),
    )
