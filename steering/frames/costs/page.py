"""The frame of the Costs page: what does it cost, against the budget, for whom, and what is it worth a unit?"""

from __future__ import annotations

from steering import months
from steering.charts import costs as charts
from steering.charts.costs_series import spend_series
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs import forecast
from steering.costs.report import CostReport
from steering.costs.report import cost_report as draw_up
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Chart, Columns, Notice, Tab, Tabs
from steering.frames.costs import blocks as parts
from steering.frames.costs import drilldown as closer
from steering.frames.costs import tiles as tiles
from steering.frames.frame import Frame, month_frame, provenance, waiting_frame
from steering.frames.series_table import series_table

PAGE = "costs"
REMEDY = "Add datasets/cost.csv.gz to the case folder: a FOCUS export as your cloud provider writes it."


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Build the frame of costs as of a month, for one business unit or all. Costs are effective costs."""
    if not context.has("cost"):
        return waiting_frame(PAGE, context, filters, "cost", REMEDY)
    report = draw_up(context, filters)
    if filters.as_of not in report.monthly:
        return month_frame(PAGE, context, filters, "cost")
    return Frame(
        page=PAGE,
        message=_describe_spend(report),
        detail=_describe_detail(report),
        blocks=(
            tiles.build_tiles(report),
            _build_spend_chart(report),
            Tabs(id="tab", parts=_build_parts(context, filters, report)),
        ),
        provenance=provenance(context, filters, ("cost", "usage", "adoption")),
        notices=_build_notices(report, filters),
    )


def _build_parts(context: CaseContext, filters: Filters, report: CostReport) -> tuple[Tab, ...]:
    """What goes deeper than spend by month: why it changed, for whom it is, its rates, and what was billed."""
    charts = Columns(blocks=(parts.build_service_chart(report), parts.build_change_chart(context, report)))
    owners = (parts.build_unit_table(context, report), parts.build_showback_table(context, filters, report))
    rates = (
        tiles.build_rate_tiles(report),
        tiles.build_rates_table(report),
        tiles.build_unit_cost_table(report),
    )
    return (
        Tab(id="change", label="What changed", blocks=(charts, parts.build_anomaly_table(context, report))),
        Tab(id="whom", label="For whom", blocks=(*owners, *closer.build_drilldown(context, filters, report))),
        Tab(id="rates", label="Rates and unit costs", blocks=rates),
        Tab(id="invoices", label="Invoices", blocks=(parts.build_invoice_table(context, report),)),
    )


def _build_notices(report: CostReport, filters: Filters) -> tuple[Notice, ...]:
    texts = [report.budget_fault, *_describe_gaps(report)]
    if report.scope.others:
        texts.append(f"Charges in {join_words(report.scope.others)} are left out: currencies are never summed.")
    if filters.unit:
        texts.append(
            "Shared and untagged charges belong to no business unit, and the budget is set for the whole organisation."
        )
    return tuple(Notice(text=text) for text in texts if text)


def _describe_gaps(report: CostReport) -> list[str]:
    """Describe what the cost data does not cover."""
    coverage = report.coverage
    texts = [
        f"{months.format_month(month)} is incomplete: {lack}. It is left out of the budget comparison and the forecast."
        for month, lack in coverage.incomplete.items()
    ]
    texts += [f"{provider} is {lack} only." for provider, lack in coverage.behind.items()]
    if coverage.missing:
        names = join_words([months.format_month(month) for month in coverage.missing])
        verb = "has" if len(coverage.missing) == 1 else "have"
        effect = "They are left out of the budget comparison; the forecast leaves them a gap."
        texts.append(f"{names} {verb} no charges. {effect}")
    return texts


def _describe_spend(report: CostReport) -> str:
    month = months.format_month(report.scope.as_of)
    sentence = f"{month} cost {report.money(report.now)}"
    if report.lacks:
        return f"{sentence} so far: {report.lacks}"
    variance = report.month_variance
    if variance is None or variance.share is None:
        return sentence
    if abs(variance.share) < 0.005:
        return f"{sentence}, on budget for the month"
    return f"{sentence}, {abs(variance.share):.0%} {'over' if variance.over > 0 else 'under'} budget for the month"


def _describe_detail(report: CostReport) -> str:
    sentences = []
    if report.before:
        step = report.now / report.before - 1
        difference = f"{abs(step):.0%} {'more' if step > 0 else 'less'} than" if abs(step) >= 0.005 else "the same as"
        sentences.append(f"That is {difference} the month before.")
    if report.anomalies:
        excess = sum(anomaly.excess for anomaly in report.anomalies)
        days = pluralise(len(report.anomalies), "day")
        sentences.append(f"{days[:1].upper()}{days[1:]} of unusual spend: {report.money(excess)} above normal.")
    if report.forecast and report.forecast.lower:
        last = max(report.future)
        low, high = report.money(report.forecast.lower[-1]), report.money(report.forecast.upper[-1])
        sentences.append(f"Forecast for {months.format_month(last)}: {low} to {high} a month.")
    return " ".join(sentences)


def _build_spend_chart(report: CostReport) -> Chart:
    series = spend_series(report)
    return Chart(
        id="spend-chart",
        title="Spend by month: actual, budget and forecast",
        series=series,
        figure=charts.spend(series, report.amounts.places, f"{report.scope.currency} a month", max(report.monthly)),
        table=series_table(
            series, id="spend-table", title="Spend by month", note=f"Amounts in {report.scope.currency}."
        ),
        method=_describe_forecast(report.forecast),
    )


def _describe_forecast(ahead: forecast.SpendForecast | None) -> str:
    if ahead is None:
        return ""
    error = "the history is too short" if ahead.wape is None else f"{ahead.wape:.1%} mean error one month ahead"
    interval = "; 80% range" if ahead.lower else ""
    return f"Forecast: {ahead.method.name.lower()}. {ahead.method.assumes} Back-test: {error}{interval}."
