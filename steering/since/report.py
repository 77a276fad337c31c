"""What moved since a moment: the figures with their causes, and the claims that turned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.since.claims import TurnedClaim, list_turned_claims
from steering.since.figures import Move, list_moves
from steering.since.moments import Moment, default_moment, find_moment
from steering.since.states import CaseState, CaseStates, build_states


@dataclass(frozen=True, kw_only=True)
class SinceReport:
    """Every figure then and now, and each claim of the whole organisation that turned."""

    states: CaseStates
    moves: tuple[Move, ...]
    claims: tuple[TurnedClaim, ...]

    @property
    def moment(self) -> Moment:
        """The moment that today is held against."""
        return self.states.moment

    @property
    def then(self) -> CaseState:
        """The case as it was."""
        return self.states.then

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
    states = build_states(context, filters, moment)
    claims = list_turned_claims(states) if filters.unit is None else ()
    return SinceReport(states=states, moves=list_moves(states), claims=claims)
