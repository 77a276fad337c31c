"""How a column's name may be written: as the contract does, in another style, or as an earlier version called it."""

from __future__ import annotations

import re

from steering.catalog.contracts import Contract

# Names of FOCUS 0.5 and 1.0-preview, which some exporters still write, and the columns that they became.
EARLIER_NAMES = {
    "AmortizedCost": "EffectiveCost",
    "ChargeType": "ChargeCategory",
    "InvoiceIssuer": "InvoiceIssuerName",
    "Provider": "ProviderName",
    "Publisher": "PublisherName",
    "Region": "RegionId",
    "UsageQuantity": "ConsumedQuantity",
    "UsageUnit": "ConsumedUnit",
}


def spelling(name: str) -> str:
    """A name without its style: `billed_cost`, `Billed Cost` and `BilledCost` are one."""
    return re.sub(r"[\W_]", "", name).lower()


def names_by_spelling(contract: Contract) -> dict[str, str]:
    """The columns of a contract by each way in which their names may be written."""
    earlier = EARLIER_NAMES if contract.standard == "FOCUS" else {}
    return {spelling(old): new for old, new in earlier.items()} | {spelling(name): name for name in contract.names}
