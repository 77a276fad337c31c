"""The floor: a bare Starlette app that sends whatever it is given to everybody who listens, and does nothing else.

python -m bench.stage.floor PORT
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

LISTENERS: set[asyncio.Queue[bytes]] = set()
LATEST = [b"event: stage\nid: floor-0\ndata: {}\n\n"]


async def _events(_: Request) -> Response:
    async def stream() -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        LISTENERS.add(queue)
        try:
            yield LATEST[0]
            while True:
                yield await queue.get()
        finally:
            LISTENERS.discard(queue)

    return StreamingResponse(stream(), media_type="text/event-stream")


async def _publish(request: Request) -> Response:
    LATEST[0] = await request.body()
    for queue in LISTENERS:
        queue.put_nowait(LATEST[0])
    return PlainTextResponse("")


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


APP = Starlette(
    routes=[Route("/events", _events), Route("/publish", _publish, methods=["POST"]), Route("/healthz", _health)]
)

if __name__ == "__main__":
    uvicorn.run(APP, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
