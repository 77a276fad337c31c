"""The frame of the Enablement page: how do teams come onto the platform, and what has been learned and signed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from steering.cases.dossier.enablement import Enablement
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.enablement import judge_answer, judge_tool
from steering.dossier.objectives import ObjectiveStanding, judge_objectives
from steering.dossier.onboarding import DATASET, OnboardingReport, report_onboarding
from steering.dossier.sign_off import SignOff, judge_deliverables, judge_phases
from steering.formatting import ABSENT, format_day, pluralise
from steering.frames.blocks import Block, Notice, Piece, Slot, Tab, Tabs, Tile, Tiles
from steering.frames.enablement import guide, learning
from steering.frames.enablement.onboarding import build_chart, build_steps, build_waves
from steering.frames.findings import build_findings
from steering.frames.frame import Frame, describe_month_gap, provenance
from steering.status import Status

PAGE = "enablement"
# Where the page offers the files of the toolkit.
TOOLKIT_SLOT = "toolkit-files"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The enablement of the dossier as of the last day of a month, always for the whole organisation."""
    without_unit = replace(filters, unit=None, focus=None)
    dated = DatedCase(context=context, filters=without_unit)
    source = provenance(context, without_unit, (DATASET,))
    enablement = context.case.dossier.enablement
    if enablement is None:
        remedy = "Add dossier/enablement.yaml to the case folder; docs/formats.md has its keys."
        notice = Notice(text="This case does not say yet how teams come onto the platform.", remedy=remedy)
        return Frame(page=PAGE, message="Waiting for enablement", blocks=(), provenance=source, notices=(notice,))
    report = report_onboarding(context, enablement.onboarding, filters.as_of)
    standings, entries = judge_objectives(dated), judge_deliverables(enablement, dated.today)
    return Frame(
        page=PAGE,
        message=_describe_enablement(report, entries, standings),
        detail=_describe_sign_off(enablement, entries, standings, dated.today),
        blocks=_build_blocks(dated, enablement, report, entries, standings),
        provenance=source,
        notices=_build_notices(context, without_unit, enablement, report),
    )


def _build_notices(
    context: CaseContext, filters: Filters, enablement: Enablement, report: OnboardingReport
) -> tuple[Notice, ...]:
    if report.teams or len(report.silent) == len(enablement.onboarding):
        return ()
    if context.has(DATASET):
        return (describe_month_gap(context, filters, DATASET),)
    text = "This case has no adoption data yet, so nothing tells which team has done which step."
    return (Notice(text=text, remedy="Upload it on Sources.", page="sources"),)


def _describe_enablement(
    report: OnboardingReport, entries: Sequence[SignOff], standings: Sequence[ObjectiveStanding]
) -> str:
    if not report.steps or not report.teams:
        return (_describe_entries(entries) or _describe_standings(standings) or "Enablement is begun").rstrip(".")
    verb = "is" if report.through == 1 else "are"
    message = f"{report.through} of {pluralise(report.teams, 'team')} {verb} through onboarding"
    if report.hurdle is None:
        return message
    count, stops = report.hurdle
    return f"{message}; {stops} {'stops' if stops == 1 else 'stop'} at “{count.step.name}”"


def _describe_sign_off(
    enablement: Enablement, entries: Sequence[SignOff], standings: Sequence[ObjectiveStanding], today: date
) -> str:
    phase = learning.describe_phase(judge_phases(enablement, today), today)
    sentences = (_describe_entries(entries), _describe_standings(standings), f"The phase is {phase}." if phase else "")
    return " ".join(sentence for sentence in sentences if sentence)


def _describe_entries(entries: Sequence[SignOff]) -> str:
    if not entries:
        return ""
    done = sum(entry.status is Status.DONE for entry in entries)
    late = sum(entry.status is Status.OVERDUE for entry in entries)
    verb = "is" if done == 1 else "are"
    text = f"{done} of {pluralise(len(entries), 'deliverable')} {verb} signed by author and reviewer"
    return f"{text}, {late} {'is' if late == 1 else 'are'} overdue." if late else f"{text}."


def _describe_standings(standings: Sequence[ObjectiveStanding]) -> str:
    if not standings:
        return ""
    done = sum(entry.status is Status.DONE for entry in standings)
    return f"{done} of {pluralise(len(standings), 'objective')} {'has' if done == 1 else 'have'} been shown."


def _build_blocks(
    dated: DatedCase,
    enablement: Enablement,
    report: OnboardingReport,
    entries: Sequence[SignOff],
    standings: Sequence[ObjectiveStanding],
) -> tuple[Block, ...]:
    findings = build_findings(dated, PAGE)
    count = f" ({len(findings.findings)})" if findings.findings else ""
    plan = dated.case.charter.adoption
    names = {wave.id: wave.name for wave in plan.waves} if plan else {}
    steps = build_steps(enablement.onboarding, report)
    drawing: tuple[Piece, ...] = (build_chart(report), build_waves(report, names)) if report.steps else ()
    links = guide.list_links(enablement.toolkit)
    answers = (guide.build_faq(enablement.faq), guide.build_answers(enablement.faq, dated.today))
    tools = (guide.build_toolkit(dated, enablement.toolkit), *((links,) if links else ()))
    skills = (
        learning.build_objectives(enablement.competencies, standings),
        learning.build_competencies(enablement.competencies, standings),
    )
    phases = (
        learning.build_phases(judge_phases(enablement, dated.today)),
        learning.build_deliverables(entries),
        learning.build_touchpoints(enablement.touchpoints, dated.today),
    )
    tabs = (
        Tab(id="onboarding", label="Onboarding", blocks=(*drawing[:1], steps, *drawing[1:])),
        Tab(id="findings", label=f"Findings{count}", blocks=(findings,)),
        Tab(id="faq", label="Questions", blocks=answers),
        Tab(id="toolkit", label="Toolkit", blocks=tools),
        Tab(id="learning", label="Competencies", blocks=skills),
        Tab(id="sign-off", label="Phases and sign-off", blocks=phases),
    )
    slot = Slot(id=TOOLKIT_SLOT, about="files to take along")
    return (_build_tiles(dated, enablement, report, entries, standings), Tabs(id="tab", parts=tabs), slot)


def _build_tiles(
    dated: DatedCase,
    enablement: Enablement,
    report: OnboardingReport,
    entries: Sequence[SignOff],
    standings: Sequence[ObjectiveStanding],
) -> Tiles:
    return Tiles(
        tiles=(
            _build_onboarding_tile(report),
            _build_sign_off_tile(entries, dated.today),
            _build_objective_tile(standings),
            _build_answer_tile(enablement, dated.today),
            _build_toolkit_tile(dated, enablement),
        )
    )


def _build_onboarding_tile(report: OnboardingReport) -> Tile:
    is_told = bool(report.teams and report.steps)
    silent = f"; no data tells of {len(report.silent)}" if report.silent else ""
    begun = report.steps[0].ever if is_told else 0
    return Tile(
        id="onboarding-through",
        label="Teams through onboarding",
        short="Through onboarding",
        value=f"{report.through} of {report.teams}" if is_told else ABSENT,
        note=f"{begun} have begun; {pluralise(len(report.steps), 'step')}{silent}" if is_told else "no data tells",
        help="Teams that have done every step that the adoption data tells of, by the month.",
    )


def _build_sign_off_tile(entries: Sequence[SignOff], today: date) -> Tile:
    done = sum(entry.status is Status.DONE for entry in entries)
    late = sum(entry.status is Status.OVERDUE for entry in entries)
    ahead = [
        entry.deliverable.due for entry in entries if entry.status is Status.OPEN and entry.deliverable.due >= today
    ]
    note = f"{late} overdue" if late else f"next due {format_day(min(ahead))}" if ahead else ""
    return Tile(
        id="deliverables-signed",
        label="Deliverables signed off",
        short="Signed off",
        value=f"{done} of {len(entries)}" if entries else ABSENT,
        note=note,
        help="Author and reviewer, two different roles, have both signed.",
        status=(Status.OVERDUE if late else Status.ON_TRACK) if entries else None,
    )


def _build_objective_tile(standings: Sequence[ObjectiveStanding]) -> Tile:
    done = sum(entry.status is Status.DONE for entry in standings)
    bare = sum(entry.status is Status.AT_RISK for entry in standings)
    return Tile(
        id="objectives-shown",
        label="Objectives with evidence",
        short="Objectives shown",
        value=f"{done} of {len(standings)}" if standings else ABSENT,
        note=f"{bare} with nothing to come" if bare else f"{len(standings) - done} still to come" if standings else "",
        help="A deliverable is signed, a file is there, a quiz or run was taken, or all claims of a scene hold.",
        status=(Status.AT_RISK if bare else Status.ON_TRACK) if standings else None,
    )


def _build_answer_tile(enablement: Enablement, today: date) -> Tile:
    states = [judge_answer(entry, today) for entry in enablement.faq]
    current, late = states.count(Status.ON_TRACK), states.count(Status.OVERDUE)
    days = [entry.review_by for entry in enablement.faq if entry.review_by and entry.review_by >= today]
    worst = Status.OVERDUE if late else Status.ON_TRACK if current == len(states) else Status.AT_RISK
    return Tile(
        id="answers-current",
        label="Answers that are current",
        short="Current answers",
        value=f"{current} of {len(states)}" if states else ABSENT,
        note=f"{late} overdue for review" if late else f"next review by {format_day(min(days))}" if days else "",
        help="An answer is current where it has an owner and its review is still to come.",
        status=worst if states else None,
    )


def _build_toolkit_tile(dated: DatedCase, enablement: Enablement) -> Tile:
    states = [judge_tool(dated, item.file) for item in enablement.toolkit]
    there = states.count(Status.ON_TRACK)
    lack = len(states) - there
    return Tile(
        id="toolkit-there",
        label="Toolkit to take along",
        short="Toolkit",
        value=f"{there} of {len(states)}" if states else ABSENT,
        note=f"{lack} not there" if lack else "",
        help="Files that are in the case, and links.",
        status=(Status.AT_RISK if lack else Status.ON_TRACK) if states else None,
    )
