"""A case as it was, from the records of its files and the releases that are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from steering.cases.case import Case
from steering.cases.loader import load_case
from steering.context.cache import LruCache
from steering.context.case_context import RESULTS, CaseContext, DatasetState
from steering.context.past import PastCase, PastMeeting
from steering.errors import CaseRefused, StoreUnavailable
from steering.ingest.rollup import roll_up
from steering.records import Records
from steering.records.case_versions import CaseVersion, hash_texts
from steering.state.cached_query import cache_query
from steering.warehouse import Manifest, Warehouse, read_manifest
from steering.warehouse.restrictions import Reference

# The most contexts and versions of files that are kept of a case.
MOST = 8


class PastStore:
    """What was opened of the past of a case, by releases and texts: it stays while the case is read anew."""

    def __init__(self) -> None:
        self.contexts: LruCache[CaseContext] = LruCache(MOST)
        self.cases: LruCache[PastCase] = LruCache(MOST)


@dataclass(frozen=True, kw_only=True)
class CasePast:
    """Opens the past of a case; `now` is its context as it is, `versions` those of its files, the oldest first."""

    home: Path
    warehouse: Warehouse
    records: Callable[[], Records]
    now: CaseContext
    versions: tuple[CaseVersion, ...]
    meetings: tuple[PastMeeting, ...]
    store: PastStore

    @cached_property
    def version(self) -> str:
        """The SHA-256 of what the files of the case say today."""
        return hash_texts({name: text.text for name, text in self.now.case.texts.items()})

    @property
    def changes(self) -> tuple[dt.datetime, ...]:
        """When its files were first seen to say something new (UTC), the oldest first."""
        return tuple(version.seen_at for version in self.versions)

    def case_at(self, moment: dt.datetime) -> PastCase:
        """Return the files of the case as they were at a moment, else the earliest that are kept."""
        past = [version for version in self.versions if version.seen_at <= moment]
        version = past[-1] if past else next(iter(self.versions), None)
        if version is None or version.sha256 == self.version:
            return PastCase(case=self.now.case, sha256=self.version, is_kept=bool(past))
        found = self.store.cases.get(version.sha256, lambda: self._load(version))
        return replace(found, is_kept=bool(past) and not found.fault)

    def read_release(self, dataset: str, release: str) -> Manifest:
        """Return what a stored release holds. Raises StoreUnavailable where it can't be read."""
        self.warehouse.integrity.check(dataset, release)
        return read_manifest(self.home, dataset, release)

    def open(self, case: Case, version: str, references: Mapping[str, str]) -> CaseContext:
        """Return the context of a case with other releases, made once for equal texts and releases."""
        scenarios = tuple((scenario.id, scenario.revision) for scenario in self.now.scenarios)
        key = (version, case.charter.as_of, tuple(sorted(references.items())), scenarios)
        return self.store.contexts.get(key, lambda: self._open(case, references))

    def _load(self, version: CaseVersion) -> PastCase:
        try:
            texts: dict[str, str | None] = dict.fromkeys(self.now.case.texts)
            texts |= self.records().case_versions.texts(version)
            case = load_case(self.now.case.folder, self.home / "cases", instead=texts)
        except (CaseRefused, StoreUnavailable) as error:
            return PastCase(case=self.now.case, sha256=self.version, is_kept=False, fault=str(error))
        return PastCase(case=case, sha256=version.sha256, is_kept=True)

    def _open(self, case: Case, references: Mapping[str, str]) -> CaseContext:
        tag = case.charter.team_tag
        releases = {name: Reference.parse(text) for name, text in references.items()}

        def roll_up_costs() -> None:
            for part in releases["cost"].parts if "cost" in releases else ():
                roll_up(self.home, "cost", part.release, tag, is_intact=self.warehouse.integrity.is_intact)

        roll_up_costs()
        tagged = {name: f"{text}@{tag}" if name == "cost" else text for name, text in references.items()}
        states = {name: self._state(name, reference.release) for name, reference in releases.items()}
        return replace(
            self.now,
            case=case,
            releases={name: reference.release for name, reference in releases.items()},
            query=cache_query(self.warehouse, tagged, roll_up_costs),
            dataset_states=states,
            past=None,
            results=LruCache(RESULTS),
        )

    def _state(self, dataset: str, release: str) -> DatasetState:
        history = self.now.dataset_states[dataset].history if dataset in self.now.dataset_states else ()
        return DatasetState(manifest=self.read_release(dataset, release), history=history)
