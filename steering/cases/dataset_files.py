"""The data files of a folder: those of each dataset of a case, and the parts that lie together in a folder of parts."""

from __future__ import annotations

import calendar
import os
import re
from collections.abc import Iterator, Sequence
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
# What may stand after a dataset's name in that of a part: a number, a month, a quarter, as in `cost_part-2_mar2026`.
_MONTHS = "|".join((*calendar.month_name[1:], "sept", *calendar.month_abbr[1:])).lower()
_NUMBER = re.compile(rf"(?:part|p|q|h|fy|w)?\d+|\d*(?:{_MONTHS})\d*")
_BETWEEN = ("part", "to")


def dataset_files(folder: Path) -> dict[str, list[tuple[Path, ...]]]:
    """Return what each dataset of the folder may be read from, and what is read first: a file, a folder of parts, or
    the parts that lie beside one another."""
    sources_by_dataset = {}
    for dataset in datasets():
        whole = [(path,) for path in dataset_paths(folder, dataset) if not _find_fault(folder, path)]
        parts = tuple(path for path in _list_numbered(folder, dataset) if not _find_fault(folder, path))
        sources_by_dataset[dataset] = [*whole, *([parts] if parts else [])]
    return {dataset: sources for dataset, sources in sources_by_dataset.items() if sources}


def dataset_paths(folder: Path, dataset: str) -> list[Path]:
    """Return where a dataset's file, or the folder of its parts, may lie and something does."""
    files = [folder / FOLDER / f"{dataset}{ending}" for ending in ENDINGS]
    parts, packed = folder / FOLDER / dataset, folder / FOLDER / f"{dataset}{ZIP}"
    has_parts = parts.is_dir() and (parts.is_symlink() or any(is_data(path.name) for path in list_parts(parts)))
    return [path for path in (*files, *([parts] if has_parts else []), packed) if os.path.lexists(path)]


def _list_numbered(folder: Path, dataset: str) -> list[Path]:
    """Return the files of datasets/ that are named by a dataset and a number or month, as `cost-00001.csv`."""
    names = list_names(folder / FOLDER)
    return [folder / FOLDER / name for name in names if _is_numbered(name, dataset)]


def _is_numbered(name: str, dataset: str) -> bool:
    """Return whether all that a name says beyond the dataset is which part it is; a copy or a version says more."""
    ending = next((ending for ending in (*ENDINGS, ZIP) if name.lower().endswith(ending)), "")
    if not ending or not name.startswith(dataset):
        return False
    rest = name[len(dataset) : -len(ending)].lower()
    words = re.split(r"[-_. ]+", rest)
    numbers = [word for word in words[1:] if word not in _BETWEEN]
    return not words[0] and bool(numbers) and all(map(_NUMBER.fullmatch, numbers))


def join_names(names: Sequence[str]) -> str:
    """Return what files that are read as one are called: the first of them, and how many there are more."""
    more = len(names) - 1
    return f"{names[0]} and {more} more file{'s' * (more > 1)}" if more else names[0]


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
        for path in (paths[0] for paths in others if not _is_numbered(paths[0].name, dataset)):
            what = "a folder" if path.is_dir() else "a second file"
            expected = f"one file, or one folder of parts: {join_names([path.name for path in first])} is read"
            remedy = f"Keep one of them; several files go together into the folder datasets/{dataset}."
            yield _warning(path, f"{what} of {dataset} data, which is not read", expected, remedy)
    for path in (path for dataset in datasets() for path in _all_paths(folder, dataset)):
        if fault := _find_fault(folder, path):
            expected = "a regular file within the case's folder"
            yield _warning(path, f"{fault}, which is not read", expected, "Put a copy of the file in its place.")


def find_misplaced_parts(folder: Path) -> dict[str, str]:
    """Files of datasets/ that are named like parts of a dataset and not read, with what to do about each."""
    remedies = {}
    sources_by_dataset = dataset_files(folder)
    for name in list_names(folder / FOLDER):
        dataset = next((id for id in datasets() if name.startswith(id) and not name[len(id) :][:1].isalnum()), "")
        first, *_ = sources_by_dataset.get(dataset, [()])
        path = folder / FOLDER / name
        if not dataset or not is_data(name) or path in (*first, *dataset_paths(folder, dataset)):
            continue
        others = join_names([path.name for path in first]) if first and not first[0].is_dir() else ""
        moved = f"If it is a further part, move it and {others}" if others else "Move it"
        if not _find_fault(folder, path):
            remedies[name] = f"{moved} into the folder datasets/{dataset}, whose files are read as one dataset."
    return remedies


def stamp_paths(folder: Path) -> Iterator[Path]:
    """Yield every path of the datasets whose change is a change of the case."""
    for path in (path for dataset in datasets() for path in _all_paths(folder, dataset)):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from list_parts(path)


def _all_paths(folder: Path, dataset: str) -> list[Path]:
    return [*dataset_paths(folder, dataset), *_list_numbered(folder, dataset)]


def _find_fault(folder: Path, path: Path) -> str:
    fault = find_fault(folder, path)
    # A folder of parts is one of the case, and no link to another place.
    return "" if fault == "a folder" and path.name in datasets() else fault


def _warning(path: Path, found: str, expected: str, remedy: str) -> Problem:
    name = path.name if path.name.isprintable() else quote_input(path.name)
    return Problem(file=f"{FOLDER}/{name}", severity="warning", found=found, expected=expected, remedy=remedy)
