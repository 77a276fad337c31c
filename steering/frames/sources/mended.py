"""The failing cells of a refused file as a table to edit, and what was mended of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.errors import quote_input
from steering.formatting import pluralise
from steering.frames.blocks import Column, TableBlock
from steering.ingest import IngestReport
from steering.ingest.mended import MendedCells
from steering.mending.failing_cells import FailingCell
from steering.mending.steps import CellStep

# Characters of a cell that are shown as found.
LONGEST = 200
# What stands for the column where it is the row that fails.
WHOLE_ROW = "whole row"
NOTHING = "nothing"


def describe_failure(cells: Sequence[FailingCell], report: IngestReport) -> str:
    """How many cells and rows fail, and how many problems are of neither: those are corrected in the file."""
    columns = {cell.column for cell in cells if cell.column is not None}
    count, rows = sum(cell.column is not None for cell in cells), sum(cell.column is None for cell in cells)
    parts = [f"{pluralise(count, 'cell')} in {pluralise(len(columns), 'column')}"] if count else []
    parts += [pluralise(rows, "row")] if rows else []
    if not parts:
        return "No cell fails. What is left can only be corrected in the file."
    errors = [problem for problem in report.problems if problem.severity == "error"]
    others = sum(problem.row is None or (problem.file, problem.row) not in _places(cells) for problem in errors)
    least = "" if len(errors) == report.error_count else "At least "
    verb = "fails" if count + rows == 1 else "fail"
    sentence = f"{least}{' and '.join(parts)} {verb}."
    if others:
        sentence += f" {pluralise(others, 'problem')} can only be corrected in the file."
    return sentence


def _places(cells: Sequence[FailingCell]) -> set[tuple[str, int]]:
    return {(cell.file, cell.row) for cell in cells}


def list_rows(cells: Sequence[FailingCell]) -> list[dict[str, object]]:
    """The rows of the table to edit; the new value begins as what was found."""
    return [
        {
            "row": cell.row,
            "file": cell.file,
            "column": cell.column or WHOLE_ROW,
            "found": quote_input(cell.text, LONGEST)[1:-1] if cell.column and cell.text.strip() else cell.problem.found,
            "value": cell.text if cell.column else None,
            "expected": cell.problem.expected,
            "remedy": cell.problem.remedy,
            "without": False,
        }
        for cell in cells
    ]


def read_edits(
    cells: Sequence[FailingCell], edits: Mapping[int, Mapping[str, object]], value: str, without: str
) -> tuple[CellStep, bool]:
    """What edits of the table, by its row and column, do to the file; and whether one was of a row without a cell."""
    values: dict[tuple[str, int], dict[str, str]] = {}
    rows: set[tuple[str, int]] = set()
    is_partial = False
    for index, changes in edits.items():
        cell = cells[index]
        if changes.get(without):
            rows.add((cell.file, cell.row))
        if value in changes and cell.column is None:
            is_partial = True
        elif value in changes and cell.column is not None:
            text = changes[value]
            values.setdefault((cell.file, cell.row), {})[cell.column] = "" if text is None else str(text)
    return CellStep(values=values, without=frozenset(rows)), is_partial


def describe_mended(mended: MendedCells) -> str:
    """What was mended, as a sentence."""
    noun = "cell or row was" if mended.count == 1 else "cells or rows were"
    return f"{mended.count:,} {noun} mended here. The audit log will say so with the publication."


def build_mended(mended: MendedCells) -> TableBlock:
    """Build the cells that were mended, before and after."""
    several = len({cell.file for cell in mended.cells}) > 1
    columns = [Column(label="Row", kind="count"), Column(label="Column"), Column(label="Found", kind="words")]
    columns += [Column(label="Now", kind="words"), *([Column(label="File")] if several else [])]
    return TableBlock(
        id="mended",
        title="Cells that were mended",
        columns=tuple(columns),
        rows=tuple(
            (
                cell.row,
                cell.column or WHOLE_ROW,
                quote_input(cell.found, LONGEST)[1:-1] or NOTHING,
                "left out" if cell.column is None else quote_input(cell.value, LONGEST)[1:-1] or NOTHING,
                *([cell.file] if several else []),
            )
            for cell in mended.cells
        ),
        note=f"The first {len(mended.cells):,} of {mended.count:,} are listed."
        if mended.count > len(mended.cells)
        else "",
    )
