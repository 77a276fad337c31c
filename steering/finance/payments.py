"""Flows by when they fall, and what they are worth today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from steering.cases.business import Timing
from steering.cases.line import Kind, OwnTiming
from steering.finance.discounting import Convention, present_value

# What one unit after each of so many steps is worth today.
Worth = Callable[[Sequence[int]], Sequence[float]]


@dataclass(frozen=True, kw_only=True)
class Payments:
    """Amounts by index that fall at the same steps: lines of a kind with one timing; net flows are benefits."""

    kind: Kind
    amounts: tuple[Fraction, ...]
    timing: OwnTiming | None = None

    @property
    def sign(self) -> int:
        """What they count as in a sum."""
        return -1 if self.kind == "cost" else 1

    def due_at_start(self, timing: Timing) -> int:
        """Return what they count as among amounts at the start of a period, in a case of this timing; 0 where not.

        With timing `split` all costs are taken to be paid then, so that those of another timing count the other way.
        """
        if timing == "split" and self.kind == "cost":
            return 1 if self.timing in ("mid", "end") else 0
        # Where all flows are discounted from the start, they are still taken to come evenly.
        return self.sign if self.timing == "start" != timing else 0


@dataclass(frozen=True, kw_only=True)
class DiscountedPayments:
    """Payments, each with what a unit of it is worth today by index."""

    parts: tuple[tuple[Payments, Sequence[float]], ...]

    @cached_property
    def npv(self) -> float:
        """Benefits less costs; not a number where a float does not hold it."""
        amounts = [amount for payments, _ in self.parts for amount in payments.amounts]
        return present_value(amounts, [payments.sign * unit for payments, units in self.parts for unit in units])

    def total(self, kind: Kind) -> float:
        """Return what all of a kind is worth, as a positive figure."""
        own = [(payments, units) for payments, units in self.parts if payments.kind == kind]
        amounts = [amount for payments, _ in own for amount in payments.amounts]
        return present_value(amounts, [unit for _, units in own for unit in units])

    def at_start(self, timing: Timing) -> tuple[Fraction | float, ...]:
        """Return what lines of their own timing are worth that is paid at the start of a period, by index."""
        parts = [
            (payments, [float(amount) * unit for amount, unit in zip(payments.amounts, units, strict=True)])
            for payments, units in self.parts
        ]
        return paid_at_start(parts, timing)

    def by_index(self, kind: Kind) -> list[float]:
        """Return what is under each index of a kind is worth, as positive figures."""
        own = [
            [float(amount) * unit for amount, unit in zip(payments.amounts, units, strict=True)]
            for payments, units in self.parts
            if payments.kind == kind
        ]
        return own[0] if len(own) == 1 else [sum(at) for at in zip(*own, strict=True)]


def paid_at_start(
    parts: Iterable[tuple[Payments, Sequence[Fraction | float]]], timing: Timing
) -> tuple[Fraction | float, ...]:
    """Return the net amounts by index that lines of their own timing have at the start of a period; none without."""
    moved = [
        [payments.due_at_start(timing) * amount for amount in amounts]
        for payments, amounts in parts
        if payments.due_at_start(timing)
    ]
    return tuple(sum(at) for at in zip(*moved, strict=True))


def discount_payments(every: Sequence[Payments], worth: Worth, when: Convention) -> DiscountedPayments:
    """Return payments with what they are worth at the steps of a convention."""
    return DiscountedPayments(
        parts=tuple((payments, worth(when.steps(payments.kind, payments.timing))) for payments in every)
    )
