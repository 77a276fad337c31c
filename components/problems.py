"""The problems of an input, all at once, as a table that can be taken along."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import downloads
from steering.errors import InputRefused, Problem
from steering.formatting import pluralise
from steering.frames.blocks import Column, TableBlock


def problems(refused: InputRefused, *, key: str) -> None:
    """Every listed problem with its place, what was found, what was expected and what to do."""
    problem_table(refused.problems, refused.count, refused.what, key=key)


def problem_table(found: Sequence[Problem], count: int, what: str, *, key: str) -> None:
    """Problems of something, of which `count` were found."""
    rows = pd.DataFrame(
        [(one.severity, one.file, one.row, one.column, one.found, one.expected, one.remedy) for one in found],
        columns=["Severity", "File", "Row", "Column", "Found", "Expected", "What to do"],
    )
    said = pluralise(count, "problem")
    st.dataframe(rows, hide_index=True, key=f"problems-{key}", alt=f"{what}: {said}")
    named = (Column(label=name) for name in rows.columns)
    cells = tuple(rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None))
    downloads.menu(TableBlock(id=f"problems-{key}", title=f"Problems of {what}", columns=tuple(named), rows=cells))
    if count > len(found):
        st.caption(f"The first {len(found):,} of {said} are listed.")
