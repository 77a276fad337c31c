"""For whom data or a case is: a whole cohort, or workspaces of some of its members, found by how people call them."""

from __future__ import annotations

from collections.abc import Sequence

from steering.actors import LOCAL
from steering.errors import NotAllowed, UnknownName
from steering.lookalikes import visible_key
from steering.records import Records
from steering.records.cohorts import INSTALLATION, Cohort, Member
from steering.records.workspaces import Workspace


def find_cohort(records: Records, wanted: str) -> Cohort:
    """Return the cohort of an id or a name.

    Raises:
        UnknownName: there is none.
        NotAllowed: several have the name.
    """
    cohorts = records.cohorts.list()
    key = visible_key(wanted)
    matches = [cohort for cohort in cohorts if cohort.id == wanted or visible_key(cohort.name) == key]
    if not matches:
        raise UnknownName("cohort", wanted, [cohort.name for cohort in cohorts])
    if len(matches) > 1:
        ids = ", ".join(cohort.id for cohort in matches)
        raise NotAllowed(f"Several cohorts are named {wanted!r}. Give the id of one of them: {ids}.")
    return matches[0]


def find_members(records: Records, cohort_id: str, names: Sequence[str]) -> tuple[Member, ...]:
    """Return members by their names, mail addresses or ids, each once.

    Raises:
        UnknownName: nobody in the cohort is called so.
        NotAllowed: several are.
    """
    members = records.cohorts.members(cohort_id)
    return tuple({member.person.id: member for name in names for member in [_find_member(members, name)]}.values())


def _find_member(members: Sequence[Member], wanted: str) -> Member:
    key = visible_key(wanted)
    # Not everybody has a mail address: without the name of anybody, nobody is meant.
    matches = [
        member
        for member in members
        if key
        and (wanted == member.person.id or key in (visible_key(member.person.name), visible_key(member.person.mail)))
    ]
    if not matches:
        raise UnknownName("member", wanted, [member.person.name for member in members])
    if len(matches) > 1:
        raise NotAllowed(f"Several members are called {wanted!r}. Give the mail address or the id of one of them.")
    return matches[0]


def list_workspaces_of(records: Records, cohort_id: str, members: Sequence[Member]) -> tuple[Workspace, ...]:
    """Return the workspaces of members, those of their groups among them, each once.

    Raises:
        NotAllowed: one has none.
    """
    workspaces = records.workspaces.list(cohort_id)
    found: dict[str, Workspace] = {}
    for member in members:
        own = [workspace for workspace in workspaces if workspace.is_of(member)]
        if not own:
            raise NotAllowed(f"{member.person.name} has no workspace yet. Make one on Cohorts, or bring a case first.")
        found |= {workspace.id: workspace for workspace in own}
    return tuple(found.values())


def list_everybody(records: Records, cohort_id: str) -> tuple[str, ...]:
    """Return where a release goes that is for all of a cohort: its workspaces, and the cohort, for those made later."""
    return (cohort_id, *(workspace.id for workspace in records.workspaces.list(cohort_id)))


def find_author(records: Records, place: str, name: str) -> str:
    """Return the id of the person for whom a command proposes at a place: a member of its cohort, by `find_members`.

    Where the cohort has no members, as that of an installation for one person, it is that person; where it has some and
    none is named, nobody's, which the records refuse.

    Raises:
        UnknownName, NotAllowed: as `find_members` does.
    """
    workspace = records.workspaces.find(place)
    known = {cohort.id for cohort in records.cohorts.list()}
    cohort_id = workspace.cohort_id if workspace else place if place in known else INSTALLATION
    if name:
        return find_members(records, cohort_id, [name])[0].person.id
    return "" if records.cohorts.members(cohort_id) else LOCAL.id
