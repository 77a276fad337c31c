"""A whole meeting in three browsers: who presents, a member at a desk, and a member with a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.audience import Invitations, messages_of, plan_meetings
from tests.browser.conftest import PATIENCE, settle
from tests.server import Server, free_port, start

SCENES = 10
WORTH, WHAT_IF, ASK = 6, 7, 9


@dataclass(kw_only=True)
class Screens:
    """The three browsers, and how to come back where the server was killed."""

    desk: Page
    member: Page
    phone: Page
    chair: Page
    restart: Callable[[], None]
    messages: list[re.Pattern[str]]

    def at(self, number: int) -> None:
        """Wait until everybody is at a scene, and sees the same message."""
        for page in (self.member, self.phone, self.chair):
            expect(page.locator("#number")).to_have_text(f"{number} of {SCENES}")
        for page, title in ((self.member, "#picture h1"), (self.phone, "#picture h1"), (self.desk, ".screen h1")):
            expect(page.locator(title)).to_have_text(self.messages[number - 1])


@pytest.fixture
def screens(
    tmp_path: Path, example_store: Path, example_case: Path, open_page: Callable[..., Page]
) -> Iterator[Screens]:
    home = shutil.copytree(example_store, tmp_path / "home")
    (invitations,) = plan_meetings(home, example_case, 1)
    port = free_port()
    servers: list[Server] = []

    def begin() -> None:
        servers.append(start(home=home, log=home / f"server-{len(servers)}.log", port=port))

    def restart() -> None:
        servers[-1].kill()
        begin()

    begin()
    url = servers[0].url
    desk = open_page()
    desk.goto(f"{url}/present")
    chair, member, phone = _come(url, invitations, open_page)
    yield Screens(
        desk=desk, member=member, phone=phone, chair=chair, restart=restart, messages=messages_of(example_case)
    )
    servers[-1].stop()


def _come(url: str, invitations: Invitations, open_page: Callable[..., Page]) -> list[Page]:
    """The chair, and two members of which the second one has a phone."""
    people = [name for name in invitations.paths if name not in ("Presenter", "Guest", "Room", "Remote")]
    pages = []
    for name, (width, height) in zip(people, [(1280, 720), (1280, 720), (390, 844)], strict=True):
        page = open_page(width=width, height=height)
        page.goto(f"{url}{invitations.paths[name]}")
        expect(page.locator("#link")).to_have_text("Live")
        pages.append(page)
    return pages


def npv(page: Page) -> Locator:
    """The net present value on a screen."""
    return page.locator("steerco-picture[stage] [data-place=npv] .value").first


def press(page: Page, *names: str) -> None:
    """Press buttons one after the other."""
    for name in names:
        page.get_by_role("button", name=name, exact=True).first.click()


def go_to(screens: Screens, number: int) -> None:
    """Go on with PageDown, as a clicker does, until a scene; nobody is left behind on the way."""
    here = int(screens.member.locator("#number").inner_text().split()[0])
    for step in range(here + 1, number + 1):
        screens.desk.keyboard.press("PageDown")
        screens.at(step)


def move_a_driver(screens: Screens) -> None:
    """The presenter moves a slider, and the figures of all screens follow."""
    before = npv(screens.member).inner_text()
    slider = screens.desk.get_by_role("slider", name="Benefits", exact=True)
    slider.focus()
    for _ in range(8):
        slider.press("ArrowLeft")
    expect(npv(screens.member)).not_to_have_text(before)
    settle(screens.desk)
    for page in (screens.member, screens.phone):
        expect(npv(page)).to_have_text(npv(screens.desk).inner_text())


def ask_and_show(screens: Screens) -> None:
    """A question from a phone is put on stage."""
    screens.phone.locator("#ask").click()
    screens.phone.get_by_label("Your question").fill("What if <b>nobody</b> moves?")
    press(screens.phone, "Send")
    screens.desk.locator(".tabs button", has_text="Questions").click()
    press(screens.desk, "On stage")
    expect(screens.member.locator("#notes")).to_contain_text("What if <b>nobody</b> moves?")
    press(screens.desk, "Take off stage")
    screens.phone.keyboard.press("Escape")


def hand_back(screens: Screens) -> None:
    """A member tries other assumptions, hands them back, and everybody sees them with the author's name."""
    screens.member.locator("#try").click()
    slider = screens.member.locator("#own").get_by_role("slider", name="Benefits", exact=True)
    slider.focus()
    slider.press("End")
    press(screens.member, "Hand back")
    dialog = screens.member.locator("#handback")
    dialog.get_by_role("textbox").fill("Finance")
    dialog.get_by_role("button", name="Hand back").click()
    screens.desk.get_by_role("button", name="Put on stage").click()
    expect(screens.phone.locator("#notes")).to_contain_text("Finance")


def vote(screens: Screens) -> None:
    """The ask is put to the vote; the server is killed in the middle of it."""
    screens.desk.locator(".tabs button", has_text="Vote").click()
    press(screens.desk, "Open the vote")
    cast(screens.member, "Approve")
    screens.restart()
    for page in (screens.member, screens.phone, screens.chair):
        expect(page.locator("#link")).to_have_text("Live", timeout=2 * PATIENCE)
    expect(screens.phone.locator("#cards")).to_contain_text("1 of 3 have voted")
    cast(screens.chair, "Approve")
    screens.phone.get_by_role("radio", name="Approve with conditions").check()
    screens.phone.get_by_role("textbox", name="Condition 1").fill("Train wave 5 first")
    screens.phone.get_by_role("button", name="Cast my vote").click()
    expect(screens.phone.locator("#cards")).to_contain_text("3 of 3 have voted")
    screens.desk.locator(".tabs button", has_text="Vote").click()
    press(screens.desk, "Close the vote", "Close: count now")
    expect(screens.member.locator("#cards")).to_contain_text("Carried: 3 of 3")
    expect(screens.member.locator("#cards")).to_contain_text("Train wave 5 first")


def cast(page: Page, option: str) -> None:
    page.get_by_role("radio", name=option, exact=True).check()
    page.get_by_role("button", name="Cast my vote").click()
    expect(page.locator("#cards")).to_contain_text("Your vote is in")


def test_a_meeting_from_its_first_scene_to_the_decision(screens: Screens) -> None:
    press(screens.desk, "Start the meeting")
    screens.at(1)
    go_to(screens, WORTH)
    move_a_driver(screens)
    ask_and_show(screens)
    hand_back(screens)
    go_to(screens, ASK)
    vote(screens)
    screens.desk.keyboard.press("f")
    expect(screens.phone.locator("#notes")).to_contain_text("Recorded")
    screens.desk.keyboard.press("f")
    go_to(screens, SCENES)
    press(screens.desk, "End", "End for everybody?")
    expect(screens.phone.locator("#cover")).to_contain_text("Save my receipt")
    screens.member.goto(screens.desk.url.replace("/present", "/decisions"))
    expect(screens.member.get_by_text("Train wave 5 first").first).to_be_visible()
