"""A large dossier in the app: its pages for the first time, and looked at again."""

from __future__ import annotations

import http.client
import statistics
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.large_dossier import COMPONENTS, PIECES, RECORDS, lay_large_dossier
from bench.peers.targets import CROWDS
from bench.rows import Row
from tests.server import Server, start

TITLE = "A large dossier"
# Seconds until a page that nobody has looked at is there, as of a case that was let go of.
FIRST = 1.0
ROUNDS = 50
PAGES = {"architecture": "Architecture", "thread": "Golden thread", "compliance": "Compliance"}
ABOUT = f"""\
A case with {COMPONENTS} components, {RECORDS} decision records and {PIECES:,} pieces of evidence on a server of its own
(`bench/large_dossier.py`): each page as the browser asks for it, first when nobody has looked at it, then again. The
targets are those of pages that are opened elsewhere.
"""


def measure() -> list[Row]:
    """Rows for three pages: the first look, and p50 and p95 of the next ones."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        case = lay_large_dossier(folder / "large")
        server = start(home=folder / "home", log=folder / "server.log", case=case)
        try:
            # The first page of all opens the case and takes its data in, which is not a matter of the dossier.
            _look(server, "brief")
            return [row for page in PAGES for row in _page_rows(server, page)]
        finally:
            server.stop()


def _page_rows(server: Server, page: str) -> list[Row]:
    title = PAGES[page]
    first = _look(server, page)
    middle, most = CROWDS[50][0.5], CROWDS[50][0.95]
    again = [_look(server, page) for _ in range(ROUNDS)]
    return [
        _row(f"{title}, looked at for the first time", first, FIRST),
        _row(f"{title}, looked at again (p50 of {ROUNDS})", statistics.median(again), middle),
        _row("the same (p95)", sorted(again)[round(ROUNDS * 0.95) - 1], most),
    ]


def _look(server: Server, page: str) -> float:
    """Return the seconds until a page is there."""
    begin = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("GET", f"/view/{page}")
        answer = connection.getresponse()
        body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{page}: {answer.status} {body[:200]!r}")
    return time.perf_counter() - begin


def _row(what: str, seconds: float, target: float) -> Row:
    return Row(
        what=what,
        measured=f"{seconds * 1000:.1f} ms",
        against=f"{target * 1000:g} ms",
        ratio=seconds / target,
        target=1,
    )
