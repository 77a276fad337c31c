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


def list_failures(dated: DatedCase) -> tuple[DossierRuleResult, ...]:
    """Return the rules of both profiles that fail, in the order of the pages: hints are no failures."""
    return tuple(result for result in apply_rules(dated) if judge_rule(result) is Status.FAILED)


def judge_rule(result: DossierRuleResult) -> Status:
    """Return how the question of a rule stands."""
    if not result.findings:
        return Status.PASSED
    return Status.TO_JUDGE if result.rule.is_hint else Status.FAILED


def describe_findings(result: DossierRuleResult) -> str:
    """Return what stands against a rule in a sentence, the first findings in words and the others counted."""
    texts = [finding.text for finding in result.findings[:SAID]]
    more = [f"{len(result.findings) - SAID} more"] if len(result.findings) > SAID else []
    return f"{'; '.join([*texts, *more])}."


def _answer(result: DossierRuleResult) -> ChecklistItem:
    return ChecklistItem(
        id=result.rule.id,
        question=result.rule.question,
        state=judge_rule(result),
        why=describe_findings(result) if result.findings else "Nothing stands against it.",
        places=result.places,
    )
