"""A provider of identities on loopback, and an installation where people sign in by it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic

from tests.server import ROOT, Server, free_port, start

NAME = "Halden ID"
STARTS_WITHIN = 60.0


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A running provider that lets in everybody whom a test has named to it."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def name(self, subject: str, *groups: str, **claims: object) -> None:
        """Say who somebody is from now on."""
        body = {"name": subject.title(), "groups": groups, **claims}
        connection = HTTPConnection("localhost", self.port, timeout=30)
        connection.request("PUT", f"/users/{subject}", json.dumps(body), {"Content-Type": "application/json"})
        assert connection.getresponse().status == 204
        connection.close()


@contextmanager
def provide(log: Path) -> Iterator[Provider]:
    """Start a provider, and end it."""
    port = free_port()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.identity_provider", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    provider = Provider(port=port, process=process)
    try:
        _await(provider, log)
        yield provider
    finally:
        process.terminate()
        process.wait(30)


def _await(provider: Provider, log: Path) -> None:
    deadline = monotonic() + STARTS_WITHIN
    while not _answers(provider.port):
        with suppress(subprocess.TimeoutExpired):
            code = provider.process.wait(0.05)
            raise AssertionError(f"The provider ended with {code}.\n{log.read_text(errors='replace')}")
        assert monotonic() < deadline, log.read_text(errors="replace")


def _answers(port: int) -> bool:
    connection = HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/.well-known/openid-configuration")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def write_access(home: Path, metadata: str, address: str, groups: Sequence[Mapping[str, str]]) -> None:
    """Write the `access.yaml` of an installation."""
    lines = ["provider:", f"  name: {NAME}", f"  address: {address}", f"  metadata: {metadata}"]
    lines += ["  client_id: steerco", "groups:"]
    lines += [f"  - {json.dumps(dict(rule))}" for rule in groups]
    (home / "access.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def start_with_provider(
    home: Path, provider: Provider, groups: Sequence[Mapping[str, str]], *, case: Path | None = None
) -> Server:
    """Start an app where people sign in by a provider, reached as localhost."""
    port = free_port()
    write_access(home, f"{provider.url}/.well-known/openid-configuration", f"http://localhost:{port}", groups)
    env = {"STEERCO_SIGN_IN": "provider", "STEERCO_CLIENT_SECRET": "for-tests-only"}
    return start(home=home, case=case, log=home / "server.log", env=env, port=port)
