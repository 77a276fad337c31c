"""All runs of a person as blocks: the trend, the best run, the pacing profile, the scenes, and the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steering.charts import runs as charts
from steering.formatting import format_clock, format_moment, pluralise
from steering.frames.blocks import Block, Chart, Column, Notice, Statement, Statements, TableBlock, Tile, Tiles
from steering.frames.series_table import series_table
from steering.rehearsal.pacing import LATEST
from steering.rehearsal.practice import Practice
from steering.rehearsal.run_series import build_practice_series, build_trend_series, list_scene_names
from steering.rehearsal.runs import Run, describe_outcome

# Runs of the list that are shown at once.
PAGE = 50


def build_practice_report(practice: Practice) -> tuple[Block, ...]:
    """Return what all runs of a person say together; of partial ones, nothing follows."""
    tiles = Tiles(tiles=tuple(_build_tiles(practice)))
    if not practice.complete:
        text = "There is no complete run yet, so there is no trend."
        return (tiles, Notice(text=text, remedy="Present from the first scene to the last, and end the run."))
    return (tiles, _build_trend(practice), _build_profile(practice), _build_scenes(practice))


def _build_tiles(practice: Practice) -> Iterator[Tile]:
    others = ", ".join(f"{count:,} {name.lower()}" for name, count in practice.counts.items() if name != "Complete")
    yield Tile(
        id="practice-runs", label="Complete runs", value=f"{len(practice.complete):,}",
        note=f"{practice.within_time:,} within time" + (f"; {others}" if others else ""),
    )  # fmt: skip
    if best := practice.best:
        reason = "within time, nearest to its plan" if best.is_within_time else "the shortest: none is within time"
        yield Tile(
            id="practice-best", label="Best run", value=format_clock(best.seconds),
            note=f"Run {practice.numbers[best.id]}: {reason}",
        )  # fmt: skip
    if change := practice.improvement:
        first, last = change.seconds
        yield Tile(
            id="practice-change",
            label="Last run" if change.runs == 1 else f"Last {change.runs} runs",
            value=format_clock(last),
            delta=f"{format_clock(abs(last - first))} {'longer' if last > first else 'shorter'}"
            if round(last - first)
            else None,
            arrow="up" if last > first else "down",
            good=change.misses[1] <= change.misses[0],
            since="than the first",
            note=f"{format_clock(change.misses[1])} off plan, {format_clock(change.misses[0])} at first",
        )
    if practice.next_length is not None:
        error = practice.typical_error
        note = "" if error is None else f"such predictions were {format_clock(error)} off"
        value = format_clock(practice.next_length)
        yield Tile(id="practice-next", label="Next run, likely", value=value, note=note)
    if pace := practice.unreliable:
        number = [scene.id for scene in practice.complete[0].planned].index(pace.id) + 1
        yield Tile(
            id="practice-unreliable", label="Least reliable", value=f"Scene {number}",
            note=f"{format_clock(min(pace.seconds))} to {format_clock(max(pace.seconds))}",
        )  # fmt: skip


def _build_trend(practice: Practice) -> Chart:
    series = build_trend_series(practice.trend)
    size = max((point.runs for point in practice.trend), default=1)
    note = f"Each point is the median of up to {size:,} complete runs in a row." if size > 1 else ""
    return Chart(
        id="run-trend",
        title="Length of the complete runs",
        series=series,
        figure=charts.trend(series),
        table=series_table(series, id="run-trend-table", title="Length of the complete runs"),
        note=note,
        method=f"Without questions. Predicted is the sum of what each scene took in the middle (the median) of the "
        f"complete runs before, the last {LATEST} at most; a new scene counts with its plan.",
    )


def _build_profile(practice: Practice) -> Statements:
    rest = min(len(practice.complete), LATEST)
    return Statements(
        id="run-profile",
        title=f"Your pacing, by the last {pluralise(rest, 'complete run')}",
        findings=tuple(
            Statement(text=habit.text, figure=habit.figure, detail=habit.detail, status=habit.status)
            for habit in practice.habits
        ),
        empty="One run is no habit. Your pacing is described from the second complete run on.",
    )


def _build_scenes(practice: Practice) -> Chart:
    newest = practice.complete[0]
    names = list_scene_names(newest)
    series = build_practice_series(practice.paces, [names[pace.id] for pace in practice.paces])
    title = f"Each scene in the last {pluralise(min(len(practice.complete), LATEST), 'complete run')}"
    return Chart(
        id="run-practice",
        title=title,
        series=series,
        figure=charts.scene_spread(series),
        table=series_table(series, id="run-practice-table", title=title),
        method="The scenes of the last complete run. The plan from practice is the median, up to the next half minute.",
    )


def build_run_table(practice: Practice, runs: Sequence[Run]) -> TableBlock:
    """Return a list of runs, such as one page of them."""
    columns = (
        Column(label="Run", kind="count"),
        Column(label="Began"),
        Column(label="Outcome"),
        Column(label="Took", kind="clock"),
        Column(label="Planned", kind="clock", minor=True),
        Column(label="Over what is allowed", kind="clock_change"),
        Column(label="Questions", kind="clock", minor=True),
        Column(label="Drivers moved", kind="count", minor=True),
        Column(label="Fallback", minor=True),
    )
    rows = tuple(
        (
            practice.numbers[run.id],
            format_moment(run.began),
            describe_outcome(run),
            run.seconds,
            run.planned_seconds,
            run.seconds - run.limit if run.is_complete else None,
            run.question_seconds,
            sum(scene.moves for scene in run.scenes),
            "used" if any(scene.fallback for scene in run.scenes) else "",
        )
        for run in runs
    )
    return TableBlock(id="run-list", title="Runs, the last first", columns=columns, rows=rows)
