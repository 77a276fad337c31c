"""What the warehouse answers a query: rows under the names of columns, without a library of data frames."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Rows of plain values under columns; None where the data has nothing."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, column: str) -> tuple[Any, ...]:
        place = self.columns.index(column)
        return tuple(row[place] for row in self.rows)

    def records(self) -> tuple[dict[str, Any], ...]:
        """Return each row by its columns' names."""
        return tuple(dict(zip(self.columns, row, strict=True)) for row in self.rows)


def rows_as(answer: Answer, kind: type[T]) -> tuple[T, ...]:
    """The rows of an answer as values of a dataclass whose fields are its columns. What is no number becomes None."""
    return tuple(kind(**{name: _plain(value) for name, value in row.items()}) for row in answer.records())


def _plain(value: Any) -> Any:
    return value if not isinstance(value, float) or math.isfinite(value) else None
