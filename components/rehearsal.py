"""The start of a dry run: who rehearses begins one, or goes on with the one that is open."""

from __future__ import annotations

from collections.abc import Sequence

from steering.rehearsal.runs import Run
from steering.state.case_snapshot import CaseSnapshot


def render_start(snapshot: CaseSnapshot, person: str, runs: Sequence[Run]) -> None:
    """Draw what begins a run; `runs` are those of a person, the newest first."""
