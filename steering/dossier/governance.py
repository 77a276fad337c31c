"""The rules of governance: who decides, who answers, what has expired, and what nobody can move on."""

from __future__ import annotations

from collections.abc import Iterator

from steering.context.dated_case import DatedCase
from steering.dossier import policies, raci, review_board, workflows
from steering.dossier.finding import DossierFinding, DossierRule
from steering.dossier.governance_file import FILE, PAGE, find_gap, find_unknown, governance_of


def _find_charter(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find a board without a charter, and a charter without mandate, members or a rule to decide by."""
    governance = dated.case.dossier.governance
    if governance is None:
        return
    charter = governance.charter
    if charter is None:
        remedy = "Add `charter:` with purpose, scope, mandate, members and decision_rule."
        place = dated.at(FILE, (), "no charter", "what the board is for", remedy)
        yield find_gap("The review board has no charter", place)
        return
    for key, text, remedy in (
        ("mandate", "Nothing gives the review board the right to decide", "Say who gave it the right, and when."),
        ("members", "Nothing says who sits on the review board", "Name the roles, the chair first."),
        ("decision_rule", "Nothing says how the review board decides", "Say by which majority, of whom."),
    ):
        if not getattr(charter, key):
            place = dated.at(FILE, ("charter",), f"no {key}", f"its {key.replace('_', ' ')}", remedy)
            yield find_gap(f"{text}: its charter has no {key.replace('_', ' ')}", place)
    known = [role.id for role in governance.roles]
    for index, member in enumerate(charter.members):
        yield from find_unknown(dated, ("charter", "members", index), member, known, who="The charter", what="role")


def _find_vacant_roles(dated: DatedCase) -> Iterator[DossierFinding]:
    for index, role in enumerate(governance_of(dated).roles):
        if role.held_by is None:
            place = dated.at(
                FILE, ("roles", index), "no held_by", "who holds it", "Add `held_by:` with a post or unit."
            )
            yield find_gap(f"Nobody holds the role “{role.name}”", place)


RULES = (
    DossierRule(
        id="raci-accountable", profile="architecture-review", page=PAGE, place="raci", find=raci.find_accountable,
        question="Does exactly one role answer for each activity?",
    ),
    DossierRule(
        id="raci-responsible", profile="architecture-review", page=PAGE, place="raci", find=raci.find_responsible,
        question="Is there somebody who does each activity?",
    ),
    DossierRule(
        id="raci-contradictions", profile="architecture-review", page=PAGE, place="raci", find=raci.find_contradictions,
        question="Has each role one clear part in each activity?",
    ),
    DossierRule(
        id="raci-roles", profile="docs-quality", page=PAGE, place="raci", find=raci.find_unknown_roles,
        question="Is every role of the RACI among the roles?",
    ),
    DossierRule(
        id="raci-gates", profile="architecture-review", page=PAGE, place="raci", find=raci.find_gate_owners,
        question="Does the owner of each gate answer for it?",
    ),
    DossierRule(
        id="raci-adrs", profile="architecture-review", page=PAGE, place="raci", find=raci.find_adr_deciders,
        question="Was each ADR decided by those who answer for it?",
    ),
    DossierRule(
        id="role-held", profile="architecture-review", page=PAGE, place="roles", find=_find_vacant_roles,
        question="Is every role held by somebody?",
    ),
    DossierRule(
        id="role-load", profile="architecture-review", page=PAGE, place="roles", find=raci.find_heavy_roles,
        question="Can every role carry what rests on it?", is_hint=True,
    ),
    DossierRule(
        id="policy-owner", profile="docs-quality", page=PAGE, place="policies", find=policies.find_policy_owners,
        question="Does somebody answer for each policy?",
    ),
    DossierRule(
        id="policy-review", profile="docs-quality", page=PAGE, place="policies", find=policies.find_policy_reviews,
        question="Has each policy been reviewed in time?",
    ),
    DossierRule(
        id="owner-role", profile="docs-quality", page=PAGE, place="roles", find=policies.find_foreign_owners,
        question="Are the owners of policies, workflows and exceptions among the roles?", is_hint=True,
    ),
    DossierRule(
        id="exception-expired", profile="architecture-review", page=PAGE, place="exceptions",
        find=policies.find_expired_exceptions, question="Is no exception open after its last day?",
    ),
    DossierRule(
        id="exception-control", profile="architecture-review", page=PAGE, place="exceptions",
        find=policies.find_bare_exceptions, question="Does something make up for each open exception?",
    ),
    DossierRule(
        id="exception-policy", profile="docs-quality", page=PAGE, place="exceptions",
        find=policies.find_lost_exceptions, question="Is each exception from a policy that is there?",
    ),
    DossierRule(
        id="workflow-ways", profile="architecture-review", page=PAGE, place="workflows", find=workflows.find_ways,
        question="Can every workflow be gone through from start to end?",
    ),
    DossierRule(
        id="workflow-roles", profile="docs-quality", page=PAGE, place="workflows", find=workflows.find_movers,
        question="Is every move of a workflow made by a role that is there?",
    ),
    DossierRule(
        id="workflow-times", profile="architecture-review", page=PAGE, place="workflows", find=workflows.find_limits,
        question="Does every state of a workflow have a limit of time?",
    ),
    DossierRule(
        id="board-dates", profile="architecture-review", page=PAGE, place="board-dates",
        find=review_board.find_far_dates, question="Does the review board meet within 90 days?",
    ),
    DossierRule(
        id="board-often", profile="docs-quality", page=PAGE, place="board-dates", find=review_board.find_many_dates,
        question="Does the review board meet no more often than it can?", is_hint=True,
    ),
    DossierRule(
        id="board-charter", profile="docs-quality", page=PAGE, place="charter", find=_find_charter,
        question="Does the review board have a charter with mandate, members and a rule to decide by?",
    ),
)  # fmt: skip
