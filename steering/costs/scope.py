"""Which charges a view of the costs is about: a month, a currency, and the teams of a business unit or all."""

from __future__ import annotations

from dataclasses import dataclass

from steering.adoption import progress
from steering.context.case_context import CaseContext, Filters
from steering.warehouse.rows import rows_as

UNNAMED = "no currency"


@dataclass(frozen=True, kw_only=True)
class Currency:
    """A billing currency, and how many charges are in it."""

    currency: str | None
    charges: int


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The charges looked at. `others` are currencies in the data that are left out, because they can't be summed.

    `billed_in` is the currency as the charges name it, None where they name none; `currency` is how it is written.
    """

    as_of: str
    billed_in: str | None
    currency: str
    others: tuple[str, ...]
    teams: tuple[str, ...] | None

    @property
    def parameters(self) -> dict[str, object]:
        """What every question about costs takes."""
        teams = None if self.teams is None else list(self.teams)
        return {"as_of": self.as_of, "currency": self.billed_in, "teams": teams}


def scope(context: CaseContext, filters: Filters) -> Scope:
    """The scope that the filters mean: the case's own currency where the data has it, otherwise the most used."""
    found = [one.currency for one in rows_as(context.query("cost_currencies"), Currency)]
    own = context.case.charter.currency
    chosen = own if own in found or not found else found[0]
    others = tuple(one or UNNAMED for one in found if one != chosen)
    return Scope(
        as_of=filters.as_of,
        billed_in=chosen,
        currency=chosen or UNNAMED,
        others=others,
        teams=_teams(context, filters),
    )


def _teams(context: CaseContext, filters: Filters) -> tuple[str, ...] | None:
    """The teams of the chosen business unit by the adoption data, which is what knows the units."""
    if filters.unit is None:
        return None
    return tuple(team.team_id for team in progress.teams(context, filters))
