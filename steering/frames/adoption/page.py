"""The frame of the Adoption page: how far are the teams, against the plan, and where will they be?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steering import months
from steering.adoption import forecast as forecasting
from steering.adoption import progress
from steering.adoption.outlook import forecast_outlook
from steering.adoption.progress import AdoptionMonth, Stall, TeamProgress
from steering.cases.model import AdoptionPlan
from steering.charts import adoption as charts
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import ABSENT, format_delta, format_value, pluralise
from steering.frames.adoption import blocks as parts
from steering.frames.blocks import Block, Chart, Column, Columns, Leaf, Notice, TableBlock, Tile, Tiles
from steering.frames.frame import Frame, provenance, waiting_frame
from steering.frames.phrases import describe_gap, describe_move
from steering.status import against_plan

PAGE = "adoption"
REMEDY = (
    "Add datasets/adoption.csv to the case folder, one row per team and month with the columns month, team_id, "
    "team, business_unit, stage, active_users and models_in_production."
)


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Adoption as of a month, for one business unit or all. Reads the adoption release and the plan."""
    if not context.has("adoption"):
        return waiting_frame(PAGE, context, filters, "adoption", REMEDY)
    monthly = progress.query_months(context, filters)
    if not monthly or monthly[-1].month != filters.as_of:
        remedy = "Choose a month that the data covers."
        return waiting_frame(PAGE, context, filters, f"{months.format_month(filters.as_of)} adoption", remedy)
    plan = context.case.charter.adoption if filters.unit is None else None
    planned = plan.planned(filters.as_of) if plan else None
    teams = progress.query_teams(context, filters)
    stalled = progress.find_stalled_teams(teams, context.case.charter.adoption, filters.as_of)
    ahead = forecast_outlook(context, filters)
    return Frame(
        page=PAGE,
        message=_describe_adoption(monthly, plan, filters),
        detail=_describe_detail(stalled, ahead, filters),
        blocks=(
            _tiles(monthly, teams, stalled, planned, context.case.charter.adoption),
            _curve(monthly, plan, ahead, filters),
            Columns(blocks=(parts.build_wave_chart(context, filters), parts.build_stage_chart(context, filters))),
            Columns(blocks=(parts.build_funnel_chart(teams), parts.build_retention(context, filters))),
            *_build_units_and_stalled(context, filters, stalled),
            _models(ahead),
        ),
        provenance=provenance(context, filters, ("adoption",)),
        notices=_build_notices(context, filters),
    )


def _build_units_and_stalled(context: CaseContext, filters: Filters, stalled: Sequence[Stall]) -> tuple[Block, ...]:
    if filters.unit:
        return (parts.build_stalled_table(stalled),)
    return (Columns(blocks=(parts.build_unit_chart(context, filters), parts.build_stalled_table(stalled))),)


def _build_notices(context: CaseContext, filters: Filters) -> tuple[Notice, ...]:
    if context.case.charter.adoption is None:
        remedy = "Add `adoption:` with its waves to case.yaml to see plan against actual."
        return (Notice(text="This case has no adoption plan.", remedy=remedy),)
    if filters.unit:
        return (Notice(text="The plan is set for the whole organisation, so it is not shown for one business unit."),)
    return ()


def _describe_adoption(monthly: Sequence[AdoptionMonth], plan: AdoptionPlan | None, filters: Filters) -> str:
    last = monthly[-1]
    where = f" of {filters.unit}" if filters.unit else ""
    verb = "has" if 1 in (last.adopted, last.teams) else "have"
    said = f"{last.adopted} of {pluralise(last.teams, 'team')}{where} {verb} adopted the platform"
    return said + describe_gap(last.adopted, plan.planned(filters.as_of) if plan else None)


def _describe_detail(stalled: Sequence[Stall], ahead: forecasting.AdoptionForecast | None, filters: Filters) -> str:
    said = []
    if stalled:
        verb, which = ("is", "") if len(stalled) == 1 else ("are", " longest")
        count = pluralise(len(stalled), "team")
        said.append(f"{count} {verb} stalled: {stalled[0].team.team}{which}, {stalled[0].text}.")
    if ahead and ahead.point:
        said.append(_outlook(ahead, months.add_months(filters.as_of, len(ahead.point))))
    return " ".join(said)


def _outlook(ahead: forecasting.AdoptionForecast, end: str) -> str:
    """The last month of the forecast as a sentence."""
    point, low, high = (round(part[-1]) for part in (ahead.point, ahead.lower, ahead.upper))
    likely = f", likely {low} to {high}" if low < high else ""
    return (
        f"The forecast for {months.format_month(end)} is {point} of {pluralise(round(ahead.ceiling), 'team')}{likely}."
    )


def _tiles(
    monthly: Sequence[AdoptionMonth],
    teams: Sequence[TeamProgress],
    stalled: Sequence[Stall],
    planned: int | None,
    plan: AdoptionPlan | None,
) -> Tiles:
    now = monthly[-1]
    before = next((one for one in monthly if one.month == months.add_months(now.month, -1)), None)
    adopters = [team for team in teams if team.adopted]
    kept = sum(team.stage in progress.adopted_stages(plan) for team in adopters)
    return Tiles(
        tiles=(
            Tile(
                id="adopted",
                label="Teams adopted",
                value=f"{now.adopted}",
                note=f"plan {planned}" if planned is not None else f"of {pluralise(now.teams, 'team')}",
                status=against_plan(now.adopted, planned) if planned is not None else None,
                **_delta(now.adopted, None if before is None else before.adopted),
                help=f"Teams at {progress.describe_adopted_stages(plan)} at the end of the month.",
            ),
            Tile(
                id="started",
                label="Teams started",
                value=f"{now.started}",
                note=f"of {pluralise(now.teams, 'team')}",
                **_delta(now.started, None if before is None else before.started),
                help="Teams that have begun onboarding or are further.",
            ),
            Tile(
                id="users",
                label="Active users",
                value=format_value(now.active_users, "count"),
                note="people this month",
                **_delta(now.active_users, None if before is None else before.active_users),
            ),
            Tile(
                id="models",
                label="Models in production",
                value=format_value(now.models_in_production, "count"),
                note="on the platform",
                **_delta(now.models_in_production, None if before is None else before.models_in_production),
            ),
            Tile(
                id="kept",
                label="Adopters retained",
                value=format_value(kept / len(adopters), "share") if adopters else ABSENT,
                note=f"{kept} of {pluralise(len(adopters), 'team')}" if adopters else "no adopters yet",
                help="Of the teams that ever adopted, those that still count as adopted.",
            ),
            Tile(
                id="stalled",
                label="Teams stalled",
                value=f"{len(stalled)}",
                note=f"{progress.STALLED_AFTER} months or more",
                help="At the same stage below production for three months or more.",
            ),
        )
    )


def _delta(now: float, before: float | None) -> dict[str, Any]:
    """The month-on-month move of a count, where more is welcome."""
    if before is None:
        return {}
    step = now - before
    return {
        "delta": format_delta(step, "count") if step else "0",
        "since": "in the month",
        "good": None if step == 0 else step > 0,
    }


def _curve(
    monthly: Sequence[AdoptionMonth],
    plan: AdoptionPlan | None,
    ahead: forecasting.AdoptionForecast | None,
    filters: Filters,
) -> Chart:
    known = [one.month for one in monthly]
    future = [months.add_months(filters.as_of, step + 1) for step in range(len(ahead.point) if ahead else 0)]
    every = [*known, *future]
    actual = [float(one.adopted) for one in monthly]
    planned = [float(plan.planned(month)) for month in every] if plan else None
    point, lower, upper = (ahead.point, ahead.lower, ahead.upper) if ahead else ((), (), ())
    rows = tuple(
        (
            months.format_month(month),
            int(actual[index]) if index < len(actual) else None,
            int(planned[index]) if planned else None,
            *(_future(part, index - len(actual)) for part in (point, lower, upper)),
        )
        for index, month in enumerate(every)
    )
    ends = (format_value(actual[0], "count"), format_value(actual[-1], "count"))
    alt = f"Line chart. Teams adopted {describe_move((actual[0], actual[-1]), ends, (known[0], known[-1]))}."
    if planned:
        alt += f" The plan for {months.format_month(known[-1])} is {format_value(planned[len(actual) - 1], 'count')}."
    if ahead and point:
        alt += f" {_outlook(ahead, every[-1])}"
    return Chart(
        id="curve",
        title="Teams adopted: actual, plan and forecast",
        figure=charts.curve(every, actual, planned, point, lower, upper),
        alt=alt,
        table=TableBlock(
            id="curve-table",
            title="Teams adopted by month",
            columns=(
                Column(label="Month"),
                Column(label="Actual", kind="count"),
                Column(label="Plan", kind="count"),
                Column(label="Forecast", kind="figure"),
                Column(label="From", kind="figure"),
                Column(label="To", kind="figure"),
            ),
            rows=rows,
        ),
        note=_forecast_note(ahead) if ahead and point else "",
    )


def _future(part: tuple[float, ...], index: int) -> float | None:
    return round(part[index], 1) if 0 <= index < len(part) else None


def _forecast_note(ahead: forecasting.AdoptionForecast) -> str:
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


def _models(ahead: forecasting.AdoptionForecast | None) -> Leaf:
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
        title="How well each forecast would have done so far",
        columns=(
            Column(label="Model"),
            Column(label="Mean error, teams", kind="figure"),
            Column(label="Error, share of actual", kind="share"),
            Column(label="Forecasts tested", kind="count"),
            Column(label="What it assumes"),
        ),
        rows=rows,
        note="Each model was fitted on the months up to a point and asked for the months after it.",
    )
