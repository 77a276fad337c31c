"""The audit of stated figures as formulas: what is stated, what the model gives, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.business import Stated
from steering.catalog.business_metrics import METRICS
from steering.exports.pack_file import Remark
from steering.exports.workbook.formulas import ONE, ZERO, Call, CellPosition, CellReference, Formula, Literal, choose_if
from steering.exports.workbook.grids import TEXT, ModelSheet
from steering.exports.workbook.layout import AUDIT, FIRST_COLUMN, HEADING_ROW, KEY_COLUMN
from steering.exports.workbook.metrics import kind_of
from steering.exports.workbook.model import BusinessModel
from steering.exports.workbook.plan import stated_run
from steering.exports.workbook.single_inputs import constant
from steering.exports.workbook.tables_down import Columns, TableColumnPlan, write_table
from steering.finance.audit import AuditFinding, audit_business_case
from steering.finance.verdicts import half_step


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """A stated figure, its place in the file, what the app found, and the number of its run, 0 where it has none."""

    index: int
    stated: Stated
    finding: AuditFinding
    run: int

    @property
    def is_formula(self) -> bool:
        """Whether the model works it out."""
        return (
            bool(self.run) and not METRICS[self.stated.metric].several and METRICS[self.stated.metric].unit != "truth"
        )


def write_audit(model: BusinessModel) -> tuple[ModelSheet | None, tuple[Remark, ...]]:
    """Return the sheet of the audit, None without stated figures, and what is no formula in it."""
    case = model.inputs.case
    if not case.stated:
        return None, ()
    findings = audit_business_case(model.case).findings
    rows = [
        AuditRow(index=index, stated=stated, finding=finding, run=model.plan.find(stated_run(case, index, stated)))
        for index, (stated, finding) in enumerate(zip(case.stated, findings, strict=True))
    ]
    sheet = ModelSheet(name=AUDIT, title="Audit of stated figures", freeze=(HEADING_ROW + 2, 2))
    own = [row for row in rows if row.is_formula and row.stated.metric in model.metrics.rows]
    sheet.put(1, 0, "What a document says against what its own flows give, by formulas; beside it what the app found.")
    if own:
        write_table(sheet, _plan(model, own), len(own))
    others = [row for row in rows if row not in own]
    remarks = []
    for row in others:
        text = (
            f"Stated figure {row.index + 1}, {METRICS[row.stated.metric].label}, is no formula here. The app found: "
            f"{row.finding.verdict}{'. ' + row.finding.explanation if row.finding.explanation else ''}"
        )
        sheet.put(sheet.next_row, 0, text, TEXT)
        sheet.next_row += 1
        remarks.append(Remark(where=AUDIT, text=text))
    return sheet, tuple(remarks)


def _plan(model: BusinessModel, rows: list[AuditRow]) -> dict[str, TableColumnPlan]:
    case, kinds = model.inputs.case, [kind_of(METRICS[row.stated.metric]) for row in rows]
    options = {option.id: option.label for option in case.options}
    plans = {
        "number": TableColumnPlan(heading="No.", kind="count", width=5, contents=[row.index + 1 for row in rows]),
        "label": TableColumnPlan(heading="Figure", kind="text", width=30, style=TEXT,
                                 contents=[METRICS[row.stated.metric].label for row in rows]),
        "scenario": TableColumnPlan(heading="Scenario", kind="text", width=16, style=TEXT,
                                    contents=[row.stated.scenario or "base" for row in rows]),
        "about": TableColumnPlan(heading="About", kind="text", width=26, style=TEXT,
                                 contents=[_about(row.stated, options) for row in rows]),
        "metric": TableColumnPlan(heading="Metric", kind="text", width=18,
                                  contents=[row.stated.metric for row in rows]),
        "run": TableColumnPlan(heading="Run", kind="count", width=6, contents=[row.run for row in rows]),
        "step": TableColumnPlan(heading="Written to", kind="exact", width=11,
                                contents=[_step(row.stated) for row in rows]),
        "stated": TableColumnPlan(heading="Stated", kind="number", width=14, kinds=kinds,
                                  formula=lambda columns: Call("INDEX", _inputs_column(model), columns["place"].here)),
        "computed": TableColumnPlan(heading="Computed", kind="number", width=14, kinds=kinds,
                                    formula=lambda columns: metric_table(model, columns)),
        "difference": TableColumnPlan(heading="Difference", kind="number", width=14, kinds=kinds,
                                      formula=_difference),
        "verdict": TableColumnPlan(heading="Verdict", kind="text", width=11,
                                   formula=lambda columns: _verdict(model, columns)),
        "app": TableColumnPlan(heading="The app found", kind="text", width=13,
                               contents=[row.finding.verdict for row in rows]),
        "because": TableColumnPlan(heading="Because", kind="text", width=56, style="wrap",
                                   contents=[row.finding.explanation or "" for row in rows]),
        "source": TableColumnPlan(heading="Source", kind="text", width=34, style=TEXT,
                                  contents=[row.stated.source or "" for row in rows]),
    }  # fmt: skip
    place = TableColumnPlan(
        heading="Row of Inputs", kind="count", width=8,
        contents=[model.inputs.cells[f"stated/{row.index}/value"].rows[0].index + 1 for row in rows],
    )  # fmt: skip
    names = list(plans)
    before = {name: plans[name] for name in names[: names.index("stated")]}
    return {**before, "place": place, **{name: plans[name] for name in names[names.index("stated") :]}}


def _about(stated: Stated, options: dict[str, str]) -> str:
    words = ["risk-adjusted"] if stated.risk_adjusted else []
    if stated.option:
        words.append(options.get(stated.option, stated.option))
    if stated.against:
        words.append(f"against {options.get(stated.against, stated.against)}")
    if stated.at:
        words.append("with a change of its own")
    return ", ".join(words)


def _step(stated: Stated) -> float:
    """Return the last decimal place that was written: 0.1 for 13.7."""
    assert not isinstance(stated.value, bool | tuple)  # those are no formulas
    return 2 * half_step(stated.value)


def _inputs_column(model: BusinessModel) -> CellReference:
    """Return the column of values in Inputs from its first row on, so that a row's number finds it."""
    sheet = model.inputs.scalars
    column = model.inputs.cells["discount_rate"].columns[0]
    return CellReference(sheet, (CellPosition(index=0), CellPosition(index=sheet.next_row)), (column, column))


def metric_table(model: BusinessModel, columns: Columns) -> Formula:
    """Return the metric of a row of a table, by the name of the metric and the number of its run."""
    rows = [row.row for row in model.metrics.rows.values()]
    ends = CellPosition(index=min(rows)), CellPosition(index=max(rows))
    last = FIRST_COLUMN + model.metrics.sheet.count - 1
    table = CellReference(model.metrics.sheet, ends, (CellPosition(index=FIRST_COLUMN), CellPosition(index=last)))
    key = CellPosition(index=KEY_COLUMN)
    keys = CellReference(model.metrics.sheet, ends, (key, key))
    return Call("INDEX", table, Call("MATCH", columns["metric"].here, keys, ZERO), columns["run"].here)


def _difference(columns: Columns) -> Formula:
    computed, stated = columns["computed"].here, columns["stated"].here
    return choose_if(Call("ISNUMBER", computed), stated - computed, Literal("none"))


def _verdict(model: BusinessModel, columns: Columns) -> Formula:
    computed, stated = columns["computed"].here, columns["stated"].here
    exactly, rounded = constant(model.inputs, "exactly"), constant(model.inputs, "rounded")
    distance, size = Call("ABS", stated - computed), Call("ABS", computed)
    half = columns["step"].here / constant(model.inputs, "halves")
    near = choose_if(distance <= rounded * size * (ONE + exactly), Literal("rounded"), Literal("wrong"))
    right = choose_if(distance <= half + exactly * size, Literal("right"), near)
    sign = choose_if(stated * computed < ZERO, Literal("sign"), right)
    return choose_if(Call("ISNUMBER", computed), sign, Literal("undefined"))
