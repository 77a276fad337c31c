"""What a file from elsewhere makes of a draft, before anybody takes it."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.spreadsheet_mapping import SpreadsheetMapping
from steering.errors import Problem
from steering.finance.draft.changes import TreeChange
from steering.finance.draft.history import BusinessDraft


@dataclass(frozen=True, kw_only=True)
class DraftImport:
    """A draft with what a file says, and how it differs from the draft before.

    `refusals` are what can't be taken over, `notes` what is worth knowing; `mapping` is the one to keep.
    """

    draft: BusinessDraft
    changes: tuple[TreeChange, ...]
    refusals: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    mapping: SpreadsheetMapping | None = None
