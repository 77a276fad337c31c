"""The cells of refused files that fail, as they are written there, and what their columns hold where they are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import takewhile

from steering.catalog.contracts import Contract
from steering.errors import Problem
from steering.ingest.file_set import FileSet
from steering.mending.rewrite import name_copy
from steering.mending.text_form import TextForm, TextRow, open_texts, read_rows

Names = Mapping[str, frozenset[str]]

# Rows that are looked at for names, and names that are kept of a column.
NAME_ROWS, MOST_NAMES = 100_000, 5_000


@dataclass(frozen=True, kw_only=True)
class FailingCell:
    """A cell with an error, and its text; without a column it is the whole row that fails."""

    file: str
    row: int
    column: str | None
    text: str
    problem: Problem


@dataclass(frozen=True, kw_only=True)
class Failure:
    """The failing cells of files, by file and row; `files` are what the files are called when they are taken along.

    `names` are by column what it holds where it is right; `texts` what the other columns of text hold, and how often.
    """

    cells: tuple[FailingCell, ...]
    names: Names
    texts: Mapping[str, Counter[str]]
    files: tuple[str, ...] = ()


def find_failing_cells(
    files: FileSet, contract: Contract, problems: Sequence[Problem], names: Names | None = None
) -> Failure:
    """Read the cells in which these problems are. Of several in a cell the first counts.

    `names` are those of the release in force: how they are spelled is right.

    Raises:
        FileRefused: a file is another than the one that was checked.
        StoreUnavailable: there is no room for temporary files.
    """
    reader = _CellReader(contract, problems, names or {})
    with open_texts(files) as forms:
        cells = tuple(cell for form in forms for cell in reader.read(form))
        copies = tuple(name_copy(form.origin, packs=True) for form in forms)
    columns = {name: frozenset(values) for name, values in reader.names.items()}
    return Failure(cells=cells, names=columns, texts=reader.texts, files=copies)


class _CellReader:
    def __init__(self, contract: Contract, problems: Sequence[Problem], names: Names) -> None:
        self._contract = contract
        self._problems: dict[tuple[str, int], list[Problem]] = {}
        self._last: dict[str, int] = {}
        for problem in problems:
            if problem.severity == "error" and problem.row is not None:
                self._problems.setdefault((problem.file, problem.row), []).append(problem)
                self._last[problem.file] = max(problem.row, self._last.get(problem.file, 0))
        # What is no name is filled in freely, as far as the release in force shows.
        self._columns = [column.name for column in contract.columns if column.type == "identifier"]
        self.texts: dict[str, Counter[str]] = {
            column.name: Counter() for column in contract.columns if column.type == "text" and column.name in names
        }
        self.names: dict[str, set[str]] = {name: set(values) for name, values in names.items()}
        self.names |= {column.name: set(column.choices) for column in contract.columns if column.choices}

    def read(self, form: TextForm) -> Iterator[FailingCell]:
        last = max(self._last.get(form.name, 0), NAME_ROWS)
        with closing(read_rows(form, self._contract)) as rows:
            for row in takewhile(lambda row: row.row <= last, rows):
                problems = self._problems.get((form.name, row.row), [])
                if not row.is_header:
                    yield from _list_cells(form, row, problems)
                if row.is_whole and row.row <= NAME_ROWS:
                    self._note_names(row, {problem.column for problem in problems})

    def _note_names(self, row: TextRow, columns: set[str | None]) -> None:
        for column in self._columns:
            at, names = row.positions.get(column), self.names.setdefault(column, set())
            if at is not None and column not in columns and len(names) < MOST_NAMES:
                names.add(row.cells[at].strip())
        for column, texts in self.texts.items():
            at = row.positions.get(column)
            text = row.cells[at].strip() if at is not None else ""
            if text and (text in texts or len(texts) < MOST_NAMES):
                texts[text] += 1


def _list_cells(form: TextForm, row: TextRow, problems: Sequence[Problem]) -> Iterator[FailingCell]:
    columns: set[str | None] = set()
    for problem in problems:
        at = row.positions.get(problem.column or "") if row.is_whole else None
        column = problem.column if at is not None else None
        if column not in columns:
            columns.add(column)
            text = row.cells[at] if at is not None else ""
            yield FailingCell(file=form.name, row=row.row, column=column, text=text, problem=problem)
