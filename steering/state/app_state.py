"""One installation held open: its home folder, its records, its warehouse, and the newest snapshot of its case."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from threading import Lock, Thread

from steering.errors import SteercoError, StoreUnavailable
from steering.frames.agenda import ITEMS
from steering.progress import ProgressCallback
from steering.records import Records
from steering.state.case_snapshot import CaseSnapshot
from steering.state.choices import read_choices
from steering.state.drafts import DraftStore
from steering.state.latest import Latest
from steering.state.pictures import PictureStore
from steering.state.snapshot_loader import SnapshotLoader
from steering.state.views import make_view
from steering.state.visitors import Visitors
from steering.warehouse import CancelToken, Warehouse

ROOT = Path(__file__).parents[2]
CASES = ROOT / "data" / "cases"
EXAMPLE = CASES / "halden"


# How long a view may be answered without a look at the disk and the records: pages run more seldom than that.
RECENT_SECONDS = 1.0


class AppState:
    """Holds the stores open for the life of the process. Safe to share between threads."""

    def __init__(self, home: Path, case: Path) -> None:
        self.home = home.resolve()
        self.case_path = case.resolve()
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"The folder {self.home} can't be made ({error.strerror}). Let STEERCO_HOME name one that can."
            raise StoreUnavailable(message) from error
        self._records: Records | None = None
        self._records_lock = Lock()
        self.warehouse = Warehouse(self.home)
        self.drafts = DraftStore()
        self.pictures = PictureStore()
        self.visitors = Visitors()
        self._stopping = CancelToken()
        self._warming: Thread | None = None
        self._loader = SnapshotLoader(self.home, self.case_path, lambda: self.records, self.warehouse)
        self._latest = Latest(self._loader.look, self._loader.load, self._own_writes, self._stopping)

    @classmethod
    def from_environment(cls) -> AppState:
        """The installation that STEERCO_HOME and STEERCO_CASE name; `var/` and the example case without them."""
        home = Path(os.environ.get("STEERCO_HOME") or ROOT / "var")
        case = Path(os.environ.get("STEERCO_CASE") or EXAMPLE)
        return cls(home, case)

    @property
    def records(self) -> Records:
        """The records, opened when they are first needed, and tried again where they could not be.

        Raises:
            StoreUnavailable: they can't be opened now.
        """
        with self._records_lock:
            if self._records is None:
                self._records = Records(self.home)
            return self._records

    def snapshot(self, progress: ProgressCallback | None = None) -> CaseSnapshot:
        """The case as it is on disk and in the records now; read again only when either has changed.

        Who waits for the first one is told what is being done, and how much of it is done.

        Raises:
            CaseRefused: the case can't be opened, and never could; it carries every problem.
        """

        def tell() -> None:
            if progress:
                progress(*self._loader.progress)

        return self._latest.get(tell)

    def recent_snapshot(self) -> CaseSnapshot | None:
        """The case as it was a moment ago, without a look at the disk; None where nobody has looked."""
        return self._latest.recent(RECENT_SECONDS)

    def warm(self) -> None:
        """Make the snapshot and the first page before anybody asks: the first visitor waits for the rest of it only.

        What is wrong goes to the log, and is what the pages will say.
        """
        try:
            snapshot = self.snapshot()
            # Its bytes too: they are kept.
            _ = make_view(snapshot, self.pictures, ITEMS[0], read_choices(snapshot, {})).gzip
        except SteercoError as error:
            logging.getLogger("steerco").warning("The case can't be shown yet. %s", error)

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
        self._latest.close()
        if self._warming:
            self._warming.join()
        self.warehouse.close()
        if self._records:
            self._records.close()

    def _own_writes(self) -> int:
        return self._records.own_writes if self._records else 0
