"""Onboarding on the Enablement page: the teams by step, the steps with what tells that they are done, and the waves."""

from __future__ import annotations

from collections.abc import Mapping

from steering.cases.dossier.enablement import OnboardingStep
from steering.charts import enablement as charts
from steering.charts.enablement_series import onboarding_series
from steering.dossier.onboarding import OnboardingReport, WaveCount, describe_proof
from steering.formatting import format_number, pluralise
from steering.frames.blocks import Chart, Column, TableBlock
from steering.frames.cells import CellValue
from steering.frames.documents import HeatCell, HeatMap, HeatRow
from steering.frames.series_table import series_table

# How much of a wave has done a step, from the least to the most.
SCALE = ("no team", "less than half", "half or more", "all")
METHOD = (
    "A team has done a step once the adoption data of a month has told so, even if it fell back since. A team without "
    "a step before has left an earlier step out."
)


def build_chart(report: OnboardingReport) -> Chart:
    """Build the teams by step of onboarding."""
    chart = onboarding_series(report)
    return Chart(
        id="onboarding",
        title=f"Teams by step, of {report.teams}",
        figure=charts.onboarding(chart),
        series=chart,
        table=series_table(chart, id="onboarding-table", title="Teams by step"),
        method=METHOD,
    )


def build_steps(steps: tuple[OnboardingStep, ...], report: OnboardingReport) -> TableBlock:
    """Build the steps in their order, each with its time and what tells that a team has done it."""
    counts = {count.step.id: count for count in report.steps}
    total = sum(step.time for step in steps)
    rows: list[tuple[CellValue, ...]] = []
    for number, step in enumerate(steps, 1):
        count = counts.get(step.id)
        is_told = count is not None and step.done_when is not None
        proof = describe_proof(step.done_when) if is_told and step.done_when else "no data tells"
        teams = (count.ever, count.new) if count and report.teams else (None, None)
        rows.append((f"{number}. {step.name}", format_time(step.time), proof, *teams, step.owner, step.about))
    return TableBlock(
        id="steps",
        title="Onboarding guide",
        columns=(
            Column(label="Step", kind="words"),
            Column(label="Time", help="For each person who takes part"),
            Column(label="Done when", kind="words", help="By the adoption data of any month so far"),
            Column(label="Teams", kind="count"),
            Column(label="New in the month", kind="count", minor=True),
            Column(label="Owner", kind="words", minor=True),
            Column(label="What is done", kind="words", minor=True),
        ),
        rows=tuple(rows),
        note=f"All steps together take {format_time(total)} for each person." if steps else "",
        empty="No step of onboarding is written down.",
    )


def format_time(minutes: int) -> str:
    """`45 min`, `1.5 h`, `99.5 h`."""
    return f"{minutes} min" if minutes < 60 else f"{format_number(round(minutes / 60, 2))} h"


def build_waves(report: OnboardingReport, names: Mapping[str, str]) -> HeatMap:
    """Build the steps by wave: how many of a wave's teams have done each. `names` are those of the plan, by wave."""
    columns = tuple(f"{number}. {count.step.name}" for number, count in enumerate(report.steps, 1))
    return HeatMap(
        id="wave-steps",
        title="Steps by wave",
        alt=f"{pluralise(len(report.waves), 'wave')} by {pluralise(len(columns), 'step')}.",
        columns=columns,
        rows=tuple(
            HeatRow(label=_label_wave(wave, names), cells=tuple(_build_cell(done, wave.teams) for done in wave.ever))
            for wave in report.waves
        ),
        scale=SCALE,
        row_label="Wave",
        empty="No team reports in this month.",
    )


def _label_wave(wave: WaveCount, names: Mapping[str, str]) -> str:
    name = names.get(wave.wave, "")
    return f"{wave.label} · {name}" if name else wave.label


def _build_cell(done: int, teams: int) -> HeatCell:
    level = 0 if not done else 3 if done == teams else 2 if 2 * done >= teams else 1
    return HeatCell(text=f"{done} of {teams}", level=level)
