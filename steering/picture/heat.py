"""The colours and groups of a heat map, as its template asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from steering.frames.documents import HeatCell, HeatMap, HeatRow

# The strongest colour of a level: the style sheet has classes from `heat0` to this one.
STRONGEST = 6


def name_step(block: HeatMap, level: int) -> str:
    """Return the class of a level's colour: the words of a scale, however many, go from the palest to the strongest."""
    most = len(block.scale) - 1
    return f"heat{round(level * STRONGEST / most) if most else STRONGEST}"


def ground(block: HeatMap, cell: HeatCell) -> Markup:
    """Return the class attribute of a cell: the colour of its status, otherwise of its level, otherwise none."""
    if cell.status is not None:
        return Markup(' class="{}"').format(f"rated {cell.status.colour}")
    return Markup("") if cell.level is None else Markup(' class="{}"').format(name_step(block, cell.level))


def group_rows(block: HeatMap) -> Iterator[tuple[str, list[HeatRow]]]:
    """Yield the rows under the names of their groups, in their order."""
    for group, rows in groupby(block.rows, key=lambda row: row.group):
        yield group, list(rows)
