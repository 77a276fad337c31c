"""A browser that brings files, in a few lines: what the tests of uploads share."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from steering.catalog.quotas import QUOTAS, Quotas
from steering.spool.journal import CHUNK
from steering.spool.spool import Spool, Upload


def upload(data: bytes, **fields: Any) -> Upload:
    """An upload of these bytes by Ada, for the adoption of a case."""
    usual: dict[str, Any] = {
        "owner": "ada",
        "place": "case",
        "purpose": "data:adoption",
        "cohort": "c",
        "name": "a.csv",
        "stamp": 1,
    }
    return Upload.of_file(**{**usual, "size": len(data), **fields})


def pieces(data: bytes) -> list[bytes]:
    """The chunks of a file."""
    return [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)]


def sha(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def bring(spool: Spool, data: bytes, **fields: Any) -> str:
    """Bring a whole file; return the id of the upload."""
    brought = upload(data, **fields)
    spool.begin(brought)
    for index, piece in enumerate(pieces(data)):
        spool.store(brought.id, brought.owner, index, sha(piece), piece)
    assert spool.finish(brought.id, brought.owner)
    return brought.id


def open_spool(home: Path, quotas: Quotas = QUOTAS) -> Spool:
    """The spool of a home, as a server opens it at its start."""
    return Spool(home, quotas)
