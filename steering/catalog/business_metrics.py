"""The registry of business-case metrics: the name of each, its label, unit, definition and formula, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Unit = Literal["money", "share", "months", "count", "truth"]


@dataclass(frozen=True, kw_only=True)
class BusinessMetric:
    """A metric in words. `decimals` are shown; money is in the unit of the file.

    `short` is its label where there is little room. `taken_for` are the metrics that documents state under its name.
    `break_even` is its value where NPV is 0. `absent_because` says why it does not exist.
    """

    label: str
    unit: Unit
    definition: str
    formula: str
    decimals: int = 0
    short: str = ""
    less_is_better: bool = False
    # Whether it is a list of figures instead of one.
    several: bool = False
    taken_for: tuple[str, ...] = ()
    break_even: Decimal | None = None
    absent_because: str = ""


# The only list of metrics, in the order in which they are shown.
METRICS: Mapping[str, BusinessMetric] = {
    "npv": BusinessMetric(
        label="Net present value",
        short="NPV",
        unit="money",
        definition="What all benefits less all costs are worth today.",
        formula="sum of (benefit - cost) / (1 + annual rate)^(years from today)",
        taken_for=("pv_benefits", "equivalent_annual", "npv_after_tax"),
    ),
    "irr": BusinessMetric(
        label="Internal rate of return",
        short="IRR",
        unit="share",
        definition="The annual rate at which NPV is 0: the only one, or the only one above -99%; none otherwise.",
        formula="NPV(r) = 0; r = (1 + periodic rate)^(periods a year) - 1",
        decimals=1,
        taken_for=("mirr", "roi", "roi_discounted", "irr_after_tax"),
    ),
    "irr_roots": BusinessMetric(
        label="All rates with an NPV of 0",
        unit="share",
        definition="Every annual rate above -100% at which NPV is 0, ascending. With several, judge by NPV.",
        formula="every real root of NPV(r) = 0",
        decimals=1,
        several=True,
    ),
    "mirr": BusinessMetric(
        label="Modified internal rate of return",
        unit="share",
        definition="The annual return when money is borrowed at the finance rate and inflows are put to work at the "
        "reinvestment rate.",
        formula="(inflows grown to the end / outflows discounted to today)^(1 / years) - 1",
        decimals=1,
        taken_for=("irr", "roi"),
    ),
    "roi": BusinessMetric(
        label="Return on investment",
        short="ROI",
        unit="share",
        definition="What comes back beyond the costs, for each unit of cost, undiscounted.",
        formula="(benefits - costs) / costs",
        decimals=1,
        taken_for=("roi_discounted", "irr", "bcr"),
    ),
    "roi_discounted": BusinessMetric(
        label="Return on investment, discounted",
        unit="share",
        definition="What comes back beyond the costs, for each unit of cost, both at what they are worth today.",
        formula="(PV of benefits - PV of costs) / PV of costs",
        decimals=1,
        taken_for=("roi", "irr", "bcr"),
        break_even=Decimal(0),
    ),
    "payback_months": BusinessMetric(
        less_is_better=True,
        label="Payback",
        unit="months",
        definition="Months from today until what came in covers what went out, for good. Flows accrue evenly within "
        "a period, with timing `split` costs are paid at its start; dated flows come on their date.",
        formula="last crossing of zero of the cumulative net flow",
        decimals=1,
        taken_for=("discounted_payback_months",),
        absent_because="The cumulative net flow ends below zero, so it never pays back.",
    ),
    "discounted_payback_months": BusinessMetric(
        less_is_better=True,
        label="Payback, discounted",
        unit="months",
        definition="The same with each flow at what it is worth today.",
        formula="last crossing of zero of the cumulative discounted net flow",
        decimals=1,
        taken_for=("payback_months",),
        absent_because="The cumulative discounted net flow ends below zero, so it never pays back.",
    ),
    "pv_costs": BusinessMetric(
        less_is_better=True,
        label="Present value of costs",
        unit="money",
        definition="What all costs are worth today.",
        formula="sum of cost / (1 + annual rate)^(years from today)",
    ),
    "pv_benefits": BusinessMetric(
        label="Present value of benefits",
        unit="money",
        definition="What all benefits are worth today.",
        formula="sum of benefit / (1 + annual rate)^(years from today)",
    ),
    "bcr": BusinessMetric(
        label="Benefit-cost ratio",
        unit="count",
        definition="Present benefits for each unit of present costs; above 1, NPV is positive.",
        formula="PV of benefits / PV of costs",
        decimals=2,
        taken_for=("roi_discounted", "roi", "profitability_index"),
        break_even=Decimal(1),
    ),
    "profitability_index": BusinessMetric(
        label="Profitability index",
        unit="count",
        definition="What each unit spent today is worth; only where today's net flow (index 0) is negative.",
        formula="1 + NPV / |net flow today|",
        decimals=2,
        taken_for=("bcr",),
        absent_because="It needs money spent today, and the net flow of today is not below zero.",
    ),
    "peak_funding": BusinessMetric(
        less_is_better=True,
        label="Peak funding",
        unit="money",
        definition="The most that is ever out of pocket, undiscounted, as a positive figure.",
        formula="- minimum of the cumulative net flow, at least 0",
    ),
    "breakeven_benefit_share": BusinessMetric(
        less_is_better=True,
        label="Benefits needed to break even",
        unit="share",
        definition="The share of the benefits at which NPV is 0.",
        formula="PV of costs / PV of benefits",
        decimals=1,
        taken_for=("margin_of_safety",),
    ),
    "margin_of_safety": BusinessMetric(
        label="Margin of safety",
        unit="share",
        definition="The share of the benefits that may fail to come before NPV is 0.",
        formula="1 - PV of costs / PV of benefits",
        decimals=1,
        taken_for=("breakeven_benefit_share",),
        break_even=Decimal(0),
    ),
    "equivalent_annual": BusinessMetric(
        label="Equivalent annual value",
        unit="money",
        definition="The equal amount at the end of each year of the horizon that is worth as much as the case.",
        formula="NPV x r / (1 - (1 + r)^-years); NPV / years where r is 0",
        taken_for=("npv",),
    ),
    "total_costs": BusinessMetric(
        less_is_better=True,
        label="Total costs",
        unit="money",
        definition="All costs, undiscounted.",
        formula="sum of costs",
    ),
    "total_benefits": BusinessMetric(
        label="Total benefits", unit="money", definition="All benefits, undiscounted.", formula="sum of benefits"
    ),
    "npv_cashable": BusinessMetric(
        label="Net present value, cash alone",
        short="NPV, cash alone",
        unit="money",
        definition="What the benefits that are cash, less all costs, are worth today. A benefit that does not say "
        "whether it is cash counts as none.",
        formula="sum of (cashable benefit - cost) / (1 + annual rate)^(years from today)",
        taken_for=("npv",),
        absent_because="No benefit says whether it is cash.",
    ),
    "roi_cashable": BusinessMetric(
        label="Return on investment, cash alone",
        short="ROI, cash alone",
        unit="share",
        definition="What comes back in cash beyond the costs, for each unit of cost, undiscounted.",
        formula="(cashable benefits - costs) / costs",
        decimals=1,
        taken_for=("roi",),
        absent_because="No benefit says whether it is cash, or nothing is spent.",
    ),
    "payback_cashable_months": BusinessMetric(
        less_is_better=True,
        label="Payback, cash alone",
        unit="months",
        definition="Months from today until the benefits that are cash cover all costs, for good.",
        formula="last crossing of zero of the cumulative flow of cashable benefits less costs",
        decimals=1,
        taken_for=("payback_months",),
        absent_because="No benefit says whether it is cash, or those that are never cover the costs.",
    ),
    "cost_of_delay": BusinessMetric(
        less_is_better=True,
        label="Cost of a month's delay",
        short="Cost of delay",
        unit="money",
        definition="The NPV that is lost when the decision waits a month: all flows come a month later, the horizon "
        "ends when it ends, and what comes back at its end comes back then. Below 0, waiting gains.",
        formula="NPV - NPV with all costs and benefits a month later",
        absent_because="Flows with dates have no periods that could come later.",
    ),
    "npv_after_tax": BusinessMetric(
        label="Net present value after tax",
        short="NPV after tax",
        unit="money",
        definition="NPV less what the tax on the profit of the case is worth today; only with a tax rate in the case.",
        formula="NPV - sum of tax paid / (1 + annual rate)^(years from today)",
        taken_for=("npv",),
        absent_because="The case has no tax rate: add `tax:` to it.",
    ),
    "irr_after_tax": BusinessMetric(
        label="Internal rate of return after tax",
        short="IRR after tax",
        unit="share",
        definition="The annual rate at which NPV after tax is 0: the only one, the only one above -99%, or the only "
        "one above 0, as tax that is paid later adds one far below; only with a tax rate in the case.",
        formula="NPV after tax(r) = 0; r = (1 + periodic rate)^(periods a year) - 1",
        decimals=1,
        taken_for=("irr",),
        absent_because="The case has no tax rate, or not one rate at which NPV after tax is 0.",
    ),
    "total_tax": BusinessMetric(
        less_is_better=True,
        label="Total tax",
        unit="money",
        definition="All tax on the profit of the case, undiscounted; below 0 it lowers other tax.",
        formula="sum of rate x (taxable benefits - taxable running costs - depreciation + gains on sales)",
        absent_because="The case has no tax rate: add `tax:` to it.",
    ),
    "positive_in_all_scenarios": BusinessMetric(
        label="Positive in all scenarios",
        unit="truth",
        definition="Whether NPV is above 0 in the base and in every scenario.",
        formula="NPV > 0 in each",
    ),
}

# What conditions may name beside those: figures of the simulated futures, and the verdict that follows from them.
ODDS: Mapping[str, BusinessMetric] = {
    "worth_funding": BusinessMetric(
        label="Worth funding",
        unit="truth",
        definition="Whether the verdict on the business case is that it is worth funding.",
        formula=(
            "enough simulated futures have an NPV above 0 (`verdict.worth_funding` of the case, 80% by default), "
            "and so has the base, risk-adjusted as well"
        ),
    ),
    "paying_share": BusinessMetric(
        label="Futures that pay",
        unit="share",
        definition="The share of simulated futures with an NPV above 0.",
        formula="futures with NPV > 0 / all futures",
    ),
    "middle_npv": BusinessMetric(
        label="Middle NPV",
        unit="money",
        definition="The NPV that half of the simulated futures reach (P50).",
        formula="median of NPV over all futures",
    ),
}
CONDITION_METRICS: Mapping[str, BusinessMetric] = {**METRICS, **ODDS}

AMOUNTS = tuple(name for name, metric in METRICS.items() if metric.unit == "money")
MONTHS = tuple(name for name, metric in METRICS.items() if metric.unit == "months")
# Metrics that are one figure, as a condition needs it.
SINGLE_METRICS = tuple(name for name, metric in CONDITION_METRICS.items() if not metric.several)
