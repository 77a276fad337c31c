"""The storyboard as one HTML file: whole, closed to the network, and what anybody wrote is text in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from steering.charts import palette
from steering.charts.plotly_js import library
from steering.exports.html import html
from steering.exports.storyboard import SceneExport, StoryboardExport, export_storyboard
from steering.frames.blocks import Block, Notice
from steering.frames.frame import Frame, Provenance
from steering.picture.picture import draw_frame
from steering.picture.style import script, style_sheet
from steering.state.case_snapshot import CaseSnapshot as Laid
from tests.steering.picture.examples import CHART, EXAMPLES
from tests.steering.picture.hostile import CALM, HOSTILE, NAMES, fill
from tests.steering.picture.reading import Reader, read

# What stands where plotly.js, the script of pictures and that of the file follow the charts of the scenes.
SCRIPTS = 3
# Half a character is in no frame: whoever reads a file tells of it.
WHOLE = pytest.mark.parametrize("text", [text for text in HOSTILE if "\ud800" not in text])


def one(*blocks: Block, problems: tuple[str, ...] = (), text: str = "Said") -> StoryboardExport:
    """A pack of one scene with these blocks; without any, a faulty one."""
    source = Provenance(case="case", as_of="2026-10", unit=None, releases=(("kpi", "0123456789abcdef"),))
    frame = Frame(page="kpis", message=text, blocks=blocks, provenance=source) if blocks else None
    part = SceneExport(
        position=1,
        id="first",
        page=text,
        clock="00:00 to 02:00",
        minutes="2 minutes",
        message=text,
        state=(text,),
        claims=(),
        frame=frame,
        problems=problems,
    )
    return StoryboardExport(
        case="case",
        title=text,
        organisation=text,
        subtitle=text,
        as_of="2026-10",
        headline=text,
        minutes="2 minutes",
        parts=(part,),
        notices=(Notice(text=text, remedy=text),),
    )


def without_library(pack: StoryboardExport) -> str:
    """The file without plotly.js, which takes long to read and says nothing."""
    return html(pack).decode().replace(library(), "")


def charts(page: Reader) -> list[dict[str, str]]:
    """The charts of each scene by their ids, as JSON texts."""
    return [json.loads(text) for text in page.scripts[:-SCRIPTS]]


@pytest.fixture(scope="module")
def example_pack(example: Laid) -> StoryboardExport:
    return export_storyboard(example.context)


@pytest.fixture(scope="module")
def page(example_pack: StoryboardExport) -> Reader:
    return read(html(example_pack).decode())


class TestTheExample:
    def test_every_scene_is_there_in_its_order(self, page: Reader, example_pack: StoryboardExport) -> None:
        places = [page.words.rindex(part.message) for part in example_pack.parts]
        assert places == sorted(places)
        assert len(places) == 10
        assert [one["id"] for one in page.all("section") if "id" in one] == [
            "contents",
            *(f"scene-{n + 1}" for n in range(10)),
        ]
        assert "18.5 minutes" in page.words

    def test_every_scene_is_the_picture_of_its_frame(self, page: Reader, example_pack: StoryboardExport) -> None:
        frames = [part.frame for part in example_pack.parts if part.frame]
        assert charts(page) == [draw_frame(frame).charts for frame in frames]
        file = html(example_pack).decode()
        assert [frame.message for frame in frames if "".join(draw_frame(frame).markup) not in file] == []

    def test_every_chart_has_its_words_and_its_table(self, page: Reader) -> None:
        plots = [one for one in page.all("div") if one.get("class") == "plot"]
        twins = [one for one in page.all("details") if one.get("class") == "twin"]
        assert len(plots) == len(twins) == sum(map(len, charts(page))) > 2
        assert all(one["aria-label"] for one in plots)

    def test_every_picture_finds_its_charts(self, page: Reader) -> None:
        embedded = [one["data-charts"] for one in page.all("script") if "data-charts" in one]
        assert embedded == [one["id"] for one in page.all("steerco-picture") if one.get("id")]
        assert len(set(embedded)) == len(embedded) == 10

    def test_what_is_the_presenter_s_stays_with_the_presenter(self, page: Reader, example: Laid) -> None:
        story = example.context.case.storyboard
        assert story
        own = [text for one in story.scenes for text in (one.notes, one.fallback) if text]
        assert len(own) > 10
        assert not [text for text in own if text in page.words]

    def test_claims_have_their_state_as_a_word_and_their_reason(self, page: Reader) -> None:
        words = " ".join(page.words.split())
        assert "Not supported Fewer than one deployment in eight fails Change fail rate: 16.7%" in words

    def test_each_scene_names_its_releases_and_its_frame(self, page: Reader, example_pack: StoryboardExport) -> None:
        full = [one["title"] for one in page.all("abbr")]
        for part in example_pack.parts:
            assert part.frame
            assert part.frame.sha256 in full
            assert all(release in full for _, release in part.frame.provenance.releases)

    def test_the_same_pack_is_the_same_bytes(self, example: Laid, example_pack: StoryboardExport) -> None:
        assert html(export_storyboard(example.context)) == html(example_pack)

    def test_a_chart_is_there_once_and_painted_in_the_colours_of_both_themes(self, page: Reader) -> None:
        drawn = json.dumps(charts(page))
        assert palette.ACTUAL in drawn
        for theme in ("light", "dark"):
            colours = palette.colours(theme)
            assert colours[palette.ACTUAL] not in drawn
            assert not [role for role, colour in colours.items() if f"--x{role[1:]}:{colour};" not in page.styles[0]]


class TestNothingLeavesTheFile:
    def test_its_own_policy_names_each_script_and_style_and_nothing_else(self, page: Reader) -> None:
        policy = page.all("meta")[1]["content"] or ""
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert set(rules) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}
        assert (rules["default-src"], rules["img-src"]) == ("'none'", "data:")
        assert rules["script-src"].split() == [hashed(text) for text in page.scripts[-SCRIPTS:]]
        assert set(rules["style-src"].split()) == {hashed(text) for text in page.styles}

    def test_no_element_asks_for_anything(self, page: Reader) -> None:
        asked = [v for _, found in page.found for k, v in found.items() if k in ("src", "href", "action", "data") if v]
        assert asked == ["data:,", "#contents", *(f"#scene-{n + 1}" for n in range(10))]
        assert not re.search(r"url\(|@import", page.styles[0])
        assert not page.all("img") + page.all("iframe") + page.all("object")

    def test_no_element_carries_a_style_or_a_handler_of_its_own(self, page: Reader) -> None:
        assert not [k for _, found in page.found for k in found if k == "style" or k.startswith("on")]

    def test_the_licence_of_the_library_comes_with_it(self, page: Reader) -> None:
        assert page.scripts[-SCRIPTS] == library()
        assert "Licensed under the MIT license" in library()[:300]

    def test_pictures_are_shown_as_on_a_page(self, page: Reader) -> None:
        assert page.scripts[-SCRIPTS + 1] == script()
        assert page.styles[0].startswith(style_sheet())


class TestTextIsText:
    @WHOLE
    def test_in_the_whole_file(self, text: str) -> None:
        every = [block for blocks in EXAMPLES.values() for block in blocks]
        packs = [one(*(fill(block, said) for block in every), text=said) for said in (text, CALM)]
        kept, calm = (read(without_library(pack)) for pack in packs)
        assert [tag for tag, _ in kept.found] == [tag for tag, _ in calm.found]
        assert [sorted(found) for _, found in kept.found] == [sorted(found) for _, found in calm.found]
        names = [pack.parts[0].frame.sha256[:8] for pack in packs if pack.parts[0].frame]
        assert kept.words.replace(HOSTILE[text], CALM).replace(names[0], names[1]) == calm.words
        assert calm.words.count(CALM) > 100

    @WHOLE
    def test_in_the_charts_of_a_scene(self, text: str) -> None:
        chart = replace(CHART, figure={"data": [{"type": "bar", "name": text}], "layout": {"height": 200}})
        seen = read(without_library(one(chart)))
        assert json.loads(charts(seen)[0]["spend"])["data"][0]["name"] == text
        assert not re.search("[<>&\u2028\u2029]", seen.scripts[0])

    @pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
    def test_in_the_problems_of_a_scene(self, text: str) -> None:
        seen = read(without_library(one(problems=(text, "another"), text=text)))
        assert "This scene can't be shown as it is written." in seen.words
        assert re.search(rf"{re.escape(HOSTILE[text])}\s+another", seen.words)
        assert "Can't be shown" in seen.words


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_scene_without_charts_needs_no_more() -> None:
    assert charts(read(without_library(one(Notice(text="Only this"))))) == [{}]
