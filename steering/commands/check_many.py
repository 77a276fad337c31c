"""`check` of many case folders, such as a cohort's: each by itself, then all of them in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.errors import CaseRefused, SteercoError
from steering.formatting import pluralise

if TYPE_CHECKING:
    from steering.commands.check import Checked

CASE_FILE = "case.yaml"


@dataclass(frozen=True, kw_only=True)
class CheckedPath:
    """A path and what was found of its case; `refusal` says why it could not be looked at."""

    path: Path
    found: Checked | None = None
    refusal: str = ""

    @property
    def code(self) -> int:
        """The exit code that it would have alone."""
        return 2 if self.found is None else 0 if self.found.holds else 1

    @property
    def result(self) -> str:
        """What is left to correct, in a few words."""
        if self.found is None:
            return "can't be read"
        return self.found.result

    def as_dict(self) -> dict[str, Any]:
        """An entry of `cases` in `check --json`."""
        if self.found is None:
            return {"case": self.path.stem, "refused": self.refusal}
        return self.found.as_dict()


def list_cases(paths: Sequence[Path]) -> list[Path]:
    """Return the paths with a folder that holds cases replaced by these, in the order of their names."""
    return [case for path in paths for case in _list_within(path)]


def _list_within(path: Path) -> list[Path]:
    if not path.is_dir() or (path / CASE_FILE).is_file():
        return [path]
    within = sorted(entry for entry in path.iterdir() if (entry / CASE_FILE).is_file())
    return within or [path]


def check_all(paths: Sequence[Path], check: Callable[[Path], Checked]) -> list[CheckedPath]:
    """Check every case; one that can't be read does not stop the others."""
    return [_check_path(path, check) for path in paths]


def _check_path(path: Path, check: Callable[[Path], Checked]) -> CheckedPath:
    try:
        return CheckedPath(path=path, found=check(path))
    except CaseRefused as refused:
        return CheckedPath(path=path, refusal="; ".join(str(problem) for problem in refused.problems))
    except SteercoError as error:
        return CheckedPath(path=path, refusal=str(error))


def summarise(checked: Sequence[CheckedPath]) -> dict[str, int]:
    """Return how many cases there are, and how many of them hold, are left to correct, and can't be read."""
    codes = [entry.code for entry in checked]
    return {"cases": len(codes), "hold": codes.count(0), "to_correct": codes.count(1), "unreadable": codes.count(2)}


def summary_lines(checked: Sequence[CheckedPath]) -> Iterator[str]:
    """Give the table at the end: a line for each case, then their number."""
    names = [entry.found.case if entry.found else entry.path.name for entry in checked]
    width = max(map(len, names), default=0) + 2
    total = summarise(checked)
    parts = (f"{total['hold']} hold", f"{total['to_correct']} to correct", f"{total['unreadable']} can't be read")
    yield f"{pluralise(total['cases'], 'case')}: {', '.join(parts)}"
    for name, entry in zip(names, checked, strict=True):
        yield f"  {name:<{width}}{entry.result}"
