"""The frame of the KPIs page: is each figure where it should be by now, and who answers for it?"""

from __future__ import annotations

from collections import Counter

from steering import months
from steering.charts import kpis as charts
from steering.figures import change, counted, listed, written
from steering.frames.frame import (
    Chart,
    Column,
    Finding,
    Findings,
    Focus,
    Frame,
    Leaf,
    Notice,
    Side,
    Table,
    Tile,
    Tiles,
    moved,
    provenance,
)
from steering.kpis import Standing, scorecard, target_at
from steering.room import Filters, Room
from steering.status import Status

PAGE = "kpis"
WORST_FIRST = (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.UNKNOWN)


def frame(room: Room, filters: Filters) -> Frame:
    """The scorecard as of a month, and one KPI closer: `filters.focus`, or the first of the worst."""
    standings = scorecard(room, filters)
    if not standings:
        remedy = "Add metrics.yaml to the case folder, one block per KPI."
        notice = Notice(text="This case has no KPIs yet.", remedy=remedy)
        source = provenance(room, filters, ())
        return Frame(page=PAGE, message="Waiting for KPIs", blocks=(), provenance=source, notices=(notice,))
    focus = next((one for one in standings if one.kpi.id == filters.focus), worst(standings)[0])
    return Frame(
        page=PAGE,
        message=_message(standings),
        detail=_detail(standings),
        blocks=(
            _tiles(standings),
            _scorecard(standings, filters),
            Focus(
                label="Look closer at",
                options=tuple((one.kpi.id, one.kpi.name) for one in standings),
                chosen=focus.kpi.id,
            ),
            Side(blocks=(_trend(focus), _definition(focus)), weights=(3, 2)),
        ),
        provenance=provenance(room, filters, ("kpi", "adoption")),
        notices=_notices(standings, filters),
    )


def worst(standings: tuple[Standing, ...]) -> list[Standing]:
    """The standings, those off track first, in the case's order within a status."""
    return sorted(standings, key=lambda one: WORST_FIRST.index(one.status))


def _notices(standings: tuple[Standing, ...], filters: Filters) -> tuple[Notice, ...]:
    absent = [one.kpi.name for one in standings if one.value is None]
    if filters.unit and absent:
        return (Notice(text=f"Measured for the whole organisation only, so not shown here: {listed(absent)}."),)
    return ()


def _message(standings: tuple[Standing, ...]) -> str:
    rated = [one for one in standings if one.status is not Status.UNKNOWN]
    good = sum(one.status is Status.ON_TRACK for one in rated)
    if not rated:
        return "No KPI can be rated yet"
    return f"{good} of {counted(len(rated), 'KPI')} {'is' if good == 1 else 'are'} on track"


def _detail(standings: tuple[Standing, ...]) -> str:
    off = [one.kpi.name for one in standings if one.status is Status.OFF_TRACK]
    changed = [one for one in standings if one.changed]
    said = [f"Off track: {listed(off)}."] if off else ["None is off track."]
    said += [
        f"{one.kpi.name} changed its definition in {months.written(one.changed)}." for one in changed if one.changed
    ]
    return " ".join(said)


def _tiles(standings: tuple[Standing, ...]) -> Tiles:
    tally = Counter(one.status for one in standings)
    leading = Counter(one.status for one in standings if one.kpi.kind == "leading")
    shown = [Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK]
    if tally[Status.UNKNOWN]:
        shown.append(Status.UNKNOWN)
    return Tiles(
        tiles=tuple(
            Tile(
                id=f"status-{status.name.lower()}",
                label=status.capitalize(),
                value=f"{tally[status]}",
                note=f"{leading[status]} leading, {tally[status] - leading[status]} lagging",
                status=status,
            )
            for status in shown
        )
    )


def _scorecard(standings: tuple[Standing, ...], filters: Filters) -> Table:
    before = months.after(filters.as_of, -1)
    return Table(
        id="scorecard",
        title="Scorecard",
        columns=(
            Column(label="KPI"),
            Column(label="Status", kind="status"),
            Column(label="Actual", kind="figure"),
            Column(label="Target", kind="figure", help="Where it should be by now"),
            Column(label="Last month", kind="figure", help="The change since the month before"),
            Column(label="Trend", kind="series"),
            Column(label="Final target"),
            Column(label="Owner"),
            Column(label="Kind"),
            Column(label="Baseline", kind="figure"),
            Column(label="Source"),
        ),
        rows=tuple(_row(one, before) for one in standings),
        note="Status by each KPI's own rule. Between two dates a target lies on a straight line, unless it is a step.",
    )


def _row(one: Standing, before: str) -> tuple[str | tuple[float | None, ...] | None, ...]:
    kpi = one.kpi
    final = kpi.targets[-1] if kpi.targets else None
    return (
        kpi.name,
        one.status,
        written(one.value, kpi.unit, kpi.decimals),
        written(one.target, kpi.unit, kpi.decimals),
        _step(one, before),
        tuple(point.value for point in one.series),
        f"{written(float(final.value), kpi.unit, kpi.decimals)}, {months.written(final.by)}" if final else None,
        kpi.owner,
        kpi.kind,
        written(float(kpi.baseline.value), kpi.unit, kpi.decimals) if kpi.baseline else None,
        kpi.source,
    )


def _step(one: Standing, before: str) -> str | None:
    past = one.value_at(before)
    if one.value is None or past is None or not one.comparable_from(before):
        return None
    return change(one.value - past, one.kpi.unit, one.kpi.decimals)


def _trend(one: Standing) -> Leaf:
    kpi = one.kpi
    known = [point for point in one.series if point.value is not None]
    if not known:
        return Notice(text=f"{kpi.name}: {one.verdict.reason}", remedy="Choose another KPI, or all business units.")
    first, last = known[0], known[-1]
    assert first.value is not None and last.value is not None  # filtered above
    scale = 100 if kpi.unit == "share" else 1
    unit = {"share": "percent", "count": ""}.get(kpi.unit, kpi.unit.replace("_", " "))
    alt = f"Line chart. {kpi.name} " + moved(
        unit, round(first.value * scale, 2), round(last.value * scale, 2), first.month, last.month
    ).replace("  ", " ")
    if one.target is not None:
        alt += f"; the target for {months.written(one.month)} is {written(one.target, kpi.unit, kpi.decimals)}"
    return Chart(
        id="trend",
        title=f"{kpi.name} by month",
        figure=charts.trend(one),
        alt=alt + ".",
        table=Table(
            id="trend-table",
            title=kpi.name,
            columns=(
                Column(label="Month"),
                Column(label="Actual", kind="figure"),
                Column(label="Target", kind="figure"),
                Column(label="Numerator", kind="figure"),
                Column(label="Denominator", kind="figure"),
            ),
            rows=tuple(
                (
                    months.written(point.month),
                    written(point.value, kpi.unit, kpi.decimals),
                    written(target_at(kpi, point.month), kpi.unit, kpi.decimals),
                    point.numerator,
                    point.denominator,
                )
                for point in one.series
            ),
        ),
        note=f"Target: {kpi.between} path from the baseline." if kpi.targets else "",
    )


def _definition(one: Standing) -> Findings:
    kpi = one.kpi
    rule = f"Green: {_rule(one, 'green')}. Amber: {_rule(one, 'amber')}. Otherwise red."
    facts = [
        Finding(text="Definition", detail=kpi.definition),
        Finding(text="Formula", detail=kpi.formula or "The value as delivered."),
        Finding(text="Status", detail=f"{_why(one)} {rule}", status=one.status),
        Finding(text="Owner and source", detail=f"{kpi.owner}. {kpi.source}"),
    ]
    facts += [
        Finding(text=f"Definition changed in {months.written(part.from_)}", detail=part.what) for part in kpi.changes
    ]
    return Findings(id="definition", title=kpi.question or kpi.name, findings=tuple(facts))


def _why(one: Standing) -> str:
    kpi = one.kpi
    if one.status is Status.UNKNOWN:
        return one.verdict.reason
    bounds = listed([written(bound, kpi.unit, kpi.decimals) for bound in one.verdict.bounds])
    return f"{written(one.value, kpi.unit, kpi.decimals)} against {bounds}."


def _rule(one: Standing, colour: str) -> str:
    condition = one.kpi.status.green if colour == "green" else one.kpi.status.amber
    if condition is None:
        return "none"
    value = condition.value
    if isinstance(value, tuple):
        bound = listed([written(float(part), one.kpi.unit, one.kpi.decimals) for part in value])
    else:
        bound = "target" if isinstance(value, str) else written(float(value), one.kpi.unit, one.kpi.decimals)
    return f"{condition.op} {bound}" + (f" within {condition.tolerance}" if condition.tolerance else "")
