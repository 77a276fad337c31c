"""The rules of change: is everybody won over, told and trained, is somebody answering, and did the pilot succeed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from steering.context.dated_case import DatedCase
from steering.dossier import change_groups, communications, pilot, resistance, stakeholders
from steering.dossier.change_file import PAGE
from steering.dossier.finding import DossierFinding, DossierRule, ReviewProfile


def _rule(
    id: str,
    place: str,
    question: str,
    find: Callable[[DatedCase], Iterator[DossierFinding]],
    profile: ReviewProfile = "architecture-review",
    *,
    is_hint: bool = False,
) -> DossierRule:
    return DossierRule(id=id, question=question, profile=profile, page=PAGE, place=place, find=find, is_hint=is_hint)


RULES: tuple[DossierRule, ...] = (
    _rule("stakeholder-won", "stakeholders", "Is everybody won over by somebody?", stakeholders.find_abandoned),
    _rule("stakeholder-late", "stakeholders", "Is everybody won over in time?", stakeholders.find_late_stances),
    _rule(
        "stakeholder-winner", "stakeholders", "Is everybody won over by somebody in favour?",
        stakeholders.find_doubtful_winners,
    ),
    _rule(
        "stakeholder-told", "stakeholders", "Does a communication speak to whoever has much influence?",
        stakeholders.find_unreached,
    ),
    _rule(
        "stakeholder-stance", "stakeholders", "Does the data bear out the stance of those in favour?",
        resistance.find_hidden, is_hint=True,
    ),
    _rule(
        "change-roles", "stakeholders", "Are those who act in the change among the roles?",
        stakeholders.find_foreign_names, "docs-quality", is_hint=True,
    ),
    _rule("group-answered", "adkar", "Does a stakeholder answer for each group?", change_groups.find_unanswered),
    _rule(
        "group-data", "adkar", "Is each group in the adoption data?", change_groups.find_strange_groups, "docs-quality"
    ),
    _rule(
        "group-teams", "adkar", "Does each team belong to a group?", change_groups.find_forgotten_teams, "docs-quality"
    ),
    _rule(
        "plan-stages", "plan", "Is there a step for each stage of ADKAR?", change_groups.find_missing_stages,
        "docs-quality",
    ),
    _rule(
        "plan-owner", "plan", "Does somebody answer for each step?", change_groups.find_ownerless_steps, "docs-quality"
    ),
    _rule("plan-kept", "adkar", "Has each group come as far as planned?", change_groups.find_late_steps),
    _rule(
        "communication-dates", "communications", "Does each communication come again?", communications.find_silent,
        "docs-quality",
    ),
    _rule(
        "communication-owner", "communications", "Does somebody send each communication?",
        communications.find_ownerless, "docs-quality",
    ),
    _rule(
        "communication-audience", "communications", "Does each communication speak to somebody?",
        communications.find_unheard, "docs-quality",
    ),
    _rule(
        "communication-often", "communications", "Does no communication come more often than one reads it?",
        communications.find_many, "docs-quality", is_hint=True,
    ),
    _rule(
        "group-told", "communications", "Does a communication speak to each group?", communications.find_deaf_groups
    ),
    _rule("pilot-met", "pilot", "Did the pilot succeed?", pilot.find_failures),
    _rule("pilot-told", "pilot", "Can every metric of the pilot be evaluated?", pilot.find_untold, "docs-quality"),
    _rule("pilot-metrics", "pilot", "Is it said when the pilot succeeds?", pilot.find_unmeasured),
)  # fmt: skip
