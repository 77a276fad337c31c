"""What is measured of a meeting with many followers, as rows of the results."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from threading import Event

from bench.peers.crowds import headings
from bench.peers.measuring import setting_of
from bench.peers.people import crowd as change_months
from bench.peers.servers import PLAIN, running
from bench.rows import Row
from bench.stage import meeting
from bench.stage.followers import Place
from bench.stage.meeting import Bare, Followers, Live

TITLE = "The live stage"
ABOUT = """\
The example's meeting on the real app, followers as raw sockets in a process of their own that takes the events apart,
and the presenter in a third, all on two processors. A time begins before the presenter's request is sent, and ends when
a follower has the whole message, with the picture in it. Beside it, in turn: a bare Starlette app that sends as many
bytes to as many followers (`bench/stage/floor.py`), and reveal.js multiplex (`bench/stage/multiplex.cjs`), which sends
the number of a slide that everybody has already. Slidev's sync is not among them: it runs in its development server
alone, with a whole browser for each follower.

A row says how busy the machine was. Where that is far above 2, others used it meanwhile: times are then those of
waiting for a processor, and only what is compared within a row counts, and the processor time.
"""
# Followers -> milliseconds that the 95th percentile may take.
TARGETS = {1: 20, 50: 30, 200: 50, 1000: 150}
ACTIONS = 20
ROUNDS = 3
# A driver of the example's business case, and where it is moved to.
DRIVER, LOW, HIGH = "benefit_factor", 0.8, 1.0
MOVES_A_SECOND = 20


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How long and how often everything is measured."""

    rounds: int = ROUNDS
    actions: int = ACTIONS
    drag_seconds: float = 60
    idle_seconds: float = 40
    churn_seconds: float = 30
    # A folder with the packages reveal-multiplex and socket.io-client 2, where that is measured as well.
    multiplex: Path | None = None


def measure(setting: Setting | None = None) -> list[Row]:
    """Measure everything, in one run."""
    setting = setting or Setting()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="steerco-stage-") as name:
        folder = Path(name)
        planned = meeting.plan(folder / "home")
        with meeting.live(planned, folder) as live, meeting.floor() as bare, meeting.followers() as crowd:
            # Memory first: what others leave behind would be used again.
            parts = (_idle_rows, _make_rows, partial(_action_rows, bare), _drag_rows, _churn_rows, _deaf_rows)
            for part in parts:
                for row in part(live, crowd, setting):
                    # Each as soon as it is there: all of them take minutes.
                    print(f"{row.what}: {row.measured} | {row.against} {row.note}", flush=True)
                    rows.append(row)
    row = _rerun_row()
    print(f"{row.what}: {row.measured} | {row.against} {row.note}", flush=True)
    return [*rows, row]


def share(times: Sequence[float], part: float) -> float:
    """The time that this part of all stays under."""
    return sorted(times)[min(int(part * len(times)), len(times) - 1)]


def said(times: Sequence[float]) -> str:
    """Times in words."""
    middle, most, last = (share(times, part) * 1000 for part in (0.5, 0.95, 1))
    return f"p50 {middle:.1f} ms, p95 {most:.1f}, max {last:.1f} (n {len(times)})"


def load() -> str:
    """How busy the machine is."""
    return f"load average {os.getloadavg()[0]:.1f}"


def step(live: Live, crowd: Followers, number: int) -> list[float]:
    """Go to another scene that was made before; return the seconds until each follower has it."""
    scenes = live.planned.scenes
    began = time.monotonic()
    version = live.presenter.do("go", scene=scenes[number % len(scenes)])
    return _arrived(crowd, version, began)


def send(port: int, crowd: Followers, number: int, size: int) -> list[float]:
    """Have the bare server send so many bytes; return the seconds until each follower has them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    event = f"event: stage\nid: floor-{number}\ndata: ".encode()
    connection.connect()
    began = time.monotonic()
    connection.request("POST", "/publish", event + b"x" * (size - len(event)) + b"\n\n")
    connection.getresponse().read()
    return _arrived(crowd, number, began)


def reset(port: int) -> None:
    """Have the bare server begin with version 0 again."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/publish", b"event: stage\nid: floor-0\ndata: {}\n\n")
    connection.getresponse().read()
    connection.close()


def _arrived(crowd: Followers, version: int, began: float) -> list[float]:
    answer = crowd.ask("arrivals", version=version)
    if answer["missing"]:
        raise RuntimeError(f"{answer['missing']} followers do not have version {version}.")
    return [at - began for at in answer["times"]]


def _make_rows(live: Live, crowd: Followers, setting: Setting) -> list[Row]:
    """The first time that a frame is shown, and again."""
    crowd.open(live.server.port, [live.planned.place()])
    first, again = [], []
    for number in range(setting.actions):
        value = round(LOW + (HIGH - LOW) * (number + 0.5) / setting.actions, 6)
        for times in (first, again):
            live.presenter.do("go", scene=live.planned.scenes[0])
            crowd.ask("arrivals", version=0)
            began = time.monotonic()
            version = live.presenter.do("move", values={DRIVER: value}, final=True)
            times += _arrived(crowd, version, began)
    crowd.ask("close")
    making = statistics.median(first) - statistics.median(again)
    return [
        Row(
            what="presenter's action until one follower has it, frame never made before",
            measured=said(first),
            against=f"made before: {said(again)}",
            ratio=None,
            target=None,
            note=f"(making of the frame: {making * 1000:.0f} ms; {load()})",
        )
    ]


@dataclass(kw_only=True)
class Side:
    """One side of a comparison: the times of each round, and the processor time of its server in all."""

    rounds: list[list[float]] = field(default_factory=list)
    processor: float = 0.0

    @property
    def p95(self) -> float:
        """The median over the rounds of the time that 95% of all stay under, in milliseconds."""
        return statistics.median(share(times, 0.95) for times in self.rounds) * 1000

    @property
    def all(self) -> list[float]:
        """The times of all rounds."""
        return [took for times in self.rounds for took in times]


def _action_rows(bare: Bare, live: Live, crowd: Followers, setting: Setting) -> list[Row]:
    rows = []
    sizes = _sizes(live)
    for count, target in TARGETS.items():
        ours, floor, peer = Side(), Side(), Side()
        for _ in range(setting.rounds):
            crowd.open(live.server.port, [live.planned.place() for _ in range(count)])
            before = live.processor
            ours.rounds.append([took for number in range(setting.actions) for took in step(live, crowd, number)])
            ours.processor += live.processor - before
            crowd.ask("close")
            crowd.open(bare.port, [Place(path="/events", cookie="") for _ in range(count)])
            before = bare.processor
            events = [(number + 1, sizes[number % len(sizes)]) for number in range(setting.actions)]
            floor.rounds.append([took for number, size in events for took in send(bare.port, crowd, number, size)])
            floor.processor += bare.processor - before
            crowd.ask("close")
            reset(bare.port)
            if setting.multiplex:
                peer.rounds.append(meeting.multiplex(setting.multiplex, count, setting.actions))
        actions = setting.rounds * setting.actions
        processor = [side.processor / actions * 1000 for side in (ours, floor)]
        others = f"; reveal.js multiplex, which sends the number of a slide: {said(peer.all)}" if peer.rounds else ""
        rows.append(
            Row(
                what=f"presenter's action until {count:,} followers have the frame, made before (p95)",
                measured=f"{ours.p95:.1f} ms: {said(ours.all)}; processor {processor[0]:.0f} ms an action",
                against=f"{target} ms; bare server {said(floor.all)}; processor {processor[1]:.0f} ms{others}",
                ratio=ours.p95 / target,
                target=1,
                note=f"({min(sizes) / 1000:.0f} to {max(sizes) / 1000:.0f} kB; {setting.rounds} rounds; {load()})",
            )
        )
    return rows


def _sizes(live: Live) -> list[int]:
    """The bytes of the message of each scene."""
    sizes = []
    for scene in live.planned.scenes:
        live.presenter.do("go", scene=scene)
        sizes.append(len(json.dumps(live.presenter.state()["stage"], ensure_ascii=False).encode()))
    return sizes


def _rerun_row() -> Row:
    """The same change for people on plain Streamlit, whose script runs again for each of them."""
    with setting_of(rows=20_000) as peers, running(PLAIN, peers.content, peers.folder / "plain") as plain:
        known = headings(peers.content)
        change_months(plain, known, people=1, think=0, changes=len(known))
        stay = change_months(plain, known, people=50, think=0, changes=50)
    return Row(
        what="beside it: 50 people on plain Streamlit, all of whom change at once",
        measured=said(stay.times),
        against="",
        ratio=None,
        target=None,
        note=f"(a script runs again for each; {load()})",
    )


def _idle_rows(live: Live, crowd: Followers, setting: Setting) -> list[Row]:
    count = max(TARGETS)
    alone = _busy(live, setting.idle_seconds / 2)
    crowd.open(live.server.port, [live.planned.place() for _ in range(10)])
    before = live.memory
    crowd.open(live.server.port, [live.planned.place() for _ in range(count)])
    # Everybody has the first message then.
    step(live, crowd, 0)
    each = (live.memory - before) / count
    busy = _busy(live, setting.idle_seconds)
    crowd.ask("close")
    return [
        Row(
            what=f"processor of the server with {count:,} idle followers",
            measured=f"{busy * 100:.2f}% of a core",
            against=f"2%; without followers {alone * 100:.2f}%",
            ratio=busy / 0.02,
            target=1,
            note=f"({setting.idle_seconds:.0f} s; {load()})",
        ),
        Row(
            what="memory of the server for one follower",
            measured=f"{each / 1000:.1f} kB",
            against="50 kB",
            ratio=each / 50_000,
            target=1,
            note=f"(of {count:,}, while they follow)",
        ),
    ]


def _busy(live: Live, seconds: float) -> float:
    """The share of a core that the server takes."""
    before, began = live.processor, time.monotonic()
    time.sleep(seconds)
    return (live.processor - before) / (time.monotonic() - began)


def _drag_rows(live: Live, crowd: Followers, setting: Setting) -> list[Row]:
    count = 200
    live.presenter.do("go", scene=live.planned.scenes[0])
    crowd.open(live.server.port, [live.planned.place() for _ in range(count)])
    steps = round(setting.drag_seconds * MOVES_A_SECOND)
    before, began, late = live.processor, time.monotonic(), 0
    for number in range(steps):
        due = began + number / MOVES_A_SECOND
        late += time.monotonic() > due + 1 / MOVES_A_SECOND
        time.sleep(max(due - time.monotonic(), 0))
        live.presenter.do("move", values={DRIVER: round(LOW + number % 100 * (HIGH - LOW) / 100, 4)}, final=False)
    took = time.monotonic() - began
    busy = (live.processor - before) / took
    began = time.monotonic()
    last = _arrived(crowd, live.presenter.do("move", values={DRIVER: HIGH}, final=True), began)
    report = crowd.ask("report")
    rate = statistics.median(report["moves"]) / took
    crowd.ask("close")
    if report["faults"] or len(report["last"]) != 1:
        raise RuntimeError(f"{report['faults'][:3]}, last moves {report['last'][:3]}")
    return [
        Row(
            what=f"a driver dragged for {took:.0f} s at {MOVES_A_SECOND} moves a second, {count} followers",
            measured=f"{rate:.1f} frames a second (fewest {min(report['moves']) / took:.1f})",
            against=f"{steps / took:.1f} sent",
            ratio=None,
            target=None,
            note=f"(last position right for all, {said(last)}; server {busy * 100:.0f}% of a core; {load()})",
        )
    ]


def _churn_rows(live: Live, crowd: Followers, setting: Setting) -> list[Row]:
    places = [asdict(live.planned.place()) for _ in range(200)]
    crowd.open(live.server.port, [])
    over = Event()
    # The presenter goes on while they come and go.
    with ThreadPoolExecutor(1) as pool:
        steps = pool.submit(_step_until, live, over)
        churned = crowd.ask("churn", places=places, seconds=setting.churn_seconds, stay=2.0, seed=1)
        over.set()
        count = steps.result()
    version = live.presenter.do("go", scene=live.planned.scenes[0])
    answer, report = crowd.ask("arrivals", version=version), crowd.ask("report")
    crowd.ask("close")
    faults = churned["faults"] + report["faults"]
    return [
        Row(
            what=f"200 followers join, leave and come again at random for {setting.churn_seconds:.0f} s",
            measured=f"{churned['joins']:,} joins, {len(faults)} out of order, {answer['missing']} without the newest",
            against="none",
            ratio=float(len(faults) + answer["missing"]),
            target=0,
            note=f"({count} actions meanwhile; {load()})",
        )
    ]


def _step_until(live: Live, over: Event) -> int:
    count = 0
    while not over.wait(0.1):
        count += 1
        live.presenter.do("go", scene=live.planned.scenes[count % len(live.planned.scenes)])
    return count


def _deaf_rows(live: Live, crowd: Followers, setting: Setting) -> list[Row]:
    crowd.open(live.server.port, [live.planned.place() for _ in range(200)])
    alone = [took for number in range(setting.actions) for took in step(live, crowd, number)]
    crowd.ask("deafen", places=[asdict(live.planned.place()) for _ in range(20)])
    before = live.memory
    beside = [took for number in range(setting.actions * 3) for took in step(live, crowd, number)]
    grown = (live.memory - before) / 20
    crowd.ask("close")
    return [
        Row(
            what="200 followers beside 20 that never read",
            measured=said(beside),
            against=f"without these: {said(alone)}",
            ratio=share(beside, 0.5) / share(alone, 0.5),
            target=1.3,
            note=f"(memory for each that never reads: {grown / 1000:.0f} kB after {setting.actions * 3} actions)",
        )
    ]
