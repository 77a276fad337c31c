"""The problems of a refused input, all at once, as a table that can be taken along."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from steering.errors import InputRefused
from steering.figures import counted


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
    if refused.count > len(refused.problems):
        st.caption(f"The first {len(refused.problems):,} of {said} are listed.")
