"""The server's own routes and headers, its start and its end."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from steering.frames.agenda import AGENDA
from steering.web.headers import HEADERS
from tests.pages import case_folders
from tests.server import Server


def a_static_file(server: Server) -> str:
    """The path of the script that the page loads first."""
    page = server.ask("/")[2].decode()
    return "/" + page.split('<script type="module" crossorigin src="')[1].split('"')[0].removeprefix("./")


def test_health(app: Server) -> None:
    status, headers, body = app.ask("/healthz")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(body)["status"] == "ok"


@pytest.mark.parametrize("path", ["/", *(f"/{page}" for page in AGENDA), "/healthz", "/nowhere", "static file"])
def test_security_headers_are_on_every_answer(app: Server, path: str) -> None:
    _, headers, _ = app.ask(a_static_file(app) if path == "static file" else path)
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("page", [page for page in AGENDA if page != "brief"])
def test_every_page_has_its_own_address(app: Server, page: str) -> None:
    assert app.ask(f"/{page}")[0] == 200


@pytest.mark.parametrize("query", ["", "?unit=Claims&as_of=2026-09", "?unit=A%26B%20%C3%A9&focus="])
def test_the_first_page_s_own_address_leads_to_the_root_with_its_query(app: Server, query: str) -> None:
    status, headers, _ = app.ask(f"/brief{query}")
    assert (status, headers["location"]) == (307, f"/{query}")


def test_a_redirect_never_leaves_this_server(app: Server) -> None:
    _, headers, _ = app.ask("/brief?//192.0.2.1/")
    assert headers["location"] == "/?//192.0.2.1/"


def test_the_modules_of_components_are_served_and_asked_about_at_each_use(app: Server) -> None:
    status, headers, body = app.ask("/live/drivers.js")
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert headers["content-type"].split(";")[0] in ("text/javascript", "application/javascript")
    assert b"import { cashChart } from './cash.js'" in body
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["/live/../drivers.py", "/live/%2e%2e/drivers.py", "/live/nowhere.js", "/live"])
def test_nothing_else_is_served_beside_them(app: Server, path: str) -> None:
    assert b"render_panel" not in app.ask(path)[2]


def test_a_broken_case_does_not_stop_the_server(serve: Callable[..., Server], tmp_path: Path) -> None:
    server = serve(case=tmp_path / "nowhere")
    assert json.loads(server.ask("/healthz")[2]) == {"status": "ok", "case": "nowhere"}


def test_health_says_so_when_the_records_are_gone(serve: Callable[..., Server], tmp_path: Path) -> None:
    home = tmp_path / "home"
    server = serve(case_folders.bare(tmp_path / "case"), home)
    for file in home.glob("records.sqlite*"):
        file.write_bytes(b"no database" * 1000)
    status, _, body = server.ask("/healthz")
    assert status == 503
    assert json.loads(body)["status"] == "unavailable"


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_when_it_is_told_to(
    serve: Callable[..., Server], tmp_path: Path, with_signal: signal.Signals
) -> None:
    # A server that waits for something does not end at all; on a busy machine ending takes its time.
    assert serve(case=case_folders.bare(tmp_path / "case")).stop(with_signal) < 20
