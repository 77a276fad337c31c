"""What is written beside the rows of a refused file: the problems of each row, in words."""

from __future__ import annotations

from collections.abc import Iterable

from steering.errors import Problem
from steering.formatting import printable
from steering.formulas import guard
from steering.ingest.problem_column import NAME
from steering.mending.text_form import TextRow

# Of a row with more, the first are named.
MOST = 10


class Notes:
    """The problems of files by row; those of no row stand beside the header."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems: dict[tuple[str, int], list[Problem]] = {}
        for problem in problems:
            self._problems.setdefault((problem.file, problem.row or 0), []).append(problem)

    def of_row(self, file: str, row: TextRow) -> str:
        """What stands beside a row: its problems; beside a header the name of the column before them."""
        problems = self._problems.get((file, row.row), [])
        if row.is_header:
            problems = [*self._problems.get((file, 0), []), *problems]
        words = " | ".join(_describe(problem) for problem in problems[:MOST])
        if len(problems) > MOST:
            words += f" | and {len(problems) - MOST:,} more"
        if row.is_header:
            return f"{NAME} ({words})" if words else NAME
        return guard(words)


def _describe(problem: Problem) -> str:
    """A problem in one line: where, what to do, and what was found."""
    place = f"{problem.column}: " if problem.column else ""
    mark = "Warning: " if problem.severity == "warning" else ""
    text = f"{mark}{place}found {problem.found}; expected {problem.expected}. {problem.remedy}"
    return " ".join(printable(text).split())
