"""All rates of return and none that is not one, against exact arithmetic and a scan of signs."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.finance.exponential_sums import ExponentialSum
from steering.finance.irr import find_rates_of_return
from tests.steering.finance.business_cases import fractions

AMOUNTS = st.lists(st.integers(-10_000, 10_000), min_size=2, max_size=12)
PERIODS = st.sampled_from([1, 4, 12])


def rates(amounts: list[Fraction], per_year: int = 1) -> tuple[float, ...]:
    return find_rates_of_return(dict(enumerate(amounts)), per_year)


def changes(amounts: list[Fraction]) -> int:
    signs = [amount > 0 for amount in amounts if amount]
    return sum(before != after for before, after in pairwise(signs))


def value(amounts: list[Fraction], x: Fraction) -> Fraction:
    """The polynomial of the flows at x = 1 / (1 + rate), exactly."""
    total = Fraction(0)
    for amount in reversed(amounts):
        total = total * x + amount
    return total


def distinct_positive_roots(amounts: list[Fraction]) -> int:
    """How many distinct positive roots the polynomial has, by Sturm's theorem, exactly."""
    kept = list(amounts)
    while kept and not kept[-1]:
        kept.pop()
    while kept and not kept[0]:
        kept.pop(0)
    if len(kept) < 2:
        return 0
    chain = [kept, [power * amount for power, amount in enumerate(kept)][1:]]
    while len(chain[-1]) > 1:
        rest = remainder(chain[-2], chain[-1])
        if not rest:
            break
        chain.append([-amount for amount in rest])
    at_zero = [next((amount for amount in part), Fraction(0)) for part in chain]
    return changes(at_zero) - changes([part[-1] for part in chain])


def remainder(dividend: list[Fraction], divisor: list[Fraction]) -> list[Fraction]:
    rest = list(dividend)
    while len(rest) >= len(divisor):
        factor = rest[-1] / divisor[-1]
        start = len(rest) - len(divisor)
        for index, amount in enumerate(divisor):
            rest[start + index] -= factor * amount
        rest.pop()
    while rest and not rest[-1]:
        rest.pop()
    return rest


@given(AMOUNTS)
@settings(max_examples=150)
def test_there_are_exactly_as_many_as_sturm_counts(whole: list[int]) -> None:
    amounts = [Fraction(amount) for amount in whole]
    found = rates(amounts)
    assert len(found) == distinct_positive_roots(amounts) <= changes(amounts)
    assert list(found) == sorted(found)


@given(AMOUNTS)
@settings(max_examples=150)
def test_each_lies_between_two_floats_where_the_sign_changes_or_touches(whole: list[int]) -> None:
    amounts = [Fraction(amount) for amount in whole]
    for rate in rates(amounts):
        if rate < -1 + 1e-9 or rate > 1e9:
            continue  # 1 + rate has too few digits left to bracket it
        below, above = Fraction(rate) - Fraction(1, 10**12), Fraction(rate) * (1 + Fraction(1, 10**12))
        ends = [1 / (1 + end) for end in (below - Fraction(1, 10**12), above + Fraction(1, 10**12))]
        crosses = value(amounts, ends[0]) * value(amounts, ends[1]) <= 0
        slope = [power * amount for power, amount in enumerate(amounts)][1:]
        assert crosses or value(slope, ends[0]) * value(slope, ends[1]) <= 0


@given(AMOUNTS, PERIODS, st.integers(1, 10**6))
@settings(max_examples=60)
def test_scaling_changes_nothing(whole: list[int], per_year: int, factor: int) -> None:
    amounts = [Fraction(amount) for amount in whole]
    assert rates([amount * factor / 7 for amount in amounts], per_year) == rates(amounts, per_year)


@given(AMOUNTS, PERIODS, st.integers(1, 20))
@settings(max_examples=60)
def test_neither_does_moving_all_by_whole_periods(whole: list[int], per_year: int, later: int) -> None:
    amounts = [Fraction(amount) for amount in whole]
    assert rates([Fraction(0)] * later + amounts, per_year) == rates(amounts, per_year)


@given(AMOUNTS)
@settings(max_examples=60)
def test_twelve_months_compound_to_a_year(whole: list[int]) -> None:
    amounts = [Fraction(amount) for amount in whole]
    yearly = [math.expm1(12 * math.log1p(rate)) for rate in rates(amounts) if -0.9 < rate < 100]
    monthly = rates(amounts, 12)
    for rate in yearly:
        assert any(rate == pytest.approx(other, rel=1e-9, abs=1e-12) for other in monthly)


def test_five_thousand_random_streams_against_a_scan_of_signs() -> None:
    """Wherever the sign changes from one place of a fine grid to the next, an odd number of roots is found."""
    chance = random.Random(20261123)
    seen = 0
    for _ in range(5_000):
        whole = [chance.randint(-1000, 1000) for _ in range(chance.randint(2, 7))]
        found = [1 / (1 + rate) for rate in rates([Fraction(amount) for amount in whole])]
        signs = [(place / 20, scanned(whole, place)) for place in range(1, 81)]
        for (low, before), (high, after) in pairwise(signs):
            if before * after < 0:
                seen += 1
                assert sum(low <= x <= high for x in found) % 2 == 1, whole
    assert seen > 3_000


def scanned(whole: list[int], place: int) -> int:
    """The polynomial of the flows at place / 20, but for a positive factor, in whole numbers."""
    total, scale = 0, 1
    for amount in reversed(whole):
        total = total * place + amount * scale
        scale *= 20
    return total


def test_a_dozen_rates_side_by_side() -> None:
    """(1 - x)(1 - 1.001 x) ... (1 - 1.011 x)"""
    amounts = [Fraction(1)]
    for step in range(12):
        root = 1 + Fraction(step, 1000)
        amounts = [left - root * right for left, right in zip([*amounts, 0], [0, *amounts], strict=True)]
    assert rates(amounts) == pytest.approx([step / 1000 for step in range(12)], abs=1e-12)


@pytest.mark.parametrize(
    ("amounts", "known"),
    [
        ((-1, 1), (0.0,)),
        ((1, -2, 1), (0.0,)),
        ((-1000, 2200, -1210), (0.1,)),
        ((-1000, 3300, -3630, 1331), (0.1,)),
        ((1, -6, 11, -6), (0.0, 1.0, 2.0)),
        ((0, 0), ()),
        ((5,), ()),
        ((1, 2, 3), ()),
        ((0, -100, 0, 121), (0.1,)),
        (("-0.30", "0.1", "0.1", "0.1"), (0.0,)),
        (tuple((-1) ** k * comb(12, k) for k in range(13)), (0.0,)),
    ],
)
def test_known_roots(amounts: tuple[object, ...], known: tuple[float, ...]) -> None:
    assert rates(fractions(*amounts)) == known


@pytest.mark.parametrize("gap", ["1e-6", "1e-9", "1e-12"])
def test_two_rates_side_by_side_and_two_that_just_miss(gap: str) -> None:
    """(1 - 1.1 x)^2 lowered a little has two roots, raised a little none."""
    double = fractions(1, "-2.2", "1.21")
    assert len(rates([double[0] - Fraction(gap), *double[1:]])) == 2
    assert rates([double[0] + Fraction(gap) ** 3, *double[1:]]) == ()


def test_two_rates_that_differ_in_the_fifteenth_digit() -> None:
    left, right = Fraction("1.1"), Fraction("1.1") + Fraction(1, 10**15)
    found = rates([Fraction(-1), left + right, -left * right])
    assert 1 <= len(found) <= 2
    assert all(rate == pytest.approx(0.1, rel=1e-13) for rate in found)


@pytest.mark.parametrize("kind", ["alternating", "random", "dated"])
def test_six_hundred_flows(kind: str) -> None:
    chance = random.Random(7)
    sizes = [Fraction(chance.randint(1, 10_000)) for _ in range(601)]
    signs = [(-1) ** k if kind == "alternating" else chance.choice((-1, 1)) for k in range(601)]
    steps = [k * 30 + (chance.randint(0, 9) if k else 0) for k in range(601)] if kind == "dated" else range(601)
    flows = {step: sign * size for step, sign, size in zip(steps, signs, sizes, strict=True)}
    total = ExponentialSum(steps=tuple(flows), amounts=tuple(flows.values()))
    for rate in find_rates_of_return(flows, 365 if kind == "dated" else 12):
        point = math.log1p(rate) / (365 if kind == "dated" else 12)
        beside = [total.sign(point * (1 + nudge) + nudge * 1e-6) for nudge in (-1e-9, 1e-9)]
        assert beside[0] * beside[1] < 0
    assert changes(list(flows.values())) > 100
