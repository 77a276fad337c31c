"""The metrics of every run as formulas: a row for each metric, a column for each run."""

from __future__ import annotations

from dataclasses import dataclass, field

from steering.catalog.business_metrics import METRICS, BusinessMetric
from steering.exports.workbook.flows import FlowBlocks
from steering.exports.workbook.formulas import (
    NONE,
    ONE,
    ZERO,
    Call,
    CellPosition,
    CellReference,
    Formula,
    Literal,
    add_up,
    choose_if,
    given_or,
)
from steering.exports.workbook.grids import FIXED, ModelBlock, ModelColumn, ModelRow, ModelSheet
from steering.exports.workbook.inputs import InputSheets
from steering.exports.workbook.layout import KEY_COLUMN
from steering.exports.workbook.layout import METRICS as METRICS_SHEET
from steering.exports.workbook.plan import RunPlan, scenario_run
from steering.exports.workbook.rates import RateBlocks, RateSheets
from steering.exports.workbook.single_inputs import constant, money_unit
from steering.exports.workbook.taxes import TaxBlocks

KINDS = {"money": "money", "share": "percent", "months": "months", "count": "ratio", "truth": "text"}


@dataclass(eq=False)
class MetricRows:
    """The rows of metrics by name, over the runs."""

    sheet: ModelSheet
    rows: dict[str, ModelRow] = field(default_factory=dict)
    # Whether NPV is above 0 in base and all scenarios, by basis: 0 as written, 1 risk-adjusted.
    positive: dict[int, ModelRow] = field(default_factory=dict)


def kind_of(metric: BusinessMetric) -> str:
    """Return how a metric is written in a cell."""
    return KINDS[metric.unit]


def has_cost_of_delay(sheets: InputSheets) -> bool:
    """Return whether waiting moves every flow of a case alike: not what comes back at the end, nor dated flows."""
    return not sheets.case.days and not any(line.end_value for line in sheets.lines)


class MetricWriter:
    """Writes metrics; a block of another sheet is read by the number of the run."""

    def __init__(
        self,
        blocks: FlowBlocks,
        moments: RateSheets,
        rates: RateBlocks,
        tax: tuple[TaxBlocks, RateBlocks] | None,
        plan: RunPlan,
    ) -> None:
        self.blocks, self.moments, self.rates, self.tax, self.plan = blocks, moments, rates, tax, plan
        self.sheet = ModelSheet(name=METRICS_SHEET, title="Workings: the metrics of each run")
        self.sheet.head([run.label for run in plan.runs], key="Metric", total="")
        self.sheet.section("Runs")
        self.numbers = self.sheet.inputs("Run", "number", "", range(1, len(plan.runs) + 1), "count", FIXED)
        self.sheet.section("Metrics")
        self.rows: dict[str, ModelRow] = {}
        self.positive: dict[int, ModelRow] = {}

    def write(self) -> MetricRows:
        """Return the rows of all metrics that the case has."""
        self._sums()
        self._returns()
        self._paybacks()
        self._cashable()
        self._delay_and_tax()
        self._all_scenarios()
        return MetricRows(sheet=self.sheet, rows=self.rows, positive=self.positive)

    def of(self, block: ModelBlock) -> Formula:
        """Return what a block comes to in the run of the column."""
        return Call("INDEX", block.totals, self.numbers.here())

    def put(self, name: str, formula: Formula) -> ModelRow:
        """Write a metric; what can't be worked out does not exist."""
        metric, case = METRICS[name], self.blocks.sheets.case
        units = {
            "money": money_unit(case),
            "share": "share",
            "months": "months",
            "count": "ratio",
            "truth": "yes or no",
        }
        row = self.sheet.formulas(metric.label, units[metric.unit], Call("IFERROR", formula, NONE), kind_of(metric))
        self.sheet.put(row.row, KEY_COLUMN, name, "key")
        self.rows[name] = row
        return row

    def ratio(self, name: str, part: Formula, whole: Formula) -> None:
        """Write a ratio, which does not exist where its base is not above 0."""
        self.put(name, choose_if(whole > ZERO, part / whole, NONE))

    def _sums(self) -> None:
        named = self.blocks.named
        self.put("npv", self.of(named["net worth today"]))
        if not self.blocks.sheets.case.apart:
            return
        for name, block in (("pv_costs", "costs worth today"), ("pv_benefits", "benefits worth today"),
                            ("total_costs", "costs"), ("total_benefits", "benefits")):  # fmt: skip
            self.put(name, self.of(named[block]))
        costs, benefits, pv_costs, pv_benefits = (
            self.rows[name].here() for name in ("total_costs", "total_benefits", "pv_costs", "pv_benefits")
        )
        self.ratio("roi", benefits - costs, costs)
        self.ratio("roi_discounted", pv_benefits - pv_costs, pv_costs)
        self.ratio("bcr", pv_benefits, pv_costs)
        self.ratio("breakeven_benefit_share", pv_costs, pv_benefits)
        self.ratio("margin_of_safety", pv_benefits - pv_costs, pv_benefits)

    def _returns(self) -> None:
        npv, blocks = self.rows["npv"].here(), self.blocks
        self.put("irr", self.of(self.rates.rate))
        self.sheet.formulas("Rates of return that were found", "count", self.of(self.rates.count), "count")
        self.sheet.formulas("Changes of sign: at most so many rates", "count", self.of(self.rates.changes), "count")
        self.put("mirr", self._modified())
        today = Call("INDEX", _first_column(blocks.named["net"]), self.numbers.here())
        self.put("profitability_index", choose_if(today < ZERO, ONE + npv / -today, NONE))
        rate = blocks.sheet.columns.rows["discount_rate"].here()
        months = constant(blocks.sheets, "months_a_year")
        years = blocks.timing.ends.at(blocks.sheets.case.last) / months
        annuity = choose_if(rate.equals(ZERO), ONE / years, rate / (ONE - (ONE + rate) ** -years))
        self.put("equivalent_annual", npv * annuity)

    def _modified(self) -> Formula:
        """Return MIRR: outflows borrowed at the finance rate, inflows put to work at the reinvestment rate."""
        blocks, sheets = self.blocks, self.blocks.sheets
        moments = self.moments.moments
        flows, years = self.rates.net.span(), self.moments.years.span()
        rate = blocks.sheet.columns.rows["discount_rate"]
        discount = Call("INDEX", rate.span(), self.rates.net.number)
        lending, earning = (given_or(sheets.cells[name], discount) for name in ("finance_rate", "reinvest_rate"))
        horizon = blocks.timing.ends.at(sheets.case.last) / constant(sheets, "months_a_year")
        unit = money_unit(sheets.case)
        lent = moments.block(
            "Outflows at what they are worth today, at the finance rate", unit, "money",
            total=-Call("SUMPRODUCT", (flows < ZERO) * flows * (ONE + lending) ** -years),
        )  # fmt: skip
        grown = moments.block(
            "Inflows as they grow to the end, at the reinvestment rate", unit, "money",
            total=Call("SUMPRODUCT", (flows > ZERO) * flows * (ONE + earning) ** (horizon - years)),
        )  # fmt: skip
        today, later = self.of(lent), self.of(grown)
        return choose_if(Call("AND", today > ZERO, later > ZERO), (later / today) ** (ONE / horizon) - ONE, NONE)

    def _paybacks(self) -> None:
        named = self.blocks.named
        self.put("payback_months", self.of(named["payback"]))
        self.put("discounted_payback_months", self.of(named["payback worth today"]))
        lowest = [Call("MIN", named[name].span()) for name in ("path", "after")]
        flows = self.blocks.sheet
        deepest = flows.block(
            "Peak funding", money_unit(self.blocks.sheets.case), "money",
            total=Call("MAX", ZERO, -Call("MIN", lowest[0], lowest[1])),
        )  # fmt: skip
        self.put("peak_funding", self.of(deepest))

    def _cashable(self) -> None:
        named = self.blocks.named
        if "net cash" not in named:
            return
        columns = self.blocks.sheet.columns
        assert columns.weights is not None  # it was written with the runs
        said = ModelColumn(
            sheet=columns.sheet, column=KEY_COLUMN, first=columns.weights.first, height=columns.weights.height
        )
        weights = Call("INDEX", columns.weights.table, ZERO, self.numbers.here())
        count = self.sheet.formulas(
            "Benefits that say whether they are cash",
            "count",
            Call("SUMPRODUCT", said.span * weights.differs(ZERO)),
            "count",
        )
        costs = self.rows["total_costs"].here()
        for name, figure in (
            ("npv_cashable", self.of(named["net cash worth today"])),
            ("roi_cashable", choose_if(costs > ZERO, self.of(named["net cash"]) / costs, NONE)),
            ("payback_cashable_months", self.of(named["payback cash"])),
        ):
            self.put(name, choose_if(count.here().equals(ZERO), NONE, figure))

    def _delay_and_tax(self) -> None:
        if has_cost_of_delay(self.blocks.sheets):
            self.put("cost_of_delay", self.rows["npv"].here() - self.of(self._npv_after_wait()))
        if self.tax is not None:
            blocks, rates = self.tax
            self.put("npv_after_tax", self.rows["npv"].here() - self.of(blocks.worth))
            self.put("irr_after_tax", self.of(rates.rate))
            self.put("total_tax", self.of(blocks.due))

    def _npv_after_wait(self) -> ModelBlock:
        """Write the NPV of flows that all come a month later, while the horizon ends when it ends."""
        blocks, last = self.blocks, self.blocks.sheets.case.last
        month = ONE / constant(blocks.sheets, "months_a_year")
        share = month * constant(blocks.sheets, "periods_a_year")
        parts: list[Formula] = []
        for (kind, timing), payment in blocks.payments.items():
            worth, factor = blocks.worths[kind, timing], blocks.factors[timing]
            stays = (ONE - share) * (worth.total - worth.at(0))
            if last > 1:
                moved = Call("SUMPRODUCT", payment.span(1, last), factor.span(1 + 1, last + 1))
                stays = stays + share * moved
            parts.append(-stays if kind == "cost" else stays)

        def total(block: ModelBlock) -> Formula:
            rate = blocks.sheet.pick("discount_rate", block)
            lump = blocks.named["net"].at(0) * (ONE + rate) ** -month
            return add_up([*parts, lump]) if last else add_up(parts)

        return blocks.sheet.block("NPV after a wait of one month", money_unit(blocks.sheets.case), "money", total=total)

    def _all_scenarios(self) -> None:
        """Write the lowest NPV of base and scenarios by basis: above 0, all are."""
        case, npv = self.blocks.sheets.case, self.rows["npv"]
        self.sheet.section("Base and scenarios together")
        for basis, words in ((0, "as written"), (1, "risk-adjusted")):
            numbers = [self.plan.find(scenario_run(case, name, basis)) for name in (None, *case.scenarios)]
            if all(numbers):
                every = npv.span(min(numbers) - 1, max(numbers))
                label = f"Lowest NPV of base and scenarios, {words}"
                lowest = self.sheet.scalar(label, money_unit(case), Call("MIN", every), "money")
                label = f"Positive in all scenarios, {words}"
                self.positive[basis] = self.sheet.scalar(
                    label, "yes or no", choose_if(lowest.total > ZERO, Literal("yes"), Literal("no")), "right"
                )


def _first_column(block: ModelBlock) -> CellReference:
    """Return what a block has today, of all runs."""
    rows = CellPosition(index=block.first), CellPosition(index=block.first + block.height - 1)
    return CellReference(block.sheet, rows, block.at(0).columns)
