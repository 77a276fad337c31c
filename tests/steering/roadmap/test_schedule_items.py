"""Dates of phases, waves, milestones and gates as of a day: what has happened, what is forecast, what slips."""

from __future__ import annotations

from datetime import date

import pytest

from steering.cases.model import Charter
from steering.cases.roadmap import Roadmap, last_day
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.roadmap.schedule_items import ItemProgress, Schedule, ScheduleItem, schedule

CHARTER = """\
title: A small case
organisation: Example organisation (fictional)
currency: USD
as_of: 2026-04
horizon: {start: 2026-01, months: 12}
adoption:
  waves:
    - {id: "1", name: First, start: 2026-01, teams: 3, plan: {2026-02: 1, 2026-04: 3, 2026-06: 3}}
"""
GATE = "gates: [{{id: g, name: Gate, {when}, amount: 10, conditions: [{{metric: npv, op: '>', value: 0}}]{more}}}]"


def seen(text: str, as_of: str = "2026-04") -> Schedule:
    charter, wrong = validate_as(parse_yaml(CHARTER, "case.yaml"), Charter)
    assert charter and not wrong
    roadmap, wrong = validate_as(parse_yaml(text, "roadmap.yaml"), Roadmap)
    assert roadmap, wrong
    return schedule(roadmap, charter, as_of)


def item(found: Schedule, id: str) -> ScheduleItem:
    return next(one for one in found.items if one.id == id)


def phase(dates: str, as_of: str = "2026-04") -> ScheduleItem:
    return item(seen(f"phases: [{{id: a, name: A, {dates}}}]", as_of), "a")


@pytest.mark.parametrize(("month", "day"), [("2026-04", 30), ("2026-12", 31), ("2028-02", 29)])
def test_today_is_the_last_day_of_the_month(month: str, day: int) -> None:
    assert last_day(month) == date(int(month[:4]), int(month[5:]), day)


class TestOnePhase:
    def test_finished(self) -> None:
        one = phase("baseline: {start: 2026-01-01, end: 2026-03-31}, actual: {start: 2026-01-05, end: 2026-04-10}")
        assert (one.progress, one.slip, one.slack, one.critical) == (ItemProgress.FINISHED, 10, None, False)
        assert (one.start, one.end) == (date(2026, 1, 5), date(2026, 4, 10))

    def test_running_keeps_the_duration_of_its_baseline(self) -> None:
        one = phase("baseline: {start: 2026-04-01, end: 2026-05-30}, actual: {start: 2026-04-01}")
        assert (one.progress, one.end, one.slip) == (ItemProgress.RUNNING, date(2026, 5, 30), 0)

    def test_running_and_begun_late_ends_late(self) -> None:
        one = phase("baseline: {start: 2026-04-01, end: 2026-05-30}, actual: {start: 2026-04-08}")
        assert (one.progress, one.slip) == (ItemProgress.LATE, 7)

    def test_a_forecast_of_its_end_counts(self) -> None:
        dates = "baseline: {start: 2026-04-01, end: 2026-05-30}, actual: {start: 2026-04-08}"
        assert phase(dates + ", forecast: {end: 2026-05-30}").progress is ItemProgress.RUNNING

    def test_what_runs_ends_tomorrow_at_the_earliest(self) -> None:
        one = phase("baseline: {start: 2026-03-01, end: 2026-03-31}, actual: {start: 2026-03-01}")
        assert (one.end, one.slip, one.progress) == (date(2026, 5, 1), 31, ItemProgress.LATE)

    def test_what_has_not_begun_begins_tomorrow_at_the_earliest_and_keeps_its_duration(self) -> None:
        one = phase("baseline: {start: 2026-04-20, end: 2026-04-29}")
        assert (one.start, one.end, one.progress) == (date(2026, 5, 1), date(2026, 5, 10), ItemProgress.LATE)

    def test_not_started(self) -> None:
        one = phase("baseline: {start: 2026-06-01, end: 2026-06-30}")
        assert (one.progress, one.slip, one.critical) == (ItemProgress.NOT_STARTED, 0, True)

    def test_early(self) -> None:
        assert (
            phase("baseline: {start: 2026-01-01, end: 2026-03-31}, actual: {start: 2026-01-01, end: 2026-03-24}").slip
            == -7
        )

    def test_what_happened_later_is_a_forecast_then(self) -> None:
        dates = "baseline: {start: 2026-01-01, end: 2026-03-31}, actual: {start: 2026-01-01, end: 2026-04-10}"
        one = phase(dates, "2026-02")
        assert (one.has_started, one.has_finished, one.end) == (True, False, date(2026, 4, 10))
        assert phase(dates, "2025-12").has_started is False


class TestLinks:
    def test_a_slip_goes_on_to_what_waits(self) -> None:
        found = seen(
            "phases:\n"
            "  - {id: a, name: A, baseline: {start: 2026-04-01, end: 2026-05-31}, actual: {start: 2026-04-01},"
            " forecast: {end: 2026-06-14}}\n"
            "  - {id: b, name: B, baseline: {start: 2026-06-01, end: 2026-06-30}, depends_on: [a]}\n"
            "milestones:\n"
            "  - {id: m, name: M, baseline: 2026-06-30, depends_on: [b]}\n"
            "  - {id: n, name: N, baseline: 2026-07-10, depends_on: [{on: a, lag: 30}]}\n"
        )
        assert (item(found, "b").start, item(found, "b").end) == (date(2026, 6, 15), date(2026, 7, 14))
        assert item(found, "m").end == date(2026, 7, 14), "a milestone is reached at the end of the same day"
        assert item(found, "n").end == date(2026, 7, 14), "30 days after the end of a"
        assert [one.id for one in found.critical_items] == ["a", "b", "m", "n"]
        assert (found.finish, found.baseline_finish, found.slip) == (date(2026, 7, 14), date(2026, 7, 10), 4)
        assert found.remaining == 75

    def test_what_follows_a_milestone_begins_on_the_next_day(self) -> None:
        found = seen(
            "phases: [{id: a, name: A, baseline: {start: 2026-05-01, end: 2026-05-10}, depends_on: [m]}]\n"
            "milestones: [{id: m, name: M, baseline: 2026-05-15}]\n"
        )
        assert item(found, "a").start == date(2026, 5, 16)

    def test_what_can_wait_has_float_and_is_not_critical(self) -> None:
        found = seen(
            "phases: [{id: a, name: A, baseline: {start: 2026-06-01, end: 2026-06-30}}]\n"
            "milestones: [{id: m, name: M, baseline: 2026-06-20}]\n"
        )
        assert (item(found, "m").slack, item(found, "m").critical) == (10, False)
        assert [one.id for one in found.critical_items] == ["a"]

    def test_a_very_long_chain_of_lags_stays_within_the_calendar(self) -> None:
        links = "".join(
            f"  - {{id: m{n}, name: M, baseline: 2026-05-01, depends_on: [{{on: m{n - 1}, lag: 3660}}]}}\n"
            for n in range(1, 1000)
        )
        assert seen("milestones:\n  - {id: m0, name: M, baseline: 2026-05-01}\n" + links).finish == date.max


class TestWaves:
    def test_the_baseline_is_the_plan(self) -> None:
        one = item(seen('waves: [{id: "1"}]', "2025-12"), "1")
        assert (one.name, one.short) == ("Wave 1 · First", "Wave 1")
        assert (one.baseline_start, one.baseline_end) == (date(2026, 1, 1), date(2026, 4, 30)), "all 3 by April"
        assert (one.start, one.end) == (date(2026, 1, 1), date(2026, 4, 30))

    def test_its_own_baseline_takes_the_place_of_the_plan(self) -> None:
        one = item(seen('waves: [{id: "1", baseline: {production: 2026-05-31}, actual: {start: 2026-01-01}}]'), "1")
        assert (one.baseline_start, one.baseline_end) == (date(2026, 1, 1), date(2026, 5, 31))
        assert one.progress is ItemProgress.RUNNING


class TestGates:
    def test_a_gate_has_its_date(self) -> None:
        assert item(seen(GATE.format(when="date: 2026-05-29", more="")), "g").end == date(2026, 5, 29)

    def test_a_gate_that_is_not_released_waits_until_tomorrow(self) -> None:
        assert item(seen(GATE.format(when="date: 2026-03-31", more="")), "g").end == date(2026, 5, 1)

    def test_a_released_gate_is_finished_on_that_day(self) -> None:
        one = item(seen(GATE.format(when="date: 2026-03-31", more=", released: 2026-04-02")), "g")
        assert (one.end, one.has_finished, one.slip) == (date(2026, 4, 2), True, 2)

    def test_a_gate_can_be_dated_by_a_milestone(self) -> None:
        text = "milestones: [{id: m, name: M, baseline: 2026-05-10, forecast: 2026-05-20}]\n"
        one = item(seen(text + GATE.format(when="milestone: m", more="")), "g")
        assert (one.baseline_end, one.end, one.slip) == (date(2026, 5, 10), date(2026, 5, 20), 10)
