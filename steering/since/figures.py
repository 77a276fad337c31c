"""The figures of a case at each state, as exact values: KPIs, the business case, and the costs to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from steering.catalog.business_metrics import METRICS
from steering.costs.report import cost_report
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.months import format_month
from steering.roi.report import roi_report
from steering.since.split import Split, split_move
from steering.since.states import CaseState, CaseStates, map_states

# The costs to date over the budget.
COSTS = "costs_to_date"
# The figures of the business case that are one amount, share or time.
BUSINESS = tuple(name for name, metric in METRICS.items() if not metric.several and metric.unit != "truth")
NEW_DATA, DEFINITION = 2, 3

Level = Fraction | None


@dataclass(frozen=True, kw_only=True)
class Move:
    """A figure at each state, from then to now; `note` says what the split rests on, `split` is None without both ends.

    Figures of the business case are in the unit of its file.
    """

    id: str
    levels: tuple[Level, ...]
    note: str = ""

    @property
    def split(self) -> Split | None:
        """The move by cause."""
        return split_move(self.levels)

    @property
    def has_moved(self) -> bool:
        """Whether it is another figure now, or is there on one side only, or causes have cancelled out."""
        split = self.split
        return any(split.parts) if split else (self.levels[0] is None) != (self.levels[-1] is None)


def list_moves(states: CaseStates) -> tuple[Move, ...]:
    """Return every figure that is there then or now; one business unit has KPIs alone."""
    moves = [*_list_kpis(states)]
    if states.then.filters.unit is None:
        moves += [*_list_business(states.states), *_list_costs(states.states)]
    return tuple(move for move in moves if (move.levels[0], move.levels[-1]) != (None, None))


def _list_kpis(states: CaseStates) -> Iterator[Move]:
    """Each KPI of today; one that is no more has nothing to compare with."""
    by_state = map_states(
        states.states,
        lambda state: {result.kpi.id: result for result in build_scorecard(state.context, state.filters)},
    )
    for id, result in by_state[-1].items():
        results = [results.get(id) for results in by_state]
        levels = [_exact(None if item is None else item.value) for item in results]
        yield _move_kpi(result, results, levels, states)


def _move_kpi(now: KpiResult, results: Sequence[KpiResult | None], levels: Sequence[Level], states: CaseStates) -> Move:
    month, past = states.states[-1].filters.as_of, states.then.filters.as_of
    changes = [change.from_ for change in now.kpi.changes if past < change.from_ <= month]
    if not changes:
        return Move(id=now.kpi.id, levels=tuple(levels))
    measured = results[NEW_DATA] or now
    step = _sum_steps(measured, changes)
    own = [*levels]
    # Without values on both sides of the change all of the move is put to it.
    own[NEW_DATA] = levels[1] if step is None or levels[NEW_DATA] is None else _less(levels[NEW_DATA], step)
    names = ", ".join(map(format_month, changes))
    note = f"{now.kpi.name}: the step of {names}, when its definition changed, counts as definition."
    return Move(id=now.kpi.id, levels=tuple(own), note=note)


def _less(level: Level, step: Fraction) -> Level:
    return None if level is None else level - step


def _sum_steps(result: KpiResult, changes: Sequence[str]) -> Level:
    """The steps of a series in the months in which its definition changed; None where one can't be told."""
    total = Fraction(0)
    points = [point for point in result.series if point.value is not None and point.month <= result.month]
    for month in changes:
        before = [point.value for point in points if point.month < month]
        after = [point.value for point in points if point.month >= month]
        last, first = _exact(before[-1] if before else None), _exact(after[0] if after else None)
        if last is None or first is None:
            return None
        total += first - last
    return total


def _list_business(states: Sequence[CaseState]) -> Iterator[Move]:
    by_state = map_states(states, _read_business)
    for name in BUSINESS:
        yield Move(id=name, levels=tuple(values.get(name) for values in by_state))


def _read_business(state: CaseState) -> Mapping[str, Level]:
    if state.context.case.business is None:
        return {}
    report = roi_report(state.context, state.filters)
    values = {name: report.metric(name) for name in BUSINESS}
    return {name: _exact(value) for name, value in values.items() if isinstance(value, (int, float))}


def _list_costs(states: Sequence[CaseState]) -> Iterator[Move]:
    if all(state.context.has("cost") for state in states):
        variances = map_states(states, lambda state: cost_report(state.context, state.filters).variance)
        yield Move(id=COSTS, levels=tuple(_exact(item.over) if item else None for item in variances))


def _exact(value: float | None) -> Level:
    return None if value is None else Fraction(value)
