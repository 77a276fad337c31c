"""Tables of a workbook that go down: a row for each thing, and in each column one formula for all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steering.exports.workbook.formulas import Formula
from steering.exports.workbook.grids import FIXED, HEADING, ModelColumn, ModelSheet

Columns = dict[str, ModelColumn]


@dataclass(frozen=True, kw_only=True)
class TableColumnPlan:
    """A column: its heading, how wide it is, and its contents by row or one formula of the other columns."""

    heading: str
    kind: str
    width: float = 13
    contents: Sequence[Any] = ()
    # The kinds of its contents by row, where they are not all the same.
    kinds: Sequence[str] = ()
    formula: Callable[[Columns], Formula] | None = None
    style: str = FIXED
    # Whether its cells are written already, each with a formula of its own.
    keeps: bool = False


def write_table(sheet: ModelSheet, plans: dict[str, TableColumnPlan], count: int) -> Columns:
    """Return the columns of a table that was written below what is there."""
    top = sheet.next_row
    columns: Columns = {}
    for place, (name, plan) in enumerate(plans.items()):
        sheet.put(top, place, plan.heading, HEADING, plan.kind)
        sheet.widths[place] = max(plan.width, sheet.widths.get(place, 0))
        columns[name] = ModelColumn(sheet=sheet, column=place, first=top + 1, height=count)
        for row in range(count):
            kind = plan.kinds[row] if plan.kinds else plan.kind
            if plan.keeps:
                continue
            if plan.formula is None:
                sheet.put(top + 1 + row, place, plan.contents[row], plan.style, kind)
            else:
                sheet.put_formula(top + 1 + row, place, plan.formula(columns), kind, row)
    sheet.next_row = top + count + 2
    return columns
