"""A new case: a small, complete, commented one to edit."""

from __future__ import annotations

import shutil
from pathlib import Path

from steering.errors import CaseRefused, Problem

STARTER = Path(__file__).parents[2] / "data" / "starter"


def new(folder: Path) -> tuple[Path, ...]:
    """Write a new case into a folder that does not exist yet or is empty, and return the files written.

    Raises:
        CaseRefused: the folder holds something already, or can't be written. Nothing is overwritten.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise _refuse(folder, "something in its place already", "Choose a folder that does not exist yet.")
        shutil.copytree(STARTER, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    except OSError as error:
        raise _refuse(folder, str(error.strerror or error), "Choose a folder that you may write to.") from error
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _refuse(folder: Path, found: str, remedy: str) -> CaseRefused:
    problem = Problem(file=str(folder), found=found, expected="an empty or new folder", remedy=remedy)
    return CaseRefused(f"A new case in {folder}", [problem])
