"""Our pages beside the peers' Costs page in Chromium: times taken in turn, as rows of the results."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser

from bench.peers import content as figures
from bench.peers import servers
from bench.peers.content import Content, Seen
from bench.peers.screen import screen
from bench.peers.servers import DASH, HELLO, PLAIN, running
from bench.peers.targets import COLD_TO_DASH, START_TO_HELLO, SWITCH_TO_COLD
from bench.rows import Row

OURS = "ours"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Our times and a peer's, taken in turn."""

    ours: Sequence[float]
    theirs: Sequence[float]

    @property
    def ratio(self) -> float:
        """The median of the ratios pair by pair."""
        return statistics.median(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    def row(self, what: str, peer: str, target: float | None, note: str = "") -> Row:
        """The row that says this."""
        return Row(
            what=what,
            measured=said(self.ours),
            against=f"{peer}: {said(self.theirs)}",
            ratio=self.ratio,
            target=target,
            note=note,
        )


def said(times: Sequence[float]) -> str:
    """`120 ms (p95 180, n 24)`."""
    return f"{statistics.median(times) * 1000:,.0f} ms (p95 {share(times, 0.95) * 1000:,.0f}, n {len(times)})"


def share(times: Sequence[float], part: float) -> float:
    """The time that this part of all stays under."""
    return sorted(times)[min(round(part * len(times)), len(times) - 1)]


def page_rows(opened: Browser, content: Content, folder: Path, rounds: int) -> list[Row]:
    """From our Brief to our Costs page, and the Costs page opened with an empty cache, ours and the peers' in turn."""
    table = content.laid()
    costs, brief = figures.seen(figures.of_costs(table)), figures.seen(figures.of_page(table, "brief"))
    kinds = (servers.ours(), PLAIN, DASH)
    with ExitStack() as stack:
        started = [stack.enter_context(running(kind, content, folder)) for kind in kinds]
        here = stack.enter_context(screen(opened, started[0]))
        here.open("/", brief)
        # The first switch also fetches what draws charts: it is told apart.
        first = here.switch("Costs", costs)
        switches: list[float] = []
        cold: dict[str, list[float]] = {kind.name: [] for kind in kinds}
        for _ in range(rounds):
            here.switch("Brief", brief)
            switches.append(here.switch("Costs", costs))
            for server in started:
                with screen(opened, server) as fresh:
                    cold[server.kind.name].append(fresh.open(server.kind.costs, costs))
    what = "Costs page opened with an empty cache until the last element is drawn"
    plain = cold[PLAIN.name]
    return [
        Sample(ours=switches, theirs=plain).row(
            "from the Brief to the Costs page until the last element is drawn",
            f"{PLAIN.name}, opened with an empty cache",
            SWITCH_TO_COLD,
            f"(the first time in a browser: {first * 1000:,.0f} ms)",
        ),
        Sample(ours=cold[OURS], theirs=plain).row(what, PLAIN.name, None),
        Sample(ours=cold[OURS], theirs=cold[DASH.name]).row(what, DASH.name, COLD_TO_DASH),
    ]


def start_rows(opened: Browser, content: Content, folder: Path, rounds: int) -> list[Row]:
    """Our server started until the Brief is drawn, and a one-line Streamlit app's, in turn; the first is not counted.

    The store is there and the disk's cache is warm; the browser runs already, its own cache is empty.
    """
    brief = figures.seen(figures.of_page(content.laid(), "brief"))
    # Both are opened as soon as they answer anything.
    shown = ((replace(servers.ours(), health=HELLO.health), brief), (HELLO, Seen(text="Hello")))
    times: dict[str, list[float]] = {kind.name: [] for kind, _ in shown}
    for _ in range(rounds + 1):
        for kind, seen in shown:
            with running(kind, content, folder) as server, screen(opened, server) as here:
                times[kind.name].append(here.since_start("/", seen))
    pair = Sample(ours=times[OURS][1:], theirs=times[HELLO.name][1:])
    return [pair.row("server started until the Brief is drawn, warm disk", HELLO.name, START_TO_HELLO)]
