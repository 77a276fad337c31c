"""Decisions recorded by several processes at once, and by one that is killed: all of a file or nothing of it."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from steering.records import Records

RECORDER = """
import sys
from pathlib import Path
from steering.records import Records
from tests.actors import somebody
from tests.steering.small_decisions import PAST, decided
home, name, rounds, texts = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
block = PAST.removeprefix("decisions:\\n")
with Records(home) as records:
    for number in range(rounds):
        said = block.replace("Nobody objected", f"Minutes {number % texts}")
        text = "decisions:\\n" + "".join(said.replace("id: start", f"id: start-{one}") for one in range(4))
        print(len(records.record_decisions("example", decided(text), by=somebody(name), source="case")), flush=True)
"""
ROOT = Path(__file__).parents[3]


def start(home: Path, name: str, rounds: int, texts: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RECORDER, str(home), name, str(rounds), str(texts)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_that_bring_the_same_file_at_once_record_it_once(tmp_path: Path) -> None:
    recorders = [start(tmp_path, name, 20, 1) for name in ("one", "two")]
    outputs = [recorder.communicate(timeout=60) for recorder in recorders]
    assert [recorder.returncode for recorder in recorders] == [0, 0], outputs
    assert sum(int(line) for out, _ in outputs for line in out.split()) == 4
    with Records(tmp_path) as records:
        assert [one.revision for one in records.decisions("example")] == [1] * 4


def test_processes_that_bring_different_files_lose_no_revision(tmp_path: Path) -> None:
    recorders = [start(tmp_path, name, 12, 3) for name in ("one", "two")]
    outputs = [recorder.communicate(timeout=60) for recorder in recorders]
    assert [recorder.returncode for recorder in recorders] == [0, 0], outputs
    added = sum(int(line) for out, _ in outputs for line in out.split())
    with Records(tmp_path) as records:
        found = [records.decision_revisions("example", f"start-{one}") for one in range(4)]
        assert sum(map(len, found)) == added
        for revisions in found:
            assert [one.revision for one in revisions] == list(range(1, len(revisions) + 1))


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_process_leaves_whole_files_only(tmp_path: Path, seed: int) -> None:
    recorder = start(tmp_path, "doomed", 100_000, 1000)
    assert recorder.stdout is not None
    acknowledged = sum(int(recorder.stdout.readline()) for _ in range(random.Random(seed).randint(1, 20)))
    recorder.send_signal(signal.SIGKILL)
    recorder.communicate(timeout=30)
    with Records(tmp_path) as records:
        found = [records.decision_revisions("example", f"start-{one}") for one in range(4)]
        assert len({len(revisions) for revisions in found}) == 1
        assert sum(map(len, found)) >= acknowledged >= 4
        assert records.version() == len(found[0])
        assert len({one.decision.minutes for one in records.decisions("example")}) == 1
    raw = sqlite3.connect(tmp_path / "records.sqlite")
    assert raw.execute("pragma integrity_check").fetchone() == ("ok",)
    raw.close()
