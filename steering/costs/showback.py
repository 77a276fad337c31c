"""Showback: what each team cost by itself, and its part of what is shared, with idle cost shown apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.costs.scope import Scope
from steering.warehouse.answer import rows_as


@dataclass(frozen=True, kw_only=True)
class ShowbackLine:
    """A month's charges of a team, or of nobody where the team is None: shared, or without a tag."""

    team: str | None
    shared: bool
    direct: float | None
    idle: float | None
    credits: float | None
    effective: float


@dataclass(frozen=True, kw_only=True)
class ShowbackShare:
    """A team's line of the showback, in the scope's currency."""

    team: str
    direct: float
    idle: float
    shared: float

    @property
    def total(self) -> float:
        """Direct, idle and shared cost together."""
        return self.direct + self.idle + self.shared


@dataclass(frozen=True, kw_only=True)
class Showback:
    """A month's showback: the teams' lines and what could not be shown to any team. Adds up to the whole spend.

    `untagged_idle` is the part of `untagged` that was paid for and not used.
    """

    lines: tuple[ShowbackShare, ...]
    shared: float
    untagged: float
    untagged_idle: float

    @property
    def total(self) -> float:
        """The month's whole spend."""
        return sum(line.total for line in self.lines) + self.untagged


def split_showback(charges: Sequence[ShowbackLine]) -> Showback:
    """Split shared cost over the teams in proportion to their direct cost above zero.

    Where no team has any, shared cost can't be split and is counted with what is untagged.
    """
    lines = {charge.team: charge for charge in charges if charge.team is not None and not charge.shared}
    shared = sum(charge.effective for charge in charges if charge.shared)
    nobodys = [charge for charge in charges if charge.team is None and not charge.shared]
    untagged = sum(charge.effective for charge in nobodys)
    idle = {team: line.idle or 0.0 for team, line in lines.items() if team}
    direct = {team: line.effective - idle[team] for team, line in lines.items() if team}
    base = sum(max(cost, 0.0) for cost in direct.values())
    if base <= 0:
        untagged, shared = untagged + shared, 0.0
    shares = (
        ShowbackShare(
            team=team,
            direct=direct[team],
            idle=idle[team],
            shared=shared * max(direct[team], 0.0) / base if base > 0 else 0.0,
        )
        for team in direct
    )
    sorted_shares = tuple(sorted(shares, key=lambda line: (-line.total, line.team)))
    untagged_idle = sum(charge.idle or 0.0 for charge in nobodys)
    return Showback(lines=sorted_shares, shared=shared, untagged=untagged, untagged_idle=untagged_idle)


def query_showback_lines(context: CaseContext, scope: Scope) -> tuple[ShowbackLine, ...]:
    """Return the chosen month's charges by team."""
    return rows_as(context.query("cost_teams", **scope.parameters), ShowbackLine)
