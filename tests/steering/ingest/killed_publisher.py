"""Publishes two datasets together, or takes a cohort back, in processes that are killed at their nth call of ours.

Reads lines from stdin: `<number> <call>`, or `<number> 0` for one that may finish; answers with how many calls it made
before the records were asked, and in all, or with `killed`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from steering.ingest import accept
from steering.ingest.file_set import gather
from steering.ingest.publish import with_source
from steering.ingest.publishing import build_publication, publish_or_propose, roll_back
from steering.records import Records
from steering.records.rollbacks import plan_steps
from tests.actors import TESTER
from tests.steering.small_cases import KPI_ROWS, TEAM_ROWS

ROWS = {
    "adoption": TEAM_ROWS + "\n2026-04,T1,Claims,Care,1,pilot,{number},0\n",
    "kpi": KPI_ROWS + "\n2026-04,rate,,,,{number}\n",
}
PLACES = ("cohort", "one", "two")
OURS = f"{os.sep}steering{os.sep}"


class Counter:
    """Counts calls of our functions, and ends the process at one of them, as a power cut would."""

    def __init__(self, last: int) -> None:
        self.count, self.last = 0, last

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and (OURS in frame.f_code.co_filename or "sqlalchemy" in frame.f_code.co_filename):
            self.count += 1
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def publish(home: Path, url: str | None, number: int, last: int) -> str:
    counter = Counter(last)
    sys.setprofile(counter)
    wanted = []
    for dataset, rows in ROWS.items():
        path = home / f"{dataset}-{number}.csv"
        path.write_text(rows.format(number=number), "utf-8")
        files = gather([path])
        manifest = with_source(accept(files, dataset, home, by="tester"), files)
        wanted.append((manifest, build_publication(manifest, "case", source="upload")))
    before = counter.count
    with Records(home, url=url) as records:
        publish_or_propose(wanted, None, home=home, records=records, by=TESTER)
    sys.setprofile(None)
    return f"{before} {counter.count}"


def take_back(home: Path, url: str | None, _: int, last: int) -> str:
    """Take back what is in force in all places of a cohort."""
    counter = Counter(last)
    sys.setprofile(counter)
    with Records(home, url=url) as records:
        histories = {place: own["kpi"] for place, own in records.joint_histories(PLACES).items()}
        steps = plan_steps(histories, "kpi", histories[PLACES[0]][-1].release_id)
        before = counter.count
        roll_back(steps, {("kpi", histories[PLACES[0]][0].release_id)}, home=home, records=records, by=TESTER)
    sys.setprofile(None)
    return f"{before} {counter.count}"


def main(home: Path, url: str | None, act: Callable[[Path, str | None, int, int], str]) -> None:
    for line in sys.stdin:
        number, last = map(int, line.split())
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(write, act(home, url, number, last).encode())
            os._exit(0)
        os.close(write)
        _, status = os.waitpid(child, 0)
        told = os.read(read, 100).decode() if os.WIFEXITED(status) else "killed"
        os.close(read)
        print(told or "failed", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] or None, take_back if sys.argv[3:] else publish)
