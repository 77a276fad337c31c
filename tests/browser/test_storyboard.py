"""The storyboard in a real browser: stepped through by keyboard alone, and every scene on one screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from steering.cases.storyboard import AnyScene, storyboard
from steering.cases.yaml_reader import parse_yaml
from tests.browser.conftest import Witness, go
from tests.server import ROOT

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]

TEXT = (ROOT / "data" / "cases" / "halden" / "storyboard.yaml").read_text("utf-8")
SCENES: tuple[AnyScene, ...] = storyboard(parse_yaml(TEXT, "storyboard.yaml"))[0].scenes
MAIN = "(main) => [main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth]"


def scene_of(page: Page) -> str:
    """The scene that the address names; empty on the list."""
    return "".join(parse_qs(urlsplit(page.url).query).get("scene", [""]))


def message(page: Page, scene: AnyScene) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(f"^(Not supported: )?{re.escape(scene.message)}$")
    )


@pytest.fixture
def stage(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> Page:
    """The first scene of the example, reached by the menu and the keyboard."""
    page.goto(app_url)
    drawn(page)
    with rerun(page):
        go(page, "Storyboard")
    page.get_by_role("button", name="Step through").focus()
    with rerun(page):
        page.keyboard.press("Enter")
    message(page, SCENES[0])
    return page


def test_the_whole_example_by_keyboard_alone_each_scene_on_one_screen(
    stage: Page, rerun: Rerun, witness: Witness
) -> None:
    keys = ("PageDown", "n", "ArrowRight")
    for index, scene in enumerate(SCENES):
        message(stage, scene)
        assert scene_of(stage) == scene.id
        expect(stage.get_by_text(f"{index + 1} of {len(SCENES)}")).to_be_visible()
        expect(stage.get_by_test_id("stAlert")).to_have_count(0)
        assert stage.get_by_test_id("stMain").evaluate(MAIN) == [0, 0], f"{scene.id} does not fit one screen"
        if scene is not SCENES[-1]:
            with rerun(stage):
                stage.keyboard.press(keys[index % len(keys)])
    for scene, key in zip(reversed(SCENES[:-1]), ("PageUp", "p", "ArrowLeft"), strict=False):
        with rerun(stage):
            stage.keyboard.press(key)
        message(stage, scene)
    with rerun(stage):
        stage.keyboard.press("Escape")
    assert scene_of(stage) == ""
    expect(stage.locator(".head .title strong")).to_have_text("Storyboard")
    assert witness.console_errors == []


SCREENS = {"hall": (1920, 1080), "laptop": (1280, 720), "projector": (1024, 768)}
WORDS = "(it) => parseFloat(getComputedStyle(it).fontSize)"
TOO_WIDE = "(all) => all.filter((it) => it.scrollWidth > it.clientWidth).length"


@pytest.mark.parametrize(
    "page", [{"width": width, "height": height} for width, height in SCREENS.values()], indirect=True, ids=SCREENS
)
def test_scenes_of_words_use_the_screen_and_none_runs_out_of_it(app_url: str, page: Page, drawn: Drawn) -> None:
    for scene in ("opening", "gate", "ask", "decide"):
        page.goto(f"{app_url}/storyboard?scene={scene}")
        drawn(page)
        assert page.get_by_test_id("stMain").evaluate(MAIN) == [0, 0], scene
        expect(page.locator("steerco-picture[tall]")).to_have_count(0)
        assert page.locator("steerco-picture .scroll").evaluate_all(TOO_WIDE) == 0, scene
        box, screen = page.locator("steerco-picture").bounding_box(), page.viewport_size
        assert box and screen
        assert box["y"] + box["height"] > 0.9 * screen["height"], f"{scene} leaves the screen empty"
    # The three decisions have room to grow, and stay smaller than the message.
    words, message = (
        page.locator(css).first.evaluate(WORDS)
        for css in ("steerco-picture .statements .subject", "steerco-picture h1")
    )
    least = 16 * max(1, page.locator("steerco-picture").evaluate("(it) => it.clientWidth") / 1000)
    assert least * 1.05 < words < message


def test_keys_pressed_faster_than_scenes_are_drawn_all_count(stage: Page, drawn: Drawn) -> None:
    for _ in range(3):
        stage.keyboard.press("n")
    message(stage, SCENES[3])
    drawn(stage)
    for _ in range(9):
        stage.keyboard.press("PageUp")
    message(stage, SCENES[0])


def test_a_key_with_control_or_in_an_open_window_is_not_for_the_scenes(stage: Page, drawn: Drawn) -> None:
    stage.keyboard.press("Control+n")
    stage.get_by_role("button", name="Notes").click()
    expect(stage.get_by_test_id("stPopoverBody")).to_be_visible()
    stage.keyboard.press("n")
    stage.keyboard.press("Escape")
    expect(stage.get_by_test_id("stPopoverBody")).to_have_count(0)
    drawn(stage)
    assert scene_of(stage) == SCENES[0].id
    stage.keyboard.press("n")
    message(stage, SCENES[1])


def test_the_page_of_a_scene_opens_in_its_state_and_back_leads_to_the_scene(
    app_url: str, page: Page, drawn: Drawn, rerun: Rerun
) -> None:
    page.goto(f"{app_url}/costs?unit=Claims")
    drawn(page)
    with rerun(page):
        go(page, "Storyboard")
    with rerun(page):
        page.locator(f".st-key-scene-{[scene.id for scene in SCENES].index('what-if') + 1}").get_by_role(
            "button"
        ).click()
    with rerun(page):
        page.get_by_role("link", name="Open the page").click()
    expect(page.locator(".head .title strong")).to_have_text("ROI scenarios")
    assert urlsplit(page.url).query == "as_of=2026-10&benefit_factor=0.9"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("If benefits come in 10% lower, most futures lose money")


def test_a_draft_is_downloaded_and_a_case_opens_with_it(
    app_url: str, page: Page, drawn: Drawn, rerun: Rerun, tmp_path: Path
) -> None:
    page.goto(f"{app_url}/storyboard")
    drawn(page)
    with rerun(page):
        page.get_by_role("button", name="Edit", exact=True).click()
    with rerun(page):
        page.locator(".st-key-changes-1").get_by_role("button", name="Down").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download as YAML").click()
    assert taken.value.suggested_filename == "storyboard.yaml"
    taken.value.save_as(tmp_path / "storyboard.yaml")
    text = (tmp_path / "storyboard.yaml").read_text("utf-8")
    again = storyboard(parse_yaml(text, "storyboard.yaml"))[0].scenes
    assert again == (SCENES[1], SCENES[0], *SCENES[2:])


@pytest.mark.parametrize(
    "page", [{"width": 390, "height": 844}, {"scheme": "dark"}], indirect=True, ids=["phone", "dark"]
)
def test_a_scene_never_runs_out_of_the_screen_sideways(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/storyboard?scene=releases")
    drawn(page)
    assert page.get_by_test_id("stMain").evaluate(MAIN)[1] == 0
    expect(page.get_by_text("Not supported: ")).to_be_visible()


@pytest.mark.parametrize("mode", ["step", "edit"])
def test_axe_finds_nothing_serious_where_scenes_are_shown_and_edited(
    app_url: str, page: Page, drawn: Drawn, rerun: Rerun, mode: str
) -> None:
    page.goto(f"{app_url}/storyboard" + ("?scene=releases" if mode == "step" else ""))
    drawn(page)
    if mode == "edit":
        with rerun(page):
            page.get_by_role("button", name="Edit", exact=True).click()
        with rerun(page):
            page.locator(".st-key-changes-2").get_by_role("button", name="Edit").click()
    found = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in Axe().run(page, context='[data-testid="stMain"]').response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    assert not found, "\n".join(found)


def test_a_draft_survives_a_reload(app_url: str, page: Page, drawn: Callable[[Page], None]) -> None:
    page.goto(f"{app_url}/storyboard")
    drawn(page)
    page.get_by_role("button", name="Edit", exact=True).first.click()
    expect(page.get_by_text("Your draft: 18.5 of 20 minutes")).to_be_visible()
    page.locator(".st-key-remove-1 button").filter(visible=True).first.click()
    expect(page.get_by_text("Your draft: 16.5 of 20 minutes")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Your draft: 16.5 of 20 minutes")).to_be_visible()
    page.get_by_role("button", name="Discard draft").click()
    expect(page.get_by_text("Your draft")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("draft="))
