"""What was in force in a workspace, as one history by time: that of its cohort, until it had a release of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from steering.records.cohorts import INSTALLATION
from steering.records.people_schema import workspaces
from steering.records.publication import NO_RELEASE, Publication
from steering.records.publications import History, effective, histories


def join_histories(own: History, shared: History, files: Collection[str] = ()) -> dict[str, tuple[Publication, ...]]:
    """Return the history of each dataset of a workspace, by name, from its own entries and those of its cohort.

    `files` are the datasets of which the workspace began with a file of its own.
    """
    names = sorted(own.keys() | shared.keys())
    return {name: _join(own.get(name, ()), shared.get(name, ()), has_file=name in files) for name in names}


def _join(own: Sequence[Publication], shared: Sequence[Publication], *, has_file: bool) -> tuple[Publication, ...]:
    """Return the entries that were in force in a workspace, oldest first.

    Whatever its cohort had counts until the workspace has an entry of its own. Data with which a workspace began, that
    of its folder, has nothing before it: what its cohort has may be the data in which its troubles were planted.
    """
    if not own:
        return tuple(shared)
    first = own[0]
    if has_file or is_of_folder(first):
        return tuple(own)
    # What was published for the cohort and for the workspace in one act is one line.
    before = (entry for entry in shared if entry.id < first.id and entry.published_at != first.published_at)
    return (*before, *own)


def joint_histories(
    connection: sa.Connection, case_ids: Collection[str], files: Mapping[str, Collection[str]]
) -> Mapping[str, Mapping[str, tuple[Publication, ...]]]:
    """Return what was in force in several cases as of one moment: by case, then by dataset, oldest first.

    `files` are by case the datasets of which it began with a file of its own.
    """
    of_cohort = (workspaces.c.id.in_(case_ids), workspaces.c.cohort_id != INSTALLATION)
    query = sa.select(workspaces.c.id, workspaces.c.cohort_id).where(*of_cohort)
    cohorts = {row.id: row.cohort_id for row in connection.execute(query)}
    entries = histories(connection, {*case_ids, *cohorts.values()})
    return {
        id: join_histories(entries[id], entries[cohorts[id]] if id in cohorts else {}, files.get(id, ()))
        for id in case_ids
    }


def is_of_folder(entry: Publication) -> bool:
    """Return whether an entry brought a file of the case's folder."""
    return entry.source == "folder" and entry.action == "publish"


def find_folder_digest(entries: Sequence[Publication]) -> str | None:
    """Return the SHA-256 of the folder's file that was published last; None where there was none."""
    # A rollback repeats an earlier entry, but no file came with it.
    digests = [entry.source_sha256 for entry in entries if is_of_folder(entry)]
    return digests[-1] if digests else None


def release_in_force(entries: Sequence[Publication]) -> str:
    """Return the release that is in force by a history; `NO_RELEASE` where there is none."""
    return entries[-1].release_id if entries else NO_RELEASE


def begins_empty(entries: Sequence[Publication]) -> bool:
    """Return whether nothing was in force before the first entry, so that one can go back to that."""
    return bool(entries) and not is_of_folder(entries[0])


def find_previous(entries: Sequence[Publication]) -> Publication | None:
    """Return the publication before the one in force, which a rollback would put in force again."""
    stack = effective(entries)
    return stack[-2] if len(stack) > 1 else None
