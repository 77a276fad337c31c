"""The real app in a process of its own, for tests and benchmarks; alone starts and ends servers."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).resolve().parents[1]

# Seconds until `/healthz` has to answer; a cold start on two busy cores takes a few.
STARTS_WITHIN = 60.0

# Seconds that an answer may take, the first figures of a page included.
ANSWERS_WITHIN = 60.0

# Seconds a server may take to end after its signal, open streams included.
ENDS_WITHIN = 30.0


# Status, headers by their names in small letters, and body.
Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running app: where it listens, which store it writes to, and what it said."""

    port: int
    home: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its address without a slash at the end: `http://127.0.0.1:40123`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        """Whether the process still lives."""
        return self.process.poll() is None

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """GET a path. Redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWERS_WITHIN)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            # A connection that is no longer one of questions and answers has no body to read.
            return answer.status, found, b"" if answer.status == 101 else answer.read()
        finally:
            connection.close()

    def said(self, lines: int = 80) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> float:
        """End it by its own pid and return the seconds that took; AssertionError when it hangs or fails."""
        if not self.running:
            return 0.0
        began = monotonic()
        self.process.send_signal(with_signal)
        try:
            code = self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"The server did not end within {ENDS_WITHIN:.0f} s of {with_signal.name}.\n{self.said()}"
            ) from None
        # Streamlit's command line answers Ctrl-C with 1.
        fair = {0, -with_signal, 128 + with_signal} | ({1} if with_signal == signal.SIGINT else set())
        assert code in fair, f"The server ended with {code}.\n{self.said()}"
        return monotonic() - began

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, no farewell."""
        self.process.kill()
        self.process.wait(ENDS_WITHIN)


def free_port() -> int:
    """A port of the loopback address that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    *,
    home: Path,
    log: Path,
    case: Path | None = None,
    env: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Server:
    """Start the app and return once `/healthz` answers 200; AssertionError with its log otherwise.

    `home` is its STEERCO_HOME, `case` its STEERCO_CASE (default: the example); `env` comes on top.
    Give `port` to start a second server where a first one was.
    """
    port = port or free_port()
    arguments = ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true"]
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *arguments],
            cwd=ROOT,
            env=_environment(home, case, env or {}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    server = Server(port=port, home=home, log=log, process=process)
    _await_health(server)
    return server


def _environment(home: Path, case: Path | None, extra: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STEERCO_")}
    own = {"STEERCO_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    if case is not None:
        own["STEERCO_CASE"] = str(case.resolve())
    return {**inherited, **own, **extra}


def _await_health(server: Server) -> None:
    deadline = monotonic() + STARTS_WITHIN
    while not _healthy(server.port):
        # Waiting for the process itself is the pause between two tries: it ends at once when the app dies.
        with suppress(subprocess.TimeoutExpired):
            code = server.process.wait(0.05)
            raise AssertionError(f"The app ended with {code} before it answered.\n{server.said()}")
        if monotonic() > deadline:
            server.kill()
            raise AssertionError(f"No 200 from /healthz within {STARTS_WITHIN:.0f} s.\n{server.said()}")


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
