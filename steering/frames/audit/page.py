"""The frame of the claims audit: does a business case say what its own cash flows say?"""

from __future__ import annotations

from dataclasses import replace

from steering.cases.business import BusinessCase
from steering.catalog.business_metrics import METRICS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.audit import Audit, AuditFinding, audit_business_case
from steering.finance.explain import explainer
from steering.finance.metrics import Metrics
from steering.formatting import ABSENT, format_number, pluralise
from steering.frames.audit import review
from steering.frames.blocks import Block, Column, Notice, Slot, Statements, Tab, TableBlock, Tabs, Tile, Tiles
from steering.frames.blocks import Statement as Statement
from steering.frames.frame import Frame, provenance
from steering.frames.roi.tiles import TIMINGS, format_months
from steering.roi.drivers import DRIVERS
from steering.roi.scenarios import BASE, scenario_label
from steering.status import Status

PAGE = "audit"
REMEDY = "Add business_case.yaml to the case folder, or audit a file of your own below."
UNEXPLAINED = "No convention and no slip that is known here gives this figure."
VERDICTS = {
    "right": Status.RIGHT,
    "rounded": Status.ROUNDED,
    "wrong": Status.WRONG,
    "sign": Status.SIGN,
    "undefined": Status.UNDEFINED,
}


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The case's own business case as it is written, and a place to bring another one."""
    business = context.case.business
    where = provenance(context, replace(filters, unit=None), ())
    place = Slot(id="audit-file", about=PAGE)
    if business is None:
        notice = Notice(text="This case has no business case yet.", remedy=REMEDY)
        return Frame(page=PAGE, message="Nothing to audit yet", blocks=(place,), provenance=where, notices=(notice,))
    found = audit_business_case(business, explain=explainer(business))
    return Frame(
        page=PAGE,
        message=describe_result(found),
        detail=describe_convention(found),
        blocks=(
            *build_blocks(
                business,
                found,
                review.build_case_review(context.case, id="own"),
                context.case.charter.currency,
                id="own",
            ),
            place,
        ),
        provenance=where,
    )


def describe_result(found: Audit) -> str:
    """How many of the stated figures can stand."""
    wrong = sum(not finding.holds for finding in found.findings)
    if not found.findings:
        return "No figure is stated"
    if not wrong:
        return f"All of {pluralise(len(found.findings), 'stated figure')} can stand"
    verb = "does" if wrong == 1 else "do"
    return f"{wrong} of {pluralise(len(found.findings), 'stated figure')} {verb} not follow from the cash flows"


def describe_convention(found: Audit) -> str:
    """The convention that the figures are worked out in, as a sentence."""
    rate = f"{format_number(round(found.discount_rate * 100, 4))}%"
    if found.period is None:
        return f"Worked out at {rate} a year, flows on their dates."
    timing = TIMINGS[found.timing].format(period=found.period)
    return f"Worked out at {rate} a year, {timing}, everything as planned."


def build_blocks(
    business: BusinessCase, found: Audit, reviewed: tuple[TableBlock, ...], currency: str, *, id: str
) -> tuple[Block, ...]:
    """The verdicts and what does not follow; then what is stated, all metrics, and the financial review in parts.

    `id` keeps two audits on a page apart.
    """
    said = business.currency or currency
    every = (
        Tab(
            id="stated",
            label="What is stated",
            blocks=(_build_findings_table(found, said, business, id), *_build_notes(found, id)),
        ),
        Tab(id="figures", label="Every figure", blocks=(_build_metrics_table(found, said, business, id),)),
        Tab(id="review", label="Financial review", blocks=reviewed),
    )
    parts = Tabs(id=f"tab-{id}", parts=tuple(part for part in every if part.blocks))
    return (*_build_verdict_tiles(found, id), *_build_errors(found, id), parts)


def _build_verdict_tiles(found: Audit, id: str) -> tuple[Tiles, ...]:
    tally = dict.fromkeys(VERDICTS.values(), 0)
    for finding in found.findings:
        tally[VERDICTS[finding.verdict]] += 1
    shown = [status for status, count in tally.items() if count or status in (Status.RIGHT, Status.WRONG)]
    tiles = tuple(
        Tile(
            id=f"verdict-{status.name.lower()}-{id}",
            label=status.capitalize(),
            value=f"{tally[status]}",
            note=f"of {pluralise(len(found.findings), 'stated figure')}",
            status=status,
        )
        for status in shown
    )
    return (Tiles(tiles=tiles),) if found.findings else ()


def _build_errors(found: Audit, id: str) -> tuple[Statements, ...]:
    """What does not follow, each with what reproduces it, so that it can be read out."""
    wrong = tuple(
        Statement(
            text=f"{METRICS[one.metric].label}{_format_scope(one)}: stated {format_exactly(one.metric, one.stated)}, "
            f"follows {format_exactly(one.metric, one.computed)}",
            detail=one.explanation or UNEXPLAINED,
            meta=one.source or "",
            status=VERDICTS[one.verdict],
        )
        for one in found.findings
        if not one.holds
    )
    return (
        (Statements(id=f"wrong-{id}", title="What does not follow, and how it comes about", findings=wrong),)
        if wrong
        else ()
    )


def _build_findings_table(found: Audit, currency: str, business: BusinessCase, id: str) -> TableBlock:
    return TableBlock(
        id=f"findings-{id}",
        title="What is stated, and what follows",
        columns=(
            Column(label="Figure"),
            Column(label="Verdict", kind="status"),
            Column(label="Stated", kind="figure"),
            Column(label="Follows", kind="figure", help="What the cash flows give"),
            Column(label="How the stated figure comes about"),
            Column(label="In"),
            Column(label="Source"),
        ),
        rows=tuple(
            (
                METRICS[one.metric].label,
                VERDICTS[one.verdict].value,
                format_exactly(one.metric, one.stated),
                format_exactly(one.metric, one.computed),
                one.explanation or (None if one.holds else UNEXPLAINED),
                _describe_scope(one),
                one.source,
            )
            for one in found.findings
        ),
        empty="The business case states no figures: add `stated` to it.",
        note=describe_unit(currency, business),
    )


def _build_notes(found: Audit, id: str) -> tuple[Statements, ...]:
    if not found.notes:
        return ()
    notes = tuple(Statement(text="", detail=note) for note in found.notes)
    return (Statements(id=f"notes-{id}", title="What else there is to say", findings=notes),)


def _build_metrics_table(found: Audit, currency: str, business: BusinessCase, id: str) -> TableBlock:
    named = [(scenario_label(name), metrics) for name, metrics in found.scenarios.items()]
    every: list[tuple[str, Metrics]] = [(scenario_label(BASE), found.metrics), *named]
    return TableBlock(
        id=f"metrics-{id}",
        title="Every figure, worked out",
        columns=(Column(label="Figure"), *(Column(label=name, kind="figure") for name, _ in every)),
        rows=tuple(
            (meaning.label, *(format_exactly(name, getattr(metrics, name)) for _, metrics in every))
            for name, meaning in METRICS.items()
        ),
        note=describe_unit(currency, business),
    )


def describe_unit(currency: str, business: BusinessCase) -> str:
    """What amounts are in, as a sentence."""
    unit = f"{business.unit.normalize():f}"
    if unit == "1":
        return f"Amounts in {currency}."
    return f"Amounts in {currency} × {int(unit):,}." if unit.isdigit() else f"Amounts in {currency} × {unit}."


def _format_scope(one: AuditFinding) -> str:
    where = _describe_scope(one)
    return f" ({where})" if where else ""


def _describe_scope(one: AuditFinding) -> str | None:
    """The scenario that a figure is stated for, and what is changed on top of it."""
    parts = [scenario_label(one.scenario)] if one.scenario else []
    parts += [f"{_label_key(key)} {format_number(number)}" for key, number in (one.at or {}).items()]
    return ", ".join(parts) or None


def _label_key(key: str) -> str:
    name = key.removeprefix("drivers.")
    return DRIVERS[name].label.lower() if name in DRIVERS else key


def format_exactly(metric: str, figure: float | bool | tuple[float, ...] | None) -> str:
    """A figure as exactly as an audit needs it: amounts in the file's unit with four decimals."""
    if figure is None or figure == ():
        return ABSENT
    if isinstance(figure, bool):
        return "Yes" if figure else "No"
    if isinstance(figure, tuple):
        return ", ".join(format_exactly("irr", one) for one in figure)
    if METRICS[metric].unit == "share":
        return f"{format_number(round(figure * 100, 2))}%"
    return format_months(figure) if METRICS[metric].unit == "months" else format_number(round(figure, 4))
