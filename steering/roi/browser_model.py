"""The business case as terms that a browser can add up while a slider moves: it adds, scales and discounts, no more.

What bends is worked out here beforehand, once for every stop of a slider: flows at each pace of adoption, and how a
delay spreads a flow over later periods. What the figures mean is said in `steering.finance` alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any, get_args

from steering.cases.business import PER_YEAR, BusinessCase, Scenario
from steering.cases.case_drivers import PREFIX, base_of, file_name, input_of, list_drivers
from steering.cases.line import Kind, Line, OwnTiming
from steering.catalog.drivers import DRIVERS, drivers_with
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.cash_flow_shifts import delay, stretch
from steering.finance.cash_flows import KINDS, LineFlow, Links, lines_of
from steering.finance.discounting import Accrual, Convention, convention_of
from steering.finance.model import project_flows, with_drivers
from steering.finance.payments import Payments
from steering.roi.assumptions import resolve_assumptions
from steering.roi.drivers import DriverSetting, driver_settings, round_digits, value_in
from steering.roi.scenarios import Saved, resolve_scenario

# Stops of a slider, where a range with more steps has wider ones; fewer where stops by periods would be too many.
MOST, FEWEST, AMOUNTS = 400, 24, 8_000
EVERY: tuple[OwnTiming | None, ...] = (None, *get_args(OwnTiming))
NEUTRAL = {name: definition.neutral for name, definition in DRIVERS.items() if definition.neutral is not None}
# Stops are worked out for one driver of each of these; drivers that are factors the browser multiplies, however many.
(PACE,), (DELAY,), (RATE,) = (drivers_with(effect) for effect in ("pace", "delay", "rate"))


@dataclass(frozen=True, kw_only=True)
class AmountsByPace:
    """Amounts by index (0 is today) of lines of one kind: `steady` at any pace, `by_pace` by stop of it.

    They are multiplied by where each of `inputs` stands against where it stands in the case, as often as it is named.
    """

    steady: tuple[float, ...]
    by_pace: tuple[tuple[float, ...], ...]
    inputs: tuple[tuple[str, float], ...] = ()


# The amounts of all lines of one kind, apart by the inputs that move them.
Parts = tuple[AmountsByPace, ...]


@dataclass(frozen=True, kw_only=True)
class TimedAmounts:
    """Amounts of a kind that fall at the same steps, without and with risk adjustments; `shares` of later rates.

    `due_at_start` is what they count as among amounts that are paid at the start of a period: 1, -1, or 0 for not.
    """

    kind: Kind
    amounts: Parts
    risk_adjusted: Parts
    steps: tuple[int, ...]
    shares: tuple[float, ...] | None
    due_at_start: int


@dataclass(frozen=True, kw_only=True)
class Delay:
    """What a delay does: today's lump falls so many indexes later, any other amount by shares into later indexes."""

    lump: int
    shares: tuple[tuple[int, float], ...]


@dataclass(frozen=True, kw_only=True)
class KindDrivers:
    """The drivers of the lines of a kind: factors on `steady` lines and on `paced` ones, and whether a delay does."""

    steady: tuple[str, ...]
    paced: tuple[str, ...]
    is_delayed: bool


@dataclass(frozen=True, kw_only=True)
class BrowserModel:
    """All that the figures of a case follow from, in the file's unit, with every driver but those of `stops` fixed.

    `stops` are where each slider can stand, `stands` where each driver stands in the scenario. `costs` and `benefits`
    are at a factor of 1 and with inputs as in the case; `risk_adjusted` are the same with each line's risk adjustment,
    if any has one. `cost_steps` and `benefit_steps` say when an amount falls, in steps from today of which a year has
    `per_year`; `ends` are months from today, and `accrual` says how amounts come within a period. `payments` are there
    where lines have a timing of their own or later years another rate: then they alone say what is worth how much.
    """

    pace: str
    delay: str
    rate: str
    cost_drivers: KindDrivers
    benefit_drivers: KindDrivers
    stops: Mapping[str, tuple[float, ...]]
    stands: Mapping[str, float]
    costs: Parts
    benefits: Parts
    risk_adjusted: tuple[Parts, Parts] | None
    delays: tuple[Delay, ...]
    payments: tuple[TimedAmounts, ...]
    cost_steps: tuple[int, ...]
    benefit_steps: tuple[int, ...]
    per_year: int
    ends: tuple[float, ...]
    accrual: Accrual
    apart: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the terms as plain JSON values."""
        return asdict(self)


def browser_model(context: CaseContext, filters: Filters) -> BrowserModel:
    """Return the terms of the business case in the selected scenario, cached. The case must have one."""
    business = context.case.business
    assert business is not None  # the caller looked
    settings = driver_settings(business, filters, context.scenarios)
    names = {setting.name for setting in settings}
    # Amounts are sent for each stop of the pace, by period and by the inputs that move them.
    parts = len({uses_of(line, names) for line in business.lines if line.scales_with}) or 1
    most = {PACE: min(MOST, max(FEWEST, AMOUNTS // (parts * (business.last + 1))))}
    stops = {lever.name: stops_of(lever, most.get(lever.name, MOST)) for lever in settings}
    key = ("roi terms", filters.as_of, filters.scenario, filters.basis, tuple(stops.items()))
    return context.cached(
        key,
        lambda: build_browser_model(
            business, filters, resolve_assumptions(context, filters).links, stops, context.scenarios
        ),
    )


def stops_of(lever: DriverSetting, most: int = MOST) -> tuple[float, ...]:
    """Return the stops of a slider: its range step by step, at most about `most` of them, and its own value."""
    steps = (lever.high - lever.low) / lever.definition.step
    step = lever.definition.step * max(1, ceil(steps / most))
    grid = (lever.low + count * step for count in range(int((lever.high - lever.low) / step + 1e-9) + 1))
    return tuple(sorted({round_digits(value) for value in (*grid, lever.high, lever.rest, lever.value)}))


def build_browser_model(
    business: BusinessCase,
    filters: Filters,
    data_links: Links,
    stops: Mapping[str, Sequence[float]],
    saved: Saved = (),
) -> BrowserModel:
    """Build the terms of a case for these stops of sliders, on its data; `saved` are saved scenarios."""
    when = convention_of(business)
    stands = {name: value_in(business, filters.scenario, name, saved) for name in list_drivers(business)}
    waits = stops.get(DELAY, (stands[DELAY],))
    risky = any(line.risk_adjustment for line in business.lines)
    a_month = Fraction(PER_YEAR[business.period], 12)
    scenario = resolve_scenario(business, replace(filters, drivers=()), saved)
    paced = _PacedFlows(business, scenario, data_links, stops.get(PACE, (stands[PACE],)))
    is_timed = business.apart and bool(when.own_steps or when.shares)
    return BrowserModel(
        pace=PACE,
        delay=DELAY,
        rate=RATE,
        cost_drivers=_kind_drivers("cost"),
        benefit_drivers=_kind_drivers("benefit"),
        stops={name: tuple(values) for name, values in stops.items()},
        stands=stands,
        costs=paced.amounts("cost"),
        benefits=paced.amounts("benefit"),
        risk_adjusted=(paced.amounts("cost", True), paced.amounts("benefit", True)) if risky else None,
        delays=tuple(_delay(Fraction(str(months)) * a_month, business.last) for months in waits),
        payments=tuple(
            paced.timed(kind, timing, when) for kind in KINDS for timing in (None, *when.own_steps) if is_timed
        ),
        cost_steps=when.costs if business.apart else (),
        benefit_steps=when.benefits,
        per_year=when.per_year,
        ends=tuple(float(end) for end in when.ends),
        accrual=when.accrual,
        apart=business.apart,
    )


def _kind_drivers(kind: Kind) -> KindDrivers:
    return KindDrivers(
        steady=drivers_with("factor", kind),
        paced=drivers_with("factor", kind, scales=True),
        is_delayed=bool(drivers_with("delay", kind)),
    )


def uses_of(line: Line, names: Collection[str]) -> tuple[str, ...]:
    """Return the drivers among these that are inputs of a line, each as often as the line is multiplied by it."""
    return tuple(sorted(name for term in line.terms if (name := f"{PREFIX}{term}") in names))


class _PacedFlows:
    """The flows of a case with its factors and pace neutral, by kind and timing at each pace of adoption."""

    def __init__(self, business: BusinessCase, scenario: Scenario, links: Links, paces: Sequence[float]) -> None:
        self.business, self.paces = business, paces
        self.bases = {name: base_of(business, name) for name in list_drivers(business) if input_of(name) is not None}
        at_base = Scenario(inputs={file_name(name): value for name, value in self.bases.items()})
        changes = (scenario, with_drivers(**NEUTRAL), at_base)
        self.flows = [
            project_flows(business, None, *changes, links=links, risk_adjusted=adjusted) for adjusted in (False, True)
        ]
        self.follows = {line.id: line.scales_with is not None for line in lines_of(business)}
        self.uses = {line.id: uses_of(line, self.bases) for line in lines_of(business)}

    def amounts(self, kind: Kind, adjusted: bool = False, timings: Collection[OwnTiming | None] = EVERY) -> Parts:
        """Return the amounts of a kind, of lines with some timings or with all of them; first those of no input."""
        flows = self.flows[adjusted]
        if not self.business.apart:
            return (AmountsByPace(steady=tuple(map(float, flows.net)) if kind == "benefit" else (), by_pace=()),)
        lines = [flow for flow in flows.line_flows if flow.kind == kind and flow.timing in timings]
        own = dict.fromkeys(self.uses[line.id] for line in lines if self.uses[line.id])
        return tuple(self._part([line for line in lines if self.uses[line.id] == uses], uses) for uses in ((), *own))

    def _part(self, lines: Sequence[LineFlow], uses: tuple[str, ...]) -> AmountsByPace:
        steady, moving = (
            _sums([line.values for line in lines if self.follows[line.id] is with_adoption], self.business.last)
            for with_adoption in (False, True)
        )
        return AmountsByPace(
            steady=steady,
            by_pace=_at_each(moving, self.paces),
            # Rounded as where they stand is, so that what nobody has moved is what it is in the case.
            inputs=tuple((name, round_digits(self.bases[name])) for name in uses),
        )

    def timed(self, kind: Kind, timing: OwnTiming | None, when: Convention) -> TimedAmounts:
        """Return the amounts of a kind that fall at the same steps."""
        steps = when.steps(kind, timing)
        return TimedAmounts(
            kind=kind,
            amounts=self.amounts(kind, timings=(timing,)),
            risk_adjusted=self.amounts(kind, adjusted=True, timings=(timing,)),
            steps=steps,
            shares=tuple(when.shares[step] for step in steps) if when.shares else None,
            due_at_start=Payments(kind=kind, timing=timing, amounts=()).due_at_start(self.business.timing),
        )


def _sums(lines: Sequence[Sequence[Fraction]], last: int) -> tuple[float, ...]:
    return tuple(float(sum(values)) for values in zip(*lines, strict=True)) if lines else (0.0,) * (last + 1)


def _at_each(amounts: Sequence[float], paces: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    """Return amounts as adoption at each pace brings them; none where no line follows adoption."""
    if not any(amounts):
        return ()
    return tuple(tuple(stretch(list(amounts), pace)) for pace in paces)


def _delay(periods: Fraction, last: int) -> Delay:
    """Return what `cash_flow_shifts.delay` does to one unit today and to one in period 1; to later ones the same later.

    Whole periods only move what the rest of the delay has spread; beyond the horizon everything is lost.
    """
    whole_periods = min(floor(periods), last + 1)
    today, next_ = ([Fraction(int(index == at)) for index in range(4)] for at in (0, 1))
    lump, shares = (delay(unit, periods - floor(periods)) for unit in (today, next_))
    return Delay(
        lump=whole_periods + next(index for index, value in enumerate(lump) if value),
        shares=tuple((whole_periods + index - 1, float(value)) for index, value in enumerate(shares) if value),
    )
