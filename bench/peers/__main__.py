"""Measures parts beside the peers, with other numbers than `make bench`, and prints their tables.

python -m bench.peers [filter page start people memory drivers collections] [--rows 20000 --rounds 2 --seconds 10]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.peers.crowds import CHANGES
from bench.peers.measuring import ASIDE, PARTS, setting_of
from bench.rows import table


def main() -> None:
    """Read the arguments and print the tables."""
    every = {**PARTS, **ASIDE}
    parser = argparse.ArgumentParser(
        prog="python -m bench.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(every)}; without any: {', '.join(PARTS)}")
    parser.add_argument("--rows", type=int, default=1_000_000, help="charges in the cost table")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long people stay in one round")
    parser.add_argument("--changes", type=int, default=CHANGES, help="changes while memory is looked at")
    parser.add_argument("--store", type=Path, help="a folder that keeps the generated costs")
    given = vars(parser.parse_args())
    names = given.pop("parts") or list(PARTS)
    if unknown := [name for name in names if name not in every]:
        parser.error(f"There is no part {', '.join(unknown)}; the parts are {', '.join(every)}.")
    with setting_of(**given) as setting:
        for name in names:
            print(f"\n## {every[name].title}\n\n{table(every[name].measure(setting))}", flush=True)


if __name__ == "__main__":
    main()
