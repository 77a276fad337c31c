"""What another release would change of a case: its figures, gates, claims and conditions, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from steering.cases.storyboard import Scene
from steering.catalog.business_metrics import CONDITION_METRICS, SINGLE_METRICS
from steering.conditions import Condition
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.report import cost_report
from steering.decisions import ConditionCheck, reviews
from steering.formatting import ABSENT
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.metrics.format import format_metric, format_metric_delta, format_metric_exactly, metric_label
from steering.metrics.lookup import observer
from steering.roadmap.gates import GateResult
from steering.roadmap.view import roadmap_view
from steering.status import Status
from steering.storyboard.claims import CheckedClaim, check_claims
from steering.storyboard.views import default_filters

COSTS = "costs_to_date"


@dataclass(frozen=True, kw_only=True)
class FigureEffect:
    """A figure as it is and as it would be, each as it is written; `change` is empty where it can't be told.

    `statuses` are those of a KPI; None for figures that have none.
    """

    id: str
    label: str
    before: str
    after: str
    change: str = ""
    is_headline: bool = False
    statuses: tuple[Status, Status] | None = None

    @property
    def has_changed(self) -> bool:
        """Whether the figure or its status would be another one."""
        statuses = self.statuses or (None, None)
        return self.before != self.after or statuses[0] is not statuses[1]


@dataclass(frozen=True, kw_only=True)
class GateEffect:
    """A funding gate as it stands and as it would stand; None where the month has no such gate."""

    name: str
    before: GateResult | None
    after: GateResult | None

    @property
    def has_changed(self) -> bool:
        """Whether it would stand otherwise, or meet another number of conditions."""
        now, then = self.before, self.after
        if now is None or then is None:
            return now is not then
        return (now.standing, now.count_met) != (then.standing, then.count_met)


@dataclass(frozen=True, kw_only=True)
class ClaimEffect:
    """A claim of a scene as it stands and as it would stand."""

    scene: Scene
    before: CheckedClaim
    after: CheckedClaim

    @property
    def has_changed(self) -> bool:
        """Whether its state would be another one."""
        return self.before.state is not self.after.state


@dataclass(frozen=True, kw_only=True)
class ConditionEffect:
    """A condition of a decision, by the decision's title; None where the decision is not yet taken in that month."""

    decision: str
    label: str
    before: ConditionCheck | None
    after: ConditionCheck | None

    @property
    def has_changed(self) -> bool:
        """Whether its status would be another one."""
        return self.statuses[0] is not self.statuses[1]

    @property
    def statuses(self) -> tuple[Status | None, Status | None]:
        """Its status before and after."""
        return (self.before.status if self.before else None, self.after.status if self.after else None)


@dataclass(frozen=True, kw_only=True)
class Effects:
    """All that another release would change; `months` are those from which the case is seen before and after."""

    months: tuple[str, str]
    figures: tuple[FigureEffect, ...]
    gates: tuple[GateEffect, ...]
    claims: tuple[ClaimEffect, ...]
    conditions: tuple[ConditionEffect, ...]


def compare_contexts(before: CaseContext, after: CaseContext) -> Effects:
    """Compare a case as it is with the same case on other releases, each as whoever opens it sees it first."""
    views = default_filters(before), default_filters(after)
    return Effects(
        months=(views[0].as_of, views[1].as_of),
        figures=(
            *_compare_kpis(before, after, *views),
            *_compare_business(before, after, *views),
            *_compare_costs(before, after, *views),
        ),
        gates=tuple(_compare_gates(before, after, *views)),
        claims=tuple(compare_claims(before, after)),
        conditions=tuple(_compare_conditions(before, after, *views)),
    )


def _compare_kpis(before: CaseContext, after: CaseContext, now: Filters, then: Filters) -> Iterator[FigureEffect]:
    """Every KPI, the headline figures of the case first."""
    headlines = before.case.charter.headlines
    results = {result.kpi.id: result for result in build_scorecard(before, now)}
    others = {result.kpi.id: result for result in build_scorecard(after, then)}
    for name in dict.fromkeys([*(name for name in headlines if name in results), *results]):
        yield _compare_kpi(before, results[name], others[name], is_headline=name in headlines)


def _compare_kpi(context: CaseContext, now: KpiResult, then: KpiResult, *, is_headline: bool) -> FigureEffect:
    effect = _compare_values(context, now.kpi.id, now.value, then.value)
    return replace(effect, is_headline=is_headline, statuses=(now.status, then.status))


def _compare_business(before: CaseContext, after: CaseContext, now: Filters, then: Filters) -> Iterator[FigureEffect]:
    """Every figure of the business case that exists on one side."""
    if before.case.business is None:
        return
    sides = observer(before, now), observer(after, then)
    for name in SINGLE_METRICS:
        values = [observe(Condition(metric=name, op=">=", value=Decimal(0))).value for observe in sides]
        if values != [None, None]:
            yield _compare_values(before, name, *values)


def _compare_values(context: CaseContext, name: str, now: float | None, then: float | None) -> FigureEffect:
    texts = [format_metric(context, name, value) for value in (now, then)]
    change = ""
    if now is not None and then is not None:
        if now != then and texts[0] == texts[1]:
            # The difference is beyond the decimals shown.
            texts = [format_metric_exactly(context, name, value) for value in (now, then)]
        change = _describe_step(context, name, then - now) if texts[0] != texts[1] else "none"
    return FigureEffect(id=name, label=metric_label(context, name), before=texts[0], after=texts[1], change=change)


def _describe_step(context: CaseContext, name: str, step: float) -> str:
    """Describe a move; what is so or not so has none."""
    is_truth = name not in context.case.kpis and CONDITION_METRICS[name].unit == "truth"
    return "" if is_truth else format_metric_delta(context, name, step)


def _compare_costs(before: CaseContext, after: CaseContext, now: Filters, then: Filters) -> Iterator[FigureEffect]:
    """The costs to date against the budget."""
    texts = []
    for context, filters in ((before, now), (after, then)):
        report = cost_report(context, filters) if context.has("cost") else None
        variance = report.variance if report else None
        texts.append(report.describe_variance(variance) if report and variance else ABSENT)
    if texts != [ABSENT, ABSENT]:
        yield FigureEffect(id=COSTS, label="Costs to date", before=texts[0], after=texts[1])


def _compare_gates(before: CaseContext, after: CaseContext, now: Filters, then: Filters) -> Iterator[GateEffect]:
    views = roadmap_view(before, now), roadmap_view(after, then)
    sides = [{gate.gate.id: gate for gate in view.gates} if view else {} for view in views]
    names = {id: gate.gate.name for side in sides for id, gate in side.items()}
    for id, name in names.items():
        yield GateEffect(name=name, before=sides[0].get(id), after=sides[1].get(id))


def compare_claims(before: CaseContext, after: CaseContext) -> Iterator[ClaimEffect]:
    """Yield each claim of the storyboard as it stands and as it would stand."""
    story = before.case.storyboard
    for scene in story.scenes if story else ():
        if isinstance(scene, Scene):
            pairs = zip(check_claims(before, scene), check_claims(after, scene), strict=True)
            yield from (ClaimEffect(scene=scene, before=one, after=other) for one, other in pairs)


def _compare_conditions(
    before: CaseContext, after: CaseContext, now: Filters, then: Filters
) -> Iterator[ConditionEffect]:
    sides = [_list_conditions(before, now), _list_conditions(after, then)]
    titles = {decision.decision.id: decision.decision.title for decision in before.decisions}
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        one, other = sides[0].get(key), sides[1].get(key)
        check = one or other
        if check:
            yield ConditionEffect(decision=titles[key[0]], label=check.term.label, before=one, after=other)


def _list_conditions(context: CaseContext, filters: Filters) -> dict[tuple[str, str], ConditionCheck]:
    """Every condition of the decisions that are taken, by its decision and itself."""
    return {
        (review.decision.id, check.term.id): check
        for review in reviews(context, filters)
        for check in review.conditions
    }
