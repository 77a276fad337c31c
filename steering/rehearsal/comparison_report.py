"""Two runs as blocks: their lengths, what each scene took in both, and what was changed in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steering.catalog.contracts import dataset_label
from steering.charts import runs as charts
from steering.formatting import format_clock, join_words, pluralise
from steering.frames.blocks import Block, Chart, Statement, Statements, Tile, Tiles
from steering.frames.series_table import series_table
from steering.rehearsal.comparison import RunComparison, ScenePair, compare_runs
from steering.rehearsal.run_series import build_comparison_series
from steering.rehearsal.runs import Run, describe_outcome


def build_comparison_report(one: Run, other: Run, labels: dict[str, str]) -> tuple[Block, ...]:
    """Return two runs side by side; `labels` are the names of the runs by their ids."""
    comparison = compare_runs(one, other)
    names = labels[comparison.earlier.id], labels[comparison.later.id]
    return (
        _build_tiles(comparison, names),
        _build_chart(comparison, names),
        Statements(
            id="compare-changes",
            title="What changed in between",
            findings=tuple(_list_changes(comparison)),
            empty="Nothing: both ran on the same storyboard, files and data.",
        ),
    )


def _build_tiles(comparison: RunComparison, names: tuple[str, str]) -> Tiles:
    earlier, later = comparison.earlier, comparison.later
    before, after = comparison.common
    return Tiles(
        tiles=(
            _build_length(earlier, names[0], "compare-earlier"),
            _build_length(later, names[1], "compare-later"),
            Tile(
                id="compare-common",
                label="In the scenes of both",
                value=format_clock(after),
                delta=f"{format_clock(abs(after - before))} {'longer' if after > before else 'shorter'}"
                if round(after - before)
                else None,
                arrow="up" if after > before else "down",
                since=f"than {format_clock(before)}" if round(after - before) else "",
            ),
            Tile(
                id="compare-questions",
                label="Questions",
                value=format_clock(later.question_seconds),
                note=f"{format_clock(earlier.question_seconds)} in {names[0]}",
            ),
        )
    )


def _build_length(run: Run, name: str, id: str) -> Tile:
    over, is_told = run.seconds - run.limit, run.is_complete and round(run.seconds - run.limit)
    return Tile(
        id=id,
        label=name,
        value=format_clock(run.seconds),
        delta=f"{format_clock(abs(over))} {'over' if over > 0 else 'under'}"
        if run.is_complete and round(over)
        else None,
        arrow="up" if over > 0 else "down",
        good=over <= 0,
        since=f"the {format_clock(run.limit)} {'allowed' if run.allowed else 'planned'}" if is_told else "",
        note=describe_outcome(run),
    )


def _build_chart(comparison: RunComparison, names: tuple[str, str]) -> Chart:
    series = build_comparison_series(comparison, names)
    return Chart(
        id="compare-scenes",
        title="Minutes by scene, side by side",
        series=series,
        figure=charts.compare_scenes(series),
        table=series_table(series, id="compare-scenes-table", title="Minutes by scene, side by side"),
        method="Scenes are matched by their id, whatever their place or message. One that the later storyboard no "
        "longer has stands where it was.",
    )


def _list_changes(comparison: RunComparison) -> Iterator[Statement]:
    """Yield what was not the same when the later run began."""
    pairs = comparison.scenes
    if comparison.earlier.allowed != comparison.later.allowed:
        yield Statement(text="Other minutes are allowed", figure=_describe_limits(comparison))
    yield from _list_scenes("The storyboard has new scenes", [pair for pair in pairs if pair.presence == "new"])
    yield from _list_scenes("Scenes are gone", [pair for pair in pairs if pair.presence == "gone"])
    for pair in pairs:
        before, after = pair.planned
        if before is not None and after is not None and before != after:
            yield Statement(
                text=f"“{pair.message}” has another plan", figure=f"{format_clock(before)} to {format_clock(after)}"
            )
    if not comparison.has_same_storyboard:
        yield Statement(text="The storyboard was edited", detail="Its text is not the same.")
    if comparison.datasets:
        text = f"Other data was current: {join_words([dataset_label(name) for name in comparison.datasets])}"
        yield Statement(text=text, figure=pluralise(len(comparison.datasets), "dataset"))
    if files := [name for name in comparison.files if not name.startswith("storyboard")]:
        yield Statement(text=f"Other files: {join_words(files)}", figure=pluralise(len(files), "file"))


def _list_scenes(text: str, pairs: Sequence[ScenePair]) -> Iterator[Statement]:
    if pairs:
        names = join_words([f"“{pair.message}”" for pair in pairs])
        yield Statement(text=f"{text}: {names}", figure=pluralise(len(pairs), "scene"))


def _describe_limits(comparison: RunComparison) -> str:
    limits = (comparison.earlier.allowed, comparison.later.allowed)
    before, after = ("none" if limit is None else format_clock(limit) for limit in limits)
    return f"{before} to {after}"
