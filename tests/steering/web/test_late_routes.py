"""Routes that are made while the server answers already: who asks earlier waits, and they are made once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient

from steering.web.late_routes import LateRoutes

# Seconds in which whatever is awaited here has to happen on a busy machine.
PATIENCE = 30


async def say(request: Request) -> Response:
    return PlainTextResponse(request.url.path)


class TestLateRoutes:
    def setup_method(self) -> None:
        self.begun, self.let = Event(), Event()
        self.calls: list[str] = []
        self.late = LateRoutes(("frames", "healthz"), self.make)
        self.app = Starlette(routes=[self.late, Route("/{rest:path}", say)])

    def make(self) -> Sequence[BaseRoute]:
        self.calls.append("made")
        self.begun.set()
        assert self.let.wait(PATIENCE)
        return [Route("/healthz", say), Route("/frames/{hash}", say)]

    def test_who_asks_earlier_waits_and_everything_else_is_answered(self) -> None:
        with TestClient(self.app) as client, ThreadPoolExecutor() as threads:
            waiting = [threads.submit(client.get, path) for path in ("/healthz", "/frames/a")]
            assert self.begun.wait(PATIENCE)
            assert client.get("/").text == "/"
            assert not any(one.done() for one in waiting) and not self.late.is_made
            self.let.set()
            assert [one.result(PATIENCE).text for one in waiting] == ["/healthz", "/frames/a"]
        assert self.calls == ["made"] and self.late.is_made

    def test_only_whole_first_parts_of_a_path_are_theirs(self) -> None:
        self.let.set()
        with TestClient(self.app) as client:
            assert client.get("/healthzz").text == "/healthzz"
            assert not self.calls
            assert client.get("/frames/a/b").status_code == 404
            assert client.get("/frames").status_code == 404

    def test_below_another_root(self) -> None:
        self.let.set()
        with TestClient(self.app, root_path="/app") as client:
            assert client.get("/app/healthz").status_code == 200
