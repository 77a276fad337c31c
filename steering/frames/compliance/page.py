"""The frame of the Compliance page: which controls can we show an auditor today, and what expires next?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.catalog.frameworks import frameworks
from steering.compliance.control_status import ControlStatus
from steering.compliance.evidence import DATASET
from steering.compliance.report import AHEAD, FILE, ComplianceReport, StateCounts, compliance_report
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.formatting import ABSENT, format_day, format_value, pluralise
from steering.frames.blocks import Block, Notice, Slot, Tab, Tabs, Tile, Tiles
from steering.frames.compliance.blocks import (
    build_controls,
    build_expiries,
    build_matrix,
    build_owners,
    build_scopes,
    build_unknown_evidence,
)
from steering.frames.compliance.control_map import build_map
from steering.frames.findings import build_findings
from steering.frames.frame import Frame, provenance
from steering.status import Status

PAGE = "compliance"
# Where the chain of evidence is told, and where a package is taken along.
CHAIN_SLOT, PACKAGE_SLOT = "chain", "auditor-package"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Every control of the file as it stands on the last day of a month, always for the whole organisation."""
    without_unit = replace(filters, unit=None, focus=None)
    dated = DatedCase(context=context, filters=without_unit)
    source = provenance(context, without_unit, (DATASET,))
    report = compliance_report(context, dated.today)
    if report is None:
        remedy = f"Add {FILE} with the controls in scope; docs/formats.md has its keys."
        notice = Notice(text="This case does not say yet which controls are in scope.", remedy=remedy)
        message = "Waiting for the controls in scope"
        return Frame(page=PAGE, message=message, blocks=(), provenance=source, notices=(notice,))
    return Frame(
        page=PAGE,
        message=_describe_coverage(report),
        detail=_describe_expiry(report),
        blocks=_build_blocks(report, dated),
        provenance=source,
        notices=_build_notices(context),
    )


def _build_notices(context: CaseContext) -> tuple[Notice, ...]:
    if context.has(DATASET):
        return ()
    state = context.dataset_states.get(DATASET)
    remedy = "Upload it on Sources, or put datasets/evidence.csv into the case's folder."
    text = state.fault if state and state.fault else "This case has no evidence yet, so no control can be shown."
    return (Notice(text=text, remedy=remedy, page="sources"),)


def _describe_coverage(report: ComplianceReport) -> str:
    every = report.count()
    if not every.total:
        return "No control is in scope"
    parts = [f"{count.label} {count.cover} of {count.total}" for count in _count_frameworks(report)]
    text = f"{every.cover} of {every.total} controls can be shown: {', '.join(parts)}"
    lapses = every.count_of(Status.EXPIRED)
    verb = "rests" if lapses == 1 else "rest"
    return f"{text}; {lapses} {verb} on expired evidence" if lapses else text


def _describe_expiry(report: ComplianceReport) -> str:
    due = report.expiring(AHEAD[0])
    if not due:
        return f"Nothing expires within {AHEAD[0]} days." if report.count().cover else ""
    by_hand = [control for control in due if control.state is Status.MANUAL]
    text = f"Evidence of {pluralise(len(due), 'control')} expires within {AHEAD[0]} days"
    if not by_hand:
        return f"{text}; all of it is collected automatically."
    open_ = [control for control in by_hand if not control.is_renewing]
    waiting = f"{len(open_)} of them with no renewal begun" if open_ else "each with a renewal begun"
    return f"{text}, {len(by_hand)} of them by hand, {waiting}. {_describe_next(by_hand[0])}"


def _describe_next(control: ControlStatus) -> str:
    assert control.expires_on is not None  # it is among those that expire
    owner = f" ({control.control.owner})" if control.control.owner else ""
    return f"First by hand: {control.control.id} on {format_day(control.expires_on)}{owner}."


def _count_frameworks(report: ComplianceReport) -> list[StateCounts]:
    counts = [report.count(id) for id in frameworks()]
    return [count for count in counts if count.total]


def _build_blocks(report: ComplianceReport, dated: DatedCase) -> tuple[Block, ...]:
    findings = build_findings(dated, PAGE)
    number = f" ({len(findings.findings)})" if findings.findings else ""
    expiries = build_expiries(report)
    controls = (build_controls(report), *build_unknown_evidence(report))
    tabs = (
        Tab(id="sections", label="By section", blocks=(build_map(report), build_matrix(report))),
        Tab(id="expiries", label=f"What expires next ({len(expiries.rows)})", blocks=(expiries,)),
        Tab(id="controls", label="Controls", blocks=controls),
        Tab(id="owners", label="Owners and scope", blocks=(build_owners(report), *build_scopes(dated))),
        Tab(id="findings", label=f"Findings{number}", blocks=(findings,)),
    )
    slots = (Slot(id=CHAIN_SLOT, about="chain of evidence"), Slot(id=PACKAGE_SLOT, about="auditor's package"))
    return (_build_tiles(report), Tabs(id="parts", parts=tabs), *slots)


def _build_tiles(report: ComplianceReport) -> Tiles:
    every, due = report.count(), report.expiring(AHEAD[0])
    without = every.total - every.cover - every.count_of(Status.EXPIRED)
    shares = tuple(
        Tile(
            id=f"coverage.{id}",
            label=f"{framework.title} covered",
            value=format_value(count.share, "share", 0) if count.share is not None else ABSENT,
            note=f"{count.cover} of {count.total} controls, {count.count_of(Status.AUTOMATED)} automated",
            help="Controls in scope with evidence that is approved and has not expired, over all in scope.",
        )
        for id, framework in frameworks().items()
        if (count := report.count(id)).total
    )
    return Tiles(
        tiles=(
            *shares,
            _build_count_tile("expired", "Expired", every.count_of(Status.EXPIRED), "controls", Status.OVERDUE),
            _build_count_tile("without", "No approved evidence", without, "none, rejected, in review", Status.AT_RISK),
            Tile(
                id="expiring",
                label=f"Expire within {AHEAD[0]} days",
                value=f"{len(due)}",
                note=f"{_count_by_hand(due)} collected by hand",
            ),
        )
    )


def _build_count_tile(id: str, label: str, count: int, note: str, status: Status) -> Tile:
    return Tile(id=id, label=label, value=f"{count}", note=note, status=status if count else Status.ON_TRACK)


def _count_by_hand(controls: Sequence[ControlStatus]) -> int:
    return sum(control.state is Status.MANUAL for control in controls)
