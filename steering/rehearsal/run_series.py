"""Runs as series: what their charts draw, what the tables beside them list, and what both say in words."""

from __future__ import annotations

from collections.abc import Sequence

from steering.charts import palette
from steering.charts.series import Series, SeriesChart, Value
from steering.formatting import format_clock, join_words, pluralise
from steering.rehearsal.comparison import RunComparison
from steering.rehearsal.pacing import ScenePace, find_unreliable, propose_minutes
from steering.rehearsal.runs import Run
from steering.rehearsal.trend import TrendPoint

# Scenes that an alternative text names.
NAMED = 3


def name_scene(number: int, message: str) -> str:
    """Return a scene as charts and tables name it: `3. What it costs`. No two scenes have the same name."""
    return f"{number}. {message}"


def list_scene_names(run: Run) -> dict[str, str]:
    """Return the names of the scenes of a run's storyboard by their ids."""
    return {scene.id: name_scene(number, scene.message) for number, scene in enumerate(run.planned, start=1)}


def build_scene_series(run: Run) -> SeriesChart:
    """Return what each scene of a run took, against what was planned for it."""
    names = list_scene_names(run)
    scenes = [run.scene(scene.id) for scene in run.planned]
    took = [scene.seconds if scene else None for scene in scenes]
    over = [None if time is None else time - scene.seconds for time, scene in zip(took, run.planned, strict=True)]
    fallback = ["used" if scene and scene.fallback else "" for scene in scenes]
    return SeriesChart(
        axis="Scene",
        categories=tuple(names.values()),
        series=(
            _planned([scene.seconds for scene in run.planned]),
            Series(name="Took", kind="bar", role=palette.ACTUAL, unit="clock", values=tuple(took)),
            Series(name="Over plan", unit="clock_change", values=tuple(over)),
            Series(name="Visits", values=tuple(scene.visits if scene else 0 for scene in scenes)),
            Series(name="Drivers moved", values=tuple(scene.moves if scene else 0 for scene in scenes)),
            Series(name="Fallback", unit="text", values=tuple(fallback)),
        ),
        alt=_describe_scenes(run, list(names.values()), over),
    )


def _describe_scenes(run: Run, names: Sequence[str], over: Sequence[float | None]) -> str:
    late = sorted(
        ((time, name) for time, name in zip(over, names, strict=True) if time is not None and round(time) > 0),
        reverse=True,
    )
    text = f"Minutes by scene: {format_clock(run.seconds)} in all, {format_clock(run.planned_seconds)} planned."
    worst = join_words([f"{name} by {format_clock(time)}" for time, name in late[:NAMED]])
    rest = f" Furthest over plan: {worst}." if late else " No scene is over its plan."
    missing = sum(time is None for time in over)
    return text + rest + (f" {pluralise(missing, 'scene')} not shown." if missing else "")


def build_comparison_series(comparison: RunComparison, labels: tuple[str, str]) -> SeriesChart:
    """Return what each scene took in two runs; `labels` are the names of the runs, the earlier one first."""
    pairs = comparison.scenes
    earlier, later = ([pair.seconds[side] for pair in pairs] for side in (0, 1))
    planned = [pair.planned[1] for pair in pairs]
    changes = [pair.change for pair in pairs]
    words = {"both": "", "new": "new", "gone": "gone"}
    return SeriesChart(
        axis="Scene",
        categories=tuple(_name_pairs(comparison)),
        series=(
            Series(name=labels[0], kind="bar", role=palette.NEUTRAL, unit="clock", values=tuple(earlier)),
            Series(name=labels[1], kind="bar", role=palette.ACTUAL, unit="clock", values=tuple(later)),
            Series(name="Change", unit="clock_change", values=tuple(changes)),
            Series(
                name="Planned then", unit="clock", values=tuple(pair.planned[0] for pair in pairs),
                help="What the storyboard of the earlier run planned",
            ),
            Series(
                name="Planned", kind="mark", role=palette.PLAN, unit="clock", values=tuple(planned),
                help="What the storyboard of the later run planned",
            ),
            Series(name="Storyboard", unit="text", values=tuple(words[pair.presence] for pair in pairs)),
        ),
        alt=_describe_changes(comparison, labels),
    )  # fmt: skip


def _name_pairs(comparison: RunComparison) -> list[str]:
    """Return the scenes' names: those of the later storyboard by their number, those that are gone as such."""
    numbers = {scene.id: number for number, scene in enumerate(comparison.later.planned, start=1)}
    gone = {scene.id: number for number, scene in enumerate(comparison.earlier.planned, start=1)}
    return [
        name_scene(numbers[pair.id], pair.message)
        if pair.id in numbers
        else f"Gone, was {name_scene(gone[pair.id], pair.message)}"
        for pair in comparison.scenes
    ]


def _describe_changes(comparison: RunComparison, labels: tuple[str, str]) -> str:
    names = dict(zip((pair.id for pair in comparison.scenes), _name_pairs(comparison), strict=True))
    changes = sorted(
        ((pair.change, names[pair.id]) for pair in comparison.scenes if pair.change is not None and round(pair.change)),
        key=lambda item: -abs(item[0]),
    )
    earlier, later = (format_clock(seconds) for seconds in comparison.common)
    text = f"Minutes by scene in two runs. In the scenes of both: {labels[0]} {earlier}, {labels[1]} {later}."
    parts = [f"{name} {format_clock(change, signed=True)}" for change, name in changes[:NAMED]]
    return text + (f" Largest changes: {join_words(parts)}." if parts else " No scene changed.")


def build_trend_series(points: Sequence[TrendPoint]) -> SeriesChart:
    """Return the length of the complete runs, the oldest first, with what was planned, allowed and likely."""
    predicted = tuple(point.predicted for point in points)
    allowed = tuple(point.allowed for point in points)
    grouped = any(point.runs > 1 for point in points)
    columns: tuple[Series, ...] = (
        Series(name="Took", kind="line", role=palette.ACTUAL, unit="clock", values=tuple(p.seconds for p in points)),
        Series(name="Planned", kind="line", role=palette.PLAN, unit="clock", values=tuple(p.planned for p in points)),
    )
    if any(value is not None for value in allowed):
        columns += (Series(name="Allowed", kind="line", role=palette.BAD, unit="clock", values=allowed),)
    if any(value is not None for value in predicted):
        columns += (
            Series(
                name="Predicted", kind="line", role=palette.FORECAST, unit="clock", values=predicted,
                help="The sum of the medians that the scenes had in the complete runs before, the last five at most",
            ),
        )  # fmt: skip
    if grouped:
        columns += (Series(name="Runs", values=tuple(point.runs for point in points)),)
    columns += (Series(name="Within time", values=tuple(point.within for point in points)),)
    return SeriesChart(
        axis="Complete runs" if grouped else "Run",
        categories=tuple(_name_point(point) for point in points),
        series=columns,
        alt=_describe_trend(points),
    )


def _name_point(point: TrendPoint) -> str:
    first, last = point.numbers
    return f"{first}" if point.runs == 1 else f"{first}–{last}"


def _describe_trend(points: Sequence[TrendPoint]) -> str:
    if not points:
        return "No complete run yet."
    first, last = points[0], points[-1]
    count, within = (sum(values) for values in zip(*((point.runs, point.within) for point in points), strict=True))
    return (
        f"Length of {pluralise(count, 'complete run')}: {format_clock(first.seconds)} at first, "
        f"{format_clock(last.seconds)} at last, {format_clock(last.planned)} planned. {within} within time."
    )


def build_practice_series(paces: Sequence[ScenePace], names: Sequence[str]) -> SeriesChart:
    """Return each scene over the last complete runs: shortest, median and longest time, and each of them."""
    unreliable = find_unreliable(paces)
    proposal = propose_minutes(paces)
    clocks: dict[str, tuple[Value, ...]] = {
        "Shortest": tuple(min(pace.seconds) for pace in paces),
        "Longest": tuple(max(pace.seconds) for pace in paces),
        "Spread": tuple(pace.spread for pace in paces),
        "Plan from practice": tuple(proposal[pace.id] * 60 for pace in paces),
    }
    columns = [Series(name=name, unit="clock", values=values) for name, values in clocks.items()]
    each = tuple(", ".join(format_clock(time) for time in pace.seconds) for pace in paces)
    return SeriesChart(
        axis="Scene",
        categories=tuple(names),
        series=(
            _planned([pace.planned for pace in paces]),
            Series(
                name="Median", kind="mark", role=palette.ACTUAL, unit="clock",
                values=tuple(pace.middle for pace in paces),
            ),
            *columns,
            Series(name="Run by run", unit="text", values=each, help="The oldest first"),
            Series(name="Grows", unit="text", values=tuple("yes" if pace.grows else "" for pace in paces)),
        ),
        alt=_describe_practice(paces, names, unreliable),
    )  # fmt: skip


def _describe_practice(paces: Sequence[ScenePace], names: Sequence[str], unreliable: ScenePace | None) -> str:
    runs = pluralise(max((len(pace.seconds) for pace in paces), default=0), "complete run")
    text = f"Each scene from its shortest to its longest time over {runs}."
    if unreliable is None or not round(unreliable.spread):
        return text
    name = names[[pace.id for pace in paces].index(unreliable.id)]
    low, high = format_clock(min(unreliable.seconds)), format_clock(max(unreliable.seconds))
    return f"{text} The largest spread has {name}, {low} to {high}."


def _planned(seconds: Sequence[float]) -> Series:
    return Series(name="Planned", kind="mark", role=palette.PLAN, unit="clock", values=tuple(seconds))
