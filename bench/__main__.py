"""`make bench`: measures, prints the table and writes bench/results.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import costs
from bench.rows import table

RESULTS = Path(__file__).parent / "results.md"


def main() -> None:
    """Measure everything there is; 10 million charges take a quarter of an hour on two cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=10, metavar="MILLIONS", help="the larger size of cost data")
    text = table(costs.measure(large=parser.parse_args().large))
    print(text)
    RESULTS.write_text(f"# Results\n\nWritten by `make bench`.\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
