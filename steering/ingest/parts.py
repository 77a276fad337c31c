"""The files of a set made ready to be read: zips unpacked, workbooks as text, each what its name promises."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from steering.archives import DAMAGE, find_zip_fault
from steering.archives import list_members as list_archive
from steering.cases.dataset_files import ZIP, is_data, is_ignored, is_manifest
from steering.catalog.file_types import ACCEPTED_FILES
from steering.errors import FileRefused, Problem, StoreUnavailable, quote_input
from steering.ingest.export_manifest import LARGEST, find_missing, refuse_alone
from steering.ingest.file_set import DataFile, FileSet, warn_of_unread
from steering.ingest.file_type import InputFile, WrongFormat, detect_file, refuse
from steering.ingest.workbook import convert_workbook


@contextmanager
def open_parts(files: FileSet, warnings: list[Problem]) -> Iterator[tuple[InputFile, ...]]:
    """The files that hold the rows, ready to be read; temporary ones are gone afterwards. What is in a zip beside them
    is added to `warnings`.

    Raises:
        FileRefused: files are not what their names say; with the problems of all of them.
        StoreUnavailable: there is no room for temporary files.
    """
    with ExitStack() as stack:
        parts: list[InputFile] = []
        refusals: list[FileRefused] = []
        for file in files.files:
            try:
                if is_manifest(file.name) and file.path.is_file():
                    refuse_alone(file.path, file.name)
                for member in list_members(file, stack, warnings):
                    parts.append(stack.enter_context(convert_workbook(detect_file(member.path, member.name))))
            except FileRefused as refusal:
                refusals.append(refusal)
        raise_refusals(files.name, refusals)
        yield tuple(parts)


def raise_refusals(name: str, refusals: list[FileRefused]) -> None:
    """Raise what several files were refused for as one refusal; nothing where none was.

    Raises:
        FileRefused: any of them; WrongFormat where each can be read well and is not what the dataset holds.
    """
    if not refusals:
        return
    if len(refusals) == 1 and refusals[0].what == name:
        raise refusals[0]
    kind = WrongFormat if all(isinstance(refusal, WrongFormat) for refusal in refusals) else FileRefused
    problems = [problem for refusal in refusals for problem in refusal.problems]
    raise kind(name, problems, sum(refusal.count for refusal in refusals))


def list_members(file: DataFile, stack: ExitStack, warnings: list[Problem]) -> list[DataFile]:
    """The data files in a zip, unpacked for as long as the stack is open; any other file as it is.

    Raises:
        FileRefused, StoreUnavailable: as for `open_parts`.
    """
    return _unpack(file, stack, warnings) if _is_zip(file) else [file]


def _is_zip(file: DataFile) -> bool:
    return file.name.lower().endswith(ZIP) and file.path.is_file()


def _unpack(file: DataFile, stack: ExitStack, warnings: list[Problem]) -> list[DataFile]:
    """The data files in a zip, unpacked within limits; what else is in it is left."""
    try:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="steerco-", ignore_cleanup_errors=True)))
    except OSError as error:
        raise StoreUnavailable(f"There is no room for temporary files: {error.strerror or error}.") from error
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = _data_members(file, archive, folder, warnings)
            _look_at_manifests(file, archive, members, folder, warnings)
            return [
                DataFile(path=_extract(archive, info, folder / f"{at}"), name=f"{file.name}/{info.filename}")
                for at, info in enumerate(members)
            ]
    except DAMAGE as error:
        reason = getattr(error, "strerror", None) or error
        remedy = "Make the zip again, without a password, or give the files in it."
        refuse(file.name, f"a zip that can't be unpacked ({reason})", "a whole zip archive", remedy)


def _data_members(
    file: DataFile, archive: zipfile.ZipFile, folder: Path, warnings: list[Problem]
) -> list[zipfile.ZipInfo]:
    members = list_archive(archive)
    if fault := find_zip_fault(members, file.path.stat().st_size):
        refuse(file.name, f"a zip archive with {fault[0]}", "a zip of data files", "Unpack it and give the files.")
    members = [info for info in members if not any(map(is_ignored, PurePosixPath(info.filename).parts))]
    data = [info for info in members if is_data(info.filename) and not info.filename.lower().endswith(ZIP)]
    others = [info.filename for info in members if info not in data and not is_manifest(info.filename)]
    if not data:
        for info in members:
            if is_manifest(info.filename) and info.file_size <= LARGEST:
                refuse_alone(_extract(archive, info, folder / "manifest"), f"{file.name}/{info.filename}")
        names = ", ".join(quote_input(name)[1:-1] for name in others[:3])
        found = f"a zip archive without a data file, with {names}" if names else "an empty zip archive"
        refuse(file.name, found, f"{ACCEPTED_FILES} in it", "Unpack it, and give the files with the data.")
    warnings += [warn_of_unread(f"{file.name}/{name}", "a file of another kind") for name in others]
    return data


def _look_at_manifests(
    file: DataFile,
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    folder: Path,
    warnings: list[Problem],
) -> None:
    """Warn of files that a manifest in the zip names and that are not in it."""
    for at, info in enumerate(list_archive(archive)):
        if is_manifest(info.filename) and info.file_size <= LARGEST:
            path = _extract(archive, info, folder / f"manifest-{at}")
            missing = find_missing(path, f"{file.name}/{info.filename}", [member.filename for member in members])
            warnings += [missing] if missing else []


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, to: Path) -> Path:
    with archive.open(info) as packed, to.open("xb") as out:
        shutil.copyfileobj(packed, out)
    return to
