"""The controls and their evidence as OSCAL assessment results: what holds on a day, and what OSCAL has no word for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from steering.catalog.frameworks import frameworks
from steering.compliance.control_status import ControlStatus, canonical_id
from steering.compliance.evidence import DATASET
from steering.compliance.oscal import (
    Tree,
    build_catalogue_resource,
    build_metadata,
    build_props,
    identify,
    write_markup,
    write_token,
)
from steering.compliance.pieces import EvidencePiece, query_pieces
from steering.compliance.report import FILE, ComplianceReport, compliance_report
from steering.context.case_context import CaseContext
from steering.errors import SteercoError, UnknownName
from steering.formatting import format_day
from steering.status import Status

# Our methods as OSCAL calls them; it does not tell a test by hand from one that runs by itself.
METHODS = {
    "inquiry": "INTERVIEW",
    "observation": "EXAMINE",
    "inspection": "EXAMINE",
    "reperformance": "TEST",
    "automated": "TEST",
}
LIMITS = (
    "What this document can't say in OSCAL's own words. \"Satisfied\" means that evidence which was approved and has "
    "not expired was there on the last day; it is not an auditor's opinion, and nothing was sampled. OSCAL knows "
    "satisfied and not-satisfied only: whether evidence is missing, has expired, waits for review or was rejected is "
    "the prop state of each finding. It knows no review of evidence either: status, reviewer and collector are props "
    "of each observation, and only an approved one supports a finding. Inspection and observation are both EXAMINE, "
    "reperformance and automated tests both TEST: the prop method tells them apart. Controls that do not apply are "
    "excluded, with their reason as remarks. People are named by their roles."
)
NO_PLAN = "No assessment plan in OSCAL was made; the controls in scope are those that reviewed-controls names."


def build_assessment_results(context: CaseContext, framework: str, day: date, *, since: date | None = None) -> Tree:
    """Return how a framework's controls stand on a day as an OSCAL document: the same facts are the same document.

    With `since`, pieces that had expired before that day are left out, and the period begins with it.

    Raises:
        UnknownName: there is no such framework.
        SteercoError: the case names no control of it.
    """
    controls = require_controls(context, framework, day)
    pieces = _choose_pieces(context, controls, day, since)
    title, release = frameworks()[framework].title, context.releases.get(DATASET, "")
    begin = since.isoformat() if since else min((piece.collected_at[:10] for piece in pieces), default=day.isoformat())
    name = (context.case.id, framework, begin, day.isoformat(), release)
    result: Tree = {
        "uuid": identify("result", *name),
        "title": f"{title}, {begin} to {day.isoformat()}",
        "description": f"{title}: each control in scope with its evidence, as of {format_day(day)}.",
        "start": f"{begin}T00:00:00Z",
        "end": f"{day.isoformat()}T23:59:59Z",
        "reviewed-controls": _build_scope(controls),
        **_build_observations(context.case.id, pieces),
        **_build_findings(context, controls, pieces),
    }
    metadata = build_metadata(
        context.case,
        title=f"{context.case.charter.title}: {title} assessment results",
        modified=max((piece.collected_at for piece in pieces), default=f"{day.isoformat()}T00:00:00Z"),
        version=release[:12] or "no evidence",
        remarks=LIMITS,
    )
    document = {
        "uuid": identify("assessment-results", *name),
        "metadata": metadata,
        "import-ap": {"href": f"#{identify('no-plan')}"},
        "results": [result],
        "back-matter": {"resources": list(_build_resources(context.case.id, framework, pieces))},
    }
    return {"assessment-results": document}


def require_controls(context: CaseContext, framework: str, day: date) -> tuple[ControlStatus, ...]:
    """Return a framework's controls as they stand on a day, those that do not apply included.

    Raises:
        UnknownName: there is no such framework.
        SteercoError: the case names no control of it.
    """
    if framework not in frameworks():
        raise UnknownName("framework", framework, list(frameworks()))
    report: ComplianceReport | None = compliance_report(context, day)
    controls = [entry for entry in (report.controls if report else ()) if entry.control.framework == framework]
    if not controls:
        raise SteercoError(
            f"{FILE} of this case names no control of {frameworks()[framework].title}. Add those in scope."
        )
    return tuple(controls)


def _choose_pieces(
    context: CaseContext, controls: Sequence[ControlStatus], day: date, since: date | None
) -> tuple[EvidencePiece, ...]:
    """Return the pieces for these controls, those of controls whose evidence counts for them too included."""
    keys = {key for control in controls if control.control.in_scope for key in list_keys(context, control)}
    return tuple(piece for piece in query_pieces(context, day) if piece.key in keys and piece.counts_within(since))


def list_keys(context: CaseContext, control: ControlStatus) -> Iterator[tuple[str, str]]:
    """Yield by framework and id the controls whose evidence counts for one."""
    compliance = context.case.dossier.compliance
    scopes = {entry.id: entry.framework for entry in compliance.controls} if compliance else {}
    for id in (control.control.id, *control.control.crosswalk):
        if framework := scopes.get(id):
            yield framework, canonical_id(framework, id)


def _build_scope(controls: Sequence[ControlStatus]) -> Tree:
    inside = [_name_control(control) for control in controls if control.control.in_scope]
    outside = [control for control in controls if not control.control.in_scope]
    # A selection that includes nothing would have no meaning: then all are excluded from all.
    selection: Tree = {"include-controls": inside} if inside else {"include-all": {}}
    if outside:
        selection["exclude-controls"] = [_name_control(control) for control in outside]
        reasons = [f"{control.control.id}: {control.control.not_applicable}" for control in outside]
        selection["remarks"] = write_markup("Excluded. " + " ".join(reasons))
    return {"control-selections": [selection]}


def _name_control(control: ControlStatus) -> Tree:
    return {"control-id": write_token(control.control.framework, control.control.id)}


def _build_observations(case_id: str, pieces: Sequence[EvidencePiece]) -> Tree:
    items = [_build_observation(case_id, piece) for piece in pieces]
    return {"observations": items} if items else {}


def _build_observation(case_id: str, piece: EvidencePiece) -> Tree:
    props = {
        "evidence-id": piece.evidence_id,
        "control-id": piece.control_id,
        "framework": piece.framework,
        "method": piece.method,
        "status": piece.status,
        "collector": piece.collector,
        "reviewer": piece.reviewer,
    }
    return {
        "uuid": identify("observation", case_id, piece.evidence_id),
        "title": write_markup(piece.evidence_id),
        "description": write_markup(f"{piece.method.capitalize()} for {piece.control_id}, {piece.status}."),
        "props": build_props(props),
        "methods": [METHODS[piece.method]],
        "types": ["control-objective"],
        "relevant-evidence": [
            {"href": f"#{identify('evidence', case_id, piece.evidence_id)}", "description": "Where it is kept."}
        ],
        "collected": piece.collected_at,
        **({"expires": piece.expires_at} if piece.expires_at else {}),
    }


def _build_findings(context: CaseContext, controls: Sequence[ControlStatus], pieces: Sequence[EvidencePiece]) -> Tree:
    index: dict[tuple[str, str], list[EvidencePiece]] = {}
    for piece in pieces:
        index.setdefault(piece.key, []).append(piece)
    items = [
        _build_finding(
            context.case.id, control, [piece for key in list_keys(context, control) for piece in index.get(key, ())]
        )
        for control in controls
        if control.control.in_scope
    ]
    return {"findings": items} if items else {}


def _build_finding(case_id: str, control: ControlStatus, pieces: Sequence[EvidencePiece]) -> Tree:
    entry, target = control.control, write_token(control.control.framework, control.control.id)
    reason = "pass" if control.is_covered else "fail" if control.state is Status.REJECTED else "other"
    finding: Tree = {
        "uuid": identify("finding", case_id, entry.framework, entry.id),
        "title": write_markup(f"{entry.id} {control.title}"),
        "description": write_markup(f"{entry.id}: {control.state.word.lower()}."),
        "props": build_props(
            {
                "control-id": entry.id,
                "state": control.state.value,
                "owner": entry.owner,
                "component": entry.component,
                "expires-on": control.expires_on.isoformat() if control.expires_on else None,
            }
        ),
        "target": {
            "type": "statement-id",
            "target-id": f"{target}_smt",
            "status": {"state": "satisfied" if control.is_covered else "not-satisfied", "reason": reason},
        },
    }
    if pieces:
        links = [{"observation-uuid": identify("observation", case_id, piece.evidence_id)} for piece in pieces]
        finding["related-observations"] = links
    return finding


def _build_resources(case_id: str, framework: str, pieces: Sequence[EvidencePiece]) -> Iterator[Tree]:
    yield {"uuid": identify("no-plan"), "title": "No assessment plan", "description": NO_PLAN}
    yield build_catalogue_resource(framework)
    for piece in pieces:
        hashes = {"hashes": [{"algorithm": "SHA-256", "value": piece.sha256}]} if piece.sha256 else {}
        yield {
            "uuid": identify("evidence", case_id, piece.evidence_id),
            "title": write_markup(piece.evidence_id),
            "rlinks": [{"href": piece.source_uri, **hashes}],
        }
