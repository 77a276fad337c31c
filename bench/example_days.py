"""How a team's month of GPU nodes falls on its days, and the job that was left running; dollars, no charges yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import fsum

from bench.example_commitments import Slice, hours
from bench.example_spend import BILLED_MONTHS, IMAGING, gpu_spend
from bench.example_teams import Team, jitter

# Older GPU charges are kept by the month.
DAILY_FROM = "2026-07"
LEFT_RUNNING = tuple(date(2026, 10, day) for day in range(19, 24))
# What the job cost on each of these days, against what the team's nodes would have cost.
TIMES_MORE = 2.5


def days_of(month: str) -> list[date]:
    """The days of a month."""
    first = date.fromisoformat(f"{month}-01")
    return [first + timedelta(days=number) for number in range(hours(month) // 24)]


def gpu_dollars(team: Team, month: str) -> float:
    """A month of the team's GPU nodes, wherever they run."""
    return fsum(spend.dollars for spend in gpu_spend(team, month))


def day_parts(team: Team, month: str) -> Mapping[date, float]:
    """Which part of the month falls on each day: a slope towards the next month, and quieter week-ends."""
    place = BILLED_MONTHS.index(month)
    now, before = gpu_dollars(team, month), gpu_dollars(team, BILLED_MONTHS[place - 1])
    after = gpu_dollars(team, BILLED_MONTHS[place + 1]) if place + 1 < len(BILLED_MONTHS) else now * 1.05
    days = days_of(month)
    start, end = (before + now) / 2, (now + after) / 2
    weights = [
        (start + (end - start) * number / len(days))
        * (0.92 if day.weekday() > 4 else 1.03)
        * (1 + 0.04 * jitter(team.id, day.isoformat()))
        for number, day in enumerate(days)
    ]
    together = fsum(weights)
    return {day: weight / together for day, weight in zip(days, weights, strict=True)}


def by_day(part: Slice) -> Mapping[date, float]:
    """USD of each day of a slice of GPU spend."""
    team = part.spend.team
    assert team is not None, "GPU nodes belong to a team"
    return {day: part.dollars * share for day, share in day_parts(team, part.spend.month).items()}


def left_running(team: Team, month: str) -> Mapping[date, float]:
    """USD of the job that was left running, by day."""
    if team.id != IMAGING or month != LEFT_RUNNING[0].isoformat()[:7]:
        return {}
    parts = day_parts(team, month)
    return {day: TIMES_MORE * gpu_dollars(team, month) * parts[day] for day in LEFT_RUNNING}
