"""The publications of a dataset held against the audit log, which has an entry for each of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress

from steering.records.audit_log import AuditEntry
from steering.records.publication import Publication

ACTIONS = ("publish", "roll-back")
OTHER = (
    "The history of the {dataset} data at {place} is not what the audit log tells ({there} entries, {logged} there): "
    "some were added, changed or removed without it."
)


def find_difference(history: Sequence[Publication], entries: Sequence[AuditEntry], place: str, dataset: str) -> str:
    """Return a sentence where the history of a place tells of other releases than the audit log; else nothing.

    Publications from before the log began are not in it.
    """
    releases = [entry.release_id for entry in history]
    logged = [release for entry in entries if (release := _find_release(entry, place, dataset)) is not None]
    surplus = max(len(releases) - len(logged), 0)
    is_older = all(entry.published_at < entries[0].at for entry in history[:surplus]) if entries else True
    if releases[surplus:] == logged and is_older:
        return ""
    return OTHER.format(logged=f"{len(logged):,}", there=f"{len(releases):,}", dataset=dataset, place=place)


def _find_release(entry: AuditEntry, place: str, dataset: str) -> str | None:
    """Return the release that an entry put in force of a dataset at a place; None where it tells of something else."""
    if entry.place != place or entry.action not in ACTIONS:
        return None
    facts: object = None
    # Text that is no JSON was put there by somebody else: the log itself breaks there.
    with suppress(ValueError):
        facts = json.loads(entry.facts)
    if not isinstance(facts, dict) or facts.get("dataset") != dataset:
        return None
    return str(facts.get("release"))
