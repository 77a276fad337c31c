"""Every part of a draft by name, edited as a table; and in which of them a problem is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steering.cases.yaml_reader import Place, path
from steering.errors import Problem
from steering.finance.draft import lines, other_tables, scenarios
from steering.finance.draft.grids import DraftTable, Edits, Grid, as_mapping, format_cell, headings, list_at, resize
from steering.finance.draft.grids import count_periods as periods_of
from steering.finance.draft.history import BusinessDraft, Tree, change_draft
from steering.finance.draft.terms import ALONE, TERM_TABLES

# The tables of a draft, in the order in which they are offered.
TABLES: Mapping[str, DraftTable] = {
    "figures": DraftTable(title="Figures by period", grid=lines.figures_grid, apply=lines.apply_lines),
    "lines": DraftTable(title="Ranges and sources", grid=lines.ranges_grid, apply=lines.apply_lines),
    **TERM_TABLES,
    "scenarios": DraftTable(title="Scenarios", grid=scenarios.scenarios_grid, apply=scenarios.apply_scenarios),
    "stated": DraftTable(title="Stated figures", grid=other_tables.build_stated_grid, apply=other_tables.apply_stated),
    "drivers": DraftTable(title="Drivers", grid=other_tables.drivers_grid, apply=other_tables.apply_drivers),
    "basis": DraftTable(title="Basis", grid=other_tables.basis_grid, apply=other_tables.apply_basis),
    "dates": DraftTable(title="Dates", grid=other_tables.dates_grid, apply=other_tables.apply_dates),
}


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a problem is for who edits: the table, what names the row, and the column."""

    table: str
    row: str = ""
    column: str = ""


def table_names(tree: Tree) -> tuple[str, ...]:
    """Return the tables that a draft has: dates only where flows have some, ranges only where there are lines."""
    dates = other_tables.dates_grid(tree).rows
    net = not list_at(tree, "lines") and as_mapping(tree.get("cashflows"))
    return tuple(
        name for name in TABLES if (name != "dates" or dates) and (name not in ("lines", *TERM_TABLES) or not net)
    )


def edit_table(draft: BusinessDraft, drawn: Tree, sheet: str, edits: Edits) -> BusinessDraft:
    """Return the draft with one of its tables as edited; `drawn` is the tree from which that table was drawn."""
    return change_draft(draft, TABLES[sheet].apply(drawn, _editable(edits, TABLES[sheet].grid(drawn))))


def _editable(edits: Edits, grid: Grid) -> Edits:
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
    """Return whether the names of rows are those typed into a table that was drawn from another tree."""
    grid = TABLES[sheet].grid(drawn)
    name = grid.columns[0].key
    rows = [(index, row[0]) for index, row in enumerate(grid.rows) if index not in edits.removed]
    typed = [edits.changed.get(index, {}).get(name, was) for index, was in rows]
    typed += [cells.get(name, "") for cells in edits.added]
    return typed == [row[0] for row in TABLES[sheet].grid(tree).rows]


def change_periods(draft: BusinessDraft, count: int) -> BusinessDraft:
    """Return the draft with so many periods more, or fewer; every list follows."""
    return change_draft(draft, resize(draft.tree, max(1, periods_of(draft.tree) + count)))


def locate_problem(problem: Problem, tree: Tree) -> Spot:
    """Return where a problem is."""
    match problem.spot:
        case ("lines", int(index), *inner):
            return _in_lines(index, tuple(inner), tree)
        case ("cashflows", str(name), int(index)) if name != "dates":
            return Spot(table="figures", row=name, column=_heading(tree, index))
        case ("cashflows", "dates", *_) | ("dates", *_):
            last = problem.spot[-1]
            return Spot(table="dates", row=f"{last}" if isinstance(last, int) else "", column="Date")
        case ("cashflows" | "lines", *_):
            return Spot(table="figures", row="".join(format_cell(part) for part in problem.spot[1:2]))
        case ("scenarios", name, *inner):
            return Spot(table="scenarios", row=format_cell(name), column=_column_label(tuple(inner)))
        case ("stated", int(index), *inner):
            return _in_stated(index, tuple(inner), tree)
        case ("drivers", name, *inner):
            return Spot(
                table="drivers",
                row=other_tables.label(format_cell(name)),
                column=other_tables.label(path(tuple(inner[:1]))),
            )
        case (str(key), name, *inner) if key in TERM_TABLES:
            columns = TERM_TABLES[key].grid(tree).by_key
            column = columns.get(path(tuple(inner[:1])) or ALONE.get(key, ""))
            row = f"{name + 1}" if isinstance(name, int) else format_cell(name)
            return Spot(table=key, row=row, column=column.label if column else "")
        case (str(key), *_) if key in other_tables.BASIS:
            return Spot(table="basis", row=other_tables.label(key), column="Value")
        case (str(key), *_) if key in TABLES:
            return Spot(table=key)
    return Spot(table="", row=path(problem.spot))


def _in_lines(index: int, inner: Place, tree: Tree) -> Spot:
    lines_of = list_at(tree, "lines")
    row = lines.cell(lines_of[index], "id") if index < len(lines_of) else ""
    row = row or f"{index + 1}"
    match inner:
        case ("values", int(at)):
            return Spot(table="figures", row=row, column=_heading(tree, at))
        case () | ("values" | "id" | "kind", *_):
            labels = {"id": "Line", "kind": "Kind"}
            return Spot(table="figures", row=row, column=labels.get(path(inner[:1]), ""))
    key = path(inner[:1])
    if key in (terms := TABLES["terms"].grid(tree).by_key):
        return Spot(table="terms", row=row, column=terms[key].label)
    grid = lines.ranges_grid(tree).by_key
    return Spot(table="lines", row=row, column=grid[key].label if key in grid else path(inner))


def _in_stated(index: int, inner: Place, tree: Tree) -> Spot:
    grid = other_tables.build_stated_grid(tree).by_key
    key = path(inner[:1])
    return Spot(table="stated", row=f"{index + 1}", column=grid[key].label if key in grid else path(inner))


def _column_label(inner: Place) -> str:
    return scenarios.label(".".join(format_cell(part) for part in inner)) if inner else ""


def _heading(tree: Tree, index: int) -> str:
    names = headings(tree)
    return names[index] if index < len(names) else f"{index}"
