"""One workload in a process of its own, so that its time and its peak memory are its own: prints them as JSON."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds and peak memory in bytes of one run in a fresh process, imports apart."""

    seconds: float
    peak: int


def ingest(file: Path, home: Path) -> None:
    """Check, store and roll up a cost file as an upload does."""
    from steering.ingest import accept

    accept(file, "cost", home, by="bench", team_tag="team")


def floor(file: Path, home: Path) -> None:
    """What DuckDB alone needs to read the same file and write it as Parquet."""
    import duckdb

    home.mkdir(parents=True, exist_ok=True)
    reader = "read_csv" if file.suffix == ".csv" else "read_parquet"
    out = str(home / "floor.parquet")
    duckdb.sql(f"copy (select * from {reader}('{file}')) to '{out}' (format parquet, compression zstd)")


WORKLOADS: dict[str, Callable[[Path, Path], None]] = {"ingest": ingest, "floor": floor}


def run(name: str, file: Path, home: Path) -> Cost:
    """Run a workload in a fresh process."""
    command = [sys.executable, "-m", "bench.workloads", name, str(file), str(home)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """The child's side of `run`."""
    name, file, home = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    for needed in ("duckdb", "steering.ingest"):
        import_module(needed)  # which is not part of the workload
    start = time.perf_counter()
    WORKLOADS[name](file, home)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main()
