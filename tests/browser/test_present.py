"""The desk of who presents: run by keys alone, whatever has the focus, while others follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.audience import Invitations, messages_of
from tests.browser.conftest import choose, settle
from tests.server import Server

MEETINGS = 25
SCENES = 10
TAG = "<img src=x onerror=alert(1)><b>Bold</b>"
WIDER = "() => document.documentElement.scrollWidth > innerWidth"
# Blocks that lie in no other one.
PLACES = """() => [...document.querySelectorAll('.screen [data-place]')]
  .filter((it) => !it.parentElement.closest('[data-place]')).map((it) => it.dataset.place)"""
PACE = """async ([clock, now]) => {
  const { pace } = await import(new URL('live/desk_clock.js', document.baseURI));
  return pace(clock, now);
}"""
CURE = """async ([pace, ways]) => {
  const { cure } = await import(new URL('live/desk_late.js', document.baseURI));
  return cure(pace, ways);
}"""
NAME = "() => document.activeElement?.textContent ?? ''"

Come = Callable[..., Page]


@pytest.fixture
def plan(plans: list[Invitations]) -> Invitations:
    """A meeting on which nobody has come yet."""
    return plans.pop()


@pytest.fixture
def desk(hall: Server, plan: Invitations, open_page: Come) -> Page:
    """The desk of the meeting, before it begins."""
    page = open_page()
    page.goto(f"{hall.url}/present?meeting={plan.id}")
    expect(page.locator(".console .link")).to_have_text("Live")
    return page


@pytest.fixture
def come(hall: Server, plan: Invitations, open_page: Come) -> Come:
    """`come("Head of technology")`: the page of somebody who follows."""

    def follow(name: str, **options: object) -> Page:
        page = open_page(width=390, height=844, **options)
        page.goto(f"{hall.url}{plan.paths[name]}")
        expect(page.locator("#link")).to_have_text("Live")
        return page

    return follow


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a button has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(name):
            return
    raise AssertionError(f"Tab leads to no button {name!r}.")


def begin(desk: Page) -> None:
    tab_to(desk, "Start the meeting")
    desk.keyboard.press("Enter")
    expect(where(desk)).to_have_text(f"1 of {SCENES}")
    expect(desk.locator(".screen h1")).to_be_visible()


def where(page: Page) -> Locator:
    return page.locator(".console .where")


def number(follower: Page) -> Locator:
    return follower.locator("#number")


def go(desk: Page, scene: int) -> None:
    """Go to a scene by the overview, with keys alone."""
    desk.keyboard.press("o")
    expect(desk.locator(".overview")).to_be_visible()
    at = int(where(desk).inner_text().split()[0])
    for _ in range(abs(scene - at)):
        desk.keyboard.press("ArrowRight" if scene > at else "ArrowLeft")
    desk.keyboard.press("Enter")
    expect(where(desk)).to_have_text(f"{scene} of {SCENES}")
    expect(desk.locator(".overview")).to_be_hidden()


def test_the_whole_storyboard_runs_by_keys_alone_and_is_followed(desk: Page, come: Come, example_case: Path) -> None:
    follower, messages = come("Head of technology"), messages_of(example_case)
    expect(follower.locator("#cover")).to_contain_text("has not begun")
    begin(desk)
    for scene in range(1, SCENES + 1):
        expect(number(follower)).to_have_text(f"{scene} of {SCENES}")
        for title in (follower.locator("#picture h1"), desk.locator(".screen h1")):
            expect(title).to_have_text(messages[scene - 1])
        desk.keyboard.press("PageDown" if scene % 2 else "ArrowRight")
    expect(desk.locator(".console > .bar .said")).to_have_text("This is the last scene.")
    desk.keyboard.press("PageUp")
    expect(number(follower)).to_have_text(f"9 of {SCENES}")
    tab_to(desk, "End")
    desk.keyboard.press("Enter")
    expect(number(follower)).to_have_text(f"9 of {SCENES}")
    desk.keyboard.press("Enter")
    expect(desk.locator(".ended h1")).to_have_text("The meeting has ended")
    expect(follower.locator("#cover")).to_contain_text("The meeting has ended")


def test_keys_pressed_fast_are_all_counted(desk: Page, come: Come) -> None:
    follower = come("Head of technology")
    begin(desk)
    for _ in range(7):
        desk.keyboard.press("PageDown")
    desk.keyboard.press("PageUp")
    expect(where(desk)).to_have_text(f"7 of {SCENES}")
    expect(number(follower)).to_have_text(f"7 of {SCENES}")


def test_a_slider_in_hand_takes_arrows_and_nothing_else(desk: Page, come: Come) -> None:
    follower = come("Head of technology")
    begin(desk)
    go(desk, 6)
    slider = desk.locator(".screen").get_by_role("slider", name="Benefits")
    slider.focus()
    before = int(slider.input_value())
    for _ in range(8):
        desk.keyboard.press("ArrowLeft")
    expect(slider).to_have_js_property("value", str(before - 8))
    expect(where(desk)).to_have_text(f"6 of {SCENES}")
    # Where it rests is what everybody has in the end.
    expect(follower.locator("#picture h1")).to_contain_text("Not supported")
    settle(desk)
    npv = desk.locator(".screen .tile[data-place=npv] .value").inner_text()
    expect(follower.locator("#picture .tile[data-place=npv] .value")).to_have_text(npv)
    slider.focus()
    desk.keyboard.press("b")
    expect(follower.locator("#cover h1")).to_have_text("A short pause")
    desk.keyboard.press(".")
    expect(follower.locator("#cover")).to_be_empty()
    slider.focus()
    desk.keyboard.press("PageDown")
    expect(number(follower)).to_have_text(f"7 of {SCENES}")


def test_letters_are_letters_while_one_types(desk: Page, come: Come) -> None:
    follower = come("Head of technology")
    begin(desk)
    desk.get_by_role("button", name="Vote").click()
    text = desk.get_by_role("textbox", name="Question")
    text.fill("")
    text.press_sequentially("both of us?")
    desk.keyboard.press("ArrowLeft")
    expect(text).to_have_value("both of us?")
    expect(number(follower)).to_have_text(f"1 of {SCENES}")
    expect(desk.locator(".strip, .overview:visible, .keys:visible")).to_have_count(0)


def test_the_audience_is_held_while_the_presenter_looks_ahead(desk: Page, come: Come) -> None:
    follower = come("Head of technology")
    begin(desk)
    desk.keyboard.press("h")
    desk.keyboard.press("PageDown")
    expect(where(desk)).to_have_text(f"2 of {SCENES}")
    expect(desk.locator(".strip.held")).to_contain_text("The audience stays at scene 1")
    expect(number(follower)).to_have_text(f"1 of {SCENES}")
    desk.keyboard.press("b")
    expect(follower.locator("#cover h1")).to_have_text("A short pause")
    desk.keyboard.press("b")
    expect(follower.locator("#cover")).to_be_empty()
    expect(number(follower)).to_have_text(f"1 of {SCENES}")
    desk.keyboard.press("h")
    expect(number(follower)).to_have_text(f"2 of {SCENES}")
    expect(desk.locator(".strip")).to_have_count(0)


def test_spotlight_goes_from_block_to_block_and_out(desk: Page, come: Come) -> None:
    follower = come("Head of technology")
    begin(desk)
    places = desk.evaluate(PLACES)
    assert len(places) >= 2
    lit = follower.locator("#picture [data-lit]")
    for place in places:
        desk.keyboard.press("s")
        expect(lit).to_have_attribute("data-place", place)
        expect(desk.locator(".screen [data-lit]")).to_have_attribute("data-place", place)
    desk.keyboard.press("s")
    expect(lit).to_have_count(0)


def test_the_recording_is_shown_with_its_time(desk: Page, come: Come) -> None:
    follower = come("Head of technology")
    begin(desk)
    desk.keyboard.press("f")
    expect(desk.locator(".strip.recorded")).to_contain_text("not live")
    expect(follower.locator("#notes .recorded")).to_contain_text("Not live")
    desk.keyboard.press("f")
    expect(follower.locator("#notes .recorded")).to_have_count(0)


def test_keys_are_listed_and_the_list_leaves_with_escape(desk: Page) -> None:
    begin(desk)
    desk.keyboard.press("?")
    listed = desk.locator(".keys")
    expect(listed).to_contain_text("Blank the room")
    desk.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(desk.locator("dialog.desk")).to_be_visible()


def test_any_page_with_its_filters_is_shown_to_everyone_and_taken_off(desk: Page, come: Come) -> None:
    follower = come("Head of technology")
    begin(desk)
    desk.keyboard.press("PageDown")
    desk.get_by_role("button", name="Pages").click()
    desk.get_by_test_id("stSidebarNav").get_by_role("link", name="Costs").click()
    choose(desk, "As of", "Jul 2026")
    title = desk.locator("steerco-picture h1").inner_text()
    assert title.startswith("Jul 2026")
    desk.get_by_role("button", name="Show this to everyone").click()
    expect(follower.locator("#picture h1")).to_have_text(title)
    expect(number(follower)).to_have_text("Shown on request")
    desk.get_by_role("button", name="Take off stage").click()
    expect(number(follower)).to_have_text(f"2 of {SCENES}")
    desk.get_by_role("button", name="Desk").click()
    expect(where(desk)).to_have_text(f"2 of {SCENES}")


def test_a_second_browser_is_told_and_may_take_the_place(
    desk: Page, hall: Server, plan: Invitations, open_page: Come
) -> None:
    begin(desk)
    other = open_page()
    other.goto(f"{hall.url}/present?meeting={plan.id}")
    expect(other.locator(".words h1")).to_have_text("Somebody presents this meeting already")
    other.get_by_role("button", name="Present here").click()
    expect(where(other)).to_have_text(f"1 of {SCENES}")
    desk.keyboard.press("PageDown")
    expect(desk.locator(".console > .bar .said")).to_contain_text("opened in another browser")
    expect(where(other)).to_have_text(f"1 of {SCENES}")


def test_the_clock_says_when_it_ends_and_how_that_compares_with_the_plan(desk: Page) -> None:
    """Scenes of 18.5 minutes where 20 are allowed, 5 for questions; the scene on stage is planned from 2 to 4.5."""
    plan = {
        "started": 0,
        "paused": 0,
        "absent": 0,
        "since_pause": None,
        "questions_budget": 5,
        "planned": [2, 4.5],
        "total": 18.5,
    }
    cases = [
        # Minutes now, what of the clock is otherwise, and then: spoken, the minute of the end, and the verdict.
        (3, {}, 3, 22, "On time"),
        (5, {}, 5, 24, "30 s behind plan"),
        (8, {}, 8, 27, "2 min over time"),
        (8, {"allowed": None}, 8, 27, "4 min over time"),
        (7, {"paused": 3}, 4, 23, "On time"),
        (6, {"since_pause": 4}, 4, 23, "On time"),
        (11, {"paused": 7}, 4, 25, "On time"),
        (14, {"paused": 10}, 4, 28, "3 min over time"),
    ]
    # Who came a minute late into the scene has its time still to come, and is late from then on; a scene was left out.
    cases += [
        (4, {"until": 5.5, "rest": 14}, 4, 23, "1 min behind plan"),
        (4, {"until": 5.5, "rest": 12}, 4, 21, "On time"),
        (4, {"until": 8, "rest": 14}, 4, 23, "2 min over time"),
        # Begun with this scene: what is planned before it is not lost.
        (2, {"until": 2.5, "rest": 14, "before": 2}, 2, 21, "On time"),
        (3, {"until": 2.5, "rest": 14, "before": 2}, 3, 22, "30 s behind plan"),
    ]
    for now, changes, spoken, finish, word in cases:
        clock = {**plan, "allowed": 20, **changes}
        milliseconds = {
            name: value * 60_000 for name in ("paused", "since_pause") if (value := clock[name]) is not None
        }
        found = desk.evaluate(PACE, [{**clock, **milliseconds}, now * 60_000])
        assert (found["spoken"], found["finish"] / 60_000, found["word"]) == (spoken, finish, word)


def test_the_desk_says_what_makes_up_for_a_delay(desk: Page) -> None:
    ladder = [{"up_to": 60, "words": "drop scene 3, or take 30 s from each of scenes 4 and 5"}]
    ladder.append({"up_to": 90, "words": "drop scene 3 and take 30 s from scene 4"})
    ways = {"ladder": ladder, "most": 90, "follow": 3}
    cases = [
        # Minutes behind plan, minutes over what is allowed, and what is said.
        (1.2, 1, ways, "You end 1:00 late: drop scene 3, or take 30 s from each of scenes 4 and 5."),
        (1.2, 1.1, ways, "You end 1:05 late: drop scene 3 and take 30 s from scene 4."),
        (
            2,
            1.75,
            ways,
            "You end 1:45 late, and nothing makes up for all of it: drop scene 3 and take 30 s from scene 4, and you "
            "still end 0:15 late.",
        ),
        (
            2,
            0.5,
            {"ladder": [], "most": 0, "follow": 2},
            "You end 0:30 late, and no scene that follows may be dropped or shortened.",
        ),
        (
            2,
            0.5,
            {"ladder": [], "most": 0, "follow": 0},
            "You end 0:30 late, and no scene follows that could make up for it.",
        ),
        (1, -0.5, ways, "1:00 behind plan, and still in time: 0:30 to spare."),
        (0.05, -0.5, ways, ""),
        (-1, -2, ways, ""),
        (1, 1, None, ""),
    ]
    for late, over, told, sentence in cases:
        assert desk.evaluate(CURE, [{"late": late, "over": over}, told]) == sentence


def test_a_reload_goes_on_at_the_same_desk(desk: Page) -> None:
    begin(desk)
    desk.keyboard.press("PageDown")
    expect(where(desk)).to_have_text(f"2 of {SCENES}")
    desk.reload()
    expect(where(desk)).to_have_text(f"2 of {SCENES}")


def test_a_question_is_text_on_stage_and_parked_with_an_owner_and_a_date(desk: Page, come: Come) -> None:
    follower = come("Head of technology")
    begin(desk)
    follower.get_by_role("button", name="Question").click()
    follower.get_by_role("textbox", name="Your question").fill(TAG)
    follower.get_by_role("button", name="Send").click()
    follower.get_by_role("button", name="Close").first.click()
    panel = desk.locator(".panel.questions")
    desk.locator(".tabs").get_by_role("button", name="Questions").click()
    expect(panel).to_contain_text(TAG)
    panel.get_by_role("button", name="On stage").click()
    expect(follower.locator("#notes .question")).to_contain_text(TAG)
    assert desk.locator(".console img[src=x]").count() == 0
    panel.get_by_role("button", name="Park", exact=True).click()
    panel.get_by_role("button", name="Park it").click()
    expect(panel.locator(".park .said")).to_have_text("Say who answers it and by when.")
    panel.get_by_label("Who answers it").fill("The chair")
    panel.get_by_label("By").fill("2026-12-10")
    panel.get_by_role("button", name="Park it").click()
    expect(panel).to_contain_text("parked: The chair, by 10 December 2026")


def test_a_vote_says_how_many_have_voted_and_what_only_when_it_is_closed(desk: Page, come: Come) -> None:
    member = come("Head of technology")
    begin(desk)
    desk.locator(".tabs").get_by_role("button", name="Vote").click()
    panel = desk.locator(".panel.vote")
    expect(panel.get_by_role("textbox", name="Question")).to_have_value(re.compile("Do we release 4.2 million"))
    expect(panel.get_by_label("Head of technology is present")).to_be_checked()
    expect(panel.get_by_label("The chair is present")).not_to_be_checked()
    panel.get_by_label("Quorum").fill("1")
    panel.get_by_role("button", name="Open the vote").click()
    expect(panel.locator(".turnout")).to_have_text("0 of 3 have voted")
    member.get_by_text("Approve", exact=True).click()
    member.get_by_role("button", name="Cast my vote").click()
    expect(panel.locator(".turnout")).to_have_text("1 of 3 have voted")
    expect(panel.locator(".counts")).to_have_count(0)
    close = panel.get_by_role("button", name="Close the vote")
    close.click()
    panel.get_by_role("button", name="Close: count now").click()
    expect(panel.locator(".turnout")).to_have_text("Carried: 1 of 1, needed 1")
    expect(panel.locator(".counts li").first).to_have_text("Approve1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(hall: Server, plan: Invitations, open_page: Come, scheme: str) -> None:
    page = open_page(scheme=scheme)
    page.goto(f"{hall.url}/present?meeting={plan.id}")
    expect(page.locator(".check").last).to_be_visible()
    for opened in (False, True):
        if opened:
            begin(page)
            expect(page.locator(".screen .live")).to_be_visible()
        found = Axe().run(page, context=".desk").response["violations"]
        assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == []


@pytest.mark.parametrize("width", [390, 768, 1024])
def test_the_desk_is_no_wider_than_the_screen(hall: Server, plan: Invitations, open_page: Come, width: int) -> None:
    page = open_page(width=width, height=768)
    page.goto(f"{hall.url}/present?meeting={plan.id}")
    expect(page.locator(".check").last).to_be_visible()
    assert not page.evaluate(WIDER)
    begin(page)
    assert not page.evaluate(WIDER)


def test_the_preflight_says_what_is_missing_and_one_press_mends_it(desk: Page) -> None:
    checks = desk.locator(".checks")
    expect(checks).to_contain_text("No scene is recorded.")
    expect(desk.locator(".before > .fine")).to_contain_text("You can start all the same; the log says so.")
    desk.get_by_role("button", name="Record all scenes").click()
    expect(checks).to_contain_text("10 scenes recorded.")
    expect(checks).to_contain_text("10 recorded scenes at 1280 × 720")
