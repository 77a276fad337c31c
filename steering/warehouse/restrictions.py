"""A release as far as an earlier one goes: its rows with a key that the earlier one has too, as views.

Charges have no key, so of costs it is the months that the earlier one has. What is left differs from the earlier
release by corrections alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steering.catalog.contracts import contract

# Stands in a reference between a release and the earlier one that confines it.
WITHIN = "~"
# How a table of costs says the month of a row; the rows themselves by the day on which a charge counts.
MONTHS = {
    "cost_monthly": "month",
    "cost_daily": "strftime(day, '%Y-%m')",
    "cost_invoices": "charged",
    "cost": (
        'strftime(charge_day("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd"), '
        "'%Y-%m')"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What a query reads of a dataset: a release, with its rollups by a tag, and the one that confines it, if any."""

    release: str
    tag: str = ""
    within: str = ""

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read `<release>`, `<release>@<tag>`, `<release>~<earlier>` or `<release>~<earlier>@<tag>`."""
        releases, _, tag = text.partition("@")
        release, _, within = releases.partition(WITHIN)
        return cls(release=release, tag=tag, within=within)

    @property
    def parts(self) -> tuple[Reference, ...]:
        """The stored releases that it is made of, the earlier one last."""
        names = [self.release, self.within] if self.within else [self.release]
        return tuple(Reference(release=name, tag=self.tag) for name in names)


def restrict_views(dataset: str, schema: str, newer: str, earlier: str) -> Iterator[str]:
    """Yield the statements that make the views of a confined release, over the schemas of the two."""
    grain = contract(dataset).grain
    if grain:
        same = " and ".join(f'newer."{name}" is not distinct from earlier."{name}"' for name in grain)
        join = f'{newer}."{dataset}" as newer semi join {earlier}."{dataset}" as earlier on {same}'
        yield f'create or replace view {schema}."{dataset}" as from {join} select newer.*'
        return
    for table, month in MONTHS.items():
        covered = f"(from {earlier}.{dataset}_monthly select month)"
        yield f"create or replace view {schema}.{table} as from {newer}.{table} where {month} in {covered}"
