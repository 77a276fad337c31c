"""The last version of a case's files that could be opened: what is shown while a newer one has mistakes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from steering.cases.case import Case
from steering.cases.dossier.files import NAMES as DOSSIER_NAMES
from steering.cases.loader import FILES, load_case
from steering.errors import CaseRefused

# The files of a case that are read as text.
TEXTS = (*FILES, *DOSSIER_NAMES)


@dataclass(frozen=True, kw_only=True)
class StaleFiles:
    """Files of a case whose earlier version is shown, since when, and what is wrong with the newer one."""

    names: tuple[str, ...]
    since: dt.datetime
    refused: CaseRefused


@dataclass(frozen=True, kw_only=True)
class _Version:
    """The texts of a case that could be opened, by name, with its folder and when they were first seen (UTC)."""

    folder: str
    since: str
    texts: Mapping[str, str]


class LastGood:
    """Remembers the last good version of the case at a path, in memory and, where it may write, in `folder`."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._file = folder / f"{hashlib.sha256(str(path).encode(errors='surrogateescape')).hexdigest()[:32]}.json"
        self._version = self._read()

    def load(self, workspace: Path) -> tuple[Case, StaleFiles | None]:
        """Read the case; where files of it have mistakes, with their last good version in their place.

        Raises:
            CaseRefused: it can't be opened, and could not before.
        """
        try:
            case = load_case(self._path, workspace)
        except CaseRefused as refused:
            return self._load_with_earlier_files(refused, workspace)
        self._remember(case)
        return case, None

    def _load_with_earlier_files(self, refused: CaseRefused, workspace: Path) -> tuple[Case, StaleFiles]:
        version = self._version
        if version is None:
            raise refused
        wrong = {problem.file for problem in refused.problems if problem.severity == "error"} & set(TEXTS)
        # First the files with mistakes alone; where the others do not fit those, the whole earlier version.
        for names in ([name for name in TEXTS if name in wrong], TEXTS):
            instead = {name: version.texts.get(name) for name in names}
            path = self._path if wrong else Path(version.folder)
            with suppress(CaseRefused):
                case = load_case(path, workspace, instead=instead)
                since = dt.datetime.fromisoformat(version.since)
                names_shown = names if wrong else ()
                return case, StaleFiles(names=tuple(names_shown), since=since, refused=refused)
        raise refused

    def _remember(self, case: Case) -> None:
        texts = {name: document.text for name, document in case.texts.items()}
        folder = str(case.folder)
        if self._version and (self._version.folder, self._version.texts) == (folder, texts):
            return
        self._version = _Version(folder=folder, since=dt.datetime.now(dt.UTC).isoformat(), texts=texts)
        # A home that can't be written costs the memory beyond this process only.
        with suppress(OSError, ValueError):
            self._write(self._version)

    def _read(self) -> _Version | None:
        try:
            return _Version(**json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, version: _Version) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=self._file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(vars(version), file, ensure_ascii=False)
            Path(name).replace(self._file)
        finally:
            Path(name).unlink(missing_ok=True)
