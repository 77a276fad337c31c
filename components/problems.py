"""The problems of a refused input, all at once, as a table that can be taken along."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import downloads
from steering.errors import InputRefused
from steering.figures import counted
from steering.frames.frame import Column, Table


def problems(refused: InputRefused, *, key: str) -> None:
    """Every listed problem with its place, what was found, what was expected and what to do."""
    rows = pd.DataFrame(
        [
            (one.severity, one.file, one.row, one.column, one.found, one.expected, one.remedy)
            for one in refused.problems
        ],
        columns=["Severity", "File", "Row", "Column", "Found", "Expected", "What to do"],
    )
    said = counted(refused.count, "problem")
    st.dataframe(rows, hide_index=True, key=f"problems-{key}", alt=f"{refused.what}: {said}")
    named = (Column(label=name) for name in rows.columns)
    cells = tuple(rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None))
    downloads.menu(Table(id=f"problems-{key}", title=f"Problems of {refused.what}", columns=tuple(named), rows=cells))
    if refused.count > len(refused.problems):
        st.caption(f"The first {len(refused.problems):,} of {said} are listed.")
