"""The slips that make figures of business cases wrong: each a small function from a claim to what it would give.

The simplest comes first. A slip yields a reading for every way in which it can be made; it does not judge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from steering.cases.business import Timing
from steering.catalog.business_metrics import AMOUNTS, METRICS, MONTHS
from steering.finance.discounting import power
from steering.finance.totals import TotalPart, Totals
from steering.formatting import MINUS, format_number

MOST_YEARS = 10
MOST_PLACES = 12
LARGEST = 1e15
OWN_FACTORS = "where each flow needs the factor of its own time"


@dataclass(frozen=True, kw_only=True)
class StatedFigure:
    """A stated figure with its case, in its own scenario and with its own changes.

    `places` are the decimals that it was written with. `metric_value` is another metric of the same case; `by_timing`
    and `by_assumption` are the same metric under another timing or other assumptions, `by_payback` a payback counted
    otherwise, `by_scheme` the sums by other ways of discounting, `by_option` the metric of other options, `by_price`
    at rates of the other kind of prices, `by_reading` with one convention of lines or rates slipped, each by what was
    done to get them. They are worked out when a slip asks for them.
    """

    metric: str
    stated: Decimal
    places: int
    value: float | None
    totals: Totals
    lines: Sequence[TotalPart]
    periods: Sequence[TotalPart]
    rate: float
    years: float
    period: str | None
    months: float
    metric_value: Callable[[str], float | None]
    by_timing: Callable[[], Mapping[Timing, float | None]]
    by_assumption: Callable[[], Mapping[str, float | None]]
    by_scheme: Callable[[], Mapping[str, Totals]]
    by_payback: Callable[[], Mapping[str, float | None]]
    by_option: Callable[[], Mapping[str, float | None]]
    by_price: Callable[[], Mapping[str, float | None]]
    by_reading: Callable[[], Mapping[str, float | None]]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What a slip would give, and the slip as a clause."""

    value: float | None
    clause: str


ErrorPattern = Callable[[StatedFigure], Iterator[Explanation]]


def other_sign(claim: StatedFigure) -> Iterator[Explanation]:
    if claim.value is not None:
        yield Explanation(value=-claim.value, clause="the computed figure with the other sign")


def other_unit(claim: StatedFigure) -> Iterator[Explanation]:
    value = claim.value
    if value is None:
        return
    if claim.metric in MONTHS:
        yield Explanation(value=value / 12, clause="the computed figure in years instead of months")
        yield Explanation(value=value * 12, clause="the computed figure times 12, as if it were years")
    elif claim.metric in AMOUNTS:
        for power in (3, 6):
            yield Explanation(
                value=value * 10**power, clause=f"the computed figure times {10**power:,}, in another unit"
            )
            yield Explanation(value=value / 10**power, clause=f"the computed figure by {10**power:,}, in another unit")
    else:
        yield Explanation(value=value * 100, clause="the computed figure in per cent, written without the percent sign")
        yield Explanation(value=value / 100, clause="the computed figure by 100, a percent sign too many")


def other_metric(claim: StatedFigure) -> Iterator[Explanation]:
    for name in METRICS[claim.metric].taken_for:
        value = claim.metric_value(name)
        label = METRICS[name].label
        yield Explanation(
            value=value, clause=f"another metric: {label[0].lower() + label[1:]}, {format_metric(value, name)}"
        )


def no_discounting(claim: StatedFigure) -> Iterator[Explanation]:
    value = claim.totals.discount(1.0).metric(claim.metric)
    yield Explanation(value=value, clause="what the figures give undiscounted")


def other_timing(claim: StatedFigure) -> Iterator[Explanation]:
    for timing, value in claim.by_timing().items():
        yield Explanation(value=value, clause=f"what timing `{timing}` gives")


def other_assumptions(claim: StatedFigure) -> Iterator[Explanation]:
    for change, value in claim.by_assumption().items():
        yield Explanation(value=value, clause=change)


def other_option(claim: StatedFigure) -> Iterator[Explanation]:
    for option, value in claim.by_option().items():
        yield Explanation(value=value, clause=option)


def other_prices(claim: StatedFigure) -> Iterator[Explanation]:
    for mixture, value in claim.by_price().items():
        yield Explanation(value=value, clause=mixture)


def other_reading(claim: StatedFigure) -> Iterator[Explanation]:
    for reading, value in claim.by_reading().items():
        yield Explanation(value=value, clause=reading)


def other_discounting(claim: StatedFigure) -> Iterator[Explanation]:
    for scheme, sums in claim.by_scheme().items():
        yield Explanation(value=sums.metric(claim.metric), clause=scheme)


def one_discount_factor(claim: StatedFigure) -> Iterator[Explanation]:
    """Totals discounted for one number of years, instead of each flow for its own."""
    for years, factor in _one_factor(claim):
        value = claim.totals.discount(factor).metric(claim.metric)
        yield Explanation(value=value, clause=f"{_in_one(claim, years, factor)}, {OWN_FACTORS}")


def one_discount_factor_with_rounding(claim: StatedFigure) -> Iterator[Explanation]:
    """Yield the same for NPV, with both present values rounded before they are subtracted."""
    if claim.metric != "npv" or not 0 <= claim.places <= MOST_PLACES:
        return
    for years, factor in _one_factor(claim):
        worths = claim.totals.benefits * factor, claim.totals.costs * factor
        if max(map(abs, worths)) >= LARGEST or fits(worths[0] - worths[1], claim):
            continue
        gain, cost = (round_half_up(worth, claim.places) for worth in worths)
        how = f"{_in_one(claim, years, factor)}, rounded and then subtracted, {OWN_FACTORS}"
        yield Explanation(value=float(gain - cost), clause=f"{gain} {MINUS} {cost}: {how}")


def _one_factor(claim: StatedFigure) -> Iterator[tuple[int, float]]:
    """Whole years of the horizon, and the factor for so many."""
    for years in range(1, min(math.floor(claim.years), MOST_YEARS) + 1):
        factor = power(1 + claim.rate, -years)
        if 0 < factor < LARGEST:
            yield years, factor


def _in_one(claim: StatedFigure, years: int, factor: float) -> str:
    """Return what was discounted for how many years: `35 / 1.1, the undiscounted total discounted for one year`."""
    whole, word = claim.totals, "one year" if years == 1 else f"{years} years"
    if claim.metric in ("pv_costs", "pv_benefits"):
        total = whole.costs if claim.metric == "pv_costs" else whole.benefits
        return f"{format_number(total)} / {format_number(1 / factor)}, the undiscounted total discounted for {word}"
    both = f"both times the factor for {word}, {round(factor, 3):g}"
    return f"the undiscounted totals {format_number(whole.benefits)} and {format_number(whole.costs)}, {both}"


def half_discounted(claim: StatedFigure) -> Iterator[Explanation]:
    """Only costs, or only benefits, discounted."""
    whole = claim.totals
    cases = {"benefits": (whole.pv_costs, whole.benefits), "costs": (whole.costs, whole.pv_benefits)}
    for kind, (pv_costs, pv_benefits) in cases.items():
        half = Totals(costs=whole.costs, benefits=whole.benefits, pv_costs=pv_costs, pv_benefits=pv_benefits)
        if claim.metric not in ("pv_costs", "pv_benefits"):
            yield Explanation(value=half.metric(claim.metric), clause=f"what comes of discounting all but the {kind}")


def whole_periods(claim: StatedFigure) -> Iterator[Explanation]:
    if claim.metric in MONTHS and claim.value is not None and claim.period:
        value = math.ceil(claim.value / claim.months - 1e-9) * claim.months
        yield Explanation(value=value, clause=f"the end of the {claim.period} in which it pays back")


def other_payback(claim: StatedFigure) -> Iterator[Explanation]:
    for convention, value in claim.by_payback().items():
        yield Explanation(value=value, clause=convention)


def other_compounding(claim: StatedFigure) -> Iterator[Explanation]:
    """Yield a rate of return of one period, or that times the periods of a year without interest on interest."""
    if claim.metric not in ("irr", "mirr") or claim.value is None:
        return
    a_year = round(12 / claim.months)
    for count, period in ((4, "quarter"), (12, "month")):
        if a_year in (1, count):
            own = power(1 + claim.value, 1 / count) - 1
            yield Explanation(value=own, clause=f"the rate of one {period}, where the annual rate is asked for")
            clause = f"the rate of one {period}, {format_metric(own, 'irr')}, times {count}, without compounding"
            yield Explanation(value=own * count, clause=clause)


def evenly_spread(claim: StatedFigure) -> Iterator[Explanation]:
    if claim.metric in MONTHS and claim.totals.benefits > 0:
        value = 12 * claim.years * claim.totals.costs / claim.totals.benefits
        yield Explanation(value=value, clause="total costs by benefits a year, as if all came evenly")


def other_base(claim: StatedFigure) -> Iterator[Explanation]:
    """Yield a ratio with another denominator."""
    whole, gain = claim.totals, claim.totals.benefits - claim.totals.costs
    worth = whole.pv_benefits - whole.pv_costs
    if claim.metric not in ("roi", "roi_discounted"):
        return
    bases = [
        (gain, whole.benefits, "the gain as a share of benefits instead of costs"),
        (worth, whole.pv_benefits, "NPV as a share of discounted benefits instead of costs"),
        (worth, whole.costs, "NPV as a share of undiscounted costs"),
        (whole.benefits, whole.costs, "benefits by costs: what comes back, without the costs taken off"),
        (gain, whole.costs * claim.years, "the gain as a share of costs, by the number of years"),
    ]
    for part, base, clause in bases:
        yield Explanation(value=part / base if base > 0 else None, clause=clause)


def omission(claim: StatedFigure) -> Iterator[Explanation]:
    for part, word in _parts(claim):
        without = claim.totals.add(part.totals, -1)
        yield Explanation(
            value=without.metric(claim.metric), clause=f"what comes of leaving out the {word} {part.name}"
        )


def double_counting(claim: StatedFigure) -> Iterator[Explanation]:
    for part, word in _parts(claim):
        twice = claim.totals.add(part.totals, 1)
        yield Explanation(
            value=twice.metric(claim.metric), clause=f"what comes of counting the {word} {part.name} twice"
        )


def _parts(claim: StatedFigure) -> Iterator[tuple[TotalPart, str]]:
    """Yield the parts of a total: its lines, then its periods."""
    if len(claim.lines) > 2:
        yield from ((part, "line") for part in claim.lines)
    if len(claim.periods) > 2:
        yield from ((part, claim.period or "date") for part in claim.periods)


# The simplest first.
ERROR_PATTERNS: tuple[ErrorPattern, ...] = (
    other_sign,
    other_unit,
    other_metric,
    no_discounting,
    other_timing,
    other_compounding,
    other_payback,
    whole_periods,
    other_assumptions,
    other_option,
    other_prices,
    other_reading,
    one_discount_factor,
    one_discount_factor_with_rounding,
    other_base,
    half_discounted,
    other_discounting,
    evenly_spread,
    omission,
    double_counting,
)


def fits(value: float, claim: StatedFigure) -> bool:
    """Return whether a value is the stated one as exactly as that was written."""
    half = 0.5 * 10.0**-claim.places
    return math.isfinite(value) and abs(value - float(claim.stated)) <= half + 1e-9 * abs(value)


def round_half_up(value: float, places: int) -> Decimal:
    """Round a value half up to so many decimals."""
    return Decimal(repr(round(value, 9))).quantize(Decimal(1).scaleb(-max(places, 0)), ROUND_HALF_UP)


def format_metric(value: float | None, metric: str) -> str:
    """Return a figure of a metric in a sentence: shares in per cent."""
    if value is None:
        return "none"
    return f"{format_number(value * 100)}%" if METRICS[metric].unit == "share" else format_number(value)
