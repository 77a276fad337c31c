"""Hold the files beside this script against SHA256SUMS. It needs Python 3.8 or later, and nothing else."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"


def main() -> int:
    """Say what is not as it was packed, and return 0 where everything is."""
    sums = {}
    for line in (FOLDER / SUMS).read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        sums[name] = digest
    files = {path.relative_to(FOLDER).as_posix(): path for path in sorted(FOLDER.rglob("*")) if path.is_file()}
    faults = [f"MISSING  {name}" for name in sums if name not in files]
    faults += [f"NOT OF THIS PACKAGE  {name}" for name in files if name not in sums and name != SUMS]
    for name, path in files.items():
        if name in sums and hashlib.sha256(path.read_bytes()).hexdigest() != sums[name]:
            faults.append(f"CHANGED  {name}")
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if not faults:
        sys.stdout.write(f"All {len(sums)} files are as they were packed.\n")
    return 1 if faults or not sums else 0


if __name__ == "__main__":
    sys.exit(main())
