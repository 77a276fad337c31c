"""A file that a command writes: as a whole, or nothing of it."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from steering.errors import SteercoError


def require_place(out: Path, example: str) -> None:
    """Raise SteercoError where no file can be at a path, before anything is worked out for it."""
    with _explain_errors(out):
        if out.is_dir():
            raise SteercoError(f"{out} is a folder. Let --out name a file, such as {out / example}.")
        if not out.parent.is_dir():
            raise SteercoError(f"The folder {out.parent} is not there. Make it, or let --out name another place.")


def require_folder(out: Path) -> None:
    """Make a folder for files where there is none. Raises SteercoError where it can't be made."""
    with _explain_errors(out):
        if out.exists() and not out.is_dir():
            raise SteercoError(f"{out} is a file. Let --out name a folder.")
        out.mkdir(exist_ok=True)


def write_file(out: Path, content: bytes) -> None:
    """Write the file as a whole: what was there before stays until it is complete."""
    with _explain_errors(out):
        target = out.resolve()
        if target.exists() and not target.is_file():  # a pipe or a device is written to, not replaced
            target.write_bytes(content)
            return
        part = target.with_name(f".{os.getpid()}.part")
        try:
            part.write_bytes(content)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _explain_errors(out: Path) -> Generator[None]:
    """Say what the system has against writing a file."""
    try:
        yield
    except OSError as error:
        text = f"{out} can't be written ({error.strerror}). Let --out name a place that can be written to."
        raise SteercoError(text) from error
