"""The grids of a page as a reader sees them: rows under the headings that are shown."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd


def with_headings(grid: Any) -> pd.DataFrame:
    """The rows of a grid, its columns named by their headings."""
    labels = {name: column["label"] for name, column in json.loads(grid.proto.columns).items() if "label" in column}
    rows: pd.DataFrame = grid.value.rename(columns=labels)
    return rows
