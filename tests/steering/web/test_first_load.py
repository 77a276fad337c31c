"""Pages get the scripts of pictures into their head, and files of a folder are answered from memory."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest
import streamlit

from steering.web.first_load import EarlyScripts, FilesInMemory, list_late_modules

PAGE = b"<!doctype html><html><head><title>x</title></head><body></head></body></html>"


def ask(
    app: Any, path: str = "/", method: str = "GET", root: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """The answer of an ASGI app: status, headers and body."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "root_path": root, "headers": raw, "query_string": b""}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    start, *bodies = sent
    answer = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], answer, b"".join(message["body"] for message in bodies)


def answering(
    body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, pieces: int = 1, **more: str
) -> Any:
    """An app that answers everything with this, in so many pieces."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        headers += [(name.replace("_", "-").encode(), value.encode()) for name, value in more.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        size = -(-len(body) // pieces)
        for piece in range(pieces):
            part = body[piece * size : (piece + 1) * size]
            await send({"type": "http.response.body", "body": part, "more_body": piece + 1 < pieces})

    return app


class TestLateModules:
    @pytest.fixture
    def static(self, tmp_path: Path) -> Path:
        folder = tmp_path / "static" / "js"
        folder.mkdir(parents=True)
        (tmp_path / "index.html").write_text('<script src="./static/js/known.1.js">', "utf-8")
        (folder / "Late.2.js").write_text(
            'import{a}from"./known.1.js";import"./more.3.js";import x from"./no.js"', "utf-8"
        )
        (folder / "more.3.js").write_text('import{b}from"./Late.2.js";b()', "utf-8")
        (folder / "known.1.js").write_text('import"./never.js"', "utf-8")
        return tmp_path

    def test_a_module_and_what_it_imports_but_the_page_does_not_name(self, static: Path) -> None:
        assert list_late_modules(static, "Late") == ["static/js/Late.2.js", "static/js/more.3.js"]

    def test_one_that_is_not_there(self, static: Path) -> None:
        assert list_late_modules(static, "Other") == []

    def test_streamlit_has_one_that_shows_components(self) -> None:
        static = Path(streamlit.__file__).parent / "static"
        assert any("BidiComponent" in module for module in list_late_modules(static, "BidiComponent"))


class TestEarlyScripts:
    def test_a_page_without_charts_does_without_what_draws_them(self) -> None:
        app = EarlyScripts(answering(PAGE), modules=["live/a.js"], script="plot.js", plain=("/",))
        assert [b"plot.js" in ask(app, path, root="/deep")[2] for path in ("/deep/", "/deep/costs")] == [False, True]

    @pytest.mark.parametrize("pieces", [1, 4])
    def test_a_page_gets_them_once(self, pieces: int) -> None:
        app = EarlyScripts(answering(PAGE, pieces=pieces), modules=["live/a.js", "live/b.js"], script="plot.js")
        _, headers, body = ask(app, root="/deep")
        tags = b'<script type="module" src="/deep/live/a.js"></script><script async src="/deep/plot.js"></script>'
        assert body == PAGE.replace(b"</head>", tags + b"</head>", 1)
        assert headers["content-length"] == str(len(body))
        assert headers["link"] == "</deep/live/b.js>; rel=modulepreload"

    def test_an_empty_page_says_that_it_is_opening(self) -> None:
        page = b'<html><head></head><body><div id="root"></div></body></html>'
        body = ask(EarlyScripts(answering(page), modules=["a.js"], script="b.js"))[2].decode()
        assert "Steerco is opening…" in body.split('<div id="root">')[1].split("</div>")[0]

    @pytest.mark.parametrize(
        "answer",
        [
            answering(b"{}</head>", "application/json"),
            answering(PAGE, status=404),
            answering(gzip.compress(PAGE), content_encoding="gzip"),
        ],
        ids=["no page", "an error", "a compressed page"],
    )
    def test_all_else_is_left_alone(self, answer: Any) -> None:
        assert ask(EarlyScripts(answer, modules=["a.js"], script="b.js")) == ask(answer)


class TestFilesInMemory:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "public" / "js").mkdir(parents=True)
        (tmp_path / "public" / "js" / "x.123.js").write_bytes(b"let x = 1;\n" * 500)
        (tmp_path / "public" / "small.js").write_bytes(b"1")
        (tmp_path / "secret.txt").write_text("secret")
        return tmp_path / "public"

    def test_a_file_is_compressed_for_who_takes_that(self, folder: Path) -> None:
        app = FilesInMemory(answering(b"passed on"), path="/static/", folder=folder)
        status, headers, body = ask(app, "/static/js/x.123.js", accept_encoding="br, gzip")
        assert (status, headers["content-encoding"], headers["content-type"].split(";")[0]) == (
            200,
            "gzip",
            "text/javascript",
        )
        assert "immutable" in headers["cache-control"]
        assert gzip.decompress(body) == (folder / "js" / "x.123.js").read_bytes() == ask(app, "/static/js/x.123.js")[2]
        assert "content-encoding" not in ask(app, "/static/small.js", accept_encoding="gzip")[1]

    @pytest.mark.parametrize(
        "path", ["/static/none.js", "/static/js", "/static/../secret.txt", "/other/small.js", "/static/"]
    )
    def test_all_else_is_passed_on(self, folder: Path, path: str) -> None:
        app = FilesInMemory(answering(b"passed on"), path="/static/", folder=folder)
        assert ask(app, path)[2] == b"passed on"
