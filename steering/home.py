"""Where an installation keeps what it has: the folder that STEERCO_HOME names. Nobody else reads that variable."""

from __future__ import annotations

import os
from pathlib import Path

# The folder of the project.
ROOT = Path(__file__).parents[1]


def find_home() -> Path:
    """Return the folder that STEERCO_HOME names; `var` in the folder of the project where it names none."""
    return Path(os.environ.get("STEERCO_HOME") or ROOT / "var").resolve()
