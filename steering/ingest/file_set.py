"""The files that are brought as one dataset: a file, several, a folder, a pattern, or the manifest of an export."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from steering.cases.dataset_files import MOST_PARTS, is_data, is_ignored, is_manifest, join_names, list_parts
from steering.cases.folder import find_fault, has_more_names
from steering.catalog.file_types import ACCEPTED_FILES
from steering.errors import Problem, quote_input
from steering.ingest.export_manifest import find_missing, follow, refuse_alone
from steering.ingest.file_type import refuse

EXPECTED = "data files of one dataset"


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file as it was brought; `name` tells it from the others of its set, and may differ from that of `path`."""

    path: Path
    name: str


@dataclass(frozen=True, kw_only=True)
class FileSet:
    """Files that are read as one dataset; `warnings` are about what lies beside them and is not read.

    Rows `without_numbers` were stored before, in another order than that of the files which they came from.
    """

    name: str
    files: tuple[DataFile, ...]
    warnings: tuple[Problem, ...] = ()
    without_numbers: bool = False

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.path.stat().st_size for file in self.files)

    def digest(self) -> str:
        """The SHA-256 of the one file, or that of the sorted SHA-256 of several."""
        digests = sorted(_digest(file.path) for file in self.files)
        return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


Files = Path | Sequence[Path] | FileSet


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_set(files: Sequence[DataFile], warnings: Sequence[Problem] = (), name: str | None = None) -> FileSet:
    """Several files as one set, each with a name of its own."""
    counts: dict[str, int] = {}
    named = []
    for file in files:
        counts[file.name] = counts.get(file.name, 0) + 1
        number = counts[file.name]
        named.append(replace(file, name=_number(file.name, number)) if number > 1 else file)
    name = name or join_names([file.name for file in named])
    return FileSet(name=name, files=tuple(named), warnings=tuple(warnings))


def _number(name: str, number: int) -> str:
    """`part (2).csv.gz`: the ending stays, as it says what the file is."""
    folder, slash, last = name.rpartition("/")
    stem, dot, ending = last.partition(".")
    return f"{folder}{slash}{stem} ({number}){dot}{ending}"


def one_file(path: Path, name: str | None = None) -> FileSet:
    """A set of one file, whatever it is."""
    return file_set([DataFile(path=path, name=name or path.name)])


def gather(given: Files) -> FileSet:
    """Find the files at these paths: files, folders, patterns such as `2026-*.csv`, manifests of exports.

    A path with nothing at it stays, for the message that says so.

    Raises:
        FileRefused: a folder or manifest has no data file, or there are too many files.
    """
    if isinstance(given, FileSet):
        return given
    paths = [given] if isinstance(given, Path) else list(given)
    files: list[DataFile] = []
    manifests: list[Path] = []
    warnings: list[Problem] = []
    for found in (match for path in paths for match in _expand(path)):
        if found.is_dir():
            prefix = "" if len(paths) == 1 else f"{found.name}/"
            files += [replace(file, name=prefix + file.name) for file in _list_folder(found, warnings)]
        elif is_manifest(found.name) and found.is_file():
            manifests.append(found)
        elif not (len(paths) > 1 and is_ignored(found.name)):
            files.append(DataFile(path=found, name=found.name))
    # A manifest brings its files where they are not given beside it.
    files = files or [file for manifest in manifests for file in _follow(manifest)]
    missing = (find_missing(manifest, manifest.name, [file.name for file in files]) for manifest in manifests)
    warnings += [warning for warning in missing if warning]
    if not files:
        refuse(paths[0].name, "no data file", ACCEPTED_FILES, "Give the files of the dataset.")
    if len(files) > MOST_PARTS:
        _refuse_count(paths[0].name)
    files = _tell_apart(files)
    is_folder = len(paths) == 1 and paths[0].is_dir() and len(files) > 1
    return file_set(files, warnings, f"{paths[0].resolve().name}/ ({len(files)} files)" if is_folder else None)


def _tell_apart(files: Sequence[DataFile]) -> list[DataFile]:
    """Files of the same name with the name of their folder before it."""
    paths: dict[str, set[Path]] = {}
    for file in files:
        paths.setdefault(file.name, set()).add(file.path.resolve())
    return [
        replace(file, name=f"{file.path.resolve().parent.name}/{file.name}") if len(paths[file.name]) > 1 else file
        for file in files
    ]


def _expand(path: Path) -> list[Path]:
    """The paths that a pattern stands for; a path that exists, or stands for nothing, as it is."""
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    at = next(at for at, piece in enumerate(path.parts) if glob.has_magic(piece))
    matches = sorted(Path(*path.parts[:at]).glob(str(Path(*path.parts[at:]))))
    data = [match for match in matches if not is_ignored(match.name)]
    if not data:
        refuse(path.name, "no file with such a name", EXPECTED, "Check the pattern; * stands for any characters.")
    return data


def _list_folder(folder: Path, warnings: list[Problem]) -> list[DataFile]:
    top = folder.resolve()
    paths = list_parts(top)
    if len(paths) > MOST_PARTS or has_more_names(top):
        _refuse_count(folder.name)
    names = {path: path.relative_to(top).as_posix() for path in paths}
    data = [DataFile(path=path, name=names[path]) for path in paths if is_data(path.name) and not find_fault(top, path)]
    if not data:
        if manifest := next((path for path in paths if is_manifest(path.name) and not find_fault(top, path)), None):
            refuse_alone(manifest, names[manifest])
        others = ", ".join(quote_input(name)[1:-1] for name in list(names.values())[:3])
        found = f"a folder without a data file, with {others}" if others else "an empty folder"
        refuse(folder.name or str(top), found, f"{ACCEPTED_FILES} in it", "Put the files of the dataset into it.")
    for path in paths:
        if is_manifest(path.name):
            missing = find_missing(path, names[path], [file.name for file in data])
            warnings += [missing] if missing else []
        elif fault := find_fault(top, path) or ("" if is_data(path.name) else "a file of another kind"):
            warnings.append(warn_of_unread(names[path], fault))
    return data


def _follow(manifest: Path) -> list[DataFile]:
    paths = follow(manifest)
    if not paths:
        refuse_alone(manifest, manifest.name)
    return [DataFile(path=path, name=path.name) for path in paths]


def warn_of_unread(name: str, fault: str) -> Problem:
    """A warning of a file beside the data that is not read."""
    return Problem(
        file=quote_input(name)[1:-1],
        severity="warning",
        found=f"{fault}, which is not read",
        expected=ACCEPTED_FILES,
        remedy="Remove it from the folder, or put the data in its place as one of these.",
    )


def _refuse_count(name: str) -> None:
    refuse(
        name,
        f"more than {MOST_PARTS:,} files",
        f"at most {MOST_PARTS:,} files",
        "Give the files of one export, or join some.",
    )
