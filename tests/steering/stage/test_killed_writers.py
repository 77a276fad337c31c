"""A server that is killed while people vote and ask: nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from steering.records import Records
from steering.stage.ballots import ballot_from_json
from steering.stage.events import write_event
from steering.stage.room import Room
from steering.stage.votes import count_votes, vote_from_json
from steering.stage.voting import hash_key, list_ballots
from steering.state.case_snapshot import CaseSnapshot
from tests.actors import TESTER
from tests.server import ROOT
from tests.steering.small_cases import starter
from tests.steering.stage.writer import VOTERS, enter, key

# Each database, openly and in secret.
MEETINGS, KILLS = 8, 2
# A deed has about a dozen of them.
MOMENTS = 250


@contextmanager
def writer(home: Path, case: Path, records: Records) -> Iterator[subprocess.Popen[str]]:
    """The process that forks writers, ended afterwards."""
    url = records.engine.url
    text = None if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.steering.stage.writer", str(home), str(case), json.dumps(text)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield process


def plan(records: Records, id: str, *, secret: bool) -> None:
    """A meeting that has begun, and in which a vote of the same id is open."""
    people = [{"seat": seat, "name": seat} for seat in VOTERS]
    vote = {"id": id, "question": "Do we?", "secret": secret, "entitled": people, "present": people}
    events = [
        write_event("plan", by="presenter", case="case", title="T", day="2026-11-27", organisation="O"),
        *(write_event("invite", by="presenter", seat=seat, name=seat, role="member") for seat in VOTERS),
        write_event("start", by="presenter", storyboard="minutes_allowed: 5\nscenes: []\n"),
        write_event("open-vote", by="presenter", id=id, vote=vote, frame="", position={}),
    ]
    records.meetings.make(id, "case", events, by=TESTER)


def kill_one(process: subprocess.Popen[str], meeting: str, start: int, last: int) -> list[list[str]]:
    """Let a writer begin with a number and be killed at the last-th moment; return what it said to have done."""
    assert process.stdin and process.stdout
    process.stdin.write(f"{meeting} {start} {last}\n")
    process.stdin.flush()
    said: list[list[str]] = []
    for line in process.stdout:
        name, *words = line.split()
        if name == "over":
            assert int(words[0]) == -signal.SIGKILL
            return said
        said.append([name, *words])
    raise AssertionError("the writer ended")


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_whatever_moment_it_is(
    open_records: Callable[[], Records], tmp_path: Path, secret: bool, lay: Callable[[Path], CaseSnapshot]
) -> None:
    dice, case = random.Random(f"killed {secret}"), starter(tmp_path / "case")
    snapshot = lay(case)
    with open_records() as records, writer(tmp_path, case, records) as process:
        for number in range(MEETINGS):
            id, start = f"meeting{number}", 0
            plan(records, id, secret=secret)
            votes: dict[str, int] = {}
            asked: set[str] = set()
            for kills in range(1, KILLS + 1):
                for name, *words in kill_one(process, id, start, dice.randint(1, MOMENTS)):
                    if name == "vote":
                        votes[words[0]] = int(words[1])
                    else:
                        asked.add(words[0])
                start = check(enter(records, tmp_path, id, snapshot), votes, asked, kills=kills) + 1
    if (tmp_path / "records.sqlite").exists():
        with sqlite3.connect(tmp_path / "records.sqlite") as raw:
            assert raw.execute("pragma integrity_check").fetchone() == ("ok",)


def check(room: Room, votes: dict[str, int], asked: set[str], *, kills: int) -> int:
    """Compare a meeting, opened without repair, with what was acknowledged; return the last number in it."""
    box, questions = room.meeting.votes[room.id], room.meeting.questions
    events = [json.loads(event.body) for event in room.records.events(room.id)]
    assert asked <= set(questions)
    # At most one that was written and not acknowledged, for each kill.
    assert len(questions) <= len(asked) + kills
    assert max(Counter(event["id"] for event in events if event["kind"] == "ask").values(), default=1) == 1
    assert set(votes) <= box.voted <= set(VOTERS)
    ballots = list_ballots(room.records, box)
    assert len(ballots) == len(box.voted)
    numbers = {}
    for seat in box.voted:
        body = room.records.ballot(room.id, hash_key(room.id, key(seat))) if box.is_secret else None
        ballot, _ = ballot_from_json(json.loads(body) if body else box.ballots[seat])
        assert ballot
        numbers[seat] = int(ballot.conditions[0].text)
        assert numbers[seat] >= votes.get(seat, 0)
    assert count_votes(vote_from_json(box.opened), ballots, box.voted).for_ == len(box.voted)
    return max([*numbers.values(), *map(int, questions), 0])
