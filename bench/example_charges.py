"""How the example's spends become charges with the columns of FOCUS 1.2; every amount is an exact decimal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from bench.example_commitments import Commitment, Slice, hours
from bench.example_places import PLATFORM, account_facts, billing_facts, place_facts
from bench.example_prices import PUBLISHERS, Price, price_list
from bench.example_spend import Spend

# The columns of a row that are filled; the others are empty.
Charge = dict[str, str]

# Discounts on the list price: the platform's agreement is better than the teams' own.
NEGOTIATED = {"own": Decimal("0.01"), "platform": Decimal("0.05"), "shared": Decimal("0.05")}
PLATFORM_TAGS = {"shared": "platform", "env": "prod"}
DETAILS = {
    "gpu": {"GpuCount": 1},
    "cpu": {"CoreCount": 1},
    "tokens_in": {"x_TokenDirection": "Input"},
    "tokens_out": {"x_TokenDirection": "Output"},
}


@cache
def prices() -> Mapping[tuple[str, str], Price]:
    """The price list, read once."""
    return price_list()


def plain(amount: Decimal) -> str:
    """An amount without exponent and without zeros at its end."""
    return format(amount.normalize(), "f") if amount else "0"


def day_after(month: str) -> date:
    """The first day of the next month."""
    return date.fromisoformat(f"{month}-01") + timedelta(days=hours(month) // 24)


def midnight(day: date) -> str:
    """FOCUS writes date and time in UTC."""
    return f"{day.isoformat()}T00:00:00Z"


def periods(month: str, day: date | None = None, billed: str | None = None) -> Charge:
    """When a charge arose (a month, or a day in it), and which month's invoice it is on."""
    invoice = billed or month
    start = day or date.fromisoformat(f"{month}-01")
    return {
        "BillingPeriodStart": midnight(date.fromisoformat(f"{invoice}-01")),
        "BillingPeriodEnd": midnight(day_after(invoice)),
        "ChargePeriodStart": midnight(start),
        "ChargePeriodEnd": midnight(start + timedelta(days=1) if day else day_after(month)),
    }


def invoice_id(provider: str, month: str) -> str:
    """One invoice per provider and month."""
    return f"{provider.split()[0].upper()}-{month.replace('-', '')}-0001"


def costs(billed: Decimal, effective: Decimal, listed: Decimal, contracted: Decimal) -> Charge:
    """The four costs."""
    return {
        "BilledCost": plain(billed),
        "EffectiveCost": plain(effective),
        "ListCost": plain(listed),
        "ContractedCost": plain(contracted),
    }


def flat(amount: Decimal) -> Charge:
    """Four costs that are the same."""
    return costs(amount, amount, amount, amount)


def tag_text(tags: Mapping[str, str]) -> str:
    """The Tags column; nothing is empty."""
    return json.dumps(tags, separators=(", ", ": ")) if tags else ""


def tags_of(spend: Spend) -> dict[str, str]:
    """Whose it is: a team's, or shared."""
    if spend.team is None:
        return PLATFORM_TAGS
    trial = spend.role == "notebook" or (spend.role == "gpu" and spend.place == "own")
    return {"team": spend.team.id, "env": "dev" if trial else "prod"}


def service_facts(price: Price) -> Charge:
    """The columns of what is sold."""
    details = DETAILS.get(price.role)
    return {
        "PublisherName": price.publisher,
        "ServiceCategory": price.category,
        "ServiceName": price.service,
        "ServiceSubcategory": price.subcategory,
        "SkuId": price.sku,
        "SkuMeter": price.meter,
        "SkuPriceDetails": json.dumps(details, separators=(",", ":")) if details else "",
        "PricingUnit": price.unit,
    }


def commitment_facts(commitment: Commitment) -> Charge:
    """The columns of a commitment."""
    return {
        "CommitmentDiscountCategory": commitment.category,
        "CommitmentDiscountId": commitment.id,
        "CommitmentDiscountName": commitment.name,
        "CommitmentDiscountType": commitment.kind,
    }


def consumed(price: Price, quantity: Decimal) -> Charge:
    """What was used up, in single units: prices may be for a million of them."""
    count, _, unit = price.unit.rpartition(" ")
    return {"ConsumedQuantity": plain(quantity * int(count or 1)), "ConsumedUnit": unit}


def usage_costs(price: Price, part: Slice, quantity: Decimal) -> Charge:
    """What the quantity costs by list, by contract, and in the end; covered usage is billed with the commitment."""
    contracted = price.less(NEGOTIATED[part.spend.place])
    held = part.commitment
    effective = quantity * (price.less(held.discount) if held else contracted)
    return {
        **costs(Decimal(0) if held else effective, effective, quantity * price.price, quantity * contracted),
        "ContractedUnitPrice": plain(contracted),
        "ListUnitPrice": plain(price.price),
        "PricingQuantity": plain(quantity),
    }


def held_facts(part: Slice, price: Price, quantity: Decimal) -> Charge:
    """The columns of usage that a commitment covers; quantities in its own unit."""
    held = part.commitment
    if held is None:
        return {"PricingCategory": "Standard", "SkuPriceId": f"{price.sku}-ON-DEMAND"}
    worth = quantity if held.role else quantity * price.less(held.discount)
    return {
        **commitment_facts(held),
        "CommitmentDiscountQuantity": plain(worth),
        "CommitmentDiscountStatus": "Used",
        "CommitmentDiscountUnit": price.unit if held.role else "USD",
        "PricingCategory": "Committed",
        "SkuPriceId": f"{price.sku}-{held.id.upper()}",
    }


def usage(part: Slice, dollars: float, day: date | None = None) -> Charge:
    """A usage charge of about so many USD, of a month or of a day."""
    spend = part.spend
    price = prices()[spend.provider, spend.role]
    rate = price.less(part.commitment.discount if part.commitment else NEGOTIATED[spend.place])
    quantity = Decimal(max(1, round(dollars / float(rate) * 10**price.places))).scaleb(-price.places)
    return {
        **place_facts(spend),
        **service_facts(price),
        **periods(spend.month, day),
        **held_facts(part, price, quantity),
        **usage_costs(price, part, quantity),
        **consumed(price, quantity),
        "ChargeCategory": "Usage",
        "ChargeDescription": f"{price.meter}, {'by the day' if day else 'by the month'}",
        "ChargeFrequency": "Usage-Based",
        "InvoiceId": invoice_id(spend.provider, spend.month),
        "Tags": tag_text(tags_of(spend)),
    }


def seats(spend: Spend) -> Charge:
    """A month's subscription of the marketplace tool, per user."""
    price = prices()[spend.provider, spend.role]
    users = Decimal(round(spend.dollars / float(price.price)))
    return {
        **place_facts(spend),
        **service_facts(price),
        **periods(spend.month),
        **flat(users * price.price),
        "ChargeCategory": "Purchase",
        "ChargeDescription": f"{price.meter}, from the marketplace",
        "ChargeFrequency": "Recurring",
        "ContractedUnitPrice": plain(price.price),
        "InvoiceId": invoice_id(spend.provider, spend.month),
        "ListUnitPrice": plain(price.price),
        "PricingCategory": "Standard",
        "PricingQuantity": plain(users),
        "SkuPriceId": f"{price.sku}-PUBLIC-OFFER",
        "Tags": tag_text(tags_of(spend)),
    }


def central(provider: str, month: str) -> Charge:
    """The columns of a charge that belongs to the account of the shared platform as a whole."""
    return {
        **billing_facts(provider),
        **account_facts(provider, PLATFORM),
        **periods(month),
        "InvoiceId": invoice_id(provider, month),
    }


def plan_facts(commitment: Commitment) -> Charge:
    """What a commitment is sold as."""
    service = "Virtual Machines" if commitment.role else "Savings Plans for AWS Compute usage"
    return {
        **commitment_facts(commitment),
        "PublisherName": PUBLISHERS[commitment.provider],
        "ResourceId": commitment.id,
        "ResourceName": commitment.name,
        "ResourceType": commitment.kind,
        "ServiceCategory": "Compute",
        "ServiceName": service,
        "ServiceSubcategory": "Virtual Machines",
        "SkuId": commitment.id.upper(),
        "SkuMeter": commitment.kind,
        "SkuPriceId": commitment.id.upper(),
        "Tags": tag_text(PLATFORM_TAGS),
    }


def bought(commitment: Commitment, month: str) -> tuple[Decimal, Decimal]:
    """Quantity and price of a month of a commitment."""
    return commitment.quantity(month), commitment.price(prices())


def purchase(commitment: Commitment, month: str) -> Charge:
    """A month of a commitment: billed now, effective where it is used."""
    quantity, price = bought(commitment, month)
    unit = prices()[commitment.provider, commitment.role].unit if commitment.role else "Hours"
    amount = quantity * price
    return {
        **central(commitment.provider, month),
        **plan_facts(commitment),
        **costs(amount, Decimal(0), amount, amount),
        "ChargeCategory": "Purchase",
        "ChargeDescription": f"{commitment.name}, 3 years, nothing upfront",
        "ChargeFrequency": "Recurring",
        "CommitmentDiscountQuantity": plain(quantity if commitment.role else amount),
        "CommitmentDiscountUnit": unit if commitment.role else "USD",
        "ContractedUnitPrice": plain(price),
        "ListUnitPrice": plain(price),
        "PricingCategory": "Standard",
        "PricingQuantity": plain(quantity),
        "PricingUnit": unit,
    }


def unused(commitment: Commitment, month: str, used: Decimal) -> Charge:
    """What is left of a month's purchase. Nothing would have been paid for it otherwise: its list cost is its cost."""
    quantity, price = bought(commitment, month)
    wasted = quantity * price - used
    by_unit = wasted / price if commitment.role else wasted
    each = price if commitment.role else Decimal(1)
    unit = prices()[commitment.provider, commitment.role].unit if commitment.role else "USD"
    return {
        **central(commitment.provider, month),
        **plan_facts(commitment),
        **costs(Decimal(0), wasted, wasted, wasted),
        "ChargeCategory": "Usage",
        "ChargeDescription": f"{commitment.name}, not used",
        "ChargeFrequency": "Usage-Based",
        "CommitmentDiscountQuantity": plain(by_unit),
        "CommitmentDiscountStatus": "Unused",
        "CommitmentDiscountUnit": unit,
        "ContractedUnitPrice": plain(each),
        "ListUnitPrice": plain(each),
        "PricingCategory": "Committed",
        "PricingQuantity": plain(by_unit),
        "PricingUnit": unit,
    }


def left_over(month: str, held: Sequence[Commitment], charges: Sequence[Charge]) -> Iterator[Charge]:
    """Purchases of a month, and for each what was not used of it."""
    for commitment in held:
        mine = [row for row in charges if row.get("CommitmentDiscountId") == commitment.id]
        yield purchase(commitment, month)
        yield unused(commitment, month, sum((Decimal(row["EffectiveCost"]) for row in mine), Decimal(0)))
