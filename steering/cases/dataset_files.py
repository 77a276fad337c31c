"""The data files of a folder: those of each dataset of a case, and the parts that lie together in a folder of parts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from steering.cases.folder import find_fault, list_names
from steering.catalog.contracts import datasets
from steering.catalog.file_types import ENDINGS, find_file_type
from steering.errors import Problem, quote_input

FOLDER = "datasets"
# How many folders deep parts may lie, as in `data/BILLING_PERIOD=2026-03/2026-03-09T00:00:00Z-1f3a/part.csv.gz`.
DEEPEST = 6
# More files than these are no export of one dataset.
MOST_PARTS = 2_000
ZIP = ".zip"
# What exporters and copying programs write beside the data.
CHECKSUMS = (".crc", ".md5", ".sha1", ".sha256")


def dataset_files(folder: Path) -> dict[str, list[Path]]:
    """Return the files or folders of parts of each dataset that the folder has, the one that is read first."""
    paths_by_dataset = {
        dataset: [path for path in dataset_paths(folder, dataset) if not _find_fault(folder, path)]
        for dataset in datasets()
    }
    return {dataset: paths for dataset, paths in paths_by_dataset.items() if paths}


def dataset_paths(folder: Path, dataset: str) -> list[Path]:
    """Return where a dataset's file, or the folder of its parts, may lie and something does."""
    paths = [folder / FOLDER / f"{dataset}{ending}" for ending in ENDINGS]
    parts = folder / FOLDER / dataset
    has_parts = parts.is_dir() and (parts.is_symlink() or any(is_data(path.name) for path in list_parts(parts)))
    return [path for path in paths if os.path.lexists(path)] + ([parts] if has_parts else [])


def list_parts(folder: Path) -> list[Path]:
    """Every file in a folder and those below it, but hidden ones and what exporters write beside the data; sorted, and
    no more than are looked at."""
    return list(islice(_walk(folder, DEEPEST), MOST_PARTS + 1))


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for name in list_names(folder):
        path = folder / name
        if is_ignored(name):
            continue
        if not path.is_dir():
            yield path
        elif depth and not path.is_symlink():
            yield from _walk(path, depth - 1)


def is_ignored(name: str) -> bool:
    """Return whether a file is hidden, or of those that exporters mark as no data, as `_SUCCESS`."""
    return name.startswith((".", "_")) or name.lower().endswith(CHECKSUMS) or name in ("Thumbs.db", "desktop.ini")


def is_manifest(name: str) -> bool:
    """Return whether a file lists the files of an export, as those of AWS, Azure and Google do."""
    return "manifest" in name.lower() and name.lower().endswith(".json")


def is_data(name: str) -> bool:
    """Return whether a file holds rows, by its name: a zip of such files as well."""
    return find_file_type(name) is not None or name.lower().endswith(ZIP)


def find_unread_files(folder: Path) -> Iterator[Problem]:
    """Files of datasets that are not read: a second one, or one that is no regular file of the folder."""
    for dataset, (first, *others) in dataset_files(folder).items():
        for path in others:
            what = "a folder" if path.is_dir() else "a second file"
            expected = f"one file, or one folder of parts: {first.name} is read"
            remedy = f"Keep one of them; several files go together into the folder datasets/{dataset}."
            yield _warning(path, f"{what} of {dataset} data, which is not read", expected, remedy)
    for path in (path for dataset in datasets() for path in dataset_paths(folder, dataset)):
        if fault := _find_fault(folder, path):
            expected = "a regular file within the case's folder"
            yield _warning(path, f"{fault}, which is not read", expected, "Put a copy of the file in its place.")


def find_misplaced_parts(folder: Path) -> dict[str, str]:
    """Files of datasets/ that are named like parts of a dataset (`cost-00001.csv`), with what to do about each."""
    remedies = {}
    for name in list_names(folder / FOLDER):
        dataset = next((id for id in datasets() if name.startswith(id) and not name[len(id) :][:1].isalnum()), "")
        if dataset and is_data(name) and name not in {f"{dataset}{ending}" for ending in ENDINGS}:
            remedies[name] = f"Move it into the folder datasets/{dataset}, whose files are read as one dataset."
    return remedies


def stamp_paths(folder: Path) -> Iterator[Path]:
    """Yield every path of the datasets whose change is a change of the case."""
    for path in (path for dataset in datasets() for path in dataset_paths(folder, dataset)):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from list_parts(path)


def _find_fault(folder: Path, path: Path) -> str:
    fault = find_fault(folder, path)
    # A folder of parts is one of the case, and no link to another place.
    return "" if fault == "a folder" and path.name in datasets() else fault


def _warning(path: Path, found: str, expected: str, remedy: str) -> Problem:
    name = path.name if path.name.isprintable() else quote_input(path.name)
    return Problem(file=f"{FOLDER}/{name}", severity="warning", found=found, expected=expected, remedy=remedy)
