"""What a viewer has chosen to look at: the filters of a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Basis = Literal["today", "plan"]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the viewer chose: the month to look from, one business unit or all, and what to look at closer.

    The business case is seen in one of its scenarios or of those that were kept, on today's data or as it was planned,
    with the viewer's own values for some of its drivers. `against` is a second scenario to compare that with, and
    `since` the moment that the Brief compares with.
    """

    as_of: str
    unit: str | None = None
    focus: str | None = None
    scenario: str | None = None
    basis: Basis = "today"
    drivers: tuple[tuple[str, float], ...] = ()
    against: str | None = None
    since: str | None = None

    @property
    def without_model(self) -> Filters:
        """The same for a page that shows nothing of the business case."""
        return replace(self, scenario=None, basis="today", drivers=(), against=None)
