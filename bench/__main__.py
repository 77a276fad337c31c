"""`make bench`: measures, prints the table and writes bench/results.md."""

from __future__ import annotations

from pathlib import Path

from bench import costs
from bench.rows import table

RESULTS = Path(__file__).parent / "results.md"


def main() -> None:
    """Measure everything there is."""
    text = table(costs.measure())
    print(text)
    RESULTS.write_text(f"# Results\n\nWritten by `make bench`.\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
