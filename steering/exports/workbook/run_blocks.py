"""Blocks of a sheet in which every run of the model has a row, all with the same formula."""

from __future__ import annotations

from collections.abc import Callable

from steering.exports.workbook.formulas import Formula
from steering.exports.workbook.grids import ModelBlock, ModelSheet
from steering.exports.workbook.layout import (
    FIRST_COLUMN,
    KEY_COLUMN,
    LABEL_COLUMN,
    UNIT_COLUMN,
    VALUE_COLUMN,
)
from steering.exports.workbook.runs import RunColumns

# A formula of the block itself, which may refer to its earlier columns.
OwnFormula = Callable[[ModelBlock], Formula]


class RunSheet:
    """A sheet of blocks with a row for each run."""

    def __init__(self, sheet: ModelSheet, columns: RunColumns) -> None:
        self.sheet, self.columns = sheet, columns

    def block(
        self,
        label: str,
        unit: str,
        kind: str,
        formula: Formula | OwnFormula | None = None,
        total: Formula | OwnFormula | None = None,
    ) -> ModelBlock:
        """Write a block: a formula over the axis, and what it comes to in all."""
        sheet = self.sheet
        sheet.section(label)
        block = ModelBlock(sheet=sheet, first=sheet.next_row, height=len(self.columns.runs))
        self.label_rows(block, unit)
        over, all_of_it = (part(block) if callable(part) else part for part in (formula, total))
        for column in range(sheet.count if over is not None else 0):
            assert over is not None  # otherwise there is no column
            self.put_column(block, column, over, kind)
        for place in range(block.height if all_of_it is not None else 0):
            assert all_of_it is not None  # otherwise there is no row
            sheet.put_formula(block.first + place, VALUE_COLUMN, all_of_it, kind, place)
        sheet.next_row += block.height
        return block

    def label_rows(self, block: ModelBlock, unit: str) -> None:
        """Write the number and label of each run before its row."""
        for place, run in enumerate(self.columns.runs):
            row = block.first + place
            self.sheet.put(row, KEY_COLUMN, place + 1, "fixed", "count")
            self.sheet.put(row, LABEL_COLUMN, run.label)
            self.sheet.put(row, UNIT_COLUMN, unit)

    def put_column(self, block: ModelBlock, column: int, formula: Formula, kind: str) -> None:
        """Write a formula for each run in a column of the axis, -1 being the one before it."""
        for place in range(block.height):
            self.sheet.put_formula(block.first + place, FIRST_COLUMN + column, formula, kind, place)

    def pick(self, name: str, block: ModelBlock) -> Formula:
        """Return what a row of the runs says of the run of a block's row."""
        return self.columns.pick(name, block.number)
