"""What drivers and data do to streams, and that the model is linear in its lines."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.errors import UnknownName
from steering.finance.cash_flow_shifts import delay, replace_amounts, scale, stretch
from steering.finance.cash_flows import Links
from steering.finance.discounting import convention_of
from steering.finance.model import assumptions_of, compute_npv, evaluate, project_flows, with_drivers
from steering.finance.sensitivity import compute_breakevens, compute_tornado, line_contributions
from tests.steering.finance.business_cases import KNOWN, business, fractions, net

AMOUNTS = st.lists(st.integers(0, 1000).map(Fraction), min_size=2, max_size=14)
QUARTERS = KNOWN.replace("period: year", "period: quarter")


class TestDelay:
    def test_by_whole_periods(self) -> None:
        assert delay(fractions(0, 8, 18, 24), Fraction(1)) == fractions(0, 0, 8, 18)

    def test_by_part_of_a_period_accrues_evenly(self) -> None:
        assert delay(fractions(0, 8, 18, 24), Fraction(1, 2)) == fractions(0, 4, 13, 21)

    def test_a_lump_of_today_falls_in_the_period_in_which_the_delay_ends(self) -> None:
        assert delay(fractions(6, 0, 0, 0), Fraction(1, 4)) == fractions(0, 6, 0, 0)
        assert delay(fractions(6, 0, 0, 0), Fraction(1)) == fractions(0, 6, 0, 0)
        assert delay(fractions(6, 0, 0, 0), Fraction(5, 4)) == fractions(0, 0, 6, 0)

    def test_beyond_the_horizon_all_is_lost(self) -> None:
        assert delay(fractions(6, 8, 18), Fraction(10)) == fractions(0, 0, 0)

    @given(AMOUNTS, st.fractions(0, 5))
    def test_nothing_is_won(self, values: list[Fraction], periods: Fraction) -> None:
        assert sum(delay(values, periods)) <= sum(values)
        assert delay(values, Fraction(0)) == values


class TestSpeed:
    def test_half_as_fast_takes_twice_as_long(self) -> None:
        assert stretch(fractions(5, 8, 16, 24), Fraction(1, 2)) == fractions(5, 8, 8, 16)

    def test_twice_as_fast_holds_the_last_rate(self) -> None:
        assert stretch(fractions(5, 8, 16, 24), Fraction(2)) == fractions(5, 12, 24, 24)

    @given(AMOUNTS, st.fractions("0.1", 5))
    def test_a_level_stream_stays(self, values: list[Fraction], speed: Fraction) -> None:
        level = [values[0], *[values[1]] * (len(values) - 1)]
        assert stretch(level, speed) == level


class TestData:
    def test_what_data_does_not_reach_is_as_planned(self) -> None:
        assert scale(fractions(1, 10, 10, 10), [None, 0.5]) == fractions(1, 5, 10, 10)
        assert replace_amounts(fractions(1, 10, 10), [None, 7, None, 9]) == fractions(1, 7, 10)

    def test_adoption_moves_the_lines_that_scale_with_it(self) -> None:
        found = project_flows(business(KNOWN), links=Links(adoption=[1, 0.5, 1, 1]))
        assert found.benefits == tuple(fractions(0, 4, 18, 24))
        assert found.costs == tuple(fractions(0, 15, 10, 10))

    def test_spend_replaces_a_line(self) -> None:
        links = Links(replacements={"platform": [None, 16]})
        assert project_flows(business(KNOWN), links=links).costs == tuple(fractions(0, 16, 10, 10))


class TestDrivers:
    def test_the_case_names_its_own(self) -> None:
        case = business(KNOWN.replace("{value: 0, low: 0, high: 12}", "12"))
        assert project_flows(case).benefits == tuple(fractions(0, 0, 8, 18))
        assert project_flows(case, None, with_drivers(benefit_delay_months=0)).benefits == tuple(
            fractions(0, 8, 18, 24)
        )

    def test_months_are_parts_of_the_period(self) -> None:
        assert project_flows(business(QUARTERS), None, with_drivers(benefit_delay_months=3)).benefits == tuple(
            fractions(0, 0, 8, 18)
        )

    def test_factors_multiply_and_rates_replace(self) -> None:
        found = assumptions_of(business(KNOWN), "worst", with_drivers(benefit_factor=0.5, discount_rate=0.2))
        assert (found.factor("benefit"), found.factor("cost"), found.rate) == (Fraction("0.4"), Fraction("1.2"), 0.2)

    def test_the_ceiling_is_only_for_lines_that_scale(self) -> None:
        found = project_flows(business(KNOWN), None, with_drivers(adoption_ceiling=0.5))
        assert found.benefits == tuple(fractions(0, 4, 9, 12))
        assert found.costs == tuple(fractions(0, 15, 10, 10))

    def test_an_unknown_scenario_has_a_near_one(self) -> None:
        with pytest.raises(UnknownName, match="Did you mean 'worst'"):
            project_flows(business(KNOWN), "worse")

    def test_a_driver_on_net_flows_of_a_rate(self) -> None:
        assert compute_npv(net(-100, 110, rate="0.05"), None, with_drivers(discount_rate=0.1)) == pytest.approx(
            0, abs=1e-12
        )


def test_risk_adjustment_lowers_benefits_and_raises_costs() -> None:
    text = KNOWN.replace("kind: benefit,", "kind: benefit, risk_adjustment: 0.25,")
    case = business(text.replace("kind: cost,", "kind: cost, risk_adjustment: 0.2,"))
    found = project_flows(case, risk_adjusted=True)
    assert found.benefits == tuple(fractions(0, 6, "13.5", 18))
    assert found.costs == tuple(fractions(0, 18, 12, 12))
    assert project_flows(case).costs == tuple(fractions(0, 15, 10, 10))


@given(st.lists(AMOUNTS, min_size=1, max_size=4), st.integers(0, 30), st.sampled_from(["end", "mid", "start", "split"]))
def test_the_lines_together_are_the_whole(many: list[list[Fraction]], months: int, timing: str) -> None:
    length = min(len(values) for values in many)
    lines = [
        f"  - {{id: a{index}, kind: {'cost' if index % 2 else 'benefit'}, "
        f"{'scales_with: adoption, ' if index % 3 else ''}values: {[int(v) for v in values[:length]]}}}"
        for index, values in enumerate(many)
    ]
    case = business("\n".join(["discount_rate: 0.07", f"timing: {timing}", "lines:", *lines]))
    change = with_drivers(benefit_delay_months=months, adoption_speed=0.7, adoption_ceiling=0.9, cost_factor=1.1)
    assert sum(line_contributions(case, None, change).values()) == pytest.approx(
        compute_npv(case, None, change), abs=1e-6
    )
    found = project_flows(case, None, change)
    assert found.costs is not None
    assert found.benefits is not None
    exact = independent(found.costs, found.benefits, convention_of(case).costs, convention_of(case).benefits, timing)
    assert compute_npv(case, None, change) == pytest.approx(exact, rel=1e-12, abs=1e-9)


def independent(
    costs: tuple[Fraction, ...],
    benefits: tuple[Fraction, ...],
    lost: tuple[int, ...],
    won: tuple[int, ...],
    timing: str,
) -> float:
    """The net present value at 7% by exact fractions; in the middle of periods but for one root at the end."""
    rate = Fraction("1.07")
    halves = 2 if timing == "mid" else 1
    todays = Fraction(benefits[0] - costs[0])
    if halves == 1:
        later = sum(b / rate**w - c / rate**k for b, w, c, k in zip(benefits, won, costs, lost, strict=True))
        return float(later)
    later = sum((b - c) / rate**index for index, (b, c) in enumerate(zip(benefits, costs, strict=True)) if index)
    return float(todays) + float(later) * 1.07**0.5


class TestSensitivity:
    def test_the_widest_comes_first(self) -> None:
        bars = compute_tornado(business(KNOWN))
        assert [bar.id for bar in bars] == ["benefit_factor", "benefit_delay_months", "platform"]
        assert [bar.swing for bar in bars] == sorted((bar.swing for bar in bars), reverse=True)
        line = bars[-1]
        assert (line.cause, line.low, line.high) == ("line", 0.9, 1.25)
        assert line.npv_low == pytest.approx(10.7663 + 0.1 * 29.4140, abs=1e-4)
        assert line.npv_high == pytest.approx(10.7663 - 0.25 * 29.4140, abs=1e-4)

    def test_each_break_even_is_one(self) -> None:
        case = business(KNOWN)
        found = {one.id: one for one in compute_breakevens(case)}
        assert found["benefit_factor"].value == pytest.approx(0.7320, abs=1e-4)
        assert found["gains"].value == pytest.approx(0.7320, abs=1e-4)
        assert found["discount_rate"].value == pytest.approx(evaluate(case).irr)
        for name in ("benefit_delay_months", "adoption_ceiling", "adoption_speed", "cost_factor"):
            value = found[name].value
            assert value is not None, name
            assert compute_npv(case, None, with_drivers(**{name: value})) == pytest.approx(0, abs=1e-7)

    def test_none_within_what_is_searched(self) -> None:
        case = business(KNOWN.replace("[0, 15, 10, 10]", "[0, 0.1, 0.1, 0.1]"))
        found = {one.id: one.value for one in compute_breakevens(case)}
        assert found["cost_factor"] is None
        assert found["discount_rate"] is None

    def test_net_flows_have_a_rate_only(self) -> None:
        assert [one.id for one in compute_breakevens(net(-100, 60, 60))] == ["discount_rate"]
        assert compute_tornado(net(-100, 60, 60)) == ()
