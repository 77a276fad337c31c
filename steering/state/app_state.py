"""One installation held open: its home folder, its records, its warehouse, and the case on the table."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from steering.cases.case import Case
from steering.cases.loader import load_case
from steering.context import dimensions
from steering.context.cache import LruCache
from steering.context.case_context import CaseContext, DatasetState, Query
from steering.errors import FileRefused, Problem, SteercoError, StoreUnavailable
from steering.ingest.publish import publish
from steering.ingest.rollup import roll_up
from steering.records import Records
from steering.state.case_snapshot import CaseSnapshot
from steering.warehouse import CANCEL_TOKEN, CancelToken, Warehouse, read_manifest

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parents[2]
CASES = ROOT / "data" / "cases"
EXAMPLE = CASES / "halden"
# The most query answers that are cached for the releases in force.
ANSWERS = 500


class AppState:
    """Holds the stores open for the life of the process. Safe to share between threads."""

    def __init__(self, home: Path, case: Path) -> None:
        self.home = home.resolve()
        self.case_path = case.resolve()
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            said = f"The folder {self.home} can't be made ({error.strerror}). Let STEERCO_HOME name one that can."
            raise StoreUnavailable(said) from error
        self.records = Records(self.home)
        self.warehouse = Warehouse(self.home)
        self._lock = Lock()
        self._stopping = CancelToken()
        self._warming: Thread | None = None
        self._table: tuple[object, CaseSnapshot] | None = None

    @classmethod
    def from_environment(cls) -> AppState:
        """The installation that STEERCO_HOME and STEERCO_CASE name; `var/` and the example case without them."""
        home = Path(os.environ.get("STEERCO_HOME") or ROOT / "var")
        case = Path(os.environ.get("STEERCO_CASE") or EXAMPLE)
        return cls(home, case)

    def snapshot(self) -> CaseSnapshot:
        """The case as it is on disk and in the records now; read again only when either has changed.

        Raises:
            CaseRefused: the case can't be opened; it carries every problem.
            StoreUnavailable: the records or a release can't be read.
        """
        with self._lock:
            seen = (_fingerprint(self.case_path), self.records.version())
            if self._table is None or self._table[0] != seen:
                table = self._load()
                self._table = ((seen[0], self.records.version()), table)
            return self._table[1]

    def warm(self) -> None:
        """Lay the table before anybody asks for it: the first visitor waits for the rest of it only.

        What is wrong goes to the log, and is what the pages will say.
        """
        before = CANCEL_TOKEN.set(self._stopping)
        try:
            self.snapshot()
        except SteercoError as error:
            logging.getLogger("steerco").warning("Nothing lies on the table yet. %s", error)
        finally:
            CANCEL_TOKEN.reset(before)

    def warm_beside(self) -> None:
        """The same in a thread of its own, which `close` cuts short."""
        self._warming = Thread(target=self.warm, name="warm", daemon=True)
        self._warming.start()

    def health(self) -> dict[str, str]:
        """Whether pages can be served: the stores answer. A broken case is served as a page that says so."""
        self.records.version()
        return {"status": "ok", "case": self.case_path.name}

    def close(self) -> None:
        """Let go of files and connections, when what is still being published has been cut short."""
        self._stopping.cancel()
        if self._warming:
            self._warming.join()
        self.warehouse.close()
        self.records.close()

    def _load(self) -> CaseSnapshot:
        case = load_case(self.case_path, self.home / "cases")
        refused = self._publish_folder(case)
        self.records.record_decisions(case.id, case.decisions, by="local", source="case")
        in_force = self.records.in_force(case.id)
        releases = {dataset: publication.release_id for dataset, publication in in_force.items()}
        holdings = {dataset: self._holding(case.id, dataset, release) for dataset, release in releases.items()}
        ask = _asking(self.warehouse, self._references(case, releases))
        context = CaseContext(
            case=case,
            releases=releases,
            query=ask,
            dataset_states=holdings,
            decisions=self.records.decisions(case.id),
            scenarios=self.records.scenarios(case.id),
        )
        latest_first = tuple(reversed(dimensions.available_months(context))) or (case.charter.as_of,)
        return CaseSnapshot(
            context=context, months=latest_first, units=dimensions.available_units(context), refused=refused
        )

    def _publish_folder(self, case: Case) -> dict[str, FileRefused]:
        """Publish the folder's files that are new or edited; a refused one leaves what is in force."""
        refused = {}
        for dataset, path in case.datasets.items():
            try:
                if _sha256(path) != self._last_from_folder(case.id, dataset):
                    self._publish(path, dataset, case)
            except FileRefused as error:
                refused[dataset] = error
        return refused

    def _publish(self, path: Path, dataset: str, case: Case) -> None:
        publish(
            path,
            dataset,
            case.id,
            home=self.home,
            records=self.records,
            by="local",
            source="folder",
            team_tag=case.charter.team_tag,
        )

    def _references(self, case: Case, releases: Mapping[str, str]) -> dict[str, str]:
        """What the warehouse is asked for: releases, that of costs with the rollup by the case's own team tag."""
        references = dict(releases)
        if "cost" in releases:
            roll_up(self.home, "cost", releases["cost"], case.charter.team_tag)
            references["cost"] = f"{releases['cost']}@{case.charter.team_tag}"
        return references

    def _holding(self, case_id: str, dataset: str, release: str) -> DatasetState:
        history = self.records.history(case_id, dataset)
        try:
            return DatasetState(manifest=read_manifest(self.home, dataset, release), history=history)
        except StoreUnavailable as error:
            return DatasetState(manifest=None, history=history, fault=str(error))

    def _last_from_folder(self, case_id: str, dataset: str) -> str | None:
        history = self.records.history(case_id, dataset)
        # A rollback repeats an earlier entry, but no file came with it.
        folder = [entry for entry in history if entry.source == "folder" and entry.action == "publish"]
        return max(folder, key=lambda entry: entry.id).source_sha256 if folder else None


def _asking(warehouse: Warehouse, releases: Mapping[str, str]) -> Query:
    """The way to ask about these releases. They never change, so neither do the answers."""
    answers: LruCache[pd.DataFrame] = LruCache(ANSWERS)

    def ask(query: str, /, **parameters: object) -> pd.DataFrame:
        key = (query, repr(sorted(parameters.items())))
        return answers.get(key, lambda: warehouse.query(query, releases, **parameters))

    return ask


def _fingerprint(case: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of every file of the case: changes when anybody edits it."""
    found = []
    for path in [case] if case.is_file() else sorted(case.rglob("*")):
        with suppress(FileNotFoundError):  # an editor may put another file in its place between two looks
            stat = path.stat()
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        found = f"what can't be read ({error.strerror})"
        remedy = "Put a file in its place that the app may read."
        raise FileRefused(
            path.name, [Problem(file=path.name, found=found, expected="a file", remedy=remedy)]
        ) from error
