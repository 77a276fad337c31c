"""Which version of FOCUS a file follows, by its columns, and what it lacks of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from steering.catalog.contracts import Contract, FocusColumn
from steering.errors import Problem
from steering.ingest.report import ProblemList

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4")


@dataclass(frozen=True, kw_only=True)
class FocusVersion:
    """A version of FOCUS; `missing` are columns that it demands and the file lacks.

    `later` is a newer version of which the file has columns, with those that it would also need.
    """

    version: str
    missing: tuple[str, ...] = ()
    later: tuple[str, tuple[str, ...]] | None = None

    @property
    def title(self) -> str:
        """As the report says it: `FOCUS 1.2`, or `FOCUS (incomplete 1.2)`."""
        return f"FOCUS (incomplete {self.version})" if self.missing else f"FOCUS {self.version}"


def detect_version(names: Collection[str], contract: Contract) -> FocusVersion:
    """The highest version whose mandatory columns are all there and that introduced a column that is there.

    A file that completes no version is an incomplete one of the highest that introduced one of its columns.
    """
    columns = focus_columns(contract)
    candidates = [version for version in VERSIONS if any(c.introduced == version and c.name in names for c in columns)]
    newest = candidates[-1] if candidates else VERSIONS[0]
    complete = [version for version in candidates if not _missing_columns(version, columns, names)]
    if not complete:
        return FocusVersion(version=newest, missing=_missing_columns(newest, columns, names))
    later = None if complete[-1] == newest else (newest, _missing_columns(newest, columns, names))
    return FocusVersion(version=complete[-1], later=later)


def warn_of_version(version: FocusVersion, findings: ProblemList) -> None:
    """Warn once of the columns that the version demands and the file lacks."""
    if version.missing:
        _warn(
            findings,
            f"none of {_join_names(version.missing)}",
            f"all columns that FOCUS {version.version} demands",
            "The file is used without them. Figures that need them stay empty; export them too if you can.",
        )
    elif version.later:
        later, lacking = version.later
        _warn(
            findings,
            f"columns of FOCUS {later}, but none of {_join_names(lacking)}",
            f"all columns that FOCUS {later} demands",
            f"The file is read as FOCUS {version.version}; its newer columns are used all the same.",
        )


def focus_columns(contract: Contract) -> tuple[FocusColumn, ...]:
    """The columns of the standard."""
    return tuple(column for column in contract.columns if isinstance(column, FocusColumn))


def _missing_columns(version: str, columns: Collection[FocusColumn], names: Collection[str]) -> tuple[str, ...]:
    # Versions compare as text while they are all of the form 1.x with one digit.
    mandatory = (
        column.name
        for column in columns
        if column.level == "mandatory" and column.introduced <= version and (column.removed or "9") > version
    )
    return tuple(name for name in mandatory if name not in names)


def _join_names(names: Collection[str]) -> str:
    return ", ".join(names)


def _warn(findings: ProblemList, actual: str, expected: str, remedy: str) -> None:
    findings.add(Problem(file=findings.file, severity="warning", row=1, found=actual, expected=expected, remedy=remedy))
