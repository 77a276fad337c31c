"""What an auditor's package is about: one framework and one period of whole months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from steering.cases.roadmap import last_day
from steering.context.case_context import CaseContext
from steering.context.dimensions import available_months
from steering.errors import SteercoError
from steering.exports.cells import file_name
from steering.formatting import format_day
from steering.months import format_month


@dataclass(frozen=True, kw_only=True)
class PackageScope:
    """A framework by its id, and the first and the last month of a period, both whole."""

    framework: str
    first: str
    last: str

    @property
    def since(self) -> dt.date:
        """The first day of the period."""
        return dt.date.fromisoformat(f"{self.first}-01")

    @property
    def day(self) -> dt.date:
        """The last day of the period, on which controls are looked at."""
        return last_day(self.last)

    @property
    def period(self) -> str:
        """The period in words: `1 Jan 2026 to 30 Jun 2026`."""
        return f"{format_day(self.since)} to {format_day(self.day)}"

    def name_file(self, case: str) -> str:
        """Return what its package is called: `auditor-package-halden-soc2-2026-01-2026-06.zip`."""
        return file_name("auditor-package", case, self.framework, self.first, self.last, ending="zip")


def list_months(context: CaseContext) -> tuple[str, ...]:
    """Return the months that a period may be made of, the earliest first."""
    return tuple(sorted({*available_months(context), context.case.charter.as_of}))


def check_period(context: CaseContext, scope: PackageScope) -> None:
    """Do nothing where a package can be made of a period.

    Raises:
        SteercoError: it ends before it begins, or after the last month that there is data of.
    """
    if scope.first > scope.last:
        raise SteercoError(
            f"The period ends with {format_month(scope.last)}, before it begins with {format_month(scope.first)}. "
            "Give its first month, then its last one."
        )
    latest = list_months(context)[-1]
    if scope.last > latest:
        raise SteercoError(
            f"The period ends with {format_month(scope.last)}, after {format_month(latest)}, the last month that the "
            "case has data of. Let it end with that month or an earlier one."
        )
