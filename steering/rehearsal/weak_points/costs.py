"""Where spend is weak: over its budget, unusual, without an owner, or committed and not used."""

from __future__ import annotations

from collections.abc import Iterator

from steering import months
from steering.adoption.progress import query_teams
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.report import CostReport, cost_report
from steering.formatting import format_value, pluralise
from steering.rehearsal.question import (
    CFO,
    CTO,
    LEFT_OVER,
    OVER_BUDGET,
    DrillQuestion,
    Place,
    QuestionSource,
    Subject,
    build_figure,
    build_source,
    compute_severity,
)


def find_questions(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    """Yield what is asked about the costs of a month."""
    if not context.has("cost"):
        return
    report = cost_report(context, filters)
    if filters.as_of not in report.monthly:
        return
    source = build_source(context, "spend", "cost")
    yield from _ask_about_budget(report, source)
    yield from _ask_about_anomalies(context, report, source)
    yield from _ask_about_rates(report, source)


def _ask_about_budget(report: CostReport, source: QuestionSource) -> Iterator[DrillQuestion]:
    month = months.format_month(report.scope.as_of)
    spans = (
        ("budget-month", report.month_variance, f"By which share was {month} over its budget?"),
        ("budget", report.variance, f"By which share is all spend to {month} over its budget?"),
        ("outlook", report.outlook, "If spend goes on as it does, by which share will the budget be overrun?"),
    )
    for tile, variance, text in spans:
        if variance is None or variance.share is None or variance.over <= 0:
            continue
        share = format_value(variance.share, "share", 1, signed=True)
        amounts = f"{report.money(variance.actual)} of {report.money(variance.budget)}"
        yield DrillQuestion(
            id=f"{Subject.SPEND}:{tile}",
            persona=CFO,
            subject=Subject.SPEND,
            severity=compute_severity(variance.share, OVER_BUDGET),
            text=text,
            answer=f"{share}: {amounts}, from {months.format_month(variance.first)} to "
            f"{months.format_month(variance.last)}.",
            points=(
                f"The share: {share}.",
                f"The amounts: {amounts}.",
                "What drives it, and which decision brings it back.",
            ),
            place=_place(report, tile),
            source=source,
            figure=build_figure(variance.share, "share", share),
        )


def _ask_about_anomalies(context: CaseContext, report: CostReport, source: QuestionSource) -> Iterator[DrillQuestion]:
    """Ask what the days of unusual spend came to."""
    if not report.anomalies or report.now <= 0:
        return
    excess = sum(anomaly.excess for anomaly in report.anomalies)
    worst = report.anomalies[0]
    days = pluralise(len(report.anomalies), "day")
    first = f"{_find_name(context, report, worst.team)}, {worst.service}"
    yield DrillQuestion(
        id=f"{Subject.SPEND}:anomalies",
        persona=CFO,
        subject=Subject.SPEND,
        severity=compute_severity(excess / report.now, OVER_BUDGET),
        text=f"Spend was unusual on {days}. How much was it above normal, and who was it?",
        answer=f"{report.money(excess)} above the mean of the four weeks before; most of it {first}.",
        points=(f"The amount: {report.money(excess)}.", f"Where: {first}.", "Why, and whether it can happen again."),
        place=_place(report, "anomalies"),
        source=source,
        figure=build_figure(excess, "money", report.money(excess)),
    )


def _ask_about_rates(report: CostReport, source: QuestionSource) -> Iterator[DrillQuestion]:
    """Ask which share of spend has an owner, and which share of the commitments is used."""
    rates = next((rates for rates in report.rates if rates.month == report.scope.as_of), None)
    if rates is None:
        return
    unused = report.money(rates.commitment_unused)
    nobodys = report.money(rates.allocatable - rates.allocated)
    prompts = (
        ("allocated", CFO, rates.allocation, "Which share of spend has an owner?", f"{nobodys} has none"),
        ("commitments-used", CTO, rates.utilisation, "Which share of our commitments do we use?", f"{unused} unused"),
    )
    for tile, persona, rate, text, rest in prompts:
        if rate is None or rate >= 1:
            continue
        share = format_value(rate, "share")
        yield DrillQuestion(
            id=f"{Subject.SPEND}:{tile}",
            persona=persona,
            subject=Subject.SPEND,
            severity=compute_severity(1 - rate, LEFT_OVER),
            text=f"{text} What about the rest?",
            answer=f"{share}; {rest} in {months.format_month(report.scope.as_of)}.",
            points=(f"The share: {share}.", f"The rest in money: {rest}.", "Who takes care of the rest, and by when."),
            place=_place(report, tile),
            source=source,
            figure=build_figure(rate, "share", share),
        )


def _find_name(context: CaseContext, report: CostReport, team: str | None) -> str:
    teams = query_teams(context, Filters(as_of=report.scope.as_of)) if team and context.has("adoption") else ()
    return next((item.team for item in teams if item.team_id == team), team or "no team")


def _place(report: CostReport, block: str) -> Place:
    return Place(page="costs", block=block, query=(("as_of", report.scope.as_of),))
