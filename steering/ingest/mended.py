"""Cells of a refused file that somebody mended before it was published: what the audit log says of them."""

from __future__ import annotations

from dataclasses import dataclass

# Cells that are listed; all are counted.
LISTED_CELLS = 1_000


@dataclass(frozen=True, kw_only=True)
class MendedCell:
    """A cell that was mended, as it was found and as it is now; without a column, a row that was left out."""

    file: str
    row: int
    column: str | None
    found: str
    value: str


@dataclass(frozen=True, kw_only=True)
class MendedCells:
    """The cells and rows that a person, `by` their id, has mended: all are counted, the first are listed."""

    by: str
    count: int
    cells: tuple[MendedCell, ...]

    def as_dict(self) -> dict[str, object]:
        """Return them as plain JSON values."""
        return {"by": self.by, "count": self.count, "cells": [vars(cell) for cell in self.cells]}
