"""The report of an auditor's package on paper: the controls and the evidence of a framework in a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.exports.auditor_package.facts import CONTROL_HEADINGS, EVIDENCE_HEADINGS, PackageFacts, Row
from steering.exports.auditor_package.report import CONTROLS, EVIDENCE
from steering.exports.auditor_package.words import list_limits
from steering.exports.pack_file import PackFile
from steering.exports.papers.paper import Paper, PaperPart, pack_paper, set_paper
from steering.exports.papers.typesetter import PaperSize
from steering.formatting import format_day
from steering.frames.blocks import Column, Statement, Statements, TableBlock
from steering.progress import report

# Columns that stand below their row where there is no room beside each other: hashes, places and reasons.
BELOW = ("Title", "Kept at", "SHA-256", "Why it does not apply", "Counts for", "Collector", "Reviewer")


def audit_paper(facts: PackageFacts, *, size: PaperSize = "a4") -> PackFile:
    """Set the report of a package, dated at the last day of its period, for whoever may see these facts."""
    report("Setting", 0.0)
    day = format_day(facts.scope.day)
    limits = tuple(Statement(text="", detail=limit) for limit in list_limits(facts))
    paper = Paper(
        kind="Controls and evidence",
        title=f"{facts.framework}, {facts.scope.period}",
        organisation=facts.organisation,
        about=f"{facts.title} ({facts.case})",
        message=f"{facts.coverage} controls can be shown on {day}",
        parts=(
            PaperPart(title="About this report", blocks=(_build_facts(facts),)),
            PaperPart(title="What to know of it", blocks=(Statements(id="limits", title="", findings=limits),)),
            _write_table(f"Controls on {day}", CONTROL_HEADINGS, facts.controls, CONTROLS),
            _write_table(f"Evidence of {facts.scope.period}", EVIDENCE_HEADINGS, facts.evidence, EVIDENCE),
        ),
        foot=(facts.organisation, facts.framework, facts.scope.period),
    )
    result = set_paper(paper, size=size, day=facts.scope.day)
    return pack_paper(paper, result, name=(facts.case, facts.scope.framework, facts.scope.first, facts.scope.last))


def _build_facts(facts: PackageFacts) -> TableBlock:
    states = "; ".join(f"{word} {count:,}" for word, count in facts.states)
    rows = (
        ("Period", facts.scope.period),
        ("States on the last day", states),
        ("Pieces of evidence", f"{len(facts.evidence):,}"),
        ("Release of the evidence", facts.release),
        ("SHA-256 of its file", facts.source),
    )
    columns = (Column(label="Fact"), Column(label="Value", kind="words"))
    return TableBlock(id="facts", title="", columns=columns, rows=tuple(row for row in rows if row[1]))


def _write_table(title: str, headings: Sequence[str], rows: Sequence[Row], names: Mapping[str, str]) -> PaperPart:
    indices = [headings.index(name) for name in names]
    columns = tuple(Column(label=label, minor=label in BELOW, kind="words") for label in names.values())
    cells = tuple(tuple(row[index] or None for index in indices) for row in rows)
    block = TableBlock(id=title, title="", columns=columns, rows=cells, empty="None.")
    return PaperPart(title=title, blocks=(block,))
