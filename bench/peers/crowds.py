"""Fifty people at once, ways to collect garbage, and memory over thousands of reruns, as rows of the results."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from bench.peers import content as figures
from bench.peers import servers
from bench.peers.content import Content
from bench.peers.people import crowd
from bench.peers.servers import PLAIN, Kind, running
from bench.peers.timings import OURS, Sample, said, share
from bench.rows import Row

PEOPLE, THINK = 50, 4.0
TARGETS = {"p50": (0.5, 60 / 230), "p95": (0.95, 150 / 2587)}
"""Which part of all changes, and the target: what numbers.md asks for, over what it says of plain Streamlit."""
WARM = 100
"""Changes before anything is counted, so that every month's figures are made."""
AT_ONCE = 8
"""People of a soak, who do not think."""
STAGES = 10
"""How often they leave and others come."""
FLAT = 1.1


def headings(content: Content) -> dict[str, str]:
    """The heading of the Costs page by the label of the month: by it the people know that a page is right."""
    table = content.laid()
    return {label: figures.of_costs(table, month).message for month, label in figures.months(table).items()}


def people_rows(content: Content, folder: Path, rounds: int, seconds: float) -> list[Row]:
    """50 people who think 4 s on the Costs page of ours and of plain Streamlit in turn: p50 and p95."""
    times = _in_turn((servers.ours(), PLAIN), content, folder, rounds, seconds)
    return [
        _row(f"{PEOPLE} people, {THINK:g} s of think time, month changed on the Costs page ({name})", times, *target)
        for name, target in TARGETS.items()
    ]


def _row(what: str, times: Mapping[str, list[list[float]]], part: float, target: float) -> Row:
    ours, theirs = ([share(one, part) for one in times[name]] for name in (OURS, PLAIN.name))
    pair = Sample(ours=ours, theirs=theirs)
    middle = [f"{share(each, 0.5) * 1000:,.0f} ms" for each in (ours, theirs)]
    return Row(
        what=what,
        measured=f"{middle[0]}, {len(ours)} rounds",
        against=f"{PLAIN.name}, default settings: {middle[1]}",
        ratio=pair.ratio,
        target=target,
    )


def collection_rows(content: Content, folder: Path, rounds: int, seconds: float, changes: int) -> list[Row]:
    """The same 50 people with each way to collect garbage, and memory over a number of changes with each."""
    known = headings(content)
    times = _in_turn(servers.COLLECTIONS, content, folder, rounds, seconds)
    rows = []
    for kind in servers.COLLECTIONS:
        every = [time for one in times[kind.name] for time in one]
        rows.append(
            Row(what=f"{PEOPLE} people: {kind.name}", measured=said(every), against="", ratio=None, target=None)
        )
        rows += [soak_row(kind, content, folder, changes, known)]
    return rows


def _in_turn(
    kinds: tuple[Kind, ...], content: Content, folder: Path, rounds: int, seconds: float
) -> dict[str, list[list[float]]]:
    known = headings(content)
    times: dict[str, list[list[float]]] = {kind.name: [] for kind in kinds}
    with ExitStack() as stack:
        started = [stack.enter_context(running(kind, content, folder / f"{place}")) for place, kind in enumerate(kinds)]
        for server in started:
            crowd(server, known, people=2, think=0, changes=WARM)
        for _ in range(rounds):
            for server in started:
                times[server.kind.name].append(crowd(server, known, people=PEOPLE, think=THINK, seconds=seconds))
    return times


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
