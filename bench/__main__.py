"""`make bench`: measures, prints the table and writes bench/results.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import costs, finance
from bench.peers import measuring, moving
from bench.rows import table

RESULTS = Path(__file__).parent / "results.md"
HEAD = "# Results\n\nWritten by `make bench`.\n"
COSTS, CASE, PEERS = "Costs at scale", "The business case", "Beside Dash and plain Streamlit"


def with_section(results: str, title: str, text: str) -> str:
    """The results with one section put in the place of the one of that title, or at the end; the others stay."""
    _, *parts = results.split("\n## ")
    found = {name: body.strip() for name, _, body in (part.partition("\n") for part in parts)}
    return HEAD + "".join(f"\n## {name}\n\n{body}\n" for name, body in {**found, title: text.strip()}.items())


def main() -> None:
    """Measure the business case and costs at scale, or the pages beside their peers; half an hour at most each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=10, metavar="MILLIONS", help="the larger size of cost data")
    parser.add_argument("--peers", action="store_true", help="the pages beside Dash and plain Streamlit instead")
    parser.add_argument("--case", action="store_true", help="the business case alone, which takes five minutes")
    given = parser.parse_args()
    if given.peers:
        _write(PEERS, f"{measuring.ABOUT}\n{table(measuring.measure())}")
        return
    _write(CASE, f"{moving.ABOUT}\n{table([*measuring.drivers(), *finance.measure()])}")
    if not given.case:
        _write(COSTS, table(costs.measure(large=given.large)))


def _write(title: str, text: str) -> None:
    print(text)
    RESULTS.write_text(with_section(RESULTS.read_text(encoding="utf-8"), title, text), encoding="utf-8")


if __name__ == "__main__":
    main()
