"""The IPE sheet of a figure as one HTML file to read and to print; it runs and fetches nothing."""

from __future__ import annotations

from steering.exports.cells import file_name
from steering.exports.printed_page import render_facts, render_printed_page
from steering.exports.witness import render_witness
from steering.formatting import pluralise
from steering.frames.ipe_sheet import IpeSheet, QueryRun, SheetQuery, SheetRelease
from steering.picture.words import text
from steering.records.audit_log import LogHead

ABOUT = "Information produced by the entity (IPE)"
IN_PACKAGE = "Not on this copy: equal data gives an equal file, whoever asks and whenever."
SAME, OTHER = "It shows the same value.", "IT SHOWS ANOTHER VALUE. Load the page again, and ask again."
HOW = (
    "The page of the figure was worked out anew for this sheet. The parameters are those that the queries were asked "
    "with meanwhile; each SHA-256 is that of the whole answer, so that it can be held against one that is asked again."
)


def render_ipe_sheet(sheet: IpeSheet, audit: LogHead | None = None) -> bytes:
    """Return the sheet as a page in UTF-8, a witness of the end of the audit log where that is given.

    Whatever somebody wrote is shown letter by letter.
    """
    parts = (_render_head(sheet), _render_meaning(sheet), _render_data(sheet), _render_queries(sheet))
    markup = f"{''.join(parts)}{render_witness(audit)}"
    return render_printed_page(f"IPE: {sheet.name}", markup)


def name_ipe_sheet(case: str, name: str) -> str:
    """Return the name of the file of a figure's sheet: `ipe-halden-soc-2-covered.html`."""
    return file_name("ipe", case, name, ending="html")


def _render_head(sheet: IpeSheet) -> str:
    value = "".join(f'<p class="{"fine" if row else "value"}">{text(line)}</p>' for row, line in enumerate(sheet.value))
    answer = SAME if sheet.is_reproduced else OTHER
    facts = [
        ("Case", f"{sheet.title} ({sheet.case})"),
        ("Page", f"{sheet.page}, figure {sheet.figure}"),
        *sheet.choices,
        ("Owner", sheet.owner),
        ("Asked by", sheet.asked_by or IN_PACKAGE),
        ("Time of the queries and of this sheet", sheet.printed_at or IN_PACKAGE),
        ("Worked out anew", answer),
    ]
    return (
        f'<header><p class="fine">{ABOUT} · {text(sheet.organisation)}</p><h1>{text(sheet.name)}</h1>{value}'
        f"{render_facts(facts)}</header>"
    )


def _render_meaning(sheet: IpeSheet) -> str:
    formula = f"<h3>Formula</h3><p>{text(sheet.formula)}</p>" if sheet.formula else ""
    inputs = f"<h3>Worked out from</h3>{render_facts(sheet.inputs)}" if sheet.inputs else ""
    return f"<section><h2>Definition</h2><p>{text(sheet.definition)}</p>{formula}{inputs}</section>"


def _render_data(sheet: IpeSheet) -> str:
    releases = "".join(map(_render_release, sheet.releases))
    files = [(name, f"SHA-256 {digest}" if digest else "not in this case") for name, digest in sheet.files]
    of_case = f"<section><h3>Files of the case</h3>{render_facts(files)}</section>" if files else ""
    nothing = "" if releases or files else "<p>This figure reads no data.</p>"
    return f"<section><h2>Data</h2>{releases}{of_case}{nothing}</section>"


def _render_release(release: SheetRelease) -> str:
    totals = "; ".join(f"{name} {total}" for name, total in release.sums)
    facts = [
        ("Release", release.release),
        ("Rows that count", f"{release.rows_used:,} of {pluralise(release.rows, 'row')}"),
        ("Control totals of the release", totals or "none: no column of it is to be added up"),
        ("File", release.source),
        ("SHA-256 of the file", release.source_sha256),
        ("In force since", release.in_force_since),
    ]
    return f"<section><h3>{text(release.dataset)}</h3>{render_facts(facts)}</section>"


def _render_queries(sheet: IpeSheet) -> str:
    queries = "".join(map(_render_query, sheet.queries)) or "<p>No query: the figure follows from the case's files.</p>"
    return (
        f'<section><h2>Queries</h2><p class="fine">{HOW}</p>{queries}'
        f'<p class="fine">Frame of the page, SHA-256: <code>{sheet.frame}</code></p></section>'
    )


def _render_query(query: SheetQuery) -> str:
    runs = "".join(_render_run(run, number, len(query.runs)) for number, run in enumerate(query.runs, start=1))
    more = f'<p class="fine">Asked {query.more:,} times more, with other parameters.</p>' if query.more else ""
    nothing = "" if runs else "<p>Not asked for this choice of month and unit.</p>"
    return (
        f'<section><h3>{text(query.name)}</h3><p class="fine">{text(query.about)}</p><pre>{text(query.sql)}</pre>'
        f"{runs}{more}{nothing}</section>"
    )


def _render_run(run: QueryRun, number: int, count: int) -> str:
    title = f"Asked, {number} of {count}" if count > 1 else "Asked"
    facts = [
        *((f"${name}", value) for name, value in run.parameters),
        ("Rows of the answer", f"{run.rows:,}"),
        ("Sums of its columns", "; ".join(f"{name} {total}" for name, total in run.sums) or "none holds numbers"),
        ("SHA-256 of the answer", run.sha256),
    ]
    return f"<p><strong>{title}</strong></p>{render_facts(facts)}"
