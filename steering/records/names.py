"""What people are called now: records hold ids only, and names stand in one table, where they can be taken back."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from steering.actors import COMMAND_LINE, LOCAL
from steering.records.people_schema import people

# A query names so many ids at most.
AT_ONCE = 500
# Those who act without being people of the installation.
MACHINE = {actor.id: actor.name for actor in (LOCAL, COMMAND_LINE)}


def load_names(connection: sa.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return the name that each of these has now, by id; an id that is nobody's is its own name."""
    wanted = sorted(set(ids))
    names = {id: MACHINE.get(id, id) for id in wanted}
    for start in range(0, len(wanted), AT_ONCE):
        own = people.c.id.in_(wanted[start : start + AT_ONCE])
        query = sa.select(people.c.id, people.c.name).where(own)
        names.update({row.id: row.name for row in connection.execute(query)})
    return names
