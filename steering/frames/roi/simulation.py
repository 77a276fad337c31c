"""The part of the ROI page that says how sure it is: the spread of NPV, and what each unknown is worth knowing."""

from __future__ import annotations

from collections.abc import Sequence

from steering.charts import roi as charts
from steering.charts import sensitivity as charts_of
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.simulation import UncertainInput
from steering.formatting import format_number, format_value, join_words, pluralise
from steering.frames.blocks import Chart, Column, Columns, Piece, TableBlock
from steering.frames.roi import blocks as parts
from steering.months import format_month as written_month
from steering.roadmap.upcoming_gates import upcoming_gates
from steering.roi.report import RoiReport
from steering.roi.simulation_report import SimulationReport
from steering.roi.value_of_information import StopOption, UncertaintyShare, stop_option, uncertainty_drivers

# How many correlations are named below the chart.
SAID = 3
# Of the shares: bars at most, and the least share that has one.
WIDEST, LEAST = 8, 0.005

# Where more of the futures than this are worse than the case as it stands, its verdict rests on things going well.
UNUSUAL = 0.8


def build_odds(
    context: CaseContext, filters: Filters, picture: RoiReport, found: SimulationReport | None
) -> tuple[Piece, ...]:
    """The simulated spread beside what is worth finding out, and what makes it; nothing where nothing is uncertain."""
    if found is None:
        return ()
    gates = tuple((one.name, one.day) for one in upcoming_gates(context, filters))
    stop = stop_option(context, filters, found, gates)
    made = uncertainty_drivers(context, filters, found)
    beside = (_build_share_chart(picture, made, len(found.outcome.uncertain)),) if made else ()
    return (
        _build_spread(picture, found),
        Columns(blocks=(_build_worth_table(picture, found), *beside)),
        *_build_stop_table(picture, stop),
    )


def describe_odds(picture: RoiReport, found: SimulationReport | None) -> str:
    """The odds as a sentence, to follow the verdict."""
    if found is None:
        return ""
    low, _, high = found.outcome.percentiles
    worse = found.outcome.share_below(picture.now.npv) if picture.now.npv is not None else 0.5
    beside = f"; {format_value(worse, 'share')} are worse than the figure above" if worse > UNUSUAL else ""
    return (
        f"Eight in ten simulated futures lie between {picture.money(low)} and {picture.money(high)}, "
        f"{format_value(found.outcome.loss_share, 'share')} lose money{beside}."
    )


def _build_spread(picture: RoiReport, found: SimulationReport) -> Chart:
    low, middle, high = found.outcome.percentiles
    marks = (("P10", low), ("P50", middle), ("P90", high))
    loss = format_value(found.outcome.loss_share, "share", 1)
    figures = (
        *((name, picture.money(value)) for name, value in marks),
        ("Expected NPV", picture.money(found.outcome.mean)),
        ("Probability of a loss", loss),
        ("Worth of knowing everything", picture.money(found.outcome.perfect_information)),
    )
    alt = (
        f"Columns of the share of {found.futures:,} simulated futures by NPV. In one of ten it is below "
        f"{picture.money(low)}, in half below {picture.money(middle)}, in one of ten above {picture.money(high)}; "
        f"{loss} lose money."
    )
    return Chart(
        id="odds",
        title="How sure is it?",
        figure=charts.odds(found.edges, found.counts, marks, picture.unit_label, found.futures),
        alt=alt,
        table=TableBlock(
            id="odds-table",
            title="What the simulation comes to",
            columns=(Column(label="Figure"), Column(label="NPV", kind="figure")),
            rows=figures,
        ),
        note=f"{found.futures:,} futures: every line and driver that has a range varies within it, "
        f"{_describe_correlations(picture, found)}. {_describe_ranges(found)}Below P10 lie one in ten futures. "
        f"Risk adjustments take no part.",
    )


def _describe_ranges(found: SimulationReport) -> str:
    drivers = any(one.cause == "driver" for one in found.outcome.uncertain)
    return "Where the scenario or a slider moves a driver, its whole range moves with it. " if drivers else ""


def _describe_correlations(picture: RoiReport, found: SimulationReport) -> str:
    """`independently`, or which of them go together as the case states it."""
    if not found.together:
        return "independently"
    names = {one.id: _label_input(picture, one) for one in found.outcome.uncertain}
    pairs = [
        f"{' with '.join(names[id] for id in one.between)} ({format_number(round(float(one.rank), 2))})"
        for one in found.together[:SAID]
    ]
    more = len(found.together) - SAID
    pairs += [pluralise(more, "other pair")] if more > 0 else []
    named = join_words(pairs)
    return f"independently but for pairs that go together by the rank correlation that the case states: {named}"


def _build_worth_table(picture: RoiReport, found: SimulationReport) -> TableBlock:
    rows = tuple((_label_input(picture, one), picture.money(value)) for one, value in found.worth_knowing)
    return TableBlock(
        id="worth",
        title="What is it worth to find out?",
        columns=(
            Column(label="Unknown"),
            Column(label="At most", kind="figure", help="What knowing it before one begins adds to the expected NPV"),
        ),
        rows=rows,
        empty="No unknown alone would change the decision.",
        note=f"Knowing everything is worth at most {picture.money(found.outcome.perfect_information)}.",
        figures=tuple(("worth", name) for name, _ in rows),
    )


def _build_stop_table(picture: RoiReport, stop: StopOption | None) -> tuple[TableBlock, ...]:
    """What it is worth to be able to stop at the next gate; nothing where that is a trifle."""
    if stop is None or stop.option.value <= stop.option.perfect_information / 1000:
        return ()
    name = f"Being able to stop at {stop.gate}, {written_month(f'{stop.day:%Y-%m}')}"
    learned = join_words([parts.label_input(picture, id, "driver").lower() for id in stop.option.signals])
    return (
        TableBlock(
            id="stopping",
            title="What is it worth to be able to stop, once begun?",
            columns=(
                Column(label="Once begun"),
                Column(label="At most", kind="figure", help="What it adds to what is expected of the rest"),
            ),
            rows=((name, picture.money(stop.option.value)),),
            note=f"We would stop in {format_value(stop.option.stop_share, 'share')} of futures, if by then it is known "
            f"how these turn out: {learned}. What is spent by then is spent, so it can be worth more than knowing "
            f"everything before one begins.",
            figures=(("stopping", name),),
        ),
    )


def _build_share_chart(picture: RoiReport, made: Sequence[UncertaintyShare], unknowns: int) -> Chart:
    """Which unknowns make the spread: the larger ones as bars, all that were worked out in the table."""
    shown = [one for one in made[:WIDEST] if one.total >= LEAST] or list(made[:1])
    names = [_label_input(picture, one) for one in shown]
    texts = [format_value(one.total, "share") for one in shown]
    alt = (
        f"Bars of the share of the spread of NPV by unknown, the largest first: {names[0]} with {texts[0]}"
        + (f", {names[1]} with {texts[1]}" if len(shown) > 1 else "")
        + "."
    )
    return Chart(
        id="shares",
        title="What makes the spread?",
        figure=charts_of.shares(names, [one.total for one in shown], texts),
        alt=alt,
        table=TableBlock(
            id="shares-table",
            title="Shares of the spread",
            columns=(
                Column(label="Unknown"),
                Column(label="Alone", kind="figure", help="The share of the variance of NPV that it makes by itself"),
                Column(
                    label="In all",
                    kind="figure",
                    help="The share of the variance of NPV, with what it does to the effect of the others",
                ),
            ),
            rows=tuple(
                (_label_input(picture, one), format_value(one.alone, "share"), format_value(one.total, "share"))
                for one in made
            ),
        ),
        note="Share of the variance of NPV, as if all unknowns were independent of each other."
        + (f" Worked out for the {len(made)} of {unknowns} that NPV goes with most." if unknowns > len(made) else ""),
    )


def _label_input(picture: RoiReport, one: UncertainInput | UncertaintyShare) -> str:
    return parts.label_input(picture, one.id, one.cause)
