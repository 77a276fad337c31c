"""Costs added up by day, month and invoice, once, beside the release: what the pages ask instead of the charges.

Whoever changes what a rollup holds counts `ROLLUPS` of `steering.warehouse.tags` up, so that those which are there
already are made again.
"""
# ruff: noqa: S608
# The SQL is made of fixed names and an escaped tag; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from steering.warehouse import Scratch, integrity, quote_literal, releases, scratch
from steering.warehouse import manifest as manifests
from steering.warehouse.tags import rollup_file, team_value

DAILY, MONTHLY, INVOICES = "daily", "monthly", "invoices"
_ELIGIBLE = "CommitmentProgramEligibilityDetails"
DOING = "roll up the costs"
# Rows: some months of a monthly rollup, so that the other months need not be read.
ROW_GROUP = 16_384
# Whether a programme is named: an empty list of them, or text that is no JSON, names none.
_PROGRAMMES = (
    f'case when json_valid("{_ELIGIBLE}") then '
    f'greatest(json_array_length("{_ELIGIBLE}"), json_array_length("{_ELIGIBLE}", \'/CommitmentPrograms\')) > 0 '
    "else false end"
)
_DAY = 'charge_day("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")'
# What the daily rollup has a row for. A charge counts whole on the day on which its period begins, as `charge_day` of
# `scope.sql` has it. `eligible` (for a commitment) is null where the whole file does not say; `idle` is what was paid
# for and not used.
GRAIN = {
    "day": _DAY,
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
    "idle": """coalesce("CommitmentDiscountStatus" = 'Unused' or "CapacityReservationStatus" = 'Unused', false)""",
    "eligible": f"case when {{known}} then {_PROGRAMMES} end",
    "consumed_unit": '"ConsumedUnit"',
    "pricing_unit": '"PricingUnit"',
    "currency": '"BillingCurrency"',
}
# What the rollup of invoices has a row for. `charged` is the month in which the charges count, which differs from that
# of the invoice where a correction comes later.
INVOICE_GRAIN = {
    "billing_month": f"""strftime(coalesce(billing_month("BillingPeriodStart"), {_DAY}), '%Y-%m')""",
    "charged": f"strftime({_DAY}, '%Y-%m')",
    "invoice": '"InvoiceId"',
    "issuer": """coalesce("InvoiceIssuerName", _provider)""",
    "correction": """coalesce("ChargeClass" = 'Correction', false)""",
    "team": "{team}",
    "currency": '"BillingCurrency"',
}
MEASURES = {
    "billed": '"BilledCost"',
    "effective": '"EffectiveCost"',
    "positive": 'greatest("EffectiveCost", 0)',
    "list": '"ListCost"',
    # What list cost can be compared with: a marketplace image without a list price would turn savings into losses.
    # Unused commitment has none either, and is what savings have to pay for.
    "comparable": """case when "ListCost" <> 0 or "CommitmentDiscountStatus" = 'Unused' then "EffectiveCost" end""",
    "contracted": '"ContractedCost"',
    "consumed_quantity": '"ConsumedQuantity"',
    "pricing_quantity": '"PricingQuantity"',
}


def roll_up(
    home: Path,
    dataset: str,
    release: str,
    team_tag: str,
    *,
    is_intact: Callable[[Path], bool] = integrity.is_intact,
) -> Path:
    """Make the rollups of a stored release for a team tag, unless they are there and intact; the one by month, which
    has the columns of the daily one with `month` (`2026-03`) in place of `day`.

    Raises:
        StoreUnavailable: the release can't be read or is damaged, or a rollup not written.
    """
    rows = manifests.rows_path(home, dataset, release)
    daily, monthly, invoices = (rows.with_name(rollup_file(name, team_tag)) for name in (DAILY, MONTHLY, INVOICES))
    intact = {file: is_intact(file) for file in (daily, monthly, invoices)}
    if all(intact.values()):
        return monthly
    manifest = manifests.read_manifest(home, dataset, release)
    if releases.sha256_of(rows) != manifest.parquet_sha256:
        raise manifests.put_aside(home, dataset, release)
    team = "_team" if manifest.team_tag == team_tag else team_value(team_tag)
    with scratch(writes=(rows.parent,)) as database:
        if not intact[daily]:
            _store(daily, _daily_select(rows, team, database), "zstd", database)
        if not intact[monthly]:
            _store(monthly, _monthly_select(daily, database), "snappy", database)
        if not intact[invoices]:
            _store(invoices, _invoices_select(rows, team), "snappy", database)
    return monthly


def _daily_select(rows: Path, team: str, scratch: Scratch) -> str:
    """Ordered by day, so that a query about some weeks reads those only."""
    source = f"read_parquet({quote_literal(str(rows))})"
    magnitudes_sql = ", ".join(f"sum(abs({sql}))" for sql in MEASURES.values())
    ((has_eligibility, *magnitudes),) = scratch.run(
        f'select count("{_ELIGIBLE}") > 0, {magnitudes_sql} from {source}', doing=DOING
    )
    kinds = scratch.run(f"describe select {', '.join(MEASURES.values())} from {source}")
    grain = {name: sql.format(team=team, known=str(has_eligibility).lower()) for name, sql in GRAIN.items()}
    columns = ", ".join(f"{sql} as {name}" for name, sql in grain.items())
    sums_sql = ", ".join(
        f"sum({sql}){_narrow(most, kind)} as {name}"
        for (name, sql), most, (_, kind, *_) in zip(MEASURES.items(), magnitudes, kinds, strict=True)
    )
    return f"select {columns}, {sums_sql}, count(*) as rows from {source} group by all order by day"


def _narrow(most: Decimal | None, kind: str) -> str:
    """A cast to 18 digits where every sum fits: these are read and added up at twice the speed of 38."""
    if not kind.startswith("DECIMAL"):
        # A quantity with more digits than an exact number has.
        return ""
    scale = int(kind[:-1].rsplit(",", 1)[1])
    fits = scale <= 18 and (most is None or most < 10 ** (18 - scale))
    return f"::decimal(18, {scale})" if fits else ""


def _monthly_select(daily: Path, scratch: Scratch) -> str:
    source = f"read_parquet({quote_literal(str(daily))})"
    kinds = {name: kind for name, kind, *_ in scratch.run(f"describe from {source}")}
    grain = ", ".join(name for name in GRAIN if name != "day")
    # A column of 18 digits has room for the sum of all its rows.
    sums_sql = ", ".join(f"sum({name})::{kinds[name]} as {name}" for name in MEASURES)
    return (
        f"select strftime(day, '%Y-%m') as month, {grain}, {sums_sql}, sum(rows)::bigint as rows from {source} "
        "group by all order by month, team"
    )


def _invoices_select(rows: Path, team: str) -> str:
    columns = ", ".join(f"{sql.format(team=team)} as {name}" for name, sql in INVOICE_GRAIN.items())
    return (
        f'select {columns}, sum("BilledCost") as billed, count(*) as rows '
        f"from read_parquet({quote_literal(str(rows))}) group by all order by billing_month, invoice"
    )


def _store(final: Path, select: str, packing: str, scratch: Scratch) -> Path:
    """`packing` is zstd for what is large, snappy for what is read often."""

    def write(to: Path) -> None:
        options = f"format parquet, compression {packing}, row_group_size {ROW_GROUP}"
        scratch.run(f"copy ({select}) to {quote_literal(str(to))} ({options})", doing=DOING)
        # Before the rollup itself: without it a rollup is made again, with another one's too.
        integrity.write_digest(to, final)

    return releases.add(final, write)
