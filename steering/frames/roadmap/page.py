"""The frame of the Roadmap page: what happens when, which gates release money, and what may go wrong?"""

from __future__ import annotations

from dataclasses import replace

from steering import months
from steering.cases.roadmap import COVERAGES
from steering.catalog.business_metrics import SINGLE_METRICS
from steering.charts import roadmap as charts
from steering.charts.roadmap_series import gantt_series
from steering.context.case_context import CaseContext
from steering.context.dimensions import default_month, is_look_back
from steering.context.filters import Filters
from steering.formatting import ABSENT, MINUS, format_day, join_words, pluralise
from steering.frames.blocks import Block, Chart, Notice, Piece, Tab, Tabs, Tile, Tiles
from steering.frames.frame import Frame, provenance
from steering.frames.roadmap import blocks as parts
from steering.frames.roadmap.blocks import GATED
from steering.frames.roadmap.expiries import build_expiries
from steering.frames.roadmap.raid import build_raid as raid_blocks
from steering.frames.series_table import series_table
from steering.roadmap.gates import GateStanding, next_gate
from steering.roadmap.schedule_items import Schedule
from steering.roadmap.view import RoadmapView
from steering.roadmap.view import roadmap_view as made
from steering.roadmap.wording import (
    count_paths,
    describe_paths,
    find_cause,
    format_days,
    format_duration,
    name_days,
)
from steering.status import Status

PAGE = "roadmap"
# How many steps of the critical path a tile names.
SHOWN = 2


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Roadmap, gates and RAID log as of the last day of a month, always for the whole organisation."""
    without_unit = replace(filters, unit=None, focus=None)
    view = made(context, without_unit)
    is_past = is_look_back(context, filters.as_of)
    raid = raid_blocks(context, without_unit) if context.case.raid and not is_past else ()
    return Frame(
        page=PAGE,
        message=_describe_roadmap(view, bool(raid)),
        detail=_describe_detail(view, context) if view else "",
        blocks=_build_blocks(view, context, raid) if view else raid,
        provenance=provenance(context, without_unit, _list_datasets(context)),
        notices=_build_notices(view, context, filters),
    )


def _list_datasets(context: CaseContext) -> tuple[str, ...]:
    """Return the datasets that the conditions of the gates rest on, and what expires next."""
    roadmap = context.case.roadmap
    metrics = {condition.metric for gate in (roadmap.gates if roadmap else ()) for condition in gate.conditions}
    rests = {"adoption": bool(metrics), "kpi": bool(metrics)}
    expires = roadmap is not None and context.case.dossier.compliance is not None
    rests |= {"cost": bool(metrics & set(SINGLE_METRICS)), "evidence": expires or bool(metrics & set(COVERAGES))}
    return tuple(dataset for dataset, read in rests.items() if read)


def _build_notices(view: RoadmapView | None, context: CaseContext, filters: Filters) -> tuple[Notice, ...]:
    notices = []
    if view is None:
        remedy = "Add roadmap.yaml to the case folder; `python -m steering new DIR` shows a small one."
        notices.append(Notice(text="This case has no roadmap yet.", remedy=remedy))
    elif filters.unit:
        text = "The roadmap and its gates are for the whole organisation, so the business unit changes nothing here."
        notices.append(Notice(text=text))
    if context.case.raid is None:
        remedy = "Add dossier/risks.yaml with its scale, risks, assumptions, issues and dependencies."
        notices.append(Notice(text="This case has no RAID log yet.", remedy=remedy))
    if is_look_back(context, filters.as_of):
        now, then = months.format_month(default_month(context)), months.format_month(filters.as_of)
        text = f"As of {then}: forecast dates and the RAID log are of {now} and not shown."
        notices.append(Notice(text=text, remedy="What is not finished by then follows its baseline."))
    return tuple(notices)


def _describe_roadmap(view: RoadmapView | None, raid: bool) -> str:
    if view is None:
        return "Risks without a roadmap" if raid else "Waiting for a roadmap"
    return "; ".join(part for part in (_describe_schedule(view.schedule), _describe_gates(view)) if part)


def _describe_schedule(schedule: Schedule) -> str:
    if all(item.has_finished for item in schedule.items):
        return f"Everything is finished, the last on {format_day(schedule.finish)}"
    late = format_duration(abs(schedule.slip), schedule.calendar)
    if schedule.slip > 0:
        cause = find_cause(schedule)
        return f"The finish is {late} late" + (f", held up by {cause.short}" if cause else "")
    return f"The finish is {late} early" if schedule.slip else "The finish is on its baseline"


def _describe_gates(view: RoadmapView) -> str:
    breached = [gate for gate in view.gates if gate.standing is GateStanding.BREACHED]
    if breached:
        names = join_words([gate.gate.name for gate in breached])
        verb = "is" if len(breached) == 1 else "are"
        return f"{names} {verb} breached: {view.money(float(view.funding.at_risk))} at risk"
    coming = next_gate(view.gates)
    if coming is None:
        return "every gate is released" if view.gates else ""
    return f"{coming.gate.name} on {format_day(coming.day)}: {coming.standing}"


def _describe_detail(view: RoadmapView, context: CaseContext) -> str:
    schedule = view.schedule
    sentences = [f"Forecast finish {format_day(schedule.finish)}, baseline {format_day(schedule.baseline_finish)}."]
    sentences += [sentence for sentence in (describe_paths(schedule), _describe_largest_slip(schedule)) if sentence]
    for gate in view.gates:
        if gate.standing is GateStanding.BREACHED:
            conditions = [parts.describe_missed_condition(check, context) for check in gate.unmet_conditions]
            sentences.append(f"{gate.gate.name} misses {join_words(conditions)}.")
    return " ".join(sentences)


def _describe_largest_slip(schedule: Schedule) -> str:
    """Describe what is furthest behind, where it holds up nothing so far: the sentence before names what does."""
    late = max((item for item in schedule.items if not item.has_finished), key=lambda item: item.slip, default=None)
    if late is None or late.slip <= 0 or late.critical:
        return ""
    slip, slack = format_duration(late.slip, schedule.calendar), format_duration(late.slack or 0, schedule.calendar)
    return f"Furthest behind is {late.short}, {slip} late; it can slip {slack} more before it moves the finish."


def _build_blocks(view: RoadmapView, context: CaseContext, raid: tuple[Piece, ...]) -> tuple[Block, ...]:
    """The headline figures over plan, gates and RAID log; the gates come first where money waits for one."""
    tables = (parts.build_gate_table(view.gates, context), parts.build_condition_table(view.gates, context))
    today = view.schedule.today
    committee: tuple[Piece, ...] = (*parts.build_committee_table(context, today), *build_expiries(context, today))
    plan = Tab(id="plan", label="Plan", blocks=(_build_gantt(view), *(() if view.gates else committee)))
    gates = Tab(id="gates", label="Gates", blocks=(*tables, *committee) if view.gates else ())
    order = (gates, plan) if view.funding.at_risk else (plan, gates)
    return (_build_tiles(view), Tabs(id="tab", parts=(*order, Tab(id="raid", label="RAID log", blocks=raid))))


def _build_tiles(view: RoadmapView) -> Tiles:
    return Tiles(tiles=(*_build_time_tiles(view.schedule), *_build_money_tiles(view)))


def _build_time_tiles(schedule: Schedule) -> tuple[Tile, ...]:
    names = [item.short for item in schedule.critical_items]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    several = f"{count_paths(schedule)}: " if len(schedule.paths) > 1 else ""
    return (
        Tile(
            id="finish",
            label="Finish",
            value=f"{months.NAMES[schedule.finish.month - 1]} {schedule.finish.year}",
            delta=f"{schedule.slip:+d} {name_days(schedule.calendar)}".replace("-", MINUS) if schedule.slip else None,
            since="slip",
            good=schedule.slip < 0 if schedule.slip else None,
            note=f"baseline {format_day(schedule.baseline_finish)}",
            help="The day on which the last phase, wave or milestone is forecast to end.",
        ),
        Tile(
            id="critical-path",
            label="Critical path",
            value=format_days(schedule.remaining, schedule.calendar) if names else ABSENT,
            note=several + ", ".join(names[:SHOWN]) + more,
            help="What is left of the longest chain of work: a day lost there is a day lost at the finish.",
        ),
    )


def _build_money_tiles(view: RoadmapView) -> tuple[Tile, ...]:
    if not view.gates:
        return ()
    released = sum(gate.standing is GateStanding.RELEASED for gate in view.gates)
    breaches = sum(gate.standing is GateStanding.BREACHED for gate in view.gates)
    coming = next_gate(view.gates)
    amounts = view.funding
    return (
        Tile(
            id="next-gate",
            label="Next gate",
            value=format_day(coming.day).rpartition(" ")[0] if coming else ABSENT,
            note=f"{coming.gate.name}, in {pluralise((coming.day - view.schedule.today).days, 'day')}"
            if coming
            else "every gate is released",
            status=GATED[coming.standing] if coming else None,
        ),
        Tile(
            id="released",
            label="Released",
            value=view.money(float(amounts.released)),
            note=f"of {view.money(float(amounts.total))}, {released} of {pluralise(len(view.gates), 'gate')}",
        ),
        Tile(
            id="at-risk",
            label="At risk",
            value=view.money(float(amounts.at_risk)),
            note=pluralise(breaches, "gate"),
            status=Status.BREACHED if breaches else None,
            help=parts.AT_RISK,
        ),
        Tile(
            id="to-come",
            label="Still to come",
            value=view.money(float(amounts.to_come)),
            note=pluralise(len(view.gates) - released - breaches, "gate"),
        ),
    )


def _build_gantt(view: RoadmapView) -> Chart:
    chart = gantt_series(view.schedule, view.gates)
    unit = name_days(view.schedule.calendar)
    return Chart(
        id="gantt",
        title="Phases, waves and milestones",
        figure=charts.gantt(chart, view.schedule.today, unit),
        series=chart,
        table=series_table(
            chart,
            id="gantt-table",
            title="Roadmap",
            note="Late: not finished and forecast to end after its baseline.",
        ),
        note=f"Labels: {unit} late against baseline.",
        method="Forecasts follow from finish-to-start dependencies.",
    )
