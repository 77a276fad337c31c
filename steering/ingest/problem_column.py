"""The column in which a refused file that is taken along has its problems; whoever reads a file leaves it out."""

from __future__ import annotations

from steering.ingest.column_names import spelling

NAME = "steerco_problems"


def is_problem_column(cell: str) -> bool:
    """Whether a header's cell names the column of problems; what is wrong with the header may follow the name."""
    return spelling(cell).startswith(spelling(NAME))
