"""The manifest that a provider writes beside the files of an export: which files it names, and which are not here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NoReturn
from urllib.parse import unquote

from steering.cases.dataset_files import is_data
from steering.errors import Problem, quote_input
from steering.formatting import pluralise
from steering.ingest.file_type import refuse

LARGEST = 16 * 2**20
# AWS writes them away from the data: metadata/BILLING_PERIOD=2026-03 beside data/BILLING_PERIOD=2026-03.
FOLDERS_UP = 4
NAMED = 3


def listed_files(manifest: Path) -> list[str]:
    """The paths of data files that a manifest names, in its order; none where it can't be read or names none.

    AWS, Azure, Google and others call the key differently: whatever ends as a data file does is one.
    """
    try:
        if manifest.stat().st_size > LARGEST:
            return []
        tree = json.loads(manifest.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return []
    return list(dict.fromkeys(text for text in _texts(tree) if is_data(text.rstrip("/"))))


def _texts(tree: object) -> Iterator[str]:
    waiting = [tree]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, str):
            yield unquote(value.split("?")[0]) if "://" in value else value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def follow(manifest: Path) -> list[Path]:
    """The files here that a manifest names, each once."""
    files = (_find_near(manifest, name) for name in listed_files(manifest))
    return list(dict.fromkeys(file for file in files if file))


def _find_near(manifest: Path, name: str) -> Path | None:
    """A file by the longest end of its listed path that exists beside the manifest or a few folders up."""
    pieces = [piece for piece in PurePosixPath(name.replace("\\", "/")).parts if piece not in ("/", "..")]
    for folder in [*manifest.resolve().parents][:FOLDERS_UP]:
        for at in range(len(pieces)):
            path = folder.joinpath(*pieces[at:])
            if path.is_file():
                return path
    return None


def find_missing(manifest: Path, name: str, files: Sequence[str]) -> Problem | None:
    """A warning of files that a manifest names and that are not among the `files` that are read."""
    names = listed_files(manifest)
    here = {PurePosixPath(file).name for file in files}
    missing = [file for text in names if (file := PurePosixPath(text.replace("\\", "/")).name) not in here]
    if not missing:
        return None
    verb = "is" if len(missing) == 1 else "are"
    return Problem(
        file=name,
        severity="warning",
        found=f"{pluralise(len(names), 'file')}, of which {len(missing)} {verb} not here: {_list(missing)}",
        expected="every file that the export's manifest names",
        remedy="What they hold is missing from every figure. Put them beside the others.",
    )


def refuse_alone(manifest: Path, name: str) -> NoReturn:
    """Refuse a manifest that stands alone, with what it names, so that this can be fetched."""
    names = listed_files(manifest)
    if names:
        files = [PurePosixPath(text.replace("\\", "/")).name for text in names]
        verb = "is" if len(files) == 1 else "are"
        found = f"a manifest alone, of {pluralise(len(files), 'file')} which {verb} not here: {_list(files)}"
        remedy = "Fetch the files that it names from the same export, and give them, or the folder with all of it."
    else:
        found = "a manifest alone, which names no data file that can be read"
        remedy = "Give the data files of the export instead; a manifest only lists them."
    refuse(name, found, "the data files of an export; its manifest may lie beside them", remedy)


def _list(names: Sequence[str]) -> str:
    """The first of some names, as they can be shown, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(quote_input(name)[1:-1] for name in names[:NAMED]) + more
