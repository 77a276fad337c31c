"""Several processes at once, and processes that are killed: nothing acknowledged is lost or half there."""

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from steering.records import Records
from tests.actors import somebody

PUBLISHER = """
import sys
from pathlib import Path
from steering.records import Records
from tests.actors import somebody
home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Records(home) as records:
    for number in range(count):
        entry = records.publish("example", "adoption", f"{number:064d}", by=somebody(name), source="command",
                                source_name="a.csv", source_sha256="", rows=number)
        print(entry.id, flush=True)
        if number % 3 == 2:
            print(records.roll_back("example", "adoption", by=somebody(name)).id, flush=True)
"""


def start(home: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PUBLISHER, str(home), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_that_start_and_publish_at_once_lose_nothing(tmp_path: Path) -> None:
    publishers = [start(tmp_path, name, 30) for name in ("one", "two", "three")]
    outputs = [publisher.communicate(timeout=60) for publisher in publishers]
    assert [publisher.returncode for publisher in publishers] == [0, 0, 0], outputs
    acknowledged = [int(line) for out, _ in outputs for line in out.split()]
    with Records(tmp_path) as records:
        entries = records.history("example", "adoption")
        assert records.version() == len(entries) == 3 * 40
        assert sorted(acknowledged) == [entry.id for entry in entries]
        assert records.in_force("example")["adoption"] == entries[-1]


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_process_leaves_all_it_acknowledged_and_no_half(tmp_path: Path, seed: int) -> None:
    publisher = start(tmp_path, "doomed", 100_000)
    assert publisher.stdout is not None
    acknowledged = [int(publisher.stdout.readline()) for _ in range(random.Random(seed).randint(1, 40))]
    publisher.send_signal(signal.SIGKILL)
    rest, _ = publisher.communicate(timeout=30)
    # The last line may be cut off in the middle by the kill.
    acknowledged += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    with Records(tmp_path) as records:
        entries = records.history("example", "adoption")
        assert {entry.id for entry in entries} >= set(acknowledged)
        assert records.version() == len(entries)
        assert records.publish(
            "example", "adoption", "f" * 64, by=somebody("x"), source="folder", source_name="", source_sha256="", rows=1
        )
    raw = sqlite3.connect(tmp_path / "records.sqlite")
    assert raw.execute("pragma integrity_check").fetchone() == ("ok",)
    raw.close()
