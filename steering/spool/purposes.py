"""What a file may be brought for, and what one has to be allowed for it at the place where it is meant to go."""

from __future__ import annotations

from collections.abc import Mapping

from steering.catalog.contracts import datasets
from steering.catalog.roles import Permission
from steering.errors import UnknownName

DATA, CASE, MEMBERS, BUSINESS = "data", "case", "members", "business-case"
PURPOSES: Mapping[str, Permission] = {DATA: "publish", CASE: "manage", MEMBERS: "manage", BUSINESS: "edit"}


def purpose_of(dataset: str) -> str:
    """Return the purpose of a file of a dataset: `data:adoption`."""
    return f"{DATA}:{dataset}"


def permission_for(purpose: str) -> Permission:
    """Return what one has to be allowed to bring a file for a purpose. Raises UnknownName."""
    kind, _, dataset = purpose.partition(":")
    if kind not in PURPOSES or (kind == DATA) != bool(dataset) or (dataset and dataset not in datasets()):
        raise UnknownName("purpose", purpose[:80], tuple(PURPOSES))
    return PURPOSES[kind]
