"""One installation held open: its home folder, its records, its warehouse, its own case and the workspaces."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock, Thread

from steering.access.control import AccessControl, Standing
from steering.access.provider import IdentityProvider
from steering.access.ways import Way, find_way
from steering.cases.folder import id_of
from steering.catalog.quotas import QUOTAS, Quotas, read_quotas
from steering.context.cache import LruCache
from steering.errors import NotAllowed, SteercoError, StoreUnavailable, UnknownName
from steering.frames.agenda import ITEMS
from steering.home import ROOT, find_home
from steering.progress import ProgressCallback
from steering.records import Publication, Records
from steering.records.cohorts import INSTALLATION
from steering.records.workspaces import Workspace
from steering.spool.spool import Spool
from steering.state.cached_query import MOST_ANSWERS
from steering.state.case_snapshot import CaseSnapshot
from steering.state.choices import read_choices
from steering.state.drafts import DraftStore
from steering.state.evidence_check import EvidenceCheck, check_evidence, stamp_evidence
from steering.state.open_case import OpenCase
from steering.state.pictures import PictureStore
from steering.state.snapshot_loader import SnapshotLoader
from steering.state.visitors import Visitors
from steering.state.workspaces import OpenWorkspaces
from steering.warehouse import Answer, CancelToken, Warehouse

CASES = ROOT / "data" / "cases"
EXAMPLE = CASES / "halden"
# Chains of evidence that are kept; each is of one history.
MOST_CHECKS = 50
NO_CASE = "You are in no workspace yet, so there is no case to show. Ask your instructor."


class AppState:
    """Holds the stores open for the life of the process. Safe to share between threads."""

    def __init__(self, home: Path, case: Path, *, way: Way = "local", quotas: Quotas = QUOTAS) -> None:
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
        self._answers: LruCache[Answer] = LruCache(MOST_ANSWERS)
        self._evidence_checks: LruCache[EvidenceCheck] = LruCache(MOST_CHECKS)
        self.spool = Spool(self.home, quotas)
        self.drafts = DraftStore()
        self.pictures = PictureStore()
        self.visitors = Visitors()
        self._stopping = CancelToken()
        self._warming: Thread | None = None
        self.case = self._open_case(self.case_path, "")
        self.workspaces = OpenWorkspaces(self.home, self._open_case)
        self.access = AccessControl(way, lambda: self.records, self._own_id)
        self.provider = IdentityProvider(self.home, lambda: self.records) if way == "provider" else None

    @classmethod
    def from_environment(cls) -> AppState:
        """The installation that STEERCO_HOME and STEERCO_CASE name; `var/` and the example case without them."""
        case = Path(os.environ.get("STEERCO_CASE") or EXAMPLE)
        return cls(find_home(), case, way=find_way(os.environ), quotas=read_quotas(os.environ))

    def check_evidence(self, history: tuple[Publication, ...]) -> EvidenceCheck:
        """Return the chain over what was in force of the evidence, followed again once a file of it is another one."""
        stamp = stamp_evidence(self.home, history)
        return self._evidence_checks.get(stamp, lambda: check_evidence(self.records, self.home, history))

    @property
    def records(self) -> Records:
        """The records, opened when they are first needed, and tried again where they could not be.

        Raises:
            StoreUnavailable: they can't be opened now.
        """
        with self._records_lock:
            if self._records is None:
                self._records = Records(self.home, quotas=self.spool.quotas)
            return self._records

    def open(self, standing: Standing) -> OpenCase:
        """Return the case in which somebody stands, opened where it is not yet.

        Raises:
            NotAllowed: they stand in none; the installation's own case is not for whoever is in no workspace.
            UnknownName: the folder of the workspace is not there.
        """
        if not standing.has_case:
            raise NotAllowed(NO_CASE)
        workspace = standing.workspace
        is_own = workspace is None or workspace.cohort_id == INSTALLATION
        return self.case if workspace is None or is_own else self.workspaces.get(workspace)

    def find_case(self, id: str) -> OpenCase:
        """Return the case of an id: the installation's own one, or that of a workspace.

        Raises:
            UnknownName: there is none.
        """
        if id in ("", self._own_id()):
            return self.case
        workspace = self.records.workspaces.find(id)
        if workspace is None:
            raise UnknownName("workspace", id, ())
        return self.workspaces.get(workspace)

    def peek(self, workspace: Workspace) -> CaseSnapshot:
        """Return a workspace's case on what is in force: nothing is published, and it does not stay open.

        Raises:
            CaseRefused: the case can't be opened.
            UnknownName: its folder is not there.
        """
        if workspace.cohort_id == INSTALLATION:
            return self.case.snapshot()
        folder = self.workspaces.find_folder(workspace.id)
        return SnapshotLoader(
            self.home, folder, lambda: self.records, self.warehouse, shared=workspace.cohort_id
        ).peek()

    def snapshot(self, progress: ProgressCallback | None = None) -> CaseSnapshot:
        """The installation's own case as it is now; see `OpenCase.snapshot`."""
        return self.case.snapshot(progress)

    def recent_snapshot(self) -> CaseSnapshot | None:
        """The installation's own case as it was a moment ago; None where nobody has looked."""
        return self.case.recent_snapshot()

    def warm(self) -> None:
        """Make the snapshot and the first page before anybody asks: the first visitor waits for the rest of it only.

        What is wrong goes to the log, and is what the pages will say.
        """
        # Commands open the installation too, and draw nothing.
        from steering.state.views import make_view

        self.spool.tidy()
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
        # Where people sign in, its name is not for strangers.
        return {"status": "ok", **({"case": self.case_path.name} if self.access.way == "local" else {})}

    def until_end(self, interrupt: Callable[[], None]) -> AbstractContextManager[None]:
        """While within, `interrupt` is called when the process is to end. StoreUnavailable where it already is."""
        return self._stopping.watch(interrupt)

    def close(self) -> None:
        """Let go of files and connections, when what is still being published has been cut short."""
        self._stopping.cancel()
        self.case.close()
        self.workspaces.close()
        if self._warming:
            self._warming.join()
        self.warehouse.close()
        if self._records:
            self._records.close()

    def _own_id(self) -> str:
        """The id of the installation's own case; that of a zip is inside of it."""
        return self.snapshot().context.case.id if self.case_path.is_file() else id_of(self.case_path)

    def _open_case(self, path: Path, shared: str) -> OpenCase:
        return OpenCase(
            path,
            self.home,
            lambda: self.records,
            self.warehouse,
            writes=self._own_writes,
            cancel_token=self._stopping,
            shared=shared,
            answers=self._answers,
        )

    def _own_writes(self, *places: str) -> int:
        return self._records.count_own_writes(*places) if self._records else 0
