"""The uncertainty part of the ROI page: the range of NPV, and the value of information."""

from __future__ import annotations

from collections.abc import Sequence

from steering.charts import roi as charts
from steering.charts import sensitivity as charts_of
from steering.charts.roi_series import LOSS, odds_series, share_series
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.simulation import UncertainInput
from steering.formatting import format_number, format_value, join_words, pluralise
from steering.frames.blocks import Chart, Column, Columns, Piece, TableBlock
from steering.frames.roi import blocks as parts
from steering.frames.series_table import series_table
from steering.months import format_month as written_month
from steering.roadmap.upcoming_gates import upcoming_gates
from steering.roi.report import RoiReport
from steering.roi.simulation_report import SimulationReport
from steering.roi.value_of_information import StopOption, UncertaintyShare, stop_option, uncertainty_drivers
from steering.roi.verdict import Verdict
from steering.roi.verdict import format_share as format_future_share

# How many correlations are named below the chart.
SAID = 3
# Where fewer of the futures than this reach the base, it rests on things going well.
UNUSUAL = 0.2


def build_odds(
    context: CaseContext, filters: Filters, report: RoiReport, simulation: SimulationReport | None
) -> tuple[Piece, ...]:
    """Build the simulated range, its causes and the value of information; nothing where all is certain."""
    if simulation is None:
        return ()
    gates = tuple((gate.name, gate.day) for gate in upcoming_gates(context, filters))
    stop = stop_option(context, filters, simulation, gates)
    drivers = uncertainty_drivers(context, filters, simulation)
    share_chart = (_build_share_chart(report, drivers, len(simulation.outcome.uncertain)),) if drivers else ()
    return (
        _build_spread(report, simulation),
        Columns(blocks=(_build_worth_table(report, simulation), *share_chart)),
        *_build_stop_table(report, stop),
    )


def describe_odds(verdict: Verdict, simulation: SimulationReport | None) -> str:
    """Describe the range of NPV as a sentence, and how far the base is from its middle."""
    if simulation is None:
        return ""
    report = verdict.report
    low, _, high = simulation.outcome.percentiles
    reaching = 0.5 if verdict.reaching is None else verdict.reaching
    remark = ""
    if reaching < UNUSUAL:
        remark = f"; only {format_future_share(reaching)} reach the NPV of the base, {report.money(verdict.base)}"
    return f"80% range {report.money(low)} to {report.money(high)}{remark}."


def _build_spread(report: RoiReport, simulation: SimulationReport) -> Chart:
    low, middle, high = simulation.outcome.percentiles
    outcome = simulation.outcome
    loss = format_value(outcome.loss_share, "share", 1)
    amounts = (("P10", low), ("P50", middle), ("P90", high), ("Expected NPV", outcome.mean))
    results = (
        *((name, value, report.money(value)) for name, value in amounts),
        (LOSS, outcome.loss_share, loss),
        ("Value of perfect information", outcome.perfect_information, report.money(outcome.perfect_information)),
    )
    base = report.now.npv
    chart = odds_series(simulation.edges, simulation.counts, results, simulation.futures)
    return Chart(
        id="odds",
        title="How sure is it?",
        figure=charts.odds(chart, None if base is None else (base, report.money(base)), report.unit_label),
        series=chart,
        table=series_table(chart, id="odds-table", title="Simulation results"),
        method=f"{simulation.futures:,} futures: every line, driver and input that has a range varies within it, "
        f"{_describe_correlations(report, simulation)}. {_describe_ranges(simulation)}"
        f"Below P10 lie one in ten futures. Risk adjustments are not included.",
    )


def _describe_ranges(simulation: SimulationReport) -> str:
    drivers = any(input.cause != "line" for input in simulation.outcome.uncertain)
    return (
        "Where the scenario or a slider moves a driver or an input, its whole range moves with it. " if drivers else ""
    )


def _describe_correlations(report: RoiReport, simulation: SimulationReport) -> str:
    """`independently`, or which of them go together as the case states it."""
    if not simulation.together:
        return "independently"
    names = {input.id: _label_input(report, input) for input in simulation.outcome.uncertain}
    pairs = [
        f"{' with '.join(names[id] for id in pair.between)} ({format_number(round(float(pair.rank), 2))})"
        for pair in simulation.together[:SAID]
    ]
    more = len(simulation.together) - SAID
    pairs += [pluralise(more, "other pair")] if more > 0 else []
    labels = join_words(pairs)
    return f"independently but for pairs that go together by the rank correlation that the case states: {labels}"


def _build_worth_table(report: RoiReport, simulation: SimulationReport) -> TableBlock:
    rows = tuple((_label_input(report, input), report.money(value)) for input, value in simulation.worth_knowing)
    return TableBlock(
        id="worth",
        title="Value of better information",
        columns=(
            Column(label="Unknown"),
            Column(label="At most", kind="figure", help="What knowing it before one begins adds to the expected NPV"),
        ),
        rows=rows,
        empty="No unknown alone would change the decision.",
        note=f"Perfect information is worth at most {report.money(simulation.outcome.perfect_information)}.",
        figures=tuple(("worth", name) for name, _ in rows),
    )


def _build_stop_table(report: RoiReport, stop: StopOption | None) -> tuple[TableBlock, ...]:
    """Build the value of the option to stop at the next gate; empty where it is negligible."""
    if stop is None or stop.option.value <= stop.option.perfect_information / 1000:
        return ()
    name = f"Option to stop at {stop.gate}, {written_month(f'{stop.day:%Y-%m}')}"
    signals = join_words([parts.label_input(report, id, "driver").lower() for id in stop.option.signals])
    return (
        TableBlock(
            id="stopping",
            title="Value of the option to stop",
            columns=(
                Column(label="Once begun"),
                Column(label="At most", kind="figure", help="What it adds to what is expected of the rest"),
            ),
            rows=((name, report.money(stop.option.value)),),
            note=f"We would stop in {format_value(stop.option.stop_share, 'share')} of futures, provided these are "
            f"known by then: {signals}. Money spent by then is sunk, so stopping can be worth more than "
            f"perfect information before the start.",
            figures=(("stopping", name),),
        ),
    )


def _build_share_chart(report: RoiReport, shares: Sequence[UncertaintyShare], unknowns: int) -> Chart:
    """Build the chart of what drives the uncertainty: the larger unknowns as bars, all in the table."""
    chart = share_series(shares, [_label_input(report, share) for share in shares])
    return Chart(
        id="shares",
        title="What drives the uncertainty",
        figure=charts_of.shares(chart),
        series=chart,
        table=series_table(chart, id="shares-table", title="Shares of the uncertainty"),
        method="Share of the variance of NPV, as if all unknowns were independent of each other."
        + (
            f" Worked out for the {len(shares)} of {unknowns} that NPV goes with most."
            if unknowns > len(shares)
            else ""
        ),
    )


def _label_input(report: RoiReport, input: UncertainInput | UncertaintyShare) -> str:
    return parts.label_input(report, input.id, input.cause)
