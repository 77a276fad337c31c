"""Views that somebody wrote in Mermaid, `dossier/views/*.mmd`, as texts; others say whether they can be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from steering.cases.dossier.files import FOLDER
from steering.cases.folder import list_names, read_regular
from steering.errors import Problem

VIEWS, ENDING = f"{FOLDER}/views", ".mmd"
# The largest file in bytes, and how many are read.
LARGEST, MOST = 1_000_000, 50


@dataclass(frozen=True, kw_only=True)
class MermaidView:
    """A view in Mermaid: its file within the case, and its text."""

    file: str
    text: str

    @property
    def id(self) -> str:
        """The name of its file without the ending."""
        return self.file.rpartition("/")[2].removesuffix(ENDING)

    @property
    def title(self) -> str:
        """Its name in words: `way-into-use` is `Way into use`."""
        words = " ".join(self.id.replace("-", " ").replace("_", " ").split())
        return words[:1].upper() + words[1:] or self.id


def view_paths(folder: Path) -> tuple[Path, ...]:
    """Return the files of a case's folder that are views, at most so many."""
    return tuple(folder / VIEWS / name for name in _list_files(folder)[:MOST])


def load_views(folder: Path) -> tuple[tuple[MermaidView, ...], tuple[Problem, ...]]:
    """Return every view of a case's folder that can be read, and as warnings why others can't."""
    views, problems = list[MermaidView](), list[Problem]()
    count = len(_list_files(folder))
    if count > MOST:
        problems.append(_refuse(VIEWS, f"{count:,} files", f"at most {MOST}", "Keep those that are shown to somebody."))
    for path in view_paths(folder):
        file = f"{VIEWS}/{path.name}"
        try:
            text = read_regular(folder, path, LARGEST).decode("utf-8-sig")
        except (OSError, ValueError) as error:
            actual = "a byte that is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            problems.append(_refuse(file, actual, "a Mermaid text", "Save it as UTF-8 text of up to 1 MB."))
        else:
            views.append(MermaidView(file=file, text=text))
    return tuple(views), tuple(problems)


def _list_files(folder: Path) -> list[str]:
    return [name for name in list_names(folder / VIEWS) if name.endswith(ENDING) and name.isprintable()]


def _refuse(file: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(file=file, found=found, expected=expected, remedy=remedy, severity="warning")
