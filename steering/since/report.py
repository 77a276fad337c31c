"""What moved since a moment: the figures with their causes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from steering import progress
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.errors import SteercoError
from steering.kpis.scorecard import KpiResult
from steering.since.figures import Move, list_moves
from steering.since.moments import Moment, default_moment, find_moment
from steering.since.states import CaseState, CaseStates, build_states


@dataclass(frozen=True, kw_only=True)
class SinceReport:
    """Every figure then and now, with what moved it."""

    states: CaseStates
    moves: tuple[Move, ...]

    @property
    def moment(self) -> Moment:
        """The moment that today is held against."""
        return self.states.moment

    @property
    def then(self) -> CaseState:
        """The case as it was."""
        return self.states.then

    @property
    def now(self) -> CaseState:
        """The case as it is, seen from the month and unit that were chosen."""
        return self.states.states[-1]

    def value_then(self, result: KpiResult) -> float | None:
        """Return a KPI's value then."""
        move = self.by_id.get(result.kpi.id)
        level = move.levels[0] if move else None
        return None if level is None else float(level)

    def step_of(self, result: KpiResult) -> float | None:
        """Return the move of a KPI, 0 where it can't be seen in the figures as they are written.

        None where a value is missing or its definition changed in between.
        """
        past, since = self.value_then(result), self.then.filters.as_of
        if result.value is None or past is None or (result.redefined_in is not None and since < result.redefined_in):
            return None
        return result.value - past if result.format(result.value) != result.format(past) else 0.0

    @cached_property
    def by_id(self) -> dict[str, Move]:
        """The moves by the id of their figure."""
        return {move.id: move for move in self.moves}


def choose_moment(context: CaseContext, filters: Filters) -> Moment | None:
    """Return the moment that the viewer chose, else the last committee; None where there is neither."""
    chosen = find_moment(context, filters, filters.since) if filters.since else None
    return chosen or default_moment(context, filters)


def since_report(context: CaseContext, filters: Filters) -> SinceReport | None:
    """Return what moved since the chosen moment; None without one, or where it is later than the month looked at.

    Worked out once for everybody; what was opened of the past stays while nothing of it changes.
    """
    moment = choose_moment(context, filters)
    if moment is None or moment.month > filters.as_of:
        return None
    key = ("since", moment, filters.as_of, filters.unit)
    report = context.cached(key, lambda: _build(context, filters, moment))
    return None if report.states.is_now else report


def _build(context: CaseContext, filters: Filters, moment: Moment) -> SinceReport:
    progress.report("Comparing with the last committee", 0.2)
    try:
        states = build_states(context, filters, moment)
        return SinceReport(states=states, moves=list_moves(states))
    except SteercoError as error:
        # What is shown of today does not hang on what can be read of then.
        states = build_states(replace(context, past=None), filters, moment)
        note = f"What is kept of then can't be read, so today's data and files stand in: {error}"
        return SinceReport(states=replace(states, notes=(note,)), moves=list_moves(states))
