"""What opens a case as it was: earlier releases, earlier texts, and the days on which it was shown to people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from steering.cases.case import Case
    from steering.context.case_context import CaseContext
    from steering.warehouse import Manifest


@dataclass(frozen=True, kw_only=True)
class PastMeeting:
    """A meeting that was held about the case; `held_at` is UTC."""

    id: str
    held_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class PastCase:
    """The files of a case at a moment, and the SHA-256 of their texts.

    `is_kept` says whether they are known to be of that moment; else they are the earliest that are kept. `fault` is why
    an earlier version can't be read.
    """

    case: Case
    sha256: str
    is_kept: bool
    fault: str = ""


class Past(Protocol):
    """Opens a case as it was. What it gives follows from releases and texts alone, so it is kept by these."""

    @property
    def version(self) -> str:
        """The SHA-256 of what the files of the case say today."""
        ...

    @property
    def changes(self) -> tuple[dt.datetime, ...]:
        """When its files were first seen to say something new (UTC), the oldest first."""
        ...

    @property
    def meetings(self) -> tuple[PastMeeting, ...]:
        """The meetings of the case, the newest first."""
        ...

    def case_at(self, moment: dt.datetime) -> PastCase:
        """Return the files of the case as they were at a moment."""
        ...

    def read_release(self, dataset: str, release: str) -> Manifest:
        """Return what a stored release holds. Raises StoreUnavailable where it can't be read."""
        ...

    def open(self, case: Case, version: str, references: Mapping[str, str]) -> CaseContext:
        """Return the context of a case with other releases; `version` names what its files say.

        A reference is a release, or `<release>~<earlier>` for its rows that the earlier one has too.
        """
        ...
