"""What moved since the last committee and why: the moment, one figure's way as a waterfall, all of them as a table."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from steering.catalog.business_metrics import METRICS
from steering.charts.since_series import CauseBar, since_series
from steering.charts.waterfall import waterfall
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import ABSENT
from steering.frames.blocks import Chart, Choice, Column, Leaf, TableBlock
from steering.frames.brief.scales import FigureScale, scale_of
from steering.frames.moments import build_moment_choice, describe_moment
from steering.frames.roi.blocks import COMPARED
from steering.frames.series_table import series_table
from steering.metrics.format import format_metric, metric_label
from steering.since.figures import COSTS, Move
from steering.since.report import SinceReport
from steering.since.split import CAUSES, LABELS

NAMES = {COSTS: "Costs over budget", "npv": "NPV"}
METHOD = (
    "The causes are laid on top of one another in this order, each on those before it. Corrected data has the key of a "
    "row that was there, of charges the month; new data has not. A changed scenario is any other assumption: business "
    "case, adoption plan, budget. What is missing on the way goes to the next cause."
)


def build_since(context: CaseContext, filters: Filters, report: SinceReport | None) -> tuple[Leaf, ...]:
    """Build the choice of a moment, and what moved since it; nothing where there is no moment to choose."""
    choice = build_moment_choice(context, filters)
    if report is None:
        return choice
    moves = _list_moves(context, report)
    return (*choice, *_build_chart(context, filters, report, moves), _build_table(context, report, moves))


def _list_moves(context: CaseContext, report: SinceReport) -> list[Move]:
    """The figures that moved: the headlines of the case, its other KPIs, the main figures of its business case."""
    figures = [*context.case.charter.headlines, *context.case.kpis, *COMPARED, COSTS]
    moves = [report.by_id[figure] for figure in dict.fromkeys(figures) if figure in report.by_id]
    return [move for move in moves if move.has_moved]


def label_figure(context: CaseContext, figure: str) -> str:
    """Return what a figure of the comparison is called."""
    return NAMES.get(figure) or metric_label(context, figure)


def describe_parts(context: CaseContext, move: Move) -> str:
    """Describe what moved a figure, where it is not new data alone: `new data +3, corrected data −1`."""
    split = move.split
    if split is None:
        return ""
    scale = scale_of(context, move.id, split.levels)
    steps = _list_steps(scale, split.levels)
    parts = {cause: step for cause, step in zip(CAUSES, steps, strict=True) if step}
    if set(parts) <= {"new"}:
        return ""
    return ", ".join(f"{LABELS[cause].lower()} {scale.write_briefly(step)}" for cause, step in parts.items())


def _list_steps(scale: FigureScale, levels: tuple[Fraction, ...]) -> list[int]:
    whole = scale.round(levels)
    return [after - before for before, after in pairwise(whole)]


def _build_chart(
    context: CaseContext, filters: Filters, report: SinceReport, moves: list[Move]
) -> Iterator[Choice | Chart]:
    """The way of one figure, chosen among those that moved: NPV before the others."""
    ways = {move.id: move for move in moves if move.split}
    if not ways:
        return
    chosen = filters.focus if filters.focus in ways else "npv" if "npv" in ways else next(iter(ways))
    options = tuple((figure, label_figure(context, figure)) for figure in ways)
    yield Choice(label="Figure", options=options, chosen=chosen)
    yield _draw_way(context, report, ways[chosen])


def _draw_way(context: CaseContext, report: SinceReport, move: Move) -> Chart:
    split = move.split
    assert split is not None  # the caller looked
    name, since = label_figure(context, move.id), describe_moment(report.moment)
    scale = scale_of(context, move.id, split.levels)
    whole = scale.round(split.levels)
    steps = _list_steps(scale, split.levels)
    first, last = (_draw_end(scale, label, level) for label, level in (("Then", whole[0]), ("Now", whole[-1])))
    bars = [
        CauseBar(
            label=LABELS[cause], size=scale.draw(step), text=scale.write_step(step), short=scale.write_on_bar(step)
        )
        for cause, step in zip(CAUSES, steps, strict=True)
    ]
    chart = since_series(name, first, bars, last, [scale.write(level) for level in whole[1:]])
    return Chart(
        id="since",
        title=f"Why {name} moved since {since}",
        series=chart,
        figure=waterfall(
            chart, f"{name}, {scale.unit}" if scale.unit else name, less_is_better=_less_is_better(context, move.id)
        ),
        table=series_table(chart, id="since-steps", title=f"{name} since {since}, cause by cause"),
        note=" ".join(part for part in (_describe_way(context, move, name), move.note) if part),
        method=METHOD,
    )


def _draw_end(scale: FigureScale, label: str, level: int) -> CauseBar:
    short = scale.write_on_bar(level, signed=False)
    return CauseBar(label=label, size=scale.draw(level), text=scale.write(level), short=short)


def _describe_way(context: CaseContext, move: Move, name: str) -> str:
    """The move in a sentence, with what made it."""
    split = move.split
    assert split is not None  # the caller looked
    before, after = (_write_short(context, move.id, level) for level in (split.before, split.after))
    verb = "stayed at" if not split.total else "rose from" if split.total > 0 else "fell from"
    way = f"{name} {verb} {before}" + (f" to {after}" if split.total else "")
    return f"{way}: {describe_parts(context, move) or 'all of it new data'}."


def _write_short(context: CaseContext, figure: str, level: Fraction) -> str:
    if figure == COSTS:
        scale = scale_of(context, figure, (level,))
        return scale.write(*scale.round((level,)))
    return format_metric(context, figure, float(level))


def _less_is_better(context: CaseContext, figure: str) -> bool:
    kpi = context.case.kpis.get(figure)
    if kpi:
        return kpi.better == "lower"
    return figure == COSTS or METRICS[figure].less_is_better


def _build_table(context: CaseContext, report: SinceReport, moves: list[Move]) -> TableBlock:
    """Every figure that moved, with what each cause moved it by."""
    since = describe_moment(report.moment)
    rows = [_build_row(context, move) for move in moves]
    return TableBlock(
        id="since-figures",
        title=f"What moved each figure since {since}",
        columns=(
            Column(label="Figure"),
            Column(label="Then", kind="figure"),
            *(Column(label=LABELS[cause], kind="figure") for cause in CAUSES),
            Column(label="Now", kind="figure"),
        ),
        rows=tuple(rows),
        empty="No figure has moved.",
        note=" ".join((*report.states.notes, *dict.fromkeys(move.note for move in moves if move.note))),
        method=METHOD,
        figures=tuple((move.id, label_figure(context, move.id)) for move in moves),
    )


def _build_row(context: CaseContext, move: Move) -> tuple[str, ...]:
    name, split = label_figure(context, move.id), move.split
    if split is None:
        ends = [ABSENT if level is None else _write_short(context, move.id, level) for level in move.levels]
        return (name, ends[0], *[ABSENT] * len(CAUSES), ends[-1])
    scale = scale_of(context, move.id, split.levels)
    whole = scale.round(split.levels)
    steps = map(scale.write_step, _list_steps(scale, split.levels))
    return (name, scale.write(whole[0]), *steps, scale.write(whole[-1]))
