"""A file that somebody brings for a draft: a workbook that Steerco made, or a spreadsheet of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from steering.actors import Actor
from steering.cases.spreadsheet_mapping import SpreadsheetMapping
from steering.errors import SteercoError
from steering.finance.draft.history import BusinessDraft, Tree
from steering.imports.draft_import import DraftImport
from steering.imports.issued_workbook import find_marks
from steering.imports.own_spreadsheet import import_spreadsheet
from steering.imports.returned_workbook import import_workbook
from steering.ingest.spreadsheet import Spreadsheet, open_spreadsheet

NO_MAPPING = "{} is a spreadsheet of your own. Say first which cells are the business case."
NO_DRAFT = "{} was made here of a business case. Open that business case first."


def open_file(path: Path, name: str, by: Actor, place: str) -> Spreadsheet:
    """Return the cells of a file for whoever may edit at a place: the id of a case or workspace.

    Raises:
        NotAllowed: who asks may not edit there.
        FileRefused: it is no workbook that can be read.
    """
    by.require("edit", place)
    return open_spreadsheet(path, name)


def is_own(spreadsheet: Spreadsheet) -> bool:
    """Return whether a workbook is one of somebody's own, which needs a mapping."""
    return find_marks(spreadsheet) is None


def import_file(
    spreadsheet: Spreadsheet,
    draft: BusinessDraft | None,
    mapping: SpreadsheetMapping | None,
    by: Actor,
    place: str,
    *,
    others: Sequence[Tree] = (),
) -> DraftImport:
    """Return what a file makes of a draft; nothing changes by it until somebody takes it.

    `others` are business cases beside the draft that a workbook may have been made from.

    Raises:
        NotAllowed: who asks may not edit at this place.
        FileRefused: with everything that keeps the file from being taken.
        SteercoError: a mapping or a draft is wanted.
    """
    by.require("edit", place)
    if marks := find_marks(spreadsheet):
        if draft is None:
            raise SteercoError(NO_DRAFT.format(spreadsheet.name))
        return import_workbook(spreadsheet, marks, draft, others)
    if mapping is None:
        raise SteercoError(NO_MAPPING.format(spreadsheet.name))
    return import_spreadsheet(spreadsheet, mapping, draft)
