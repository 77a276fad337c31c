"""Many people at once, what a change costs the server, and memory over thousands of changes, as rows of the results."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.peers import content as figures
from bench.peers import servers
from bench.peers.content import Content
from bench.peers.people import Stay, crowd
from bench.peers.servers import PLAIN, Kind, Running, running
from bench.peers.targets import CROWDS, GROWTH, PROCESSOR
from bench.peers.timings import said, share
from bench.rows import Row

THINK = 4.0
# How many people plain Streamlit has: it answers none of the others in time.
BESIDE = min(CROWDS)
# Changes of one person behind the processor time of a change.
ALONE = 1000
# Sessions that are open while memory is looked at, and their changes.
OPEN, CHANGES = 50, 2000
# People of a soak, who do not think, and how often they leave and others come.
AT_ONCE, STAGES = 8, 10


def headings(content: Content) -> dict[str, str]:
    """The heading of the Costs page by month: by it the people know that a page is right."""
    table = content.laid()
    return {month: figures.of_costs(table, month).message for month in figures.months(table)}


def people_rows(content: Content, folder: Path, rounds: int, seconds: float) -> list[Row]:
    """People who think 4 s on our Costs page, a few of them on that of plain Streamlit in turn, and one alone."""
    known = headings(content)
    with ExitStack() as stack:
        ours, plain = _started(stack, (servers.ours(), PLAIN), content, folder, known)
        alone = crowd(ours, known, people=1, think=0, changes=ALONE)
        stays: dict[int, list[Stay]] = {people: [] for people in CROWDS}
        beside: list[Stay] = []
        for _ in range(rounds):
            for people, done in stays.items():
                done.append(crowd(ours, known, people=people, think=THINK, seconds=seconds))
            beside.append(crowd(plain, known, people=BESIDE, think=THINK, seconds=seconds))
    rows = [_processor_row(alone)]
    for people, targets in CROWDS.items():
        peer = beside if people == BESIDE else []
        rows += [_people_row(people, stays[people], peer, part, target) for part, target in targets.items()]
    return rows


def _started(
    stack: ExitStack, kinds: Sequence[Kind], content: Content, folder: Path, known: Mapping[str, str]
) -> list[Running]:
    """Servers on which every month was asked for."""
    started = [stack.enter_context(running(kind, content, folder / f"{place}")) for place, kind in enumerate(kinds)]
    for server in started:
        crowd(server, known, people=1, think=0, changes=len(known))
    return started


def _processor_row(stay: Stay) -> Row:
    each = stay.server / len(stay.times)
    return Row(
        what="processor time of the server for a change on the Costs page that somebody has asked for before",
        measured=f"{each * 1000:.1f} ms (n {len(stay.times)})",
        against=f"{PROCESSOR * 1000:.0f} ms",
        ratio=each / PROCESSOR,
        target=1,
        note=f"(one person: {said(stay.times)} until a change has come)",
    )


def _people_row(people: int, stays: Sequence[Stay], beside: Sequence[Stay], part: float, target: float) -> Row:
    took = _middle(stays, part)
    notes = [_costs(stays)]
    if beside:
        notes.append(f"{PLAIN.name}, default settings: {_middle(beside, part) * 1000:,.0f} ms; {_costs(beside)}")
    return Row(
        what=f"{people} people, {THINK:g} s of think time, month changed on the Costs page (p{part * 100:.0f})",
        measured=f"{took * 1000:,.0f} ms (n {sum(len(stay.times) for stay in stays)}), rounds: {len(stays)}",
        against=f"{target * 1000:.0f} ms",
        ratio=took / target,
        target=1,
        note=f"({'; '.join(notes)})",
    )


def _middle(stays: Sequence[Stay], part: float) -> float:
    """The median over the rounds of the time that this part of the changes stays under."""
    return statistics.median(share(stay.times, part) for stay in stays)


def _costs(stays: Sequence[Stay]) -> str:
    changes = sum(len(stay.times) for stay in stays)
    server, people = sum(stay.server for stay in stays), sum(stay.people for stay in stays)
    return f"processor a change: server {server / changes * 1000:.1f} ms, people {people / changes * 1000:.1f} ms"


def memory_row(content: Content, folder: Path, changes: int = CHANGES, people: int = OPEN) -> Row:
    """What our server holds with sessions open, before and after so many changes by them, without thinking."""
    known = headings(content)
    with ExitStack() as stack:
        (server,) = _started(stack, (servers.ours(),), content, folder, known)
        stay = crowd(server, known, people=people, think=0, changes=changes, settle=True)
    before, most, after = stay.memory
    return Row(
        what=f"memory of a server with {people} sessions open, after {len(stay.times):,} changes by them",
        measured=f"{_mib(after)}, at most {_mib(most)}",
        against=f"before them: {_mib(before)}",
        ratio=after / before,
        target=GROWTH,
    )


def collection_rows(content: Content, folder: Path, rounds: int, seconds: float, changes: int) -> list[Row]:
    """50 people on our page with each way to collect garbage, and memory over a number of changes with each."""
    known = headings(content)
    stays: dict[str, list[Stay]] = {kind.name: [] for kind in servers.COLLECTIONS}
    with ExitStack() as stack:
        started = _started(stack, servers.COLLECTIONS, content, folder, known)
        for _ in range(rounds):
            for server in started:
                stays[server.kind.name].append(crowd(server, known, people=OPEN, think=THINK, seconds=seconds))
    rows = []
    for kind in servers.COLLECTIONS:
        times = [time for stay in stays[kind.name] for time in stay.times]
        what, costs = f"{OPEN} people: {kind.name}", _costs(stays[kind.name])
        rows.append(Row(what=what, measured=said(times), against=costs, ratio=None, target=None))
        rows.append(soak_row(kind, content, folder, changes, known))
    return rows


def soak_row(kind: Kind, content: Content, folder: Path, changes: int, known: Mapping[str, str]) -> Row:
    """Memory of one server: when it answers, after a warm-up, and after many more changes by people who come and go."""
    each = max(1, changes // STAGES)
    with running(kind, content, folder) as server:
        start = server.memory
        crowd(server, known, people=AT_ONCE, think=0, changes=max(each, len(known)))
        warm = server.memory
        stays = [crowd(server, known, people=AT_ONCE, think=0, changes=each) for _ in range(STAGES)]
        end = server.memory
    most = max(stay.memory[1] for stay in stays)
    return Row(
        what=f"memory after {sum(len(stay.times) for stay in stays):,} changes by {STAGES} times {AT_ONCE} people: "
        f"{kind.name}",
        measured=f"{_mib(end)}, at most {_mib(most)} ({_costs(stays)})",
        against=f"after a warm-up: {_mib(warm)}; when it answers: {_mib(start)}",
        ratio=end / warm,
        target=None,
    )


def _mib(memory: int) -> str:
    return f"{memory / 2**20:,.0f} MiB"
