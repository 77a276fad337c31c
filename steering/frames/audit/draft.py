"""What is shown of a business case while it is edited: whether it is right, its headlines, what is wrong where."""

from __future__ import annotations

from steering.cases.business import BusinessCase
from steering.catalog.business_metrics import METRICS
from steering.finance.draft.history import BusinessDraft
from steering.finance.draft.tables import TABLES, locate_problem
from steering.finance.metrics import Metrics
from steering.formatting import format_number, pluralise
from steering.frames.audit.page import describe_unit, format_exactly
from steering.frames.blocks import Column, TableBlock, Tile, Tiles

# The figures on top, and whether more of one is welcome or less.
HEADLINES = {"npv": 1, "roi": 1, "irr": 1, "payback_months": -1}
ALONE = "Correct what is listed below the table, and the audit appears."
# Characters of a name that are said in a sentence.
LONGEST = 40
BEFORE = "The figures are of the state before, until what is listed below the table is corrected."


def describe_refusal(draft: BusinessDraft, *, before: bool) -> tuple[str, str]:
    """How much is wrong with a draft that can't be worked out and where the first of it is; what is shown instead."""
    reading = draft.state
    where = locate_problem(reading.problems[0], draft.tree)
    parts = (TABLES[where.table].title if where.table else "", where.row, where.column)
    place = ", ".join(part if len(part) <= LONGEST else f"{part[:LONGEST]}…" for part in parts if part) or "the file"
    first = "" if reading.count == 1 else ", the first in"
    summary = f"{pluralise(reading.count, 'problem')}{first or ' in'} {place}."
    return summary, BEFORE if before else ALONE


def build_problem_table(draft: BusinessDraft) -> TableBlock:
    """Every problem with the table, the row and the column in which it is."""
    problems = draft.state.problems
    spots = [locate_problem(problem, draft.tree) for problem in problems]
    return TableBlock(
        id="draft-problems",
        title="What to correct",
        columns=(
            *(Column(label=label) for label in ("Table", "Row", "Column")),
            *(Column(label=label, kind="words") for label in ("Found", "What to do", "Expected")),
        ),
        rows=tuple(
            (
                TABLES[where.table].title if where.table else None,
                where.row or None,
                where.column or None,
                problem.found,
                problem.remedy,
                problem.expected,
            )
            for where, problem in zip(spots, problems, strict=True)
        ),
        note=f"The first {len(problems):,} of {pluralise(draft.state.count, 'problem')} are listed."
        if draft.state.count > len(problems)
        else "",
    )


def build_headlines(business: BusinessCase, now: Metrics, begun: Metrics | None, currency: str) -> Tiles:
    """The figures that a committee asks for first, and how far they have moved since the draft was begun."""
    note = describe_unit(business.currency or currency, business)
    return Tiles(
        tiles=tuple(_build_headline(name, getattr(now, name), getattr(begun, name, None), note) for name in HEADLINES)
    )


def _build_headline(name: str, now: float | None, begun: float | None, note: str) -> Tile:
    step = now - begun if now is not None and begun is not None else 0.0
    step = step if abs(step) > 1e-9 else 0.0
    return Tile(
        id=f"draft-{name}",
        label=METRICS[name].label,
        value=format_exactly(name, now),
        delta=None if begun is None else _format_step(name, step) if step else "±0",
        since="so far",
        good=step * HEADLINES[name] > 0 if step else None,
        note=note if METRICS[name].unit == "money" else "",
        help=METRICS[name].definition,
    )


def _format_step(name: str, step: float) -> str:
    sign = "+" if step > 0 else ""
    if METRICS[name].unit == "share":
        return f"{sign}{format_number(round(step * 100, 1))} points"
    return sign + (format_exactly(name, step) if METRICS[name].unit == "months" else format_number(round(step, 4)))
