"""Measures the live stage with other numbers than `make bench`, and prints its table.

python -m bench.stage [--rounds 1 --actions 10 --drag 10 --idle 20 --churn 10 --multiplex FOLDER]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.rows import table
from bench.stage.measuring import ABOUT, Setting, measure


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.stage", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--actions", type=int, default=10, help="presenter's actions in a round")
    parser.add_argument("--drag", type=float, default=10, help="seconds that a driver is dragged")
    parser.add_argument("--idle", type=float, default=20, help="seconds that followers are idle")
    parser.add_argument("--churn", type=float, default=10, help="seconds that followers come and go")
    parser.add_argument("--multiplex", type=Path, help="a folder with reveal-multiplex and socket.io-client 2")
    given = parser.parse_args()
    setting = Setting(
        rounds=given.rounds,
        actions=given.actions,
        drag_seconds=given.drag,
        idle_seconds=given.idle,
        churn_seconds=given.churn,
        multiplex=given.multiplex,
    )
    print(f"{ABOUT}\n{table(measure(setting))}")


if __name__ == "__main__":
    main()
