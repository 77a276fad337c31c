"""Who may ask the server: the hosts that it was started for, and their own pages."""

from __future__ import annotations

import pytest

from steering.web.hosts import Hosts
from tests.server import Server

LOCAL = Hosts.from_settings("127.0.0.1", "localhost", "")
OPEN = Hosts.from_settings("0.0.0.0", None, "steerco.example.com")
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.mark.parametrize(
    ("host", "origin", "may"),
    [
        ("127.0.0.1:8501", None, True),
        ("localhost:8501", "http://localhost:8501", True),
        ("LOCALHOST", "http://localhost", True),
        ("[::1]:8501", "http://[::1]:8501", True),
        ("evil.example", None, False),
        ("evil.example:8501", "http://evil.example:8501", False),
        ("127.0.0.1.evil.example", None, False),
        ("192.168.1.5", None, False),
        ("127.0.0.1:8501", "http://evil.example", False),
        ("127.0.0.1:8501", "http://127.0.0.1:9999", False),
        ("127.0.0.1:8501", "null", False),
        ("127.0.0.1:8501", "", False),
        ("[", None, False),
        ("", None, False),
        (None, None, True),
        (None, "http://evil.example", False),
    ],
)
def test_a_server_on_the_loopback_address(host: str | None, origin: str | None, may: bool) -> None:
    assert LOCAL.allow(host, origin) is may


@pytest.mark.parametrize(
    ("host", "origin", "may"),
    [
        ("192.168.1.5:80", "http://192.168.1.5:80", True),
        ("steerco.example.com", "https://steerco.example.com", True),
        ("127.0.0.1:8501", "https://steerco.example.com", True),
        ("evil.example", None, False),
        ("192.168.1.5", "http://evil.example", False),
    ],
)
def test_a_server_on_every_address_takes_addresses_and_the_names_that_are_listed(
    host: str, origin: str | None, may: bool
) -> None:
    assert OPEN.allow(host, origin) is may


@pytest.mark.parametrize("foreign", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
@pytest.mark.parametrize("path", ["/", "/healthz", "/_stcore/health", "/_stcore/stream"])
def test_a_foreign_request_is_refused_on_every_path(app: Server, path: str, foreign: dict[str, str]) -> None:
    more = UPGRADE if path.endswith("stream") else {}
    assert app.ask(path, more | foreign)[0] == 403


def test_a_page_of_its_own_gets_its_stream(app: Server) -> None:
    assert app.ask("/_stcore/stream", UPGRADE | {"Origin": app.url})[0] == 101
