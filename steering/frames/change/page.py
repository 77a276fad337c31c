"""The frame of the Change page: who still has to be won over, and how far has each group come?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from steering.cases.dossier.change import ChangePlan
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.adkar import GroupProgress, measure_all, measure_groups
from steering.dossier.communications import CommunicationOutlook, look_ahead
from steering.dossier.pilot import PilotResult, evaluate_pilot
from steering.dossier.resistance import TeamResistance, find_resistance, list_teams
from steering.dossier.stakeholders import StakeholderStanding, judge_stakeholders
from steering.formatting import ABSENT, format_day, join_words, pluralise
from steering.frames.blocks import Block, Notice, Piece, Tab, Tabs, Tile, Tiles
from steering.frames.change.blocks import build_communications, build_pilot
from steering.frames.change.groups import build_adkar, build_group_resistance, build_plan, build_team_resistance
from steering.frames.change.people import build_grid, build_list
from steering.frames.findings import build_findings
from steering.frames.frame import Frame, describe_month_gap, provenance
from steering.status import Status

PAGE, DATASET, KPIS = "change", "adoption", "kpi"


@dataclass(frozen=True, kw_only=True)
class ChangeReport:
    """All that the page shows: stakeholders, groups, messages to come, the pilot, teams with signs of resistance."""

    change: ChangePlan
    standings: tuple[StakeholderStanding, ...]
    groups: tuple[GroupProgress, ...]
    total: GroupProgress
    outlooks: tuple[CommunicationOutlook, ...]
    results: tuple[PilotResult, ...]
    teams: tuple[TeamResistance, ...]


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The change of the dossier as of the last day of a month."""
    without_unit = replace(filters, unit=None, focus=None)
    dated = DatedCase(context=context, filters=without_unit)
    source = provenance(context, without_unit, (DATASET, KPIS))
    change = context.case.dossier.change
    if change is None:
        remedy = "Add dossier/change.yaml to the case folder; docs/formats.md has its keys."
        notice = Notice(text="This case does not say yet who has to be won over.", remedy=remedy)
        message = "Waiting for stakeholders and a change plan"
        return Frame(page=PAGE, message=message, blocks=(), provenance=source, notices=(notice,))
    report = ChangeReport(
        change=change,
        standings=judge_stakeholders(dated),
        groups=measure_groups(dated),
        total=measure_all(dated),
        outlooks=look_ahead(dated),
        results=evaluate_pilot(dated),
        teams=list_teams(dated),
    )
    return Frame(
        page=PAGE,
        message=_describe_change(report),
        detail=_describe_plans(report),
        blocks=_build_blocks(report, dated),
        provenance=source,
        notices=_build_notices(report, dated),
    )


def _build_notices(report: ChangeReport, dated: DatedCase) -> tuple[Notice, ...]:
    if report.total.teams or not (report.change.groups or report.change.plan):
        return ()
    if dated.context.has(DATASET):
        return (describe_month_gap(dated.context, dated.filters, DATASET),)
    text = "This case has no adoption data, so nothing can be told of how far each group has come."
    remedy = "Upload it on Sources, or put datasets/adoption.csv into the case's folder."
    return (Notice(text=text, remedy=remedy, page="sources"),)


def _describe_change(report: ChangeReport) -> str:
    sentences = [sentence for sentence in (_describe_people(report), _describe_barrier(report)) if sentence]
    message = "; ".join(sentences)
    return message[:1].upper() + message[1:] or "Nothing says yet who has to be won over"


def _describe_people(report: ChangeReport) -> str:
    total = pluralise(len(report.standings), "stakeholder")
    short = [standing for standing in report.standings if standing.stakeholder.short]
    if not report.standings:
        return ""
    if not short:
        return f"all {total} stand as needed" if len(report.standings) > 1 else "the one stakeholder stands as needed"
    alone = sum(standing.stakeholder.won_by is None for standing in short)
    verb = "has" if len(short) == 1 else "have"
    text = f"{len(short)} of {total} still {verb} to be won over"
    if not alone:
        return text
    if len(short) == 1:
        return f"{text}, and nobody does it"
    return f"{text}, {'one' if alone == 1 else alone} of them by nobody so far"


def _describe_barrier(report: ChangeReport) -> str:
    stage, count = _find_barrier(report)
    if not stage:
        return ""
    return f"{stage} holds back {count} of {pluralise(len(report.groups), 'group')}"


def _find_barrier(report: ChangeReport) -> tuple[str, int]:
    """Return the stage that holds back most groups, and how many; nothing where none is held back."""
    stages = Counter(entry.barrier.step.stage for entry in report.groups if entry.barrier)
    return stages.most_common(1)[0] if stages else ("", 0)


def _describe_plans(report: ChangeReport) -> str:
    sentences = []
    due = [entry for entry in report.results if entry.status is not Status.NOT_DUE]
    if due:
        met = sum(entry.status is Status.MET for entry in due)
        verb = "was" if len(due) == 1 else "were"
        sentences.append(f"{met} of {pluralise(len(due), 'metric')} of the pilot {verb} met.")
    days = [outlook.next_day for outlook in report.outlooks if outlook.next_day]
    if days:
        sentences.append(f"The next communication is on {format_day(min(days))}.")
    return " ".join(sentences)


def _build_blocks(report: ChangeReport, dated: DatedCase) -> tuple[Block, ...]:
    change, findings = report.change, build_findings(dated, PAGE)
    count = f" ({len(findings.findings)})" if findings.findings else ""
    people: tuple[Piece, ...] = (*build_grid(report.standings), build_list(change, report.standings))
    groups = (build_adkar(change, report.groups, report.total), build_plan(report.total))
    resistance = (build_group_resistance(find_resistance(dated)), build_team_resistance(report.teams))
    communications = build_communications(change, report.outlooks, dated.today)
    tabs = (
        Tab(id="people", label="Stakeholders", blocks=people),
        Tab(id="groups", label="Groups and plan", blocks=groups),
        Tab(id="resistance", label="Resistance", blocks=resistance),
        Tab(id="communications", label="Communication", blocks=(communications,)),
        Tab(id="pilot", label="Pilot", blocks=(build_pilot(report.results),)),
        Tab(id="findings", label=f"Findings{count}", blocks=(findings,)),
    )
    return (_build_tiles(report, dated), Tabs(id="tab", parts=tabs))


def _build_tiles(report: ChangeReport, dated: DatedCase) -> Tiles:
    return Tiles(
        tiles=(
            _build_people_tile(report),
            _build_group_tile(report),
            _build_resistance_tile(report),
            _build_communication_tile(report, dated),
            _build_pilot_tile(report),
        )
    )


def _build_people_tile(report: ChangeReport) -> Tile:
    states = [standing.status for standing in report.standings]
    total, ready = len(states), states.count(Status.ON_TRACK)
    alone = sum(bool(entry.stakeholder.short) and not entry.stakeholder.won_by for entry in report.standings)
    worst = next((state for state in (Status.OVERDUE, Status.OFF_TRACK, Status.AT_RISK) if state in states), None)
    return Tile(
        id="stakeholders-ready",
        label="Stakeholders as needed",
        short="Won over",
        value=f"{ready} of {total}" if total else ABSENT,
        note=f"nobody wins over {alone}" if alone else "somebody wins over the others",
        help="Their stance of today is the one that is needed, or better.",
        status=(worst or Status.ON_TRACK) if total else None,
    )


def _build_group_tile(report: ChangeReport) -> Tile:
    short, total = sum(entry.barrier is not None for entry in report.groups), len(report.groups)
    stage, count = _find_barrier(report)
    has_data = bool(total and report.total.teams and report.change.plan)
    return Tile(
        id="groups-short",
        label="Groups held back",
        value=f"{short} of {total}" if has_data else ABSENT,
        note=f"{count} by {stage}" if stage else "",
        help="Groups that are short of the target of a step of the change plan whose month has come.",
        status=(Status.OFF_TRACK if short else Status.ON_TRACK) if has_data else None,
    )


def _build_resistance_tile(report: ChangeReport) -> Tile:
    total = sum(team.has_started for team in report.total.teams)
    signs = {
        "stalled": sum(bool(team.stall) for team in report.teams),
        "less content": sum(bool(team.satisfaction) for team in report.teams),
    }
    return Tile(
        id="teams-resisting",
        label="Teams with signs of resistance",
        short="Resistance",
        value=f"{len(report.teams)} of {total}" if total else ABSENT,
        note=join_words([f"{count} {words}" for words, count in signs.items() if count]),
        help="Of the teams that have started: stalled or gone back, training missed, or less content than before.",
    )


def _build_communication_tile(report: ChangeReport, dated: DatedCase) -> Tile:
    days = [outlook.next_day for outlook in report.outlooks if outlook.next_day]
    silent = len(report.outlooks) - len(days)
    note = f"{silent} of {len(report.outlooks)} never come again" if silent != 1 else "one never comes again"
    return Tile(
        id="communication-next",
        label="Next communication",
        value=format_day(min(days)) if days else ABSENT,
        note=note
        if silent
        else f"in {pluralise((min(days) - dated.today).days, 'day')}"
        if days
        else "nothing is planned",
        help="The first date after the month by the rules of the communication plan.",
        status=(Status.AT_RISK if silent else Status.ON_TRACK) if report.outlooks else None,
    )


def _build_pilot_tile(report: ChangeReport) -> Tile:
    states = [entry.status for entry in report.results]
    total = len(states) - states.count(Status.NOT_DUE)
    open_ = states.count(Status.UNKNOWN)
    status = Status.NOT_MET if Status.NOT_MET in states else Status.UNKNOWN if open_ else Status.MET
    return Tile(
        id="pilot-met",
        label="Pilot metrics met",
        value=f"{states.count(Status.MET)} of {total}" if total else ABSENT,
        note=f"{open_} can't be told" if open_ else "",
        help="Conditions of the pilot that hold in the data, of those whose month has come.",
        status=status if total else None,
    )
