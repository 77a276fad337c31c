"""Who rehearses and reviews, by the keys that the records have of them; two of one name are told apart here alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa

from steering.actors import Participant
from steering.lookalikes import visible_key
from steering.records.cohorts import INSTALLATION
from steering.records.people_schema import cohorts, members, people, workspaces

# A query names so many ids at most.
AT_ONCE = 500
# Added to a name that is no account's, beside an account of the same name.
NAME_ONLY = "name only"


def load_participants(connection: sa.Connection, keys: Iterable[str], place: str) -> dict[str, Participant]:
    """Return who these are, by key, with the names they have now: ids of people, anything else is a name of its own.

    `place` is the case or the cohort where they are shown. Two of one name in it are told apart everywhere alike: its
    members count, whether they are shown or not.
    """
    wanted = sorted(set(keys))
    own = sa.select(members.c.person_id).where(members.c.cohort_id == _find_cohort(connection, place))
    conditions: list[sa.ColumnElement[bool]] = [people.c.id.in_(own)]
    conditions += [people.c.id.in_(wanted[start : start + AT_ONCE]) for start in range(0, len(wanted), AT_ONCE)]
    query = sa.select(people.c.id, people.c.name, people.c.made_at)
    rows = {row.id: row for condition in conditions for row in connection.execute(query.where(condition))}
    names = {row.id: row.name for row in sorted(rows.values(), key=lambda row: (row.made_at, row.id))}
    notes = tell_apart(names, wanted)
    return {
        key: Participant(id=key if key in names else "", name=names.get(key, key), note=notes[key]) for key in wanted
    }


def tell_apart(names: Mapping[str, str], wanted: Collection[str]) -> dict[str, str]:
    """Return what stands beside the name of each that is wanted, by key; nothing where the name says enough.

    `names` are those of people by their ids, in the order in which they came: of several who can't be told apart by
    name, each has its number. What is wanted and no id is a name, and says so beside somebody called the same.
    """
    same: dict[str, list[str]] = {}
    for id, name in names.items():
        same.setdefault(visible_key(name), []).append(id)
    in_sight = {visible_key(names[key]) for key in wanted if key in names}
    notes = {}
    for key in wanted:
        namesakes = same.get(visible_key(names.get(key, key)), [])
        if key in names:
            notes[key] = f"{namesakes.index(key) + 1}" if len(namesakes) > 1 else ""
        else:
            notes[key] = NAME_ONLY if visible_key(key) in in_sight else ""
    return notes


def _find_cohort(connection: sa.Connection, place: str) -> str:
    """Return the cohort that a place is, or is in; the installation's own case is in the installation's cohort."""
    owner = connection.execute(sa.select(workspaces.c.cohort_id).where(workspaces.c.id == place)).scalar()
    own = connection.execute(sa.select(cohorts.c.id).where(cohorts.c.id == place)).scalar()
    return str(owner or own or INSTALLATION)
