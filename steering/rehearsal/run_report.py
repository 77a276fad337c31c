"""One run as blocks: how long it was, what each scene took, what stands out, and what it ran on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steering.cases.case_drivers import PREFIX
from steering.catalog.contracts import dataset_label
from steering.catalog.drivers import DRIVERS
from steering.charts import runs as charts
from steering.charts.runs import FAR_OVER
from steering.formatting import format_clock, format_moment, join_words, pluralise
from steering.frames.blocks import Block, Chart, Column, Statement, Statements, TableBlock, Tile, Tiles
from steering.frames.cells import CellValue, cell_text
from steering.frames.series_table import series_table
from steering.rehearsal.practice import Practice
from steering.rehearsal.prediction import estimate_end
from steering.rehearsal.run_series import build_scene_series, list_scene_names
from steering.rehearsal.runs import Run, SceneRun, describe_outcome
from steering.roi.drivers import describe_driver
from steering.status import Status

# How much of an id or a hash is shown: enough to tell two apart.
SHORT = 8
# What a scene's parameters are called, beside drivers of the business case.
PARAMETERS = {"as_of": "as of", "unit": "business unit", "scenario": "scenario", "basis": "basis"}


def build_run_report(run: Run, practice: Practice) -> tuple[Block, ...]:
    """Return what one run shows, beside the others of the same person."""
    return (_build_tiles(run, practice), _build_chart(run), _build_statements(run, practice), _build_basis(run))


def _build_tiles(run: Run, practice: Practice) -> Tiles:
    tiles = [_build_end(run)]
    if prediction := practice.predictions.get(run.id):
        tiles.append(
            Tile(
                id="run-predicted",
                label="Predicted",
                value=format_clock(prediction.seconds),
                delta=f"{format_clock(prediction.error, signed=True)} in fact" if round(prediction.error) else None,
                note=f"by the {pluralise(prediction.runs, 'complete run')} before it",
            )
        )
    moves = sum(scene.moves for scene in run.scenes)
    missing = len(run.planned) - len({scene.id for scene in run.planned} & {scene.id for scene in run.scenes})
    shown = f"{len(run.planned) - missing} of {pluralise(len(run.planned), 'scene')} shown"
    return Tiles(
        tiles=(
            *tiles,
            Tile(id="run-outcome", label="Outcome", value=describe_outcome(run), note=shown),
            Tile(id="run-questions", label="Questions", value=format_clock(run.question_seconds), note="on top"),
            Tile(id="run-moves", label="Drivers moved", value=f"{moves}", note=_name_fallbacks(run)),
        )
    )


def _build_end(run: Run) -> Tile:
    """The clock at which it ended, or would have ended, against what was allowed."""
    end = estimate_end(run)
    over = end - run.limit
    left = "" if run.is_complete else f"{format_clock(run.seconds)} shown; the rest at its plan"
    return Tile(
        id="run-end",
        label="Ended at" if run.is_complete else "Would end at" if run.outcome == "open" else "Would have ended at",
        value=format_clock(end),
        delta=f"{format_clock(abs(over))} {'over' if over > 0 else 'under'}" if round(over) else None,
        arrow="up" if over > 0 else "down",
        good=over <= 0,
        since=f"the {format_clock(run.limit)} {'allowed' if run.allowed else 'planned'}",
        note=left,
    )


def _name_fallbacks(run: Run) -> str:
    count = sum(scene.fallback for scene in run.scenes)
    return f"fallback used in {pluralise(count, 'scene')}" if count else "no fallback used"


def _build_chart(run: Run) -> Chart:
    series = build_scene_series(run)
    return Chart(
        id="run-scenes",
        title="Minutes by scene",
        series=series,
        figure=charts.scene_times(series),
        table=series_table(series, id="run-scenes-table", title="Minutes by scene"),
        method="A scene's time is that of all visits to it, without questions, which have their own time. A page that "
        "was put on stage in between belongs to the scene that it interrupts.",
    )


def _build_statements(run: Run, practice: Practice) -> Statements:
    names = list_scene_names(run)
    return Statements(
        id="run-statements",
        title="What stands out",
        findings=(*_list_late(run, names), *_list_growth(practice, names), *_list_done(run, names)),
        empty="Nothing: each scene kept to its plan, no driver was moved and no fallback was used.",
    )


def _list_late(run: Run, names: Mapping[str, str]) -> Iterator[Statement]:
    """Yield the scenes that took more than a third over their plan, and those that were not shown."""
    for planned in run.planned:
        scene = run.scene(planned.id)
        if scene is None or scene.seconds <= planned.seconds * FAR_OVER or not planned.seconds:
            continue
        yield Statement(
            text=f"{names[planned.id]} took more than a third over its plan",
            figure=format_clock(scene.seconds - planned.seconds, signed=True),
            detail=f"{format_clock(scene.seconds)} of {format_clock(planned.seconds)}.",
            status=Status.OFF_TRACK,
        )
    missing = [names[planned.id] for planned in run.planned if run.scene(planned.id) is None]
    if missing:
        text = f"{pluralise(len(missing), 'scene')} {'was' if len(missing) == 1 else 'were'} not shown"
        yield Statement(text=text, detail=f"{join_words(missing)}.", status=Status.AT_RISK)


def _list_growth(practice: Practice, names: Mapping[str, str]) -> Iterator[Statement]:
    for pace in practice.paces:
        if pace.grows and pace.id in names:
            times = ", ".join(format_clock(seconds) for seconds in pace.seconds[-3:])
            text = f"{names[pace.id]} grows from run to run"
            yield Statement(text=text, detail=f"The last complete runs: {times}.", status=Status.AT_RISK)


def _list_done(run: Run, names: Mapping[str, str]) -> Iterator[Statement]:
    """Yield drivers that were moved, and fallbacks that were used."""
    for scene in run.scenes:
        name = names.get(scene.id, scene.id)
        if scene.moves:
            text = f"Drivers were moved {pluralise(scene.moves, 'time')} in {name}"
            yield Statement(text=text, detail=_describe_values(scene), figure=f"{scene.moves}")
        if scene.fallback:
            yield Statement(text=f"The recording was shown in {name}", figure="fallback")


def _describe_values(scene: SceneRun) -> str:
    texts = [_describe_driver(name, value) for name, value in scene.values.items()]
    return f"At last: {join_words(texts)}." if texts else ""


def _describe_driver(name: str, value: float) -> str:
    return describe_driver(None, name, value)


def _build_basis(run: Run) -> TableBlock:
    """The parameters, the data and the files that a run ran on."""
    columns = (Column(label="What"), Column(label="Which", kind="words"), Column(label="As it was", kind="words"))
    return TableBlock(
        id="run-basis", title="What it ran on", columns=columns, rows=tuple(_list_basis(run)),
        note=f"Began on {format_moment(run.began)}. Two runs with the same marks here ran on the same data and files.",
    )  # fmt: skip


def _list_basis(run: Run) -> Iterator[tuple[CellValue, ...]]:
    for dataset, release in sorted(run.releases.items()):
        label = dataset_label(dataset)
        yield "Data", f"{label[:1].upper()}{label[1:]}", release[:SHORT]
    for file, digest in sorted(run.files.items()):
        yield "File", file, digest[:SHORT]
    names = list_scene_names(run)
    for scene in run.planned:
        if scene.parameters:
            yield (
                "Scene",
                names[scene.id],
                join_words([_describe_parameter(*pair) for pair in scene.parameters.items()]),
            )


def _describe_parameter(key: str, value: str) -> str:
    if key in DRIVERS or key.startswith(PREFIX):
        return _describe_driver(key, float(value))
    return f"{PARAMETERS.get(key, key)} {cell_text(value, 'month')}"
