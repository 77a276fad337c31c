"""The findings of the dossier as lists of statements, the worst first: those of a page, and the one for the Brief."""

from __future__ import annotations

from dataclasses import replace

from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierFinding, DossierRule
from steering.dossier.rules import apply_rules
from steering.formatting import pluralise
from steering.frames.blocks import Statement, Statements
from steering.status import Status

ORDER = (Status.BREACHED, Status.OVERDUE, Status.AT_RISK)
# The page that draws the golden thread.
THREAD = "thread"


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


def build_worst_finding(dated: DatedCase) -> tuple[Statements, ...]:
    """Build the one finding that a committee has to hear of, with a link to it; nothing where nothing is written.

    A break of the golden thread comes before all others: it is about the money. What is for a person to judge is none.
    """
    if dated.case.dossier.is_empty:
        return ()
    entries = [
        (result.rule, finding)
        for result in apply_rules(dated)
        if not result.rule.is_hint
        for finding in result.findings
    ]
    entries.sort(key=lambda entry: (entry[0].page != THREAD, ORDER.index(entry[1].status)))
    worst = _build_statement(*entries[0]) if entries else None
    rank = f"worst of {pluralise(len(entries), 'finding')}" if len(entries) > 1 else ""
    return (
        Statements(
            id="dossier",
            title="Does the dossier hold together?",
            findings=(replace(worst, meta=" · ".join(filter(None, (entries[0][1].owner, rank)))),) if worst else (),
            empty="Nothing contradicts, nothing is missing, nothing has expired.",
        ),
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
