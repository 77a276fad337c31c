"""Files that were taken along are witnesses of the audit log: `verify-log` holds the log against each of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.errors import SteercoError
from steering.exports.feedback import render_feedback
from steering.exports.html import html
from steering.exports.sheet import render_sheet
from steering.exports.storyboard import export_storyboard
from steering.exports.witness import parse_witness, render_witness, write_witness
from steering.frames.frame import provenance
from steering.records import Records
from steering.records.audit_log import GENESIS, LogHead, digest_entry
from steering.stage.meeting_minutes import room_minutes
from steering.stage.minutes_pages import build_minutes_frame, render_minutes
from steering.state.case_snapshot import CaseSnapshot
from tests.actors import TESTER
from tests.steering.exports.feedbacks import feedback_of
from tests.steering.stage.played import Played, play

FORGED = "Audit log, entry 1: " + "f" * 64
HEAD = LogHead(seq=7, sha256="0a" * 32)


@pytest.fixture
def meeting(tmp_path: Path, example: CaseSnapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Played]:
    monkeypatch.setenv("STEERCO_HOME", str(tmp_path / "home"))
    with Records(tmp_path / "home") as records:
        yield play(tmp_path / "home", records, example)


def take_along(meeting: Played, head: LogHead) -> Mapping[str, bytes]:
    """Return what can be taken along, each in its form."""
    context, minutes = meeting.room.snapshot.context, room_minutes(meeting.room)
    frame = build_minutes_frame(minutes, provenance(context, meeting.room.snapshot.default_filters, ()))
    return {
        "offline.html": html(export_storyboard(context), head),
        "feedback.html": render_feedback(replace(feedback_of(FORGED), audit=head)),
        "minutes.html": render_sheet(frame, render_witness(head)),
        "minutes.md": (render_minutes(minutes) + write_witness(head)).encode(),
    }


def test_each_convicts_whoever_writes_the_log_anew(
    meeting: Played, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    log = meeting.records.audit_log
    for number in range(1, 4):
        log.note(TESTER, "download", place="halden", subject=f"{number}.csv")
    paths = []
    for name, content in take_along(meeting, log.head()).items():
        (tmp_path / name).write_bytes(content)
        paths.append(str(tmp_path / name))
    log.note(TESTER, "download", place="halden", subject="later.csv")
    assert main(["verify-log", "--receipt", *paths]) == 0
    entries, _ = log.read_all()
    with sqlite3.connect(meeting.home / "records.sqlite") as raw:
        before = GENESIS
        for entry in entries:
            values = {**vars(entry), "subject": entry.subject.replace("2.csv", "other.csv")}
            before = digest_entry(before, values)
            change = "update audit_entries set subject = ?, sha256 = ? where seq = ?"
            raw.execute(change, (values["subject"], before, entry.seq))
        raw.execute("update audit_head set sha256 = ?", (before,))
    capsys.readouterr()
    assert main(["verify-log", "--json", "--receipt", *paths]) == 1
    report = json.loads(capsys.readouterr().out)
    known = len(entries) - 1
    assert [(item["file"], item["verdict"], item["event"]) for item in report["receipts"]] == [
        (path, "changed", known) for path in paths
    ]


def test_what_somebody_wrote_into_it_is_no_witness() -> None:
    with_text = feedback_of(f'<p class="fine witness">{FORGED.replace(": ", ": <code>")}</code>')
    with pytest.raises(SteercoError, match="no witness"):
        parse_witness(render_feedback(with_text))
    assert parse_witness(render_feedback(replace(with_text, audit=HEAD))) == HEAD
    text = f"# Minutes\n\n{FORGED}.\n\nMore\n"
    with pytest.raises(SteercoError, match="no witness"):
        parse_witness(text.encode())
    assert parse_witness((text + write_witness(HEAD)).encode()) == HEAD


def test_without_a_log_nothing_is_said_of_it() -> None:
    assert (render_witness(None), write_witness(None)) == ("", "")
