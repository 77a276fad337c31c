"""Costs added up by day and team, once, beside the release: what the pages ask instead of the charges."""
# ruff: noqa: S608
# The SQL is made of fixed names and an escaped tag; values of the file are never pasted into it.

from __future__ import annotations

from pathlib import Path

from steering.warehouse import quoted, releases, scratch
from steering.warehouse.tags import file_part, tag_value

NAME = "daily"
_ELIGIBLE = "CommitmentProgramEligibilityDetails"
GRAIN = {
    "day": '"ChargePeriodStart"::date',
    "team": "{team}",
    "shared": "_shared",
    "service": '"ServiceName"',
    "service_category": '"ServiceCategory"',
    "provider": "_provider",
    "charge_category": '"ChargeCategory"',
    "charge_class": '"ChargeClass"',
    "pricing_category": '"PricingCategory"',
    "commitment_id": '"CommitmentDiscountId"',
    "commitment_status": '"CommitmentDiscountStatus"',
    "eligible": f'case when "{_ELIGIBLE}" is not null then true when {{known}} then false end',
    "consumed_unit": '"ConsumedUnit"',
    "pricing_unit": '"PricingUnit"',
    "currency": '"BillingCurrency"',
}
"""A charge counts whole on the day on which its period begins. `eligible` (for a commitment) is null where the
file does not say."""
MEASURES = {
    "billed": '"BilledCost"',
    "effective": '"EffectiveCost"',
    "list": '"ListCost"',
    "contracted": '"ContractedCost"',
    "consumed_quantity": '"ConsumedQuantity"',
    "pricing_quantity": '"PricingQuantity"',
}


def roll_up(home: Path, dataset: str, release: str, team_tag: str) -> Path:
    """Make the rollup of a stored release for a team tag, unless it is there.

    Raises:
        StoreUnavailable: the release can't be read, or the rollup not written.
    """
    rows = releases.rows_path(home, dataset, release)
    final = rows.with_name(f"{NAME}@{file_part(team_tag)}.parquet")
    if final.exists():
        return final
    manifest = releases.read_manifest(home, dataset, release)
    team = "_team" if manifest.team_tag == team_tag else tag_value(team_tag)
    with scratch(writes=(rows.parent,)) as room:
        source = f"read_parquet({quoted(str(rows))})"
        ((known,),) = room.run(f'select count("{_ELIGIBLE}") > 0 from {source}', doing="roll up the costs")
        grain = {name: sql.format(team=team, known=str(known).lower()) for name, sql in GRAIN.items()}
        chosen = ", ".join(f"{sql} as {name}" for name, sql in grain.items())
        added = ", ".join(f"sum({sql}) as {name}" for name, sql in MEASURES.items())

        def write(to: Path) -> None:
            room.run(
                f"copy (select {chosen}, {added}, count(*) as rows from {source} group by all order by all) "
                f"to {quoted(str(to))} (format parquet, compression zstd)",
                doing="roll up the costs",
            )

        return releases.add(final, write)
