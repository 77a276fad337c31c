"""What came of a file: the value that `ingest --json` prints and the upload page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steering.errors import LISTED, Problem


@dataclass(frozen=True, kw_only=True)
class IngestReport:
    """A checked file. Without errors `accepted` equals `rows` and `release` is its id; else 0 and None.

    `rows` counts data rows, without header and blank rows. `problems` lists the first 1,000, errors before
    warnings, each by row; `problem_count` counts all. `sums` are exact control totals. `readable` is False
    when the file could not be read as a table at all.
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
            "problems": [_problem_dict(problem) for problem in self.problems],
            "sums": dict(self.sums),
            "release": self.release,
        }


class ProblemList:
    """Problems as they are found: all counted, the first 1,000 by row of each severity kept."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.error_count = 0
        self.warning_count = 0

    def add(self, problem: Problem) -> None:
        """Count a problem and keep it while it is among the first."""
        self.count(problem.severity)
        problems = self.errors if problem.severity == "error" else self.warnings
        problems.append(problem)
        if len(problems) >= 2 * LISTED:
            problems[:] = _by_row(problems)[:LISTED]

    def count(self, severity: str, more: int = 1) -> None:
        """Count problems that are not kept."""
        if severity == "error":
            self.error_count += more
        else:
            self.warning_count += more

    @property
    def first_problems(self) -> tuple[Problem, ...]:
        """The problems to show: errors first, each severity by row, those of the whole file before all."""
        return tuple([*_by_row(self.errors), *_by_row(self.warnings)][:LISTED])


def _by_row(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.row or 0)


def _problem_dict(problem: Problem) -> dict[str, str | int | None]:
    keys = ("severity", "row", "column", "found", "expected", "remedy")
    values = problem.as_dict()
    return {key: values[key] for key in keys}
