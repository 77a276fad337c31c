"""Validations that this process has made, so that the same files need not be validated for each test that opens a case.

Files, names, contract and code are the same, so what comes of them is too. Storing, rollups and records stay real. What
was refused is validated again each time, and so is everything in tests whose subject is the intake.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from steering.catalog.contracts import Contract
from steering.ingest import pipeline
from steering.ingest.file_set import FileSet
from steering.ingest.validation_result import ValidationResult
from steering.progress import ProgressCallback

# Tests that ask how files are read, judged and stored, or what happens when that fails.
OF_THE_INTAKE = (
    "tests/bench", "tests/faults", "tests/steering/commands/test_ingest", "tests/steering/ingest",
    "tests/steering/mending",
    "tests/steering/spool", "tests/steering/state", "tests/steering/warehouse",
)  # fmt: skip


class Validations:
    """What was accepted by what was validated: the result, and a copy of the rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._validate = pipeline._validate
        self._results: dict[str, ValidationResult] = {}

    def validate(
        self, files: FileSet, contract: Contract, team_tag: str, progress: ProgressCallback, *rest: Any
    ) -> AbstractContextManager[ValidationResult]:
        """Stand for `pipeline._validate`: validate files, or tell what came of them before."""
        # Where nothing is stored, nothing is there to copy.
        if not rest:
            return self._validate(files, contract, team_tag, progress)
        key = _key_of(files, contract, team_tag, rest[1:])
        return (
            self._repeat(key)
            if key in self._results
            else self._remember(key, files, contract, team_tag, progress, rest)
        )

    @contextmanager
    def _repeat(self, key: str) -> Iterator[ValidationResult]:
        # A report adds to its findings.
        yield replace(self._results[key], findings=deepcopy(self._results[key].findings))

    @contextmanager
    def _remember(
        self,
        key: str,
        files: FileSet,
        contract: Contract,
        team_tag: str,
        progress: ProgressCallback,
        rest: tuple[Any, ...],
    ) -> Iterator[ValidationResult]:
        with self._validate(files, contract, team_tag, progress, *rest) as result:
            rows, findings = self.folder / f"{key}.parquet", deepcopy(result.findings)

            def write(to: Path) -> None:
                result.write(to)
                shutil.copyfile(to, rows)
                again = replace(result, findings=findings, write=lambda place: shutil.copyfile(rows, place) and None)
                self._results[key] = again

            yield replace(result, write=write)


def _key_of(files: FileSet, contract: Contract, team_tag: str, rest: tuple[Any, ...]) -> str:
    facts = [
        files.name, contract.model_dump_json(), team_tag, repr(rest), repr(files.warnings), str(files.without_numbers)
    ]  # fmt: skip
    for file in files.files:
        facts += [file.name, hashlib.sha256(file.path.read_bytes()).hexdigest()]
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()
