"""The overview of a cohort as blocks: who needs help first and why, and the heat map with its table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from steering.catalog.phases import PHASES
from steering.charts import overview as charts
from steering.charts.series import Series, SeriesChart
from steering.formatting import ABSENT, format_clock, format_day, join_words, pluralise
from steering.frames.blocks import Block, Chart, Statement, Statements, TableBlock, Tile, Tiles
from steering.frames.series_table import series_table
from steering.overview.help_rules import (
    AWAY_DAYS,
    ENOUGH_SITS,
    WORSE_SECONDS,
    HelpNeed,
    list_rules,
)
from steering.overview.learner_progress import LearnerProgress
from steering.rehearsal.readiness import VerdictState

# So many are drawn and named; the file to take along has all.
MOST_DRAWN, MOST_NAMED = 60, 5
# Points from which on somebody is named among those who need help.
NEEDY = 25
TITLE = "How everybody gets on"
Level = int | None
READY = {VerdictState.READY: 0, VerdictState.READY_IF_ASKED: 1, VerdictState.NOT_YET: 2}


@dataclass(frozen=True, kw_only=True)
class HeatColumn:
    """A column of the heat map: its heading, what it means, and the words and level of a learner's field."""

    title: str
    help: str
    tell: Callable[[LearnerProgress, dt.datetime], tuple[str, Level]]


def _tell_checks(progress: LearnerProgress, _: dt.datetime) -> tuple[str, Level]:
    if progress.owner.workspace is None:
        return "no workspace", 2
    if progress.case is None or progress.case.fault:
        return "can't be opened", 2
    if not progress.case.is_opened:
        return "never opened", 2
    count = len(progress.case.failures)
    return (f"{count} failed", 1 if count < 3 else 2) if count else ("passed", 0)


def _tell_claims(progress: LearnerProgress, _: dt.datetime) -> tuple[str, Level]:
    if not progress.has_begun or not progress.case or not progress.case.claim_count:
        return "", None
    count = len(progress.case.open_claims)
    return f"{progress.case.claim_count - count} of {progress.case.claim_count}", min(count, 2)


def _tell_runs(progress: LearnerProgress, _: dt.datetime) -> tuple[str, Level]:
    practice = progress.practice
    if not progress.has_begun:
        return "", None
    complete = len(practice.complete)
    return f"{practice.within_time} of {complete}", 2 if not complete else int(not practice.within_time)


def _tell_trend(progress: LearnerProgress, _: dt.datetime) -> tuple[str, Level]:
    change = progress.miss_change
    if change is None:
        return "", None
    words = "as before" if not round(change) else f"{format_clock(abs(change))} {'worse' if change > 0 else 'better'}"
    return words, 2 if change >= WORSE_SECONDS else int(round(change) > 0)


def _tell_readiness(progress: LearnerProgress, _: dt.datetime) -> tuple[str, Level]:
    if progress.person is None:
        return "", None
    unmet = len(progress.person.unmet)
    words = {0: "ready", 1: "say if asked", 2: f"{unmet} not met"}
    return words[READY[progress.person.verdict]], READY[progress.person.verdict]


def _tell_drill(progress: LearnerProgress, _: dt.datetime) -> tuple[str, Level]:
    person = progress.person
    if person is None or not person.hard:
        return "", None
    level = 0 if person.sitting == person.hard else 1 if person.sitting >= ENOUGH_SITS * person.hard else 2
    return f"{person.sitting} of {person.hard}", level


def _tell_reviews(progress: LearnerProgress, _: dt.datetime) -> tuple[str, Level]:
    if not progress.practice.runs:
        return "", None
    words = [f"{progress.to_answer} to answer"] * bool(progress.to_answer) + ["to review"] * progress.to_review
    return ", ".join(words) or "done", 2 if progress.to_answer > 1 else int(bool(words))


def _tell_hours(progress: LearnerProgress, _: dt.datetime) -> tuple[str, Level]:
    people = len(progress.owner.people)
    if not progress.minutes:
        return "", None
    over = any(progress.minutes.get(id, 0) > phase.hours * 60 * people for id, phase in PHASES.items())
    total = sum(phase.hours for phase in PHASES.values()) * people
    return f"{sum(progress.minutes.values()) / 60:.0f} of {total}", int(over)


def _tell_last_seen(progress: LearnerProgress, now: dt.datetime) -> tuple[str, Level]:
    if progress.last_seen is None:
        return "never", 2
    days = (now - progress.last_seen).days
    return format_day(progress.last_seen.date()), 2 if days >= AWAY_DAYS else int(days >= AWAY_DAYS // 2)


COLUMNS: tuple[HeatColumn, ...] = (
    HeatColumn(title="Case", help="Checks of the case that fail: files, scenes, financial review", tell=_tell_checks),
    HeatColumn(title="Claims", help="Claims of the storyboard that the data supports, of all", tell=_tell_claims),
    HeatColumn(title="Runs", help="Runs within time, of the complete ones", tell=_tell_runs),
    HeatColumn(title="Trend", help="How far the last runs are off their plan, beside the first", tell=_tell_trend),
    HeatColumn(title="Readiness", help="The verdict on whoever rehearsed last", tell=_tell_readiness),
    HeatColumn(title="Drill", help="Hard questions that sit, of all", tell=_tell_drill),
    HeatColumn(title="Reviews", help="Comments to answer, and whether the last run waits", tell=_tell_reviews),
    HeatColumn(title="Hours", help="Hours that were logged, of those planned for all phases", tell=_tell_hours),
    HeatColumn(title="Last seen", help="The last sign-in, run or entry of the audit log", tell=_tell_last_seen),
)


def build_overview(needs: Sequence[HelpNeed], now: dt.datetime) -> tuple[Block, ...]:
    """Return the overview of those who work in a cohort, sorted by need."""
    series = build_series(needs[:MOST_DRAWN], now)
    note = "" if len(needs) <= MOST_DRAWN else f"The first {MOST_DRAWN} of {len(needs):,}; the CSV file has all."
    method = "Points: " + "; ".join(f"{title}: {points}" for title, points in list_rules()) + "."
    chart = Chart(
        id="overview",
        title=TITLE,
        series=series,
        figure=charts.heat_map(series),
        table=series_table(series, id="overview-table", title=TITLE),
        note=note,
        method=method,
    )
    return (Tiles(tiles=tuple(_list_tiles(needs))), _name_first(needs), chart)


def tabulate_overview(needs: Sequence[HelpNeed], now: dt.datetime) -> TableBlock:
    """Return the whole overview as one table, to take along."""
    return series_table(build_series(needs, now), id="overview-table", title=TITLE)


def build_series(needs: Sequence[HelpNeed], now: dt.datetime) -> SeriesChart:
    """Return the heat map as series over those who work in a cohort, with points, reasons and hours by phase."""
    fields = {column.title: [column.tell(need.progress, now) for need in needs] for column in COLUMNS}
    series = [
        Series(
            name=column.title,
            kind="mark",
            unit="text",
            values=tuple(level for _, level in fields[column.title]),
            cells=tuple(words for words, _ in fields[column.title]),
            help=column.help,
        )
        for column in COLUMNS
    ]
    series += [
        Series(
            name=f"{phase.title}, hours of {phase.hours}",
            unit="figure",
            values=tuple(round(need.progress.minutes.get(id, 0) / 60, 2) for need in needs),
        )
        for id, phase in PHASES.items()
    ]
    series += [
        Series(name="Points", values=tuple(need.points for need in needs), help="Most points need help first"),
        Series(name="Why", unit="text", values=tuple("; ".join(need.reasons) for need in needs)),
    ]
    return SeriesChart(
        axis="Learner or group", categories=_name_rows(needs), series=tuple(series), alt=_describe(needs)
    )


def _name_rows(needs: Sequence[HelpNeed]) -> tuple[str, ...]:
    """Return the titles of the rows; of those that are equal, the later ones are numbered."""
    counts: Counter[str] = Counter()
    names = []
    for need in needs:
        title = need.progress.owner.title
        counts[title] += 1
        names.append(title if counts[title] == 1 else f"{title} ({counts[title]})")
    return tuple(names)


def _describe(needs: Sequence[HelpNeed]) -> str:
    names = [need.progress.owner.title for need in needs if need.points >= NEEDY]
    if not names:
        return (
            f"{pluralise(len(needs), 'learner or group', 'learners and groups').capitalize()}; nobody needs help now."
        )
    more = f" and {pluralise(len(names) - MOST_NAMED, 'other')}" if len(names) > MOST_NAMED else ""
    first = ", ".join(names[:MOST_NAMED]) if more else join_words(names)
    return f"A row for each learner or group, a column for each matter. Who needs help first: {first}{more}."


def _name_first(needs: Sequence[HelpNeed]) -> Statements:
    first = [need for need in needs if need.points >= NEEDY][:MOST_NAMED]
    findings = tuple(
        Statement(
            text=need.progress.owner.title,
            figure=pluralise(need.points, "point"),
            detail=f"{'; '.join(need.reasons)}.",
        )
        for need in first
    )
    return Statements(
        id="overview-first", title="Who needs help first?", findings=findings, empty="Nobody at the moment."
    )


def _list_tiles(needs: Sequence[HelpNeed]) -> Iterator[Tile]:
    total = len(needs)
    ready = sum(bool(need.progress.person and need.progress.person.verdict is VerdictState.READY) for need in needs)
    complete = sum(bool(need.progress.practice.complete) for need in needs)
    waiting = sum(need.progress.to_review for need in needs)
    yield Tile(id="overview-needy", label="Need help", value=f"{sum(need.points >= NEEDY for need in needs):,}",
               note=f"of {pluralise(total, 'learner or group', 'learners and groups')}")  # fmt: skip
    yield Tile(id="overview-complete", label="Have rehearsed", value=f"{complete:,}", note="at least one complete run")
    yield Tile(id="overview-ready", label="Ready", value=f"{ready:,}", note="by the rules of their storyboard")
    yield Tile(id="overview-reviews", label="Runs to review", value=f"{waiting:,}" if total else ABSENT)
