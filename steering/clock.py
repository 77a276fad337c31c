"""The one clock of meetings, runs and reviews; a test that has no eighteen minutes for a rehearsal puts it forward."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path


def tell_time() -> dt.datetime:
    """Return the time in UTC; with STEERCO_CLOCK, as many seconds later as stand in that file."""
    ahead = os.environ.get("STEERCO_CLOCK")
    seconds = float(Path(ahead).read_text("ascii")) if ahead else 0.0
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
