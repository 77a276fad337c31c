"""What a file may be brought for, and what one has to be allowed for it at the place where it is meant to go."""

from __future__ import annotations

from collections.abc import Mapping

from steering.catalog.contracts import datasets
from steering.catalog.roles import Permission
from steering.errors import UnknownName

DATA, CASE, OWN_CASE, MEMBERS, BUSINESS = "data", "case", "own-case", "members", "business-case"
SPREADSHEET, TEMPLATE = "spreadsheet", "template"
PURPOSES: Mapping[str, Permission] = {
    DATA: "publish",
    CASE: "manage",
    OWN_CASE: "edit",
    MEMBERS: "manage",
    BUSINESS: "edit",
    SPREADSHEET: "edit",
    TEMPLATE: "edit",
}


# The most bytes of a file that is read as a whole; the quota of a file is the limit of every other one.
MOST_BYTES: Mapping[str, int] = {
    CASE: 200_000_000,
    OWN_CASE: 200_000_000,
    MEMBERS: 2_000_000,
    BUSINESS: 5_000_000,
    SPREADSHEET: 20_000_000,
    TEMPLATE: 50_000_000,
}


def purpose_of(dataset: str) -> str:
    """Return the purpose of a file of a dataset: `data:adoption`."""
    return f"{DATA}:{dataset}"


def permission_for(purpose: str) -> Permission:
    """Return what one has to be allowed to bring a file for a purpose. Raises UnknownName."""
    kind, _, dataset = purpose.partition(":")
    if kind not in PURPOSES or (kind == DATA) != bool(dataset) or (dataset and dataset not in datasets()):
        raise UnknownName("purpose", purpose[:80], tuple(PURPOSES))
    return PURPOSES[kind]


def most_bytes(purpose: str, quota: int) -> int:
    """Return how large a file for a purpose may be, where no file may be larger than a quota."""
    return min(quota, MOST_BYTES.get(purpose, quota))
