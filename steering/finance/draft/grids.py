"""The tables in which a draft is edited: cells of text, what was changed in them, and how a value is shown in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from steering.cases.yaml_reader import parse_yaml
from steering.cases.yaml_writer import inline
from steering.field_types import WHOLE
from steering.finance.draft.history import Tree

CONFIDENCE = ("high", "medium", "low")
SHORT = {"year": "Year ", "quarter": "Q", "month": "M"}
LONGEST = 600
# Rows that a table shows; no part of a business case may have as many.
MOST_ROWS = 1000


@dataclass(frozen=True, kw_only=True)
class DraftColumn:
    """A column of an editable table. With `options` a cell is one of them, shown by their `labels`, if any.

    `default` is what a new row begins with.
    """

    key: str
    label: str
    kind: Literal["text", "figure", "choice"] = "text"
    options: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    fixed: bool = False
    # Whether it names the row, and stays in sight when the table is moved.
    names: bool = False
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """An editable table: rows of texts. `grows`: rows can be added and removed."""

    columns: tuple[DraftColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    grows: bool = True

    @property
    def by_key(self) -> Mapping[str, DraftColumn]:
        """Every column by its key."""
        return {column.key: column for column in self.columns}


@dataclass(frozen=True, kw_only=True)
class Edits:
    """All that was changed in a table since it was drawn: cells by row and column, rows added, rows removed."""

    changed: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    added: Sequence[Mapping[str, str]] = ()
    removed: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class DraftTable:
    """A part of a business case as a table, and the way back."""

    title: str
    grid: Callable[[Tree], Grid]
    apply: Callable[[Tree, Edits], Tree]


def format_cell(value: Any) -> str:
    """Return a value as a cell shows it: text as it is, nothing as nothing, what is no text as its YAML."""
    if value is None:
        return ""
    return value if isinstance(value, str) else inline(value)


def format_figure(value: Any) -> str:
    """Return a figure as a cell shows it, alone or with its source."""
    return format_cell(value.get("value") if isinstance(value, dict) else value)


def with_figure(value: Any, text: str) -> Any:
    """Return a figure with another value and its own source."""
    return {**value, "value": text or None} if isinstance(value, dict) else text or None


def list_at(tree: Any, *place: str) -> list[Any]:
    """Return the list at a place of a tree; empty where there is none."""
    for key in place:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return list(tree) if isinstance(tree, list) else []


def as_mapping(value: Any) -> dict[str, Any]:
    """Return a mapping as it is; an empty one for anything else."""
    return dict(value) if isinstance(value, dict) else {}


def set_key(item: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Return a mapping with another value; without the key where there is no value."""
    if value in ("", None):
        return {name: was for name, was in item.items() if name != key}
    return {**item, key: value}


def parse_cell(text: str) -> Any:
    """Parse a cell: a list or a mapping where it is written as one, otherwise its text."""
    if not text.startswith(("[", "{")):
        return text
    document = parse_yaml(text, "")
    return text if document.problems or document.tree is None else document.tree


def choices(known: Iterable[str], items: Iterable[str]) -> tuple[str, ...]:
    """Return the choices: the known names, and every value that is there, right or wrong."""
    return tuple(dict.fromkeys([*known, *(item for item in items if item)]))


def free_name(like: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken: `worst-2` where `worst` is."""
    names = set(taken)
    others = (f"{like[:58]}-{count}" for count in range(2, len(names) + 3))
    return like if like not in names else next(name for name in others if name not in names)


def apply_edits(
    items: Sequence[Any], edits: Edits, change: Callable[[Any, str, str], Any], new: Callable[[], Any]
) -> list[tuple[int | None, Any]]:
    """Return the items of a list as edited, each with the position that it had; None for those that are new."""
    kept: list[tuple[int | None, Any]] = [
        (index, _apply_cells(item, edits.changed.get(index, {}), change))
        for index, item in enumerate(items)
        if index not in edits.removed
    ]
    return kept + [(None, _apply_cells(new(), cells, change)) for cells in edits.added]


def _apply_cells(item: Any, cells: Mapping[str, str], change: Callable[[Any, str, str], Any]) -> Any:
    for key, text in cells.items():
        item = change(item, key, text)
    return item


def count_periods(tree: Tree) -> int:
    """Count the periods after today, by `periods` or by the longest list."""
    text = format_cell(tree.get("periods")).strip()
    if WHOLE.fullmatch(text) and 1 <= int(text) <= LONGEST:
        return int(text)
    longest = max((len(values) for values in figure_lists(tree)), default=2)
    return max(1, min(longest - 1, LONGEST))


def figure_lists(tree: Tree) -> list[list[Any]]:
    """Return every list of figures."""
    flows = as_mapping(tree.get("cashflows"))
    values_lists = [line.get("values") for line in list_at(tree, "lines") if isinstance(line, dict)]
    values_lists += [flows.get(name) for name in ("costs", "benefits", "net")]
    return [values for values in values_lists if isinstance(values, list)]


def resize(tree: Tree, count: int) -> Tree:
    """Return the tree with so many periods after today: every list longer, by zeros, or shorter."""
    after = dict(tree)
    if "periods" in tree:
        after["periods"] = str(count)
    if isinstance(tree.get("lines"), list):
        after["lines"] = [_resize_item(line, ("values",), count) for line in tree["lines"]]
    if isinstance(tree.get("cashflows"), dict):
        after["cashflows"] = _resize_item(tree["cashflows"], ("costs", "benefits", "net", "dates"), count)
    return _with_size(after, ("dates",), count)


def _resize_item(item: Any, keys: Sequence[str], count: int) -> Any:
    return _with_size(item, keys, count) if isinstance(item, dict) else item


def _with_size(item: Mapping[str, Any], keys: Sequence[str], count: int) -> dict[str, Any]:
    after = dict(item)
    for key in keys:
        values = item.get(key)
        if isinstance(values, list) and values:
            more = None if key == "dates" else "0"  # which day comes next, only the author knows
            after[key] = [*values, *[more] * (count + 1 - len(values))][: count + 1]
    return after


def headings(tree: Tree) -> list[str]:
    """Return what each figure of a list is called: `Today`, `Year 1`, `Q1`, `M1`, or its date."""
    count = max([count_periods(tree) + 1, *(len(values) for values in figure_lists(tree))])
    dates = [format_cell(day) for day in list_at(tree, "dates") or list_at(tree, "cashflows", "dates")]
    short = SHORT.get(format_cell(tree.get("period") or "year"), "Period ")
    names = ["Today", *(f"{short}{index}" for index in range(1, count))]
    return [day or name for day, name in zip([*dates, *[""] * count], names, strict=False)][: LONGEST + 1]


def with_choices(grid: Grid) -> Grid:
    """Return the grid with the values of its cells among the choices of their columns."""
    columns = [
        replace(column, options=choices(column.options, (row[index] for row in grid.rows)))
        if column.kind == "choice"
        else column
        for index, column in enumerate(grid.columns)
    ]
    return replace(grid, columns=tuple(columns), rows=grid.rows[:MOST_ROWS])
