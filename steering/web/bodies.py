"""What browsers send, read with a limit, and what is answered where it can't be taken."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from steering.errors import SteercoError, StoreUnavailable
from steering.stage.refusals import Elsewhere, Refused

# The most bytes that a browser may send at a time.
MOST_BYTES = 20_000


async def parse_json(request: Request) -> dict[str, Any]:
    """Return the object that a request carries, without reading more than is allowed.

    Raises:
        Refused: it is too large, no JSON, or no object.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > 9 or int(length) > MOST_BYTES):
        raise _too_large()
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise _too_large()
        value = json.loads(body or b"{}")
        # Halves of characters and numbers that are none can't be stored, nor sent to others.
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError, ClientDisconnect) as error:
        raise Refused("This is no JSON.", 400) from error
    if not isinstance(value, dict):
        raise Refused("This has to be an object.", 400)
    return value


def respond_error(error: SteercoError) -> Response:
    """Answer with the sentence that says why something was not done."""
    if not isinstance(error, Refused):
        return JSONResponse({"error": str(error)}, status_code=503 if isinstance(error, StoreUnavailable) else 409)
    more = {"elsewhere": True} if isinstance(error, Elsewhere) else {}
    # What was not read to its end can't be followed by another request.
    headers = {"Connection": "close"} if error.status == 413 else {}
    return JSONResponse({"error": str(error), **more}, status_code=error.status, headers=headers)


def _too_large() -> Refused:
    return Refused(f"At most {MOST_BYTES:,} bytes can be sent.", 413)
