"""The frame of the claims audit: does a business case say what its own cash flows say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.cases.business import BusinessCase
from steering.catalog.business_metrics import METRICS
from steering.catalog.drivers import DRIVERS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.audit import Audit, AuditFinding, audit_business_case
from steering.finance.metrics import Metrics
from steering.formatting import ABSENT, format_number, pluralise
from steering.frames.audit import review
from steering.frames.audit.today import TodayFigure, assess_today, describe_today
from steering.frames.blocks import Block, Column, Notice, Slot, Statements, Tab, TableBlock, Tabs, Tile, Tiles
from steering.frames.blocks import Statement as Statement
from steering.frames.frame import Frame, provenance
from steering.frames.roi.tiles import TIMINGS, format_months
from steering.roi.report import roi_report
from steering.roi.scenarios import BASE, scenario_label
from steering.status import Status

PAGE = "audit"
REMEDY = "Add business_case.yaml to the case folder, or audit a file of your own below."
UNEXPLAINED = "No known convention or error gives this figure."
# How a stated figure stands on today's data; by any other verdict it does not hold.
HOLDS = {"right": "Yes", "rounded": "Rounded"}
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
    today = assess_today(context, filters)
    used = roi_report(context, filters.without_model).datasets if today else ()
    where = provenance(context, replace(filters, unit=None), used)
    place = Slot(id="audit-file", about=PAGE)
    if business is None:
        notice = Notice(text="This case has no business case yet.", remedy=REMEDY)
        return Frame(page=PAGE, message="Nothing to audit yet", blocks=(place,), provenance=where, notices=(notice,))
    audit = audit_business_case(business)
    return Frame(
        page=PAGE,
        message=describe_result(audit) + describe_today(audit, today),
        detail=describe_convention(audit),
        blocks=(
            *build_blocks(
                business,
                audit,
                review.build_case_review(context, filters, today, id="own"),
                context.case.charter.currency,
                today,
                id="own",
            ),
            place,
        ),
        provenance=where,
    )


def describe_result(audit: Audit) -> str:
    """How many of the stated figures can stand."""
    wrong = sum(not finding.holds for finding in audit.findings)
    if not audit.findings:
        return "No figure is stated"
    if not wrong:
        count = len(audit.findings)
        return f"All {count} stated figures check out" if count > 1 else "The one stated figure checks out"
    verb = "does" if wrong == 1 else "do"
    return f"{wrong} of {pluralise(len(audit.findings), 'stated figure')} {verb} not check out against the cash flows"


def describe_convention(audit: Audit) -> str:
    """The convention that the figures are worked out in, as a sentence."""
    rate = f"{format_number(round(audit.discount_rate * 100, 4))}%"
    if audit.period is None:
        return f"Recalculated at {rate} a year, flows on their dates."
    timing = TIMINGS[audit.timing].format(period=audit.period)
    return f"Recalculated at {rate} a year, {timing}, everything as planned."


def build_blocks(
    business: BusinessCase,
    audit: Audit,
    reviewed: tuple[TableBlock, ...],
    currency: str,
    today: Sequence[TodayFigure] = (),
    *,
    id: str,
) -> tuple[Block, ...]:
    """The verdicts and what does not follow; then what is stated, all metrics, and the financial review in parts.

    `id` keeps two audits on a page apart; `today` are the stated figures on today's data, where they are known.
    """
    unit = business.currency or currency
    tabs = (
        Tab(
            id="stated",
            label="Stated figures",
            blocks=(_build_findings_table(audit, unit, business, today, id), *_build_notes(audit, id)),
        ),
        Tab(id="figures", label="Every figure", blocks=(_build_metrics_table(audit, unit, business, id),)),
        Tab(id="review", label="Financial review", blocks=reviewed),
    )
    parts = Tabs(id=f"tab-{id}", parts=tuple(part for part in tabs if part.blocks))
    return (*_build_verdict_tiles(audit, today, id), *_build_errors(audit, id), parts)


def _build_verdict_tiles(audit: Audit, today: Sequence[TodayFigure], id: str) -> tuple[Tiles, ...]:
    """How many figures have each verdict as planned, and beside the right ones how many hold on today's data."""
    tally = dict.fromkeys(VERDICTS.values(), 0)
    for finding in audit.findings:
        tally[VERDICTS[finding.verdict]] += 1
    note = f"of {pluralise(len(audit.findings), 'stated figure')}"
    statuses = [status for status, count in tally.items() if count or status in (Status.RIGHT, Status.WRONG)]
    tiles = tuple(
        Tile(
            id=f"verdict-{status.name.lower()}-{id}",
            label=status.capitalize(),
            value=f"{tally[status]}",
            note=f"{note}, as planned" if today else note,
            status=status,
        )
        for status in statuses
    )
    count = sum(figure.holds for figure in today)
    now = Tile(
        id=f"holds-today-{id}",
        label="Hold today",
        value=f"{count}",
        note=f"{note}, on today's data",
        help="Stated figures that are right or rounded on today's adoption and costs",
    )
    return (Tiles(tiles=(*tiles[:1], *((now,) if today else ()), *tiles[1:])),) if audit.findings else ()


def _build_errors(audit: Audit, id: str) -> tuple[Statements, ...]:
    """What does not follow, each with what reproduces it, so that it can be read out."""
    errors = tuple(
        Statement(
            text=f"{METRICS[finding.metric].label}{_format_scope(finding)}: "
            f"stated {format_exactly(finding.metric, finding.stated)}, "
            f"recalculated {format_exactly(finding.metric, finding.computed)}",
            detail=finding.explanation or UNEXPLAINED,
            meta=finding.source or "",
            status=VERDICTS[finding.verdict],
        )
        for finding in audit.findings
        if not finding.holds
    )
    return (
        (Statements(id=f"wrong-{id}", title="Figures that do not check out, and the likely error", findings=errors),)
        if errors
        else ()
    )


def _build_findings_table(
    audit: Audit, currency: str, business: BusinessCase, today: Sequence[TodayFigure], id: str
) -> TableBlock:
    columns = (
        Column(label="Today", kind="figure", help="From the cash flows on today's adoption and costs"),
        Column(label="Holds today"),
    )
    cells_today: list[tuple[str, ...]] = [
        (format_exactly(finding.metric, figure.value), HOLDS.get(figure.verdict, "No"))
        for finding, figure in zip(audit.findings, today, strict=False)
    ]
    return TableBlock(
        id=f"findings-{id}",
        title="Stated figures, recalculated",
        columns=(
            Column(label="Figure"),
            Column(label="Verdict", kind="status"),
            Column(label="Stated", kind="figure"),
            Column(label="Recalculated", kind="figure", help="From the cash flows, as planned"),
            *(columns if today else ()),
            Column(label="Likely error"),
            Column(label="In"),
            Column(label="Source"),
        ),
        rows=tuple(
            (
                METRICS[finding.metric].label,
                VERDICTS[finding.verdict].value,
                format_exactly(finding.metric, finding.stated),
                format_exactly(finding.metric, finding.computed),
                *cells,
                finding.explanation or (None if finding.holds else UNEXPLAINED),
                _describe_scope(finding),
                finding.source,
            )
            for finding, cells in zip(audit.findings, cells_today or [()] * len(audit.findings), strict=True)
        ),
        empty="The business case states no figures: add `stated` to it.",
        note=describe_unit(currency, business),
    )


def _build_notes(audit: Audit, id: str) -> tuple[Statements, ...]:
    if not audit.notes:
        return ()
    notes = tuple(Statement(text="", detail=note) for note in audit.notes)
    return (Statements(id=f"notes-{id}", title="Notes", findings=notes),)


def _build_metrics_table(audit: Audit, currency: str, business: BusinessCase, id: str) -> TableBlock:
    scenarios = [(scenario_label(name), metrics) for name, metrics in audit.scenarios.items()]
    adjusted = [(f"{scenario_label(BASE)}, risk-adjusted", audit.risk_adjusted)] if audit.risk_adjusted else []
    columns: list[tuple[str, Metrics]] = [(scenario_label(BASE), audit.metrics), *adjusted, *scenarios]
    return TableBlock(
        id=f"metrics-{id}",
        title="All figures, recalculated",
        columns=(Column(label="Figure"), *(Column(label=name, kind="figure") for name, _ in columns)),
        rows=tuple(
            (meaning.label, *(format_exactly(name, getattr(metrics, name)) for _, metrics in columns))
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


def _format_scope(finding: AuditFinding) -> str:
    where = _describe_scope(finding)
    return f" ({where})" if where else ""


def _describe_scope(finding: AuditFinding) -> str | None:
    """The basis, option and scenario that a figure is stated for, and what is changed on top of it."""
    parts = ["Risk-adjusted"] if finding.basis == "risk_adjusted" else []
    parts += [f"option {finding.option}"] if finding.option else []
    parts += [f"against {finding.against}"] if finding.against else []
    parts += [scenario_label(finding.scenario)] if finding.scenario else []
    parts += [f"{_label_key(key)} {format_number(number)}" for key, number in (finding.at or {}).items()]
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
        return ", ".join(format_exactly("irr", part) for part in figure)
    if METRICS[metric].unit == "share":
        return f"{format_number(round(figure * 100, 2))}%"
    return format_months(figure) if METRICS[metric].unit == "months" else format_number(round(figure, 4))
