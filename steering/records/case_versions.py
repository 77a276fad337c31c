"""What the files of a case said, and since when: each version for good, so that a later one can be held against it."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steering.errors import StoreUnavailable
from steering.records.canonical_json import sha256_of
from steering.records.database import Database
from steering.records.schema import case_texts, case_versions


@dataclass(frozen=True, kw_only=True)
class CaseVersion:
    """The files of a case as they were first seen at `seen_at` (UTC); `sha256` is that of their names and texts."""

    id: int
    seen_at: dt.datetime
    sha256: str


class CaseVersionRecords:
    """The versions in a database. To write one lays nobody's case anew: it says what the case is already."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, case_id: str, texts: Mapping[str, str]) -> None:
        """Record the texts of a case by the names of their files, unless its last version has the same."""
        digests, files = _digest_texts(texts)
        version = sha256_of(files)

        def work(connection: sa.Connection) -> None:
            if _last(connection, case_id) == version:
                return
            for name, digest in digests.items():
                if not _has_text(connection, digest):
                    body = zlib.compress(texts[name].encode("utf-8"))
                    connection.execute(sa.insert(case_texts).values(sha256=digest, body=body))
            facts = {"case_id": case_id, "seen_at": dt.datetime.now(dt.UTC), "sha256": version, "files": files}
            connection.execute(sa.insert(case_versions).values(facts))

        if self._database.read(lambda connection: _last(connection, case_id)) != version:
            self._database.write(work, counts=False)

    def is_known(self, case_id: str) -> bool:
        """Return whether a case has a version: somebody has opened it."""
        return self._database.read(lambda connection: _last(connection, case_id)) is not None

    def list(self, case_id: str) -> tuple[CaseVersion, ...]:
        """Return the versions of a case, the oldest first."""

        def work(connection: sa.Connection) -> tuple[CaseVersion, ...]:
            table = case_versions.c
            query = sa.select(table.id, table.seen_at, table.sha256).where(table.case_id == case_id).order_by(table.id)
            return tuple(CaseVersion(**row) for row in connection.execute(query).mappings())

        return self._database.read(work)

    def texts(self, version: CaseVersion) -> dict[str, str]:
        """Return the texts of a version by the names of its files.

        Raises:
            StoreUnavailable: one is not what was written.
        """

        def work(connection: sa.Connection) -> dict[str, str]:
            query = sa.select(case_versions.c.files).where(case_versions.c.id == version.id)
            digests = json.loads(connection.execute(query).scalar_one())
            return {name: _read_text(connection, name, digest) for name, digest in digests.items()}

        return self._database.read(work)


def hash_texts(texts: Mapping[str, str]) -> str:
    """Return the SHA-256 by which the texts of a case are known."""
    return sha256_of(_digest_texts(texts)[1])


def _digest_texts(texts: Mapping[str, str]) -> tuple[dict[str, str], str]:
    digests = {name: sha256_of(text) for name, text in texts.items()}
    return digests, json.dumps(digests, sort_keys=True)


def _last(connection: sa.Connection, case_id: str) -> str | None:
    query = sa.select(case_versions.c.sha256).where(case_versions.c.case_id == case_id)
    return connection.execute(query.order_by(case_versions.c.id.desc()).limit(1)).scalar()


def _has_text(connection: sa.Connection, digest: str) -> bool:
    return connection.execute(sa.select(case_texts.c.sha256).where(case_texts.c.sha256 == digest)).first() is not None


def _read_text(connection: sa.Connection, name: str, digest: str) -> str:
    body = connection.execute(sa.select(case_texts.c.body).where(case_texts.c.sha256 == digest)).scalar()
    try:
        text = zlib.decompress(body or b"").decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        text = ""
    if sha256_of(text) != digest:
        raise StoreUnavailable(f"An earlier version of {name} is not what was written.")
    return text
