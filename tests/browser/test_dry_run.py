"""A run in Chromium: begun by intent, walked by keys, broken off in every way, and nothing of it lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import go
from tests.server import Server, free_port, start

SCENES = 10
# Each test rehearses under a name of its own: a run that one leaves open is nobody else's.
NAMES = (f"Presenter {number}" for number in count(1))
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@dataclass(kw_only=True)
class House:
    """A case that may be edited, and the server of it, which may be killed."""

    home: Path
    case: Path
    port: int = field(default_factory=free_port)
    servers: list[Server] = field(default_factory=list)

    def begin(self) -> None:
        """Start the server, where it was before."""
        log = self.home / f"server-{len(self.servers)}.log"
        self.servers.append(start(home=self.home, log=log, case=self.case, port=self.port))

    def restart(self) -> None:
        """Kill the server, and start another one in its place."""
        self.servers[-1].kill()
        self.begin()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, example_store: Path, example_case: Path) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("rehearsing")
    case = shutil.copytree(example_case, folder / example_case.name)
    house = House(home=shutil.copytree(example_store, folder / "home"), case=case)
    house.begin()
    yield house
    house.servers[-1].stop()


@pytest.fixture
def name() -> str:
    return next(NAMES)


@pytest.fixture
def desk(house: House, name: str, open_page: Callable[..., Page]) -> Page:
    """The desk of a run that is not begun."""
    page = open_page()
    page.goto(f"{house.servers[-1].url}/dry_run")
    rehearse_as(page, name)
    begin(page)
    return page


def rehearse_as(page: Page, name: str) -> None:
    page.get_by_label("Who rehearses").fill(name)
    page.keyboard.press("Enter")


def begin(page: Page) -> None:
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("button", name="Start the clock")).to_be_visible()


def start_clock(desk: Page) -> None:
    desk.keyboard.press("PageDown")
    at(desk, 1)


def at(desk: Page, scene: int) -> None:
    expect(desk.locator(".console .where")).to_have_text(f"{scene} of {SCENES}")


def button(desk: Page, words: str) -> Locator:
    return desk.locator(".tools").get_by_role("button", name=words)


def end(desk: Page, words: str = "End", question: str = "End this run?") -> Locator:
    """End the run, which asks first; return what it came to."""
    button(desk, words).last.click()
    desk.locator(".tools").get_by_role("button", name=question).click()
    result = desk.locator(".ended")
    expect(result.locator("tbody tr")).to_have_count(SCENES)
    return result


def test_a_whole_run_by_keys_with_questions_in_the_middle(desk: Page, name: str) -> None:
    expect(desk.locator(".lobby .kicker")).to_have_text(f"Dry run · {name}")
    expect(desk.locator(".lobby .plan")).to_contain_text("10 scenes, 18.5 of 20 minutes")
    start_clock(desk)
    # What only others could use is not there.
    for words in ("People", "Vote", "Number", "Questions", "Room’s screen"):
        expect(desk.locator(".console").get_by_role("button", name=words, exact=True)).to_have_count(0)
    for scene in range(2, SCENES + 1):
        desk.keyboard.press("PageDown" if scene % 2 else "ArrowRight")
        at(desk, scene)
    desk.get_by_role("button", name="Questions: stop the clock").click()
    expect(desk.locator(".clock .pace")).to_have_text("Questions")
    expect(desk.locator(".pausing .fine")).to_have_text(re.compile(r"0[45]:\d\d left for questions"))
    desk.get_by_role("button", name="Go on: start the clock").click()
    expect(desk.locator(".clock .pace")).to_have_text("✓ On time")
    result = end(desk)
    expect(result.get_by_role("heading")).to_have_text("The run is over")
    expect(result.locator(".verdict")).to_have_text(re.compile(r"^0:\d\d of 20:00, within time$"))
    result.get_by_role("button", name="See the run").click()
    expect(desk.locator("dialog.desk")).to_have_count(0)
    expect(desk.get_by_text("Complete", exact=True).first).to_be_visible()
    assert "run=" in desk.url and "rehearse" not in desk.url


def test_giving_up_asks_first_and_another_run_begins_from_there(desk: Page) -> None:
    start_clock(desk)
    button(desk, "Give up").click()
    expect(button(desk, "Give this run up?")).to_be_visible()
    # Whoever goes on has not meant it.
    button(desk, "Next").click()
    at(desk, 2)
    expect(button(desk, "Give this run up?")).to_have_count(0)
    result = end(desk, "Give up", "Give this run up?")
    expect(result.get_by_role("heading")).to_have_text("Given up")
    expect(result.locator(".verdict")).to_contain_text("2 of 10 scenes")
    result.get_by_role("button", name="Rehearse again").click()
    expect(desk.get_by_role("button", name="Start the clock")).to_be_visible()
    start_clock(desk)


def test_a_run_from_the_middle_is_marked_as_partial(house: House, name: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(f"{house.servers[-1].url}/dry_run")
    rehearse_as(page, name)
    page.get_by_role("combobox", name="Begin with").click()
    page.get_by_role("option", name="From scene 6").click()
    expect(page.get_by_text("A partial run: it counts")).to_be_visible()
    begin(page)
    expect(page.locator(".lobby .partial")).to_contain_text("A partial run from scene 6")
    page.keyboard.press("PageDown")
    at(page, 6)
    expect(page.locator(".bar").get_by_text("Partial run")).to_be_visible()
    slider = page.locator(".screen").get_by_role("slider", name="Benefits")
    slider.press("ArrowLeft")
    page.keyboard.press("f")
    expect(page.locator(".strip.recorded")).to_be_visible()
    facts = end(page).locator("p.fine")
    expect(facts).to_contain_text("Drivers moved in scene 6. Recording shown in scene 6.")


def test_a_closed_tab_is_gone_on_with(desk: Page, house: House, name: str) -> None:
    start_clock(desk)
    desk.keyboard.press("PageDown")
    at(desk, 2)
    desk.reload()
    at(desk, 2)
    other = desk.context.new_page()
    desk.close()
    other.goto(f"{house.servers[-1].url}/dry_run")
    rehearse_as(other, name)
    expect(other.get_by_text(re.compile("scene 2 of 10"))).to_be_visible()
    other.get_by_role("button", name="Go on", exact=True).click()
    at(other, 2)
    other.keyboard.press("PageDown")
    at(other, 3)
    times = end(other).locator("tbody td:nth-child(3)")
    expect(times.filter(has_text=":")).to_have_count(3)


def test_a_page_of_the_app_goes_on_stage_and_the_run_goes_on(desk: Page) -> None:
    start_clock(desk)
    desk.get_by_role("button", name="‹ Pages").click()
    expect(desk.get_by_role("button", name="Open the desk")).to_be_visible()
    go(desk, "Costs")
    offer = desk.get_by_role("group", name="The stage")
    offer.get_by_role("button", name="Show this to everyone").click()
    expect(offer).to_contain_text("On stage: this page")
    offer.get_by_role("button", name="Desk").click()
    expect(desk.locator(".console .where")).to_have_text("A page of the app")
    expect(desk.locator(".strip.page")).to_contain_text("A page of the app is on stage.")
    desk.keyboard.press("PageDown")
    at(desk, 2)


def test_a_killed_server_loses_nothing(desk: Page, house: House) -> None:
    start_clock(desk)
    for scene in (2, 3):
        desk.keyboard.press("PageDown")
        at(desk, scene)
    house.restart()
    expect(desk.locator(".console .link")).to_have_text("Live")
    at(desk, 3)
    desk.keyboard.press("PageDown")
    at(desk, 4)
    times = end(desk).locator("tbody td:nth-child(3)")
    expect(times.filter(has_text=":")).to_have_count(4)


def test_two_tabs_are_one_run(desk: Page) -> None:
    other = desk.context.new_page()
    other.goto(desk.url)
    start_clock(desk)
    at(other, 1)
    other.keyboard.press("PageDown")
    at(desk, 2)
    desk.keyboard.press("PageDown")
    at(other, 3)
    end(other)
    expect(desk.locator(".ended tbody tr")).to_have_count(SCENES)


def test_another_tab_does_not_begin_a_second_run(
    desk: Page, house: House, name: str, drawn: Callable[..., None], rerun: Callable[..., AbstractContextManager[None]]
) -> None:
    other = desk.context.new_page()
    other.goto(f"{house.servers[-1].url}/dry_run")
    drawn(other)
    with rerun(other):
        rehearse_as(other, name)
    expect(other.get_by_role("button", name="Begin", exact=True)).to_be_enabled()
    start_clock(desk)
    # It was drawn before the run began in the other tab.
    other.get_by_role("button", name="Begin", exact=True).click()
    expect(other.get_by_text("You have a run that goes on in another tab or window.")).to_be_visible()
    expect(other.get_by_role("button", name="Begin", exact=True)).to_be_disabled()


def test_a_storyboard_edited_in_the_middle_leaves_the_run_as_it_began(desk: Page, house: House) -> None:
    file = house.case / "storyboard.yaml"
    text = file.read_text("utf-8")
    start_clock(desk)
    first, rest = text.split("\n  - id: ", 1)
    # The first scene is gone, and with it one of ten.
    shorter = f"{first}\n  - id: {rest.split(chr(10) + '  - id: ', 1)[1]}"
    file.write_text(shorter, "utf-8")
    try:
        desk.keyboard.press("PageDown")
        at(desk, 2)
        expect(desk.locator(".strip.newer")).to_contain_text("The storyboard was edited meanwhile.")
        desk.keyboard.press("PageUp")
        at(desk, 1)
        end(desk).get_by_role("button", name="Rehearse again").click()
        expect(desk.locator(".lobby .plan")).to_contain_text("9 scenes")
    finally:
        file.write_text(text, "utf-8")


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 720, "dark"), (390, 844, "light")])
def test_it_is_accessible_and_fits_from_start_to_end(
    house: House, name: str, open_page: Callable[..., Page], width: int, height: int, scheme: str
) -> None:
    page = open_page(width=width, height=height, scheme=scheme)
    page.goto(f"{house.servers[-1].url}/dry_run")
    rehearse_as(page, name)
    begin(page)
    _inspect(page)
    start_clock(page)
    _inspect(page)
    end(page)
    _inspect(page)


def _inspect(page: Page) -> None:
    assert not page.evaluate(WIDER)
    violations = Axe().run(page, context=".console").response["violations"]
    assert [item["id"] for item in violations if item["impact"] in ("serious", "critical")] == []
