"""The report of an auditor's package as one HTML file to read and to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steering.exports.auditor_package.facts import CONTROL_HEADINGS, EVIDENCE_HEADINGS, PackageFacts, Row
from steering.exports.auditor_package.words import list_limits
from steering.exports.printed_page import render_facts, render_printed_page
from steering.formatting import format_day
from steering.picture.words import text

STYLE = """
main { max-width: 76rem; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); }
th { color: var(--gray); font-weight: 600; }
td { min-width: 6.5rem; }
@page { size: A4 landscape; margin: 14mm; }
@media print {
  .wide { overflow: visible; }
  table { font-size: 10px; }
  td { min-width: 0; }
  tr { break-inside: avoid; }
}
"""
# The columns of the tables with what the report calls them.
CONTROLS = {
    "control_id": "Control",
    "title": "Title",
    "state": "State",
    "owner": "Owner",
    "component": "Component",
    "evidence_id": "Evidence",
    "evidence_of": "Evidence of",
    "collected_on": "Collected",
    "expires_on": "Expires",
    "not_applicable": "Why it does not apply",
}
EVIDENCE = {
    "evidence_id": "Evidence",
    "control_id": "Control",
    "counts_for": "Counts for",
    "method": "Method",
    "status": "Status",
    "collected_at": "Collected",
    "expires_at": "Expires",
    "collector": "Collector",
    "reviewer": "Reviewer",
    "source_uri": "Kept at",
    "sha256": "SHA-256",
}


def render_report(facts: PackageFacts) -> bytes:
    """Return the report as a page in UTF-8. Whatever somebody wrote is shown letter by letter."""
    day = format_day(facts.scope.day)
    limits = "".join(f"<li>{text(limit)}</li>" for limit in list_limits(facts))
    markup = (
        f"{_render_head(facts)}"
        f"<section><h2>What to know of it</h2><ul>{limits}</ul></section>"
        f"<section><h2>Controls on {day}</h2>{_render_table(CONTROL_HEADINGS, facts.controls, CONTROLS)}</section>"
        f"<section><h2>Evidence of {facts.scope.period}</h2>"
        f"{_render_table(EVIDENCE_HEADINGS, facts.evidence, EVIDENCE)}</section>"
    )
    return render_printed_page(f"{facts.framework}, {facts.scope.period}", markup, STYLE)


def _render_head(facts: PackageFacts) -> str:
    states = "; ".join(f"{word} {count:,}" for word, count in facts.states)
    about = [
        ("Case", f"{facts.title} ({facts.case})"),
        ("Period", facts.scope.period),
        ("States on the last day", states),
        ("Pieces of evidence", f"{len(facts.evidence):,}"),
        ("Release of the evidence", facts.release),
        ("SHA-256 of its file", facts.source),
    ]
    return (
        f'<header><p class="fine">Controls and evidence · {text(facts.organisation)}</p>'
        f"<h1>{text(facts.framework)}, {facts.scope.period}</h1>"
        f'<p class="value">{facts.coverage} controls can be shown on {format_day(facts.scope.day)}</p>'
        f"{render_facts(about)}</header>"
    )


def _render_table(headings: Sequence[str], rows: Sequence[Row], columns: dict[str, str]) -> str:
    if not rows:
        return "<p>None.</p>"
    indices = [headings.index(name) for name in columns]
    head = _render_row("th", columns.values())
    body = "".join(_render_row("td", (row[index] for index in indices)) for row in rows)
    return f'<div class="wide"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'


def _render_row(cell: str, texts: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{cell}>{text(content)}</{cell}>' for content in texts)}</tr>"
