"""The file itself: the same bytes each time, whatever texts are in it, however many scenes, and others open it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from steering.cases.storyboard import storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.conditions import ConditionState
from steering.exports.file_types import PPTX
from steering.exports.pack_file import PackFile
from steering.exports.slides.deck import slides
from steering.exports.slides.texts import clean_text, count_lines, cut, is_from_right
from steering.exports.storyboard import StoryboardExport, export_storyboard
from steering.frames.blocks import Chart, ClaimState, Column, Notice, Statement, Statements, TableBlock, Tile, Tiles
from steering.frames.frame import Frame
from steering.progress import watch
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.exports.slides import decks

HOSTILE = (
    "<a:t>&amp;</a:t> <script>alert(1)</script>",
    '=HYPERLINK("http://example.org";"x")',
    "N" * 120,
    "שלום עולם 12%",
    "مرحبا بالعالم",
    "Rocket 🚀 family 👨‍👩‍👧 漢字",
    "Bell\x07 null\x00 esc\x1b \ufffe \u202eturned\u202c",
    "_x0041_ %d {0} \\n | *bold* [link](javascript:x)",
)


@pytest.fixture(scope="module")
def pack(example: CaseSnapshot) -> StoryboardExport:
    return export_storyboard(example.context)


@pytest.fixture(scope="module")
def made(example: CaseSnapshot, pack: StoryboardExport) -> PackFile:
    return slides(pack, example.context)


def test_it_is_the_same_bytes_each_time_also_for_two_at_once(
    example: CaseSnapshot, pack: StoryboardExport, made: PackFile
) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: slides(pack, example.context), range(2)))
    assert both == [made, made]
    assert (made.name, made.media_type) == ("halden-slides.pptx", PPTX)
    for name, part in decks.parts(made.content).items():
        if name.endswith(".xlsx"):
            assert b"1980-01-01" in decks.parts(part)["docProps/core.xml"]


def test_every_part_is_xml_that_is_well_formed(made: PackFile) -> None:
    for name, part in decks.parts(made.content).items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(part)


def test_a_watcher_is_told_and_can_cut_it_short(example: CaseSnapshot, pack: StoryboardExport) -> None:
    told: list[str] = []

    def stop(phase: str, share: float | None) -> None:
        told.append(phase)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), watch(stop):
        slides(pack, example.context)
    assert re.fullmatch(r"Making slides: 3 of \d+", told[-1])


def hostile_frame(frame: Frame, chart: Chart) -> Frame:
    """A frame in which every text is hostile."""
    names = tuple(HOSTILE[index % len(HOSTILE)] for index in range(len(chart.series.categories)))
    figure = {**chart.figure, "data": [{**trace, "name": HOSTILE[0]} for trace in chart.figure["data"]]}
    layout = {**figure["layout"], "yaxis": {**figure["layout"]["yaxis"], "title": {"text": HOSTILE[1]}}}
    columns = tuple(Column(label=text, kind="words") for text in HOSTILE)
    table = TableBlock(id="t", title=HOSTILE[1], columns=columns, rows=(HOSTILE, HOSTILE[::-1]), note=HOSTILE[2])
    return replace(
        frame,
        message=HOSTILE[2] + " " + HOSTILE[0],
        detail=HOSTILE[6],
        notices=tuple(Notice(text=text) for text in HOSTILE),
        blocks=(
            Tiles(tiles=tuple(Tile(id=str(index), label=text, value=text) for index, text in enumerate(HOSTILE))),
            replace(chart, title=HOSTILE[1], figure={**figure, "layout": layout}, note=names[0]),
            Statements(id="s", title=HOSTILE[3], findings=tuple(Statement(text=text, detail=text) for text in HOSTILE)),
            table,
        ),
    )


def test_hostile_texts_are_texts(example: CaseSnapshot, pack: StoryboardExport) -> None:
    part = next(part for part in pack.parts if part.id == "training")
    assert part.frame
    chart = next(block for block in decks_charts(pack))
    claims = tuple(ClaimState(text=text, state=ConditionState.BROKEN, reason=text) for text in HOSTILE)
    scene = replace(part, message=HOSTILE[0], page=HOSTILE[5], claims=claims, frame=hostile_frame(part.frame, chart))
    faulty = replace(part, frame=None, problems=HOSTILE, message=HOSTILE[4])
    hostile = replace(pack, organisation=HOSTILE[6], title=HOSTILE[0], subtitle=HOSTILE[3], parts=(scene, faulty))
    made = slides(hostile, example.context)
    read = decks.read(made.content)
    said = "\n".join(text for slide in read for text in decks.texts(slide))
    for text in (clean_text(text) for text in HOSTILE):
        assert text in said
    for slide in read:
        for shape in slide.shapes:
            if shape.has_chart:
                workbook = decks.parts(shape.chart.part.chart_workbook.xlsx_part.blob)
                assert not any(b"<f>" in part or b"hyperlink" in part for part in workbook.values())
    for name, markup in decks.parts(made.content).items():
        if name.endswith(".xml"):
            ET.fromstring(markup)
            assert b"<script" not in markup
            assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", markup), name


def decks_charts(pack: StoryboardExport) -> Iterator[Chart]:
    yield from (block for _, block in decks.leaves_of(pack) if isinstance(block, Chart))


def test_names_from_right_to_left_are_written_so(example: CaseSnapshot, pack: StoryboardExport) -> None:
    part = next(part for part in pack.parts if part.id == "training")
    assert part.frame
    block = Statements(id="s", title="", findings=(Statement(text=HOSTILE[3]), Statement(text="from the left")))
    scene = replace(part, claims=(), frame=replace(part.frame, blocks=(block,)))
    slide = decks.read(slides(replace(pack, parts=(scene,)), example.context).content)[1]
    lines = [line for shape in slide.shapes if shape.has_text_frame for line in shape.text_frame.paragraphs]
    directions = {line.text: line._p.pPr.get("rtl") for line in lines if line._p.pPr is not None}
    assert (directions[HOSTILE[3]], directions["from the left"]) == ("1", None)


def test_forty_scenes_are_forty_slides(lay: Callable[[Path], CaseSnapshot], new_case: Path) -> None:
    scenes = "".join(f"  - {{id: s{at}, minutes: 1, page: kpis, message: Scene number {at}}}\n" for at in range(1, 41))
    draft, _ = storyboard(parse_yaml(f"minutes_allowed: 60\nscenes:\n{scenes}", "storyboard.yaml"))
    context = lay(new_case).context
    context = replace(context, case=replace(context.case, storyboard=draft))
    read = decks.read(slides(export_storyboard(context), context).content)
    titles = [slide.shapes.title.text for slide in read]
    assert [title for title in titles if title.startswith("Scene number") and "continued" not in title] == [
        f"Scene number {at}" for at in range(1, 41)
    ]


def test_addresses_in_notes_are_hidden(example: CaseSnapshot, pack: StoryboardExport) -> None:
    story = example.context.case.storyboard
    assert story
    first = replace(story.scenes[0], notes="Ask committee@example.org first")
    case = replace(example.context.case, storyboard=replace(story, scenes=(first, *story.scenes[1:])))
    read = decks.read(slides(pack, replace(example.context, case=case)).content)
    assert "Ask [e-mail 1] first" in read[1].notes_slide.notes_text_frame.text


def test_five_hundred_rows_are_cut_and_it_is_told(example: CaseSnapshot, pack: StoryboardExport) -> None:
    part = pack.parts[0]
    assert part.frame
    rows = tuple((f"Line {row}", row) for row in range(500))
    table = TableBlock(
        id="t", title="Many", columns=(Column(label="Name"), Column(label="Count", kind="count")), rows=rows
    )
    scene = replace(part, claims=(), frame=replace(part.frame, blocks=(table,)))
    made = slides(replace(pack, parts=(scene,)), example.context)
    assert [row[1] for row in decks.tables(decks.read(made.content), "Many")] == [f"{row}" for row in range(60)]
    assert [remark.text for remark in made.remarks if "rows" in remark.text] == ["Many: the first 60 of 500 rows."]


def test_how_much_room_texts_take() -> None:
    assert count_lines("one two", 10, 1000) == 1
    assert count_lines("one two", 10, 30) == 2
    assert count_lines("W" * 100, 10, 100) > 5
    assert count_lines("a\nb", 10, 1000) == 2
    assert (cut("abcdef", 4), cut("abc", 4)) == ("abc…", "abc")
    assert (is_from_right("12 שלום"), is_from_right("a שלום"), is_from_right("12")) == (True, False, False)
    assert clean_text("a\x00b\u202ec \ud800 d\n e") == "abc d\n e"


def test_libreoffice_opens_it_with_a_page_for_each_slide(made: PackFile, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: nobody but python-pptx has opened the slides.")
    file = tmp_path / made.name
    file.write_bytes(made.content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, timeout=300, capture_output=True, env={**os.environ, "HOME": str(tmp_path)})
    pages = (tmp_path / "halden-slides.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pages)) == len(decks.read(made.content))
