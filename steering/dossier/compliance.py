"""What stands against the controls: those that cannot be shown, that nobody answers for, or that the file has wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from steering.cases.yaml_reader import Place
from steering.catalog.frameworks import controls_by_id, frameworks
from steering.compliance.control_status import ControlStatus, canonical_id
from steering.compliance.evidence import DATASET, ControlEvidence
from steering.compliance.report import AHEAD, FILE, ComplianceReport, compliance_report
from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding, DossierRule, ReviewProfile
from steering.errors import Problem
from steering.formatting import format_day, join_words, pluralise
from steering.status import Status

PAGE, PLACE = "compliance", "controls"
# How many controls a finding names; the others are among its places.
NAMED = 4
DATA = f"datasets/{DATASET}"


@dataclass(frozen=True, kw_only=True)
class ControlGap:
    """A kind of gap that controls may have: in one state, with the words for one and for several, and the cure."""

    state: Status
    status: Status
    one: str
    several: str
    expected: str
    remedy: str


WITHOUT = ControlGap(
    state=Status.NOT_COVERED,
    status=Status.AT_RISK,
    one="has no evidence",
    several="have no evidence",
    expected="evidence that is approved",
    remedy="Collect evidence and have it approved, or say why the control does not apply.",
)
EXPIRED = ControlGap(
    state=Status.EXPIRED,
    status=Status.OVERDUE,
    one="rests on expired evidence only",
    several="rest on expired evidence only",
    expected="evidence that has not expired",
    remedy="Collect it again and have it approved.",
)
REJECTED = ControlGap(
    state=Status.REJECTED,
    status=Status.BREACHED,
    one="rests on rejected evidence only",
    several="rest on rejected evidence only",
    expected="evidence that is approved",
    remedy="Correct what the reviewer rejected, and collect it again.",
)
WAITING = ControlGap(
    state=Status.IN_REVIEW,
    status=Status.AT_RISK,
    one="waits for its reviewer",
    several="wait for their reviewer",
    expected="evidence that is approved",
    remedy="Have it reviewed.",
)


def _find_gap(gap: ControlGap, dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield what controls lack in one state, an owner's together."""
    report = _report_with_evidence(dated)
    for controls in _group_by_owner(report.in_state(gap.state) if report else ()):
        text = f"{_name_controls(controls)} {gap.one if len(controls) == 1 else gap.several}"
        yield _build_finding(dated, text, gap.status, controls, gap.expected, gap.remedy)


def find_missing_dataset(dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield that nothing can be shown at all."""
    report = _report(dated)
    if report and report.in_scope and not dated.context.has(DATASET):
        remedy = "Upload the evidence on Sources, or put it into the case's folder."
        expected = f"a piece for each of {pluralise(len(report.in_scope), 'control')} in scope"
        place = Problem(file=DATA, found="no evidence in force", expected=expected, remedy=remedy)
        text = f"The case has no evidence for its {pluralise(len(report.in_scope), 'control')} in scope"
        yield DossierFinding(text=text, status=Status.BREACHED, places=(place,))


def find_strangers(dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield evidence for controls that are not in scope, or that no framework has."""
    report = _report_with_evidence(dated)
    if report is None:
        return
    for framework in frameworks().values():
        entries = [entry for entry in report.strangers if entry.framework == framework.id]
        real = [entry for entry in entries if entry.control_id in controls_by_id(framework.id)]
        unknown = [entry for entry in entries if entry not in real]
        for group, words in ((real, "not in scope"), (unknown, f"not among those of {framework.title}")):
            if group:
                names = _join_some([entry.control_id for entry in group])
                yield DossierFinding(
                    text=f"There is evidence for {names}, which {'is' if len(group) == 1 else 'are'} {words}",
                    status=Status.BREACHED,
                    places=tuple(_place_evidence(entry, words) for entry in group),
                )


def find_excluded(dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield controls that do not apply by the file, although somebody collects evidence for them."""
    report = _report_with_evidence(dated)
    ids = {canonical_id(entry.framework, entry.control_id) for entry in (report.exempt if report else ())}
    exempt = report.in_state(Status.NOT_APPLICABLE) if report else ()
    for controls in _group_by_owner(
        control for control in exempt if canonical_id(control.control.framework, control.control.id) in ids
    ):
        verb = (
            "does not apply, but there is evidence for it"
            if len(controls) == 1
            else "do not apply, but there is evidence"
        )
        remedy = "Take the control into scope, or leave its evidence out."
        yield _build_finding(
            dated, f"{_name_controls(controls)} {verb}", Status.BREACHED, controls, "no evidence", remedy
        )


def find_unknown(dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield controls that their framework does not have, and that have no title of their own either."""
    report = _report(dated)
    for control in report.controls if report else ():
        entry = control.control
        if entry.title is None and entry.id not in controls_by_id(entry.framework):
            title = frameworks()[entry.framework].title
            remedy = "Correct the id, or give a control of your own a title."
            text = f"{entry.id} is not among the controls of {title}, and it has no title of its own"
            yield _build_finding(dated, text, Status.BREACHED, [control], f"a control of {title}", remedy, "id")


def find_ownerless(dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield controls that nobody answers for."""
    report = _report(dated)
    controls = [control for control in (report.in_scope if report else ()) if control.control.owner is None]
    if controls:
        text = f"Nobody answers for {_name_controls(controls)}"
        yield _build_finding(dated, text, Status.AT_RISK, controls, "an owner", "Name the role that answers for it.")


def find_manual(dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield controls whose evidence should collect itself, and is collected by hand"""
    report = _report_with_evidence(dated)
    manual = report.in_state(Status.MANUAL) if report else ()
    for controls in _group_by_owner(control for control in manual if control.control.method == "automated"):
        text = f"Evidence for {_name_controls(controls)} is to be collected automatically, and is collected by hand"
        remedy = "Automate its collection, or write `method: manual`."
        yield _build_finding(dated, text, Status.AT_RISK, controls, "automated evidence", remedy, "method")


def find_broken_crosswalks(dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield crosswalks that lead to a control which is not in scope"""
    report = _report(dated)
    ids = {control.control.id for control in (report.in_scope if report else ())}
    for control in report.controls if report else ():
        for number, id in enumerate(control.control.crosswalk):
            if id not in ids:
                place: Place = ("controls", control.index, "crosswalk", number)
                remedy = "Name a control that is in scope, or leave it out."
                problem = dated.at(FILE, place, id, "a control in scope", remedy)
                yield DossierFinding(
                    text=f"The evidence for {control.control.id} is to come from {id} as well, which is not in scope",
                    status=Status.BREACHED,
                    places=(problem,),
                    owner=control.control.owner or "",
                )


def find_expiring(dated: DatedCase) -> Iterator[DossierFinding]:
    """Yield what expires soon and nobody has begun to renew; what collects itself is renewed without anybody."""
    report = _report_with_evidence(dated)
    within = AHEAD[0]
    due = [
        control
        for control in (report.expiring(within) if report else ())
        if control.state is Status.MANUAL and not control.is_renewing
    ]
    for controls in _group_by_owner(due):
        first = min(control.expires_on for control in controls if control.expires_on)
        verb = "expires" if len(controls) == 1 else "expire"
        text = f"{_name_controls(controls)} {verb} within {within} days, the first on {format_day(first)}"
        expected = f"evidence that keeps for {within} days"
        yield _build_finding(dated, text, Status.AT_RISK, controls, expected, "Collect it again before that day.")


def _report(dated: DatedCase) -> ComplianceReport | None:
    return compliance_report(dated.context, dated.today)


def _report_with_evidence(dated: DatedCase) -> ComplianceReport | None:
    return _report(dated) if dated.context.has(DATASET) else None


def _group_by_owner(controls: Iterable[ControlStatus]) -> list[list[ControlStatus]]:
    groups: dict[str, list[ControlStatus]] = {}
    for control in controls:
        groups.setdefault(control.control.owner or "", []).append(control)
    return list(groups.values())


def _build_finding(
    dated: DatedCase,
    text: str,
    status: Status,
    controls: Iterable[ControlStatus],
    expected: str,
    remedy: str,
    key: str = "id",
) -> DossierFinding:
    group = list(controls)
    return DossierFinding(
        text=text,
        status=status,
        places=tuple(
            dated.at(FILE, ("controls", control.index, key), control.control.id, expected, remedy) for control in group
        ),
        owner=group[0].control.owner or "",
        focus=group[0].control.id if len(group) == 1 else "",
    )


def _place_evidence(entry: ControlEvidence, words: str) -> Problem:
    remedy = f"Correct the control of {entry.evidence_id}, or add {entry.control_id} to {FILE}."
    return Problem(file=DATA, found=f"{entry.control_id}, {words}", expected="a control in scope", remedy=remedy)


def _name_controls(controls: Iterable[ControlStatus]) -> str:
    return _join_some([control.control.id for control in controls])


def _join_some(ids: list[str]) -> str:
    names = ids if len(ids) <= NAMED + 1 else [*ids[:NAMED], f"{len(ids) - NAMED} more"]
    return join_words(names)


def _rule(
    id: str,
    question: str,
    find: Callable[[DatedCase], Iterator[DossierFinding]],
    profile: ReviewProfile = "architecture-review",
    *,
    is_hint: bool = False,
) -> DossierRule:
    return DossierRule(
        id=f"controls-{id}", question=question, profile=profile, page=PAGE, place=PLACE, find=find, is_hint=is_hint
    )


RULES: tuple[DossierRule, ...] = (
    _rule("dataset", "Is there evidence at all?", find_missing_dataset),
    _rule("evidence", "Does every control in scope have evidence?", partial(_find_gap, WITHOUT)),
    _rule("expired", "Does the evidence of every control still count?", partial(_find_gap, EXPIRED)),
    _rule("rejected", "Has the evidence of every control been accepted?", partial(_find_gap, REJECTED)),
    _rule("waiting", "Has all evidence been reviewed?", partial(_find_gap, WAITING), is_hint=True),
    _rule("strangers", "Is all evidence about controls in scope?", find_strangers, "docs-quality"),
    _rule("excluded", "Is no evidence collected for what does not apply?", find_excluded, "docs-quality"),
    _rule("ids", "Does every control exist in its framework?", find_unknown, "docs-quality"),
    _rule("owners", "Does somebody answer for every control?", find_ownerless, "docs-quality"),
    _rule("automation", "Does evidence collect itself where it is to?", find_manual),
    _rule("crosswalk", "Does every crosswalk lead to a control in scope?", find_broken_crosswalks, "docs-quality"),
    _rule("expiring", "Is evidence renewed before it expires?", find_expiring, is_hint=True),
)
