"""Presentations read back by another reader of theirs, and packs of scenes to make them of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import openpyxl
from pptx import Presentation

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.exports.storyboard import SceneExport, StoryboardExport, export_storyboard
from steering.frames.agenda import AGENDA, SCENE_PAGES
from steering.frames.blocks import Leaf, leaves
from steering.frames.frame import Frame


def read(content: bytes) -> list[Any]:
    """The slides of a presentation."""
    return list(Presentation(io.BytesIO(content)).slides)


def texts(slide: Any) -> list[str]:
    """Every paragraph on a slide, those of tables as well."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found += [paragraph.text for paragraph in shape.text_frame.paragraphs]
        elif shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def tables(slides: Sequence[Any], name: str) -> list[list[str]]:
    """The rows below the headings of all tables of this name, from slide to slide."""
    shapes = [shape for slide in slides for shape in slide.shapes if shape.has_table and shape.name == name]
    return [[cell.text for cell in row.cells] for shape in shapes for row in list(shape.table.rows)[1:]]


def charts(slides: Sequence[Any], name: str) -> list[Any]:
    """The charts under a title."""
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart and shape.name == name]


def series(chart: Any) -> dict[str, list[float | None]]:
    """The values of each series of a chart by its name; of lines of points those upwards."""
    return {one.name: list(one.values) for plot in chart.plots for one in plot.series}


def places(chart: Any) -> dict[str, list[float]]:
    """The places of each series of a chart of points."""
    return {
        one.name: [float(point.text) for point in one._element.xpath(".//c:xVal//c:v")]
        for plot in chart.plots
        for one in plot.series
    }


def book(chart: Any) -> list[list[Any]]:
    """The cells of the workbook of a chart, by column."""
    page = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    return [[cell.value for cell in column] for column in page.iter_cols()]


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack_pages(context: CaseContext, pages: Sequence[str], filters: Filters) -> StoryboardExport:
    """A storyboard that shows whole pages, a scene each."""
    frames = [SCENE_PAGES[page].build_frame(context, filters) for page in pages]
    return pack_frames(context, frames)


def pack_frames(context: CaseContext, frames: Sequence[Frame]) -> StoryboardExport:
    """A storyboard of frames, a scene each, without claims."""
    scenes = tuple(
        SceneExport(
            position=number,
            id=f"scene-{number}",
            page=AGENDA[frame.page].title,
            clock="00:00 to 01:00",
            minutes="1 minute",
            message=frame.message,
            state=(),
            claims=(),
            frame=frame,
            problems=(),
        )
        for number, frame in enumerate(frames, start=1)
    )
    return replace(export_storyboard(context), parts=scenes)


def leaves_of(pack: StoryboardExport) -> Iterator[tuple[int, Leaf]]:
    """Each block of a pack with the position of its scene."""
    for part in pack.parts:
        if part.frame:
            yield from ((part.position, block) for block in leaves(part.frame.blocks))
