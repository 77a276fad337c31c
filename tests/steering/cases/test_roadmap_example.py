"""The example's roadmap and risks agree with its charter, its plan and its data."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from steering import months
from steering.cases.case import Case
from steering.cases.roadmap import COVERAGES, Gate, Roadmap, last_day
from steering.catalog.business_metrics import SINGLE_METRICS
from steering.roadmap.schedule_items import Kind, ScheduleItem, schedule
from tests.steering.small_cases import loaded

TRAINED = 2 / 3


@pytest.fixture(scope="module")
def case(example_case: Path) -> Case:
    return loaded(example_case)


@pytest.fixture(scope="module")
def roadmap(case: Case) -> Roadmap:
    assert case.roadmap is not None
    return case.roadmap


@pytest.fixture(scope="module")
def items(case: Case, roadmap: Roadmap) -> dict[str, ScheduleItem]:
    return {one.id: one for one in schedule(roadmap, case.charter, case.charter.as_of).items}


def gate(roadmap: Roadmap, id: str) -> Gate:
    return next(one for one in roadmap.gates if one.id == id)


def test_gate_3_is_the_ask(case: Case, roadmap: Roadmap) -> None:
    ask, asked = case.charter.ask, gate(roadmap, "gate-3")
    assert ask is not None
    assert (asked.amount.value, asked.date) == (ask.amount.value, ask.decide_by)
    assert "waves 5 and 6" in ask.title
    assert "waves 5 and 6" in (asked.purpose or "")


def test_gate_4_is_the_contingency_of_the_business_case(case: Case, roadmap: Roadmap) -> None:
    assert case.business is not None
    line = next(one for one in case.business.lines if one.id == "contingency")
    assert gate(roadmap, "gate-4").amount.value == sum(one.value for one in line.values) * case.business.unit


def test_waves_are_those_of_the_plan_with_its_dates(
    case: Case, roadmap: Roadmap, items: dict[str, ScheduleItem]
) -> None:
    assert case.charter.adoption is not None
    assert [one.id for one in roadmap.waves] == [wave.id for wave in case.charter.adoption.waves]
    for wave in case.charter.adoption.waves:
        one = items[wave.id]
        full = months.format_month(f"{one.baseline_end:%Y-%m}")
        assert one.baseline_start == date.fromisoformat(f"{wave.start}-01")
        assert wave.count_planned(f"{one.baseline_end:%Y-%m}") == wave.teams, full
        assert wave.count_planned(months.add_months(f"{one.baseline_end:%Y-%m}", -1)) < wave.teams, full


def test_what_has_happened_to_waves_is_what_the_data_says(
    case: Case, items: dict[str, ScheduleItem], example_case: Path
) -> None:
    with (example_case / "datasets" / "adoption.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    begun, running = defaultdict(list), defaultdict(list)
    for row in rows:
        begun[row["wave"]].append(row["month"] if row["stage"] != "not_started" else "9999-99")
        if row["month"] == case.charter.as_of:
            running[row["wave"]].append(row["stage"] in ("production", "scaled"))
    for wave in (one for one in items.values() if one.kind is Kind.WAVE):
        assert wave.has_started == (min(begun[wave.id]) <= case.charter.as_of)
        assert not wave.has_started or f"{wave.start:%Y-%m}" == min(begun[wave.id])
        assert wave.has_finished == all(running[wave.id])


def test_conditions_name_kpis_and_the_business_case(case: Case, roadmap: Roadmap) -> None:
    named = {condition.metric for one in roadmap.gates for condition in one.conditions}
    assert named <= {*case.kpis, *SINGLE_METRICS, *COVERAGES}
    for id in ("gate-3", "gate-4"):
        assert "worth_funding" in {condition.metric for condition in gate(roadmap, id).conditions}


def test_the_roll_out_ends_with_its_last_wave(items: dict[str, ScheduleItem]) -> None:
    last = max((one for one in items.values() if one.kind is Kind.WAVE), key=lambda one: one.end)
    assert (items["roll-out"].baseline_end, items["roll-out"].end) == (last.baseline_end, last.end)


def test_every_gate_is_decided_at_a_checkpoint(roadmap: Roadmap) -> None:
    decided = {gate: meeting.date for meeting in roadmap.committee for gate in meeting.gates}
    assert decided == {one.id: one.date for one in roadmap.gates}


def test_the_last_committee_is_a_checkpoint(case: Case, roadmap: Roadmap) -> None:
    held = [meeting.date for meeting in roadmap.committee if meeting.date <= last_day(case.charter.as_of)]
    assert f"{max(held):%Y-%m}" == case.charter.last_committee


def test_all_decisions_are_taken_at_the_next_checkpoint(case: Case, roadmap: Roadmap) -> None:
    coming = next(one for one in roadmap.committee if one.date > last_day(case.charter.as_of))
    assert list(coming.decisions) == [one.id for one in case.charter.decisions]


def test_what_the_issues_say_is_what_the_data_says(case: Case, example_case: Path) -> None:
    assert case.raid is not None
    said = {one.id: one.text for one in case.raid.issues}
    with (example_case / "datasets" / "kpi.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = [one for one in rows if (one["month"], one["kpi_id"]) == (case.charter.as_of, "evidence_current")]
    missing = int(row["denominator"]) - int(row["numerator"])
    assert (missing, row["denominator"]) == (10, "83")
    assert said["expired-evidence"].startswith("Ten of 83 controls")
