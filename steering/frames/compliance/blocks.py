"""The blocks of the Compliance page: the matrix by section, the controls, what expires next, owners and scope."""

from __future__ import annotations

from collections.abc import Iterator

from steering.catalog.frameworks import frameworks
from steering.compliance.control_status import ControlStatus
from steering.compliance.report import AHEAD, ComplianceReport, StateCounts
from steering.context.dated_case import DatedCase
from steering.formatting import format_day
from steering.frames.blocks import Column, TableBlock
from steering.frames.cells import CellValue
from steering.status import Status

# The states of controls in scope, as columns.
IN_SCOPE = (
    Status.AUTOMATED,
    Status.MANUAL,
    Status.IN_REVIEW,
    Status.EXPIRED,
    Status.REJECTED,
    Status.NOT_COVERED,
)
METHOD = (
    "A control is covered on a day when evidence for it was collected by then, is approved and has not expired; "
    "evidence of a control in its crosswalk counts as its own."
)


def build_matrix(report: ComplianceReport) -> TableBlock:
    """Build the states of the controls by framework and section."""
    counts = report.count_by(lambda control: f"{control.control.framework}/{control.section}")
    return TableBlock(
        id="matrix",
        title="Controls by section",
        columns=(
            Column(label="Framework"),
            Column(label="Section", kind="words"),
            Column(label="Covered", kind="share", help="Automated and manual, over all in scope"),
            Column(label="In scope", kind="count"),
            *(Column(label=state.word, kind="count") for state in IN_SCOPE),
        ),
        rows=tuple(_build_section_row(count) for count in counts),
        empty="No control is in scope.",
        method=METHOD,
    )


def _build_section_row(count: StateCounts) -> tuple[CellValue, ...]:
    framework, _, section = count.label.partition("/")
    return (frameworks()[framework].title, name_section(framework, section), count.share, *_count_states(count))


def name_section(framework: str, section: str) -> str:
    """Return what a section of a framework is called, with its id."""
    title = next((part.title for part in frameworks()[framework].sections if part.id == section), "")
    return f"{section} {title}".strip() or "Controls of our own"


def _count_states(count: StateCounts) -> tuple[int | None, ...]:
    """Return the controls in scope and those in each state; nothing where there are none."""
    return (count.total or None, *(count.count_of(state) or None for state in IN_SCOPE))


def build_controls(report: ComplianceReport) -> TableBlock:
    """Build the list of all controls with their state and evidence, those that cannot be shown first."""
    rows = sorted(report.controls, key=lambda row: (not row.control.in_scope, row.is_covered, row.index))
    return TableBlock(
        id="controls",
        title="Controls",
        columns=(
            Column(label="Status", kind="status"),
            Column(label="Control"),
            Column(label="About", kind="words"),
            Column(label="Evidence", help="The piece that tells most: the approved one that keeps longest"),
            Column(label="Expires", kind="day", help="The last day on which anything that counts expires, or expired"),
            Column(label="Owner", kind="words"),
            Column(label="Wanted", help="How its evidence is to be collected", minor=True),
            Column(label="How often", minor=True),
            Column(label="Collected", kind="day", minor=True),
            Column(label="Reviewer", minor=True),
            Column(label="Component", minor=True),
            Column(label="Note", kind="words", minor=True),
        ),
        rows=tuple(_build_control_row(row) for row in rows),
        empty="No control is in scope.",
        method=METHOD,
    )


def _build_control_row(row: ControlStatus) -> tuple[CellValue, ...]:
    control, evidence = row.control, row.evidence
    return (
        row.state,
        control.id,
        row.title,
        _name_evidence(row),
        row.expires_on.isoformat() if row.expires_on and control.in_scope else None,
        control.owner,
        control.method if control.in_scope else None,
        (control.frequency or "").replace("_", "-") or None,
        evidence.collected_on if evidence else None,
        evidence.reviewer if evidence else None,
        control.component,
        control.not_applicable or control.note,
    )


def _name_evidence(row: ControlStatus) -> str | None:
    if row.evidence is None:
        return None
    return f"{row.evidence.evidence_id} of {row.evidence.control_id}" if row.is_borrowed else row.evidence.evidence_id


def build_expiries(report: ComplianceReport) -> TableBlock:
    """Build the list of controls whose evidence expires next, with how soon and who renews it."""
    within = AHEAD[-1]
    return TableBlock(
        id="expiries",
        title=f"What expires within {within} days of {format_day(report.day)}",
        columns=(
            Column(label="Expires", kind="day"),
            Column(label="Within", help=f"The next {AHEAD[0]}, {AHEAD[1]} or {AHEAD[2]} days"),
            Column(label="Control"),
            Column(label="About", kind="words"),
            Column(label="Renewal"),
            Column(label="Owner", kind="words"),
            Column(label="Evidence", minor=True),
        ),
        rows=tuple(
            (
                row.expires_on.isoformat() if row.expires_on else None,
                f"{_find_window(row, report)} days",
                row.control.id,
                row.title,
                _describe_renewal(row),
                row.control.owner,
                _name_evidence(row),
            )
            for row in report.expiring(within)
        ),
        empty=f"Nothing expires within {within} days.",
    )


def _find_window(row: ControlStatus, report: ComplianceReport) -> int:
    days = row.days_left(report.day) or 0
    return next(window for window in AHEAD if days <= window)


def _describe_renewal(row: ControlStatus) -> str:
    if row.state is Status.AUTOMATED:
        return "automatic"
    return "begun" if row.is_renewing else "not begun"


def build_owners(report: ComplianceReport) -> TableBlock:
    """Build the states of the controls by the role that answers for them, the ones with most gaps first."""
    groups = [count for count in report.count_by(lambda row: row.control.owner or "") if count.total]
    return TableBlock(
        id="owners",
        title="Controls by owner",
        columns=(
            Column(label="Owner", kind="words"),
            Column(label="Covered", kind="share"),
            Column(label="In scope", kind="count"),
            *(Column(label=state.word, kind="count") for state in IN_SCOPE),
        ),
        rows=tuple(
            (count.label or "Nobody", count.share, *_count_states(count))
            for count in sorted(groups, key=lambda count: count.cover - count.total)
        ),
        empty="No control is in scope.",
    )


def build_scopes(dated: DatedCase) -> Iterator[TableBlock]:
    """Build what is to be shown for each framework, where the file says so."""
    compliance = dated.case.dossier.compliance
    if compliance and compliance.frameworks:
        yield TableBlock(
            id="scopes",
            title="Scope",
            columns=(Column(label="Framework"), Column(label="Scope", kind="words"), Column(label="Owner")),
            rows=tuple((frameworks()[entry.id].title, entry.scope, entry.owner) for entry in compliance.frameworks),
        )


def build_unknown_evidence(report: ComplianceReport) -> Iterator[TableBlock]:
    """Build the list of evidence that is about no control in scope, where there is any."""
    entries = (*report.strangers, *report.exempt)
    if entries:
        yield TableBlock(
            id="strangers",
            title="Evidence for nothing in scope",
            columns=(
                Column(label="Control"),
                Column(label="Framework"),
                Column(label="Pieces", kind="count"),
                Column(label="Evidence"),
            ),
            rows=tuple(
                (entry.control_id, frameworks()[entry.framework].title, entry.pieces, entry.evidence_id)
                for entry in entries
            ),
        )
