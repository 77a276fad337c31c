"""Scenarios that people kept, each revision for good: drafts, proposed, approved and then never changed, withdrawn."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import ValidationError
from pydantic.dataclasses import dataclass as checked

from steering.actors import Actor
from steering.cases.business import Scenario
from steering.errors import SteercoError, StoreUnavailable, UnknownName, quote_input
from steering.field_types import STRICT, checks_of
from steering.records.canonical_json import canonical_json, sha256_of
from steering.records.engine import StaleRevision, parse_rows
from steering.records.scenario_names import ScenarioRefused, check_name, check_note, find_free_id
from steering.records.schema import scenarios

State = Literal["draft", "proposed", "approved", "withdrawn"]
Basis = Literal["today", "plan"]

MOST = 200
# The states from which each can be reached by saying so. A change makes a draft.
BEFORE: Mapping[State, tuple[State, ...]] = {
    "proposed": ("draft", "withdrawn"),
    "approved": ("proposed",),
    "withdrawn": ("draft", "proposed"),
}


class ScenarioLocked(SteercoError):
    """Somebody tried to change an approved scenario."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The scenario {quote_input(name)} is approved and never changes again. "
            "Save what you want under another name."
        )


@checked(frozen=True, kw_only=True, config=STRICT)
class Assumptions:
    """What a scenario assumes: what differs from the base of the business case, and the ground it was made on."""

    scenario: Scenario
    basis: Basis = "today"


@dataclass(frozen=True, kw_only=True)
class ResultSnapshot:
    """What a scenario came to when it was recorded: NPV in the file's unit, on the data and releases of a month.

    `business` is the hash of what the business case said.
    """

    as_of: str
    npv_planned: float | None
    npv: float | None
    payback_months: float | None
    releases: dict[str, str]
    business: str


@dataclass(frozen=True, kw_only=True)
class SavedScenario:
    """A revision of a scenario that somebody kept. `sha256` is that of what it assumes, `recorded_at` is UTC.

    `previously_by` is who recorded the revision before it: of an approved one, who proposed it.
    """

    id: int
    case_id: str
    scenario_id: str
    revision: int
    name: str
    note: str
    state: State
    assumed: Assumptions
    sha256: str
    figures: ResultSnapshot
    recorded_at: dt.datetime
    recorded_by: str
    previously_by: str | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True)
class ScenarioInput:
    """What somebody wants to keep under a name, with what it comes to now and who they are."""

    name: str
    note: str
    assumed: Assumptions
    figures: ResultSnapshot
    by: Actor


def current(connection: sa.Connection, case_id: str, faults: list[str] | None = None) -> tuple[SavedScenario, ...]:
    """Return the newest revision of each scenario of a case, in the order in which they were first saved.

    One that can't be read is told in `faults` and left out, or raises StoreUnavailable without them.
    """
    return tuple(parse_rows(_newest(connection, case_id).values(), _parse_row, faults))


def revisions(connection: sa.Connection, case_id: str, scenario_id: str) -> tuple[SavedScenario, ...]:
    """Return every revision of a scenario, oldest first."""
    query = (
        sa.select(scenarios)
        .where(scenarios.c.case_id == case_id, scenarios.c.scenario_id == scenario_id)
        .order_by(scenarios.c.revision)
    )
    return tuple(_parse_row(row) for row in connection.execute(query))


def save(connection: sa.Connection, case_id: str, entry: ScenarioInput) -> SavedScenario:
    """Keep a scenario as a draft under a name of its own.

    Raises:
        ScenarioRefused: the name is not one or is taken, or there are as many as a case may have.
    """
    newest = _newest(connection, case_id)
    if len(newest) >= MOST:
        raise ScenarioRefused(f"This case has {MOST} saved scenarios, which is the most. Change one of them instead.")
    return _append(
        connection,
        SavedScenario(
            id=0,
            case_id=case_id,
            scenario_id=find_free_id(entry.name, newest),
            revision=1,
            name=check_name(entry.name, [row.name for row in newest.values()]),
            note=check_note(entry.note),
            state="draft",
            assumed=entry.assumed,
            sha256=sha256_of(canonical_json(entry.assumed)),
            figures=entry.figures,
            recorded_at=dt.datetime.now(dt.UTC),
            recorded_by=entry.by.id,
        ),
    )


def change(
    connection: sa.Connection, case_id: str, scenario_id: str, entry: ScenarioInput, expected_revision: int
) -> SavedScenario | None:
    """Give a scenario another name, note or assumptions, which makes it a draft; None where nothing differs.

    `expected_revision` is the revision that somebody saw when they decided.

    Raises:
        ScenarioLocked: it never changes again.
        StaleRevision: another revision than `expected_revision` is in force by now.
        ScenarioRefused: the name is not one or is taken.
    """
    newest = _newest(connection, case_id)
    before = _in_hand(newest, scenario_id, expected_revision, "changing it")
    others = [row.name for id, row in newest.items() if id != scenario_id]
    name, note = check_name(entry.name, others), check_note(entry.note)
    sha256 = sha256_of(canonical_json(entry.assumed))
    if (name, note, sha256) == (before.name, before.note, before.sha256):
        return None
    after = replace(before, name=name, note=note, assumed=entry.assumed, sha256=sha256, state="draft")
    return _append(connection, _next(after, entry.figures, entry.by.id))


def move_on(
    connection: sa.Connection,
    case_id: str,
    scenario_id: str,
    state: State,
    figures: ResultSnapshot,
    *,
    by: str,
    expected_revision: int,
) -> SavedScenario:
    """Propose, approve or withdraw a scenario, as it stands in the revision `expected_revision`.

    Raises:
        ScenarioLocked, StaleRevision: as for a change.
        ScenarioRefused: it can't get there from the state in which it is.
    """
    before = _in_hand(_newest(connection, case_id), scenario_id, expected_revision, f"it is {state}")
    if before.state not in BEFORE[state]:
        raise ScenarioRefused(_refusal(before, state))
    return _append(connection, _next(replace(before, state=state), figures, by))


def proposer(connection: sa.Connection, case_id: str, scenario_id: str) -> str:
    """Return who wrote the newest revision of a scenario; empty where there is none."""
    row = _newest(connection, case_id).get(scenario_id)
    return str(row.recorded_by) if row else ""


def _refusal(before: SavedScenario, state: State) -> str:
    name = quote_input(before.name)
    if state == "approved":
        article = "withdrawn" if before.state == "withdrawn" else f"a {before.state}"
        return f"Only a proposed scenario can be approved, and {name} is {article}. Propose it first."
    return f"The scenario {name} is {before.state} already. Look at it again."


def _in_hand(newest: Mapping[str, sa.Row[Any]], scenario_id: str, expected_revision: int, act: str) -> SavedScenario:
    """Return the scenario that is to become another one, if it may."""
    if scenario_id not in newest:
        raise UnknownName("saved scenario", scenario_id, list(newest))
    scenario = _parse_row(newest[scenario_id])
    if scenario.state == "approved":
        raise ScenarioLocked(scenario.name)
    if scenario.revision != expected_revision:
        raise StaleRevision(f"The scenario {quote_input(scenario.name)}", act)
    return scenario


def _next(after: SavedScenario, figures: ResultSnapshot, by: str) -> SavedScenario:
    now = dt.datetime.now(dt.UTC)
    return replace(
        after,
        revision=after.revision + 1,
        figures=figures,
        recorded_at=now,
        recorded_by=by,
        previously_by=after.recorded_by,
    )


def _newest(connection: sa.Connection, case_id: str) -> dict[str, sa.Row[Any]]:
    """Return the row of the newest revision of each scenario of a case, the one that was kept first before others."""
    mine = sa.select(sa.func.max(scenarios.c.id)).where(scenarios.c.case_id == case_id)
    before = scenarios.alias()
    previously_by = sa.select(before.c.recorded_by).where(
        before.c.case_id == case_id,
        before.c.scenario_id == scenarios.c.scenario_id,
        before.c.revision == scenarios.c.revision - 1,
    )
    query = sa.select(scenarios, previously_by.scalar_subquery().label("previously_by")).where(
        scenarios.c.id.in_(mine.group_by(scenarios.c.scenario_id))
    )
    first = (
        sa.select(scenarios.c.scenario_id)
        .where(scenarios.c.case_id == case_id, scenarios.c.revision == 1)
        .order_by(scenarios.c.id)
    )
    rows = {row.scenario_id: row for row in connection.execute(query)}
    return {id: rows[id] for id in connection.execute(first).scalars()}


def _append(connection: sa.Connection, entry: SavedScenario) -> SavedScenario:
    values = {name: value for name, value in vars(entry).items() if name not in ("id", "assumed", "previously_by")}
    values |= {"body": canonical_json(entry.assumed), "figures": json.dumps(asdict(entry.figures), sort_keys=True)}
    result = connection.execute(sa.insert(scenarios).values(values))
    assert result.inserted_primary_key is not None
    return replace(entry, id=int(result.inserted_primary_key[0]))


def _parse_row(row: sa.Row[Any]) -> SavedScenario:
    """Return a row as the scenario it holds. Whoever changed what it assumes elsewhere is found out here."""
    if sha256_of(row.body) != row.sha256:
        raise _unreadable(row, "what it assumes is not what was recorded", "Restore the records from a copy.")
    try:
        assumptions, figures = (
            checks_of(Assumptions).validate_json(row.body),
            checks_of(ResultSnapshot).validate_json(row.figures),
        )
    except ValidationError as error:
        raise _unreadable(row, "it was written by another version of Steerco", "Use that version.") from error
    values = {name: value for name, value in row._mapping.items() if name not in ("body", "figures")}
    return SavedScenario(assumed=assumptions, figures=figures, **values)


def _unreadable(row: sa.Row[Any], reason: str, remedy: str) -> StoreUnavailable:
    return StoreUnavailable(f"The record of the scenario {quote_input(row.name)} can't be read: {reason}. {remedy}")
