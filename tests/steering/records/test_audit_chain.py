"""The chain of the audit log: each kind of edit is found at the entry where it begins; what only a kept head tells."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.records import Records
from steering.records.audit_chain import ChainBreak, find_break, hold_head
from steering.records.audit_log import GENESIS, LogHead, digest_entry
from tests.actors import TESTER

ENTRIES = 6


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records(tmp_path) as records:
        for number in range(1, ENTRIES + 1):
            records.audit_log.note(TESTER, "download", place="halden", subject=f"cost-{number}.csv", rows=number)
        yield records


def edit(records: Records, *statements: str) -> None:
    """Change the file behind the app's back."""
    path = records.engine.url.database
    assert path
    with sqlite3.connect(path) as raw:
        for statement in statements:
            raw.execute(statement)


def forge(records: Records) -> None:
    """Change entry 3 and write everything after it anew, so that the log is consistent in itself."""
    path = records.engine.url.database
    assert path
    edit(records, "update audit_entries set subject = 'nothing.csv' where seq = 3")
    entries, _ = records.audit_log.read_all()
    before = GENESIS
    with sqlite3.connect(path) as raw:
        for entry in entries:
            before = digest_entry(before, vars(entry))
            raw.execute("update audit_entries set sha256 = ? where seq = ?", (before, entry.seq))
        raw.execute("update audit_head set sha256 = ?", (before,))


def test_an_empty_log_and_one_that_nobody_touched_hold(tmp_path: Path, records: Records) -> None:
    assert find_break((), LogHead(seq=0, sha256=GENESIS)) is None
    assert find_break(*records.audit_log.read_all()) is None
    assert records.audit_log.head().seq == ENTRIES


@pytest.mark.parametrize(
    ("statements", "seq", "words"),
    [
        (["update audit_entries set subject = 'x' where seq = 4"], 4, "Entry 4 is not as it was written"),
        (["update audit_entries set actor = 'Ada' where seq = 1"], 1, "Entry 1 is not as it was written"),
        (["update audit_entries set actor_id = 'ada' where seq = 2"], 2, "Entry 2 is not as it was written"),
        (["update audit_entries set action = 'vote' where seq = 6"], 6, "Entry 6 is not as it was written"),
        (["update audit_entries set place = '' where seq = 2"], 2, "Entry 2 is not as it was written"),
        (["update audit_entries set facts = '{\"rows\":0}' where seq = 5"], 5, "Entry 5 is not as it was written"),
        (["update audit_entries set at = datetime(at, '+1 day') where seq = 3"], 3, "Entry 3 is not as it was written"),
        (["update audit_entries set sha256 = 'a' where seq = 3"], 3, "Entry 3 is not as it was written"),
        (["delete from audit_entries where seq = 3"], 3, "Entry 3 is missing"),
        (["delete from audit_entries where seq = 1"], 1, "Entry 1 is missing"),
        (["delete from audit_entries where seq > 4"], 5, "The log ends with entry 4, and its end was"),
        (["delete from audit_entries"], 1, "The log ends with entry 0"),
        (["update audit_head set sha256 = 'a'"], 6, "The end of the log is not that of its last entry, 6"),
        (["update audit_head set seq = 5"], 6, "The end of the log is not that of its last entry, 6"),
        (
            ["update audit_entries set facts = '{}' where seq = 5", "delete from audit_entries where seq = 2"],
            2,
            "Entry 2 is missing",
        ),
    ],
)  # fmt: skip
def test_the_first_break_is_named(records: Records, statements: list[str], seq: int, words: str) -> None:
    edit(records, *statements)
    found = find_break(*records.audit_log.read_all())
    assert found is not None and found.seq == seq
    assert found.text.startswith(words)


def test_whoever_writes_the_log_anew_is_convicted_by_a_head_that_was_kept(records: Records) -> None:
    entries, _ = records.audit_log.read_all()
    heads = [LogHead(seq=0, sha256=GENESIS), *(LogHead(seq=entry.seq, sha256=entry.sha256) for entry in entries)]
    assert [hold_head(entries, head) for head in heads] == [None] * (ENTRIES + 1)
    forge(records)
    # In itself it is consistent, which proves nothing.
    assert find_break(*records.audit_log.read_all()) is None
    forged, _ = records.audit_log.read_all()
    # A head from before the change can't tell of it; each one from then on does.
    assert [bool(hold_head(forged, head)) for head in heads] == [False] * 3 + [True] * 4
    assert hold_head(forged[:4], heads[6]) == ChainBreak(
        seq=5, text="The log ends with entry 4, and the receipt was given at entry 6: entries are missing."
    )


def test_what_was_written_is_read_as_it_was(records: Records) -> None:
    entry = records.audit_log.list()[0].as_dict({TESTER.id: "Tester now"})
    at = dt.datetime.fromisoformat(str(entry.pop("at")))
    assert at.utcoffset() == dt.timedelta(0)
    assert entry.pop("sha256") == records.audit_log.head().sha256
    assert entry == {
        "seq": 6, "actor_id": TESTER.id, "actor": "", "name": "Tester now", "action": "download", "place": "halden",
        "subject": "cost-6.csv", "facts": {"rows": 6},
    }  # fmt: skip
