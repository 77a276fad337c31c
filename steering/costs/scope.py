"""Which charges a view of the costs is about: a month, a currency, and the teams of a business unit or all."""

from __future__ import annotations

from dataclasses import dataclass

from steering.adoption import progress
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.warehouse.answer import rows_as

NO_CURRENCY = "no currency"


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
        """What every query about costs takes."""
        teams = None if self.teams is None else list(self.teams)
        return {"as_of": self.as_of, "currency": self.billed_in, "teams": teams}


def resolve_scope(context: CaseContext, filters: Filters) -> Scope:
    """Return the scope of the filters, in the case's currency where the data has it, else the most used."""
    currencies = [row.currency for row in rows_as(context.query("cost_currencies"), Currency)]
    own = context.case.charter.currency
    currency = own if own in currencies or not currencies else currencies[0]
    others = tuple(other or NO_CURRENCY for other in currencies if other != currency)
    return Scope(
        as_of=filters.as_of,
        billed_in=currency,
        currency=currency or NO_CURRENCY,
        others=others,
        teams=_teams(context, filters),
    )


def _teams(context: CaseContext, filters: Filters) -> tuple[str, ...] | None:
    """Return the teams of the chosen business unit by the adoption data, which is what knows the units."""
    if filters.unit is None:
        return None
    return tuple(team.team_id for team in progress.query_teams(context, filters))
