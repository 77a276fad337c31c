"""The rules of the dossier as checklists: of its documents, and of the architecture that a review board asks about."""

from __future__ import annotations

from steering.context.dated_case import DatedCase
from steering.dossier.finding import DossierRuleResult, ReviewProfile
from steering.dossier.rules import RULES, apply_rules
from steering.review.checklist import ChecklistItem
from steering.status import Status

# How many findings an item says in words; its places are all of them.
SAID = 3


def review_dossier(dated: DatedCase, profile: ReviewProfile) -> tuple[ChecklistItem, ...]:
    """Return the questions of a profile with what stands against each: a hint is for a person to judge."""
    return tuple(_answer(result) for result in apply_rules(dated) if result.rule.profile == profile)


def unread_dossier(profile: ReviewProfile, why: str) -> tuple[ChecklistItem, ...]:
    """Return every question of a profile where there is nothing to ask it about."""
    state = Status.NOT_APPLICABLE
    return tuple(
        ChecklistItem(id=rule.id, question=rule.question, state=state, why=why, places=())
        for rule in RULES
        if rule.profile == profile
    )


def _answer(result: DossierRuleResult) -> ChecklistItem:
    findings, rule = result.findings, result.rule
    state = Status.PASSED if not findings else Status.TO_JUDGE if rule.is_hint else Status.FAILED
    said = [finding.text for finding in findings[:SAID]]
    more = [f"{len(findings) - SAID} more"] if len(findings) > SAID else []
    return ChecklistItem(
        id=rule.id,
        question=rule.question,
        state=state,
        why=f"{'; '.join([*said, *more])}." if findings else "Nothing stands against it.",
        places=tuple(place for finding in findings for place in finding.places),
    )
