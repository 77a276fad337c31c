"""What fails the dossier's two checklists: each rule is asked by the member of the board whose part it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierRule, DossierRuleResult
from steering.formatting import pluralise
from steering.review.board_question import BoardQuestion, BoardSubject, Weight, join_owners
from steering.review.dossier import describe_findings, list_failures
from steering.status import Status

# The part of each page of the dossier.
SUBJECTS: Mapping[str, BoardSubject] = {
    "current_state": BoardSubject.CHARTER,
    "architecture": BoardSubject.CHARTER,
    "thread": BoardSubject.CHARTER,
    "change": BoardSubject.ROADMAP,
    "enablement": BoardSubject.ROADMAP,
    "governance": BoardSubject.RISKS,
    "compliance": BoardSubject.EVIDENCE,
}
# Rules that are about money, on whichever page, by how their ids begin.
MONEY = ("benefit-", "claim-", "capability-paid", "pain-counted", "pain-sourced")
# What the board itself rules on: where that contradicts itself, it cannot be approved as it is.
REMIT = ("architecture", "thread", "governance")
# Rules that ask again what a gap has asked: the gap speaks.
SAME: Mapping[str, Collection[str]] = {
    "no-evidence": ("controls-dataset", "controls-evidence"),
    "lapses": ("controls-expired",),
}


def find_gaps(paper: DatedCase, ids: Collection[str]) -> Iterator[BoardQuestion]:
    """Yield a question for each rule that fails and that none of the gaps with these ids has asked about."""
    same = {rule for gap in ids for rule in SAME.get(gap, ())}
    for result in list_failures(paper):
        if result.rule.id not in same:
            yield _ask(result)


def _ask(result: DossierRuleResult) -> BoardQuestion:
    rule = result.rule
    return BoardQuestion(
        id=f"dossier-{rule.id}",
        subject=assign_rule(rule),
        weight=_weigh(result),
        text=rule.question,
        gap=describe_findings(result),
        condition=f"The review passes: {rule.question}",
        points=(
            f"The number: {pluralise(len(result.findings), 'finding')}.",
            "Why it is so, and what it keeps from being decided.",
            "Who puts it right, and by when.",
        ),
        places=result.places,
        owner=join_owners(finding.owner for finding in result.findings),
        page=rule.page,
        place=rule.place,
    )


def assign_rule(rule: DossierRule) -> BoardSubject:
    """Return the part of the case that a rule is about, and with it who asks."""
    return BoardSubject.BUSINESS_CASE if rule.id.startswith(MONEY) else SUBJECTS[rule.page]


def _weigh(result: DossierRuleResult) -> Weight:
    """Return a condition for what contradicts itself within the board's remit, and advice for all else."""
    contradicts = any(finding.status is Status.BREACHED for finding in result.findings)
    is_ruled_on = result.rule.profile == "architecture-review" and result.rule.page in REMIT
    return Weight.CONDITION if contradicts and is_ruled_on else Weight.ADVICE
