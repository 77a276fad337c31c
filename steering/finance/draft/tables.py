"""Every part of a draft by name, edited as a table; and in which of them a problem is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steering.cases.yaml_reader import Place, path
from steering.errors import Problem
from steering.finance.draft import lines, other_tables, scenarios
from steering.finance.draft.grids import DraftTable, Edits, Grid, headings, keyed, listed, resized, shown
from steering.finance.draft.grids import periods as periods_of
from steering.finance.draft.history import BusinessDraft, Tree, change_draft

# The tables of a draft, in the order in which they are offered.
SHEETS: Mapping[str, DraftTable] = {
    "figures": DraftTable(title="Figures by period", grid=lines.figures, taken=lines.taken),
    "lines": DraftTable(title="Ranges and sources", grid=lines.known, taken=lines.taken),
    "scenarios": DraftTable(title="Scenarios", grid=scenarios.grid, taken=scenarios.taken),
    "stated": DraftTable(title="Stated figures", grid=other_tables.stated, taken=other_tables.stated_taken),
    "drivers": DraftTable(title="Drivers", grid=other_tables.drivers, taken=other_tables.drivers_taken),
    "basis": DraftTable(title="Basis", grid=other_tables.basis, taken=other_tables.basis_taken),
    "dates": DraftTable(title="Dates", grid=other_tables.dates, taken=other_tables.dates_taken),
}


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a problem is for who edits: the table, what names the row, and the column."""

    sheet: str
    row: str = ""
    column: str = ""


def offered(tree: Tree) -> tuple[str, ...]:
    """The tables that a draft has: dates only where flows have some, ranges only where there are lines."""
    dated = other_tables.dates(tree).rows
    net = not listed(tree, "lines") and keyed(tree.get("cashflows"))
    return tuple(name for name in SHEETS if (name != "dates" or dated) and (name != "lines" or not net))


def edited(draft: BusinessDraft, drawn: Tree, sheet: str, edits: Edits) -> BusinessDraft:
    """The draft with one of its tables as edited; `drawn` is the tree from which that table was drawn."""
    return change_draft(draft, SHEETS[sheet].taken(drawn, _allowed(edits, SHEETS[sheet].grid(drawn))))


def _allowed(edits: Edits, grid: Grid) -> Edits:
    """Edits of cells that there are and that can be edited: they come from a browser."""
    open_ = {column.key for column in grid.columns if not column.fixed}
    kept = {
        row: {key: text for key, text in cells.items() if key in open_}
        for row, cells in edits.changed.items()
        if 0 <= row < len(grid.rows)
    }
    added = [{key: text for key, text in cells.items() if key in open_} for cells in edits.added]
    return Edits(changed=kept, added=added, removed=edits.removed) if grid.grows else Edits(changed=kept)


def as_typed(tree: Tree, drawn: Tree, sheet: str, edits: Edits) -> bool:
    """Whether the rows of a tree are named as somebody typed in a table that was drawn from another."""
    grid = SHEETS[sheet].grid(drawn)
    name = grid.columns[0].key
    kept = [(index, row[0]) for index, row in enumerate(grid.rows) if index not in edits.removed]
    typed = [edits.changed.get(index, {}).get(name, was) for index, was in kept]
    typed += [cells.get(name, "") for cells in edits.added]
    return typed == [row[0] for row in SHEETS[sheet].grid(tree).rows]


def more_periods(draft: BusinessDraft, count: int) -> BusinessDraft:
    """The draft with so many periods more, or fewer; every list follows."""
    return change_draft(draft, resized(draft.tree, max(1, periods_of(draft.tree) + count)))


def spot(problem: Problem, tree: Tree) -> Spot:
    """Where a problem is."""
    match problem.spot:
        case ("lines", int(index), *inner):
            return _in_lines(index, tuple(inner), tree)
        case ("cashflows", str(name), int(index)) if name != "dates":
            return Spot(sheet="figures", row=name, column=_heading(tree, index))
        case ("cashflows", "dates", *_) | ("dates", *_):
            last = problem.spot[-1]
            return Spot(sheet="dates", row=f"{last}" if isinstance(last, int) else "", column="Date")
        case ("cashflows" | "lines", *_):
            return Spot(sheet="figures", row="".join(shown(part) for part in problem.spot[1:2]))
        case ("scenarios", name, *inner):
            return Spot(sheet="scenarios", row=shown(name), column=_joined(tuple(inner)))
        case ("stated", int(index), *inner):
            return _in_stated(index, tuple(inner), tree)
        case ("drivers", name, *inner):
            return Spot(
                sheet="drivers", row=other_tables.label(shown(name)), column=other_tables.label(path(tuple(inner[:1])))
            )
        case (str(key),) if key in other_tables.BASIS:
            return Spot(sheet="basis", row=other_tables.label(key), column="Value")
        case (str(key), *_) if key in SHEETS:
            return Spot(sheet=key)
    return Spot(sheet="", row=path(problem.spot))


def _in_lines(index: int, inner: Place, tree: Tree) -> Spot:
    lines_of = listed(tree, "lines")
    row = lines.cell(lines_of[index], "id") if index < len(lines_of) else ""
    row = row or f"{index + 1}"
    match inner:
        case ("values", int(at)):
            return Spot(sheet="figures", row=row, column=_heading(tree, at))
        case () | ("values" | "id" | "kind", *_):
            named = {"id": "Line", "kind": "Kind"}
            return Spot(sheet="figures", row=row, column=named.get(path(inner[:1]), ""))
    grid = lines.known(tree).named
    key = path(inner[:1])
    return Spot(sheet="lines", row=row, column=grid[key].label if key in grid else path(inner))


def _in_stated(index: int, inner: Place, tree: Tree) -> Spot:
    grid = other_tables.stated(tree).named
    key = path(inner[:1])
    return Spot(sheet="stated", row=f"{index + 1}", column=grid[key].label if key in grid else path(inner))


def _joined(inner: Place) -> str:
    return scenarios.label(".".join(shown(part) for part in inner)) if inner else ""


def _heading(tree: Tree, index: int) -> str:
    names = headings(tree)
    return names[index] if index < len(names) else f"{index}"
