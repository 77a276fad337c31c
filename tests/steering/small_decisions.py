"""Decisions to hold the code against: texts of decisions.yaml, read as the loader reads them, and put on record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from steering.cases.decisions import DecisionRecord, PastDecisions, check_decisions
from steering.cases.model import Charter
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.context.case_context import CaseContext
from steering.errors import Problem
from steering.records import Records
from tests.actors import TESTER

PAST = """\
decisions:
  - id: start
    title: Start wave 1
    question: Do we start?
    options: [Start, Wait]
    result: Start
    decided_on: 2026-02-27
    by: Steering committee
    votes: {for: 3, against: 1}
    as_of: 2026-02
    parameters: {adoption_speed: 0.8}
    releases: {adoption: 17e1a7432d9017e1a7432d9017e1a7432d9017e1a7432d9017e1a7432d901234}
    figures:
      - {metric: rate, value: 0.25}
    conditions:
      - {id: rate, label: the rate, metric: rate, op: ">=", value: 0.50, due: 2026-04}
      - {id: people, label: people, metric: rate, op: between, value: [0.1, 0.90], tolerance: 5%, due: 2026-06-15}
    actions:
      - {id: hire, text: Hire two engineers., owner: Head of the platform, due: 2026-03-31}
    minutes: Nobody objected.
"""
KPIS = ("rate",)
CHARTER = Charter(
    title="A case",
    organisation="Example organisation (fictional)",
    currency="USD",
    as_of="2026-04",
    horizon={"start": "2026-01", "months": 12},  # type: ignore[arg-type]
)


def read(
    text: str,
    kpis: Collection[str] | None = KPIS,
    scenarios: Collection[str] | None = ("worst",),
    charter: Charter | None = CHARTER,
    inputs: Collection[str] | None = (),
) -> tuple[PastDecisions | None, list[Problem]]:
    """A text of decisions.yaml as the loader would take it, with every problem."""
    document = parse_yaml(text, "decisions.yaml")
    past, problems = validate_as(document, PastDecisions)
    found = list(problems)
    if past:
        found += check_decisions(past, document, charter, kpis, scenarios, inputs)
    return past, found


def decided(text: str = PAST, kpis: Collection[str] | None = None) -> tuple[DecisionRecord, ...]:
    """The decisions of a text that is right."""
    past, problems = read(text, kpis)
    assert past is not None and problems == []
    return past.decisions


def on_record(context: CaseContext, found: tuple[DecisionRecord, ...], home: Path) -> CaseContext:
    """The room with these decisions on record in a store of their own."""
    with Records(home) as records:
        records.record_decisions(context.case.id, found, by=TESTER, source="case")
        return replace(context, decisions=records.decisions(context.case.id))
