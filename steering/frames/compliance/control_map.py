"""The map of the controls on the Compliance page: each as a cell of its section, coloured by how it stands."""

from __future__ import annotations

from steering.catalog.frameworks import frameworks
from steering.compliance.control_status import ControlStatus
from steering.compliance.report import ComplianceReport
from steering.frames.compliance.blocks import METHOD, name_section
from steering.frames.documents import HeatCell, HeatMap, HeatRow
from steering.status import Status

# What needs no look is a level of one colour; what does has the colour of its status.
LEVELS = (Status.MANUAL, Status.AUTOMATED)


def build_map(report: ComplianceReport) -> HeatMap:
    """Build the controls in scope by framework and section, in the order of the file."""
    every = report.count()
    return HeatMap(
        id="map",
        title="Every control in scope",
        alt=f"{every.total} controls in scope by section: "
        + ", ".join(f"{number} {state.word.lower()}" for state, number in every.counts if number),
        rows=tuple(_build_rows(report)),
        scale=tuple(state.word for state in LEVELS),
        row_label="Section",
        group_label="Framework",
        empty="No control is in scope.",
        method=METHOD,
    )


def _build_rows(report: ComplianceReport) -> list[HeatRow]:
    sections: dict[tuple[str, str], list[ControlStatus]] = {}
    for status in report.in_scope:
        sections.setdefault((status.control.framework, status.section), []).append(status)
    return [
        HeatRow(
            group=frameworks()[framework].title,
            label=name_section(framework, section),
            cells=tuple(map(_build_cell, controls)),
        )
        for (framework, section), controls in sections.items()
    ]


def _build_cell(status: ControlStatus) -> HeatCell:
    is_level = status.state in LEVELS
    return HeatCell(
        label=status.control.id,
        text=status.state.word if is_level else "",
        level=LEVELS.index(status.state) if is_level else None,
        status=None if is_level else status.state,
    )
