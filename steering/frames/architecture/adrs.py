"""The part of the Architecture page that shows decision records: how each stands, and one in full."""

from __future__ import annotations

from collections.abc import Sequence

from steering.cases.dossier.adrs import Adr
from steering.context.dated_case import DatedCase
from steering.dossier.adr_graph import AdrStanding, graph_of
from steering.dossier.adrs import describe_doubt
from steering.formatting import format_day, join_words
from steering.frames.blocks import Choice, Column, Piece, TableBlock
from steering.frames.cells import CellValue


def build_adrs(standings: Sequence[AdrStanding], dated: DatedCase) -> tuple[Piece, ...]:
    """Build the register of decision records, the choice of one, and that one in full."""
    register = TableBlock(
        id="adrs",
        title="Decision records",
        columns=(
            Column(label="No.", kind="count"),
            Column(label="Decision", kind="words"),
            Column(label="Status"),
            Column(
                label="Data says", kind="status", help="Whether the data supports its confirmation and what it rests on"
            ),
            Column(label="Date", kind="day"),
            Column(label="Review by", kind="day"),
            Column(label="Decided by", kind="words"),
            Column(label="Components", kind="words", minor=True),
            Column(label="Supersedes", kind="words", minor=True),
        ),
        rows=tuple(_build_row(standing, dated) for standing in standings),
        empty="No decision is on record. `python -m steering adr TITLE` writes a first one.",
        method="A record turns amber when its confirmation, or that of one it rests on, no longer holds in the data.",
    )
    chosen = _choose(standings, dated)
    if chosen is None:
        return (register,)
    options = tuple((standing.adr.id, standing.adr.label) for standing in standings)
    choice = Choice(label="Record in full", options=options, chosen=chosen.adr.id)
    return (register, choice, *build_record(chosen, dated))


def _choose(standings: Sequence[AdrStanding], dated: DatedCase) -> AdrStanding | None:
    """The record that the viewer has chosen; else the first that the data no longer supports, else the first."""
    wanted = [standing for standing in standings if standing.adr.id == dated.filters.focus]
    shaken = [standing for standing in standings if standing.is_refuted]
    return next(iter([*wanted, *shaken, *standings]), None)


def _build_row(standing: AdrStanding, dated: DatedCase) -> tuple[CellValue, ...]:
    adr = standing.adr
    graph = graph_of(dated)
    return (
        adr.number,
        adr.title,
        adr.front.status,
        standing.status,
        adr.front.date.isoformat() if adr.front.date else None,
        adr.front.review_by.isoformat() if adr.front.review_by else None,
        ", ".join(adr.front.deciders),
        ", ".join(adr.front.components),
        ", ".join(older.label for older in graph.find_all(adr.front.supersedes)),
    )


def build_record(standing: AdrStanding, dated: DatedCase) -> tuple[Piece, ...]:
    """Build one record in full: what was decided, on what grounds, and what follows."""
    adr = standing.adr
    rows = [(name, text) for name, text in _list_parts(adr, standing, dated) if text]
    table = TableBlock(
        id="adr",
        title=adr.label,
        columns=(Column(label="Part"), Column(label="What it says", kind="words")),
        rows=tuple(rows),
        note=f"File: {adr.file}",
    )
    return (table,)


def _list_parts(adr: Adr, standing: AdrStanding, dated: DatedCase) -> list[tuple[str, str]]:
    front = adr.front
    options = [f"{option.name} (chosen)" if option.name == adr.chosen else option.name for option in adr.options]
    return [
        ("Data says", describe_doubt(standing, dated)),
        ("Context", adr.context),
        ("Drivers", "; ".join(adr.drivers)),
        ("Options", "; ".join(options)),
        ("Decision", adr.outcome),
        ("Consequences", " ".join(adr.consequences)),
        ("Confirmation", adr.confirmation),
        ("Decided", join_words([*front.deciders]) + (f", {format_day(front.date)}" if front.date else "")),
        ("Consulted", ", ".join(front.consulted)),
        ("Informed", ", ".join(front.informed)),
        ("Rests on", ", ".join(below.label for below in graph_of(dated).find_all(front.rests_on))),
        ("Constraints", ", ".join(front.constraints)),
    ]
