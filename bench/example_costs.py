"""Writes the example's `cost.csv.gz`: 18 months of charges of three clouds, in the columns of FOCUS 1.2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from math import fsum

from bench.example_charges import (
    PLATFORM_TAGS,
    Charge,
    central,
    costs,
    flat,
    invoice_id,
    left_over,
    periods,
    plain,
    prices,
    seats,
    service_facts,
    tag_text,
    usage,
)
from bench.example_columns import COLUMNS
from bench.example_commitments import Commitment, Slice, commitments, context, sliced
from bench.example_days import DAILY_FROM, by_day, left_running
from bench.example_files import as_csv
from bench.example_prices import AWS, AZURE, GOOGLE
from bench.example_spend import BILLED_MONTHS, TOTALS, Spend, cloud, spend_of
from bench.example_teams import jitter, roster

TAX_RATE = 0.006
# The first and large one carries no tags, as credits do.
CREDITS = (
    (AWS, "2026-03", Decimal("-9800"), "Credit of the migration programme", ""),
    (GOOGLE, "2025-11", Decimal("-600"), "Credit for new services", tag_text(PLATFORM_TAGS)),
    (AZURE, "2026-06", Decimal("-1200"), "Credit for a missed service level", tag_text(PLATFORM_TAGS)),
)
# GB of June that the second cloud charged twice, put right on July's invoice.
REFUNDED = ("2026-06", "2026-07", Decimal("16315.79"))

# The part of a month's cost that somebody forgot to tag with its team.
FORGOTTEN = 0.047
FORGETTABLE = ("cpu", "storage", "notebook", "features")


def refund() -> Charge:
    """The correction of an earlier invoice."""
    month, billed, quantity = REFUNDED
    price = prices()[AZURE, "network"]
    contracted = price.less(Decimal("0.05"))
    amount, listed = -quantity * contracted, -quantity * price.price
    return {
        **central(AZURE, month),
        **service_facts(price),
        **periods(month, billed=billed),
        **costs(amount, amount, listed, amount),
        "ChargeCategory": "Usage",
        "ChargeClass": "Correction",
        "ChargeDescription": "Data processed was charged twice in June",
        "ChargeFrequency": "Usage-Based",
        "ConsumedQuantity": plain(-quantity),
        "ConsumedUnit": price.unit,
        "ContractedUnitPrice": plain(contracted),
        "InvoiceId": invoice_id(AZURE, billed),
        "ListUnitPrice": plain(price.price),
        "PricingCategory": "Standard",
        "PricingQuantity": plain(-quantity),
        "SkuPriceId": f"{price.sku}-ON-DEMAND",
        "Tags": tag_text(PLATFORM_TAGS),
    }


def tax(provider: str, month: str, taxed: float) -> Charge:
    """The tax on a month's invoice."""
    return {
        **central(provider, month),
        **flat(Decimal(round(taxed * TAX_RATE * 100)).scaleb(-2)),
        "ChargeCategory": "Tax",
        "ChargeDescription": "Tax on the invoice",
        "ChargeFrequency": "Recurring",
        "ServiceCategory": "Other",
        "ServiceName": "Tax",
        "ServiceSubcategory": "Other (Other)",
    }


def credit(provider: str, month: str, amount: Decimal, why: str, tags: str) -> Charge:
    """Money given back without a charge to it."""
    return {
        **central(provider, month),
        **flat(amount),
        "ChargeCategory": "Credit",
        "ChargeDescription": why,
        "ChargeFrequency": "One-Time",
        "ServiceCategory": "Other",
        "ServiceName": "Credits",
        "ServiceSubcategory": "Other (Other)",
        "Tags": tags,
    }


def beside_spend(month: str) -> list[Charge]:
    """Credits and corrections that arose in a month."""
    given = [credit(*one) for one in CREDITS if one[1] == month]
    return [*given, refund()] if month == REFUNDED[0] else given


def expected_waste(month: str, held: Sequence[Commitment]) -> float:
    """About how much of the commitments finds no use."""
    return fsum(float(one.quantity(month) * one.price(prices())) - context(one, month, prices()) for one in held)


def left_for_spend(month: str, held: Sequence[Commitment]) -> float:
    """The month's total without what comes on top of spend: waste, tax, credits and the job left running."""
    beside = fsum(float(row["EffectiveCost"]) for row in beside_spend(month))
    job = fsum(fsum(left_running(team, month).values()) for team in roster())
    total = TOTALS[month] * (1 + 0.002 * jitter("total", month))
    return (total - beside - job - expected_waste(month, held)) / (1 + TAX_RATE)


def forgotten(month: str, spends: Sequence[Spend]) -> set[tuple[str, ...]]:
    """The resources without a team's tag, mostly the same ones from month to month."""
    left = FORGOTTEN * TOTALS[month]
    found = set()
    for spend in sorted(spends, key=lambda spend: jitter(*spend.key, "forgotten")):
        if spend.team and spend.role in FORGETTABLE and spend.dollars <= left:
            found.add(spend.key)
            left -= spend.dollars
    return found


def usage_charges(part: Slice) -> Iterator[Charge]:
    """The charges of one slice: by the day for GPU nodes in the last months, by the month otherwise."""
    spend = part.spend
    if spend.role != "gpu" or spend.month < DAILY_FROM:
        yield usage(part, part.dollars)
        return
    for day, dollars in by_day(part).items():
        yield usage(part, dollars, day)


def job_charges(month: str) -> Iterator[Charge]:
    """The training job that was left running, on nodes of its own."""
    for team in roster():
        for day, dollars in left_running(team, month).items():
            spend = Spend(month=month, place="platform", team=team, provider=cloud(team), role="gpu", dollars=dollars)
            row = usage(Slice(spend=spend, commitment=None, dollars=dollars), dollars, day)
            name = f"{row['ResourceName']}-training"
            yield {**row, "ResourceId": row["ResourceId"].replace(row["ResourceName"], name), "ResourceName": name}


def untagged(row: Charge) -> Charge:
    """The charge without its team."""
    return {**row, "Tags": tag_text({"env": "dev"}) if row["ResourceName"].endswith("cpu") else ""}


def taxes(month: str, spends: Sequence[Spend]) -> Iterator[Charge]:
    """One tax per provider that sent an invoice."""
    for provider in (AWS, AZURE, GOOGLE):
        taxed = fsum(spend.dollars for spend in spends if spend.provider == provider)
        if taxed:
            yield tax(provider, month, taxed)


def month_charges(month: str) -> list[Charge]:
    """All charges that arose in a month."""
    held = commitments(month)
    spends = spend_of(month, left_for_spend(month, held))
    bare = forgotten(month, spends)
    rented = [spend for spend in spends if spend.role == "tracking"]
    charges = [seats(spend) for spend in rented]
    for part in sliced(month, [spend for spend in spends if spend.role != "tracking"], prices()):
        rows = list(usage_charges(part))
        charges += map(untagged, rows) if part.spend.key in bare else rows
    charges += left_over(month, held, charges)
    return [*charges, *job_charges(month), *taxes(month, spends), *beside_spend(month)]


def order(row: Charge) -> tuple[str, ...]:
    """Resource by resource, each through time: neighbours are alike, and the file packs well."""
    shared = "" if "ResourceName" in row else "0"
    keys = ("SubAccountName", "ResourceName", "SkuId", "CommitmentDiscountId", "CommitmentDiscountStatus")
    return (shared, *(row.get(key, "") for key in keys), row["ChargeCategory"], row["ChargePeriodStart"])


@cache
def charges() -> tuple[Charge, ...]:
    """All charges of the file, in its order."""
    return tuple(sorted((row for month in BILLED_MONTHS for row in month_charges(month)), key=order))


def as_row(row: Charge) -> tuple[str, ...]:
    """The cells of a row."""
    return tuple(row.get(name, "") for name in COLUMNS)


def cost_csv() -> str:
    """The text of `cost.csv`."""
    rows: Iterable[tuple[str, ...]] = map(as_row, charges())
    return as_csv(",".join(COLUMNS), rows)
