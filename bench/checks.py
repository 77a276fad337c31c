"""`check` of the example in a process of its own, by processor time, beside a process that only reads its charges."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rows import Row
from steering.commands.check_profiles import PROFILES
from steering.state.app_state import EXAMPLE

TITLE = "The check of a case"
ROUNDS = 5
# Processor seconds, on a quiet core.
TARGET = 2.0
CHARGES = EXAMPLE / "datasets" / "cost.csv.gz"
FLOOR = "import sys, duckdb, pandas; print(duckdb.read_csv(sys.argv[1]).aggregate('count(columns(*))').fetchall())"
ABOUT = f"""\
`python -m steering check` of the example, its imports included, by every profile: median of {ROUNDS} runs, in turn with
those of a process that imports DuckDB and pandas and reads the charges of the same case with DuckDB. The ratio to that
process says more than the seconds, which grow where something else runs.
"""


def measure() -> list[Row]:
    """Rows for each profile: seconds beside the target, and beside a process that only reads."""
    with TemporaryDirectory() as name:
        return [row for profile in PROFILES for row in _profile_rows(profile, Path(name))]


def _profile_rows(profile: str, caches: Path) -> list[Row]:
    command, floor = ("-m", "steering", "check", str(EXAMPLE), "--profile", profile), ("-c", FLOOR, str(CHARGES))
    for arguments in (command, floor):
        _measure_process(arguments, caches)
    pairs = [(_measure_process(command, caches), _measure_process(floor, caches)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    what, measured = f"check --profile {profile}", f"{ours:.2f} s"
    return [
        Row(what=what, measured=measured, against=f"{TARGET:g} s", ratio=ours / TARGET, target=1),
        Row(
            what="the same",
            measured=measured,
            against=f"import DuckDB and pandas, read the charges: {theirs:.2f} s",
            ratio=statistics.median(first / second for first, second in pairs),
            target=None,
        ),
    ]


def _measure_process(arguments: Sequence[str], caches: Path) -> float:
    """Return the processor seconds of a Python process; its compiled modules are kept in `caches`."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = _spent()
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        env={**environment, "PYTHONPYCACHEPREFIX": str(caches)},
        check=False,
    )
    # What is planted in the example is found, for which a check ends with 1, as Python does after an error.
    if done.returncode not in (0, 1) or done.stderr:
        raise RuntimeError(done.stderr.decode())
    return _spent() - before


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
