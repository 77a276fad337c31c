"""`python -m steering verify-log`: exit codes, what it says, and that whoever edits the log is convicted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.exports.receipt import render_receipt
from steering.records import Records
from steering.records.audit_log import GENESIS as AUDIT_GENESIS
from steering.records.audit_log import digest_entry
from steering.records.meetings import GENESIS, link
from steering.state.case_snapshot import CaseSnapshot
from tests.actors import TESTER
from tests.steering.stage.played import Played, play


@pytest.fixture
def meeting(tmp_path: Path, example: CaseSnapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Played]:
    monkeypatch.setenv("STEERCO_HOME", str(tmp_path / "home"))
    with Records(tmp_path / "home") as records:
        yield play(tmp_path / "home", records, example)


def save(meeting: Played, *names: str) -> list[str]:
    """Save receipts as their holders would."""
    paths = [meeting.home.parent / f"{name}.html" for name in names]
    for path, name in zip(paths, names, strict=True):
        path.write_bytes(render_receipt(*meeting.receipt(name)))
    return [str(path) for path in paths]


def forge(meeting: Played, old: str, new: str) -> None:
    """Change what happened, and write the whole log anew so that it is consistent."""
    with sqlite3.connect(meeting.home / "records.sqlite") as raw:
        head = GENESIS
        for seq, body in raw.execute("select seq, body from meeting_events order by seq").fetchall():
            changed = body.replace(old, new)
            head = link(head, changed)
            raw.execute("update meeting_events set body = ?, sha256 = ? where seq = ?", (changed, head, seq))
        raw.execute("update meetings set head = ?", (head,))


def test_receipts_of_a_log_that_nobody_touched_hold(meeting: Played, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-log", "--receipt", *save(meeting, "Ada", "Ben", "Guest")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5 and all(line.endswith(": holds") for line in lines[1:4])
    assert lines[4] == f"The 3 receipts of meeting {meeting.room.id} tell of the same events."


@pytest.mark.parametrize("name", ["Ada", "Ben", "Cy", "Guest", "Presenter"])
def test_any_one_receipt_convicts_whoever_writes_the_whole_log_anew(
    meeting: Played, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    files = save(meeting, name)
    forge(meeting, '"choice":"reject"', '"choice":"approve"')
    # In itself the log is consistent, which proves nothing.
    assert main(["verify-log"]) == 0
    assert "This proves nothing against whoever owns this server" in capsys.readouterr().out
    assert main(["verify-log", "--json", "--receipt", *files]) == 1
    (item,) = json.loads(capsys.readouterr().out)["receipts"]
    events = [json.loads(event.body) for event in meeting.records.meetings.events(meeting.room.id)]
    first = next(
        n for n, body in enumerate(events, 1) if body["kind"] == "vote" and body["by"] == meeting.visitor("Ben").place
    )
    assert (item["verdict"], [finding["event"] for finding in item["findings"]]) == ("changed", [first])


def test_a_log_that_was_changed_without_care_is_found_without_receipts(
    meeting: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(meeting.home / "records.sqlite") as raw:
        raw.execute("update meeting_events set body = replace(body, 'a', 'b') where seq = 4")
    assert main(["verify-log", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [(item["verdict"], item["findings"][0]["event"]) for item in report["meetings"]] == [("changed", 4)]


def test_a_receipt_convicts_whoever_writes_the_audit_log_anew(
    meeting: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    log = meeting.records.audit_log
    for number in range(1, 4):
        log.note(TESTER, "download", place="halden", subject=f"{number}.csv")
    files = save(meeting, "Ada")
    log.note(TESTER, "download", place="halden", subject="later.csv")
    assert main(["verify-log", "--receipt", *files]) == 0
    entries, _ = log.read_all()
    before = AUDIT_GENESIS
    with sqlite3.connect(meeting.home / "records.sqlite") as raw:
        for entry in entries:
            values = {**vars(entry), "subject": entry.subject.replace("2.csv", "other.csv")}
            before = digest_entry(before, values)
            change = "update audit_entries set subject = ?, sha256 = ? where seq = ?"
            raw.execute(change, (values["subject"], before, entry.seq))
        raw.execute("update audit_head set sha256 = ?", (before,))
    # In itself it is consistent, which proves nothing.
    assert main(["verify-log"]) == 0
    capsys.readouterr()
    assert main(["verify-log", "--json", "--receipt", *files]) == 1
    report = json.loads(capsys.readouterr().out)
    (item,) = report["receipts"]
    known = len(entries) - 1
    assert report["audit"]["verdict"] == "holds"
    assert [(finding["subject"], finding["event"]) for finding in item["findings"]] == [("audit", known)]


def test_a_receipt_from_before_there_was_an_audit_log_still_holds(meeting: Played) -> None:
    (file,) = save(meeting, "Ada")
    older = meeting.receipt("Ada")[0].as_dict()
    del older["audit"]
    Path(file).write_text(json.dumps(older), encoding="utf-8")
    assert main(["verify-log", "--receipt", file]) == 0
    Path(file).write_text(json.dumps(older | {"audit": {"seq": -9, "sha256": "x"}}), encoding="utf-8")
    assert main(["verify-log", "--receipt", file]) == 2


def test_what_can_not_be_read(meeting: Played, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (good,) = save(meeting, "Ada")
    other, broken = tmp_path / "other.html", tmp_path / "broken.html"
    text = Path(good).read_bytes()
    other.write_bytes(text.replace(meeting.room.id.encode(), b"0" * 16))
    broken.write_bytes(text.replace(b'"trail": "', b'"trail": "0'))
    assert main(["verify-log", "--receipt", good, str(other), str(broken), str(tmp_path / "none.html")]) == 2
    out = capsys.readouterr().out
    assert "These records have no meeting 0000000000000000." in out
    assert "The receipt is damaged: it has not 21 hashes for 21 events." in out
    assert "none.html can't be read: No such file or directory." in out


def test_a_conviction_counts_more_than_a_receipt_that_can_not_be_read(meeting: Played) -> None:
    files = save(meeting, "Ada")
    forge(meeting, "Why so much?", "Why so little?")
    assert main(["verify-log", "--receipt", *files, __file__]) == 1


def test_without_records_and_without_meetings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEERCO_HOME", str(tmp_path))
    assert main(["verify-log"]) == 2
    assert "There are no records in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    Records(tmp_path).close()
    assert main(["verify-log"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Audit log        0 entries  holds", "There are no meetings."]
    assert "the owner can write a whole log anew" in lines[2]


def test_an_audit_log_that_was_changed_is_found_at_its_first_break(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEERCO_HOME", str(tmp_path))
    with Records(tmp_path) as records:
        for number in range(4):
            records.audit_log.note(TESTER, "download", place="halden", subject=f"{number}.csv")
    assert main(["verify-log"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "Audit log        4 entries  holds"
    with sqlite3.connect(tmp_path / "records.sqlite") as raw:
        raw.execute("update audit_entries set subject = 'other.csv' where seq > 2")
    assert main(["verify-log"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Audit log        4 entries  DOES NOT HOLD"
    assert lines[1].startswith("  Entry 3 is not as it was written")
    assert main(["verify-log", "--json"]) == 1
    audit = json.loads(capsys.readouterr().out)["audit"]
    assert (audit["verdict"], audit["entries"], audit["findings"][0]["event"]) == ("changed", 4, 3)
