"""A table of a draft business case as an editable grid; edits go into the draft at once.

The grid keeps its data while somebody types in it, and is drawn again, under a new key, only when the draft changes
otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from components import session
from components.grids import GridHeight, collect_edits, render_grid
from steering.finance.draft import tables
from steering.finance.draft.grids import Edits
from steering.finance.draft.history import BusinessDraft, Tree

# Rows without a scroll bar.
TALLEST = 15


@dataclass(kw_only=True)
class GridState:
    """A grid on screen: the tree that it was drawn from, and the tree after the edits made in it."""

    sheet: str
    tree: Tree
    after: Tree
    key: str

    def shows(self, draft: BusinessDraft, sheet: str) -> bool:
        """Whether the grid still shows a sheet of a draft: nothing else changed it, and the browser has its edits."""
        on_screen = self.after is self.tree or session.widget(self.key) is not None
        return self.sheet == sheet and self.after is draft.tree and on_screen


def table(state: GridState) -> None:
    """Draw the grid. Its edits are available at the next run, see `edits`."""
    sheet = tables.TABLES[state.sheet]
    grid = sheet.grid(state.tree)
    height: GridHeight = "content" if len(grid.rows) <= TALLEST else "auto"
    render_grid(grid, state.key, sheet.title, height=height, keys="draft-keys")


def edits(state: GridState) -> Edits | None:
    """Return all edits since the grid was drawn; None where the browser does not show it any more."""
    return collect_edits(tables.TABLES[state.sheet].grid(state.tree), state.key)
