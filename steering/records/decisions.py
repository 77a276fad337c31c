"""Decisions as they were taken, each revision for good, and what became of their actions; nothing is ever changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from steering.cases.decisions import DecisionRecord
from steering.errors import StoreUnavailable, UnknownName
from steering.field_types import checks_of
from steering.records.canonical_json import canonical_json, sha256_of
from steering.records.decision_revision import (
    ActionEvent,
    DecisionRevision,
    Origin,
    draft_revision,
    sort_revisions,
)
from steering.records.engine import parse_rows
from steering.records.schema import decision_events, decisions


def select_changes(connection: sa.Connection, case_id: str, records: Sequence[DecisionRecord]) -> list[DecisionRecord]:
    """Those decisions whose newest revision differs from the given record, in their order."""
    newest = _newest(connection, case_id)
    return [
        record
        for record in records
        if record.id not in newest or newest[record.id].sha256 != sha256_of(canonical_json(record))
    ]


def append(
    connection: sa.Connection, case_id: str, records: Sequence[DecisionRecord], *, by: str, source: Origin
) -> tuple[DecisionRevision, ...]:
    """Record what is new or has changed as new revisions, and return those."""
    newest = _newest(connection, case_id)
    additions = []
    for decision in select_changes(connection, case_id, records):
        revision = newest[decision.id].revision + 1 if decision.id in newest else 1
        entry = replace(draft_revision(case_id, decision, by, source), revision=revision)
        additions.append(replace(entry, id=_insert(connection, decisions, _row(entry, canonical_json(decision)))))
    return tuple(additions)


def current(connection: sa.Connection, case_id: str, faults: list[str] | None = None) -> tuple[DecisionRevision, ...]:
    """Return the newest revision of each decision with the events of its actions, the last decision first.

    One that can't be read is told in `faults` and left out, or raises StoreUnavailable without them.
    """
    events = _events(connection, case_id)
    newest = (
        replace(revision, events=tuple(event for event in events if event.decision_id == revision.decision.id))
        for revision in parse_rows(_newest(connection, case_id).values(), _parse_row, faults)
    )
    return sort_revisions(newest)


def revisions(connection: sa.Connection, case_id: str, decision_id: str) -> tuple[DecisionRevision, ...]:
    """Return every revision of a decision, oldest first."""
    query = (
        sa.select(decisions)
        .where(decisions.c.case_id == case_id, decisions.c.decision_id == decision_id)
        .order_by(decisions.c.revision)
    )
    return tuple(_parse_row(row) for row in connection.execute(query))


def note(connection: sa.Connection, event: ActionEvent) -> ActionEvent:
    """Write down what became of an action.

    Raises:
        UnknownName: there is no such decision, or no such action in its newest revision.
    """
    newest = _newest(connection, event.case_id)
    if event.decision_id not in newest:
        raise UnknownName("decision", event.decision_id, list(newest))
    actions = [task.id for task in _parse_row(newest[event.decision_id]).decision.actions]
    if event.action_id not in actions:
        raise UnknownName("action", event.action_id, actions)
    values = {field.name: getattr(event, field.name) for field in fields(event) if field.name != "id"}
    return replace(event, id=_insert(connection, decision_events, values))


def _newest(connection: sa.Connection, case_id: str) -> dict[str, sa.Row[Any]]:
    """Return the row of the newest revision of each decision of a case."""
    last = sa.select(sa.func.max(decisions.c.id)).where(decisions.c.case_id == case_id)
    query = sa.select(decisions).where(decisions.c.id.in_(last.group_by(decisions.c.decision_id)))
    return {row.decision_id: row for row in connection.execute(query.order_by(decisions.c.decision_id))}


def _events(connection: sa.Connection, case_id: str) -> list[ActionEvent]:
    query = sa.select(decision_events).where(decision_events.c.case_id == case_id).order_by(decision_events.c.id)
    return [ActionEvent(**row) for row in connection.execute(query).mappings()]


def _insert(connection: sa.Connection, table: sa.Table, values: dict[str, Any]) -> int:
    result = connection.execute(sa.insert(table).values(values))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def _row(entry: DecisionRevision, body: str) -> dict[str, Any]:
    remaining = ("case_id", "revision", "sha256", "recorded_at", "recorded_by", "source")
    own = {"decision_id": entry.decision.id, "decided_on": entry.decision.decided_on, "body": body}
    return {name: getattr(entry, name) for name in remaining} | own


def _parse_row(row: sa.Row[Any]) -> DecisionRevision:
    """Return a row as the decision it holds. Whoever changed its text elsewhere is found out here."""
    if sha256_of(row.body) != row.sha256:
        raise _unreadable(row, "its text is not what was recorded", "Restore the records from a copy.")
    try:
        decision = checks_of(DecisionRecord).validate_python(json.loads(row.body))
    except (ValidationError, ValueError) as error:
        raise _unreadable(row, "it was written by another version of Steerco", "Use that version.") from error
    remaining = ("id", "case_id", "revision", "sha256", "recorded_at", "recorded_by", "source")
    return DecisionRevision(decision=decision, **{name: getattr(row, name) for name in remaining})


def _unreadable(row: sa.Row[Any], reason: str, remedy: str) -> StoreUnavailable:
    return StoreUnavailable(f"The record of the decision {row.decision_id!r} can't be read: {reason}. {remedy}")
