"""A company's template is used by the types of its placeholders, told what it lacks, or refused in one sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pptx import Presentation

from steering.errors import SteercoError
from steering.exports.slides.deck import slides
from steering.exports.slides.template import MOST_BYTES, OLE, open_template, read_template
from steering.exports.storyboard import StoryboardExport, export_storyboard
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.exports.slides import decks, templates


@pytest.fixture(scope="module")
def pack(example: CaseSnapshot) -> StoryboardExport:
    return export_storyboard(example.context)


def test_slides_stand_on_the_layouts_of_a_template_without_its_samples(
    example: CaseSnapshot, pack: StoryboardExport
) -> None:
    made = slides(pack, example.context, template=templates.company())
    deck = Presentation(io.BytesIO(made.content))
    layouts = [slide.slide_layout.name for slide in deck.slides]
    assert layouts[0] == "Title Slide"
    assert set(layouts[1:]) == {"Title Only"}
    assert not any("sample" in text for slide in deck.slides for text in decks.texts(slide))
    assert [remark for remark in made.remarks if remark.where == "Template"] == []
    names = decks.parts(made.content)
    assert sum(name.startswith("ppt/slides/slide") for name in names) == len(layouts)


def test_what_a_template_lacks_is_listed_and_stands_in_text_boxes(
    example: CaseSnapshot, pack: StoryboardExport
) -> None:
    made = slides(pack, example.context, template=templates.company(layouts=("Blank",), wide=False, slides=0))
    told = [remark.text for remark in made.remarks if remark.where == "Template"]
    assert [text.split(":")[0].split(";")[0] for text in told] == [
        "It is not 16",
        "No layout has a title",
        "No layout has a title and a subtitle",
    ]
    read = decks.read(made.content)
    for part, slide in zip(pack.parts, read[1:], strict=False):
        assert part.frame
        assert part.frame.message in decks.texts(slide)


def test_a_template_without_feet_has_them_as_text_boxes(example: CaseSnapshot, pack: StoryboardExport) -> None:
    bare = Presentation(io.BytesIO(templates.company(layouts=("Title Only",), slides=0)))
    for layout in bare.slide_layouts:
        for shape in list(layout.placeholders):
            if shape.placeholder_format.idx >= 10:
                shape._element.getparent().remove(shape._element)
    made = slides(pack, example.context, template=templates.save(bare))
    told = [remark.text for remark in made.remarks if remark.where == "Template"]
    assert "The layout Title Only has no footer: a text box stands in its place." in told
    assert "The layout Title Only has no slide number: a text box stands in its place." in told
    for slide in decks.read(made.content)[1:]:
        assert {"Source", "Slide number"} <= {shape.name for shape in slide.shapes}


def test_a_template_of_powerpoint_is_a_presentation_too() -> None:
    assert len(open_template(templates.renamed_type(b"presentationml.template.main+xml")).slide_layouts) == 11


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (templates.without_layouts, r"The template has no layouts\. Add one"),
        (lambda: OLE + b"\0" * 2000, r"The template has a password, or is from before PowerPoint 2007"),
        (lambda: b"%PDF-1.7 no slides", r"The template is no PowerPoint file\. Open it in PowerPoint"),
        (lambda: b"", r"The template is no PowerPoint file"),
        (lambda: templates.company()[:4000], r"The template is no PowerPoint file"),
        (templates.bomb, r"The template was refused, because it holds .* bytes that unpack to .* times as many"),
        (lambda: templates.renamed_type(b"presentationml.presentation.macroEnabled.main+xml"), r"holds macros"),
        (
            lambda: templates.change(
                templates.company(), lambda name, part: None if "presentation.xml" in name else part
            ),
            r"it has no ppt/presentation\.xml",
        ),
        (
            lambda: templates.change(
                templates.company(), lambda name, part: b"<broken" if name == "ppt/presentation.xml" else part
            ),
            r"The template is damaged and can't be opened",
        ),
        (
            lambda: templates.change(
                templates.company(), lambda name, part: None if "slideMaster1.xml" in name else part
            ),
            r"The template is damaged and can't be opened",
        ),
    ],
    ids=["layouts", "password", "pdf", "empty", "torn", "bomb", "macros", "no presentation", "broken", "no master"],
)
def test_what_is_no_template_is_refused_in_one_sentence(content: object, message: str) -> None:
    assert callable(content)
    with pytest.raises(SteercoError, match=message):
        open_template(content())


def test_a_template_of_200_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "company.pptx"
    with file.open("wb") as out:
        out.truncate(200_000_000)
    with pytest.raises(SteercoError, match=r"The template has 200 MB, more than 50 MB"):
        read_template(file)
    with pytest.raises(SteercoError, match=r"more than 50 MB"):
        open_template(b"\0" * (MOST_BYTES + 1))


def test_a_template_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SteercoError, match=r"The template none\.pptx can't be read: No such file"):
        read_template(tmp_path / "none.pptx")
