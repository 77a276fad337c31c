"""Measures our Costs page beside its peers, or the ways to collect garbage, and prints the table.

python -m bench.peers [--rows 1000000 --rounds 10 --seconds 60] [--collections --changes 3000]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.peers import crowds, timings
from bench.peers.content import prepared
from bench.peers.screen import browser
from bench.peers.servers import ours
from bench.rows import Row, table

PARTS = ("filter", "page", "start", "people", "memory")


def measure(
    *,
    rows: int = 1_000_000,
    rounds: int = 10,
    seconds: float = 60.0,
    changes: int = 3000,
    parts: tuple[str, ...] = PARTS,
    store: Path | None = None,
) -> list[Row]:
    """Our page beside its peers. People come in a third of the rounds, because each of those takes `seconds`.

    `store` keeps the generated costs for the next time; without it they are made again and deleted.
    """
    with tempfile.TemporaryDirectory(prefix="steerco-peers-") as name:
        folder = Path(name)
        content = prepared(store or folder, rows)
        found: list[Row] = []
        in_chromium = {"filter": timings.filter_rows, "page": timings.page_rows, "start": timings.start_rows}
        for part, measured in in_chromium.items():
            if part in parts:
                # A browser of its own: what one measurement leaves behind is not the next one's.
                with browser() as opened:
                    found += measured(opened, content, folder, rounds)
        if "people" in parts:
            found += crowds.people_rows(content, folder, max(1, rounds // 3), seconds)
        if "memory" in parts:
            found.append(crowds.soak_row(ours(), content, folder, changes, crowds.headings(content)))
        return found


def collections(*, rows: int, rounds: int, seconds: float, changes: int, store: Path | None = None) -> list[Row]:
    """Our app with each way to collect garbage."""
    with tempfile.TemporaryDirectory(prefix="steerco-peers-") as name:
        folder = Path(name)
        return crowds.collection_rows(prepared(store or folder, rows), folder, max(1, rounds // 3), seconds, changes)


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="charges in the cost table")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long people stay in one round")
    parser.add_argument("--changes", type=int, default=3000, help="changes of a memory soak after its warm-up")
    parser.add_argument("--store", type=Path, help="a folder that keeps the generated costs")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--collections", action="store_true", help="the ways to collect garbage instead")
    given = vars(parser.parse_args())
    parts = tuple(given.pop("parts"))
    found = collections(**given) if given.pop("collections") else measure(**given, parts=parts)
    print(table(found))


if __name__ == "__main__":
    main()
