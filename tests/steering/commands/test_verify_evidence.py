"""`python -m steering verify-evidence`: what holds, what may move, and what convicts whoever changes evidence."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from steering.__main__ import main
from steering.records import Records
from steering.records.audit_log import GENESIS, digest_entry
from steering.warehouse import read_manifest, rows_path
from steering.warehouse.releases import sha256_of
from tests.actors import TESTER
from tests.steering.compliance.control_cases import HEADER

Capture = pytest.CaptureFixture[str]
FIRST = {
    "EV-1": "CC1.1,soc2,inspection,https://evidence.example/1,,2026-01-10,2026-12-31,Analyst,,draft",
    "EV-2": "CC1.2,soc2,inquiry,https://evidence.example/2,,2026-01-11,,Analyst,Internal audit,approved",
    "EV-3": "CC1.3,soc2,inquiry,https://evidence.example/3,,2026-01-12,,Analyst,Internal audit,in_review",
}
# Reviews that went on, and a piece that is new.
SECOND = {
    **FIRST,
    "EV-1": FIRST["EV-1"].replace(",,draft", ",Internal audit,approved"),
    "EV-3": FIRST["EV-3"].replace("in_review", "rejected"),
    "EV-4": "CC1.3,soc2,automated,https://evidence.example/4,,2026-03-12,,Analyst,,draft",
}


def publish(tmp_path: Path, rows: dict[str, str]) -> None:
    file = tmp_path / "evidence.csv"
    file.write_text("\n".join([HEADER, *(f"{id},{row}" for id, row in rows.items())]) + "\n", encoding="utf-8")
    assert main(["ingest", "evidence", str(file), "--case", "audited", "--publish"]) == 0


@pytest.fixture
def case(tmp_path: Path, home: Path, capsys: Capture) -> str:
    """A case of which two releases of evidence were published, with nothing wrong."""
    publish(tmp_path, FIRST)
    publish(tmp_path, SECOND)
    capsys.readouterr()
    return "audited"


def verify(capsys: Capture, *others: str, code: int) -> dict[str, Any]:
    assert main(["verify-evidence", "audited", "--json", *others]) == code
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def list_releases(home: Path) -> list[str]:
    with Records(home) as records:
        return [entry.release_id for entry in records.history("audited", "evidence")]


def test_reviews_that_go_on_hold_and_are_told(case: str, capsys: Capture) -> None:
    report = verify(capsys, code=0)
    assert [(link["kind"], link["evidence_id"]) for link in report["links"]] == [
        ("received", "EV-1"),
        ("received", "EV-2"),
        ("received", "EV-3"),
        ("reviewed", "EV-1"),
        ("reviewed", "EV-3"),
        ("received", "EV-4"),
    ]
    assert (report["verdict"], report["log"]["verdict"], report["breaks"]) == ("holds", "holds", [])
    assert report["links"][3]["text"] == (
        "EV-1: reviewer was empty and became Internal audit and status was draft and became approved."
    )
    assert main(["verify-evidence", case]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "audited  6 links over 4 pieces of evidence  holds",
        f"Head {report['head']}",
        "Reviewed after they came in, as they may be: 2.",
    ]
    assert lines[3].startswith("What this can't prove: whoever owns this server")


def test_the_same_releases_have_the_same_head_and_an_earlier_head_stays_in_the_chain(
    case: str, tmp_path: Path, capsys: Capture
) -> None:
    head = verify(capsys, code=0)["head"]
    assert verify(capsys, "--head", head.upper(), code=0)["noted"]["link"] == 6
    publish(tmp_path, {**SECOND, "EV-5": SECOND["EV-4"]})
    capsys.readouterr()
    report = verify(capsys, "--head", head, code=0)
    assert (report["noted"], report["length"]) == ({"verdict": "holds", "head": head, "link": 6}, 7)
    assert report["head"] != head
    assert main(["verify-evidence", case, "--head", head]) == 0
    assert "The head that was noted is link 6; 1 came after it." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("id", "row", "words"),
    [
        ("EV-2", SECOND["EV-2"].replace("/2", "/9"), "source_uri was https://evidence.example/2 and became https"),
        ("EV-2", SECOND["EV-2"].replace("11,,", "11,2027-01-01,"), "expires_at was empty and became 2027-01-01T00"),
        ("EV-2", SECOND["EV-2"].replace("approved", "draft"), "status was approved and became draft"),
        ("EV-2", SECOND["EV-2"].replace("Internal audit", "Analyst"), "reviewer was Internal audit and became Analyst"),
        ("EV-3", SECOND["EV-3"].replace("rejected", "approved"), "status was rejected and became approved"),
    ],
)
def test_a_piece_that_is_not_what_was_received_is_a_break(
    case: str, tmp_path: Path, capsys: Capture, id: str, row: str, words: str
) -> None:
    publish(tmp_path, {**SECOND, id: row})
    capsys.readouterr()
    report = verify(capsys, code=1)
    (broken,) = report["breaks"]
    assert (broken["evidence_id"], report["links"][-1]["kind"]) == (id, "changed")
    assert broken["text"].startswith(f"{id}: {words}")
    assert main(["verify-evidence", case]) == 1
    output = capsys.readouterr().out
    assert f"First break: {id}: {words}" in output and "Published by Command line at " in output


def test_a_removed_piece_is_a_break_until_it_is_back_as_it_was(case: str, tmp_path: Path, capsys: Capture) -> None:
    publish(tmp_path, {id: row for id, row in SECOND.items() if id != "EV-2"})
    capsys.readouterr()
    report = verify(capsys, code=1)
    assert [(entry["evidence_id"], entry["text"]) for entry in report["breaks"]] == [("EV-2", "EV-2 was removed.")]
    publish(tmp_path, SECOND)
    capsys.readouterr()
    report = verify(capsys, code=0)
    assert [link["kind"] for link in report["links"][6:]] == ["removed", "returned"]
    assert report["returned"] == 1


def test_a_rollback_that_takes_pieces_and_reviews_away_is_told_with_who(case: str, home: Path, capsys: Capture) -> None:
    with Records(home) as records:
        records.roll_back("audited", "evidence", by=TESTER)
    report = verify(capsys, code=1)
    assert [entry["evidence_id"] for entry in report["breaks"]] == ["EV-1", "EV-3", "EV-4"]
    assert {(entry["action"], entry["by"]) for entry in report["breaks"]} == {("rollback", "tester")}
    assert main(["verify-evidence", case]) == 1
    assert "Rolled back by tester at " in capsys.readouterr().out


def test_a_file_that_was_tampered_with_is_told_and_stays_where_it_is(case: str, home: Path, capsys: Capture) -> None:
    first, _ = list_releases(home)
    rows = rows_path(home, "evidence", first)
    content = bytearray(rows.read_bytes())
    content[len(content) // 2] ^= 1
    rows.write_bytes(content)
    report = verify(capsys, code=1)
    (broken,) = report["breaks"]
    assert (broken["evidence_id"], broken["release"]) == ("", first)
    assert "is not the one that was stored" in broken["text"]
    assert rows.read_bytes() == content


def test_a_file_that_is_missing_is_a_break(case: str, home: Path, capsys: Capture) -> None:
    first, _ = list_releases(home)
    rows_path(home, "evidence", first).unlink()
    (broken,) = verify(capsys, code=1)["breaks"]
    assert "rows.parquet is missing" in broken["text"]


def test_rows_and_manifest_that_were_changed_together_are_convicted_by_the_id(
    case: str, home: Path, capsys: Capture
) -> None:
    first, second = list_releases(home)
    rows, manifest = rows_path(home, "evidence", first), read_manifest(home, "evidence", first)
    rows.write_bytes(rows_path(home, "evidence", second).read_bytes())
    forged = replace(manifest, parquet_sha256=sha256_of(rows), parquet_bytes=rows.stat().st_size)
    rows.with_name("manifest.json").write_text(json.dumps(asdict(forged)), encoding="utf-8")
    (broken,) = verify(capsys, code=1)["breaks"]
    assert "does not hold the rows that its id was made of" in broken["text"]


def test_a_history_that_was_changed_is_not_that_of_the_audit_log(case: str, home: Path, capsys: Capture) -> None:
    head = verify(capsys, code=0)["head"]
    with sqlite3.connect(home / "records.sqlite") as raw:
        raw.execute("delete from publications where id = (select min(id) from publications)")
    report = verify(capsys, "--head", head, code=1)
    # What is left is consistent in itself; the log and the head tell.
    assert report["verdict"] == "holds"
    assert report["log"]["findings"] == [
        "The history of the evidence data at audited is not what the audit log tells (1 entries, 2 there): "
        "some were added, changed or removed without it."
    ]
    assert report["noted"] == {"verdict": "changed", "head": head, "link": None}
    assert main(["verify-evidence", case, "--head", head]) == 1
    assert "No link has the hash that was noted" in capsys.readouterr().out


def test_only_a_head_that_was_noted_convicts_whoever_writes_history_and_log_anew(
    case: str, home: Path, capsys: Capture
) -> None:
    head = verify(capsys, code=0)["head"]
    with sqlite3.connect(home / "records.sqlite") as raw:
        raw.execute("delete from publications where id = (select min(id) from publications)")
        raw.execute("delete from audit_entries where seq = 1")
        raw.execute("update audit_entries set seq = seq - 1")
    with Records(home) as records:
        before = GENESIS
        for entry in records.audit_log.read_all()[0]:
            before = digest_entry(before, vars(entry))
            with sqlite3.connect(home / "records.sqlite") as raw:
                raw.execute("update audit_entries set sha256 = ? where seq = ?", (before, entry.seq))
                raw.execute("update audit_head set seq = ?, sha256 = ?", (entry.seq, before))
    assert verify(capsys, code=0)["log"]["verdict"] == "holds"
    assert verify(capsys, "--head", head, code=1)["noted"]["verdict"] == "changed"


def test_an_audit_log_that_does_not_hold_is_told(case: str, home: Path, capsys: Capture) -> None:
    with sqlite3.connect(home / "records.sqlite") as raw:
        raw.execute("update audit_entries set facts = replace(facts, '\"rows\":3', '\"rows\":4') where seq = 1")
    report = verify(capsys, code=1)
    assert report["log"]["findings"] == [
        "The audit log does not hold: Entry 1 is not as it was written: it, or the hash of the one before it, was "
        "changed."
    ]


def test_a_release_that_was_cleaned_up_is_a_gap_and_no_break(case: str, home: Path, capsys: Capture) -> None:
    first, _ = list_releases(home)
    with Records(home) as records:
        records.releases.remove(
            [entry for entry in records.releases.list_unused(["audited"]) if entry.release_id == first], by=TESTER
        )
    rows_path(home, "evidence", first).unlink()
    report = verify(capsys, code=0)
    assert [gap["release"] for gap in report["gaps"]] == [first]
    assert main(["verify-evidence", case]) == 0
    assert "held can't be shown: it was cleaned up, which the audit log tells." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["other", "somewhere/other"])
def test_a_case_without_evidence_is_told(case: str, capsys: Capture, name: str) -> None:
    assert main(["verify-evidence", name]) == 2
    assert capsys.readouterr().err.startswith("Evidence was never published for the case other in ")


def test_a_head_that_is_none_is_refused(case: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify-evidence", case, "--head", "abc"])
    assert ended.value.code == 2
    assert "'abc' is no head; give the 64 hexadecimal digits that were printed" in capsys.readouterr().err
