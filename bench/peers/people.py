"""Many people on one Streamlit server at once, in a process of its own.

python -m bench.peers.people PORT PAGE --people 50 --think 4 --seconds 60 < months-and-headings.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack

from bench.peers.servers import Running
from bench.peers.visit import Visit, visit

BOX = "As of"
# Thinking takes half to one and a half times the mean, evenly.
SPREAD = 0.5


async def many(port: int, page: str, headings: Mapping[str, str], given: argparse.Namespace) -> list[float]:
    """Seconds of every change of the month by anybody; RuntimeError when a page shows another month's heading."""
    took: list[float] = []
    async with AsyncExitStack() as stack:
        visits = [await stack.enter_async_context(visit(port, page)) for _ in range(given.people)]
        clock = asyncio.get_running_loop().time
        until = clock() + given.seconds if given.seconds else float("inf")

        async def stay(number: int, here: Visit) -> None:
            chance = random.Random(number)
            await asyncio.sleep(given.think * chance.random())
            while clock() < until and len(took) < (given.changes or float("inf")):
                month = chance.choice([label for label in headings if label != here.chosen.get(BOX)])
                took.append(await here.choose(BOX, month))
                if headings[month] not in here.headings:
                    raise RuntimeError(f"Asked for {month}, a page shows {sorted(here.headings)}.")
                await asyncio.sleep(given.think * (1 - SPREAD + 2 * SPREAD * chance.random()))

        await asyncio.gather(*(stay(number, here) for number, here in enumerate(visits)))
    return took


def crowd(
    server: Running, headings: Mapping[str, str], *, people: int, think: float, seconds: float = 0, changes: int = 0
) -> list[float]:
    """Let people change the month on the Costs page for some seconds or changes: how long each change took.

    `headings` are the page's headings by the label of the month. The people are a process of their own, beside the
    server on the same processors.
    """
    numbers = ["--people", people, "--think", think, "--seconds", seconds, "--changes", changes]
    page = server.kind.costs.strip("/")
    command = [sys.executable, "-m", "bench.peers.people", str(server.port), page, *map(str, numbers)]
    done = subprocess.run(command, input=json.dumps(dict(headings)), stdout=subprocess.PIPE, text=True, check=True)
    return [float(took) for took in json.loads(done.stdout)]


def main() -> None:
    """The child's side of `crowd`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("page")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--think", type=float, default=4.0, help="mean seconds between two changes")
    parser.add_argument("--seconds", type=float, default=0.0, help="when nobody begins another change")
    parser.add_argument("--changes", type=int, default=0, help="after how many changes nobody begins another")
    given = parser.parse_args()
    print(json.dumps(asyncio.run(many(given.port, given.page, json.load(sys.stdin), given))))


if __name__ == "__main__":
    main()
