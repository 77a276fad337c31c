"""A case held open: the newest snapshot of it, made again when its files or its records have changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from steering.context.cache import LruCache
from steering.progress import ProgressCallback
from steering.records import Records
from steering.state.case_snapshot import CaseSnapshot
from steering.state.latest import Latest
from steering.state.snapshot_loader import SnapshotLoader
from steering.warehouse import Answer, CancelToken, Warehouse

# How long a view may be answered without a look at the disk and the records: pages run more seldom than that.
RECENT_SECONDS = 1.0


class OpenCase:
    """Holds a case open. Safe to share between threads.

    `shared` is the cohort whose releases the case has beside its own; empty where it has its own alone. `writes` counts
    what this process itself has changed in places, and `answers` are those that cases of a cohort share.
    """

    def __init__(
        self,
        path: Path,
        home: Path,
        records: Callable[[], Records],
        warehouse: Warehouse,
        *,
        writes: Callable[..., int],
        cancel_token: CancelToken,
        shared: str = "",
        answers: LruCache[Answer] | None = None,
    ) -> None:
        self.path = path
        self._loader = SnapshotLoader(home, path, records, warehouse, shared=shared, answers=answers)
        self._latest = Latest(self._loader.look, self._loader.load, lambda: writes(*self._loader.places), cancel_token)

    def snapshot(self, progress: ProgressCallback | None = None) -> CaseSnapshot:
        """Return the case as it is on disk and in the records now; read again only when either has changed.

        Who waits for the first one is told what is being done, and how much of it is done.

        Raises:
            CaseRefused: the case can't be opened, and never could; it carries every problem.
        """

        def tell() -> None:
            if progress:
                progress(*self._loader.progress)

        return self._latest.get(tell)

    def recent_snapshot(self) -> CaseSnapshot | None:
        """Return the case as it was a moment ago, without a look at the disk; None where nobody has looked."""
        return self._latest.recent(RECENT_SECONDS)

    def close(self) -> None:
        """Wait for what is under way; nothing begins after it."""
        self._latest.close()


@dataclass(frozen=True, kw_only=True)
class ReadableCase:
    """A case as somebody may read it: with the e-mail addresses in its data (`contacts`), or without."""

    case: OpenCase
    contacts: bool
