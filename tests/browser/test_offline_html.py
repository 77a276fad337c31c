"""The storyboard as one HTML file in a real browser: no network, no errors, by keyboard, on paper, hostile text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from steering.charts import palette
from steering.charts.plotly_js import library
from steering.exports.html import html
from steering.exports.storyboard import StoryboardExport, export_storyboard
from steering.state.app_state import AppState
from tests.browser.conftest import Witness
from tests.browser.offline import UNDRAWN, WIDER
from tests.pages import case_folders
from tests.pages.case_folders import HOSTILE

Open = Callable[..., Page]

SCENES = 10
PAGES_OF_PDF = re.compile(rb"/Type\s*/Page\b")
SIZE_OF_PDF = re.compile(rb"/MediaBox\s*\[([^\]]*)\]")

PAINTED = "(theme) => [...document.querySelectorAll('.plot')].every((plot) => plot.dataset.drawn === theme)"
STROKES = "() => [...document.querySelectorAll('.plot .js-line')].map((line) => getComputedStyle(line).stroke)"
GROUND = "() => getComputedStyle(document.documentElement).backgroundColor"
FOCUSED = "() => document.activeElement.id || document.activeElement.closest('.stop')?.id"
TOPS = "() => [...document.querySelectorAll('.stop')].map((stop) => Math.round(stop.getBoundingClientRect().top))"
# Charts are drawn as high as there is room for.
SETTLED = """() => [...document.querySelectorAll('.plot')].every((plot) =>
  Math.abs(plot.querySelector('.main-svg').clientHeight - plot.clientHeight) < 2)"""
FREE = """() => [...document.querySelectorAll('.scene:has(.plot)')].map((scene) => {
  const [picture, footer] = ['steerco-picture', 'footer'].map((it) => scene.querySelector(it).getBoundingClientRect());
  return { height: scene.offsetHeight, free: footer.top - picture.bottom };
})"""
OUTSIDE = """() => [...document.querySelectorAll('.stop')].filter((stop) =>
  [...stop.querySelectorAll('.plot, .plot .main-svg')].some((plot) => {
    const [inner, outer] = [plot, stop].map((it) => it.getBoundingClientRect());
    return inner.width < 100 || inner.left < outer.left || inner.right > outer.right + 1;
  })).map((stop) => stop.id)"""
PAPER = """() => {
  dispatchEvent(new Event('beforeprint'));
  const seen = {
    heights: [...document.querySelectorAll('.stop')].map((stop) => stop.getBoundingClientRect().height),
    shown: [...document.querySelectorAll('.bar, details, .keys, .take, .ask, a.link, .search, .tablist')]
      .filter((it) => it.checkVisibility()).length,
    ground: getComputedStyle(document.documentElement).backgroundColor,
  };
  dispatchEvent(new Event('afterprint'));
  return seen;
}"""
# Elements that only markup in a text can have made: the file itself has none of these.
MADE = """() => [...document.querySelectorAll('main *')]
  .filter((it) => it.matches('img, b, i, em, s, sub, code, iframe, script, style, [onerror], a:not([href^="#"])'))
  .filter((it) => !it.closest('.plot, a.link[data-page], .take, script[data-charts]'))
  .map((it) => it.outerHTML.slice(0, 200))"""
IN_CHARTS = """() => [...document.querySelectorAll('svg.main-svg a, svg.main-svg tspan:not(.line)')]
  .map((it) => it.outerHTML.slice(0, 200))"""


def made(case: Path, folder: Path) -> StoryboardExport:
    """The storyboard of a case laid on a table of its own."""
    installation = AppState(folder / "home", case)
    try:
        return export_storyboard(installation.snapshot().context)
    finally:
        installation.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, example_case: Path) -> Path:
    """The example's storyboard as a file."""
    folder = tmp_path_factory.mktemp("offline")
    (folder / "storyboard.html").write_bytes(html(made(example_case, folder)))
    return folder / "storyboard.html"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A storyboard whose every text is hostile, and whose second scene can't be shown."""
    folder = tmp_path_factory.mktemp("offline-hostile")
    case = case_folders.hostile(folder / "case")
    texts = ["'" + text.replace("'", "''") + "'" for text in HOSTILE.values()]
    claims = ", ".join(f"{{says: {text}, metric: {text}, op: '>', value: 0}}" for text in texts)
    pages = ("brief", "nowhere", "kpis", "adoption", "sources")
    scenes = (
        f"  - {{id: s{index}, minutes: 1, page: {page}, message: {texts[index]}, claims: [{claims}], notes: unsaid}}\n"
        for index, page in enumerate(pages)
    )
    said = f"title: {texts[0]}\nminutes_allowed: 20\nscenes:\n{''.join(scenes)}"
    (case / "storyboard.yaml").write_text(said, "utf-8")
    (folder / "storyboard.html").write_bytes(html(made(case, folder)))
    return folder / "storyboard.html"


@pytest.fixture
def read(open_page: Open, witness: Witness) -> Iterator[Callable[..., Page]]:
    """`read(file, **options)` opens a file with the network off; it may ask for itself alone, and says no error."""
    asked: list[str] = []
    opened: list[Path] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    def begin(file: Path, **options: object) -> Page:
        page = open_page(**options)
        page.context.set_offline(True)
        endings.callback(page.context.remove_listener, "request", note)
        page.context.on("request", note)
        opened.append(file)
        page.goto(file.as_uri())
        page.wait_for_function(f"() => !({UNDRAWN})()")
        return page

    with ExitStack() as endings:
        yield begin
    assert asked == [file.as_uri() for file in opened]
    assert witness.console_errors == []


def rgb(colour: str) -> str:
    """A colour `#rrggbb` as the browser tells it."""
    return "rgb({}, {}, {})".format(*(int(colour[place : place + 2], 16) for place in (1, 3, 5)))


class TestTheExample:
    def test_every_scene_and_chart_is_there_without_a_network(self, file: Path, read: Callable[..., Page]) -> None:
        page = read(file)
        expect(page.locator(".scene")).to_have_count(SCENES)
        for scene in page.locator(".scene").all():
            expect(scene.get_by_role("heading", level=1)).to_be_visible()
            expect(scene.locator("footer")).to_contain_text("case halden · as of Oct 2026")
        assert page.locator(".plot").count() > 4
        assert page.evaluate(OUTSIDE) == []
        expect(page.locator(".contents tbody tr")).to_have_count(SCENES)
        expect(page.locator(".contents tfoot")).to_contain_text("18.5 minutes")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_colours_follow_the_system_and_the_button(
        self, file: Path, read: Callable[..., Page], scheme: palette.Theme
    ) -> None:
        page = read(file, scheme=scheme)
        other: palette.Theme = "dark" if scheme == "light" else "light"
        for theme in (scheme, other):
            colours = palette.colours(theme)
            page.wait_for_function(PAINTED, arg=theme)
            assert page.evaluate(GROUND) == rgb(colours[palette.GROUND])
            strokes = set(page.evaluate(STROKES))
            assert rgb(colours[palette.ACTUAL]) in strokes
            assert not strokes & {rgb(reserved) for reserved in colours}
            page.get_by_role("button", name=re.compile("Change to")).click()

    def test_the_keyboard_goes_from_scene_to_scene(self, file: Path, read: Callable[..., Page]) -> None:
        page = read(file)
        for key, index in (
            ("PageDown", 1),
            ("ArrowRight", 2),
            ("ArrowRight", 3),
            ("PageUp", 2),
            ("ArrowLeft", 1),
            ("End", SCENES),
            ("PageDown", SCENES),
            ("Home", 0),
            ("PageUp", 0),
        ):
            page.keyboard.press(key)
            at = f"scene-{index}" if index else "contents"
            assert page.evaluate(FOCUSED) == at, key
            assert 0 <= page.evaluate(TOPS)[index] <= 48, key
            expect(page.locator("#at")).to_have_text(f"{index} of {SCENES}" if index else "")
            bar = page.evaluate("() => getComputedStyle(document.activeElement, '::before').width")
            assert bar == "4px", "the focus can be seen"

    def test_buttons_and_contents_lead_to_scenes(self, file: Path, read: Callable[..., Page]) -> None:
        page = read(file)
        expect(page.get_by_role("button", name="Previous")).to_be_disabled()
        page.get_by_role("button", name="Next").click()
        expect(page.locator("#at")).to_have_text(f"1 of {SCENES}")
        page.get_by_role("link", name="Contents").click()
        page.get_by_role("link", name=re.compile("Gate 3 waits")).click()
        expect(page.locator("#at")).to_have_text(f"8 of {SCENES}")

    def test_each_chart_has_its_figures_as_a_table(self, file: Path, read: Callable[..., Page]) -> None:
        page = read(file)
        for chart in page.locator(".chart").all():
            expect(chart.locator("table")).to_be_hidden()
            chart.locator(".twin > summary").click()
            assert chart.locator("tbody tr").count() > 1
            expect(chart.locator("table")).to_be_visible()
            expect(chart.get_by_role("img").first).to_have_attribute("aria-label", re.compile(r"\w+.*\."))

    def test_axe_finds_nothing_serious_in_either_theme(self, file: Path, read: Callable[..., Page]) -> None:
        page = read(file)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(PAINTED, arg=scheme)
            page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
            found = [
                f"{scheme}: {violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
                for violation in Axe().run(page).response["violations"]
                if violation["impact"] in ("serious", "critical")
                for node in violation["nodes"]
            ]
            assert not found, "\n".join(found)

    def test_a_phone_s_page_is_not_wider_than_the_phone(self, file: Path, read: Callable[..., Page]) -> None:
        page = read(file, width=390, height=844)
        assert page.evaluate(WIDER) == 0
        assert page.evaluate(OUTSIDE) == []

    def test_charts_follow_the_window_s_size(self, file: Path, read: Callable[..., Page]) -> None:
        page = read(file)
        widths = "() => Math.max(...[...document.querySelectorAll('.plot .main-svg')].map((it) => it.clientWidth))"
        before = page.evaluate(widths)
        page.set_viewport_size({"width": 700, "height": 900})
        page.wait_for_function(f"(before) => ({widths})() < before", arg=before)
        assert page.evaluate(OUTSIDE) == []

    @pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
    def test_a_scene_fills_the_screen_and_its_charts_what_is_free(
        self, file: Path, read: Callable[..., Page], size: tuple[int, int]
    ) -> None:
        page = read(file, width=size[0], height=size[1])
        page.wait_for_function(SETTLED)
        seen = page.evaluate(FREE)
        assert {scene["height"] for scene in seen} == {size[1] - 48}
        assert len(seen) > 3
        assert max(scene["free"] for scene in seen) < 40

    def test_without_scripts_tables_stand_where_charts_would(self, file: Path, open_page: Open) -> None:
        page = open_page(java_script_enabled=False, offline=True)
        page.goto(file.as_uri())
        charts = page.locator(".chart").all()
        assert len(charts) > 4
        for chart in charts:
            expect(chart.locator(".plot")).to_be_hidden()
            expect(chart.locator("table")).to_be_visible()
            assert len(chart.locator("tbody tr").first.inner_text()) > 5

    def test_without_plotly_tables_stand_where_charts_would(
        self, file: Path, open_page: Open, witness: Witness, tmp_path: Path
    ) -> None:
        (tmp_path / "spoilt.html").write_text(file.read_text("utf-8").replace(library(), ""), "utf-8")
        page = open_page(offline=True)
        page.goto((tmp_path / "spoilt.html").as_uri())
        charts = page.locator(".chart").all()
        assert len(charts) > 4
        for chart in charts:
            expect(chart.locator("table")).to_be_visible()
            assert chart.locator(".plot").evaluate("(plot) => plot.clientHeight") == 0
        assert page.evaluate(WIDER) == 0
        assert any("plotly.js can not be had" in error for error in witness.console_errors)


class TestPaper:
    @pytest.mark.parametrize("options", [{}, {"scheme": "dark"}, {"width": 390, "height": 844}])
    def test_each_scene_has_a_page_and_so_have_the_contents(
        self, file: Path, read: Callable[..., Page], options: dict[str, object]
    ) -> None:
        page = read(file, **options)
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(PAGES_OF_PDF.findall(printed)) == SCENES + 1
        across, down = (float(one) for one in SIZE_OF_PDF.findall(printed)[0].split()[2:])
        assert (round(across), round(down)) == (842, 595)

    def test_what_is_for_the_screen_stays_there(self, file: Path, read: Callable[..., Page]) -> None:
        page = read(file, scheme="dark")
        seen = page.evaluate(PAPER)
        assert seen["ground"] == rgb(palette.colours("light")[palette.GROUND])
        assert seen["shown"] == 0
        assert max(seen["heights"]) <= 700
        assert page.evaluate(GROUND) == rgb(palette.colours("dark")[palette.GROUND]), "as before, once it is printed"

    def test_a_scene_that_is_too_tall_is_made_to_fit(self, hostile: Path, read: Callable[..., Page]) -> None:
        page = read(hostile)
        tall = page.locator("#scene-1")
        before = tall.bounding_box()
        assert before
        assert before["height"] > 1000
        assert page.evaluate(PAPER)["heights"][1] <= 700
        assert tall.bounding_box() == before, "as before, once it is printed"


class TestHostileText:
    def test_it_is_shown_letter_by_letter(self, hostile: Path, read: Callable[..., Page]) -> None:
        page = read(hostile)
        assert page.title() == HOSTILE["script"]
        assert page.evaluate(MADE) == []
        assert page.evaluate(IN_CHARTS) == []
        words = " ".join((page.locator("main").text_content() or "").split())
        # An address is hidden from whoever the copy is handed to.
        assert "a@steerco.example" not in words
        words = words.replace("[e-mail 1]", "a@steerco.example")
        missing = [name for name, text in HOSTILE.items() if " ".join(text.split()) not in words]
        assert not missing
        assert "unsaid" not in words

    def test_a_faulty_scene_says_why_in_its_place(self, hostile: Path, read: Callable[..., Page]) -> None:
        page = read(hostile)
        second = page.locator(".scene").nth(1)
        expect(second).to_contain_text("This scene can't be shown as it is written.")
        expect(second).to_contain_text("page: found 'nowhere'")
        expect(page.locator(".fault")).to_have_count(1)

    def test_long_words_do_not_widen_the_page(self, hostile: Path, read: Callable[..., Page]) -> None:
        for width in (390, 1280):
            assert read(hostile, width=width).evaluate(WIDER) == 0
