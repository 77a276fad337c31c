"""A process whose children vote and ask, each until it is killed between two steps of a transaction.

It says every deed that was done.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from steering.records import Records
from steering.stage import voting
from steering.stage.recordings import Recordings
from steering.stage.room import Room, Visitor
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from steering.state.pictures import PictureStore

VOTERS = tuple(f"seat{number}" for number in range(12))


def key(seat: str) -> str:
    """The key that the browser of a seat has."""
    return seat.encode().hex().rjust(32, "0")


def enter(records: Records, home: Path, meeting: str, snapshot: CaseSnapshot) -> Room:
    """Open a meeting as a server does."""
    return Room(
        meeting,
        records=records.meetings,
        snapshot=lambda _: snapshot,
        pictures=PictureStore(),
        recordings=Recordings(home / "recordings"),
    )


def kill_at(engine: sa.Engine, last: int) -> None:
    """Kill this process before or after a statement, or around a commit: at the last-th of these moments."""
    moments = count(1)

    def pass_by(*_: object) -> None:
        if next(moments) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit", "checkin"):
        sa.event.listen(engine, name, pass_by)


def work(home: Path, url: str | None, meeting: str, start: int, last: int, snapshot: CaseSnapshot) -> None:
    """Vote and ask in turn from a number on, and say what was done when it is."""
    with Records(home, url=url) as records:
        kill_at(records.engine, last)
        room = enter(records, home, meeting, snapshot)
        for number in count(start):
            seat = VOTERS[number // 2 % len(VOTERS)]
            visitor = Visitor(place=seat, seat=room.meeting.seats[seat], name=seat)
            if number % 2:
                texts = {"id": str(number), "name": seat, "text": "Why?", "frame": "", "scene": ""}
                room.note("ask", seat, **texts)
                print(f"ask {number}", flush=True)
            else:
                vote = {"vote": meeting, "choice": "conditions", "conditions": [str(number)], "key": key(seat)}
                voting.cast(room, visitor, vote)
                print(f"vote {seat} {number}", flush=True)


def main() -> None:
    """Fork a child for each line: the meeting, the number that it begins with, and when it is killed."""
    home, case, url = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
    snapshot = AppState(home / "app", case).snapshot()
    for line in sys.stdin:
        meeting, start, last = line.split()
        child = os.fork()
        if not child:
            try:
                work(home, url, meeting, int(start), int(last), snapshot)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        print(f"over {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main()
