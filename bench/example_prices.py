"""The price list of the example: what each of its three clouds calls a thing, and what it costs; prices are made up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

AWS, AZURE, GOOGLE = "AWS", "Microsoft", "Google Cloud"

# What a service is for: role, service category and subcategory, pricing unit, meter.
ROLES = """
gpu        | Compute                   | Virtual Machines       | GPU-Hours        | GPU node
cpu        | Compute                   | Containers             | vCPU-Hours       | General purpose node
notebook   | AI and Machine Learning   | Machine Learning       | Hours            | Notebook server
features   | Databases                 | NoSQL Databases        | 1000000 Requests | Feature store requests
storage    | Storage                   | Object Storage         | GB-Months        | Standard storage
tokens_in  | AI and Machine Learning   | Generative AI          | 1000000 Tokens   | Input tokens
tokens_out | AI and Machine Learning   | Generative AI          | 1000000 Tokens   | Output tokens
network    | Networking                | Application Networking | GB               | Data processed
registry   | Compute                   | Containers             | GB-Months        | Image storage
monitoring | Management and Governance | Observability          | GB               | Log ingestion
support    | Management and Governance | Support                | Units            | Support plan
tracking   | Developer Tools           | Developer Platforms    | Users            | Experiment tracking, per user
"""

# Provider, role, service, list price in USD. The experiment tracking comes from a marketplace.
#
# GPU nodes are a service of their own: they are charged by the day, and a day must not hold another thing's month.
LIST = """
AWS          | gpu        | Amazon Elastic Compute Cloud      | 3.20
AWS          | cpu        | Amazon Elastic Kubernetes Service | 0.048
AWS          | notebook   | Amazon SageMaker                  | 0.23
AWS          | features   | Amazon DynamoDB                   | 0.65
AWS          | storage    | Amazon Simple Storage Service     | 0.023
AWS          | tokens_in  | Amazon Bedrock                    | 3.00
AWS          | tokens_out | Amazon Bedrock                    | 15.00
AWS          | network    | Elastic Load Balancing            | 0.09
AWS          | registry   | Amazon Elastic Container Registry | 0.10
AWS          | monitoring | AmazonCloudWatch                  | 0.50
AWS          | support    | AWS Support (Business)            | 100.00
AWS          | tracking   | Trialbook                         | 39.00
Microsoft    | gpu        | Virtual Machines                  | 3.40
Microsoft    | cpu        | Azure Kubernetes Service          | 0.05
Microsoft    | notebook   | Azure Machine Learning            | 0.25
Microsoft    | features   | Azure Cosmos DB                   | 0.70
Microsoft    | storage    | Storage Accounts                  | 0.021
Microsoft    | tokens_in  | Azure OpenAI Service              | 2.50
Microsoft    | tokens_out | Azure OpenAI Service              | 10.00
Microsoft    | network    | Load Balancer                     | 0.08
Microsoft    | registry   | Azure Container Registry          | 0.10
Microsoft    | monitoring | Azure Monitor                     | 0.60
Microsoft    | support    | Azure Support                     | 100.00
Google Cloud | gpu        | Compute Engine                    | 3.00
Google Cloud | cpu        | Kubernetes Engine                 | 0.044
Google Cloud | notebook   | Vertex AI                         | 0.22
Google Cloud | features   | Cloud Bigtable                    | 0.62
Google Cloud | storage    | Cloud Storage                     | 0.02
Google Cloud | tokens_in  | Gemini API                        | 1.25
Google Cloud | tokens_out | Gemini API                        | 10.00
Google Cloud | network    | Networking                        | 0.08
Google Cloud | registry   | Artifact Registry                 | 0.10
Google Cloud | monitoring | Cloud Logging                     | 0.50
Google Cloud | support    | Support                           | 100.00
"""

# Who makes a service and sends the invoice.
PUBLISHERS = {AWS: "Amazon Web Services, Inc.", AZURE: "Microsoft", GOOGLE: "Google Cloud"}
# The publisher of the experiment tracking; there is no such company.
MARKETPLACE = "Trialbook Software Ltd"
TOKENS = frozenset({"tokens_in", "tokens_out"})


@dataclass(frozen=True, kw_only=True)
class Price:
    """One line of the price list."""

    provider: str
    role: str
    service: str
    category: str
    subcategory: str
    unit: str
    meter: str
    price: Decimal

    @property
    def sku(self) -> str:
        """The identifier of the thing sold."""
        return f"{self.provider.split()[0].upper()}-{self.role.upper().replace('_', '-')}"

    @property
    def publisher(self) -> str:
        """Who makes it."""
        return MARKETPLACE if self.role == "tracking" else PUBLISHERS[self.provider]

    @property
    def places(self) -> int:
        """Decimals of a quantity; with those of a price they are six. Tokens are counted in thousands."""
        return 3 if self.role in TOKENS else 2

    def less(self, discount: Decimal) -> Decimal:
        """The price after a discount, with the decimals that a quantity leaves it."""
        return (self.price * (1 - discount)).quantize(Decimal(1).scaleb(self.places - 6))


def table(text: str) -> list[list[str]]:
    """The cells of a table written with bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def price_list() -> dict[tuple[str, str], Price]:
    """All prices by provider and role."""
    roles = {role: facts for role, *facts in table(ROLES)}
    prices = {}
    for provider, role, service, price in table(LIST):
        category, subcategory, unit, meter = roles[role]
        prices[provider, role] = Price(
            provider=provider,
            role=role,
            service=service,
            category=category,
            subcategory=subcategory,
            unit=unit,
            meter=meter,
            price=Decimal(price),
        )
    return prices
