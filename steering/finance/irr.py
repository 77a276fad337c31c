"""Internal rates of return: every real root of a net present value above -100%, and none that is not one.

As a function of s, the continuous rate per step, a net present value is a sum of exponentials. Outside of two bounds
its first or its last term outweighs all others together. Between them, intervals are halved until some derivative has
no zero within one, which Taylor's theorem shows with a bound on the next derivative. If that is the sum itself, there
is no root there; if it is the first derivative, at most one, at a change of sign; if it is a higher one, Rolle's
theorem leads down from it: between two neighbouring zeros of a derivative there is at most one zero of what it is the
derivative of. Since no root is of higher order than the flows have changes of sign, this ends. It needs no polynomial,
so flows may be on any dates. Signs that rounding could hide are worked out to 70 digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from steering.finance.exponential_sums import CLOSER, ExponentialSum, LocalSum, decimal_context, derivative_count

# Where intervals are cut: not in the middle, so that no cut falls on a root that is a round figure.
UNEVEN = 0.4871
# Intervals this narrow, in spans, hold what is one root to every digit.
NARROWEST = 1e-17
# Terms worked out, in decimal arithmetic each counting for more, before only changes of sign are looked for.
#
# Some seconds; only clusters of dozens of rates that agree to many digits take so long.
MOST_EFFORT, EXACTLY = 4_000_000, 20
PRECISION = Decimal(10) ** -40
# A rate so small that 1 + rate is 1 is 0.
NEGLIGIBLE = 2.0**-53
# Halving alone reaches 70 digits well within these.
MOST_STEPS = 400
Interval = tuple[float, float]


def find_rates_of_return(flows: Mapping[int, Fraction], per_year: int) -> tuple[float, ...]:
    """Return every annual rate above -100% at which flows are worth nothing today, ascending; a double one once.

    `flows` are amounts by step, of which a year has `per_year`. A rate beyond what a float holds is infinite. Flows
    that are all zero are worth nothing at any rate, and have none.
    """
    amounts = sorted((step, amount) for step, amount in flows.items() if amount)
    total = ExponentialSum(steps=tuple(step for step, _ in amounts), amounts=tuple(amount for _, amount in amounts))
    if total.changes == 0:
        return ()
    low, high = _bounds(total)
    roots = [_find_single(total, low, high)] if total.changes == 1 else _find_all(total, low, high)
    return tuple(sorted({_annual(root, per_year) for root in roots if root is not None}))


def _annual(root: Decimal, per_year: int) -> float:
    """(1 + periodic rate)^periods - 1 for a continuous rate per step."""
    if root * per_year > 700:
        return math.inf
    with localcontext(decimal_context()):
        rate = (root * per_year).exp() - 1
    return 0.0 if abs(rate) < NEGLIGIBLE else max(float(rate), math.nextafter(-1.0, 0.0))


def _bounds(total: ExponentialSum) -> Interval:
    """Beyond these the last term, or the first, outweighs all others together."""
    low = high = 1 / total.span
    while not _outweighs(total.expand_around(high), 0):
        high *= 2
    while not _outweighs(total.expand_around(-low), -1):
        low *= 2
    return -low, high


def _outweighs(local: LocalSum, index: int) -> bool:
    sizes = [abs(weight) for weight in local.weights]
    return sizes[index] > (math.fsum(sizes) - sizes[index]) * (1 + 1e-9)


def _find_all(total: ExponentialSum, low: float, high: float) -> Iterator[Decimal | None]:
    waiting: list[Interval] = [(low, high)]
    effort = 0
    while waiting:
        a, b = waiting.pop()
        order, tilt, steps = _find_order(total, a, b)
        effort += steps
        if order is None and effort > MOST_EFFORT:
            order = 1
        if order is None:
            cut = a + (b - a) * UNEVEN
            waiting += [(a, cut), (cut, b)]
        elif order == 1:
            yield _find_single(total, a, b)
        elif order > 1:
            effort += len(total.steps) * order * order * EXACTLY
            yield from _descend_derivatives(total, Decimal(a), Decimal(b), order, Decimal(tilt))


def _find_order(total: ExponentialSum, a: float, b: float) -> tuple[int | None, float, int]:
    """Return which derivative has no zero in an interval, where any is known; the tilt; and what it took to see."""
    middle = a + (b - a) / 2
    reach = max(b - middle, middle - a) * total.span * (1 + 1e-9)
    local = total.expand_around(middle)
    order = local.lowest_order(reach, total.changes)
    effort = len(total.steps) * (derivative_count(reach, total.changes) + 1)
    if order is None and reach < CLOSER and local.is_doubtful:
        order, effort = total.lowest_order(middle, local, reach, total.changes), effort * EXACTLY
    if order is None and reach < NARROWEST * max(1.0, abs(middle) * total.span):
        order = 1
    return order, local.tilt, effort


def _find_single(total: ExponentialSum, low: float, high: float) -> Decimal | None:
    """Return the root in an interval that has at most one, or None."""
    below, above = total.sign(low), total.sign(high)
    if below * above > 0:
        return None
    if below * above == 0:
        return Decimal(low if below == 0 else high)
    while True:
        middle = low + (high - low) / 2
        if not low < middle < high or (high - low) * total.span < 1e-4:
            break
        sign = total.sign(middle)
        if sign == 0:
            return Decimal(middle)
        low, high = (middle, high) if sign == below else (low, middle)
    return _polish(total, Decimal(low), Decimal(high), 0, Decimal(total.expand_around(low).tilt), below)


def _descend_derivatives(
    total: ExponentialSum, low: Decimal, high: Decimal, order: int, tilt: Decimal
) -> list[Decimal]:
    """Return the roots in an interval where the derivative of that order has no zero, found from it downwards."""
    zeros: list[Decimal] = []
    for lower in range(order - 1, -1, -1):
        inner = [(zero, total.exact_derivative(zero, lower, tilt)[1]) for zero in zeros]
        points = [(low, total.exact_sign(low, lower, tilt)), *inner, (high, total.exact_sign(high, lower, tilt))]
        zeros = [point for point, sign in points if sign == 0]
        for (before, sign), (after, other) in pairwise(points):
            if sign * other < 0:
                zeros.append(_polish(total, before, after, lower, tilt, sign))
        zeros.sort()
    return zeros


def _polish(total: ExponentialSum, low: Decimal, high: Decimal, order: int, tilt: Decimal, below: int) -> Decimal:
    """Return the one zero of a derivative between two points of other signs, by Newton's method kept within them."""
    with localcontext(decimal_context()):
        point = (low + high) / 2
        for _ in range(MOST_STEPS):
            value, sign, _ = total.exact_derivative(point, order, tilt)
            if sign == 0:
                break
            low, high = (point, high) if sign == below else (low, point)
            slope, slopes, _ = total.exact_derivative(point, order + 1, tilt)
            onward = point - value / slope if slopes else high
            if not low < onward < high:
                onward = (low + high) / 2
            distance, point = abs(onward - point), onward
            if distance <= PRECISION * (abs(point) + 1):
                break
        return point
