"""One scenario held against another: what differs, and steps that add up to the difference of the two NPVs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.cases.business import Scenario
from steering.catalog.drivers import DRIVERS
from steering.context.filters import Filters
from steering.finance.cash_flows import AS_PLANNED, Links
from steering.finance.model import compute_npv
from steering.roi.comparison import ORDER, bridge_steps, compare_scenarios
from steering.roi.report import roi_report
from steering.roi.scenarios import resolve_scenario
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.finance.business_cases import KNOWN, business, net
from tests.steering.small_scenarios import kept, with_kept

CASE = business(KNOWN)
NOW = Filters(as_of="2026-10")
DATA = Links(adoption=(None, 0.8, 0.9, 1.0), replacements={"platform": (0, 14, 11, 12)})
factors = st.decimals("0.1", "3", places=2)
changes = st.builds(
    Scenario,
    lines=st.dictionaries(st.sampled_from(["platform", "gains"]), factors),
    drivers=st.fixed_dictionaries(
        {},
        optional={
            "discount_rate": st.decimals("-0.5", "1", places=3),
            "benefit_delay_months": st.decimals(0, 40, places=0),
            **dict.fromkeys(("adoption_speed", "adoption_ceiling", "benefit_factor", "cost_factor"), factors),
        },
    ),
)


def test_every_driver_has_a_rank_of_its_own_in_the_bridge() -> None:
    assert len({definition.bridge_rank for definition in DRIVERS.values()}) == len(DRIVERS)


@given(changes, changes, st.sampled_from([AS_PLANNED, DATA]))
def test_the_steps_add_up(before: Scenario, after: Scenario, links: Links) -> None:
    found = bridge_steps(CASE, before, after, links=links)
    ends = [compute_npv(CASE, None, one, links=links) for one in (before, after)]
    assert found is not None
    assert ends[0] is not None
    assert ends[1] is not None
    assert sum(step.npv for step in found) == pytest.approx(ends[1] - ends[0], abs=1e-9)


@given(changes)
def test_nothing_differs_from_itself(change: Scenario) -> None:
    assert bridge_steps(CASE, change, change, links=AS_PLANNED) == ()


def test_each_step_is_that_change_alone_on_top_of_those_before() -> None:
    """By hand: at 10%, costs of 15, 10, 10 and benefits of 8, 18, 24 are worth 29.4140 and 40.1803."""
    after = Scenario(lines={"gains": Decimal("0.5")}, drivers={"cost_factor": Decimal("1.2")})
    found = bridge_steps(CASE, Scenario(), after, links=AS_PLANNED)
    assert found is not None
    assert [(step.id, step.cause, step.before, step.after) for step in found] == [
        ("cost_factor", "driver", 1.0, 1.2),
        ("gains", "line", 1.0, 0.5),
    ]
    costs = 15 / 1.1 + 10 / 1.21 + 10 / 1.331
    benefits = 8 / 1.1 + 18 / 1.21 + 24 / 1.331
    assert [step.npv for step in found] == pytest.approx([-0.2 * costs, -0.5 * benefits])


def test_the_order_is_that_of_the_page_whatever_the_file_has() -> None:
    after = Scenario(
        lines={"gains": Decimal(2), "platform": Decimal(2)},
        drivers={name: Decimal("0.9") for name in reversed(ORDER)},
    )
    found = bridge_steps(CASE, Scenario(), after, links=AS_PLANNED)
    assert found is not None
    assert [step.id for step in found] == [*ORDER, "platform", "gains"]


def test_a_driver_written_out_where_it_stands_is_no_difference() -> None:
    same = Scenario(drivers={"discount_rate": Decimal("0.1"), "cost_factor": Decimal("1.00")})
    assert bridge_steps(CASE, Scenario(), same, links=AS_PLANNED) == ()


def test_net_flows_follow_their_rate_alone() -> None:
    case = net(-10, 6, 6)
    found = bridge_steps(case, Scenario(), Scenario(drivers={"discount_rate": Decimal("0.2")}), links=AS_PLANNED)
    assert found is not None
    assert [step.npv for step in found] == pytest.approx([6 / 1.2 + 6 / 1.44 - 6 / 1.1 - 6 / 1.21])


def test_what_overflows_on_the_way_has_no_steps() -> None:
    case = net(-10, *[0] * 49, 6)
    ruin = Scenario(drivers={"discount_rate": Decimal("-0.999999999999999")})
    assert compute_npv(case, None, ruin) is None
    assert bridge_steps(case, Scenario(), ruin, links=AS_PLANNED) is None
    assert bridge_steps(case, ruin, Scenario(), links=AS_PLANNED) is None


class TestOnTheTable:
    def test_nothing_is_compared_unasked(self, whole_example: CaseSnapshot) -> None:
        assert compare_scenarios(whole_example.context, replace(NOW, scenario="worst")) is None

    @pytest.mark.parametrize("basis", ["today", "plan"])
    @pytest.mark.parametrize("against", ["base", "without_tranche_3", "saved.low"])
    def test_both_are_on_the_same_ground(self, whole_example: CaseSnapshot, against: str, basis: str) -> None:
        context = with_kept(whole_example.context, kept("Low", benefit_factor=0.7))
        view = replace(NOW, scenario="worst", drivers=(("discount_rate", 0.12),), basis=basis, against=against)
        found = compare_scenarios(context, view)
        other = replace(view, scenario=None if against == "base" else against, drivers=(), against=None)
        assert found is not None
        assert found.steps
        assert found.before == roi_report(context, other).now
        assert found.after == roi_report(context, replace(view, against=None)).now
        assert found.after_label == "Worst, with your drivers"
        assert found.before.npv is not None
        assert found.after.npv is not None
        assert sum(step.npv for step in found.steps) == pytest.approx(found.after.npv - found.before.npv)

    def test_the_viewers_drivers_are_held_against_their_own_scenario(self, whole_example: CaseSnapshot) -> None:
        view = replace(NOW, scenario="worst", drivers=(("discount_rate", 0.12),), against="worst")
        found = compare_scenarios(whole_example.context, view)
        assert found is not None
        assert found.steps is not None
        assert [(step.id, step.before, step.after) for step in found.steps] == [("discount_rate", 0.1, 0.12)]

    def test_a_line_that_is_gone_is_no_difference(self, whole_example: CaseSnapshot) -> None:
        context = with_kept(whole_example.context, kept("Old", lines={"gone": 0.5}))
        view = replace(NOW, scenario="saved.old", against="base")
        found = compare_scenarios(context, view)
        assert found is not None
        assert found.steps == ()
        assert resolve_scenario(CASE, view, context.scenarios).lines == {"gone": Decimal("0.5")}
