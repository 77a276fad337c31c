"""Fifty people at once, ways to collect garbage, and memory over thousands of reruns, as rows of the results."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers import content as figures
from bench.peers import servers
from bench.peers.content import Content
from bench.peers.people import crowd
from bench.peers.servers import PLAIN, Kind, running
from bench.peers.timings import OURS, Sample, said, share
from bench.rows import Row

PEOPLE, THINK = 50, 4.0
# Which part of all changes, and the target: what numbers.md asks for, over what it says of plain Streamlit.
TARGETS = {"p50": (0.5, 60 / 230), "p95": (0.95, 150 / 2587)}
# Changes before anything is counted, so that every month's figures are made.
WARM = 100
# People of a soak, who do not think.
AT_ONCE = 8
# How often they leave and others come.
STAGES = 10
FLAT = 1.1


@dataclass(kw_only=True)
class Stay:
    """What people met on one server: seconds of every change, round by round, and the processor time behind them."""

    rounds: list[list[float]] = field(default_factory=list)
    processor: float = 0.0

    @property
    def each(self) -> float:
        """Seconds of the server's processor time per change; opening a page counts as one."""
        return self.processor / sum(len(one) + PEOPLE for one in self.rounds)

    def percentile(self, part: float) -> list[float]:
        """The time that this part of the changes stays under, for each round."""
        return [share(one, part) for one in self.rounds]


def headings(content: Content) -> dict[str, str]:
    """The heading of the Costs page by the label of the month: by it the people know that a page is right."""
    table = content.laid()
    return {label: figures.of_costs(table, month).message for month, label in figures.months(table).items()}


def people_rows(content: Content, folder: Path, rounds: int, seconds: float) -> list[Row]:
    """50 people who think 4 s on the Costs page of ours and of plain Streamlit in turn: p50 and p95."""
    stays = _in_turn((servers.ours(), PLAIN), content, folder, rounds, seconds)
    return [
        _row(f"{PEOPLE} people, {THINK:g} s of think time, month changed on the Costs page ({name})", stays, *target)
        for name, target in TARGETS.items()
    ]


def _row(what: str, stays: Mapping[str, Stay], part: float, target: float) -> Row:
    ours, theirs = (stays[name].percentile(part) for name in (OURS, PLAIN.name))
    each = [f"{stays[name].each * 1000:.0f} ms" for name in (OURS, PLAIN.name)]
    pair = Sample(ours=ours, theirs=theirs)
    middle = [f"{share(each, 0.5) * 1000:,.0f} ms" for each in (ours, theirs)]
    return Row(
        what=what,
        measured=f"{middle[0]}, {len(ours)} rounds",
        against=f"{PLAIN.name}, default settings: {middle[1]}",
        ratio=pair.ratio,
        target=target,
        note=f"(processor time of the server a change: {each[0]}, theirs {each[1]})",
    )


def collection_rows(content: Content, folder: Path, rounds: int, seconds: float, changes: int) -> list[Row]:
    """The same 50 people with each way to collect garbage, and memory over a number of changes with each."""
    known = headings(content)
    stays = _in_turn(servers.COLLECTIONS, content, folder, rounds, seconds)
    rows = []
    for kind in servers.COLLECTIONS:
        every = [time for one in stays[kind.name].rounds for time in one]
        used = f"{stays[kind.name].each * 1000:.0f} ms of processor time a change"
        rows.append(
            Row(what=f"{PEOPLE} people: {kind.name}", measured=said(every), against=used, ratio=None, target=None)
        )
        rows += [soak_row(kind, content, folder, changes, known)]
    return rows


def _in_turn(kinds: tuple[Kind, ...], content: Content, folder: Path, rounds: int, seconds: float) -> dict[str, Stay]:
    known = headings(content)
    stays = {kind.name: Stay() for kind in kinds}
    with ExitStack() as stack:
        started = [stack.enter_context(running(kind, content, folder / f"{place}")) for place, kind in enumerate(kinds)]
        for server in started:
            crowd(server, known, people=2, think=0, changes=WARM)
        for _ in range(rounds):
            for server in started:
                stay, before = stays[server.kind.name], server.processor
                stay.rounds.append(crowd(server, known, people=PEOPLE, think=THINK, seconds=seconds))
                stay.processor += server.processor - before
    return stays


def soak_row(kind: Kind, content: Content, folder: Path, changes: int, known: Mapping[str, str]) -> Row:
    """Memory of one server: when it answers, after a warm-up, and after many more changes by people who come and go."""
    each = max(1, changes // STAGES)
    with running(kind, content, folder) as server:
        held = [server.memory]
        crowd(server, known, people=AT_ONCE, think=0, changes=max(WARM, each))
        before = server.processor
        times: list[float] = []
        for _ in range(STAGES):
            held.append(server.memory)
            times += crowd(server, known, people=AT_ONCE, think=0, changes=each)
        held.append(server.memory)
        used = (server.processor - before) / len(times)
    start, warm, end = held[0], held[1], held[-1]
    return Row(
        what=f"memory after {len(times):,} changes by {STAGES} times {AT_ONCE} people: {kind.name}",
        measured=f"{_mib(end)}, at most {_mib(max(held))} ({used * 1000:,.0f} ms of processor time a change)",
        against=f"after a warm-up: {_mib(warm)}; when it answers: {_mib(start)}",
        ratio=end / warm,
        target=FLAT,
    )


def _mib(memory: int) -> str:
    return f"{memory / 2**20:,.0f} MiB"
