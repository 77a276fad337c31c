"""Who asks, and where they stand: the one place that pages, routes and actions are let through by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from steering.access.ways import Way
from steering.actors import EVERYWHERE, LOCAL, Actor
from steering.catalog.roles import IN_COHORT, Permission, permissions_in_workspace
from steering.errors import NotAllowed
from steering.records import Records
from steering.records.cohorts import INSTALLATION, Cohort, Member
from steering.records.people import Person
from steering.records.presence import MemberPlace, Presence
from steering.records.workspaces import Workspace

SIGN_IN = "Sign in first: open the link that your instructor has sent you."
ELSEWHERE = (
    "There is no such workspace, or it is not yours to see. Choose another workspace below the menu, or ask your "
    "instructor."
)
BY_PROVIDER = "Sign in first. Whoever has a personal link opens that instead."
NOWHERE = "You are in no cohort any more. Ask your instructor."
# Before the id of a cohort, or of a case: what only those see who read the audit log there. Alone, that of all places.
LOG = "log:"


class NotSignedIn(NotAllowed):
    """Nobody is signed in in this browser, or no longer."""


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

    @property
    def has_case(self) -> bool:
        """Whether a case is theirs here: that of a workspace, or the installation's own one for the local user."""
        return self.workspace is not None or self.person is None

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
            NotSignedIn: nobody is signed in in this browser.
        """
        return None if self.way == "local" else self._find(cookie, "").person

    def stand(self, cookie: str, place: str = "") -> Standing:
        """Return where who asks stands in a workspace; in their first one where none is named. One query.

        Raises:
            NotAllowed: nobody is signed in, or this workspace is not theirs to see.
        """
        if self.way == "local":
            return self._stand_locally(place)
        presence = self._find(cookie, place or None)
        if place:
            found = next((at for at in self._enter(presence.places) if at.workspace and at.workspace.id == place), None)
            if found is None:
                raise NotAllowed(ELSEWHERE)
            return self._stand_at(presence.person, found)
        first = next(iter(self._list_open(presence.places)), None)
        # In none of their workspaces may they do anything: they stand in the cohort itself.
        found = first or next((replace(at, workspace=None) for at in presence.places), None)
        if found is None and not presence.person.is_admin:
            raise NotAllowed(NOWHERE)
        return self._stand_at(presence.person, found)

    def act_at(self, cookie: str, place: str) -> tuple[Actor, str]:
        """Return who asks, with what they may do in a workspace or in a cohort, and the id of that cohort.

        Raises:
            NotAllowed: nobody is signed in, or this place is not theirs to see.
        """
        if self.way == "local":
            workspace = self._records().workspaces.find(place)
            return (
                LOCAL,
                workspace.cohort_id if workspace else INSTALLATION if place == self._find_own_case() else place,
            )
        presence = self._find(cookie, place)
        for at in self._enter(presence.places):
            if at.workspace and at.workspace.id == place:
                return self._stand_at(presence.person, at).actor, at.member.cohort_id
        own = next((replace(at, workspace=None) for at in presence.places if at.member.cohort_id == place), None)
        if own is None and not presence.person.is_admin:
            raise NotAllowed(ELSEWHERE)
        return Actor(id=presence.person.id, name=presence.person.name, grants=grant(presence.person, own)), place

    def act_everywhere(self, cookie: str) -> Actor:
        """Return who asks, with what they may do in every cohort and workspace of theirs. Raises NotAllowed."""
        if self.way == "local":
            return LOCAL
        presence = self._find(cookie, None)
        grants = grant(presence.person, None)
        for at in (*presence.places, *self._enter(presence.places)):
            grants = {**grants, **grant(presence.person, at)}
        return Actor(id=presence.person.id, name=presence.person.name, grants=grants)

    def sees(self, cookie: str, cases: Collection[str], permission: Permission | None = None) -> bool:
        """Return whether whoever asks may see one of these cases, or at least something of it.

        The id of a cohort stands for what only those see who review it; after `LOG`, for what only those see who read
        its audit log. With a `permission`, whether they have it in one of the cases, or review the cohort.
        """
        if self.way == "local":
            return True
        presence = self._records().presence.find(cookie)
        if presence is None:
            return False
        # What belongs to no case says nothing of any: it is for everybody who is signed in.
        if "" in cases and permission is None:
            return True
        if any(at.member.cohort_id in cases and _reviews(at.member) for at in presence.places):
            return True
        return any(
            place in cases and (permission is None or permission in permissions)
            for place, permissions in self._list_grounds(presence)
        )

    def _list_grounds(self, presence: Presence) -> Iterator[tuple[str, frozenset[Permission]]]:
        """Yield what somebody sees, with what they may do there: workspaces, and the logs that they read."""
        everywhere = [("", IN_COHORT["admin"])] if presence.person.is_admin else []
        in_cohorts = [(at.member.cohort_id, IN_COHORT[at.member.role]) for at in presence.places]
        opened = self._list_open(presence.places)
        in_workspaces = [(at.member.cohort_id, _permissions_at(at)) for at in opened]
        logs = (*everywhere, *in_cohorts, *in_workspaces)
        yield from ((LOG + place, permissions) for place, permissions in logs if "log" in permissions)
        yield from ((at.workspace.id, _permissions_at(at)) for at in opened if at.workspace)

    def act_in_one(self, cookie: str, places: Sequence[str]) -> tuple[Actor, str]:
        """Return who asks, and the first of these workspaces and cohorts that they are in; "" is where they come first.

        Raises:
            NotAllowed: they are in none of them.
        """
        for place in places:
            with suppress(NotAllowed):
                if place:
                    return self.act_at(cookie, place)[0], place
                standing = self.stand(cookie)
                return standing.actor, standing.case
        raise NotAllowed(ELSEWHERE)

    def may_somewhere(self, cookie: str, wanted: Collection[Permission]) -> bool:
        """Return whether whoever asks may do one of these things anywhere; with none, whether anybody is signed in."""
        if self.way == "local":
            return True
        presence = self._records().presence.find(cookie)
        if presence is None or not wanted:
            return presence is not None
        allowed = [IN_COHORT["admin"]] if presence.person.is_admin else []
        allowed += [IN_COHORT[at.member.role] for at in presence.places]
        allowed += [_permissions_at(at) for at in self._enter(presence.places)]
        return any(permissions.intersection(wanted) for permissions in allowed)

    def list_workspaces(self, person: Person) -> tuple[Workspace, ...]:
        """Return the workspaces that somebody may see, one's own first."""
        places = self._list_open(self._records().presence.of(person.id))
        return tuple(at.workspace for at in places if at.workspace)

    def _find(self, cookie: str, place: str | None) -> Presence:
        presence = self._records().presence.find(cookie, place)
        if presence is None:
            raise NotSignedIn(BY_PROVIDER if self.way == "provider" else SIGN_IN)
        return presence

    def _enter(self, places: Iterable[MemberPlace]) -> Iterator[MemberPlace]:
        """Yield the places with a workspace; that of the installation's cohort is its own case."""
        for place in places:
            if place.member.cohort_id == INSTALLATION:
                yield replace(place, workspace=self._own_workspace)
            elif place.workspace:
                yield place

    def _list_open(self, places: Iterable[MemberPlace]) -> tuple[MemberPlace, ...]:
        """Return the places with a workspace that may be seen, those with one's own first."""
        seen = [place for place in self._enter(places) if _permissions_at(place)]
        return tuple(sorted(seen, key=lambda place: not (place.workspace and place.workspace.is_of(place.member))))

    @property
    def _own_workspace(self) -> Workspace:
        now = dt.datetime.now(dt.UTC)
        return Workspace(id=self._find_own_case(), cohort_id=INSTALLATION, title="", made_at=now, shown_at=now)

    def _stand_locally(self, place: str) -> Standing:
        own = self._find_own_case()
        if not place or place == own:
            return Standing(person=None, actor=LOCAL, case=own)
        workspace = self._records().workspaces.find(place)
        if workspace is None:
            raise NotAllowed(ELSEWHERE)
        cohort = self._records().cohorts.find(workspace.cohort_id)
        return Standing(person=None, actor=LOCAL, cohort=cohort, workspace=workspace, case=workspace.id)

    def _stand_at(self, person: Person, place: MemberPlace | None) -> Standing:
        actor = Actor(id=person.id, name=person.name, grants=grant(person, place))
        workspace = place.workspace if place else None
        case = workspace.id if workspace else self._find_own_case()
        if workspace and not actor.grants.get(case):
            raise NotAllowed(ELSEWHERE)
        cohort, member = (place.cohort, place.member) if place else (None, None)
        return Standing(person=person, actor=actor, cohort=cohort, member=member, workspace=workspace, case=case)


def grant(person: Person, place: MemberPlace | None) -> Mapping[str, frozenset[Permission]]:
    """Return what somebody may do, by place: everywhere, in a cohort, and in a workspace of it."""
    grants: dict[str, frozenset[Permission]] = {}
    if person.is_admin:
        grants[EVERYWHERE] = IN_COHORT["admin"]
    if place:
        grants[place.member.cohort_id] = IN_COHORT[place.member.role]
        if place.workspace:
            grants[place.workspace.id] = _permissions_at(place)
    return grants


def _reviews(member: Member) -> bool:
    return "review" in IN_COHORT[member.role]


def _permissions_at(place: MemberPlace) -> frozenset[Permission]:
    """Return what a membership allows in a workspace of its cohort; nothing where there is none."""
    workspace, member = place.workspace, place.member
    if workspace is None:
        return frozenset()
    is_shown = workspace.shown_at is not None
    return permissions_in_workspace(member.role, is_own=workspace.is_of(member), is_shown=is_shown)
