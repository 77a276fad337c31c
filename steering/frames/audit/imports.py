"""What is shown of a file that is brought for a draft: a sheet as it is, and what the draft would be after it."""

from __future__ import annotations

from steering.cases.cell_ranges import name_column
from steering.finance.draft.changes import TreeChange
from steering.frames.blocks import Column, TableBlock

# Rows and columns of a sheet that are shown to pick ranges from.
ROWS, COLUMNS = 40, 14
LONGEST = 30
NEW = "nothing"


def build_changes(changes: tuple[TreeChange, ...]) -> TableBlock:
    """Every change that a file makes, before and after."""
    columns = (Column(label="What"), *(Column(label=label, kind="words") for label in ("Before", "After")))
    return TableBlock(
        id="import-changes",
        title="What changes",
        columns=columns,
        rows=tuple((change.name or "Business case", change.before or NEW, change.after or NEW) for change in changes),
        empty="The file says what the draft says already.",
    )


def build_sheet(name: str, rows: tuple[tuple[str, ...], ...], height: int, width: int) -> TableBlock:
    """The upper left part of a sheet, with the letters of its columns and the numbers of its rows."""
    across = min(width, COLUMNS)
    return TableBlock(
        id="import-sheet",
        title=name,
        columns=(Column(label="Row"), *(Column(label=name_column(at + 1), kind="words") for at in range(across))),
        rows=tuple((f"{at}", *(cell[:LONGEST] or None for cell in row)) for at, row in enumerate(rows, start=1)),
        empty="The sheet is empty.",
        note=f"The first {min(height, ROWS)} of {height:,} rows and {across} of {width:,} columns."
        if height > ROWS or width > COLUMNS
        else "",
    )
