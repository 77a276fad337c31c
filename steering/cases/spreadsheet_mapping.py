"""The model of `spreadsheet.yaml`: which cells of somebody's own spreadsheet are the business case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from itertools import combinations
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from steering.cases.business_types import LONGEST, MOST_LINES, at_most
from steering.cases.cell_ranges import CellRange, parse_range
from steering.cases.line import Kind
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import Document, Place
from steering.catalog.drivers import DRIVERS
from steering.errors import Problem
from steering.field_types import IDENTIFIER, STRICT, Identifier, Label, Whole

FILE = "spreadsheet.yaml"
MOST_TABLES = 50
# Keys of the business case that one cell holds.
RATES = ("discount_rate", "finance_rate", "reinvest_rate", "hurdle_rate", "inflation", "tax.rate")
WHOLES = ("periods", "tax.paid_after", "fiscal_year_starts")
TEXTS = ("title", "currency", "period")
MONTH, UNIT = "start", "unit"
KEYS = (*RATES, *WHOLES, *TEXTS, MONTH, UNIT)
GROUPS = ("inputs", "drivers")


def _range(text: str) -> str:
    parse_range(text)
    return text.strip().upper().replace("$", "")


def _cell(text: str) -> str:
    cells = parse_range(text)
    if (cells.height, cells.width) != (1, 1):
        raise ValueError("one cell such as B3")
    return _range(text)


def _case_key(key: str) -> str:
    group, dot, name = key.partition(".")
    if key in KEYS or (dot and group == "inputs" and IDENTIFIER.fullmatch(name)):
        return key
    if dot and group == "drivers" and name in DRIVERS:
        return key
    raise ValueError(f"one of {', '.join(KEYS)}, inputs.<name> or drivers.<name>")


RangeName = Annotated[str, AfterValidator(_range)]
CellName = Annotated[str, AfterValidator(_cell)]
CaseKey = Annotated[str, AfterValidator(_case_key)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MappedCell:
    """One cell of a sheet."""

    sheet: Label
    cell: CellName


@dataclass(frozen=True, kw_only=True, config=STRICT)
class MappedTable:
    """A block of costs or of benefits: a label for each line, a heading for each period, and their amounts.

    Lines stand in rows and periods in columns, or the other way round, as the ranges say.
    """

    sheet: Label
    kind: Kind
    labels: RangeName
    periods: RangeName
    amounts: RangeName
    first_period: Annotated[Whole, Field(ge=0, le=LONGEST)] = 0
    negate: bool = False
    leave_out: tuple[Label, ...] = ()

    @property
    def block(self) -> CellRange:
        """Where the amounts are."""
        return parse_range(self.amounts)

    @property
    def label_cells(self) -> CellRange:
        """Where the labels are."""
        return parse_range(self.labels)

    @property
    def period_cells(self) -> CellRange:
        """Where the headings of the periods are."""
        return parse_range(self.periods)

    @property
    def is_upright(self) -> bool:
        """Whether lines stand in rows and periods in columns."""
        labels, block = self.label_cells, self.block
        return labels.width == 1 and labels.height == block.height

    @property
    def last_period(self) -> int:
        """The index of the last period."""
        cells = self.period_cells
        return self.first_period + max(cells.height, cells.width) - 1


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SpreadsheetMapping:
    """Which cells are what, and the id of the line that each label stands for."""

    tables: Annotated[tuple[MappedTable, ...], AfterValidator(at_most(MOST_TABLES, "tables"))] = ()
    cells: dict[CaseKey, MappedCell] = field(default_factory=dict)
    lines: Annotated[dict[Label, Identifier], AfterValidator(at_most(MOST_LINES, "lines"))] = field(
        default_factory=dict
    )
    spreadsheet: Label | None = None


def parse_mapping(document: Document) -> tuple[SpreadsheetMapping | None, tuple[Problem, ...]]:
    """Return the mapping in a text; None, and every problem, where it is none or does not agree in itself."""
    mapping, problems = validate_as(document, SpreadsheetMapping)
    if mapping is not None:
        problems = (*problems, *check_mapping(mapping, document))
    return (None if problems else mapping), problems


def check_mapping(mapping: SpreadsheetMapping, document: Document) -> Iterator[Problem]:
    """Yield what the ranges of a mapping do not agree on."""
    if not mapping.tables and not mapping.cells:
        yield document.at((), "no ranges", "`tables`, `cells` or both", "Name the cells that hold the business case.")
    for index, table in enumerate(mapping.tables):
        yield from _check_table(table, document, ("tables", index))
    for (first, one), (second, other) in combinations(enumerate(mapping.tables), 2):
        if one.sheet.casefold() == other.sheet.casefold() and one.block.overlaps(other.block):
            found = f"{other.amounts}, which has cells in common with {one.amounts} of table {first + 1}"
            remedy = "Make one of them smaller: amounts would count twice."
            yield document.at(("tables", second, "amounts"), found, "each amount in one table", remedy)
    lasts = [table.last_period for table in mapping.tables]
    for index, last in enumerate(lasts):
        if last != lasts[0]:
            found, expected = f"periods up to {last}", f"periods up to {lasts[0]}, as in table 1"
            yield document.at(("tables", index, "periods"), found, expected, "Let both end with the same period.")
    for id in {id for id in mapping.lines.values() if list(mapping.lines.values()).count(id) > 1}:
        twice = [label for label, other in mapping.lines.items() if other == id]
        remedy = "Give each label a line of its own, or one label the line."
        yield document.at(("lines", twice[1]), f"{id} for two labels", "one label for each line", remedy)


def _check_table(table: MappedTable, document: Document, place: Place) -> Iterator[Problem]:
    labels, periods, block = table.label_cells, table.period_cells, table.block
    for key, cells in (("labels", labels), ("periods", periods)):
        if not cells.is_line:
            found = f"{cells.height} rows and {cells.width} columns"
            remedy = "Choose the cells of one row or one column."
            yield document.at((*place, key), found, "one row or one column", remedy)
    if not labels.is_line or not periods.is_line:
        return
    if min(labels.height, periods.height) > 1 or min(labels.width, periods.width) > 1:
        found = f"{table.periods}, in the same direction as the labels"
        expected = "labels in a column and periods in a row, or the other way round"
        yield document.at((*place, "periods"), found, expected, "Choose the cells that head the amounts.")
        return
    lines, count = max(labels.height, labels.width), max(periods.height, periods.width)
    size = (lines, count) if table.is_upright else (count, lines)
    if (block.height, block.width) != size:
        found = f"{block.height} rows and {block.width} columns"
        expected = f"{lines} labels by {count} periods"
        remedy = "Choose amounts with a cell for each label and each period."
        yield document.at((*place, "amounts"), found, expected, remedy)
    if lines > MOST_LINES:
        yield document.at((*place, "labels"), f"{lines:,} labels", f"at most {MOST_LINES}", "Choose fewer lines.")
    if table.last_period > LONGEST:
        found, expected = f"period {table.last_period:,}", f"periods up to {LONGEST}"
        yield document.at((*place, "periods"), found, expected, "Choose fewer periods.")
