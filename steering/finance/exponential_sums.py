"""A sum of exponentials, sum of a_i e^(-k_i s), its derivatives and how far each can be trusted.

That is a net present value as a function of s, the continuous rate per step, for flows a_i after k_i steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

DIGITS = 70
# A sum whose size is beyond all digits but these, against its terms, is zero as far as it can be known.
SPARE = 25
NOISE = 2.0**-50
# Within so few spans four derivatives are worked out, and then many: further out, halving is quicker.
CLOSE, CLOSER = 0.5, 0.05
# The highest derivative that is worked out.
DEEPEST = 48


def decimal_context(digits: int = DIGITS) -> Context:
    """Decimal arithmetic with so many digits, in which nothing overflows."""
    return Context(prec=digits, Emax=10**12, Emin=-(10**12))


@dataclass(frozen=True, kw_only=True)
class LocalSum:
    """A sum around a point, tilted by e^(tilt (s - point)), which moves no root: terms and their exponents.

    Distances from the point are counted in spans, so that no exponent is beyond 1: `offsets` are -1 to 1.
    """

    weights: tuple[float, ...]
    offsets: tuple[float, ...]
    tilt: float
    noise: float

    def derivative(self, order: int) -> float:
        """Return a derivative of the tilted sum at the point."""
        return math.fsum(w * o**order for w, o in zip(self.weights, self.offsets, strict=True))

    def size(self, order: int) -> float:
        """Return the same with every term taken as positive."""
        return math.fsum(abs(w * o**order) for w, o in zip(self.weights, self.offsets, strict=True))

    def bound(self, order: int, reach: float) -> float:
        """Return what the derivative does not exceed within `reach` of the point; infinite where that overflows."""
        if reach > 700:
            return math.inf
        pairs = zip(self.weights, self.offsets, strict=True)
        return math.fsum(abs(w * o**order) * math.exp(abs(o) * reach) for w, o in pairs)

    @property
    def is_doubtful(self) -> bool:
        """Whether rounding may hide what the sum is at the point."""
        return abs(self.derivative(0)) <= 1000 * self.noise * self.size(0)

    def lowest_order(self, reach: float, most: int) -> int | None:
        """The lowest derivative, up to `most`, that has no zero within `reach` of the point, by Taylor's theorem."""
        deepest = derivative_count(reach, most)
        slopes = [abs(self.derivative(order)) for order in range(deepest + 1)]
        rounding = [self.noise * self.size(order) for order in range(deepest + 1)]
        beyond = self.bound(deepest + 1, reach)
        return lowest_nonzero(slopes, rounding, beyond, reach)


def derivative_count(reach: float, most: int) -> int:
    """Return how many derivatives to compute: more for a smaller reach."""
    return min(most, 1 if reach > CLOSE else 4 if reach > CLOSER else DEEPEST)


def lowest_nonzero(slopes: list[float], rounding: list[float], beyond: float, reach: float) -> int | None:
    """Return the lowest derivative that is larger at a point than all that may be added to it within `reach`."""
    for order, slope in enumerate(slopes):
        added, weight = rounding[order], 1.0
        for by, (size, noise) in enumerate(zip(slopes[order + 1 :], rounding[order + 1 :], strict=True), start=1):
            weight *= reach / by
            added += weight * (size + noise)
        added += weight * reach / (len(slopes) - order) * beyond
        if slope > added:
            return order
    return None


@dataclass(frozen=True, kw_only=True)
class ExponentialSum:
    """Terms other than zero, by ascending step. `steps` are whole numbers, `amounts` exact."""

    steps: tuple[int, ...]
    amounts: tuple[Fraction, ...]

    @cached_property
    def _logs(self) -> tuple[float, ...]:
        return tuple(math.log(abs(a.numerator)) - math.log(a.denominator) for a in self.amounts)

    @property
    def span(self) -> int:
        """Steps from the first term to the last."""
        return self.steps[-1] - self.steps[0]

    @property
    def changes(self) -> int:
        """Changes of sign from term to term: there are at most so many real roots, and an even number fewer."""
        signs = [amount > 0 for amount in self.amounts]
        return sum(before != after for before, after in pairwise(signs))

    def expand_around(self, point: float) -> LocalSum:
        """Return the sum around a point, scaled so that its largest term is 1."""
        powers = [log - step * point for log, step in zip(self._logs, self.steps, strict=True)]
        top = max(powers)
        sizes = [math.exp(power - top) for power in powers]
        tilt = math.fsum(s * k for s, k in zip(sizes, self.steps, strict=True)) / math.fsum(sizes)
        return LocalSum(
            weights=tuple(s if a > 0 else -s for s, a in zip(sizes, self.amounts, strict=True)),
            offsets=tuple((tilt - step) / self.span for step in self.steps),
            tilt=tilt,
            noise=NOISE * (len(sizes) + max(abs(power) for power in (*powers, *self._logs))),
        )

    def exact_derivative(
        self, point: Decimal, order: int = 0, tilt: Decimal = Decimal(0), digits: int = DIGITS
    ) -> tuple[Decimal, int, Decimal]:
        """A derivative of the tilted sum at a point, but for a positive factor; its sign; the size of its terms."""
        with localcontext(decimal_context(digits)):
            x = (-point).exp()
            total = size = Decimal(0)
            power, before = Decimal(1), self.steps[0]
            for step, amount in zip(self.steps, self.amounts, strict=True):
                if step != before:
                    power, before = power * x ** (step - before), step
                offset = (tilt - step) ** order if order else 1
                term = power * offset * amount.numerator / amount.denominator
                total, size = total + term, size + abs(term)
            nothing = abs(total) <= size.scaleb(SPARE - digits)
            return total, 0 if nothing else 1 if total > 0 else -1, size

    def lowest_order(self, point: float, local: LocalSum, reach: float, most: int) -> int | None:
        """As `LocalSum.lowest_order`, by a long Taylor series with exact derivatives: for clusters of roots."""
        deepest = derivative_count(reach, most)
        derivatives = [
            self.exact_derivative(Decimal(point), order, Decimal(local.tilt)) for order in range(deepest + 1)
        ]
        scale = Decimal(local.size(0)) / derivatives[0][2]
        slopes = [float(abs(derivative[0]) * scale / self.span**order) for order, derivative in enumerate(derivatives)]
        return lowest_nonzero(slopes, [0.0] * len(slopes), local.bound(deepest + 1, reach), reach)

    def exact_sign(self, point: Decimal, order: int = 0, tilt: Decimal = Decimal(0)) -> int:
        """Return the sign of a derivative at a point that is known exactly, with as many digits as it takes."""
        for digits in (DIGITS, 4 * DIGITS, 16 * DIGITS):
            sign = self.exact_derivative(point, order, tilt, digits)[1]
            if sign:
                return sign
        return 0

    def sign(self, point: float) -> int:
        """Return the sign of the sum at a point, exact where rounding could hide it."""
        local = self.expand_around(point)
        value = local.derivative(0)
        if abs(value) > local.noise * local.size(0):
            return 1 if value > 0 else -1
        return self.exact_sign(Decimal(point))
