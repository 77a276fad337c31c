"""Benefits against what has come of them: how far the KPI of each, or adoption, is on its way, and what that is worth.

A benefit has come in the proportion in which its measure has come the way that was planned by the month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from steering import months
from steering.adoption.outlook import fill_gaps
from steering.adoption.progress import query_months
from steering.cases.business import BusinessCase
from steering.cases.case import Case
from steering.cases.line import Line
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.roi.calendar import first_month, months_of
from steering.status import Status

# A measure this close to its plan, as a share of the plan, is on plan.
CLOSE = 0.05


@dataclass(frozen=True, kw_only=True)
class Way:
    """How far a measure is from its baseline to its last target, as shares: planned by the month, and gone."""

    planned: float
    gone: float

    @property
    def ratio(self) -> float | None:
        """What is gone of what was planned; None where nothing was to be gone yet."""
        return self.gone / self.planned if self.planned else None

    @property
    def verdict(self) -> Status:
        """Whether it is ahead, on plan within 5% of it, or behind."""
        margin = CLOSE * abs(self.planned)
        if self.gone > self.planned + margin:
            return Status.AHEAD
        return Status.BEHIND if self.gone < self.planned - margin else Status.ON_PLAN


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What measures a benefit: its name, and its way in each month from the first in which it was measured.

    `lack` says why there is no way in the month that is looked at.
    """

    name: str
    ways: Mapping[str, Way]
    lack: str = ""


@dataclass(frozen=True, kw_only=True)
class BenefitProgress:
    """A benefit in a month: its measure, and planned and realised amounts to date, in the unit of the file."""

    line: Line
    month: str
    measure: Measure | None
    planned: float
    realised: float | None

    @property
    def way(self) -> Way | None:
        """How far its measure is in the month; None where it can't be told."""
        return None if self.measure is None else self.measure.ways.get(self.month)

    @property
    def verdict(self) -> Status:
        """Whether it is ahead, on plan, behind, or not measured."""
        return Status.NOT_MEASURED if self.way is None else self.way.verdict

    @property
    def lack(self) -> str:
        """Why it is not measured, as a sentence."""
        if self.measure is None:
            return "No KPI measures it."
        return "" if self.way else self.measure.lack


def list_progress(context: CaseContext, filters: Filters) -> tuple[BenefitProgress, ...]:
    """Return every benefit that is to come, for the whole organisation, in the order of the file."""
    business = context.case.business
    if business is None:
        return ()
    base = replace(filters.without_model, unit=None, focus=None)
    return context.cached(("roi benefits", base.as_of), lambda: _list_progress(context, base, business))


def _list_progress(context: CaseContext, filters: Filters, business: BusinessCase) -> tuple[BenefitProgress, ...]:
    results = {result.kpi.id: result for result in build_scorecard(context, filters)}
    adoption = None
    every = []
    for line in business.lines:
        # What is given up, and what is left at the end, is nothing that has to be brought in.
        if line.kind == "cost" or line.id != line.origin or sum(line.amounts) <= 0:
            continue
        if line.kpi is None and line.scales_with:
            adoption = adoption or _measure_adoption(context, filters)
        measure = _measure_kpi(line.kpi, results) if line.kpi else adoption if line.scales_with else None
        due = dict(_list_due(line, context.case, filters.as_of))
        every.append(
            BenefitProgress(
                line=line,
                month=filters.as_of,
                measure=measure,
                planned=float(sum(due.values(), Fraction(0))),
                realised=_realise(due, measure),
            )
        )
    return tuple(every)


def _list_due(line: Line, case: Case, as_of: str) -> Iterator[tuple[str, Fraction]]:
    """Yield what was planned to have come by a month, by month; what falls in a period comes evenly within it."""
    business = case.business
    assert business is not None  # the caller looked
    due: dict[str, Fraction] = {}
    for index, amount in enumerate(line.amounts):
        if business.days:
            span: tuple[str, ...] = (f"{business.days[index]:%Y-%m}",)
        elif index:
            span = months_of(business, case.charter, index)
        else:
            span = (months.add_months(first_month(business, case.charter), -1),)
        for month in span:
            if month <= as_of:
                due[month] = due.get(month, Fraction(0)) + amount / len(span)
    yield from ((month, amount) for month, amount in due.items() if amount)


def _realise(due: Mapping[str, Fraction], measure: Measure | None) -> float | None:
    """Return what has come of amounts by month; None where nothing was due, or a month of it is not measured."""
    total = 0.0
    for month, amount in due.items():
        way = measure.ways.get(month) if measure else None
        if way is None or way.ratio is None:
            return None
        total += float(amount) * way.ratio
    return total if due else None


def _measure_kpi(name: str, results: Mapping[str, KpiResult]) -> Measure:
    result = results.get(name)
    if result is None:
        return Measure(name=name, ways={}, lack=f"There is no KPI named {name}.")
    lack = _find_lack(result)
    return Measure(name=result.kpi.name, ways={} if lack else dict(_list_ways(result)), lack=lack)


def _find_lack(result: KpiResult) -> str:
    """Return why the way of a KPI can't be told in its month; nothing where it can."""
    kpi, month = result.kpi, months.format_month(result.month)
    if kpi.baseline is None:
        return f"{kpi.name} has no baseline."
    if not kpi.targets:
        return f"{kpi.name} has no target."
    if kpi.targets[-1].value == kpi.baseline.value:
        return f"The last target of {kpi.name} is its baseline."
    changed = result.redefined_in
    if changed is not None and (kpi.baseline.as_of is None or kpi.baseline.as_of < changed):
        since = months.format_month(changed)
        return f"The definition of {kpi.name} changed in {since}, so its baseline does not compare."
    if result.target is None:
        return f"{kpi.name} has no target for {month}."
    return f"{kpi.name} has no value for {month}." if result.value is None else ""


def _list_ways(result: KpiResult) -> Iterator[tuple[str, Way]]:
    baseline, targets = result.kpi.baseline, result.kpi.targets
    assert baseline is not None  # the caller looked
    start, end = float(baseline.value), float(targets[-1].value)
    for point in result.series:
        target = result.target_at(point.month)
        if point.value is not None and target is not None:
            length = end - start
            yield point.month, Way(planned=(target - start) / length, gone=(point.value - start) / length)


def _measure_adoption(context: CaseContext, filters: Filters) -> Measure:
    plan, name = context.case.charter.adoption, "Teams adopted, no KPI"
    if plan is None:
        return Measure(name=name, ways={}, lack="case.yaml has no adoption plan.")
    if not context.has("adoption"):
        return Measure(name=name, ways={}, lack="There is no adoption data.")
    monthly = query_months(context, filters)
    every = months.month_range(monthly[0].month, monthly[-1].month) if monthly else ()
    ways = {
        month: Way(planned=plan.count_planned(month) / plan.teams, gone=count / plan.teams)
        for month, count in zip(every, fill_gaps(monthly) if monthly else (), strict=True)
    }
    return Measure(name=name, ways=ways, lack=f"There is no adoption data for {months.format_month(filters.as_of)}.")
