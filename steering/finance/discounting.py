"""When each flow of a business case falls, and what it is worth today."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain
from typing import Literal

from steering.cases.business import PER_YEAR, BusinessCase, Timing
from steering.cases.line import Kind, OwnTiming

DAYS_A_YEAR = 365
# How flows come within a period: evenly, costs at its start and benefits evenly, or all at once on their date.
Accrual = Literal["even", "start_costs", "lumps"]


@dataclass(frozen=True, kw_only=True)
class Convention:
    """When flows fall: `costs` and `benefits` are steps from today by index, of which a year has `per_year`.

    `ends` are the months from today at which what is counted under an index has accrued: the ends of periods, or the
    dates. Steps are half periods with `mid`, days with dates (actual/365), periods otherwise. `own_steps` are those of
    lines with a timing of their own. `shares` are what later discount rates leave by step, beside what one rate would.
    """

    costs: tuple[int, ...]
    benefits: tuple[int, ...]
    per_year: int
    ends: tuple[Fraction, ...]
    accrual: Accrual = "even"
    own_steps: Mapping[OwnTiming, tuple[int, ...]] = field(default_factory=dict)
    shares: Mapping[int, float] = field(default_factory=dict)

    @property
    def years(self) -> float:
        """The length of the horizon in years, from today to the end of the last period."""
        return float(self.ends[-1] / 12)

    def factors(self, steps: Iterable[int], rate: float) -> tuple[float, ...]:
        """Return what one unit after so many steps is worth today, at an effective annual rate above -100%."""
        if self.shares:
            return tuple(power(1 + rate, -step / self.per_year) * self.shares[step] for step in steps)
        return tuple(power(1 + rate, -step / self.per_year) for step in steps)

    def steps(self, kind: Kind, timing: OwnTiming | None) -> tuple[int, ...]:
        """Return the steps by index of lines of a kind, with a timing of their own or without."""
        if timing:
            return self.own_steps[timing]
        return self.costs if kind == "cost" else self.benefits


def convention_of(case: BusinessCase) -> Convention:
    """Return the convention that a business case is written in; dates override its timing."""
    if case.days:
        days = tuple((day - case.days[0]).days for day in case.days)
        ends = tuple(Fraction(12 * day, DAYS_A_YEAR) for day in days)
        when = Convention(costs=days, benefits=days, per_year=DAYS_A_YEAR, ends=ends, accrual="lumps")
        return replace(when, shares=_later_shares(case, when)) if case.later_rates else when
    return periods_of(case, case.timing)


def periods_of(case: BusinessCase, timing: Timing) -> Convention:
    """Return the convention of a case by period with another timing, for the lines that have none of their own."""
    own = {line.timing for line in case.lines if line.timing}
    when = periodic_convention(timing, PER_YEAR[case.period], case.last, own)
    return replace(when, shares=_later_shares(case, when)) if case.later_rates else when


def periodic_convention(timing: Timing, a_year: int, last: int, own_timings: Collection[OwnTiming] = ()) -> Convention:
    """Return flows by period: `a_year` periods a year, `last` of them after today."""
    halves = 2 if "mid" in (timing, *own_timings) else 1

    def steps(at: str) -> tuple[int, ...]:
        before = {"end": 0, "mid": 1, "start": halves}[at]
        return tuple(halves * t - before if t else 0 for t in range(last + 1))

    return Convention(
        costs=steps("start" if timing == "split" else timing),
        benefits=steps("end" if timing == "split" else timing),
        per_year=halves * a_year,
        ends=tuple(Fraction(12 * t, a_year) for t in range(last + 1)),
        accrual="start_costs" if timing == "split" else "even",
        own_steps={own: steps(own) for own in own_timings},
    )


def tax_convention(case: BusinessCase, when: Convention) -> Convention:
    """Return the ends of the periods as steps of a convention, on beyond the horizon while tax is still paid."""
    if case.days or case.tax is None:
        return when
    halves = when.per_year // PER_YEAR[case.period]
    steps = tuple(halves * period for period in range(case.last + case.tax.paid_after + 1))
    ends = replace(when, costs=steps, benefits=steps, own_steps={})
    return replace(ends, shares=_later_shares(case, ends)) if case.later_rates else ends


def _later_shares(case: BusinessCase, when: Convention) -> dict[int, float]:
    """Return what a table of rates leaves of one unit by step, as a share of what the first rate alone would leave."""
    steps = {*when.costs, *when.benefits, *chain.from_iterable(when.own_steps.values())}
    return {step: later_share(case, step / when.per_year) for step in steps}


def later_share(case: BusinessCase, years: float) -> float:
    """Return what a table of rates leaves of one unit after so many years, as a share of what one rate would leave."""
    if not case.later_rates:
        return 1.0
    share, first = 1.0, 1 + float(case.discount_rate)
    ends = (*(float(later.after_year) for later in case.later_rates[1:]), math.inf)
    for later, end in zip(case.later_rates, ends, strict=True):
        within = min(years, end) - later.after_year
        if within > 0:
            share *= power(first / (1 + float(later.rate)), within)
    return share


def power(base: float, exponent: float) -> float:
    """base ^ exponent for a base above 0; infinite where a float does not hold it."""
    try:
        return float(base**exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf


def present_value(amounts: Sequence[Fraction | float], factors: Sequence[float]) -> float:
    """Return the sum of amounts by their factors; not a number where a float does not hold it."""
    try:
        return math.fsum(float(amount) * factor for amount, factor in zip(amounts, factors, strict=True))
    except (OverflowError, ValueError):
        return math.nan
