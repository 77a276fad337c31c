"""Cost exports in a provider's own format, recognised by their header and refused by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from steering.errors import Problem
from steering.ingest.column_names import spelling
from steering.ingest.file_type import WrongFormat

Names = Collection[str]

EXPECTED = "a cost file of the FOCUS standard, 1.0 to 1.4"
# The other datasets of FOCUS 1.3 and 1.4: columns that they have, and columns that only charges have.
_CHARGES = frozenset({"effectivecost", "chargeperiodstart"})
FOCUS_DATASETS = (
    ("Contract Commitment", frozenset({"contractcommitmentid"}), _CHARGES),
    ("Invoice Detail", frozenset({"invoiceid", "invoicedetailid"}), _CHARGES),
    ("Billing Period", frozenset({"billingperiodstatus"}), _CHARGES),
)
_COST_AND_USAGE = "Export the dataset Cost and Usage, which has a row for each charge, and upload that file."
_AZURE_COSTS = {"costinbillingcurrency", "pretaxcost", "cost", "effectiveprice", "resourcerate", "usagequantity"}
_AZURE_PLACES = {"metercategory", "meterid", "consumedservice", "instanceid", "subscriptionguid"}
_AZURE_GERMAN = {
    "abonnement-guid",
    "abonnement-id",
    "abonnementname",
    "abrechnungswährung",
    "kostenstelle",
    "maßeinheit",
    "ressourcengruppe",
    "ressourcenspeicherort",
    "verbrauchsmenge",
    "verbrauchter dienst",
}


@dataclass(frozen=True, kw_only=True)
class NativeExport:
    """A provider's own format: how its header (in lower case) is known, and how to export FOCUS instead."""

    title: str
    fits: Callable[[Names], bool]
    remedy: str


def refuse_native(names: Sequence[str], file: str, row: int | None) -> None:
    """Say which provider's own format a header is of, if it is.

    Raises:
        FileRefused: it is one.
    """
    lower = {name.strip().lower() for name in names}
    spellings = {spelling(name) for name in names}
    for title, marks, lacks in FOCUS_DATASETS:
        if marks <= spellings and not lacks & spellings:
            actual = f"the dataset {title} of FOCUS, not its Cost and Usage"
            problem = Problem(file=file, row=row, found=actual, expected=EXPECTED, remedy=_COST_AND_USAGE)
            raise WrongFormat(file, [problem])
    if "billedcost" in spellings:
        return
    for native in NATIVES:
        if native.fits(lower):
            actual = f"{native.title}, not FOCUS"
            raise WrongFormat(
                file, [Problem(file=file, row=row, found=actual, expected=EXPECTED, remedy=native.remedy)]
            )


def _is_oci(names: Names) -> bool:
    return any(name.startswith(("cost/", "usage/")) for name in names) or "lineitem/intervalusagestart" in names


def _is_aws(names: Names) -> bool:
    return any(name.startswith(("lineitem/", "line_item_")) for name in names)


def _is_azure(names: Names) -> bool:
    return bool(_AZURE_PLACES & set(names) and _AZURE_COSTS & set(names)) or len(_AZURE_GERMAN & set(names)) >= 3


def _is_google(names: Names) -> bool:
    flat = {name.replace(".", "_") for name in names}
    return {"billing_account_id", "usage_start_time", "cost"} <= flat


# In this order: OCI's columns begin like those of AWS.
NATIVES = (
    NativeExport(
        title="an OCI cost report in Oracle's own format",
        fits=_is_oci,
        remedy="In the OCI console open Billing and Cost Management, Cost and Usage Reports, FOCUS Reports, "
        "and download the report from there.",
    ),
    NativeExport(
        title="an AWS Cost and Usage Report (CUR)",
        fits=_is_aws,
        remedy="In the AWS console open Billing and Cost Management, Data Exports, create an export of the table "
        "FOCUS with AWS columns, and upload what it writes.",
    ),
    NativeExport(
        title="an Azure cost export in Microsoft's own format (actual or amortised cost)",
        fits=_is_azure,
        remedy="In the Azure portal open Cost Management, Exports, create an export of the type Cost and usage "
        "details (FOCUS), and upload what it writes.",
    ),
    NativeExport(
        title="a Google Cloud billing export in Google's own format",
        fits=_is_google,
        remedy="In the Google Cloud console open Billing, Billing export, turn on the FOCUS export, and upload "
        "a file exported from that table.",
    ),
)
