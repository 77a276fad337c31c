"""The frame of the ROI page: what does the money bring back, when, and what would make it fail?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from steering.charts import roi as charts
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.sensitivity import Breakeven
from steering.formatting import format_value, join_words
from steering.frames.blocks import Chart, Interactive, Notice, Slot, Tab, Tabs
from steering.frames.frame import Frame, provenance
from steering.frames.roi import blocks as parts
from steering.frames.roi import comparison as comparison_blocks
from steering.frames.roi import sensitivity, simulation, tiles
from steering.frames.series_table import series_table
from steering.roi.comparison import compare_scenarios
from steering.roi.report import RoiReport
from steering.roi.report import roi_report as draw_up
from steering.roi.scenarios import BASE, scenario_label
from steering.roi.simulation_report import SimulationReport, simulation_report

PAGE = "roi"
REMEDY = (
    "Add business_case.yaml to the case folder: its cost and benefit lines by period, and a discount rate. "
    "`python -m steering new DIR` shows one."
)


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The business case in the chosen scenario, on today's data or as planned, with the viewer's own drivers."""
    if context.case.business is None:
        notice = Notice(text="This case has no business case yet.", remedy=REMEDY)
        where = provenance(context, filters, ())
        return Frame(page=PAGE, message="Waiting for the business case", blocks=(), provenance=where, notices=(notice,))
    picture = draw_up(context, filters)
    found = simulation_report(context, filters)
    return Frame(
        page=PAGE,
        message=describe_verdict(picture),
        detail=_describe_detail(picture, found),
        blocks=(
            Slot(id="drivers", about=PAGE),
            Interactive(
                id="drivers",
                tiles=tiles.build_tiles(picture),
                chart=_build_cash_chart(picture),
                note=_describe_plan(picture),
            ),
            *sensitivity.build_npv_profile(context, filters, picture),
            Tabs(id="tab", parts=_build_tabs(context, filters, picture, found)),
        ),
        provenance=provenance(context, replace(filters, unit=None), picture.datasets),
        notices=_build_notices(picture, filters),
    )


def _build_tabs(
    context: CaseContext, filters: Filters, picture: RoiReport, found: SimulationReport | None
) -> tuple[Tab, ...]:
    """What goes deeper than the verdict, for whoever asks; a part that has nothing to say is left out."""
    compared = comparison_blocks.build_comparison(context, picture, compare_scenarios(context, filters))
    every = (
        Tab(
            id="scenarios",
            label="Scenarios",
            blocks=(Slot(id="scenarios-kept", about=PAGE), *compared, parts.build_scenario_table(picture)),
        ),
        Tab(id="moves", label="What moves it", blocks=sensitivity.build_sensitivity(context, filters, picture)),
        Tab(id="odds", label="How sure it is", blocks=simulation.build_odds(context, filters, picture, found)),
        Tab(id="lines", label="Lines", blocks=(parts.build_line_table(picture),)),
    )
    return tuple(part for part in every if part.blocks)


def describe_verdict(picture: RoiReport) -> str:
    """The verdict in a sentence: NPV decides, whatever the other figures say."""
    npv, payback = picture.now.npv, picture.now.payback_months
    ground = "on today's data" if picture.on_today else "as planned"
    if npv is None:
        return "The case has no net present value at these figures"
    if npv <= 0:
        return f"Not worth funding {ground}: NPV {picture.money(npv)}"
    back = f", paid back in {tiles.format_months(payback)}" if payback else ""
    return f"Worth funding {ground}: NPV {picture.money(npv)}{back}"


def _describe_detail(picture: RoiReport, found: SimulationReport | None) -> str:
    """The range of NPV, and what would make it fail, or hold."""
    scenario = "" if picture.label == scenario_label(BASE) else f"Scenario: {picture.label}."
    return " ".join(
        part for part in (scenario, simulation.describe_odds(picture, found), _describe_breakevens(picture)) if part
    )


def _describe_breakevens(picture: RoiReport) -> str:
    """How far benefits, costs and time alone can go before NPV is 0: the things that a committee can picture."""
    npv = picture.now.npv
    turns = {one.id: one for one in picture.breakevens if one.cause == "driver" and _is_reachable(one)}
    said = [words(turns[id]) for id, words in TURNS.items() if id in turns]
    # Without costs nothing is lost, and without benefits nothing is won.
    if not npv or not said or not picture.now.pv_costs or not picture.now.pv_benefits:
        return ""
    return f"{'It fails with' if npv > 0 else 'It would pay with'} {join_words(said, 'or')}."


def _is_reachable(one: Breakeven) -> bool:
    """Whether a driver can go beyond its turn: a factor stands somewhere, and does not have to fall to nothing."""
    return one.value is not None and (one.id == "benefit_delay_months" or (one.base > 0 and one.value > 0))


def _describe_change(one: Breakeven, what: str) -> str:
    """`benefits 13% lower`: how far from where it stands a factor is when NPV is 0."""
    assert one.value is not None  # the caller looked
    change = one.value / one.base - 1
    size = format_value(abs(change), "share", 0 if abs(change) >= 0.1 else 1)
    return f"{what} {size} {'lower' if change < 0 else 'higher'}"


def _describe_delay(one: Breakeven) -> str:
    assert one.value is not None  # the caller looked
    change = one.value - one.base
    return f"benefits {tiles.format_months(abs(change))} {'later' if change > 0 else 'earlier'}"


TURNS: Mapping[str, Callable[[Breakeven], str]] = {
    "benefit_factor": lambda one: _describe_change(one, "benefits"),
    "cost_factor": lambda one: _describe_change(one, "costs"),
    "benefit_delay_months": _describe_delay,
}


def _describe_plan(picture: RoiReport) -> str:
    """What adoption and spend each add to the plan's NPV or take from it."""
    if not picture.on_today or picture.planned.npv is None:
        return ""
    moves = [f"{name} {picture.money(step, sign=True)}" for name, step in picture.moves if abs(step) > 0]
    since = f", since then: {', '.join(moves)}" if moves else ""
    return f"Arrows compare with the plan: NPV {picture.money(picture.planned.npv)}{since}."


def _build_cash_chart(picture: RoiReport) -> Chart:
    cash = picture.cash
    payback = picture.now.payback_months
    at = None if not payback or picture.business.days else payback / picture.months_a_period
    first, last = cash.cumulative[0], cash.cumulative[-1]
    lowest = min(cash.cumulative)
    alt = (
        f"Columns of benefits and costs by period with a line of the running total: from {picture.money(first)} today "
        f"down to {picture.money(lowest)}, and {picture.money(last)} at the end."
    )
    chart = charts.cash_series(picture.periods, cash.benefits, cash.costs, cash.net, cash.cumulative)
    return Chart(
        id="cash",
        title="Cash by period, and the running total",
        figure=charts.cash(chart, at, picture.unit_label),
        alt=alt,
        table=series_table(chart, id="cash-table", title=f"Cash by period, {picture.unit_label}"),
        note=f"Undiscounted, {picture.unit_label}. {tiles.describe_convention(picture)}",
    )


def _build_notices(picture: RoiReport, filters: Filters) -> tuple[Notice, ...]:
    notices = [Notice(text=text) for text in picture.missing]
    if filters.unit:
        notices.append(Notice(text="The business case is for the whole organisation, whichever unit is chosen."))
    if len(picture.now.irr_roots or ()) > 1:
        rates = " and ".join(format_value(rate, "share", 1) for rate in picture.now.irr_roots or ())
        text = f"At {rates} the NPV is 0, so no single rate of return describes this case."
        notices.append(Notice(text=text, remedy="NPV decides."))
    return tuple(notices)
