"""The frame of the ROI page: what does the money bring back, when, and what would make it fail?"""

from __future__ import annotations

from dataclasses import replace

from steering import progress
from steering.catalog.drivers import DRIVERS
from steering.charts import roi as charts
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.sensitivity import Breakeven
from steering.formatting import format_value, join_words
from steering.frames.blocks import Chart, Choice, Interactive, Notice, Slot, Tab, Tabs
from steering.frames.frame import Frame, provenance
from steering.frames.roi import blocks as parts
from steering.frames.roi import comparison as comparison_blocks
from steering.frames.roi import options, sensitivity, simulation, tiles
from steering.frames.roi.accounts import build_accounts, build_lines_by_year
from steering.frames.roi.benefits import build_benefits
from steering.frames.roi.lasting_notice import notice_held_values
from steering.frames.roi.sliders import build_model
from steering.frames.series_table import series_table
from steering.roi.comparison import compare_scenarios
from steering.roi.options import describe_option, option_figures
from steering.roi.report import RoiReport
from steering.roi.report import roi_report as draw_up
from steering.roi.scenarios import BASE, scenario_label, scenario_options
from steering.roi.simulation_report import SimulationReport, simulation_report
from steering.roi.verdict import Verdict, build_verdict

PAGE = "roi"
REMEDY = (
    "Add business_case.yaml to the case folder: its cost and benefit lines by period, and a discount rate. "
    "`python -m steering new DIR` shows one."
)


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Build the business case in the chosen scenario, on today's data or as planned, with the viewer's own drivers."""
    if context.case.business is None:
        notice = Notice(text="This case has no business case yet.", remedy=REMEDY)
        where = provenance(context, filters, ())
        return Frame(page=PAGE, message="Waiting for the business case", blocks=(), provenance=where, notices=(notice,))
    progress.report("Valuing the scenarios", 0.1)
    report = draw_up(context, filters)
    progress.report("Simulating futures", 0.2)
    simulation_result = simulation_report(context, filters)
    verdict = build_verdict(report, simulation_result)
    return Frame(
        page=PAGE,
        message=verdict.headline,
        detail=_describe_detail(verdict, simulation_result),
        blocks=(
            _build_interactive(context, filters, verdict),
            Slot(id="drivers", about=PAGE),
            *sensitivity.build_npv_profile(context, filters, report),
            Tabs(id="tab", parts=_build_tabs(context, filters, report, simulation_result)),
            Slot(id="scenarios-kept", about=PAGE),
        ),
        provenance=provenance(context, replace(filters, unit=None), report.datasets),
        notices=_build_notices(report, filters),
    )


def _build_interactive(context: CaseContext, filters: Filters, verdict: Verdict) -> Interactive:
    report, chart = verdict.report, _build_cash_chart(verdict.report)
    return Interactive(
        id="drivers",
        tiles=tiles.build_tiles(verdict),
        chart=chart,
        note=f"{verdict.rule_text} {_describe_plan(report)}".strip(),
        model=build_model(context, filters, report, chart),
    )


def _build_tabs(
    context: CaseContext, filters: Filters, report: RoiReport, simulation_result: SimulationReport | None
) -> tuple[Tab, ...]:
    """Build the tabs below the verdict; leave out those that are empty."""
    progress.report("Comparing the scenarios", 0.6)
    comparison = comparison_blocks.build_comparison(context, report, compare_scenarios(context, filters))
    tabs = (
        Tab(
            id="scenarios",
            label="Scenarios",
            blocks=(_build_opponents(context, filters, report), *comparison, parts.build_scenario_table(report)),
        ),
        Tab(id="options", label="Options", blocks=options.build_options(report, option_figures(context, filters))),
        Tab(id="moves", label="What moves it", blocks=sensitivity.build_sensitivity(context, filters, report)),
        Tab(
            id="odds", label="How sure it is", blocks=simulation.build_odds(context, filters, report, simulation_result)
        ),
        Tab(id="accounts", label="Profit and cash", blocks=build_accounts(report)),
        Tab(id="benefits", label="Benefits", blocks=build_benefits(context, filters, report)),
        Tab(id="lines", label="Lines", blocks=(parts.build_line_table(report), *build_lines_by_year(report))),
    )
    return tuple(part for part in tabs if part.blocks)


def _build_opponents(context: CaseContext, filters: Filters, report: RoiReport) -> Choice:
    """Build the choice of a scenario to compare with."""
    others = scenario_options(report.business, context.scenarios, filters.against)
    options = (("", "Nothing"), (BASE, scenario_label(BASE)), *others.items())
    return Choice(name="against", label="Compare with", options=options, chosen=filters.against or "")


def _describe_detail(verdict: Verdict, simulation_result: SimulationReport | None) -> str:
    """Describe where the figures disagree, the range of NPV, and what would make it fail, or hold."""
    report = verdict.report
    progress.report("Finding the break-even points", 0.5)
    option = describe_option(report.business)
    scenario = "" if report.label == scenario_label(BASE) else f"Scenario: {report.label}."
    odds = simulation.describe_odds(verdict, simulation_result)
    parts = (scenario, f"Option: {option}." if option else "", verdict.disagreement, odds, _describe_breakevens(report))
    return " ".join(part for part in parts if part)


def _describe_breakevens(report: RoiReport) -> str:
    """How far benefits, costs and time alone can go before NPV is 0: the things that a committee can report."""
    npv = report.now.npv
    turns = {
        breakeven.id: breakeven
        for breakeven in report.breakevens
        if breakeven.cause == "driver" and _is_reachable(breakeven)
    }
    # Amounts before time.
    phrases = [_describe_turn(turns[id]) for id in reversed(tuple(DRIVERS)) if id in turns and DRIVERS[id].subject]
    # Without costs nothing is lost, and without benefits nothing is won.
    if not npv or not phrases or not report.now.pv_costs or not report.now.pv_benefits:
        return ""
    return f"{'Breaks even with' if npv > 0 else 'It would pay with'} {join_words(phrases, 'or')}."


def _is_reachable(breakeven: Breakeven) -> bool:
    """Return whether a driver can go beyond its break-even without falling to nothing."""
    return breakeven.value is not None and (
        DRIVERS[breakeven.id].effect == "delay" or (breakeven.base > 0 and breakeven.value > 0)
    )


def _describe_turn(breakeven: Breakeven) -> str:
    """`benefits 13% lower`, `benefits 3 months later`: how far from where it stands a driver is when NPV is 0."""
    assert breakeven.value is not None  # the caller looked
    definition = DRIVERS[breakeven.id]
    if definition.effect == "delay":
        months = breakeven.value - breakeven.base
        return f"{definition.subject} {tiles.format_months(abs(months))} {'later' if months > 0 else 'earlier'}"
    change = breakeven.value / breakeven.base - 1
    size = format_value(abs(change), "share", 0 if abs(change) >= 0.1 else 1)
    return f"{definition.subject} {size} {'lower' if change < 0 else 'higher'}"


def _describe_plan(report: RoiReport) -> str:
    """Describe what adoption and spend each add to the plan's NPV or take from it."""
    if not report.on_today or report.plan_metrics.npv is None:
        return ""
    moves = [f"{name} {report.money(step, sign=True)}" for name, step in report.moves if abs(step) > 0]
    since = f", since then: {', '.join(moves)}" if moves else ""
    plan = f"NPV {report.money(report.plan_metrics.npv)}{since}"
    if report.is_base:
        return f"Arrows compare with the plan: {plan}."
    approved = report.money(report.approved.npv)
    return f"Arrows compare with this scenario as planned: {plan}. The plan itself: {approved}."


def _build_cash_chart(report: RoiReport) -> Chart:
    cash = report.cash
    payback = report.now.payback_months
    at = None if not payback or report.business.days else payback / report.months_a_period
    chart = charts.cash_series(
        report.periods,
        cash.benefits,
        cash.costs,
        cash.net,
        cash.cumulative,
        report.money,
        after_costs=cash.after_costs,
        axis="Date" if report.business.days else "Period to",
    )
    return Chart(
        id="cash",
        title="Cash flow by period and cumulative",
        series=chart,
        figure=charts.cash(chart, at, report.unit_label),
        table=series_table(chart, id="cash-table", title=f"Cash by period, {report.unit_label}"),
        note=f"Undiscounted, {report.unit_label}. {tiles.describe_accrual(report)} {tiles.describe_convention(report)}",
    )


def _build_notices(report: RoiReport, filters: Filters) -> tuple[Notice, ...]:
    notices = [Notice(text=text) for text in report.missing]
    if filters.unit:
        notices.append(Notice(text="The business case covers the whole organisation, whichever unit is selected."))
    if len(report.now.irr_roots or ()) > 1:
        rates = " and ".join(format_value(rate, "share", 1) for rate in report.now.irr_roots or ())
        text = f"At {rates} the NPV is 0, so no single rate of return describes this case."
        notices.append(Notice(text=text, remedy="NPV decides."))
    return (*notices, *notice_held_values(report))
