"""A gigabyte brought to the app by its own route, beside the same bytes over a bare Starlette route to a file.

python -m bench.uploads PORT FILE  # the bare route
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bench.peers.processes import resident_bytes
from bench.rows import Row
from steering.spool.journal import CHUNK
from tests.server import ROOT, Server, free_port, start

TITLE = "Uploads"
SIZE = 10**9
ROUNDS = 3
# Chunks under way at once, as in a browser.
TOGETHER = 2
# How much longer the route of ours may take, and by how many bytes the process may grow.
LONGER, GROWTH = 3.0, 150_000_000
VISIT = {"X-Steerco-Visit": "bench"}


def measure(size: int = SIZE, rounds: int = ROUNDS) -> list[Row]:
    """Rows for the time of an upload beside a bare route, for one that goes on where it stopped, and for memory."""
    with TemporaryDirectory(prefix="steerco-bench-") as name:
        folder = Path(name)
        source = _write(folder / "source", size)
        with _serve_bare(folder / "copy") as port:
            bare = _median([_seconds(lambda: _put_bare(port, source)) for _ in range(rounds)])
        server = start(home=folder / "home", log=folder / "server.log")
        try:
            # The case is read, and a first file has come, before memory is looked at.
            server.ask("/view/brief")
            peaks: list[int] = []
            _bring(server, source, "first", peaks)
            before = resident_bytes(server.process.pid)
            peaks.clear()
            ours = _median([_seconds(lambda n=n: _bring(server, source, f"{n}", peaks)) for n in range(rounds)])
            again = _median([_seconds(lambda: _bring(server, source, "first", peaks)) for _ in range(rounds)])
        finally:
            server.stop()
    what = f"a file of {size / 1e9:g} GB brought to the app, checked chunk by chunk and once more as a whole"
    growth = max(peaks) - before
    return [
        Row(what=what, measured=f"{ours:.1f} s", against=f"a bare route to a file: {bare:.1f} s", ratio=ours / bare,
            target=LONGER, note=f"(load average {os.getloadavg()[0]:.1f})"),
        Row(what="the same file again, all of which is there: hashed on both sides, nothing is sent",
            measured=f"{again:.1f} s", against=f"the first time: {ours:.1f} s", ratio=again / ours, target=1.0),
        Row(what="memory of the server while they come", measured=f"{growth / 1e6:+.0f} MB at most",
            against=f"{GROWTH / 1e6:.0f} MB", ratio=growth / GROWTH, target=1.0),
    ]  # fmt: skip


def _write(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        for index in range(0, size, CHUNK):
            file.write(hashlib.shake_128(index.to_bytes(8)).digest(min(CHUNK, size - index)))
    return path


def _bring(server: Server, source: Path, name: str, peaks: list[int]) -> None:
    """Bring a file as a browser does: two chunks at once, each hashed before, and those that are there left out."""
    size = source.stat().st_size
    about = {"place": "halden", "purpose": "data:cost", "name": f"{name}.csv", "size": size, "stamp": 1}
    begun = json.loads(_ask(server.port, "POST", "/upload", json.dumps(about).encode()))

    def send(first: int) -> None:
        with (
            closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)) as line,
            source.open("rb") as file,
        ):
            for index in range(first, -(-size // CHUNK), TOGETHER):
                file.seek(index * CHUNK)
                piece = file.read(CHUNK)
                digest = hashlib.sha256(piece).hexdigest()
                if begun["have"].get(str(index)) != digest:
                    line.request("PUT", f"/upload/{begun['id']}/{index}/{digest}", piece, VISIT)
                    answer = line.getresponse()
                    assert answer.status == 204, answer.read()
                    answer.read()
                peaks.append(resident_bytes(server.process.pid))

    with ThreadPoolExecutor(TOGETHER) as threads:
        list(threads.map(send, range(TOGETHER)))
    assert json.loads(_ask(server.port, "POST", f"/upload/{begun['id']}", b"")) == {"complete": True}


def _ask(port: int, method: str, path: str, body: bytes) -> bytes:
    with closing(_open_line(port)) as line:
        line.request(method, path, body, VISIT)
        answer = line.getresponse()
        data = answer.read()
        assert answer.status == 200, data
        return data


def _open_line(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=600, blocksize=2**16)


def _put_bare(port: int, source: Path) -> None:
    with (
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=600, blocksize=2**16)) as line,
        source.open("rb") as file,
    ):
        line.request("PUT", "/", file, {"Content-Length": str(source.stat().st_size)})
        assert line.getresponse().read() == b"ok"


@contextmanager
def _serve_bare(copy: Path) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.uploads", str(port), str(copy)], cwd=ROOT)
    try:
        while True:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
                    line.request("GET", "/")
                    line.getresponse().read()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError(f"The bare server ended with {process.returncode} before it answered.") from None
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def _run_bare(port: int, copy: Path) -> None:
    async def receive(request: Request) -> Response:
        with copy.open("wb") as file:
            async for piece in request.stream():
                file.write(piece)
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/", receive, methods=["PUT"])])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    _run_bare(int(sys.argv[1]), Path(sys.argv[2]))
