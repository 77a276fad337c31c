"""What somebody does to a refused file, step by step: each can be undone, all are applied when it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from steering.catalog.contracts import Contract
from steering.mending.cures import CURES, cure_text

# A file by its name, and a row as it counts in it.
RowPlace = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class CellStep:
    """Cells that are given a value each, by their row and column; and rows that are left out."""

    values: Mapping[RowPlace, Mapping[str, str]] = field(default_factory=dict)
    without: frozenset[RowPlace] = frozenset()


@dataclass(frozen=True, kw_only=True)
class CureStep:
    """Every cell of a column that a cure fits."""

    cure: str
    column: str


@dataclass(frozen=True, kw_only=True)
class SameStep:
    """Every cell of a column with the same text."""

    column: str
    found: str
    value: str


Step = CellStep | CureStep | SameStep


class Repair:
    """Steps as they are applied to the cells of a file, in their order."""

    def __init__(self, steps: Sequence[Step], contract: Contract, names: Mapping[str, Collection[str]]) -> None:
        """`names` are by column what it is filled with where it is right, for cures that look for the nearest."""
        self._steps = steps
        self._names = names
        self._kinds = {column.name: column.type for column in contract.columns}
        self._rules = {step.column for step in steps if not isinstance(step, CellStep)}
        self._cells: dict[RowPlace, set[str]] = {}
        self._without: set[RowPlace] = set()
        for step in steps:
            if isinstance(step, CellStep):
                self._without |= step.without
                for place, values in step.values.items():
                    self._cells.setdefault(place, set()).update(values)

    def leaves_out(self, place: RowPlace) -> bool:
        """Whether a row is left out."""
        return place in self._without

    def columns(self, place: RowPlace) -> Iterable[str]:
        """The columns of a row that may change."""
        return self._rules | self._cells[place] if place in self._cells else self._rules

    def mend(self, place: RowPlace, column: str, text: str) -> str:
        """The text of a cell after all steps."""
        for step in self._steps:
            if isinstance(step, CellStep):
                text = step.values.get(place, {}).get(column, text)
            elif step.column == column and isinstance(step, SameStep):
                text = step.value if text.strip() == step.found else text
            elif step.column == column and isinstance(step, CureStep):
                names = self._names.get(column, ())
                new = cure_text(CURES[step.cure], self._kinds[column], text.strip(), names)
                text = text if new is None else new
        return text
