"""The header of a file against the contract: which cell of a row belongs to which column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from steering.catalog.contracts import Contract
from steering.errors import Problem, Severity, quote_input
from steering.ingest.column_names import names_by_spelling, spelling
from steering.ingest.column_types import describe_column
from steering.ingest.file_type import refuse
from steering.ingest.focus.native_exports import refuse_native
from steering.ingest.other_datasets import refuse_other_dataset
from steering.ingest.problem_column import is_problem_column
from steering.ingest.report import ProblemList

MOST_COLUMNS = 1_000


@dataclass(frozen=True, kw_only=True)
class Header:
    """Where each column that is kept is found, counted from 0, and a row's width.

    `kept` are columns that the contract does not know and keeps, because it follows a standard.
    """

    positions: Mapping[str, int]
    width: int
    extra_columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.positions


def match_header(cells: Sequence[str], contract: Contract, findings: ProblemList, row: int | None = 1) -> Header:
    """Match a header's cells with the contract's columns; what does not fit goes to `findings`.

    Raises:
        FileRefused: there are absurdly many columns, or none of them is known.
    """
    if len(cells) > MOST_COLUMNS:
        refuse(
            findings.file,
            f"{len(cells):,} columns",
            f"at most {MOST_COLUMNS:,} columns",
            "Check that the file has one row per line and the right delimiter.",
            row,
        )
    names = [cell.strip() for cell in cells]
    if contract.standard:
        refuse_native(names, findings.file, row)
    matching = _HeaderMatch(contract, findings, row)
    positions = matching.find_positions(names)
    if positions and contract.standard:
        positions |= matching.extra_columns
    extra_columns = tuple(matching.extra_columns)
    header = Header(positions=positions, width=len(names), extra_columns=extra_columns, cells=tuple(names))
    if not header.positions:
        refuse_other_dataset(names, contract, findings.file, row)
        refuse(
            findings.file,
            f"a first row without any known column: {quote_input(', '.join(names))}",
            f"a header with {', '.join(column.name for column in contract.columns if column.required)}",
            "Put the column names in the first row, separated by comma, semicolon or tab.",
            row,
        )
    matching.check_missing(names, header)
    return header


def merge_headers(headers: Sequence[Header], contract: Contract) -> tuple[Header, frozenset[str]]:
    """One header for parts with several: every column that any has, and those that some part lacks.

    A required column that some part lacks is an error already; it is left out, for what follows from it is not told.
    """
    if len(headers) == 1:
        return headers[0], frozenset()
    cells: dict[str, str] = {}
    for header in headers:
        cells = {name: header.cells[at] for name, at in header.positions.items()} | cells
    partial = frozenset(name for name in cells if not all(name in header for header in headers))
    required = {column.name for column in contract.columns if column.required}
    names = [name for name in cells if name not in partial & required]
    extra_columns = tuple(dict.fromkeys(name for header in headers for name in header.extra_columns))
    positions = {name: at for at, name in enumerate(names)}
    merged = Header(
        positions=positions,
        width=len(names),
        extra_columns=extra_columns,
        cells=tuple(cells[name] for name in names),
    )
    return merged, partial


def plain_name(cell: str) -> str:
    """A header's cell without what tells nothing of its column."""
    return cell.strip().lstrip("\ufeff").lower()


def repeats_header(cells: Sequence[str], header_cells: Sequence[str], spellings: Collection[str]) -> bool:
    """Whether a row holds names of columns, as where one export was put after another.

    `spellings` are those of the contract's names.
    """
    if list(map(plain_name, cells)) == list(map(plain_name, header_cells)):
        return True
    return 2 * sum(spelling(cell) in spellings for cell in cells) >= max(4, len(cells))


class _HeaderMatch:
    def __init__(self, contract: Contract, findings: ProblemList, row: int | None) -> None:
        self.contract, self.findings, self.row = contract, findings, row
        self.names_by_lower = {name.lower(): name for name in contract.names}
        self.names_by_spelling = names_by_spelling(contract)
        self.extra_columns: dict[str, int] = {}

    def find_positions(self, names: Sequence[str]) -> dict[str, int]:
        self._check_duplicates(names)
        # A name as the contract writes it goes before one that is only like it.
        positions: dict[str, int] = {}
        for position, cell in enumerate(names):
            name = self.names_by_lower.get(cell.lower())
            if name:
                positions.setdefault(name, position)
        for position, cell in enumerate(names):
            if is_problem_column(cell):
                continue
            name = self.names_by_spelling.get(spelling(cell))
            if name and name not in positions:
                positions[name] = position
            elif position not in positions.values() and cell.lower() not in self.names_by_lower:
                self._note_unknown(position, cell)
        self._warn_of_spellings({name: names[at] for name, at in positions.items() if names[at] != name})
        self._warn_of_extra_columns()
        return positions

    def _note_unknown(self, position: int, cell: str) -> None:
        if self.contract.standard and cell:
            self.extra_columns.setdefault(cell, position)
        else:
            self._warn_of_unknown(position, cell)

    def _warn_of_spellings(self, cells: Mapping[str, str]) -> None:
        """One warning for all columns whose names are written in another way."""
        if not cells:
            return
        name, cell = next(iter(cells.items()))
        others = ", ".join(f"{quote_input(cell)[1:-1]} for {name}" for name, cell in cells.items())
        actual = quote_input(cell)[1:-1] if len(cells) == 1 else f"{len(cells)} names: {quote_input(others, 400)[1:-1]}"
        expected = f"the column name {name!r}" if len(cells) == 1 else f"the names of the columns {self.case}"
        remedy = f"Write it {self.case}." if len(cells) == 1 else f"They are read. Write them {self.case}."
        self._add("warning", actual, name, expected, remedy)

    @property
    def case(self) -> str:
        """How the contract writes its names."""
        return f"as {self.contract.standard} does" if self.contract.standard else "in lower case, with underscores"

    def _warn_of_extra_columns(self) -> None:
        """One warning for all columns that the standard doesn't have."""
        if self.extra_columns:
            names = ", ".join(quote_input(name)[1:-1] for name in self.extra_columns)
            noun = "the column" if len(self.extra_columns) == 1 else f"{len(self.extra_columns)} columns:"
            expected = f"columns of {self.contract.standard}"
            first = next(iter(self.extra_columns))
            self._add(
                "warning",
                f"{noun} {quote_input(names, 400)[1:-1]}",
                first,
                expected,
                "It is kept as text." if len(self.extra_columns) == 1 else "They are kept as text.",
            )

    def check_missing(self, names: Sequence[str], header: Header) -> None:
        if any(column.required and column.name not in header for column in self.contract.columns):
            refuse_other_dataset(names, self.contract, self.findings.file, self.row)
        spare = [name for name in names if spelling(name) not in self.names_by_spelling and not is_problem_column(name)]
        for column in self.contract.columns:
            if column.required and column.name not in header:
                actual = "no such column" + _nearest(column.name, spare, "; the nearest is {!r}")
                self._add("error", actual, column.name, describe_column(column), f"Add the column {column.name!r}.")
        groups = self.contract.either
        if groups and not any(all(name in header for name in group) for group in groups):
            alternatives = ", or ".join(" and ".join(group) for group in groups)
            self._add("error", "no such columns", groups[0][0], alternatives, "Add the columns of one of these.")

    def _check_duplicates(self, names: Sequence[str]) -> None:
        for name, count in Counter(name.lower() for name in names if name and not is_problem_column(name)).items():
            if count > 1:
                column = self.names_by_lower.get(name, name)
                actual = f"{count} columns of that name"
                self._add("error", actual, column, "each column once", "Remove or rename all but one.")

    def _warn_of_unknown(self, position: int, cell: str) -> None:
        near = _nearest(cell, self.contract.names, " Did you mean {!r}?")
        name = cell or f"column {position + 1}"
        actual = f"the column {quote_input(cell)}" if cell else "a column without a name"
        expected = "only columns of the contract"
        self._add("warning", actual, name, expected, f"The column is ignored.{near}")

    def _add(self, severity: Severity, actual: str, column: str, expected: str, remedy: str) -> None:
        self.findings.add(
            Problem(
                file=self.findings.file,
                severity=severity,
                row=self.row,
                column=column,
                found=actual,
                expected=expected,
                remedy=remedy,
            )
        )


def _nearest(name: str, candidates: Sequence[str], sentence: str) -> str:
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    near = get_close_matches(name.lower()[:100], list(by_lower), n=1, cutoff=0.6)
    return sentence.format(by_lower[near[0]]) if near else ""
