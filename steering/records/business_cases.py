"""Business cases from elsewhere that somebody chose to keep, until somebody removes them; removed is gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa

from steering.errors import SteercoError
from steering.records.canonical_json import sha256_of
from steering.records.schema import kept_business_cases

MOST = 50
LONGEST_NAME = 256


class TooManyBusinessCases(SteercoError):
    """As many business cases are kept as a case may have."""

    def __init__(self) -> None:
        super().__init__(f"{MOST} business cases are saved beside this case, which is the most. Remove one first.")


@dataclass(frozen=True, kw_only=True)
class SavedBusinessCase:
    """A business case as it was brought: its file's name, its text with the text's hash, when (UTC) and by whom."""

    id: int
    case_id: str
    name: str
    sha256: str
    body: str
    kept_at: dt.datetime
    kept_by: str


def save_business_case(connection: sa.Connection, case_id: str, name: str, body: str, by: str) -> SavedBusinessCase:
    """Keep a business case; the same text is kept once, under the name that it came with first.

    Raises:
        TooManyBusinessCases: there are as many as a case may have.
    """
    others, sha256 = list_business_cases(connection, case_id), sha256_of(body)
    if earlier := next((other for other in others if other.sha256 == sha256), None):
        return earlier
    if len(others) >= MOST:
        raise TooManyBusinessCases
    now = dt.datetime.now(dt.UTC)
    entry = SavedBusinessCase(
        id=0, case_id=case_id, name=name[:LONGEST_NAME], sha256=sha256, body=body, kept_at=now, kept_by=by
    )
    values = {key: value for key, value in asdict(entry).items() if key != "id"}
    result = connection.execute(sa.insert(kept_business_cases).values(values))
    assert result.inserted_primary_key is not None
    return replace(entry, id=int(result.inserted_primary_key[0]))


def list_business_cases(connection: sa.Connection, case_id: str) -> tuple[SavedBusinessCase, ...]:
    """Return the saved business cases of a case, the first one first."""
    table = kept_business_cases
    query = sa.select(table).where(table.c.case_id == case_id).order_by(table.c.id)
    return tuple(SavedBusinessCase(**row) for row in connection.execute(query).mappings())


def delete_business_case(connection: sa.Connection, case_id: str, id: int) -> None:
    """Remove one that is kept beside a case for good; nothing happens where it is gone already."""
    table = kept_business_cases
    connection.execute(sa.delete(table).where(table.c.case_id == case_id, table.c.id == id))
