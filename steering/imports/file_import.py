"""A file that somebody brings for a draft: a spreadsheet of their own."""

from __future__ import annotations

from pathlib import Path

from steering.actors import Actor
from steering.cases.spreadsheet_mapping import SpreadsheetMapping
from steering.errors import SteercoError
from steering.finance.draft.history import BusinessDraft
from steering.imports.draft_import import DraftImport
from steering.imports.own_spreadsheet import import_spreadsheet
from steering.ingest.spreadsheet import Spreadsheet, open_spreadsheet

NO_MAPPING = "{} is a spreadsheet of your own. Say first which cells are the business case."


def open_file(path: Path, name: str, by: Actor, place: str) -> Spreadsheet:
    """Return the cells of a file for whoever may edit at a place: the id of a case or workspace.

    Raises:
        NotAllowed: who asks may not edit there.
        FileRefused: it is no workbook that can be read.
    """
    by.require("edit", place)
    return open_spreadsheet(path, name)


def import_file(
    spreadsheet: Spreadsheet,
    draft: BusinessDraft | None,
    mapping: SpreadsheetMapping | None,
    by: Actor,
    place: str,
) -> DraftImport:
    """Return what a file makes of a draft; nothing changes by it until somebody takes it.

    Raises:
        NotAllowed: who asks may not edit at this place.
        FileRefused: with everything that keeps the file from being taken.
        SteercoError: a mapping is wanted.
    """
    by.require("edit", place)
    if mapping is None:
        raise SteercoError(NO_MAPPING.format(spreadsheet.name))
    return import_spreadsheet(spreadsheet, mapping, draft)
