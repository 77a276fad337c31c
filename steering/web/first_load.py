"""What makes the first load quick: pages name what their pictures need, and Streamlit's own files lie in memory."""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from steering.web.assets import FOREVER, respond_compressed

# Files that a browser would not get smaller, and below which it is not worth it.
PACKED = (".woff2", ".png", ".jpg", ".ico")
SMALL = 500
# Where Streamlit's page begins, and what stands there until its script has run.
ROOT = b'<div id="root"></div>'
WORDS = "<p style='font: 16px sans-serif; padding: 3rem; color: gray'>Steerco is opening…</p>"
IMPORTS = re.compile(r'(?:from|import)"\./([^"/]+\.js)"')
OPENING = ROOT.replace(b"></", f">{WORDS}</".encode())


def list_late_modules(static: Path, name: str) -> list[str]:
    """Return the addresses of a module of Streamlit's and of what it imports, where its page names them too late.

    `static` is the folder of its page; none where a later Streamlit has no such module.
    """
    folder, page = static / "static" / "js", (static / "index.html").read_text("utf-8")
    waiting = [file.name for file in folder.glob(f"{name}.*.js")]
    found: list[str] = []
    while waiting:
        module = waiting.pop()
        if module not in found and module not in page and (folder / module).is_file():
            found.append(module)
            waiting += IMPORTS.findall((folder / module).read_text("utf-8"))
    return [f"static/js/{module}" for module in sorted(found)]


class EarlyScripts:
    """ASGI middleware that puts what pictures need into the head of each page, and a word where it is still empty.

    Streamlit's page asks for nothing of ours before its own script has run, when most of a first load is over. The
    pages at the paths `plain` do without `script`, which is large: they show no chart at once.
    """

    def __init__(self, app: Any, modules: Sequence[str], script: str, plain: Collection[str] = ()) -> None:
        self.app = app
        self.modules = modules
        self.script = script
        self.plain = plain

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on; a page among the answers gets its scripts."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        root, held = scope.get("root_path", ""), []
        is_plain = scope["path"].removeprefix(root) in self.plain

        async def send_with_scripts(message: Any) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
            elif held and message["type"] == "http.response.body":
                held.append(message)
                if not message.get("more_body", False):
                    for part in self._extend(root, held, is_plain):
                        await send(part)
            else:
                await send(message)

        await self.app(scope, receive, send_with_scripts)

    def _extend(self, root: str, held: Sequence[Any], is_plain: bool) -> list[Any]:
        start, body = held[0], b"".join(message.get("body", b"") for message in held[1:])
        first, *others = (f"{root}/{module}" for module in self.modules)
        script = "" if is_plain else f'<script async src="{root}/{self.script}"></script>'
        tags = f'<script type="module" src="{first}"></script>{script}'
        body = body.replace(b"</head>", tags.encode() + b"</head>", 1).replace(ROOT, OPENING, 1)
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(body))
        headers.append("Link", ", ".join(f"<{module}>; rel=modulepreload" for module in others))
        return [start, {"type": "http.response.body", "body": body}]


def _is_page(start: Any) -> bool:
    headers = Headers(raw=start["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return bool(start["status"] == 200 and is_html and "content-encoding" not in headers)


class FilesInMemory:
    """ASGI middleware that answers with the files of a folder below a path from memory, compressed once.

    Their names hold a hash of what they hold, so browsers may keep them for good.
    """

    def __init__(self, app: Any, path: str, folder: Path) -> None:
        self.app = app
        self.path = path
        self.folder = folder.resolve()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer where the path is that of a file, otherwise pass the request on."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(self.path):
            file = (self.folder / scope["path"].removeprefix(self.path)).resolve()
            if file.is_relative_to(self.folder) and file.is_file():
                await self._answer(file, Request(scope))(scope, receive, send)
                return
        await self.app(scope, receive, send)

    @staticmethod
    def _answer(file: Path, request: Request) -> Response:
        plain, packed = _read(file)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if packed is None:
            return Response(plain, media_type=kind, headers=FOREVER)
        return respond_compressed(request, plain, packed, kind, FOREVER)


@lru_cache(maxsize=400)
def _read(file: Path) -> tuple[bytes, bytes | None]:
    """The bytes of a file, and the same compressed where that makes it smaller."""
    plain = file.read_bytes()
    if file.suffix in PACKED or len(plain) < SMALL:
        return plain, None
    return plain, gzip.compress(plain, compresslevel=4, mtime=0)
