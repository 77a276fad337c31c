"""Kept scenarios for tests, and rooms in which they lie on the table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from steering.cases.business import Scenario
from steering.context.cache import LruCache
from steering.context.case_context import RESULTS, CaseContext
from steering.records import Assumptions, ResultSnapshot, SavedScenario, State

FIGURES = ResultSnapshot(as_of="2026-10", npv_planned=1.0, npv=1.0, payback_months=12.0, releases={}, business="")


def kept(
    name: str, *, id: str = "", state: State = "draft", lines: dict[str, float] | None = None, **drivers: float
) -> SavedScenario:
    """A scenario that somebody kept, with factors on lines and values of drivers."""
    scenario = Scenario(
        lines={line: Decimal(str(factor)) for line, factor in (lines or {}).items()},
        drivers={driver: Decimal(str(value)) for driver, value in drivers.items()},
    )
    return SavedScenario(
        id=1,
        case_id="example",
        scenario_id=id or f"saved.{name.lower()}",
        revision=1,
        name=name,
        note="",
        state=state,
        assumed=Assumptions(scenario=scenario),
        sha256="",
        figures=FIGURES,
        recorded_at=dt.datetime(2026, 11, 2, 9, 5, tzinfo=dt.UTC),
        recorded_by="tester",
    )


def with_kept(context: CaseContext, *scenarios: SavedScenario) -> CaseContext:
    """The same room with these scenarios, and nothing worked out yet."""
    return replace(context, scenarios=scenarios, results=LruCache(RESULTS))
