"""Showback: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.costs.showback import ShowbackLine, split_showback


def charged(team: str | None, effective: float, *, shared: bool = False, idle: float = 0) -> ShowbackLine:
    return ShowbackLine(team=team, shared=shared, direct=effective - idle, idle=idle, credits=None, effective=effective)


def test_shared_cost_follows_direct_cost() -> None:
    found = split_showback([charged("A", 300), charged("B", 100), charged(None, 80, shared=True), charged(None, 20)])
    assert [(line.team, line.shared) for line in found.lines] == [("A", 60), ("B", 20)]
    assert found.untagged == 20
    assert found.total == 500


def test_idle_is_shown_apart_and_draws_no_shared_cost() -> None:
    found = split_showback([charged("A", 150, idle=50), charged("B", 100), charged(None, 40, shared=True)])
    assert [(line.direct, line.idle, line.shared) for line in found.lines] == [(100, 50, 20), (100, 0, 20)]


def test_idle_that_belongs_to_no_team_is_told_apart() -> None:
    found = split_showback([charged("A", 100), charged(None, 70, idle=40)])
    assert (found.untagged, found.untagged_idle, found.total) == (70, 40, 170)


def test_shared_cost_that_no_team_can_carry_stays_unallocated() -> None:
    found = split_showback([charged("A", -10), charged(None, 40, shared=True)])
    assert found.lines[0].shared == 0
    assert found.untagged == 40
    assert found.total == 30


money = st.floats(-1e5, 1e6, allow_nan=False)


@given(st.dictionaries(st.text("ABCDE", min_size=1, max_size=2), money, max_size=6), money, money)
def test_the_lines_add_up_to_the_spend(teams: dict[str, float], shared: float, untagged: float) -> None:
    rows = [charged(team, cost) for team, cost in teams.items()]
    rows += [charged(None, shared, shared=True), charged(None, untagged)]
    assert split_showback(rows).total == pytest.approx(sum(row.effective for row in rows), abs=1e-3)
