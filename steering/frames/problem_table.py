"""The table of what is wrong with an input: what to do stands where it is seen."""

from __future__ import annotations

from collections.abc import Sequence

from steering.errors import Problem
from steering.frames.blocks import Column, TableBlock

# Of what is given for each problem, in the order of reading.
_COLUMNS = (
    (Column(label="Severity"), "severity"),
    (Column(label="File"), "file"),
    (
        Column(label="Row", kind="count", help="As a spreadsheet counts: the header is row 1"),
        "row",
    ),
    (Column(label="Column"), "column"),
    (Column(label="Found", kind="words"), "found"),
    (Column(label="What to do", kind="words"), "remedy"),
    (Column(label="Expected", kind="words"), "expected"),
)


def build_problem_table(
    id: str, title: str, problems: Sequence[Problem], count: int, empty: str = "", *, source: str = ""
) -> TableBlock:
    """Build problems with their places, what was found and expected, and what to do.

    A column that all lack is left out, and so is the severity where all are errors: what to do should be seen at once.
    `source` is the name of the file, or of several together: a problem of one of these is told with that one. `count`
    is the number of problems before the list was cut.
    """
    left_out = {
        *({"File"} if all(problem.file == source for problem in problems) else ()),
        *({"Severity"} if all(problem.severity == "error" for problem in problems) else ()),
    }
    kept = [
        (column, name)
        for column, name in _COLUMNS
        if column.label not in left_out and any(getattr(problem, name) not in (None, "") for problem in problems)
    ]
    return TableBlock(
        id=id,
        title=title,
        columns=tuple(column for column, _ in kept),
        rows=tuple(tuple(getattr(problem, name) for _, name in kept) for problem in problems),
        empty=empty,
        note=f"The first {len(problems):,} of {count:,} are listed." if count > len(problems) else "",
    )
