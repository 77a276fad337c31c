"""All that stands in an auditor's package, as plain values: each of its files is written from these alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

from steering.addresses import hide_addresses
from steering.catalog.frameworks import frameworks
from steering.compliance.control_status import ControlStatus
from steering.compliance.evidence import DATASET
from steering.compliance.oscal import Tree
from steering.compliance.oscal_components import build_component_definition
from steering.compliance.oscal_export import build_assessment_results, list_keys, require_controls
from steering.compliance.pieces import EvidencePiece, query_pieces
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.exports.auditor_package.scope import PackageScope
from steering.frames.agenda import AGENDA
from steering.frames.ipe_sheet import IpeSheet, SheetRelease, build_ipe_sheet

CONTROL_HEADINGS = (
    "control_id", "title", "state", "covered", "owner", "component", "method", "frequency", "evidence_id",
    "evidence_of", "collected_on", "expires_on", "reviewer", "crosswalk", "not_applicable",
)  # fmt: skip
EVIDENCE_HEADINGS = ("counts_for", *(field.name for field in fields(EvidencePiece)))
Row = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PackageFacts:
    """The facts of a package. `states` counts its controls by state; `sheets` are by the month that they are of.

    `is_masked` says whether e-mail addresses are hidden; `release` is empty where no evidence is in force.
    """

    case: str
    title: str
    organisation: str
    framework: str
    scope: PackageScope
    release: str
    source: str
    states: tuple[tuple[str, int], ...]
    controls: tuple[Row, ...]
    evidence: tuple[Row, ...]
    results: Tree
    definition: Tree
    sheets: tuple[tuple[str, IpeSheet], ...]
    is_masked: bool

    @property
    def coverage(self) -> str:
        """How many controls in scope can be shown on the last day, as a number of a number."""
        inside = [row[3] for row in self.controls if row[3]]
        return f"{inside.count('yes')} of {len(inside)}"


def gather_facts(context: CaseContext, scope: PackageScope, *, contacts: bool) -> PackageFacts:
    """Return what a package has of a framework and a period; without `contacts`, e-mail addresses are hidden in it.

    Raises:
        UnknownName: there is no such framework.
        SteercoError: the case names no control of it.
    """
    controls = require_controls(context, scope.framework, scope.day)
    state, charter = context.dataset_states.get(DATASET), context.case.charter
    states = [control.state.word for control in controls]
    facts = PackageFacts(
        case=context.case.id,
        title=charter.title,
        organisation=charter.organisation,
        framework=frameworks()[scope.framework].title,
        scope=scope,
        release=context.releases.get(DATASET, ""),
        source=state.history[-1].source_sha256 if state and state.history else "",
        states=tuple((word, states.count(word)) for word in dict.fromkeys(states)),
        controls=tuple(map(_write_control, controls)),
        evidence=tuple(_list_evidence(context, scope, controls)),
        results=build_assessment_results(context, scope.framework, scope.day, since=scope.since),
        definition=build_component_definition(context, scope.framework, scope.day),
        sheets=tuple(_build_sheets(context, scope)),
        is_masked=not contacts,
    )
    return facts if contacts else hide_addresses(facts)


def _write_control(control: ControlStatus) -> Row:
    entry, piece = control.control, control.evidence
    return (
        entry.id,
        control.title,
        control.state.word,
        ("yes" if control.is_covered else "no") if entry.in_scope else "",
        entry.owner or "",
        entry.component or "",
        entry.method,
        entry.frequency or "",
        piece.evidence_id if piece else "",
        piece.control_id if piece else "",
        piece.collected_on if piece else "",
        _write_day(control.expires_on),
        (piece.reviewer or "") if piece else "",
        "; ".join(entry.crosswalk),
        entry.not_applicable or "",
    )


def _write_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _list_evidence(context: CaseContext, scope: PackageScope, controls: tuple[ControlStatus, ...]) -> Iterator[Row]:
    """Yield each piece that counts for a control in scope, and each other one of the framework: all that there is."""
    uses: dict[tuple[str, str], list[str]] = {}
    for control in controls:
        for key in list_keys(context, control) if control.control.in_scope else ():
            uses.setdefault(key, []).append(control.control.id)
    for piece in sorted(query_pieces(context, scope.day), key=lambda piece: (piece.collected_at, piece.evidence_id)):
        if piece.counts_within(scope.since) and (piece.key in uses or piece.framework == scope.framework):
            cells = (getattr(piece, name) for name in EVIDENCE_HEADINGS[1:])
            yield "; ".join(uses.get(piece.key, ())), *("" if cell is None else str(cell) for cell in cells)


def _build_sheets(context: CaseContext, scope: PackageScope) -> Iterator[tuple[str, IpeSheet]]:
    """Yield the sheet of the coverage at the end of the period's first month and of its last one."""
    item = AGENDA["compliance"]
    for month in sorted({scope.first, scope.last}):
        filters = item.narrow(Filters(as_of=month))
        frame = item.build_frame(context, filters)
        sheet = build_ipe_sheet(context, filters, frame, f"coverage.{scope.framework}")
        # Nothing is covered where every control of the framework is outside the scope.
        if sheet:
            yield month, replace(sheet, releases=tuple(map(_leave_out_moment, sheet.releases)))


def _leave_out_moment(release: SheetRelease) -> SheetRelease:
    """Return a release without when it came into force here: another installation tells another moment of it."""
    return replace(release, in_force_since="")
