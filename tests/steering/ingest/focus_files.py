"""Small FOCUS files for the tests of cost data."""

import csv
import io

from steering.errors import Problem
from steering.ingest import IngestReport

GOOD = {
    "BilledCost": "1.50",
    "BillingAccountId": "a1",
    "BillingAccountName": "Group",
    "BillingCurrency": "USD",
    "BillingPeriodEnd": "2026-04-01T00:00:00Z",
    "BillingPeriodStart": "2026-03-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "ChargeDescription": "Requests, in March",
    "ChargePeriodEnd": "2026-03-02T00:00:00Z",
    "ChargePeriodStart": "2026-03-01T00:00:00Z",
    "ContractedCost": "1.50",
    "EffectiveCost": "1.50",
    "InvoiceIssuerName": "Cloud One",
    "ListCost": "2.00",
    "PricingQuantity": "3",
    "PricingUnit": "Hours",
    "ProviderName": "Cloud One",
    "PublisherName": "Cloud One",
    "ServiceCategory": "Compute",
    "ServiceName": "Machines",
    "Tags": '{"team": "team-01"}',
}


def focus(*rows: dict[str, str], without: tuple[str, ...] = ()) -> str:
    """A FOCUS 1.0 file with a row for each of `rows`, which says how it differs from the good one."""
    names = [name for name in dict.fromkeys([*GOOD, *(key for row in rows for key in row)]) if name not in without]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return out.getvalue()


def only(report: IngestReport) -> Problem:
    """The one problem of a report."""
    assert report.problem_count == len(report.problems) == 1, report.problems
    return report.problems[0]
