"""The chain of evidence of a cohort's workspace, with records in SQLite and in PostgreSQL: whole, or broken where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steering.frames.compliance.chain import build_chain_blocks
from steering.ingest.publish import publish
from steering.records import Publication, Records
from steering.state.evidence_check import check_evidence, stamp_evidence
from steering.state.evidence_releases import list_history
from steering.status import Status
from steering.warehouse import rows_path
from tests.actors import TESTER
from tests.steering.compliance.control_cases import HEADER

FIRST = (
    "EV-1,CC1.1,soc2,inspection,https://evidence.example/1,,2026-01-10,2026-12-31,Analyst,,draft",
    "EV-2,CC1.2,soc2,inquiry,https://evidence.example/2,,2026-01-11,,Analyst,Internal audit,approved",
)
REVIEWED = (FIRST[0].replace(",,draft", ",Internal audit,approved"), FIRST[1])
CHANGED = (REVIEWED[0], REVIEWED[1].replace("CC1.2", "CC1.3"))


@pytest.fixture
def store(open_records: Callable[[], Records]) -> Iterator[Records]:
    with open_records() as records:
        yield records


@pytest.fixture
def places(store: Records) -> tuple[str, str]:
    """A cohort and a workspace in it."""
    cohort = store.cohorts.make("Spring", TESTER).id
    return cohort, store.workspaces.make(cohort, TESTER, group="North", title="North").id


def bring(records: Records, home: Path, place: str, *rows: str) -> Publication:
    file = home / "evidence.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return publish(file, "evidence", place, home=home, records=records, by=TESTER, source="upload")


def test_a_workspace_goes_on_with_the_chain_of_its_cohort(
    store: Records, places: tuple[str, str], tmp_path: Path
) -> None:
    cohort, workspace = places
    bring(store, tmp_path, cohort, *FIRST)
    bring(store, tmp_path, workspace, *REVIEWED)
    history = list_history(store, tmp_path, workspace)
    check = check_evidence(store, tmp_path, history, with_log=True)
    assert [(link.kind, link.evidence_id) for link in check.chain.links] == [
        ("received", "EV-1"), ("received", "EV-2"), ("reviewed", "EV-1"),
    ]  # fmt: skip
    assert (check.chain.breaks, check.log) == ((), ())
    # The cohort itself has no more than its own.
    own = check_evidence(store, tmp_path, list_history(store, tmp_path, cohort))
    assert (len(own.chain.links), own.log) == (2, None)
    statements, table = build_chain_blocks(check.chain, history, {TESTER.id: "Learner 3"}, check.log)
    assert statements.findings[0].text.startswith("The chain of evidence is whole: 2 pieces of evidence in 3 links")
    assert [entry.status for entry in statements.findings] == [Status.ON_TRACK, Status.ON_TRACK]
    assert [row[1:8] for row in table.rows] == [
        ("Learner 3", "Published", 2, 0, 0, Status.ON_TRACK, None),
        ("Learner 3", "Published", 0, 1, 0, Status.ON_TRACK, None),
    ]
    assert table.rows[-1][-1] == check.chain.head


def test_a_piece_that_became_another_one_breaks_the_chain_of_the_workspace_alone(
    store: Records, places: tuple[str, str], tmp_path: Path
) -> None:
    cohort, workspace = places
    bring(store, tmp_path, cohort, *REVIEWED)
    bring(store, tmp_path, workspace, *CHANGED)
    history = list_history(store, tmp_path, workspace)
    check = check_evidence(store, tmp_path, history)
    statements, table = build_chain_blocks(check.chain, history, {})
    [entry] = statements.findings
    assert (entry.status, entry.detail) == (Status.BREACHED, "EV-2: control_id was CC1.2 and became CC1.3.")
    assert entry.text.startswith("The chain of evidence is broken in one place on ")
    assert [(row[5], row[6], row[7]) for row in table.rows] == [
        (0, Status.ON_TRACK, None),
        (1, Status.BREACHED, "EV-2: control_id was CC1.2 and became CC1.3."),
    ]
    assert check_evidence(store, tmp_path, list_history(store, tmp_path, cohort)).chain.breaks == ()


def test_a_file_that_was_written_again_is_another_stamp_and_a_break(
    store: Records, places: tuple[str, str], tmp_path: Path
) -> None:
    entry = bring(store, tmp_path, places[0], *FIRST)
    history = list_history(store, tmp_path, places[0])
    before = stamp_evidence(tmp_path, history)
    assert stamp_evidence(tmp_path, history) == before
    path = rows_path(tmp_path, "evidence", entry.release_id)
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert stamp_evidence(tmp_path, history) != before
    [fault] = check_evidence(store, tmp_path, history).chain.breaks
    assert "is not the one that was stored" in fault.text
    path.unlink()
    assert stamp_evidence(tmp_path, history) != before


def test_each_break_of_a_release_is_counted_and_the_first_ones_are_told(
    store: Records, places: tuple[str, str], tmp_path: Path
) -> None:
    rows = [FIRST[1].replace("EV-2", f"EV-{number}") for number in range(1, 6)]
    bring(store, tmp_path, places[0], *rows)
    bring(store, tmp_path, places[0], *(row.replace("CC1.2", "CC1.4") for row in rows))
    history = list_history(store, tmp_path, places[0])
    statements, table = build_chain_blocks(check_evidence(store, tmp_path, history).chain, history, {})
    assert statements.findings[0].text.startswith("The chain of evidence is broken in 5 places, first on ")
    assert str(table.rows[1][7]).endswith("And 2 more.")
    assert str(table.rows[1][7]).count("became CC1.4.") == 3
