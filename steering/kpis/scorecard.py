"""KPIs: a value by month from one definition, a target by date, a status by the declared rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steering import months
from steering.cases.model import Kpi
from steering.catalog.contracts import dataset_label
from steering.conditions import Condition, ConditionResult, ConditionState, Observation, evaluate_condition
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import format_delta, format_value
from steering.kpis.series import DeliveredValue, Point, combine_month, query_delivered, query_measures
from steering.status import Status


@dataclass(frozen=True, kw_only=True)
class KpiResult:
    """A KPI seen from a month: its values so far, its target now and at the end, its status and the reason."""

    kpi: Kpi
    currency: str
    series: tuple[Point, ...]
    month: str
    value: float | None
    # Whether the KPI's targets apply to what is shown: those of a total don't apply to one business unit.
    has_target: bool
    status: Status
    verdict: ConditionResult
    # The month of the last change of definition up to this month, if any.
    redefined_in: str | None

    @property
    def target(self) -> float | None:
        """Where the KPI should be by now."""
        return self.target_at(self.month)

    def target_at(self, month: str) -> float | None:
        """Return where it should be at the end of a month; None where no target applies."""
        return target_at(self.kpi, month) if self.has_target else None

    def value_at(self, month: str) -> float | None:
        """Return the value of a month, or None."""
        return next((point.value for point in self.series if point.month == month), None)

    def format(self, value: float | None) -> str:
        """Return a value of this KPI with its unit."""
        return format_value(value, self.kpi.unit, self.kpi.decimals, currency=self.currency)

    def format_change(self, step: float) -> str:
        """Return a move of this KPI, signed and with its unit."""
        return format_delta(step, self.kpi.unit, self.kpi.decimals, currency=self.currency)

    def move_since(self, month: str) -> float | None:
        """Return the move since the end of a month, 0 where it can't be seen in the figures as they are written.

        None where a value is missing, the month has yet to come or the definition changed in between.
        """
        past = self.value_at(month) if month < self.month else None
        if self.value is None or past is None or (self.redefined_in is not None and month < self.redefined_in):
            return None
        return self.value - past if self.format(self.value) != self.format(past) else 0.0

    def is_improvement(self, step: float) -> bool | None:
        """Return whether a move is for the better; None where nothing moved."""
        return (step > 0) == self.better_when_higher if step else None

    @property
    def better_when_higher(self) -> bool:
        """Whether a rise is an improvement."""
        return self.kpi.better == "higher"


def build_scorecard(context: CaseContext, filters: Filters) -> tuple[KpiResult, ...]:
    """Build every KPI of the case, in the order of `metrics.yaml`, as seen with these filters."""
    delivered = query_delivered(context, filters)
    measured = query_measures(context, filters)
    return tuple(_build_result(kpi, delivered, measured, filters, context) for kpi in context.case.kpis.values())


def target_at(kpi: Kpi, month: str) -> float | None:
    """Return the target for the end of a month.

    Between the baseline and the targets the path is a straight line by month (`between: linear`) or keeps
    the last figure (`step`). Before the first of them a line has none and a step has the first target; after
    the last target it stays.
    """
    if not kpi.targets:
        return None
    points = [(target.by, float(target.value)) for target in kpi.targets]
    if kpi.baseline and kpi.baseline.as_of:
        points.insert(0, (kpi.baseline.as_of, float(kpi.baseline.value)))
    past = [point for point in points if point[0] <= month]
    ahead = [point for point in points if point[0] > month]
    if not past:
        return float(kpi.targets[0].value) if kpi.between == "step" else None
    if not ahead or kpi.between == "step":
        return past[-1][1]
    (start, low), (end, high) = past[-1], ahead[0]
    share = (months.month_index(month) - months.month_index(start)) / (
        months.month_index(end) - months.month_index(start)
    )
    return low + (high - low) * share


def status_of(kpi: Kpi, observation: Observation) -> tuple[Status, ConditionResult]:
    """Return the status by the KPI's own rule: the first condition that holds gives the colour."""
    green = evaluate_condition(kpi.status.green, lambda _: observation)
    if green.state is ConditionState.UNKNOWN:
        return Status.UNKNOWN, green
    if green.state is ConditionState.HOLDS:
        return Status.ON_TRACK, green
    if kpi.status.amber and evaluate_condition(kpi.status.amber, lambda _: observation).state is ConditionState.HOLDS:
        return Status.AT_RISK, green
    return Status.OFF_TRACK, green


def observe(results: Mapping[str, KpiResult], condition: Condition) -> Observation:
    """Return what is known of a KPI that a condition names, at the condition's month or at that of the standing."""
    result = results.get(condition.metric or "")
    if result is None:
        return Observation(value=None, reason=f"There is no KPI named {condition.metric!r}.")
    if condition.scenario is not None:
        return Observation(value=None, reason="A KPI has no scenarios.")
    month = condition.as_of or result.month
    value = result.value_at(month)
    reason = "" if value is not None else f"There is no value for {months.format_month(month)}."
    return Observation(value=value, target=result.target_at(month), reason=reason)


def _build_result(
    kpi: Kpi,
    delivered: tuple[DeliveredValue, ...],
    measured: dict[str, tuple[Point, ...]],
    filters: Filters,
    context: CaseContext,
) -> KpiResult:
    rows = (row for row in delivered if row.kpi_id == kpi.id)
    series = measured.get(kpi.measure, ()) if kpi.measure else tuple(combine_month(kpi, row) for row in rows)
    value = next((point.value for point in series if point.month == filters.as_of), None)
    # A target for the number of all teams says nothing about those of one unit; one for a ratio does.
    aims = filters.unit is None or kpi.combine == "ratio"
    if value is None:
        observation = Observation(value=None, reason=_absence(kpi, series, filters, context))
    elif not aims:
        observation = Observation(value=None, reason="Its target is set for the whole organisation.")
    else:
        observation = Observation(value=value, target=target_at(kpi, filters.as_of))
    status, verdict = status_of(kpi, observation)
    changes = [change.from_ for change in kpi.changes if change.from_ <= filters.as_of]
    return KpiResult(
        kpi=kpi,
        currency=context.case.charter.currency,
        series=series,
        month=filters.as_of,
        value=value,
        has_target=aims,
        status=status,
        verdict=verdict,
        redefined_in=max(changes, default=None),
    )


def _absence(kpi: Kpi, series: tuple[Point, ...], filters: Filters, context: CaseContext) -> str:
    """Return why there is no value, as a sentence."""
    dataset = "adoption" if kpi.measure else "kpi"
    label = dataset_label(dataset)
    if not context.has(dataset):
        return f"This case has no {label} data yet."
    if not series and filters.unit is None:
        return f"There is no {label} data for {months.format_month(filters.as_of)}."
    if not series:
        return f"The {label} data has no rows of {filters.unit} for {kpi.name}."
    now = months.format_month(filters.as_of)
    if series[-1].month == filters.as_of:
        ratio = series[-1].denominator is not None
        return f"There was nothing to divide by in {now}." if ratio else f"The rows of {now} can't be combined."
    months_with_value = [point.month for point in series if point.value is not None]
    last = f"; the last is of {months.format_month(months_with_value[-1])}" if months_with_value else ""
    return f"There is no value for {now}{last}."
