"""The problems of an input as a table with downloads."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import downloads
from steering.errors import InputRefused, Problem
from steering.formatting import pluralise
from steering.frames.blocks import Column, TableBlock


def render_problems(refused: InputRefused, *, key: str) -> None:
    """Draw every listed problem of a refused input: place, finding, expectation, remedy."""
    render_problem_table(refused.problems, refused.count, refused.what, key=key)


def render_problem_table(problems: Sequence[Problem], count: int, what: str, *, key: str) -> None:
    """Draw a table of problems; `count` is their number before the list was cut."""
    rows = pd.DataFrame(
        [(p.severity, p.file, p.row, p.column, p.found, p.expected, p.remedy) for p in problems],
        columns=["Severity", "File", "Row", "Column", "Found", "Expected", "What to do"],
    )
    total = pluralise(count, "problem")
    st.dataframe(rows, hide_index=True, key=f"problems-{key}", alt=f"{what}: {total}")
    columns = tuple(Column(label=name) for name in rows.columns)
    cells = tuple(rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None))
    downloads.render_menu(TableBlock(id=f"problems-{key}", title=f"Problems of {what}", columns=columns, rows=cells))
    if count > len(problems):
        st.caption(f"The first {len(problems):,} of {total} are listed.")
