"""The part of the ROI page that holds the options against one another: which is worth most, and where that turns."""

from __future__ import annotations

from collections.abc import Iterator

from steering.catalog.drivers import DRIVERS
from steering.charts import options as charts
from steering.charts.options_series import option_bars_series, option_rates_series
from steering.finance.options import Increment, OptionFigures
from steering.finance.turning_points import TurningPoint, npv_by_rate, turning_points
from steering.formatting import ABSENT, join_words
from steering.frames.blocks import Chart, Column, Piece, Statement, Statements, TableBlock
from steering.frames.roi import blocks as parts
from steering.frames.roi import tiles
from steering.frames.series_table import series_table
from steering.roi.options import find_nearest_turn
from steering.roi.report import RoiReport
from steering.status import Status

# The chart goes up to this discount rate, or to the hurdle rate, or beyond a crossover rate that is not far beyond.
LEAST, MOST = 0.30, 1.0
STEPS = 60
ASKED, BASELINE = "✓ Asked for", "○ Baseline"
METRICS_SHOWN = ("total_costs", "total_benefits", "npv", "irr", "payback_months")


def build_options(report: RoiReport, figures: OptionFigures | None) -> tuple[Piece, ...]:
    """Build the options side by side; empty where the case has none."""
    if figures is None:
        return ()
    return (
        _build_message(report, figures),
        _build_chart(report, figures),
        _build_option_table(report, figures),
        _build_pair_table(report, figures),
        *_build_turns(figures),
    )


def describe_best(report: RoiReport, figures: OptionFigures) -> str:
    """`Build is worth $3.0M more than Buy`: the first option by NPV against the next one."""
    best, *others = figures.ranking
    if not others:
        return f"{figures.find(best).label} is the only option"
    increment = figures.increment(best, others[0])
    names = increment.option.label, increment.against.label
    if increment.npv is None:
        return f"The NPVs of {names[0]} and {names[1]} do not exist"
    if not increment.npv:
        return f"{names[0]} and {names[1]} are worth the same"
    return f"{names[0]} is worth {report.money(increment.npv)} more than {names[1]}"


def _build_message(report: RoiReport, figures: OptionFigures) -> Statements:
    return Statements(
        id="options-message",
        title="Which option is worth most?",
        findings=tuple(_list_statements(report, figures)),
    )


def _list_statements(report: RoiReport, figures: OptionFigures) -> Iterator[Statement]:
    best, *others = figures.ranking
    asked = figures.asked
    status = Status.ON_TRACK if asked.id == best else Status.AT_RISK
    turn = _describe_turns(figures, best, others[0]) if others else ""
    yield Statement(text=f"{describe_best(report, figures)}.", detail=turn, status=status)
    if asked.id != best:
        short = figures.increment(best, asked.id).npv
        text = f"Asked for is {asked.label}, which is worth {report.money(short)} less than {figures.find(best).label}."
        yield Statement(text=text, status=Status.AT_RISK)
    if conflict := figures.rank_conflict:
        names = conflict.by_irr.option.label, conflict.by_npv.option.label
        rates = (tiles.format_share(increment.irr or 0.0) for increment in (conflict.by_irr, conflict.by_npv))
        reason = "it takes less money at first" if conflict.smaller else "its money comes back earlier"
        text = f"By IRR {names[0]} would come before {names[1]}, {' against '.join(rates)}, because {reason}."
        yield Statement(text=text, detail=f"Options exclude one another, so NPV decides. {_cross(conflict.crossovers)}")
    if own := _name_own_rates(figures):
        text = f"Not all options are discounted at one rate: {own}."
        detail = (
            "Between those the table has the difference of their NPVs. A crossover rate, an IRR and a payback of the "
        )
        yield Statement(text=text, detail=f"{detail}increment do not exist.")


def _cross(crossovers: tuple[float, ...] | None) -> str:
    if not crossovers:
        return "No discount rate makes both worth the same."
    rates = join_words([tiles.format_share(rate) for rate in crossovers])
    return f"Both are worth the same at a discount rate of {rates}."


def _name_own_rates(figures: OptionFigures) -> str:
    rates = {option.label: figures.rate(option.id) for option in figures.options}
    if len(set(rates.values())) < 2:
        return ""
    return join_words([f"{label} at {tiles.format_share(rate)}" for label, rate in rates.items()])


def _describe_turns(figures: OptionFigures, best: str, other: str) -> str:
    """Describe above which discount rate, and beyond which assumption, the second option is the better one."""
    increment, name = figures.increment(best, other), figures.find(other).label
    if not increment.has_one_rate:
        return ""
    above = next((rate for rate in increment.crossovers or () if rate > figures.rate(best)), None)
    phrases = [f"above a discount rate of {tiles.format_share(above)}"] if above is not None else []
    turn = find_nearest_turn(turning_points(figures, best, other))
    if turn is not None:
        phrases.append(_describe_turn(figures, turn))
    if not phrases:
        return f"No single assumption makes {name} the better one."
    within = turn is not None and turn.has_range and turn.is_within
    ranges = "" if within else " No assumption alone turns the choice within its range."
    return f"{name} is the better one {' or '.join(phrases)}.{ranges}"


def _describe_turn(figures: OptionFigures, turn: TurningPoint) -> str:
    assert turn.value is not None  # the caller looked
    side = "above" if turn.value > turn.base else "below"
    return f"with {_label(figures, turn)} {side} {_format(turn, turn.value)}"


def _build_chart(report: RoiReport, figures: OptionFigures) -> Chart:
    """Build NPV over discount rates, or bars where options have rates of their own."""
    message = f"{describe_best(report, figures)}."
    labels = {option.id: option.label for option in figures.options}
    if _name_own_rates(figures):
        order = figures.ranking
        npv = [figures.increment(id, figures.baseline.id).npv for id in order]
        names = [labels[id] for id in order]
        series = option_bars_series(names, npv, report.money, message)
        figure, about = charts.option_bars(series, report.unit_label), "each at its own discount rate"
    else:
        rates = _list_rates(report, figures)
        lines = {labels[id]: npv_by_rate(figures, id, rates) for id in figures.ranking if id != figures.baseline.id}
        series = option_rates_series(rates, lines, report.rate, report.money, message)
        text = f"Discount rate {tiles.format_share(report.rate)}"
        figure, about = charts.option_rates(series, report.rate, text, report.unit_label), "by discount rate"
    return Chart(
        id="options-chart",
        title="NPV of the options",
        series=series,
        figure=figure,
        table=series_table(series, id="options-chart-table", title=f"NPV of the options, {about}"),
        note=f"Against {figures.baseline.label}, {about}, {report.ground}.",
    )


def _list_rates(report: RoiReport, figures: OptionFigures) -> tuple[float, ...]:
    best, *others = figures.ranking
    crossovers = (figures.increment(best, others[0]).crossovers if others else ()) or ()
    near = [1.25 * rate for rate in crossovers if 0 < rate <= MOST]
    hurdle = [] if report.business.hurdle_rate is None else [float(report.business.hurdle_rate)]
    last = max(LEAST, 1.25 * report.rate, *hurdle, *near)
    return tuple(sorted({*(last * step / STEPS for step in range(STEPS + 1)), report.rate}))


def _build_option_table(report: RoiReport, figures: OptionFigures) -> TableBlock:
    return TableBlock(
        id="options",
        title="Options side by side",
        columns=(
            Column(label="Option"),
            Column(label="Standing"),
            Column(label="Costs", kind="figure"),
            Column(label="Benefits", kind="figure"),
            Column(label="NPV", kind="figure"),
            Column(label="IRR", kind="figure"),
            Column(label="Payback", kind="figure"),
            Column(label="NPV against the baseline", kind="figure"),
            Column(label="What it is", kind="words", minor=True),
            Column(label="Risks", kind="words", minor=True),
        ),
        rows=tuple(_build_option_row(report, figures, id) for id in figures.ranking),
        note=f"By NPV, the highest first; each option alone, {report.ground}. Baseline: {figures.baseline.label}.",
    )


def _build_option_row(report: RoiReport, figures: OptionFigures, id: str) -> tuple[str | None, ...]:
    option, metrics = figures.find(id), figures.alone(id)
    standing = ASKED if option == figures.asked else BASELINE if option == figures.baseline else None
    # As of an earlier month nothing is told of a risk log that was written later.
    raid = report.case.raid if report.filters.as_of >= report.case.charter.as_of else None
    titles = {risk.id: risk.title for risk in raid.risks} if raid else {}
    difference = figures.increment(id, figures.baseline.id).npv
    return (
        option.label,
        standing,
        *(tiles.format_figure(metric, getattr(metrics, metric), report) for metric in METRICS_SHOWN),
        ABSENT if option == figures.baseline else report.money(difference, sign=True),
        option.summary,
        "; ".join(titles[risk] for risk in option.risks if risk in titles) or None,
    )


def _build_pair_table(report: RoiReport, figures: OptionFigures) -> TableBlock:
    return TableBlock(
        id="option-pairs",
        title="One option against another",
        columns=(
            Column(label="Option"),
            Column(label="Against"),
            Column(label="NPV more", kind="figure"),
            Column(label="IRR of the increment", kind="figure"),
            Column(label="Payback of the increment", kind="figure"),
            Column(label="Crossover rate", kind="figure", help="Discount rate at which both have the same NPV"),
        ),
        rows=tuple(_build_pair_row(report, pair) for pair in figures.pairs),
        note="What the first costs and brings more than the second. Lines that both have cancel.",
    )


def _build_pair_row(report: RoiReport, pair: Increment) -> tuple[str | None, ...]:
    crossovers = pair.crossovers
    crossing = "rates of their own" if crossovers is None else join_words([tiles.format_share(r) for r in crossovers])
    return (
        pair.option.label,
        pair.against.label,
        report.money(pair.npv, sign=True),
        tiles.format_figure("irr", pair.irr, report),
        tiles.format_figure("payback_months", pair.payback_months, report),
        crossing or "none",
    )


def _build_turns(figures: OptionFigures) -> Iterator[TableBlock]:
    """Build where the choice between the option that is asked for and the best other one turns."""
    asked = figures.asked
    other = next((id for id in figures.ranking if id != asked.id), None)
    points = turning_points(figures, asked.id, other) if other else ()
    if not other or not points:
        return
    name = figures.find(other).label
    points = tuple(sorted(points, key=lambda point: (not (point.has_range and point.is_within), point.value is None)))
    yield TableBlock(
        id="option-turns",
        title=f"Where the choice between {asked.label} and {name} turns",
        columns=(
            Column(label="Assumption"),
            Column(label="Now", kind="figure"),
            Column(label="Turns at", kind="figure", help="Both are worth the same there"),
            Column(label="Range", help="As the case names it"),
            Column(label="Within the range"),
        ),
        rows=tuple(_build_turn_row(figures, point) for point in points),
        note=f"Each alone, others as they are. {ABSENT}: it never turns, however far it goes.",
    )


def _build_turn_row(figures: OptionFigures, point: TurningPoint) -> tuple[str | None, ...]:
    ends = [end for end in (point.low, point.high) if end is not None]
    within = "never turns" if point.value is None else "turns" if point.is_within else "does not turn"
    return (
        _label(figures, point).capitalize() if point.cause == "driver" else _label(figures, point),
        _format(point, point.base),
        ABSENT if point.value is None else _format(point, point.value),
        " to ".join(_format(point, end) for end in ends) or None,
        within if point.has_range else "never turns" if point.value is None else "no range",
    )


def _label(figures: OptionFigures, point: TurningPoint) -> str:
    if point.cause == "driver":
        return DRIVERS[point.id].label.lower()
    if point.cause == "input":
        given = figures.case.inputs[point.id]
        return f"{given.label or point.id}, {given.unit}" if given.unit else given.label or point.id
    return next(line.name for line in figures.case.lines if line.id == point.id)


def _format(point: TurningPoint, value: float) -> str:
    rounded = float(f"{value:.4g}") if point.cause == "input" else value
    return parts.format_input(point.id, rounded, point.cause)
