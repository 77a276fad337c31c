"""NPV against the discount rate, where a case has several rates of return, one or none."""

from __future__ import annotations

from itertools import pairwise

import pytest

from steering.finance.model import evaluate
from steering.finance.npv_profile import npv_profile
from tests.steering.finance.business_cases import business, net


def test_two_rates_of_return() -> None:
    case = net(-4000, 25000, -25000)
    known = evaluate(case)
    assert known.irr is None
    assert known.irr_roots == pytest.approx((0.25, 4.0))
    found = npv_profile(case, known.irr_roots or (), (0.10,))
    by_rate = dict(zip(found.rates, found.npv, strict=True))
    assert by_rate[0.10] == pytest.approx(-1933.88, abs=0.01)
    for root in known.irr_roots or ():
        assert by_rate[root] == pytest.approx(0, abs=1e-6)
    assert (found.rates[0], found.rates[-1]) == (0, pytest.approx(8))
    # Below 0 before the first and beyond the second, above 0 between them.
    assert all((value > 0) == (0.25 < rate < 4) for rate, value in by_rate.items() if abs(value) > 1e-6)


@pytest.mark.parametrize(("roots", "held", "last"), [((), (0.1,), 0.3), ((50.0,), (0.1,), 10), ((), (0.6,), 0.6)])
def test_how_far_it_goes(roots: tuple[float, ...], held: tuple[float, ...], last: float) -> None:
    found = npv_profile(net(100, 20), roots, held)
    assert found.rates[-1] == last
    assert list(found.rates) == sorted(set(found.rates))
    assert set(held) <= set(found.rates)


@pytest.mark.parametrize(("roots", "held", "first"), [((-0.2, 0.5), (0.1,), -0.2), ((0.25,), (-0.05,), -0.05)])
def test_it_begins_at_the_lowest_rate_that_is_named(
    roots: tuple[float, ...], held: tuple[float, ...], first: float
) -> None:
    found = npv_profile(net(-1000, 2300, -1200), roots, held)
    assert found.rates[0] == first
    assert {*roots, *held} <= set(found.rates)


def test_no_rate_is_there_twice() -> None:
    # The 0.1 of even steps from -0.2 to 1 is not the 0.1 that was written.
    rates = npv_profile(net(-1000, 2300, -1200), (-0.2, 0.5), (0.1,)).rates
    assert min(high - low for low, high in pairwise(rates)) > 1e-3


def test_rounding_alone_is_0() -> None:
    lines = "[{id: a, kind: cost, values: [0, 0.1, 0.2]}, {id: b, kind: cost, values: [0, 0.2, 0.1]},"
    lines += " {id: c, kind: benefit, values: [0, 0.3, 0.3]}]"
    assert set(npv_profile(business(f"discount_rate: 0.1\nlines: {lines}\n"), (), (0.1,)).npv) == {0}


def test_of_lines_it_is_the_models() -> None:
    text = "discount_rate: 0.1\ntiming: split\nlines:\n  - {id: a, kind: cost, values: [3, 2]}\n"
    case = business(text + "  - {id: b, kind: benefit, values: [0, 8]}\n")
    found = npv_profile(case, (), (0.1,))
    assert found.npv[found.rates.index(0.1)] == pytest.approx(evaluate(case).npv)
