"""NPV over one range and over two: what the model gives point by point, and a zero line on which NPV is 0."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from steering.cases.business import BusinessCase, Scenario
from steering.finance.cash_flows import Links
from steering.finance.distributions import Floats
from steering.finance.model import compute_npv
from steering.finance.sensitivity import Bar, compute_tornado
from steering.finance.two_way import Axis, TwoWayGrid, compute_spider, two_way_grid, zero_line
from tests.steering.finance.business_cases import KNOWN, business, net

CASE = """\
discount_rate: 0.10
period: quarter
lines:
  - {id: staff, kind: cost, values: [2, 15, 10, 10], low: 0.9, high: 1.25}
  - {id: gains, kind: benefit, values: [1, 8, 18, 24], scales_with: adoption, low: 0.7, high: 1.2}
drivers:
  cost_factor: {low: 0.9, high: 1.5}
  benefit_delay_months: {low: 0, high: 6}
  adoption_ceiling: {low: 0.6, high: 1}
  adoption_speed: {low: 0.4, high: 1.7}
  discount_rate: {low: 0.05, high: 0.3}
scenarios:
  late: {benefits: 0.95, drivers.benefit_delay_months: 9, drivers.adoption_speed: 0.8}
"""
LINKS = Links(adoption=[None, 0.9, 0.8, 0.8])


def bars(case: BusinessCase, scenario: str | None = None, links: Links | None = None) -> dict[str, Bar]:
    return {bar.id: bar for bar in compute_tornado(case, scenario, links=links or Links())}


def at(case: BusinessCase, scenario: str | None, links: Links, *moves: tuple[Axis, float]) -> float:
    """The model's own NPV with figures put where they are on a surface."""
    change = Scenario(
        drivers={axis.id: repr(value) for axis, value in moves if axis.cause == "driver"},
        lines={axis.id: repr(value) for axis, value in moves if axis.cause == "line"},
    )
    found = compute_npv(case, scenario, change, links=links)
    assert found is not None
    return found


def checked(case: BusinessCase, pair: tuple[str, str], scenario: str | None, links: Links) -> TwoWayGrid:
    """The surface of a pair, of which every seventh value is the model's."""
    known = bars(case, scenario, links)
    found = two_way_grid(case, known[pair[0]], known[pair[1]], scenario, links=links)
    assert found is not None
    for row, column in product(range(0, 21, 7), range(0, 21, 7)):
        moves = ((found.across, found.across.values[column]), (found.up, found.up.values[row]))
        assert found.npv[row][column] == pytest.approx(at(case, scenario, links, *moves), rel=1e-9, abs=1e-9)
    return found


@pytest.mark.parametrize(
    "pair",
    [
        ("cost_factor", "adoption_ceiling"),
        ("benefit_delay_months", "adoption_speed"),
        ("gains", "cost_factor"),
        ("staff", "gains"),
        ("discount_rate", "adoption_speed"),
    ],
)
@pytest.mark.parametrize(("scenario", "links"), [(None, Links()), ("late", LINKS)], ids=["base", "late"])
def test_each_value_is_the_models(pair: tuple[str, str], scenario: str | None, links: Links) -> None:
    checked(business(CASE), pair, scenario, links)


@pytest.mark.parametrize("pair", [("cost_factor", "adoption_ceiling"), ("benefit_delay_months", "adoption_speed")])
def test_on_the_zero_line_npv_is_0(pair: tuple[str, str]) -> None:
    case = business(CASE)
    found = checked(case, pair, None, Links())
    assert found.zero
    scale = max(abs(value) for row in found.npv for value in row)
    for point in {point for piece in found.zero for point in piece}:
        value = at(case, None, Links(), (found.across, point[0]), (found.up, point[1]))
        assert abs(value) < 1e-6 * scale


def test_the_zero_line_has_an_end_at_the_edge_for_each_time_it_leaves() -> None:
    found = checked(business(CASE), ("cost_factor", "adoption_ceiling"), None, Links())
    every = [(round(x, 9), round(y, 9)) for piece in found.zero for x, y in piece]
    ends = [point for point in set(every) if every.count(point) == 1]
    assert len(ends) == 2
    across, up = ((axis.values[0], axis.values[-1]) for axis in (found.across, found.up))
    for x, y in ends:
        assert min(abs(x - edge) for edge in across) < 1e-6 or min(abs(y - edge) for edge in up) < 1e-6


def test_no_zero_line_where_nothing_loses() -> None:
    case = business(KNOWN.replace("low: 0.5, high: 1.1", "low: 0.95, high: 1.1"))
    known = bars(case)
    found = two_way_grid(case, known["platform"], known["benefit_factor"])
    assert found is not None
    assert min(value for row in found.npv for value in row) > 0
    assert found.zero == ()


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("  - {id: a, kind: cost, values: [5, 1, 1], low: 0, high: 2}\ndrivers: {cost_factor: {low: 0, high: 2}}", -1),
        (
            "  - {id: a, kind: benefit, values: [0, 4, 4], low: 0.5, high: 2}\n"
            "drivers: {benefit_delay_months: {low: 0, high: 50}}",
            1,
        ),
    ],
    ids=["costs", "benefits"],
)
def test_no_zero_line_where_npv_only_reaches_0(text: str, sign: int) -> None:
    case = business(f"discount_rate: 0.1\nlines:\n{text}\n")
    found = two_way_grid(case, *compute_tornado(case))
    assert found is not None
    every = [sign * value for row in found.npv for value in row]
    assert min(every) == 0
    assert max(every) > 0
    assert found.zero == ()


def test_a_saddle_has_two_lines_that_do_not_cross() -> None:
    def saddle(x: Floats, y: Floats) -> Floats:
        return x * y + 0.05

    places = np.array([-1.0, 1.0])
    npv = saddle(*np.meshgrid(places, places))
    pieces = list(zero_line(lambda x, y: saddle(x, y), places, places, npv))
    # Between the two it gains, as its middle does: x y = -0.05 has one branch on each side of the other diagonal.
    assert len(pieces) == 2
    for (x, y), (to_x, to_y) in pieces:
        assert x * y == pytest.approx(-0.05)
        assert to_x * to_y == pytest.approx(-0.05)
        assert (x < 0) == (to_x < 0)


def test_the_surface_holds_where_the_scenario_stands() -> None:
    case = business(CASE)
    known = bars(case, "late")
    found = two_way_grid(case, known["benefit_delay_months"], known["gains"], "late")
    assert found is not None
    assert (found.across.values[0], found.across.values[-1], found.across.base) == (0, 9, 9)
    assert found.up.base == 1


@pytest.mark.parametrize("scenario", [None, "late"])
def test_a_spider_ends_where_the_tornado_does(scenario: str | None) -> None:
    case = business(CASE)
    every = compute_tornado(case, scenario, links=LINKS)
    found = compute_spider(case, every, scenario, links=LINKS)
    base = compute_npv(case, scenario, links=LINKS)
    assert [strand.id for strand in found] == [bar.id for bar in every]
    for bar, strand in zip(every, found, strict=True):
        assert strand.npv[strand.places.index(0)] == pytest.approx(base)
        for place, value, worth in ((-1, bar.low, bar.npv_low), (1, bar.high, bar.npv_high)):
            if place in strand.places:
                assert strand.values[strand.places.index(place)] == value
                assert strand.npv[strand.places.index(place)] == pytest.approx(worth, rel=1e-9)
            else:
                assert worth == pytest.approx(base)


def test_a_figure_at_the_end_of_its_range_has_no_places_beyond() -> None:
    case = business(CASE)
    (strand,) = compute_spider(case, [bars(case)["benefit_delay_months"]])
    assert (strand.places[0], strand.places[-1]) == (0, 1)
    assert strand.values[0] == 0


def test_net_flows_move_with_the_rate_alone() -> None:
    case = net(-100, 60, 70, more="drivers: {discount_rate: {low: 0.05, high: 0.4}}\n")
    (strand,) = compute_spider(case, compute_tornado(case))
    assert strand.npv[0] == pytest.approx(compute_npv(case, None, Scenario(discount_rate="0.05")))


def test_what_overflows_has_none() -> None:
    text = "discount_rate: -0.9\nperiods: 2\nlines:\n  - {id: a, kind: cost, values: [0, 1, 1], low: 0.5, high: 2}\n"
    case = business(text.replace("[0, 1, 1]", "[0, 1, 1" + ", 1" * 598 + "]").replace("periods: 2", "periods: 600"))
    bar = Bar(id="a", cause="line", low=0.5, high=2, npv_low=0, npv_high=0)
    rate = Bar(id="discount_rate", cause="driver", low=-0.9, high=-0.8, npv_low=0, npv_high=0)
    assert compute_spider(case, [bar]) == ()
    assert two_way_grid(case, bar, rate) is None
