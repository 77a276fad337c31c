"""Hours that somebody has logged, by phase against what is planned for it."""

from __future__ import annotations

from collections.abc import Sequence

from steering.catalog.phases import PHASES
from steering.frames.blocks import Column, TableBlock
from steering.records.work_hours import WorkEntry


def tabulate_hours(entries: Sequence[WorkEntry]) -> TableBlock:
    """Return the hours by phase, and in all, beside the plan; below 0 is what a phase took beyond it."""
    columns = (
        Column(label="Phase"),
        Column(label="Hours", kind="figure"),
        Column(label="Planned", kind="figure"),
        Column(label="Left", kind="figure", help="Below 0: more than planned"),
        Column(label="For", minor=True),
    )
    rows = [
        (
            phase.title,
            sum(entry.minutes for entry in entries if entry.phase == id) / 60,
            float(phase.hours),
            phase.about,
        )
        for id, phase in PHASES.items()
    ]
    rows.append(("All phases", sum(hours for _, hours, _, _ in rows), sum(plan for _, _, plan, _ in rows), ""))
    return TableBlock(
        id="hours",
        title="Time by phase",
        columns=columns,
        rows=tuple((title, hours, plan, plan - hours, about) for title, hours, plan, about in rows),
        note="As you log it. Your instructor sees the sums on Cohorts.",
    )
