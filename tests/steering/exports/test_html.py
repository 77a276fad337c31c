"""The storyboard as one HTML file: whole, closed to the network, and what anybody wrote is text in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from steering.exports.html_blocks import block
from steering.exports.html_words import badge, cell, sprites

from steering.charts import palette
from steering.charts.plotly_js import library
from steering.charts.series import SeriesChart
from steering.conditions import ConditionState
from steering.exports.html import html
from steering.exports.storyboard import SceneExport, StoryboardExport, export_storyboard
from steering.frames.blocks import (
    Block,
    Cell,
    Chart,
    Choice,
    Claims,
    ClaimState,
    Column,
    Columns,
    FundingRequest,
    Leaf,
    Notice,
    Slot,
    Statement,
    Statements,
    TableBlock,
    Tile,
    Tiles,
)
from steering.frames.cells import cell_text
from steering.frames.code_block import Code, Passage
from steering.frames.frame import Frame, Provenance
from steering.state.case_snapshot import CaseSnapshot as Laid
from steering.status import Badge, Status

HOSTILE = "</script><img src=x onerror=alert(1)> <b>&amp;</b> \u2028 =1+1 \"'`> ]]> <!-- \ud800 \u202e"
# What is shown of it: half a character as the sign for one that can't be read, without the turn of direction.
SEEN = HOSTILE.replace("\ud800", "\ufffd").replace("\u202e", "")
VOID = {"meta", "link", "br", "path", "circle", "use", "polyline"}


@dataclass
class Reader(HTMLParser):
    """Takes a page to pieces, and fails where its elements do not close in order."""

    open: list[str] = field(default_factory=list)
    found: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: str = ""
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("script", "style"):
            getattr(self, f"{tag}s").append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            getattr(self, f"{self.open[-1]}s")[-1] += data
        else:
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.found if name == tag]


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


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


def blocks_that_say(text: str) -> tuple[Leaf, ...]:
    """One block of every kind, each of whose texts is this one."""
    columns = (Column(label=text, help=text), Column(label="Share", kind="share"))
    table = TableBlock(id=text, title=text, columns=columns, rows=((text, 0.5),), note=text)
    figure = {"data": [{"type": "bar", "x": [text], "y": [1], "name": text}], "layout": {"height": 200}}
    return (
        Tiles(tiles=(Tile(id=text, label=text, value=text, delta=text, since=text, note=text, help=text),)),
        Chart(
            id=text,
            title=text,
            series=SeriesChart(axis=text, categories=(), series=(), alt=text),
            figure=figure,
            table=table,
            note=text,
        ),
        table,
        replace(table, rows=(), empty=text),
        Statements(id=text, title=text, findings=(Statement(text=text, detail=text, meta=text, page=text),)),
        Statements(id=text, title=text, findings=(), empty=text),
        Notice(text=text, remedy=text),
        FundingRequest(title=text, amount=text, purpose=text, decide_by=text, figures=((text, text),), note=text),
        Choice(label=text, options=((text, text),), chosen=text),
        Code(id=text, title=text, label=text, passages=(Passage(name=text, text=text, about=text),), language=text),
        Claims(id=text, title=text, claims=(ClaimState(text=text, state=ConditionState.BROKEN, reason=text),)),
        Claims(id=text, title=text, claims=(), empty=text),
    )


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
        assert [one["id"] for one in page.all("section")] == ["contents", *(f"scene-{n + 1}" for n in range(10))]
        assert "18.5 minutes" in page.words

    def test_every_chart_has_its_words_and_its_table(self, page: Reader, example_pack: StoryboardExport) -> None:
        alts = [one["aria-label"] for one in page.all("div") if one.get("class") == "plot"]
        charts = json.loads(page.scripts[0])
        assert len(alts) == len(charts["light"]) == len(charts["dark"]) == len(page.all("details")) > 2
        assert all(alts)

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

    def test_colours_are_those_of_both_themes(self, page: Reader) -> None:
        for theme in ("light", "dark"):
            drawn = json.dumps(json.loads(page.scripts[0])[theme])
            colours = palette.colours(theme)
            assert not [reserved for reserved in colours if reserved in drawn]
            assert colours[palette.ACTUAL] in drawn
            assert colours[palette.GROUND] in page.styles[0]


class TestNothingLeavesTheFile:
    def test_its_own_policy_names_each_script_and_style_and_nothing_else(self, page: Reader) -> None:
        policy = page.all("meta")[1]["content"] or ""
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert set(rules) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}
        assert (rules["default-src"], rules["img-src"]) == ("'none'", "data:")
        assert rules["script-src"].split() == [hashed(text) for text in page.scripts[1:]]
        assert set(rules["style-src"].split()) == {hashed(text) for text in page.styles}

    def test_no_element_asks_for_anything(self, page: Reader) -> None:
        asked = [v for _, found in page.found for k, v in found.items() if k in ("src", "href", "action", "data") if v]
        assert len(asked) > 20
        assert not [one for one in asked if not one.startswith("#") and one != "data:,"]
        assert not re.search(r"url\(|@import", page.styles[0])
        assert not page.all("img") + page.all("iframe") + page.all("object")

    def test_no_element_carries_a_style_or_a_handler_of_its_own(self, page: Reader) -> None:
        assert not [k for _, found in page.found for k in found if k == "style" or k.startswith("on")]

    def test_the_licence_of_the_library_comes_with_it(self, page: Reader) -> None:
        assert page.scripts[1] == library()
        assert "Licensed under the MIT license" in page.scripts[1][:300]


class TestTextIsText:
    @pytest.mark.parametrize("part", blocks_that_say(HOSTILE), ids=lambda part: type(part).__name__)
    def test_in_every_block(self, part: Leaf) -> None:
        kept, seen = read(block(part)), read(block(type_of(part)))
        assert [tag for tag, _ in kept.found] == [tag for tag, _ in seen.found]
        assert SEEN in kept.words

    def test_in_the_whole_file(self) -> None:
        said = HOSTILE.replace("\ud800", "")
        side = Columns(blocks=blocks_that_say(said), weights=(3,) * len(blocks_that_say("")))
        kept, plain = html(one(side, text=said)), html(one(replace(side, blocks=blocks_that_say("Said"))))
        seen, calm = read(kept.decode()), read(plain.decode())
        assert [tag for tag, _ in seen.found] == [tag for tag, _ in calm.found]
        assert seen.words.count(said.replace("\u202e", "")) == calm.words.count("Said") > 30
        assert json.loads(seen.scripts[0])["light"][0]["data"][0]["name"] == said
        assert not re.search("[<>&\u2028\u2029]", seen.scripts[0])

    def test_in_the_problems_of_a_scene(self) -> None:
        seen = read(html(one(problems=(HOSTILE, "another"), text=HOSTILE)).decode())
        assert "This scene can't be shown as it is written." in seen.words
        assert SEEN + "another" in seen.words
        assert "Can't be shown" in seen.words


def type_of(part: Leaf) -> Leaf:
    """The block of the same kind, and as full, that says nothing special."""
    index = blocks_that_say(HOSTILE).index(part)
    return blocks_that_say("Said")[index]


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (0.2812, "share", "28.1%"),
        (1234567, "count", "1,234,567"),
        (-3, "count", "−3"),
        ("USD 4.2M", "figure", "USD 4.2M"),
        ("2026-10", "month", "Oct 2026"),
        ("later", "month", "later"),
        (None, "share", "–"),
        ("", "text", "–"),
        ((None, None), "series", "–"),
    ],
)
def test_a_cell_is_written_with_its_unit(value: object, kind: str, said: str) -> None:
    assert cell(Cell(value, cell_text(value, kind)), Column(label="", kind=kind)) == said  # type: ignore[arg-type]


def test_a_series_is_a_line_with_its_ends_in_words() -> None:
    drawn = read(cell(Cell((1.0, None, 3.0), "From 1 to 3"), Column(label="", kind="series")))
    assert drawn.all("svg")[0]["aria-label"] == "From 1 to 3"
    assert drawn.all("polyline")[0]["points"] == "2.0,20.0 88.0,2.0"
    assert "2.0,20.0" in cell(Cell((5.0,), "5"), Column(label="", kind="series"))


@pytest.mark.parametrize("state", [*Status, *ConditionState])
def test_a_badge_has_its_colour_icon_and_word(state: Badge) -> None:
    drawn = read(badge(state))
    assert drawn.all("span")[0]["class"] == f"badge {state.colour}"
    assert drawn.all("use")[0]["href"] == f"#i-{state.icon}"
    assert f'id="i-{state.icon}"' in sprites()
    assert state.word in badge(state)


def test_numbers_end_at_the_right_and_words_begin_at_the_left() -> None:
    columns = (Column(label="Team"), Column(label="Users", kind="count"))
    seen = read(block(TableBlock(id="t", title="Teams", columns=columns, rows=(("A", 3),))))
    assert [one.get("class") for one in seen.all("th")] == [None, "right"]
    assert [one.get("class") for one in seen.all("td")] == ["short", "right"]


def test_a_place_has_nothing_to_do_in_a_file() -> None:
    assert block(Slot(id="upload", about="kpi")) == ""


def test_no_block_is_unknown() -> None:
    kinds = {type(part) for part in (*blocks_that_say(""), Columns(blocks=()), Slot(id="", about=""))}
    assert kinds == set(Leaf.__args__) | {Columns}  # type: ignore[attr-defined]


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_case_without_charts_needs_no_more(tmp_path: Path) -> None:
    seen = read(html(one(Notice(text="Only this"))).decode())
    assert json.loads(seen.scripts[0])["light"] == []
