"""A refused upload while somebody mends it: the steps so far, what the check says after them, and the files as they
are then. What came is never changed; every step is applied to it anew, so that each can be undone.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from steering.cases.case import Case
from steering.catalog.contracts import contract
from steering.errors import FileRefused, Problem, StoreUnavailable
from steering.ingest.file_set import FileSet
from steering.ingest.refused_files import RefusedFiles, make_folder
from steering.ingest.uploads import FOLDER, StagedUpload, stage_files
from steering.mending.failing_cells import FailingCell, Failure, find_failing_cells
from steering.mending.names_in_force import read_names
from steering.mending.notes import Notes
from steering.mending.offers import Offer, find_alike, find_offers
from steering.mending.rewrite import Rewriting, rewrite
from steering.mending.steps import CellStep, Repair, Step
from steering.progress import ProgressCallback
from steering.warehouse import Manifest

# Files up to this size are checked again after each step; larger ones when that is asked for.
CHECK_AT_ONCE = 2 * 2**20
# What the names of the files say that are taken along.
NOTES, MENDED = "-problems", "-mended"
Named = TypeVar("Named", Problem, FailingCell)


class Mending:
    """The mending of one refused upload by one person. `current` is the upload after the steps that were checked."""

    def __init__(
        self, upload: StagedUpload, refused: RefusedFiles, case: Case, home: Path, by: str, current: Manifest | None
    ) -> None:
        self.current = upload
        self.steps: tuple[Step, ...] = ()
        self.checked: tuple[Step, ...] = ()
        self._origin, self._refused = upload, refused
        self._case, self._home, self._by = case, home, by
        self._contract = contract(upload.dataset)
        self._names = read_names(home, current, self._contract) if current else {}
        self._failure = self._find(refused.files, upload)
        self.failure = self._failure

    def _find(self, files: FileSet, upload: StagedUpload) -> Failure:
        return find_failing_cells(files, self._contract, upload.report.problems, self._names)

    @property
    def is_quick(self) -> bool:
        """Whether the files are small enough to be checked after each step."""
        return self._refused.files.size <= CHECK_AT_ONCE

    @property
    def lists_all(self) -> bool:
        """Whether every error is known with its place, and not only the first of very many."""
        errors = sum(problem.severity == "error" for problem in self.current.report.problems)
        return errors == self.current.report.error_count

    def offers(self) -> tuple[Offer, ...]:
        """What can be done to many of the failing cells at once; after a cell was changed, the same for all like it."""
        alike = []
        last = self.steps[-1] if self.steps else None
        if isinstance(last, CellStep):
            found = {(cell.file, cell.row, cell.column): cell.text for cell in self._failure.cells}
            for (file, row), values in last.values.items():
                for column, value in values.items():
                    offer = find_alike(self.failure, column, found.get((file, row, column), ""), value)
                    alike += [offer] if offer else []
        return (*dict.fromkeys(alike), *find_offers(self.failure, self._contract))

    def apply(self, step: Step) -> None:
        """Add a step; it is checked by `check`."""
        self.steps = (*self.steps, step)

    def undo(self) -> None:
        """Take the last step back; what is left is checked by `check`."""
        self.steps = self.steps[:-1]

    def check(self, progress: ProgressCallback | None = None) -> StagedUpload:
        """Check the files after the steps so far, and return what they are then; what came stays as it was.

        Raises:
            FileRefused, StoreUnavailable: the files can't be read or written now; the steps stay.
        """
        steps, names = self.steps, self._failure.names
        if not steps:
            self._show(self._origin, self._failure)
            return self.current
        with self._rewrite(Repair(steps, self._contract, names)) as result:
            upload = stage_files(
                result.files.files, self._origin.dataset, self._case, home=self._home, by=self._by, progress=progress
            )
            failure = Failure(cells=(), names=names, texts={})
            if upload.refused:
                failure = self._find(upload.refused.files, upload)
                failure = replace(failure, cells=tuple(_of_origin(cell, result) for cell in failure.cells))
                upload.refused.remove()
            problems = tuple(_of_origin(problem, result) for problem in upload.report.problems)
            report = replace(upload.report, problems=problems, source=self._origin.report.source)
            # What came is mended on, not the copy that was checked.
            refused = None if upload.manifest else self._refused
            upload = replace(upload, name=self._origin.name, report=report)
            upload = replace(upload, refused=refused, mended=result.cells)
        self._show(upload, failure)
        return upload

    def _show(self, upload: StagedUpload, failure: Failure) -> None:
        self.current, self.failure, self.checked = upload, failure, self.steps

    def close(self, *, keep: RefusedFiles | None = None) -> None:
        """Delete the files that came, unless they are those to keep: nothing can be mended any more."""
        if self._refused is not keep:
            self._refused.remove()

    def name(self, *, notes: bool) -> str:
        """What the file is called that `pack` gives."""
        mark, files = NOTES if notes else MENDED, self._failure.files
        if len(files) > 1:
            return f"{self._origin.dataset}{mark}.zip"
        stem, dot, ending = files[0].rpartition("/")[2].partition(".")
        return f"{stem.removesuffix(NOTES).removesuffix(MENDED)}{mark}{dot}{ending}"

    def pack(self, *, notes: bool) -> bytes:
        """Return the files as they are after the steps, with a column of their problems or without; several as a zip.

        Raises:
            FileRefused, StoreUnavailable: as for `check`.
        """
        beside = Notes(self.current.report.problems) if notes else None
        repair = Repair(self.checked, self._contract, self._failure.names)
        with self._rewrite(repair, notes=beside, packs=True) as result:
            return _pack(result.files)

    @contextmanager
    def _rewrite(self, repair: Repair, *, notes: Notes | None = None, packs: bool = False) -> Iterator[Rewriting]:
        folder = make_folder(self._home / FOLDER)
        files, by = self._refused.files, self._by
        try:
            yield rewrite(files, self._contract, repair, folder, by=by, notes=notes, packs=packs)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def start_mending(
    upload: StagedUpload, case: Case, home: Path, by: str, current: Manifest | None = None
) -> Mending | None:
    """Begin to mend a refused upload; None where its files can't be read any more, or never could be as a table.

    `current` is the release in force: how its names are spelled is right.
    """
    if upload.refused is None:
        return None
    try:
        return Mending(upload, upload.refused, case, home, by, current)
    except (FileRefused, StoreUnavailable):
        return None


def _of_origin(place: Named, result: Rewriting) -> Named:
    """A problem or cell of a file that was written again, by the name of the file that came: rows are the same."""
    return replace(place, file=result.origins.get(place.file, place.file))


def _pack(files: FileSet) -> bytes:
    if len(files.files) == 1:
        return files.files[0].path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files.files:
            archive.write(file.path, file.name.replace(".zip/", "/"))
    return out.getvalue()
