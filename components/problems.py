"""The problems of an input as a table with downloads."""

from __future__ import annotations

from collections.abc import Sequence

from components import picture
from steering.errors import InputRefused, Problem
from steering.frames.problem_table import build_problem_table


def render_problems(refused: InputRefused, *, key: str) -> None:
    """Draw every listed problem of a refused input: place, finding, expectation, remedy."""
    render_problem_table(refused.problems, refused.count, refused.what, key=key)


def render_problem_table(problems: Sequence[Problem], count: int, what: str, *, key: str) -> None:
    """Draw a table of problems; `count` is their number before the list was cut."""
    table = build_problem_table(f"problems-{key}", f"{what}: what to correct", problems, count, source=what)
    picture.render_blocks(table, key=f"problems-{key}")
