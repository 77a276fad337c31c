"""Earlier releases put in force again: in a case, or in several places of a cohort by one plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from steering.errors import NotAllowed, UnknownName, quote_input
from steering.records import release_uses
from steering.records.engine import NothingToRollBack, StaleRevision
from steering.records.joint_history import begins_empty, find_previous, release_in_force
from steering.records.publication import NO_RELEASE, NOTHING, Publication
from steering.records.publications import LONGEST_REASON, append, earlier_releases

GONE = "The {} release {} was cleaned up, so there is nothing to go back to. Upload its file again."


@dataclass(frozen=True, kw_only=True)
class RollbackStep:
    """Where a dataset goes back, and to which entry of what was in force there; `NOTHING` is to no data.

    Without `to` it goes to the release before. `expected_revision` is the id of the last entry that somebody saw,
    `NOTHING` where there was none; None where nobody has looked.
    """

    case_id: str
    dataset: str
    to: int | None = None
    expected_revision: int | None = None


def roll_back(
    connection: sa.Connection,
    step: RollbackStep,
    entries: Sequence[Publication],
    *,
    by: str,
    reason: str,
    moment: dt.datetime,
) -> Publication:
    """Put an earlier release in force again in a place, or none; `entries` are what was in force there.

    Raises:
        NothingToRollBack: there is none before it, or it is the one in force.
        UnknownName: no entry of this dataset has the id `to`.
        StaleRevision: another entry than the expected one is in force by now.
        NotAllowed: the release was cleaned up.
    """
    last = entries[-1].id if entries else NOTHING
    if step.expected_revision is not None and step.expected_revision != last:
        raise StaleRevision(f"The current {step.dataset} data", "going back")
    target = _find_target(step, entries)
    if target.release_id == release_in_force(entries):
        raise NothingToRollBack(step.case_id, step.dataset)
    for place in (target.case_id, step.case_id):
        if release_uses.is_removed(connection, place, step.dataset, target.release_id):
            raise NotAllowed(GONE.format(step.dataset, quote_input(target.release_id[:8])))
    restored = replace(
        target,
        id=0,
        case_id=step.case_id,
        action="rollback",
        published_at=moment,
        published_by=by,
        reason=reason.strip()[:LONGEST_REASON],
        approved_by="",
    )
    return append(connection, restored)


def _find_target(step: RollbackStep, entries: Sequence[Publication]) -> Publication:
    if step.to == NOTHING and begins_empty(entries):
        return replace(entries[-1], release_id=NO_RELEASE, source_name="", source_sha256="", rows=0)
    if step.to in (None, NOTHING):
        target = find_previous(entries) if step.to is None else None
        if target is None:
            raise NothingToRollBack(step.case_id, step.dataset)
        return target
    target = next((entry for entry in entries if entry.id == step.to), None)
    if target is None or not target.has_data:
        raise UnknownName("publication", str(step.to), ())
    return target


def plan_steps(
    histories: Mapping[str, Sequence[Publication]],
    dataset: str,
    release: str,
    to: str | None = None,
    removals: Collection[tuple[str, str]] = (),
) -> tuple[RollbackStep, ...]:
    """Plan how a release is taken back wherever it is in force among several places.

    Each place goes back to what it had before; with `to` to that release, if it ever had it. A place that has nothing
    to go back to has no step. `histories` are by place what was in force there, `removals` which releases were cleaned
    up, each with its place.
    """
    steps = []
    for place, entries in histories.items():
        target = _choose_target(place, entries, to, removals) if release_in_force(entries) == release else None
        if target is not None:
            revision = entries[-1].id
            steps.append(RollbackStep(case_id=place, dataset=dataset, to=target, expected_revision=revision))
    return tuple(steps)


def list_targets(
    place: str, entries: Sequence[Publication], removals: Collection[tuple[str, str]] = ()
) -> tuple[Publication, ...]:
    """Return the entries that a place can go back to: the one before first, then the others, the newest first."""
    previous, earlier = find_previous(entries), earlier_releases(entries)
    ordered = sorted(earlier, key=lambda entry: previous is None or entry.release_id != previous.release_id)
    return tuple(
        entry
        for entry in ordered
        if not {(place, entry.release_id), (entry.case_id, entry.release_id)}.intersection(removals)
    )


def _choose_target(
    place: str, entries: Sequence[Publication], to: str | None, removals: Collection[tuple[str, str]]
) -> int | None:
    """Return the id of the entry to go back to, `NOTHING` for no data; None where there is none."""
    previous = find_previous(entries)
    wanted = to if to is not None else previous.release_id if previous else NO_RELEASE
    if wanted == NO_RELEASE:
        return NOTHING if begins_empty(entries) and release_in_force(entries) else None
    return next((entry.id for entry in list_targets(place, entries, removals) if entry.release_id == wanted), None)
