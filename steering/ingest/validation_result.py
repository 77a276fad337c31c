"""The result of validating a file: what the report says, and how its rows are stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steering.ingest.report import ProblemList


@dataclass(frozen=True, kw_only=True)
class ValidationResult:
    """A validated file. Without errors it has a release id, and `write` puts its rows where it is told.

    `types` are the SQL types of the columns that are stored, in order; `period` the first and last month, `last_month`
    the totals of stocks in the last.
    """

    format: str
    rows: int
    findings: ProblemList
    sums: Mapping[str, Any]
    release: str | None
    period: tuple[str, str] | None
    types: Mapping[str, str]
    write: Callable[[Path], None]
    last_month: Mapping[str, str] = field(default_factory=dict)
