"""What can go wrong, as sentences a user can act on; imports nothing of ours.

SteercoError
├── InputRefused        a file or case was read and is not acceptable; carries every problem
│   ├── CaseRefused     a case folder
│   └── FileRefused     a dataset file
├── NoData              a query was asked of a dataset that this case does not have
├── UnknownName         a page, KPI, dataset or query that does not exist
├── NotAllowed          somebody asks for what they may not do, or may not see
├── UnreadableFrame     a text is no frame of a version and with blocks that are known here
└── StoreUnavailable    the records or the releases cannot be read or written now
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning"]

# How many problems are listed; all are counted.
LISTED = 1000


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with one place of an input.

    `row` counts as a spreadsheet or an editor does, from 1, header included. `column` is a column's
    name, or in YAML the path of the key (`adoption.waves[2].start`).
    """

    file: str
    found: str
    expected: str
    remedy: str
    severity: Severity = "error"
    row: int | None = None
    column: str | None = None
    # In a tree, `column` as keys and positions: names may hold dots and brackets themselves.
    spot: tuple[str | int, ...] = field(default=(), compare=False, repr=False)

    @property
    def place(self) -> str:
        """Where it is, for people: `case.yaml, row 12, as_of`."""
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(self.column)
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: found {self.found}; expected {self.expected}. {self.remedy}"

    def as_dict(self) -> dict[str, str | int | None]:
        """The problem as plain JSON values."""
        return {name: value for name, value in asdict(self).items() if name != "spot"}


class SteercoError(Exception):
    """The root of every error that Steerco raises on purpose."""


class InputRefused(SteercoError):
    """An input that was read and is not acceptable. Nothing of it was kept."""

    def __init__(self, what: str, problems: Sequence[Problem], count: int | None = None) -> None:
        self.what = what
        self.problems = tuple(problems[:LISTED])
        self.count = len(problems) if count is None else count
        noun = "problem" if self.count == 1 else "problems"
        super().__init__(f"{what}: {self.count} {noun}. First: {self.problems[0]}")


class CaseRefused(InputRefused):
    """A case folder that can't be opened as it is."""


class FileRefused(InputRefused):
    """A dataset file that can't be accepted as it is."""


class NoData(SteercoError):
    """A query was asked of a dataset that this case does not have."""

    def __init__(self, dataset: str) -> None:
        self.dataset = dataset
        super().__init__(f"This case has no {dataset} data yet.")


class UnknownName(SteercoError):
    """A name that does not exist, with the nearest one that does."""

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        self.kind, self.name = kind, name
        super().__init__(f"There is no {kind} named {name!r}.{did_you_mean(name, known)}")


class NotAllowed(SteercoError):
    """Somebody asks for what they may not do, or may not see."""


class UnreadableFrame(SteercoError):
    """A text is no frame of a version and with blocks that are known here."""


class StoreUnavailable(SteercoError):
    """The records or the releases cannot be read or written now."""


def nearest_name(name: str, known: Sequence[str]) -> str:
    """The known name that is probably meant; empty when none is near."""
    return "".join(get_close_matches(name, known, n=1, cutoff=0.6))


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """` Did you mean …?` with a leading space, or nothing when no known name is near."""
    near = nearest_name(name, known)
    return f" Did you mean {near!r}?" if near else ""


def quote_input(value: object, limit: int = 80) -> str:
    """A found value, printable and short enough for a message."""
    text = str(value)
    cut = text[:limit] + "…" if len(text) > limit else text
    return repr(cut)
