"""Facts about enablement as series: the teams that have done each step of onboarding."""

from __future__ import annotations

from steering.charts import palette
from steering.charts.series import Series, SeriesChart
from steering.dossier.onboarding import OnboardingReport
from steering.formatting import join_words, pluralise

IN_ORDER, OUT_OF_ORDER = "With all steps before", "Without a step before"


def onboarding_series(report: OnboardingReport) -> SeriesChart:
    """Return the teams by step: those that did it after all steps before it, and those that left one out."""
    steps, teams = report.steps, report.teams
    before = [teams, *(count.ever for count in steps)]
    tally = join_words([f"{count.ever} of {count.step.name}" for count in steps])
    return SeriesChart(
        alt=f"Onboarding of {pluralise(teams, 'team')} in {pluralise(len(steps), 'step')}. Done by: {tally}.",
        axis="Step",
        categories=tuple(f"{number}. {count.step.name}" for number, count in enumerate(steps, 1)),
        series=(
            Series(name="Done", values=tuple(count.ever for count in steps)),
            Series(name=IN_ORDER, kind="bar", role=palette.ACTUAL, values=tuple(count.in_order for count in steps)),
            Series(
                name=OUT_OF_ORDER,
                kind="bar",
                role=palette.NEUTRAL,
                values=tuple(count.ever - count.in_order for count in steps),
            ),
            Series(name="Of all teams", unit="share", values=tuple(_share(count.ever, teams) for count in steps)),
            Series(
                name="Of the step before",
                unit="share",
                values=tuple(_share(count.ever, earlier) for count, earlier in zip(steps, before, strict=False)),
            ),
            Series(name="Still so today", values=tuple(count.today for count in steps)),
            Series(name="New in the month", values=tuple(count.new for count in steps)),
        ),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
