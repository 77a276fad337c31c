"""Ours and its peers as servers in processes of their own; alone starts them."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.peers.content import Content
from bench.peers.processes import processor_seconds, resident_bytes
from tests.server import ROOT, free_port

HERE = Path(__file__).parent
# Seconds until a server has to answer.
WITHIN = 120.0
# Where it listens, that it asks for nothing outside, and that an edited file does not take modules from it.
QUIETLY = (
    *("--server.address", "127.0.0.1", "--server.headless", "true"),
    *("--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"),
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of server: its command by port, where it is started, and the paths of its pages and of its health."""

    name: str
    command: Callable[[int], list[str]]
    costs: str = "/"
    roi: str = "/"
    health: str = "/_stcore/health"
    # Whether it is started in the tree, whose `.streamlit/config.toml` then is in force.
    at_home: bool = False
    env: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Running:
    """A server that answers: its kind, where, and when its process was started (seconds since 1970)."""

    kind: Kind
    port: int
    process: subprocess.Popen[bytes]
    began: float

    @property
    def url(self) -> str:
        """Its address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def processor(self) -> float:
        """Seconds of processor time that it has used."""
        return processor_seconds(self.process.pid)

    @property
    def memory(self) -> int:
        """Bytes of memory it holds now."""
        return resident_bytes(self.process.pid)


def _streamlit(script: Path) -> Callable[[int], list[str]]:
    run = [sys.executable, "-m", "streamlit", "run", str(script), *QUIETLY, "--server.port"]
    return lambda port: [*run, str(port)]


def ours(name: str = "ours", script: str = "app.py", **env: str) -> Kind:
    """Our app with its own settings; `env` comes on top."""
    command = _streamlit(ROOT / script)
    return Kind(name=name, command=command, costs="/costs", roi="/roi", health="/healthz", at_home=True, env=env)


PLAIN = Kind(name="plain Streamlit", command=_streamlit(HERE / "plain.py"), env={})
HELLO = Kind(name="one-line Streamlit app", command=_streamlit(HERE / "hello.py"), env={})
DASH = Kind(
    name="Dash",
    command=lambda port: [sys.executable, "-W", "ignore", "-m", "bench.peers.in_dash", str(port)],
    health="/_dash-layout",
    env={},
)
ROI_DASH = Kind(
    name="Dash",
    command=lambda port: [sys.executable, "-W", "ignore", "-m", "bench.peers.roi_in_dash", str(port)],
    health="/_dash-layout",
    env={},
)
# Streamlit's default: a full garbage collection after every rerun.
COLLECTING = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}
SPARING = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "false"}
# Our app with each way to collect garbage.
COLLECTIONS = (
    ours("collection after every rerun", **COLLECTING),
    ours("none forced", **SPARING),
    ours("gc.freeze at start, collection after every rerun", "bench/peers/frozen.py", **COLLECTING),
    ours("gc.freeze at start, none forced", "bench/peers/frozen.py", **SPARING),
)


@contextmanager
def running(kind: Kind, content: Content, folder: Path) -> Iterator[Running]:
    """A server that answers, ended afterwards; its log and its working directory are in `folder`."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.log").open("ab") as out:
        began = time.time()
        process = subprocess.Popen(
            kind.command(port),
            cwd=ROOT if kind.at_home else folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **content.environment(), **kind.env},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _await_health(process, port, kind)
        yield Running(kind=kind, port=port, process=process, began=began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _await_health(process: subprocess.Popen[bytes], port: int, kind: Kind) -> None:
    deadline = time.monotonic() + WITHIN
    while not _answers(port, kind.health):
        # Waiting for the process itself is the pause between two tries: it ends at once when the server dies.
        with suppress(subprocess.TimeoutExpired):
            raise RuntimeError(f"{kind.name} ended with {process.wait(0.02)} before it answered.")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{kind.name} did not answer within {WITHIN:.0f} s.")


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
