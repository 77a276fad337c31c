"""One browser's connection to our server, which asks for views as it does when a filter changes; nothing is drawn."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

LARGEST = 64 * 2**20


@dataclass(kw_only=True)
class Views:
    """A connection that is kept open, without cookies, and made again where the server has closed it meanwhile.

    It speaks no more of HTTP than our server does, so that 500 of them cost little beside it.
    """

    port: int
    # Names the visitor whose session was opened before.
    visit: str
    told: int = 0
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)

    async def view(self, page: str, query: Mapping[str, str]) -> tuple[float, dict[str, Any]]:
        """Ask for a page's view: seconds until its body has come and is read as JSON, and that."""
        self.told += 1
        headers = {"X-Steerco-Visit": self.visit, "X-Steerco-Told": str(self.told)}
        began = time.perf_counter()
        found = json.loads(await self.get(f"/view/{page}?{urlencode(query)}", headers))
        return time.perf_counter() - began, found

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        """Return what is at an address. Raises RuntimeError where the server gives nothing."""
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept-Encoding: gzip"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        # A browser does the same: a connection that was at rest may be closed at the other end.
        if self._streams:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                return await _exchange(*self._streams, request)
            await self.close()
        self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=LARGEST)
        return await _exchange(*self._streams, request)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    writer.write(request)
    status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    body = await reader.readexactly(int(headers["content-length"]))
    if status.split()[1] != "200":
        raise RuntimeError(f"{request.split()[1].decode()} was answered with {status}: {body[:200].decode()}")
    return gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
