"""The workspaces that are open in this process: each opened when somebody comes, and let go when nobody does."""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from time import monotonic

from steering.cases.folder import WORKSPACES
from steering.errors import UnknownName
from steering.records.workspaces import Workspace
from steering.state.open_case import OpenCase

# Where files lie that others have replaced.
FORMER = "former"
# How many are held open at most, and how long one that nobody looks at is.
MOST_OPEN, IDLE_SECONDS = 24, 600.0


class OpenWorkspaces:
    """Opens workspaces, and lets go of those that nobody has looked at for long. Safe to share between threads."""

    def __init__(
        self, home: Path, open_case: Callable[[Path, str], OpenCase], *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._home, self._open_case, self._clock = home, open_case, clock
        self._lock = Lock()
        # Between the two steps of an exchange a folder is not there.
        self._exchange_lock = Lock()
        self._open: OrderedDict[str, tuple[OpenCase, float]] = OrderedDict()

    def get(self, workspace: Workspace) -> OpenCase:
        """Return the case of a workspace, opened where it is not yet.

        Raises:
            UnknownName: its folder is not there.
        """
        with self._lock:
            case = self._open[workspace.id][0] if workspace.id in self._open else self._begin(workspace)
            self._open[workspace.id] = case, self._clock()
            self._open.move_to_end(workspace.id)
            idle = self._take_idle()
        for each in idle:
            # A look that is under way in it ends first.
            each.close()
        return case

    def folder(self, id: str) -> Path:
        """Return where the files of a workspace's case lie."""
        return self._home / WORKSPACES / id

    def former(self, id: str) -> Path:
        """Return where the files lie that those of a workspace have replaced; nothing is there before that."""
        return self._home / FORMER / id

    def find_folder(self, id: str) -> Path:
        """Return where the files of a workspace's case lie. Raises UnknownName where they are not there."""
        folder, former = self.folder(id), self.former(id)
        with self._exchange_lock:
            if not folder.is_dir() and former.is_dir():
                # The process ended between the two steps of an exchange.
                former.rename(folder)
        if not folder.is_dir():
            raise UnknownName("workspace", id, ())
        return folder

    def exchange(self, id: str, staged: Path) -> None:
        """Put a folder in the place of that of a workspace, which becomes the former one. Raises OSError."""
        folder, former = self.folder(id), self.former(id)
        former.parent.mkdir(parents=True, exist_ok=True)
        with self._exchange_lock:
            if former.is_dir():
                shutil.rmtree(former)
            folder.rename(former)
            try:
                staged.rename(folder)
            except OSError:
                former.rename(folder)
                raise

    def forget(self, id: str) -> None:
        """Let go of a workspace, as of one whose files were replaced."""
        with self._lock:
            case, _ = self._open.pop(id, (None, 0.0))
        if case:
            case.close()

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self._open)

    def close(self) -> None:
        """Let go of all."""
        with self._lock:
            cases = [case for case, _ in self._open.values()]
            self._open.clear()
        for case in cases:
            case.close()

    def _begin(self, workspace: Workspace) -> OpenCase:
        return self._open_case(self.find_folder(workspace.id), workspace.cohort_id)

    def _take_idle(self) -> list[OpenCase]:
        """Take out what is to be let go: the least recently used, which come first."""
        taken = []
        now = self._clock()
        while len(self._open) > 1:
            id, (case, used_at) = next(iter(self._open.items()))
            if len(self._open) <= MOST_OPEN and now - used_at < IDLE_SECONDS:
                break
            del self._open[id]
            taken.append(case)
        return taken
