"""What is told to whom on the Change page, and what the pilot has to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from steering.cases.dossier.change import ChangePlan
from steering.dossier.communications import CommunicationOutlook, name_audience
from steering.dossier.pilot import PilotResult
from steering.formatting import format_day, join_words
from steering.frames.blocks import Column, TableBlock
from steering.frames.change.cadence import describe_cadence

# How many dates a row names, and how many of an audience.
DATES, NAMED = 3, 4


def build_communications(change: ChangePlan, outlooks: Sequence[CommunicationOutlook], today: date) -> TableBlock:
    """Build the communication plan by its next dates; what never comes again stands first."""
    return TableBlock(
        id="communications",
        title="Communication plan",
        columns=(
            Column(
                label="State", kind="status", help="On track: it comes again, somebody sends it, and it has readers"
            ),
            Column(label="Next", kind="day"),
            Column(label="Message", kind="words"),
            Column(label="To", kind="words"),
            Column(label="Owner", kind="words"),
            Column(label="Channel", kind="words"),
            Column(label="How often", kind="words"),
            Column(label="After that", kind="words", minor=True),
        ),
        rows=tuple(
            (
                outlook.status,
                outlook.next_day.isoformat() if outlook.next_day else None,
                outlook.communication.message,
                _name_some(name_audience(change, outlook.communication)),
                outlook.communication.owner or "nobody",
                outlook.communication.channel,
                describe_cadence(outlook.communication.rule),
                ", ".join(format_day(day) for day in outlook.dates.days[1:DATES]),
            )
            for outlook in outlooks
        ),
        note=f"Dates after {format_day(today)}.",
        empty="Nothing is planned to be told to anybody.",
    )


def _name_some(names: Sequence[str]) -> str:
    some = list(names) if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more"]
    return join_words(some) or "nobody"


def build_pilot(results: Sequence[PilotResult]) -> TableBlock:
    """Build the metrics of the pilot with what the data says."""
    return TableBlock(
        id="pilot",
        title="When the pilot counts as a success",
        columns=(
            Column(label="State", kind="status"),
            Column(label="Metric of success", kind="words"),
            Column(label="By the data", kind="words"),
            Column(label="As of", kind="month", help="Empty: the month shown"),
            Column(label="Owner", kind="words"),
        ),
        rows=tuple(
            (
                entry.status,
                entry.metric.label,
                entry.words,
                entry.metric.condition.as_of,
                entry.metric.owner,
            )
            for entry in results
        ),
        empty="Nothing says when the pilot counts as a success.",
    )
