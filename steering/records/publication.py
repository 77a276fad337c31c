"""A publication as a fact: what was put in force for a case, when and by whom. Nothing of the database is here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Action = Literal["publish", "rollback"]
Source = Literal["folder", "upload", "command"]


@dataclass(frozen=True, kw_only=True)
class Publication:
    """One entry of the history: from `published_at` (UTC) on, `release_id` was in force.

    `source_name`, `source_sha256` and `rows` describe the file that brought the release this time.
    `id` rises with each entry. `reason` is why, in words, and `approved_by` who else has approved it; either may be
    empty. A rollback to no data has no release: its `release_id` is `NO_RELEASE`.
    """

    id: int
    case_id: str
    dataset: str
    release_id: str
    published_at: dt.datetime
    published_by: str
    action: Action
    source: Source
    source_name: str
    source_sha256: str
    rows: int
    reason: str = ""
    approved_by: str = ""

    @property
    def has_data(self) -> bool:
        """Whether there is a release in force from then on."""
        return self.release_id != NO_RELEASE


@dataclass(frozen=True, kw_only=True)
class NewPublication:
    """A release that somebody wants in force of a dataset, for a case or for all workspaces of a cohort.

    `expected_revision` is the id of the entry that they saw in force, `NOTHING` where there was none; None where
    nobody has looked.
    """

    case_id: str
    dataset: str
    release_id: str
    source: Source
    source_name: str
    source_sha256: str
    rows: int
    expected_revision: int | None = None


# The revision of a dataset of which nothing is in force.
NOTHING = 0
# The release of an entry from which on nothing is in force.
NO_RELEASE = ""
