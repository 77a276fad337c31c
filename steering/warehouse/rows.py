"""The warehouse's tidy frames as typed facts: one frozen value a row, nothing where the frame has nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


def rows_as(frame: pd.DataFrame, kind: type[T]) -> tuple[T, ...]:
    """The rows of a frame as values of a dataclass whose fields are its columns. NaN, NA and NaT become None."""
    columns = [[_plain(value) for value in frame[name].tolist()] for name in frame.columns]
    names = [str(name) for name in frame.columns]
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    # By name, so that pandas need not be loaded here: its NA can't even be compared.
    return None if type(value).__name__ in ("NAType", "NaTType") else value
