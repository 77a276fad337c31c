"""Where the business case is weak: what moves NPV most, how little brings it to 0, and what the headline leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from steering.catalog.drivers import DRIVERS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.sensitivity import Bar, Breakeven, Cause
from steering.formatting import format_number, format_value
from steering.rehearsal.question import (
    CFO,
    CTO,
    NPV_IN_DOUBT,
    SCIENCE,
    AnswerUnit,
    AskedFigure,
    DrillQuestion,
    Place,
    QuestionSource,
    Subject,
    build_figure,
    build_source,
    compute_severity,
)
from steering.roi.report import RoiReport, roi_report
from steering.roi.simulation_report import SimulationReport, simulation_report
from steering.roi.verdict import Verdict, build_verdict, format_share

PAGE = "roi"


def find_questions(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    """Yield what is asked about the business case on today's data; nothing without one, or without an NPV."""
    if context.case.business is None:
        return
    report = roi_report(context, filters)
    if report.npv is None:
        return
    simulation = simulation_report(context, filters)
    source = build_source(context, "npv", *report.datasets)
    yield from _ask_about_bars(report, filters, source)
    yield from _ask_about_breakevens(report, filters, source)
    yield from _ask_about_odds(build_verdict(report, simulation), simulation, filters, source)
    yield from _ask_about_headline(build_verdict(report, simulation), filters, source)


def _ask_about_bars(report: RoiReport, filters: Filters, source: QuestionSource) -> Iterator[DrillQuestion]:
    """Ask what NPV is at the bad end of each range, in the order of the tornado."""
    npv = report.npv or 0.0
    for bar in report.bars:
        end, worst = min(((bar.low, bar.npv_low), (bar.high, bar.npv_high)), key=lambda pair: pair[1])
        label, at = _label(report, bar.id, bar.cause), _describe_input(bar.id, bar.cause, end)
        yield DrillQuestion(
            id=f"{Subject.SENSITIVITY}:{bar.cause}:{bar.id}",
            persona=_find_persona(report, bar),
            subject=Subject.SENSITIVITY,
            severity=compute_severity(npv - worst, NPV_IN_DOUBT * abs(npv)),
            text=f"{label.removesuffix(', a year')} at {at}: what is the NPV then?",
            answer=f"NPV is {report.money(worst)}, where the base has {report.money(npv)}.",
            points=(
                f"The figure: {report.money(worst)} instead of {report.money(npv)}.",
                f"Why {at} is as bad as the case expects it to get.",
                "What we would do, and how early we would see it coming.",
            ),
            place=_place("tornado", filters),
            source=source,
            figure=_money(report, worst),
        )


def _ask_about_breakevens(report: RoiReport, filters: Filters, source: QuestionSource) -> Iterator[DrillQuestion]:
    """Ask how far each driver and line that has a range can go before NPV is 0."""
    bars = {(bar.cause, bar.id): bar for bar in report.bars}
    for breakeven in report.breakevens:
        bar, value = bars.get((breakeven.cause, breakeven.id)), breakeven.value
        if bar is None or value is None:
            continue
        bad_end = bar.low if bar.npv_low < bar.npv_high else bar.high
        reach, distance = abs(bad_end - breakeven.base), abs(value - breakeven.base)
        # On the good side of where it stands it is no threat.
        if (bad_end - breakeven.base) * (value - breakeven.base) <= 0:
            continue
        label, at = _label(report, breakeven.id, breakeven.cause), _format_input(breakeven.id, breakeven.cause, value)
        end = _format_input(breakeven.id, breakeven.cause, bad_end)
        yield DrillQuestion(
            id=f"{Subject.BREAK_EVEN}:{breakeven.cause}:{breakeven.id}",
            persona=_find_persona(report, bar),
            subject=Subject.BREAK_EVEN,
            severity=compute_severity(reach, distance),
            text=f"{label.removesuffix(', a year')}: at which value is nothing left of the NPV?",
            answer=f"NPV is 0 at {at}; the case expects no worse than {end}.",
            points=(
                f"The break-even: {at}.",
                f"Whether it lies within what the case expects, which goes to {end}.",
                "Who watches it, and at which value we would stop.",
            ),
            place=_place("breakevens", filters),
            source=source,
            figure=build_figure(value, _unit(breakeven), at),
        )


def _ask_about_odds(
    verdict: Verdict, simulation: SimulationReport | None, filters: Filters, source: QuestionSource
) -> Iterator[DrillQuestion]:
    """Ask how likely it is that money is lost."""
    if simulation is None or verdict.paying is None:
        return
    loss = simulation.outcome.loss_share
    text = format_value(loss, "share", 1)
    needed = format_share(float(verdict.rule.worth_funding))
    yield DrillQuestion(
        id=f"{Subject.ODDS}:loss",
        persona=CFO,
        subject=Subject.ODDS,
        severity=compute_severity(loss, 1 - float(verdict.rule.worth_funding)),
        text="How likely is it that we lose money on this?",
        answer=f"In {text} of {simulation.futures:,} futures NPV is below 0; our own rule asks that {needed} pay.",
        points=(
            f"The probability: {text}.",
            f"The rule of the case: worth funding if at least {needed} of futures pay.",
            f"The verdict as it stands: {verdict.grade.word.lower()}.",
        ),
        place=_place("odds", filters),
        source=source,
        figure=build_figure(loss, "share", text),
    )


def _ask_about_headline(verdict: Verdict, filters: Filters, source: QuestionSource) -> Iterator[DrillQuestion]:
    """Ask for the other NPVs beside the headline: risk-adjusted, middle, and what was approved."""
    report, npv = verdict.report, verdict.report.npv or 0.0
    prompts = (
        ("risk-adjusted", verdict.adjusted, "Which NPV is left after the risk adjustments?", "risk_adjusted", npv),
        ("middle", verdict.middle, "What is the NPV in the middle of all futures?", "odds", npv),
        ("today", npv, "What is left of the NPV that was approved, on today's data?", "npv", report.approved.npv),
    )
    for name, value, text, block, headline in prompts:
        if value is None or headline is None or value >= headline:
            continue
        yield DrillQuestion(
            id=f"{Subject.HEADLINE}:{name}",
            persona=CFO,
            subject=Subject.HEADLINE,
            severity=compute_severity(headline - value, NPV_IN_DOUBT * abs(headline)),
            text=f"You speak of {report.money(headline)}. {text}",
            answer=f"It is {report.money(value)}, {report.money(headline - value)} below {report.money(headline)}.",
            points=(
                f"The figure: {report.money(value)}.",
                "What makes the difference, in a sentence.",
                "Which of the two the committee should decide on, and why.",
            ),
            place=_place(block, filters),
            source=source,
            figure=_money(report, value),
        )


def _find_persona(report: RoiReport, bar: Bar) -> str:
    """What adoption decides is asked by data science, what runs by technology, the rest by finance."""
    if bar.cause == "driver":
        return SCIENCE if DRIVERS[bar.id].known_at_gate else CFO
    if bar.cause == "input":
        return CFO
    line = next(total.line for total in report.lines if total.line.id == bar.id)
    if line.scales_with:
        return SCIENCE
    return CTO if line.follows_cost else CFO


def _label(report: RoiReport, id: str, cause: Cause) -> str:
    if cause == "driver":
        return DRIVERS[id].label
    if cause == "input":
        return report.business.inputs[id].label or id
    return next(total.line.name for total in report.lines if total.line.id == id)


def _unit(breakeven: Breakeven) -> AnswerUnit:
    if breakeven.cause == "input":
        return "count"
    return "months" if breakeven.cause == "driver" and DRIVERS[breakeven.id].unit == "months" else "share"


def _format_input(id: str, cause: Cause, value: float) -> str:
    if cause == "input":
        return format_number(value)
    if cause == "driver" and DRIVERS[id].unit == "months":
        number = format_value(value, "count", 1).removesuffix(".0")
        return f"{number} {'month' if number == '1' else 'months'}"
    return format_value(value, "share", 0 if round(value * 100, 1) == round(value * 100) else 1)


def _describe_input(id: str, cause: Cause, value: float) -> str:
    """Return where a driver or a line comes to: `70% of the plan`, `6 months`, `15%` for a rate."""
    text = _format_input(id, cause, value)
    if cause == "input":
        return text
    return f"{text} of the plan" if cause == "line" or DRIVERS[id].effect in ("factor", "pace") else text


def _money(report: RoiReport, amount: float) -> AskedFigure:
    return build_figure(amount * float(report.business.unit), "money", report.money(amount))


def _place(block: str, filters: Filters) -> Place:
    return Place(page=PAGE, block=block, query=(("as_of", filters.as_of),))
