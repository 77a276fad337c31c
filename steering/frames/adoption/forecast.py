"""The adoption forecast: the chart of teams adopted with plan and forecast, and the back-test of each model."""

from __future__ import annotations

from collections.abc import Sequence

from steering import months
from steering.adoption import forecast as forecasting
from steering.adoption.progress import AdoptionMonth
from steering.cases.model import AdoptionPlan
from steering.charts import adoption as charts
from steering.charts import adoption_series as series
from steering.context.filters import Filters
from steering.formatting import format_value, pluralise
from steering.frames.blocks import Chart, Column, Leaf, Notice, TableBlock
from steering.frames.series_table import series_table


def describe_outlook(ahead: forecasting.AdoptionForecast, end: str) -> str:
    """The last month of the forecast as a sentence."""
    point, low, high = (round(part[-1]) for part in (ahead.point, ahead.lower, ahead.upper))
    likely = f", likely {low} to {high}" if low < high else ""
    return (
        f"The forecast for {months.format_month(end)} is {point} of {pluralise(round(ahead.ceiling), 'team')}{likely}."
    )


def build_curve(
    monthly: Sequence[AdoptionMonth],
    plan: AdoptionPlan | None,
    ahead: forecasting.AdoptionForecast | None,
    filters: Filters,
    trial: Sequence[float] = (),
) -> Chart:
    """Build the chart of teams adopted by month: actual, plan and forecast, and a what-if beside the forecast."""
    past = [month_progress.month for month_progress in monthly]
    future = [months.add_months(filters.as_of, step + 1) for step in range(len(ahead.point) if ahead else 0)]
    timeline = [*past, *future]
    chart = series.curve_series(
        timeline,
        [float(month_progress.adopted) for month_progress in monthly],
        [float(plan.count_planned(month)) for month in timeline] if plan else None,
        (ahead.point, ahead.lower, ahead.upper) if ahead else ((), (), ()),
        describe_outlook(ahead, timeline[-1]) if ahead and ahead.point else "",
        trial,
    )
    return Chart(
        id="curve",
        title="Teams adopted: actual, plan and forecast",
        figure=charts.curve(chart),
        series=chart,
        table=series_table(chart, id="curve-table", title="Teams adopted by month"),
        note=describe_trial(trial, timeline[-1]) if trial else "",
        method=_describe_forecast(ahead) if ahead and ahead.point else "",
    )


def describe_trial(trial: Sequence[float], end: str) -> str:
    """The last month of a what-if as a sentence that keeps it apart from the forecast."""
    return (
        f"What-if, as the business case would take it: {pluralise(round(trial[-1]), 'team')} by "
        f"{months.format_month(end)}. Status and forecast stay those of the data."
    )


def _describe_forecast(ahead: forecasting.AdoptionForecast) -> str:
    tested = next((test for test in ahead.backtests if test.model == ahead.model.name), None)
    error = "too short a history for a back-test"
    if tested and tested.mae is not None:
        error = (
            f"mean back-test error {format_value(tested.mae, 'score')} teams over {pluralise(tested.tests, 'forecast')}"
        )
    return (
        f"Forecast: {ahead.model.label}, ceiling {pluralise(round(ahead.ceiling), 'team')}; {error}; "
        f"{ahead.level:.0%} range."
    )


def build_backtest(ahead: forecasting.AdoptionForecast | None) -> Leaf:
    """Build the table of back-test errors of every forecasting model; a notice where nothing is forecast."""
    if ahead is None:
        return Notice(text="The roll-out's horizon has ended, so there is no forecast.")
    fitted = {fit.model.name: fit for fit in ahead.fits}
    rows = tuple(
        (
            fitted[test.model].model.label + (" (chosen)" if test.model == ahead.model.name else ""),
            None if test.mae is None else round(test.mae, 1),
            None if test.wape is None else round(test.wape, 2),
            test.tests,
            fitted[test.model].model.assumes,
        )
        for test in ahead.backtests
    )
    return TableBlock(
        id="backtest",
        title="Forecast back-test",
        columns=(
            Column(label="Model"),
            Column(label="Mean error, teams", kind="figure"),
            Column(label="Error, share of actual", kind="share"),
            Column(label="Forecasts tested", kind="count"),
            Column(label="What it assumes"),
        ),
        rows=rows,
        method="Each model is fitted on the months up to a date and tested on those after it.",
    )
