"""Options side by side: identities of what one has more than another, and worked examples of others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings

from steering.cases.business import BusinessCase, Scenario
from steering.cases.resolve import resolve
from steering.errors import UnknownName
from steering.finance.cash_flows import Links
from steering.finance.model import compute_npv, evaluate, with_drivers
from steering.finance.options import OptionFigures
from steering.finance.turning_points import TurningPoint, npv_by_rate, turning_points
from tests.steering.finance.business_cases import business
from tests.steering.finance.option_cases import IDS, TWO_WAYS, cases_with_options


def two_projects(rate: str, first: tuple[int, ...], second: tuple[int, ...]) -> OptionFigures:
    """Two projects that exclude one another, held against doing nothing; each has its net flows as a benefit."""
    return OptionFigures(
        business(
            f"discount_rate: {rate}\nlines:\n"
            f"  - {{id: one, kind: benefit, values: {list(first)}, options: [one]}}\n"
            f"  - {{id: two, kind: benefit, values: {list(second)}, options: [two]}}\n"
            "options: [{id: none, label: Nothing, baseline: true}, {id: one, label: One}, {id: two, label: Two}]\n"
            "option: one\n"
        )
    )


def size_of(case: BusinessCase) -> float:
    """All amounts together, as a measure of what rounding may do at rates of any kind."""
    return 1 + 100 * sum(abs(float(amount)) for line in case.as_written.lines for amount in line.amounts)


def near(value: float | None, case: BusinessCase) -> Any:
    """The value, but for rounding."""
    return pytest.approx(value, rel=1e-9, abs=1e-12 * size_of(case))


class TestPublishedExamples:
    """Pairs of projects of textbooks, and the rate at which both are worth the same."""

    def test_a_short_and_a_long_project(self) -> None:
        """Brigham and Ehrhardt, Financial Management, figure 7-4: crossover 7.17%, IRR 14.5% and 11.8%."""
        figures = two_projects("5%", (-1000, 500, 400, 300, 100), (-1000, 100, 300, 400, 600))
        assert [figures.alone(id).npv for id in ("one", "two")] == pytest.approx([180.42, 206.50], abs=0.005)
        assert figures.increment("two", "one").crossovers == pytest.approx([0.0717], abs=0.00005)
        assert figures.ranking == ("two", "one", "none")
        conflict = figures.rank_conflict
        assert conflict is not None
        assert (conflict.by_npv.option.id, conflict.by_irr.option.id) == ("two", "one")
        assert not conflict.smaller

    def test_above_the_crossover_both_rank_alike(self) -> None:
        figures = two_projects("10%", (-1000, 500, 400, 300, 100), (-1000, 100, 300, 400, 600))
        assert [figures.alone(id).npv for id in ("one", "two")] == pytest.approx([78.82, 49.18], abs=0.005)
        assert figures.ranking == ("one", "two", "none")
        assert figures.rank_conflict is None

    def test_two_projects_of_one_size(self) -> None:
        """Damodaran, Applied Corporate Finance, lecture notes: NPV 1,191,712 and 1,358,664, IRR 21.41% and 20.88%."""
        first = (-10_000_000, 5_000_000, 4_000_000, 3_200_000, 3_000_000)
        figures = two_projects("15%", first, (-10_000_000, 3_000_000, 3_500_000, 4_500_000, 5_500_000))
        assert [figures.alone(id).npv for id in ("one", "two")] == pytest.approx([1191712, 1358664], abs=0.5)
        assert [figures.alone(id).irr for id in ("one", "two")] == pytest.approx([0.2141, 0.2088], abs=0.00005)

    def test_two_projects_of_other_sizes(self) -> None:
        """After Brealey, Myers and Allen, chapter 5: 7,427 and 9,567; the smaller one has the higher IRR."""
        figures = two_projects("12%", (-35500, 25400, 25400), (-55500, 38500, 38500))
        increment = figures.increment("two", "one")
        assert [figures.alone(id).npv for id in ("one", "two")] == pytest.approx([7427, 9567], abs=0.5)
        assert increment.npv == pytest.approx(9566.96428571 - 7427.29591837)
        assert increment.irr == pytest.approx(0.20057288)
        conflict = figures.rank_conflict
        assert conflict is not None
        assert conflict.smaller
        assert conflict.crossovers == pytest.approx([0.20057288])

    def test_embroidery_machines(self) -> None:
        """OpenStax, Principles of Finance, 16.2 to 16.5: IRR 14.09% and 13.20%, the heavy one worth more at 9%."""
        figures = two_projects("9%", (-16000, 2000, 4000, *[5000] * 4), (-25000, 2000, 4000, 8000, *[9000] * 3))
        assert figures.alone("two").npv == pytest.approx(3970.67, abs=0.005)
        assert figures.increment("one", "none").irr == pytest.approx(0.1409, abs=0.00005)
        assert figures.increment("one", "two").crossovers == pytest.approx([0.11926495])


class TestIdentities:
    """What has to hold for all options, whatever their lines are."""

    @given(cases_with_options())
    @settings(max_examples=40)
    def test_what_one_has_more_is_the_difference(self, case: BusinessCase) -> None:
        figures = OptionFigures(case)
        for one, other in permutations(IDS, 2):
            npv = [figures.alone(id).npv for id in (one, other)]
            assert None not in npv
            assert figures.increment(one, other).npv == near(npv[0] - npv[1], case)  # type: ignore[operator]
            assert figures.increment(one, other).npv == near(-(figures.increment(other, one).npv or 0), case)

    @given(cases_with_options())
    @settings(max_examples=40)
    def test_against_itself_nothing_is_left(self, case: BusinessCase) -> None:
        figures = OptionFigures(case)
        for id in IDS:
            increment = figures.increment(id, id)
            assert increment.npv == 0
            assert (increment.irr, increment.crossovers) == (None, ())

    @given(cases_with_options())
    @settings(max_examples=40)
    def test_at_a_crossover_both_are_worth_the_same(self, case: BusinessCase) -> None:
        figures = OptionFigures(case)
        for one, other in permutations(IDS, 2):
            for rate in figures.increment(one, other).crossovers or ():
                if not -0.5 < rate < 10:
                    continue
                there = OptionFigures(case, None, with_drivers(discount_rate=rate))
                assert there.alone(one).npv == near(there.alone(other).npv, case)

    @given(cases_with_options())
    @settings(max_examples=40)
    def test_lines_that_both_share_cancel(self, case: BusinessCase) -> None:
        """A line of every option, however dear, leaves what one has more than another, and the ranking, as they are."""
        with_shared = business_with(case, "shared", options=None)
        alone, more = OptionFigures(case), OptionFigures(with_shared)
        later = {option.id: option.starts_after for option in case.as_written.options}
        for one, other in permutations(IDS, 2):
            if later[one] == later[other]:
                assert more.increment(one, other).npv == near(alone.increment(one, other).npv, case)

    @given(cases_with_options())
    @settings(max_examples=40)
    def test_round_in_a_circle_adds_up_to_nothing(self, case: BusinessCase) -> None:
        figures = OptionFigures(case)
        circle = zip(IDS, (*IDS[1:], IDS[0]), strict=True)
        assert sum(figures.increment(one, other).npv or 0 for one, other in circle) == near(0, case)

    @given(cases_with_options())
    @settings(max_examples=40)
    def test_the_asked_one_against_the_baseline_is_the_headline(self, case: BusinessCase) -> None:
        figures = OptionFigures(case)
        assert figures.increment("build", "none").npv == compute_npv(case)
        assert figures.against_baseline("build") == evaluate(case)

    @given(cases_with_options())
    @settings(max_examples=40)
    def test_the_ranking_is_by_npv(self, case: BusinessCase) -> None:
        figures = OptionFigures(case)
        npv = [figures.increment(id, "none").npv for id in figures.ranking]
        assert sorted(npv, reverse=True) == npv  # type: ignore[type-var]


def business_with(case: BusinessCase, id: str, options: dict[str, Decimal] | None) -> BusinessCase:
    """The case with one line more, as long as the others."""
    written = case.as_written
    line = replace(written.lines[0], id=id, options=options, kind="cost")
    return resolve(replace(written, lines=(*written.lines, line)))


class TestTurningPoints:
    """The value of each assumption at which the choice turns."""

    @pytest.mark.parametrize(("one", "other"), list(permutations(IDS, 2)))
    @pytest.mark.parametrize("scenario", [None, "worst"])
    def test_there_both_are_worth_the_same(self, one: str, other: str, scenario: str | None) -> None:
        case = business(TWO_WAYS)
        figures = OptionFigures(case, scenario)
        turns = [turn for turn in turning_points(figures, one, other) if turn.value is not None]
        assert turns
        for turn in turns:
            there = OptionFigures(case, scenario, _moved(turn, case, scenario))
            assert there.increment(one, other).npv == pytest.approx(0, abs=1e-8)

    def test_an_input_that_counts_twice_turns_by_its_square(self) -> None:
        case = business(TWO_WAYS.replace("quantity: seats,", "quantity: [seats, seats], share: 0.00002,"))
        turn = next(turn for turn in turning_points(OptionFigures(case), "buy", "build") if turn.id == "seats")
        assert turn.value is not None
        there = OptionFigures(case, None, Scenario(inputs={"seats": Decimal(repr(turn.value))}))
        assert there.increment("buy", "build").npv == pytest.approx(0, abs=1e-9)

    def test_what_the_range_does_not_reach_is_not_within(self) -> None:
        points = turning_points(OptionFigures(business(TWO_WAYS)), "build", "buy")
        turns = {turn.id: turn for turn in points}
        for turn in turns.values():
            if turn.value is not None and turn.low is not None and turn.high is not None:
                assert turn.is_within == (turn.low <= turn.value <= turn.high)
        assert {turn.cause for turn in points} == {"driver", "input", "line"}
        assert "offices" not in turns, "what both pay does not tell them apart"

    def test_an_input_that_neither_uses_has_no_turning_point(self) -> None:
        turns = turning_points(OptionFigures(business(TWO_WAYS)), "build", "none")
        assert "seats" not in {turn.id for turn in turns}


def _moved(turn: TurningPoint, case: BusinessCase, scenario: str | None) -> Scenario:
    value = Decimal(repr(turn.value))
    if turn.cause == "driver":
        return Scenario(drivers={turn.id: value})
    return Scenario(inputs={turn.id: value}) if turn.cause == "input" else Scenario(lines={turn.id: value})


class TestRatesOfTheirOwn:
    """Options that are not discounted alike."""

    CASE = TWO_WAYS.replace("label: Buy}", "label: Buy, discount_rate: 6%}")

    def test_only_the_difference_of_the_npvs_is_there(self) -> None:
        figures = OptionFigures(business(self.CASE))
        increment = figures.increment("build", "buy")
        one, other = figures.alone("build").npv, figures.alone("buy").npv
        assert one is not None
        assert other is not None
        assert increment.npv == one - other
        assert not increment.has_one_rate
        assert (increment.irr, increment.payback_months, increment.crossovers) == (None, None, None)
        assert turning_points(figures, "build", "buy") == ()

    def test_of_one_rate_the_others_still_have_a_crossover(self) -> None:
        assert OptionFigures(business(self.CASE)).increment("build", "none").has_one_rate

    def test_a_scenario_with_a_rate_puts_all_at_that_one(self) -> None:
        figures = OptionFigures(business(self.CASE), None, Scenario(discount_rate=Decimal("0.08")))
        assert {figures.rate(id) for id in IDS} == {0.08}
        assert figures.increment("build", "buy").has_one_rate


class TestLaterRates:
    """Rates of later years, as public appraisals lower them."""

    CASE = TWO_WAYS + "later_rates: [{after_year: 2, rate: 4%}]\n"

    @pytest.mark.parametrize(("one", "other"), [("build", "buy"), ("build", "none"), ("buy", "none")])
    def test_the_crossover_is_the_rate_of_the_first_years(self, one: str, other: str) -> None:
        case = business(self.CASE)
        crossovers = OptionFigures(case).increment(one, other).crossovers
        assert crossovers
        for rate in crossovers:
            there = OptionFigures(case, None, with_drivers(discount_rate=rate))
            assert there.alone(one).npv == pytest.approx(there.alone(other).npv, abs=1e-8)


class TestOnData:
    """What data makes of lines of an option is taken off where the other has them too."""

    @pytest.mark.parametrize(("one", "other"), list(product(IDS, IDS)))
    def test_the_difference_holds_on_data_as_well(self, one: str, other: str) -> None:
        case = business(
            TWO_WAYS.replace("id: offices, kind: cost,", "id: offices, kind: cost, follows_cost: {above: 1},")
        )

        def spend(alone: BusinessCase) -> Links:
            rows = {line.id: [(amount + 1) * 3 for amount in line.amounts] for line in alone.lines if line.follows_cost}
            return Links(adoption=(None, 0.5, 0.75, 1.5), replacements=rows)

        figures = OptionFigures(case, links_of=spend)
        one_npv, other_npv = figures.alone(one).npv, figures.alone(other).npv
        assert one_npv is not None
        assert other_npv is not None
        assert figures.increment(one, other).npv == pytest.approx(one_npv - other_npv, abs=1e-12)


def test_npv_by_rate_is_what_each_rate_gives() -> None:
    case = business(TWO_WAYS)
    rates = (0.0, 0.05, 0.3)
    for id in IDS:
        for rate, npv in zip(rates, npv_by_rate(OptionFigures(case), id, rates), strict=True):
            there = OptionFigures(case, None, with_drivers(discount_rate=rate))
            assert npv == pytest.approx(there.increment(id, "none").npv, abs=1e-12)


def test_a_name_that_is_no_option_is_named_with_the_nearest_one() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'build'"):
        OptionFigures(business(TWO_WAYS)).increment("buidl", "buy")


def test_of_an_input_the_last_value_counts() -> None:
    case = business(TWO_WAYS)
    change = Scenario(inputs={"seats": Decimal(450)})
    once, on_top = compute_npv(resolve(case.as_written, "buy"), None, change), Scenario(inputs={"seats": Decimal(500)})
    assert compute_npv(resolve(case.as_written, "buy"), None, on_top, change) == once


def test_an_option_held_against_itself_has_no_lines() -> None:
    written = business(TWO_WAYS).as_written
    assert resolve(written, "build", "build").lines == ()
    assert evaluate(resolve(written, "build", "build")).npv == 0
    assert [line.id for line in resolve(written, "none").lines] == ["offices"]
