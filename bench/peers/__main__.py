"""Measures our Costs page beside its peers, or the ways to collect garbage, and prints the table.

python -m bench.peers [--rows 1000000 --rounds 10 --seconds 60] [--collections --changes 3000]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.peers.measuring import PARTS, collections, measure
from bench.rows import table


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="charges in the cost table")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long people stay in one round")
    parser.add_argument("--changes", type=int, default=3000, help="changes of a memory soak")
    parser.add_argument("--store", type=Path, help="a folder that keeps the generated costs")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--collections", action="store_true", help="the ways to collect garbage instead")
    given = vars(parser.parse_args())
    parts = tuple(given.pop("parts"))
    found = collections(**given) if given.pop("collections") else measure(**given, parts=parts)
    print(table(found))


if __name__ == "__main__":
    main()
