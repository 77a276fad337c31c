"""The frame of the Adoption page: how far are the teams, against the plan, and where will they be?"""

from __future__ import annotations

import pandas as pd

from steering import months
from steering.adoption import forecast as forecasting
from steering.adoption import progress
from steering.cases import AdoptionPlan
from steering.charts import adoption as charts
from steering.figures import change, counted, listed, written
from steering.frames.frame import (
    Block,
    Chart,
    Column,
    Frame,
    Notice,
    Side,
    Table,
    Tile,
    Tiles,
    moved,
    plotted,
    provenance,
    waiting,
)
from steering.room import Filters, Room
from steering.status import against_plan

PAGE = "adoption"
REMEDY = (
    "Add datasets/adoption.csv to the case folder, one row per team and month with the columns month, team_id, "
    "team, business_unit, stage, active_users and models_in_production."
)


def frame(room: Room, filters: Filters) -> Frame:
    """Adoption as of a month, for one business unit or all. Reads the adoption release and the plan."""
    if not room.has("adoption"):
        return waiting(PAGE, room, filters, "adoption", REMEDY)
    monthly = progress.by_month(room, filters)
    if monthly.empty or monthly["month"].iloc[-1] != filters.as_of:
        remedy = "Choose a month that the data covers."
        return waiting(PAGE, room, filters, f"{months.written(filters.as_of)} adoption", remedy)
    plan = room.case.charter.adoption if filters.unit is None else None
    teams = progress.teams(room, filters)
    stalled = progress.stalled(teams, room.case.charter.adoption, filters.as_of)
    ahead = _forecast(room, filters, monthly)
    return Frame(
        page=PAGE,
        message=_message(monthly, plan, filters),
        detail=_detail(stalled, ahead, filters),
        blocks=(
            _tiles(monthly, teams, stalled, plan, filters),
            _curve(monthly, plan, ahead, filters),
            Side(blocks=(_waves(room, filters), _stages(room, filters))),
            Side(blocks=(_funnel(teams), _retention(room, filters))),
            Side(blocks=(_units(room, filters), _stalled(stalled))),
            _models(ahead),
        ),
        provenance=provenance(room, filters, ("adoption",)),
        notices=_notices(room, filters),
    )


def _notices(room: Room, filters: Filters) -> tuple[Notice, ...]:
    if room.case.charter.adoption is None:
        remedy = "Add `adoption:` with its waves to case.yaml to see plan against actual."
        return (Notice(text="This case has no adoption plan.", remedy=remedy),)
    if filters.unit:
        return (Notice(text="The plan is set for the whole organisation, so it is not shown for one business unit."),)
    return ()


def _message(monthly: pd.DataFrame, plan: AdoptionPlan | None, filters: Filters) -> str:
    last = monthly.iloc[-1]
    where = f" of {filters.unit}" if filters.unit else ""
    said = f"{last.adopted} of {counted(int(last.teams), 'team')}{where} have adopted the platform"
    if plan is None:
        return said
    gap = int(last.adopted) - plan.planned(filters.as_of)
    if gap == 0:
        return f"{said}, exactly as planned"
    return f"{said}, {abs(gap)} {'ahead of' if gap > 0 else 'behind'} plan"


def _detail(stalled: pd.DataFrame, ahead: forecasting.Forecast | None, filters: Filters) -> str:
    said = []
    if len(stalled):
        worst = stalled.iloc[0]
        stage = progress.LABELS[worst.stage].lower()
        others = f"; {counted(len(stalled), 'team')} in all" if len(stalled) > 1 else ""
        said.append(f"{worst.team} has been in {stage} for {worst.months_stalled} months{others}.")
    if ahead and ahead.point:
        end = months.after(filters.as_of, len(ahead.point))
        low, high = round(ahead.lower[-1]), round(ahead.upper[-1])
        said.append(
            f"By {months.written(end)} the {ahead.model.label} forecast expects {round(ahead.point[-1])} teams, "
            f"likely {low} to {high}."
        )
    return " ".join(said)


def _tiles(
    monthly: pd.DataFrame, teams: pd.DataFrame, stalled: pd.DataFrame, plan: AdoptionPlan | None, filters: Filters
) -> Tiles:
    now = monthly.iloc[-1]
    before = monthly.iloc[-2] if len(monthly) > 1 else None
    planned = plan.planned(filters.as_of) if plan else None
    retained = teams[teams["adopted"].notna()]
    kept = len(retained) - int((retained["rank"] < progress.STAGES.index("production") + 1).sum())
    return Tiles(
        tiles=(
            Tile(
                id="adopted",
                label="Teams adopted",
                value=f"{now.adopted}",
                note=f"plan {planned}" if planned is not None else f"of {counted(int(now.teams), 'team')}",
                status=against_plan(float(now.adopted), planned) if planned is not None else None,
                **_delta(now.adopted, None if before is None else before.adopted),
                help="Teams in production or beyond at the end of the month.",
            ),
            Tile(
                id="started",
                label="Teams started",
                value=f"{now.started}",
                note=f"of {counted(int(now.teams), 'team')}",
                **_delta(now.started, None if before is None else before.started),
                help="Teams that have begun onboarding or are further.",
            ),
            Tile(
                id="users",
                label="Active users",
                value=written(float(now.active_users), "count"),
                note="people this month",
                **_delta(now.active_users, None if before is None else before.active_users),
            ),
            Tile(
                id="models",
                label="Models in production",
                value=written(float(now.models_in_production), "count"),
                note="on the platform",
                **_delta(now.models_in_production, None if before is None else before.models_in_production),
            ),
            Tile(
                id="kept",
                label="Adopters retained",
                value=written(kept / len(retained), "share") if len(retained) else "–",
                note=f"{kept} of {counted(len(retained), 'team')}" if len(retained) else "no adopters yet",
                help="Of the teams that ever reached production, those that are still there.",
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


def _delta(now: float, before: float | None) -> dict[str, object]:
    """The month-on-month move of a count, where more is welcome."""
    if before is None:
        return {}
    step = float(now) - float(before)
    return {"delta": change(step, "count") if step else "0", "good": None if step == 0 else step > 0}


def _forecast(room: Room, filters: Filters, monthly: pd.DataFrame) -> forecasting.Forecast | None:
    """The months from here to the end of the horizon; the ceiling is the number of teams there are."""
    horizon = room.case.charter.horizon
    end = months.after(horizon.start, horizon.months - 1)
    ahead = months.number(end) - months.number(filters.as_of)
    if ahead < 1:
        return None
    ceiling = float(monthly["teams"].iloc[-1])
    return forecasting.forecast(progress.history(monthly, "adopted"), ahead, ceiling)


def _curve(
    monthly: pd.DataFrame, plan: AdoptionPlan | None, ahead: forecasting.Forecast | None, filters: Filters
) -> Chart:
    known = list(monthly["month"])
    future = [months.after(filters.as_of, step + 1) for step in range(len(ahead.point) if ahead else 0)]
    every = [*known, *future]
    actual = progress.history(monthly, "adopted")
    planned = [float(plan.planned(month)) for month in every] if plan else None
    point, lower, upper = (ahead.point, ahead.lower, ahead.upper) if ahead else ((), (), ())
    rows = tuple(
        (
            months.written(month),
            int(actual[index]) if index < len(actual) else None,
            int(planned[index]) if planned else None,
            *(_future(part, index - len(actual)) for part in (point, lower, upper)),
        )
        for index, month in enumerate(every)
    )
    alt = f"Line chart. Teams adopted {moved('teams', actual[0], actual[-1], known[0], known[-1])}."
    if planned:
        alt += f" The plan for {months.written(known[-1])} is {planned[len(actual) - 1]:g}."
    if ahead and point:
        alt += f" The forecast for {months.written(every[-1])} is {point[-1]:.0f}, from {lower[-1]:.0f} to {upper[-1]:.0f}."
    return Chart(
        id="curve",
        title="Teams adopted: actual, plan and forecast",
        figure=plotted(charts.curve(every, actual, planned, point, lower, upper)),
        alt=alt,
        table=Table(
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


def _forecast_note(ahead: forecasting.Forecast) -> str:
    tested = next((test for test in ahead.backtests if test.model == ahead.model.name), None)
    error = "too short a history for a back-test"
    if tested and tested.mae is not None:
        error = f"mean back-test error {written(tested.mae, 'score')} teams over {tested.tests} forecasts"
    return f"Forecast: {ahead.model.label}, ceiling {ahead.ceiling:g} teams; {error}; range {ahead.level:.0%}."


def _waves(room: Room, filters: Filters) -> Chart:
    found = progress.waves(room, filters)
    behind = [f"wave {row.wave}" for row in found.itertuples() if pd.notna(row.planned) and row.adopted < row.planned]
    alt = f"Bar chart of {counted(len(found), 'wave')}. "
    alt += f"Behind plan: {listed(behind)}." if behind else "No wave is behind its plan."
    rows = tuple(
        (
            row.wave,
            row.label,
            int(row.teams),
            int(row.started),
            int(row.adopted),
            None if pd.isna(row.planned) else int(row.planned),
            against_plan(float(row.adopted), None if pd.isna(row.planned) else float(row.planned)),
        )
        for row in found.rename(columns={"name": "label"}).itertuples()
    )
    return Chart(
        id="waves",
        title="Adopted by wave",
        figure=plotted(charts.waves(found)),
        alt=alt,
        table=Table(
            id="waves-table",
            title="Waves",
            columns=(
                Column(label="Wave"),
                Column(label="Name"),
                Column(label="Teams", kind="count"),
                Column(label="Started", kind="count"),
                Column(label="Adopted", kind="count"),
                Column(label="Plan", kind="count"),
                Column(label="Status", kind="status"),
            ),
            rows=rows,
        ),
        note="On track: plan met. At risk: at least 85% of plan. Off track: less.",
    )


def _stages(room: Room, filters: Filters) -> Chart:
    wide = progress.stages(room, filters)
    last = wide.iloc[-1]
    said = listed([f"{last[stage]} {progress.LABELS[stage].lower()}" for stage in progress.STAGES if last[stage]])
    return Chart(
        id="stages",
        title="Teams by stage",
        figure=plotted(charts.stages(wide)),
        alt=f"Stacked columns by month. In {months.written(filters.as_of)}: {said}.",
        table=Table(
            id="stages-table",
            title="Teams by stage and month",
            columns=(
                Column(label="Month"),
                *(Column(label=progress.LABELS[stage], kind="count") for stage in progress.STAGES),
            ),
            rows=tuple(
                (months.written(row["month"]), *(int(row[stage]) for stage in progress.STAGES))
                for row in wide.to_dict("records")
            ),
        ),
    )


def _funnel(teams: pd.DataFrame) -> Chart:
    steps = progress.funnel(teams)
    rows = []
    before = len(teams)
    for step in steps:
        rows.append(
            (
                progress.LABELS[step.stage],
                step.reached,
                step.today,
                step.reached / before if before else None,
                step.reached / len(teams) if len(teams) else None,
            )
        )
        before = step.reached
    said = listed([f"{step.reached} reached {progress.LABELS[step.stage].lower()}" for step in steps])
    lost = sum(step.reached - step.today for step in steps if step.stage == "production")
    return Chart(
        id="funnel",
        title="How far teams have come",
        figure=plotted(charts.funnel(steps)),
        alt=f"Funnel of {counted(len(teams), 'team')}: {said}. {counted(lost, 'team')} fell back from production.",
        table=Table(
            id="funnel-table",
            title="Funnel",
            columns=(
                Column(label="Stage"),
                Column(label="Ever reached", kind="count"),
                Column(label="There today or beyond", kind="count"),
                Column(label="Of the stage before", kind="share"),
                Column(label="Of all teams", kind="share"),
            ),
            rows=tuple(rows),
        ),
    )


def _retention(room: Room, filters: Filters) -> Chart | Notice:
    found = progress.retention(room, filters)
    if found.empty:
        return Notice(text="No team has active users yet, so there is no retention to show.")
    observed, active = int(found["teams"].sum()), int(found["active"].sum())
    dips = found[found["share"] < 1]
    waves = listed(sorted({f"wave {wave}" for wave in dips["wave"]}))
    alt = f"Heat map of retention by wave and month since start: {active} of {observed} team-months were active. "
    alt += f"Below 100%: {waves}." if len(dips) else "Every team that became active still is."
    return Chart(
        id="retention",
        title="Teams that stay active, by wave",
        figure=plotted(charts.retention(found)),
        alt=alt,
        table=Table(
            id="retention-table",
            title="Retention",
            columns=(
                Column(label="Wave"),
                Column(label="Months since the first active month", kind="count"),
                Column(label="Teams observed", kind="count"),
                Column(label="Still active", kind="count"),
                Column(label="Retention", kind="share"),
            ),
            rows=tuple(
                (row.wave, int(row.months_since), int(row.teams), int(row.active), float(row.share))
                for row in found.itertuples()
            ),
        ),
        note="A team is active in a month when it has at least one active user.",
    )


def _units(room: Room, filters: Filters) -> Chart:
    found = progress.units(room, filters).sort_values(["share", "business_unit"], ascending=[False, True])
    first, last = found.iloc[0], found.iloc[-1]
    alt = f"Bar chart of {counted(len(found), 'business unit')}. {first.business_unit} leads with "
    alt += f"{first.adopted} of {first.teams} teams; {last.business_unit} is last with {last.adopted} of {last.teams}."
    return Chart(
        id="units",
        title="Share of teams adopted, by business unit",
        figure=plotted(charts.units(found)),
        alt=alt,
        table=Table(
            id="units-table",
            title="Business units",
            columns=(
                Column(label="Business unit"),
                Column(label="Teams", kind="count"),
                Column(label="Started", kind="count"),
                Column(label="Adopted", kind="count"),
                Column(label="Share", kind="share"),
                Column(label="Active users", kind="count"),
                Column(label="Models", kind="count"),
            ),
            rows=tuple(
                (
                    row.business_unit,
                    int(row.teams),
                    int(row.started),
                    int(row.adopted),
                    float(row.share),
                    int(row.active_users),
                    int(row.models_in_production),
                )
                for row in found.itertuples()
            ),
        ),
    )


def _stalled(stalled: pd.DataFrame) -> Table:
    return Table(
        id="stalled",
        title="Stalled teams",
        columns=(
            Column(label="Team"),
            Column(label="Business unit"),
            Column(label="Wave"),
            Column(label="Stage"),
            Column(label="Months", kind="count", help="Months at this stage"),
        ),
        rows=tuple(
            (
                row.team,
                row.business_unit,
                None if pd.isna(row.wave) else row.wave,
                progress.LABELS[row.stage],
                int(row.months_stalled),
            )
            for row in stalled.itertuples()
        ),
        empty="No team is stalled.",
        note="At the same stage below production for three months or more.",
    )


def _models(ahead: forecasting.Forecast | None) -> Block:
    if ahead is None:
        return Notice(text="The roll-out's horizon has ended, so there is no forecast.")
    fitted = {fit.model.name: fit for fit in ahead.fits}
    rows = tuple(
        (
            fitted[test.model].model.label + (" (chosen)" if test.model == ahead.model.name else ""),
            test.mae,
            test.wape,
            test.tests,
            fitted[test.model].model.assumes,
        )
        for test in ahead.backtests
    )
    return Table(
        id="models",
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
