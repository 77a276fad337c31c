"""Where the example's charges arise: the accounts, regions and resources of its clouds; every identifier is made up."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from bench.example_prices import AWS, AZURE, GOOGLE, PUBLISHERS
from bench.example_spend import Spend

REGIONS = {
    AWS: ("us-east-1", "US East (N. Virginia)"),
    AZURE: ("eastus", "East US"),
    GOOGLE: ("us-central1", "Iowa"),
}
BILLING = {
    AWS: ("410000000001", "Payer account"),
    AZURE: ("/providers/Microsoft.Billing/billingAccounts/4100001", "Billing account"),
    GOOGLE: ("0H4LDN-410000-000001", "Billing account"),
}
SUB_ACCOUNT = {AWS: "Account", AZURE: "Subscription", GOOGLE: "Project"}
PLATFORM = "ML platform"
RESOURCE_TYPES = {
    "gpu": "Node",
    "cpu": "Node",
    "notebook": "Notebook server",
    "features": "Table",
    "storage": "Bucket",
    "tokens_in": "Model endpoint",
    "tokens_out": "Model endpoint",
    "network": "Load balancer",
    "registry": "Registry",
    "monitoring": "Log group",
    "support": "Support plan",
    "tracking": "Subscription",
}


def digits(text: str, count: int) -> str:
    """Digits that depend on the text alone."""
    return str(int(sha256(text.encode()).hexdigest(), 16))[-count:]


def account_id(provider: str, name: str) -> str:
    """The sub account's identifier, in the provider's manner."""
    slug = name.lower().replace(" ", "-")
    if provider == AWS:
        return "41" + digits(name, 10)
    if provider == GOOGLE:
        return f"halden-{slug}"
    number = digits(name, 30)
    return f"/subscriptions/{number[:8]}-{number[8:12]}-4{number[12:15]}-8{number[15:18]}-{number[18:]}"


def resource_name(spend: Spend) -> str:
    """What the resource is called: whose it is, and what for."""
    owner = spend.team.id.lower() if spend.team else "shared"
    role = spend.role.partition("_")[0]
    return f"{owner}-{role}" if spend.place == "own" else f"mlp-{owner}-{role}"


def resource_id(provider: str, account: str, kind: str, name: str) -> str:
    """The resource's identifier, in the provider's manner."""
    kind = kind.lower().replace(" ", "-")
    if provider == AWS:
        return f"arn:aws:{kind}:{REGIONS[AWS][0]}:{account}:{name}"
    if provider == GOOGLE:
        return f"//{kind}.googleapis.com/projects/{account}/{name}"
    return f"{account}/resourceGroups/rg-{name}/providers/{kind}/{name}"


def billing_facts(provider: str) -> Mapping[str, str]:
    """The columns that say who bills whom."""
    account, kind = BILLING[provider]
    return {
        "BillingAccountId": account,
        "BillingAccountName": "Halden Health Group",
        "BillingAccountType": kind,
        "BillingCurrency": "USD",
        "InvoiceIssuerName": PUBLISHERS[provider],
        "ProviderName": provider,
        "PublisherName": PUBLISHERS[provider],
    }


def account_facts(provider: str, name: str) -> Mapping[str, str]:
    """The columns of a sub account: the platform's, or that of a business unit."""
    return {
        "SubAccountId": account_id(provider, name),
        "SubAccountName": f"{name} ({provider})",
        "SubAccountType": SUB_ACCOUNT[provider],
    }


def place_facts(spend: Spend) -> Mapping[str, str]:
    """The columns that say where a spend arises."""
    unit = spend.team.unit if spend.team and spend.place == "own" else PLATFORM
    account, name = account_id(spend.provider, unit), resource_name(spend)
    kind = RESOURCE_TYPES[spend.role]
    region, region_name = REGIONS[spend.provider]
    return {
        **billing_facts(spend.provider),
        **account_facts(spend.provider, unit),
        "RegionId": region,
        "RegionName": region_name,
        "ResourceId": resource_id(spend.provider, account, kind, name),
        "ResourceName": name,
        "ResourceType": kind,
    }
