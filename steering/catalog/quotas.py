"""How much a member and a cohort may bring: one table, which uploads, records, the guide and tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from steering.errors import SteercoError, quote_input

PREFIX = "STEERCO_MOST_"


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """The most of each; an operator sets one by its name in capitals, as STEERCO_MOST_MEMBER_BYTES."""

    # Of one file.
    file_bytes: int = 2_000_000_000
    # That wait here at once: not complete, or complete and waiting for a button.
    member_files: int = 2_000
    member_bytes: int = 4_000_000_000
    cohort_bytes: int = 20_000_000_000
    # Begun within a day.
    member_uploads_a_day: int = 4_000
    cohort_uploads_a_day: int = 40_000
    # Put in force within a day.
    member_releases_a_day: int = 200
    cohort_releases_a_day: int = 2_000
    # Workspaces, each with a case of its own.
    cohort_cases: int = 500


# What holds where the operator says nothing.
QUOTAS = Quotas()


class WrongQuota(SteercoError):
    """A quota of the operator is no number."""


class QuotaReached(SteercoError):
    """Somebody has brought as much as they may."""


def read_quotas(environment: Mapping[str, str]) -> Quotas:
    """Return the quotas as the operator has set them. Raises WrongQuota."""
    quotas = QUOTAS
    for field in fields(Quotas):
        name = PREFIX + field.name.upper()
        if not (text := environment.get(name, "").strip().replace("_", "").replace(",", "")):
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= 18 and int(text)):
            raise WrongQuota(f"{name} is {quote_input(environment[name])}. It has to be a whole number above zero.")
        quotas = replace(quotas, **{field.name: int(text)})
    return quotas
