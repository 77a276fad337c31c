"""The findings of the dossier that belong to a page, as one list, the worst first."""

from __future__ import annotations

from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding, DossierRule
from steering.dossier.rules import apply_rules
from steering.frames.blocks import Statement, Statements
from steering.status import Status

ORDER = (Status.BREACHED, Status.OVERDUE, Status.AT_RISK)


def build_findings(dated: DatedCase, page: str) -> Statements:
    """Build the list of what is found on a page, each with its place and what to do about it."""
    results = [result for result in apply_rules(dated) if result.rule.page == page]
    entries = [(result.rule, finding) for result in results for finding in result.findings]
    entries.sort(key=lambda entry: ORDER.index(entry[1].status))
    return Statements(
        id="findings",
        title="What does not hold together",
        findings=tuple(_build_statement(rule, finding) for rule, finding in entries),
        empty="Nothing contradicts, nothing is missing, nothing has expired.",
    )


def _build_statement(rule: DossierRule, finding: DossierFinding) -> Statement:
    place = finding.places[0] if finding.places else None
    return Statement(
        text=finding.text,
        detail=place.remedy if place else "",
        meta=" · ".join(part for part in (place.place if place else "", finding.owner) if part),
        status=finding.status,
        page=rule.page,
        place=rule.place,
        focus=finding.focus,
    )
