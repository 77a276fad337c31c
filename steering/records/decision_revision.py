"""A revision of a decision as a fact, with what became of its actions. Nothing of the database is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from steering.cases.decisions import DecisionRecord
from steering.records.canonical_json import canonical_json, sha256_of

Origin = Literal["case", "stage"]
Event = Literal["done", "reopened"]


@dataclass(frozen=True, kw_only=True)
class ActionEvent:
    """What became of an action: on `on_day` it was done, or taken up again. `noted_at` is UTC; `id` rises."""

    id: int
    case_id: str
    decision_id: str
    action_id: str
    event: Event
    on_day: dt.date
    noted_at: dt.datetime
    noted_by: str


@dataclass(frozen=True, kw_only=True)
class DecisionRevision:
    """A revision of a decision. `sha256` is that of its text, `recorded_at` is UTC; `events` are of its actions."""

    id: int
    case_id: str
    decision: DecisionRecord
    revision: int
    sha256: str
    recorded_at: dt.datetime
    recorded_by: str
    source: Origin
    events: tuple[ActionEvent, ...] = ()


def draft_revisions(
    case_id: str, records: Sequence[DecisionRecord], *, by: str, source: Origin
) -> tuple[DecisionRevision, ...]:
    """Return what recording decisions in a case without any would make of them, the last decision first."""
    return sort_revisions(draft_revision(case_id, decision, by, source) for decision in records)


def draft_revision(case_id: str, decision: DecisionRecord, by: str, source: Origin) -> DecisionRevision:
    """Return the first revision of a decision as it would be recorded now."""
    return DecisionRevision(
        id=0,
        case_id=case_id,
        decision=decision,
        revision=1,
        sha256=sha256_of(canonical_json(decision)),
        recorded_at=dt.datetime.now(dt.UTC),
        recorded_by=by,
        source=source,
    )


def sort_revisions(revisions: Iterable[DecisionRevision]) -> tuple[DecisionRevision, ...]:
    """Return revisions, the last decision first."""
    return tuple(sorted(revisions, key=lambda item: (item.decision.decided_on, item.decision.id), reverse=True))
