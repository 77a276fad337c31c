"""What each role may do in a cohort: one table, which pages, actions, routes, the guide and tests read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["viewer", "presenter", "assistant", "instructor", "auditor", "admin"]
Permission = Literal[
    "read", "sources", "contacts", "edit", "rehearse", "present", "review", "publish", "approve", "oversee",
    "manage", "log", "administer",
]  # fmt: skip

# Each permission with what it allows.
PERMISSIONS: Mapping[Permission, str] = {
    "read": "see the pages of the meeting, and take their tables along",
    "sources": "see where figures come from, and the evidence",
    "contacts": "see the e-mail addresses in the data, its tables and its files",
    "edit": "change the case, its storyboard and its scenarios",
    "rehearse": "see the storyboard with its notes, rehearse, and drill questions",
    "present": "plan, begin and end meetings, and invite to them",
    "review": "score and comment on runs",
    "publish": "bring data, publish it, and roll it back",
    "approve": "approve what somebody else has proposed",
    "oversee": "see the page of a cohort",
    "manage": "add members, make and withdraw their links, and make workspaces",
    "log": "read the audit log and check its chain",
    "administer": "make cohorts and put them away, name admins, and back the installation up",
}
# Who each role is for.
ROLES: Mapping[Role, str] = {
    "viewer": "the committee: sees what was published, and nothing else",
    "presenter": "a learner: works in a workspace of one's own, or of one's group",
    "assistant": "reviews, and does not publish",
    "instructor": "brings data, sees every workspace, reviews and publishes",
    "auditor": "reads evidence and the log, and nothing else",
    "admin": "runs the installation: makes cohorts and names instructors",
}
EVERYTHING: frozenset[Permission] = frozenset(get_args(Permission))
# In the cohort itself.
IN_COHORT: Mapping[Role, frozenset[Permission]] = {
    "viewer": frozenset(),
    "presenter": frozenset(),
    "assistant": frozenset({"review", "oversee"}),
    "instructor": frozenset({"publish", "approve", "oversee", "manage", "review", "log"}),
    "auditor": frozenset({"sources", "log"}),
    "admin": frozenset({"oversee", "manage", "log", "administer"}),
}
# In a workspace of one's own, or of one's group.
OWN: frozenset[Permission] = frozenset(
    {"read", "sources", "contacts", "edit", "rehearse", "present", "review", "publish"}
)
# In a workspace of somebody else; for viewers only where it was shown to the committee.
IN_WORKSPACES: Mapping[Role, frozenset[Permission]] = {
    "viewer": frozenset({"read", "sources"}),
    "presenter": frozenset(),
    "assistant": frozenset({"read", "sources", "contacts", "rehearse", "review"}),
    "instructor": EVERYTHING - {"administer"},
    "auditor": frozenset({"sources", "contacts", "log"}),
    "admin": frozenset(),
}


def permissions_in_workspace(role: Role, *, is_own: bool, is_shown: bool) -> frozenset[Permission]:
    """Return what a role may do in a workspace: one's own, or one that was shown to the committee."""
    if is_own and role == "presenter":
        return OWN
    if role == "viewer" and not is_shown:
        return frozenset()
    return IN_WORKSPACES[role]
