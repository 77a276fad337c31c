"""Releases that nothing uses any longer: what deleting them frees, and their deletion."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steering.actors import EVERYWHERE, Actor
from steering.warehouse.removal import FRESH_SECONDS, StoredRelease, find_stored, list_stored, remove_unused

if TYPE_CHECKING:
    # The records are handed in; checking a file must not load the database library.
    from steering.records import Records
    from steering.records.release_uses import UnusedRelease


@dataclass(frozen=True, kw_only=True)
class Unused:
    """Releases that can be deleted: earlier ones of places, with their size, and files that were never published."""

    earlier: tuple[tuple[UnusedRelease, int], ...]
    never_published: tuple[StoredRelease, ...] = ()

    @property
    def count(self) -> int:
        """How many releases these are; one that several places have counts once."""
        ids = {release.release_id for release, _ in self.earlier}
        return len(ids.union(release.release_id for release in self.never_published))

    @property
    def bytes(self) -> int:
        """What deleting all of them frees."""
        sizes = {release.release_id: size for release, size in self.earlier}
        return sum((sizes | {release.release_id: release.bytes for release in self.never_published}).values())


def find_unused(
    home: Path, places: Collection[str] | None, *, records: Records, by: Actor, now: float | None = None
) -> Unused:
    """Find the earlier releases of places, or of all, that nothing there uses and that are older than a day.

    What was never published is told to whoever runs the installation alone: it may be anybody's.

    Raises:
        StoreUnavailable: the records can't be read now.
    """
    limit = (time.time() if now is None else now) - FRESH_SECONDS
    oldest = dt.datetime.fromtimestamp(limit, dt.UTC)
    earlier = []
    for release in records.releases.list_unused(places):
        stored = find_stored(home, release.dataset, release.release_id)
        if stored and release.last.published_at < oldest:
            earlier.append((release, stored.bytes))
    never: tuple[StoredRelease, ...] = ()
    if by.may("administer", EVERYWHERE):
        used = records.releases.list_used()
        never = tuple(release for release in list_stored(home, before=limit) if release.release_id not in used)
    ids = {release.release_id for release, _ in earlier}
    return Unused(
        earlier=tuple(earlier),
        never_published=tuple(release for release in never if release.release_id not in ids),
    )


def delete_unused(home: Path, unused: Unused, *, records: Records, by: Actor, now: float | None = None) -> None:
    """Delete unused releases: their places can't go back to them any more.

    One that somebody else still has stays on the disk, which nobody is told.

    Raises:
        NotAllowed: who asks may not publish at one of the places, or something uses one by now; nothing was deleted.
        StoreUnavailable: the records can't be written now; nothing was deleted.
    """
    if unused.never_published:
        by.require("administer", EVERYWHERE)
    records.releases.remove([release for release, _ in unused.earlier], by=by)
    used = records.releases.list_used()
    stored = [
        StoredRelease(dataset=release.dataset, release_id=release.release_id, bytes=size)
        for release, size in unused.earlier
    ]
    for each in (*stored, *unused.never_published):
        remove_unused(home, each, used, now=now)
