"""Who asks, and where they stand: the one place that pages, routes and actions are let through by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from steering.access.ways import Way
from steering.actors import LOCAL, Actor
from steering.catalog.roles import IN_COHORT, Permission, Role, permissions_in_workspace
from steering.errors import NotAllowed
from steering.records import Records
from steering.records.cohorts import INSTALLATION, Cohort, Member
from steering.records.people import Person
from steering.records.workspaces import Workspace

SIGN_IN = "Sign in first: open the link that your instructor has sent you."
ELSEWHERE = "There is no such workspace, or it is not yours to see."
NOWHERE = "You are in no cohort any more. Ask your instructor."


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where somebody stands: who it is, in which workspace, and what may be done there.

    Without a workspace it is the installation's own case. `member` is None for the local user and for admins.
    """

    person: Person | None
    actor: Actor
    cohort: Cohort | None = None
    member: Member | None = None
    workspace: Workspace | None = None
    # The id of the case for which the permissions hold.
    case: str

    def may(self, permission: Permission) -> bool:
        """Return whether this is allowed here: in the workspace, or in the cohort that it is of."""
        return self.actor.may(permission, self.case) or bool(self.cohort and self.actor.may(permission, self.cohort.id))


class AccessControl:
    """Says who asks, by the cookie of the browser, and where they stand. Safe to share between threads.

    The installation's own case, whose id `own_case` finds, is the one workspace of the cohort `INSTALLATION`.
    """

    def __init__(self, way: Way, records: Callable[[], Records], own_case: Callable[[], str]) -> None:
        self.way, self._records, self._find_own_case = way, records, own_case

    def identify(self, cookie: str) -> Person | None:
        """Return who asks; None for the local user.

        Raises:
            NotAllowed: nobody is signed in in this browser.
        """
        if self.way == "local":
            return None
        sign_in = self._records().people.find_sign_in(cookie)
        if sign_in is None or sign_in.person.forgotten_at:
            raise NotAllowed(SIGN_IN)
        return sign_in.person

    def stand(self, cookie: str, place: str = "") -> Standing:
        """Return where who asks stands in a workspace; in their first one where none is named.

        Raises:
            NotAllowed: nobody is signed in, or this workspace is not theirs to see.
        """
        person = self.identify(cookie)
        if person is None:
            return self._stand_locally(place)
        memberships = {member.cohort_id: member for member in self._records().cohorts.memberships(person.id)}
        if place:
            workspace = self._find_workspace(place)
            member = memberships.get(workspace.cohort_id) if workspace else None
            if workspace is None or member is None:
                raise NotAllowed(ELSEWHERE)
            return self._stand_in(person, member, workspace)
        first = next(iter(self.list_workspaces(person)), None)
        member = memberships[first.cohort_id] if first else next(iter(memberships.values()), None)
        if member is None and not person.is_admin:
            raise NotAllowed(NOWHERE)
        return self._stand_in(person, member, first)

    def sees(self, cookie: str, cases: Collection[str]) -> bool:
        """Return whether whoever asks may see one of these cases, or at least something of it."""
        # What belongs to no case says nothing of any.
        return self.way == "local" or "" in cases or any(self._reaches(cookie, case) for case in cases)

    def may_somewhere(self, cookie: str, wanted: Collection[Permission]) -> bool:
        """Return whether whoever asks may do one of these things anywhere; with none, whether anybody is signed in."""
        try:
            person = self.identify(cookie)
        except NotAllowed:
            return False
        if person is None or not wanted:
            return True
        allowed = [IN_COHORT["admin"]] if person.is_admin else []
        allowed += [IN_COHORT[member.role] for member in self._records().cohorts.memberships(person.id)]
        allowed += [permissions for _, _, permissions in self._list_permissions(person)]
        return any(permissions.intersection(wanted) for permissions in allowed)

    def _reaches(self, cookie: str, case: str) -> bool:
        try:
            return self.stand(cookie, case).case == case
        except NotAllowed:
            return False

    def list_workspaces(self, person: Person) -> tuple[Workspace, ...]:
        """Return the workspaces that somebody may see, one's own first."""
        own: list[Workspace] = []
        others: list[Workspace] = []
        for member, workspace, permissions in self._list_permissions(person):
            if permissions:
                (own if workspace.is_of(member) else others).append(workspace)
        return (*own, *others)

    def _list_permissions(self, person: Person) -> Iterator[tuple[Member, Workspace, frozenset[Permission]]]:
        """Yield every workspace of somebody's cohorts, with what they may do in it."""
        for member in self._records().cohorts.memberships(person.id):
            for workspace in self._workspaces(member.cohort_id):
                shown = workspace.shown_at is not None
                yield (
                    member,
                    workspace,
                    permissions_in_workspace(member.role, is_own=workspace.is_of(member), is_shown=shown),
                )

    def _workspaces(self, cohort_id: str) -> tuple[Workspace, ...]:
        if cohort_id == INSTALLATION:
            return (self._own_workspace,)
        return self._records().workspaces.list(cohort_id)

    def _find_workspace(self, id: str) -> Workspace | None:
        return self._own_workspace if id == self._own_case else self._records().workspaces.find(id)

    @property
    def _own_case(self) -> str:
        return self._find_own_case()

    @property
    def _own_workspace(self) -> Workspace:
        now = dt.datetime.now(dt.UTC)
        return Workspace(id=self._own_case, cohort_id=INSTALLATION, title="", made_at=now, shown_at=now)

    def _stand_locally(self, place: str) -> Standing:
        if not place or place == self._own_case:
            return Standing(person=None, actor=LOCAL, case=self._own_case)
        workspace = self._records().workspaces.find(place)
        if workspace is None:
            raise NotAllowed(ELSEWHERE)
        cohort = self._records().cohorts.find(workspace.cohort_id)
        return Standing(person=None, actor=LOCAL, cohort=cohort, workspace=workspace, case=workspace.id)

    def _stand_in(self, person: Person, member: Member | None, workspace: Workspace | None) -> Standing:
        cohort_id = workspace.cohort_id if workspace else member.cohort_id if member else ""
        actor = Actor(id=person.id, name=person.name, grants=grant(person, member, workspace, cohort_id))
        case = workspace.id if workspace else self._own_case
        if workspace and not actor.grants.get(case):
            raise NotAllowed(ELSEWHERE)
        cohort = self._records().cohorts.find(cohort_id) if cohort_id else None
        return Standing(person=person, actor=actor, cohort=cohort, member=member, workspace=workspace, case=case)


def grant(
    person: Person, member: Member | None, workspace: Workspace | None, cohort_id: str
) -> Mapping[str, frozenset[Permission]]:
    """Return what somebody may do, by place: everywhere, in a cohort, and in a workspace of it."""
    grants: dict[str, frozenset[Permission]] = {}
    if person.is_admin:
        grants[""] = IN_COHORT["admin"]
    role: Role | None = member.role if member else None
    if role:
        grants[cohort_id] = IN_COHORT[role]
    if role and member and workspace:
        shown = workspace.shown_at is not None
        grants[workspace.id] = permissions_in_workspace(role, is_own=workspace.is_of(member), is_shown=shown)
    return grants
