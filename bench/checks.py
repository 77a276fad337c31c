"""`check` of the example in a process of its own, by processor time, beside an interpreter that imports libraries."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rows import Row
from steering.commands.check_profiles import PROFILES
from steering.state.app_state import EXAMPLE

TITLE = "The check of a case"
ROUNDS = 5
# Processor seconds, on a quiet core.
TARGET = 2.0
LIBRARIES = "duckdb, pydantic, yaml"
FLOOR = ("-c", f"import {LIBRARIES}")
ABOUT = f"""\
`python -m steering check` of the example, its imports included, by every profile: median of {ROUNDS} runs, in turn with
those of an interpreter that imports {LIBRARIES} and ends. *For the first time* nothing is kept of the
datasets, and each is judged; *again* they are as they were, which is how somebody corrects a dossier. The ratio to the
interpreter says more than the seconds, which grow where something else runs.
"""


def measure() -> list[Row]:
    """Rows for each profile: seconds beside the target, and beside an interpreter with its libraries."""
    with TemporaryDirectory() as name:
        return [row for profile in PROFILES for row in _profile_rows(profile, Path(name))]


def _profile_rows(profile: str, folder: Path) -> Iterator[Row]:
    command = ("-m", "steering", "check", str(EXAMPLE), "--profile", profile)
    # Once for the compiled modules.
    _measure_process(command, folder, folder / "home")
    for when, homes in (
        ("for the first time", [folder / f"{profile} {count}" for count in range(ROUNDS)]),
        ("again", [folder / "home"] * ROUNDS),
    ):
        pairs = [(_measure_process(command, folder, home), _measure_process(FLOOR, folder, home)) for home in homes]
        ours, theirs = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
        what, measured = f"check --profile {profile}, {when}", f"{ours:.2f} s"
        yield Row(what=what, measured=measured, against=f"{TARGET:g} s", ratio=ours / TARGET, target=1)
        yield Row(
            what="the same",
            measured=measured,
            against=f"import {LIBRARIES}: {theirs:.2f} s",
            ratio=statistics.median(first / second for first, second in pairs),
            target=None,
        )


def _measure_process(arguments: Sequence[str], caches: Path, home: Path) -> float:
    """Return the processor seconds of a Python process with a home; its compiled modules are kept in `caches`."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = _spent()
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        env={**environment, "PYTHONPYCACHEPREFIX": str(caches / "compiled"), "STEERCO_HOME": str(home)},
        check=False,
    )
    # What is planted in the example is found, for which a check ends with 1, as Python does after an error.
    if done.returncode not in (0, 1) or done.stderr:
        raise RuntimeError(done.stderr.decode())
    return _spent() - before


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
