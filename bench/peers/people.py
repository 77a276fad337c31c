"""Many people on one server at once, in a process of its own.

python -m bench.peers.people PID PORT PAGE --people 50 --think 4 --seconds 60 < months-and-headings.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from itertools import cycle
from typing import Protocol

from markupsafe import escape

from bench.peers.processes import processor_seconds, resident_bytes
from bench.peers.servers import Running
from bench.peers.views import Views
from bench.peers.visit import Visit, visit
from steering.months import format_month

BOX = "As of"
# Thinking takes half to one and a half times the mean, evenly.
SPREAD = 0.5
# How many open the page at the same time.
OPENING = 4
# How often a second the server's memory is looked at.
LOOKS = 2


@dataclass(frozen=True, kw_only=True)
class Stay:
    """What people met while all of them were there, and what that took.

    `times` are seconds of every change, `server` and `people` the seconds of processor time of the server and of the
    people's own process; `memory` is what the server held when the changes began, at most, and at their end (bytes).
    """

    times: list[float]
    server: float
    people: float
    memory: list[int]


class Person(Protocol):
    """Somebody who has a page open."""

    async def change(self, month: str) -> float:
        """Change the month: seconds until the page has come. Raises RuntimeError where it is another month's."""


@dataclass(kw_only=True)
class Rerunner:
    """Somebody on a page of plain Streamlit, which runs again for another month."""

    here: Visit
    headings: Mapping[str, str]

    async def change(self, month: str) -> float:
        """Choose it in the select box."""
        seconds = await self.here.choose(BOX, format_month(month))
        _check(month, self.headings[month], self.here.headings)
        return seconds


@dataclass(kw_only=True)
class Viewer:
    """Somebody on our page, whose browser asks for the view of another month by itself."""

    views: Views
    page: str
    headings: Mapping[str, str]

    async def change(self, month: str) -> float:
        """Ask for its view."""
        seconds, view = await self.views.view(self.page, {"as_of": month})
        # An escaped text stands in the markup once; another month's is not there.
        _check(month, str(escape(self.headings[month])), view["picture"]["markup"][0])
        return seconds


def _check(month: str, heading: str, shown: str | set[str]) -> None:
    if heading not in shown:
        raise RuntimeError(f"Asked for {month}, a page does not show {heading!r}.")


@asynccontextmanager
async def _person(port: int, page: str, headings: Mapping[str, str]) -> AsyncIterator[Person]:
    """Somebody opens the page and has it drawn; ours then also fetches its picture."""
    async with visit(port, page) as here:
        if not here.picture:
            yield Rerunner(here=here, headings=headings)
            return
        views = Views(port=port, visit=here.picture["visit"])
        await views.get(f"/frames/{here.picture['hash']}")
        yield Viewer(views=views, page=page, headings=headings)
        await views.close()


@dataclass(kw_only=True)
class Crowd:
    """The people who are there, and what they do until it is time to go."""

    given: argparse.Namespace
    headings: Mapping[str, str]
    times: list[float] = field(default_factory=list)

    async def stay(self, persons: Sequence[Person]) -> Stay:
        """Let everybody change months; what was there before is not counted."""
        server, people = processor_seconds(self.given.pid), time.process_time()
        memory = [resident_bytes(self.given.pid)]
        looking = asyncio.create_task(self._look(memory))
        clock = asyncio.get_running_loop().time
        until = clock() + self.given.seconds if self.given.seconds else float("inf")
        await asyncio.gather(*(self._change(number, person, until) for number, person in enumerate(persons)))
        looking.cancel()
        return Stay(
            times=self.times,
            server=processor_seconds(self.given.pid) - server,
            people=time.process_time() - people,
            memory=[memory[0], max(memory), resident_bytes(self.given.pid)],
        )

    async def _change(self, number: int, person: Person, until: float) -> None:
        chance, clock = random.Random(number), asyncio.get_running_loop().time
        # Everybody goes through all months in an order of their own.
        months = cycle(chance.sample(list(self.headings), len(self.headings)))
        await asyncio.sleep(self.given.think * chance.random())
        while clock() < until and len(self.times) < (self.given.changes or float("inf")):
            self.times.append(await person.change(next(months)))
            await asyncio.sleep(self.given.think * (1 - SPREAD + 2 * SPREAD * chance.random()))

    async def _look(self, memory: list[int]) -> None:
        while True:
            await asyncio.sleep(1 / LOOKS)
            memory.append(resident_bytes(self.given.pid))


async def _many(given: argparse.Namespace, headings: Mapping[str, str]) -> Stay:
    async with AsyncExitStack() as stack:
        doors = asyncio.Semaphore(OPENING)

        async def arrive() -> Person:
            async with doors:
                return await stack.enter_async_context(_person(given.port, given.page, headings))

        # The first one comes alone: Plotly loads its classes when they are first needed, and not safely in two threads.
        first = await arrive()
        persons = [first, *await asyncio.gather(*(arrive() for _ in range(given.people - 1)))]
        # Each once, so that what a first change leaves in memory is there.
        for person in persons if given.settle else ():
            await person.change(next(iter(headings)))
        return await Crowd(given=given, headings=headings).stay(persons)


def crowd(
    server: Running,
    headings: Mapping[str, str],
    *,
    people: int,
    think: float,
    seconds: float = 0,
    changes: int = 0,
    settle: bool = False,
) -> Stay:
    """Let people change the month on the Costs page for some seconds or changes.

    `headings` are the page's headings by month. The people are a process of their own, beside the server on the same
    processors; with `settle` each makes one change before anything is measured.
    """
    numbers = ["--people", people, "--think", think, "--seconds", seconds, "--changes", changes]
    page = server.kind.costs.strip("/")
    command = [sys.executable, "-m", "bench.peers.people", str(server.process.pid), str(server.port), page]
    command += [*map(str, numbers), *(["--settle"] if settle else [])]
    done = subprocess.run(command, input=json.dumps(dict(headings)), stdout=subprocess.PIPE, text=True, check=True)
    return Stay(**json.loads(done.stdout))


def main() -> None:
    """The child's side of `crowd`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pid", type=int)
    parser.add_argument("port", type=int)
    parser.add_argument("page")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--think", type=float, default=4.0, help="mean seconds between two changes")
    parser.add_argument("--seconds", type=float, default=0.0, help="when nobody begins another change")
    parser.add_argument("--changes", type=int, default=0, help="after how many changes nobody begins another")
    parser.add_argument("--settle", action="store_true", help="a change of everybody before anything is measured")
    given = parser.parse_args()
    # Two connections a person.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(json.dumps(asdict(asyncio.run(_many(given, json.load(sys.stdin))))))


if __name__ == "__main__":
    main()
