"""What came of a file: the value that `ingest --json` prints and the upload page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from steering.errors import LISTED, Problem, Severity


@dataclass(frozen=True, kw_only=True)
class IngestReport:
    """A checked file. Without errors `accepted` equals `rows` and `release` is its id; else 0 and None.

    `rows` counts data rows, without header and blank rows. `problems` lists the first 1,000, or as many as were asked
    for, errors before warnings, each by row; `problem_count` counts all. `sums` are exact control totals. `readable` is
    False when the file could not be read as a table at all. `source` is what was checked: a file, or several together.
    """

    dataset: str
    format: str
    rows: int
    accepted: int
    problem_count: int
    error_count: int
    problems: tuple[Problem, ...]
    sums: Mapping[str, Any]
    release: str | None
    readable: bool = True
    source: str = ""

    @property
    def holds(self) -> bool:
        """Whether the file can be accepted."""
        return self.error_count == 0

    def as_dict(self) -> dict[str, Any]:
        """The report as `ingest --json` prints it."""
        return {
            "dataset": self.dataset,
            "format": self.format,
            "rows": self.rows,
            "accepted": self.accepted,
            "problem_count": self.problem_count,
            "problems": [_problem_dict(problem, self.source) for problem in self.problems[:LISTED]],
            "sums": dict(self.sums),
            "release": self.release,
        }


# The rows of each part are counted on from a multiple of this, so that a row says which part it is of.
PART_ROWS = 2**40


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows under one header: its file, the columns that it has, and the row of the header."""

    file: str
    names: frozenset[str]
    row: int = 1

    def __str__(self) -> str:
        return self.file if self.row == 1 else f"{self.file} from row {self.row}"


class ProblemList:
    """Problems as they are found: all counted; `most` errors by row are kept, and the first 1,000 warnings.

    Of several files, `file` is the name of them all, and a row is told with the file that it is of.
    """

    def __init__(self, file: str, most: int = LISTED) -> None:
        self.file = file
        self.most = most
        self.parts: list[Part] = []
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.error_count = 0
        self.warning_count = 0
        # Cells with an error of their file: what follows from it is not told as well.
        self._cells: set[tuple[str, int | None, str | None]] = set()

    def add(self, problem: Problem) -> None:
        """Count a problem and keep it while it is among the first."""
        if problem.row is not None and self.parts:
            part, row = divmod(problem.row, PART_ROWS)
            problem = replace(problem, file=self.parts[part].file, row=row)
        if (problem.file, problem.row, problem.column) not in self._cells:
            self.count(problem.severity)
            self._keep(problem)

    def _keep(self, problem: Problem) -> None:
        problems = self.errors if problem.severity == "error" else self.warnings
        problems.append(problem)
        most = self.limit(problem.severity)
        if len(problems) >= 2 * most:
            problems[:] = self._by_row(problems)[:most]

    def limit(self, severity: Severity) -> int:
        """How many problems of a severity are kept."""
        return self.most if severity == "error" else LISTED

    def begin_part(self, file: str, names: Iterable[str], row: int = 1) -> int:
        """Begin the next part, and return what its rows are counted on from."""
        self.parts.append(Part(file=file, names=frozenset(names), row=row))
        return (len(self.parts) - 1) * PART_ROWS

    def include(self, others: ProblemList) -> None:
        """Add the problems of one file, which are told with its name and rows already."""
        self.add_of_files([*others.errors, *others.warnings], keep_rows=True)
        # Those that were counted and not kept.
        self.count("error", others.error_count - len(others.errors))
        self.count("warning", others.warning_count - len(others.warnings))

    def add_of_files(self, problems: Iterable[Problem], *, keep_rows: bool) -> None:
        """Add problems that are told with their file already; without `keep_rows`, in place of those of rows."""
        if not keep_rows:
            self.warnings = [problem for problem in self.warnings if problem.row is None]
            self.warning_count = len(self.warnings)
        for problem in problems:
            self.count(problem.severity)
            self._keep(problem)
            if problem.severity == "error" and problem.row is not None and problem.column is not None:
                self._cells.add((problem.file, problem.row, problem.column))

    def describe_row(self, row: int) -> str:
        """A row for a message: `row 7`, and of which file where there are several."""
        if not self.parts:
            return f"row {row}"
        part, row = divmod(row, PART_ROWS)
        several = len({part.file for part in self.parts}) > 1
        return f"row {row} of {self.parts[part].file}" if several else f"row {row}"

    def count(self, severity: str, more: int = 1) -> None:
        """Count problems that are not kept."""
        if severity == "error":
            self.error_count += more
        else:
            self.warning_count += more

    @property
    def first_problems(self) -> tuple[Problem, ...]:
        """The problems to show: errors first, each severity by file and row, those of the whole before all."""
        problems = [*self._by_row(self.errors)[: self.most], *self._by_row(self.warnings)[:LISTED]]
        return tuple(problems[: self.most])

    def _by_row(self, problems: list[Problem]) -> list[Problem]:
        places = {part.file: place for place, part in reversed([*enumerate(self.parts)])}
        return sorted(problems, key=lambda problem: (places.get(problem.file, -1), problem.row or 0))


def _problem_dict(problem: Problem, source: str) -> dict[str, str | int | None]:
    """A problem as plain values; of several files, with the one that it is about."""
    keys = ("severity", "row", "column", "found", "expected", "remedy")
    values = problem.as_dict()
    file = {"file": problem.file} if source and problem.file != source else {}
    return file | {key: values[key] for key in keys}
