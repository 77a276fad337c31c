"""The ranges of a spreadsheet picked in two tables, beside a view of the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from components import picture
from components.grids import collect_edits, render_grid
from steering.cases.spreadsheet_mapping import SpreadsheetMapping
from steering.errors import Problem
from steering.finance.draft.grids import as_mapping
from steering.finance.draft.history import BusinessDraft, Tree
from steering.frames.audit.imports import COLUMNS, ROWS, build_sheet
from steering.imports.mapping_grids import apply_cells, apply_tables, cells_grid, list_picks, map_picks, tables_grid
from steering.imports.proposal import propose_mapping
from steering.imports.sheet_view import view_sheet
from steering.ingest.spreadsheet import Spreadsheet

ABOUT = "Say which cells hold the lines of costs and benefits, and which the rates. You do this once."
KNOWN = "The ranges are those that were picked before. Change them where the spreadsheet has changed."


@dataclass(kw_only=True)
class RangePicks:
    """What a visitor has picked: the texts from which the tables were drawn, and whether they were known before.

    `edition` counts the files, so that the tables of each have keys of their own.
    """

    drawn: Tree = field(default_factory=dict)
    is_known: bool = False
    edition: int = 0

    def begin(self, file: Spreadsheet, mapping: SpreadsheetMapping | None) -> None:
        """Begin with the mapping that is known, otherwise with a guess."""
        self.drawn, self.is_known = list_picks(mapping or propose_mapping(file)), mapping is not None
        self.edition += 1


def render_picker(
    picks: RangePicks, file: Spreadsheet, draft: BusinessDraft | None
) -> tuple[SpreadsheetMapping | None, tuple[Problem, ...]]:
    """Draw the tables and the sheet, and return the mapping that is picked, or every problem of it."""
    names = [sheet.name for sheet in file.sheets]
    inputs = list(as_mapping(draft.tree.get("inputs"))) if draft else []
    st.markdown(KNOWN if picks.is_known else ABOUT)
    name = st.selectbox("Sheet", names, key=f"import-sheet-{picks.edition}")
    if sheet := file.find(name):
        rows = view_sheet(sheet, ROWS, COLUMNS)
        with st.expander("The sheet as it is", expanded=not picks.is_known, key=f"import-view-{picks.edition}"):
            picture.render_blocks(build_sheet(sheet.name, rows, sheet.height, sheet.width), key="import-sheet")
    tables, cells = tables_grid(picks.drawn, names), cells_grid(picks.drawn, names, inputs)
    keys = f"import-tables-{picks.edition}", f"import-cells-{picks.edition}"
    st.markdown("**Costs and benefits**")
    render_grid(tables, keys[0], "Costs and benefits", height="content", keys="import-keys")
    st.markdown("**Single values**")
    render_grid(cells, keys[1], "Single values", height="content", keys="import-cell-keys")
    after = picks.drawn
    if edits := collect_edits(tables, keys[0]):
        after = apply_tables(after, edits)
    if edits := collect_edits(cells, keys[1]):
        after = apply_cells(after, edits)
    return map_picks(after)
