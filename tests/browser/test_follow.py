"""The pages of a meeting's audience: followers on phones, what members may do, the room's screen and the remote."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.audience import Invitations, Meeting, open_meeting
from tests.browser.conftest import Witness
from tests.server import Server

TAG = "<img src=x onerror=alert(1)><b>Bold</b>"
MEETINGS = 24
# The example's storyboard has ten scenes.
LOADED = "() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/frames/')).length >= 10"

SMALL = """() => [...document.querySelectorAll('button')]
  .filter((it) => it.checkVisibility() && !it.closest('steerco-picture'))
  .map((it) => [it.innerText, it.getBoundingClientRect()]).filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([name]) => name)"""
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def meeting(
    hall: Server, plans: list[Invitations], open_page: Callable[..., Page], witness: Witness
) -> Iterator[Meeting]:
    """A meeting on which nobody has come yet but the presenter, and which has begun."""
    found = open_meeting(hall.url, plans.pop(), open_page)
    found.desk.do("start")
    yield found
    assert not [text for text in witness.console_errors if "Content Security Policy" in text]


def message(page: Page) -> str:
    return page.locator("#picture h1").inner_text()


def test_a_phone_waits_for_the_meeting_and_follows_it(
    hall: Server, plans: list[Invitations], open_page: Callable[..., Page]
) -> None:
    meeting = open_meeting(hall.url, plans.pop(), open_page)
    phone = meeting.come("Head of finance")
    # The secret of the link stands nowhere any more.
    assert re.fullmatch(r"[^#]+/follow#[0-9a-f-]+", phone.url)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Funding of wave 5")
    expect(phone.locator("#cover")).to_contain_text("The meeting has not begun")
    meeting.desk.do("start")
    expect(phone.locator("#number")).to_have_text("1 of 10")
    first = message(phone)
    remote = meeting.come("Remote")
    remote.get_by_role("button", name="Next").click()
    expect(phone.locator("#number")).to_have_text("2 of 10")
    expect(phone.locator("#picture h1")).not_to_have_text(first)
    expect(remote.locator("#picture h1")).to_have_text(message(phone))
    expect(phone.locator(".plot[data-drawn]").first).to_be_visible()
    assert not phone.evaluate(WIDER)
    assert phone.evaluate(SMALL) == []
    phone.reload()
    expect(phone.locator("#number")).to_have_text("2 of 10")


def test_sliders_of_the_presenter_move_the_figures_of_everybody(meeting: Meeting) -> None:
    phone = meeting.come("Head of technology")
    meeting.desk.do("page", page="roi", query={})
    value = phone.locator(".tile .value").first
    expect(value).to_have_text("USD 4.9M")
    expect(phone.locator("#number")).to_have_text("Shown on request")
    expect(phone.locator("#picture .sliders")).to_have_attribute("inert", "")
    meeting.desk.do("move", values={"benefit_factor": 0.8}, final=False)
    expect(value).to_have_text("−USD 2.9M")
    meeting.desk.do("off")
    expect(phone.locator("#number")).to_have_text("1 of 10")


def test_what_is_held_shows_nothing_and_blank_and_recorded_are_said(meeting: Meeting) -> None:
    phone, room = meeting.come("Head of technology"), meeting.come("Room", width=1024, height=768)
    remote = meeting.come("Remote")
    meeting.desk.do("record")
    meeting.desk.do("hold", on=True)
    before = message(phone)
    meeting.desk.do("next")
    expect(remote.locator("#hint")).to_have_text("Held: the audience stays where it is.")
    expect(remote.locator("#next")).to_have_text("Next: Training is what holds the next waves back")
    assert message(phone) == message(room) == before
    expect(phone.locator("#notes")).to_be_empty()
    meeting.desk.do("blank", on=True)
    expect(room.locator("#picture")).to_be_hidden()
    meeting.desk.do("blank", on=False)
    expect(room.locator("#picture")).to_be_visible()
    assert message(room) == before
    meeting.desk.do("hold", on=False)
    expect(phone.locator("#number")).to_have_text("2 of 10")
    meeting.desk.do("blank", on=True)
    expect(phone.locator("#cover")).to_contain_text("The presenter has blanked the screen")
    expect(room.locator("#picture")).to_be_hidden()
    meeting.desk.do("blank", on=False)
    meeting.desk.do("recorded", on=True)
    for page in (phone, room):
        expect(page.locator("#notes .recorded")).to_contain_text(
            re.compile(r"Recorded \d+ \w+ \d{4}, \d\d:\d\d\. Not live")
        )


def test_a_lit_block_stands_out_for_everybody(meeting: Meeting) -> None:
    phone, remote = meeting.come("Head of technology"), meeting.come("Remote")
    meeting.desk.do("next")
    expect(remote.locator("#number")).to_have_text("2 of 10")
    remote.locator(".tile").nth(1).click()
    lit = phone.locator("[data-lit]")
    expect(lit).to_contain_text("Teams started")
    expect(phone.locator(".tile[data-dim]")).to_have_count(3)
    remote.locator(".tile").nth(1).click()
    expect(lit).to_have_count(0)


def test_markup_in_a_name_and_a_question_is_text(meeting: Meeting) -> None:
    guest, eva = meeting.come("Guest"), meeting.come("Head of finance")
    room = meeting.come("Room", width=1280, height=720)
    guest.get_by_role("button", name="Question").click()
    guest.get_by_role("button", name="Send").click()
    expect(guest.locator("#questions .reply").first).to_have_text("Write your question first.")
    guest.get_by_label("Your question").fill(TAG)
    guest.get_by_label("Your name").fill(TAG)
    guest.get_by_role("button", name="Send").click()
    expect(guest.locator(".asked .own .text")).to_have_text(TAG)
    expect(room.locator("#asked")).to_have_text("1 open question")
    eva.get_by_role("button", name="Question").click()
    support = eva.get_by_role("button", name="I ask this too")
    support.click()
    expect(support).to_have_attribute("aria-pressed", "true")
    expect(support).to_have_text("1")
    id = meeting.desk.wait_for("room", "questions")["questions"][0]["id"]
    meeting.desk.post(f"questions/{id}", state="answered")
    expect(guest.locator(".asked .own")).to_contain_text("Answered in scene 1")
    meeting.desk.do("question", id=id)
    for page in (room, eva):
        expect(page.locator("#notes .words")).to_have_text(TAG)
        expect(page.locator("#notes .by")).to_have_text(f"{TAG} (guest)")
        assert page.locator("#notes img, #notes b, .asked img, .asked b").count() == 0


def test_a_figure_says_where_it_comes_from_and_a_moment_is_noted(meeting: Meeting) -> None:
    phone = meeting.come("Head of finance")
    meeting.desk.do("next")
    phone.get_by_role("button", name="Source of Teams adopted").first.click()
    dialog = phone.get_by_role("dialog")
    expect(dialog).to_contain_text("Formula")
    phone.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(phone.get_by_role("button", name="Source of Teams adopted").first).to_be_focused()
    phone.get_by_role("button", name="I did not follow").click()
    expect(phone.locator("#said")).to_have_text("Noted. The presenter sees how many, not who.")


def test_own_assumptions_disturb_nobody_and_can_be_handed_back(meeting: Meeting) -> None:
    eva, jon = meeting.come("Head of finance"), meeting.come("Head of technology")
    eva.get_by_role("button", name="Try your own").click()
    strip = eva.locator(".strip.mine")
    expect(strip).to_contain_text("NPV USD 4.9M, as on stage")
    here = message(jon)
    eva.get_by_label("Benefits", exact=True).fill("5")
    expect(strip).to_contain_text(re.compile(r"Your assumptions: NPV −?USD [\d.]+M; on stage USD 4.9M"))
    assert message(jon) == here
    meeting.desk.do("go", scene="training")
    expect(eva.get_by_role("button", name="2 scenes behind · rejoin")).to_be_visible()
    assert eva.locator("#own h1").inner_text() == here
    eva.get_by_role("button", name="Hand back").click()
    eva.get_by_role("dialog").get_by_role("button", name="Hand back").click()
    expect(eva.locator("#own")).to_contain_text("Handed to the presenter")
    eva.get_by_role("button", name="rejoin").click()
    expect(jon.locator("#picture h1")).not_to_have_text(here)
    expect(eva.locator("#picture h1")).to_have_text(message(jon))
    desk = meeting.desk.wait_for("desk", "handbacks")
    meeting.desk.do("handback", id=desk["handbacks"][0]["id"])
    expect(jon.locator("#notes .author")).to_have_text("Assumptions of Head of finance, put on stage.")


@pytest.mark.parametrize("secret", [False, True])
def test_a_vote_is_cast_confirmed_changed_and_closed(meeting: Meeting, secret: bool) -> None:
    eva, guest = meeting.come("Head of finance"), meeting.come("Guest")
    room = meeting.come("Room", width=1280, height=720)
    meeting.desk.post("vote", do="open", question=f"Release the second tranche? {TAG}", secret=secret, quorum=1)
    card = eva.locator(".card.vote")
    expect(card.get_by_role("heading")).to_have_text(f"Release the second tranche? {TAG}")
    expect(guest.locator(".card.vote")).to_contain_text("0 of 3 have voted")
    expect(guest.get_by_role("radio")).to_have_count(0)
    card.get_by_role("button", name="Cast my vote").click()
    expect(card.locator("form > .reply")).to_have_text("Choose one of the answers first.")
    card.get_by_label("Approve with conditions").check()
    card.get_by_label("Condition 1").fill(TAG)
    card.get_by_role("button", name="Cast my vote").click()
    expect(card.locator("form > .reply")).to_contain_text("Your vote is in: Approve with conditions.")
    expect(room.locator("#band")).to_contain_text("1 of 3 have voted")
    eva.reload()
    expect(card.locator("form > .reply")).to_contain_text("Your vote is in")
    card.get_by_label("Reject").check()
    card.get_by_role("button", name="Change my vote").click()
    expect(card.locator("form > .reply")).to_contain_text("Your vote is in: Reject.")
    meeting.desk.post("vote", do="close")
    expect(card).to_contain_text("Not carried: 0 of 1, needed 1")
    expect(room.locator("#band")).to_contain_text("Not carried: 0 of 1, needed 1")


def test_a_vote_that_is_over_says_so_where_it_was_to_be_cast(meeting: Meeting) -> None:
    eva = meeting.come("Head of finance")
    meeting.desk.post("vote", do="open", question="Release it?")
    eva.get_by_label("Defer").check()
    eva.route("**/ballot", lambda route: (meeting.desk.post("vote", do="close"), route.continue_())[1])
    with eva.expect_response("**/ballot") as answer:
        eva.get_by_role("button", name="Cast my vote").click()
    assert answer.value.status == 409
    expect(eva.locator(".card.vote")).to_contain_text("Not carried: nobody voted")
    expect(eva.locator(".card.vote")).not_to_contain_text("Your vote")


def test_the_rooms_number_is_set_by_members_and_spread_out_when_shown(meeting: Meeting) -> None:
    eva, jon = meeting.come("Head of finance"), meeting.come("Head of technology")
    room = meeting.come("Room", width=1920, height=1080)
    meeting.desk.do("number", driver="benefit_factor")
    for page, stop, given in ((eva, "10", "1 of 3"), (jon, "20", "2 of 3")):
        page.locator(".doubt input").fill(stop)
        expect(page.locator(".doubt .reply")).to_contain_text("You can change it until the values are shown.")
        expect(room.locator("#band")).to_contain_text(f"{given} have set a value")
    expect(eva.locator(".spread svg")).to_have_count(0)
    meeting.desk.do("reveal")
    for page in (eva, room):
        expect(page.locator(".spread .dot")).to_have_count(2)
        expect(page.get_by_role("img", name=re.compile(r"1 said \d+%, which gives"))).to_be_visible()


def test_pages_are_sound_to_assistive_technology(meeting: Meeting) -> None:
    eva = meeting.come("Head of finance")
    remote, room = meeting.come("Remote"), meeting.come("Room", width=1280, height=720)
    meeting.desk.do("next")
    meeting.desk.post("vote", do="open", question="Release it?")
    expect(eva.get_by_role("radio").first).to_be_visible()
    expect(remote.locator("#number")).to_have_text("2 of 10")
    for scheme in ("light", "dark"):
        for page in (eva, remote, room):
            page.emulate_media(color_scheme=scheme)
            assert _find_faults(page) == []
        eva.get_by_role("button", name="Question").click()
        assert _find_faults(eva) == []
        eva.keyboard.press("Escape")
    eva.get_by_role("button", name="Try your own").click()
    expect(eva.locator(".strip.mine")).to_be_visible()
    assert _find_faults(eva) == []


def _find_faults(page: Page) -> list[str]:
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_network_that_lets_no_stream_through_is_followed_by_asking(meeting: Meeting, is_refused: bool) -> None:
    phone = meeting.come("Head of technology")
    # Refused at once, or held back without an end.
    phone.route("**/events*", lambda route: route.abort() if is_refused else None)
    phone.reload()
    expect(phone.locator("#number")).to_have_text("1 of 10")
    meeting.desk.do("next")
    expect(phone.locator("#number")).to_have_text("2 of 10")
    expect(phone.locator("#link")).to_have_text("Live")


def test_a_phone_that_wakes_up_asks_for_the_state_and_opens_a_new_stream(meeting: Meeting) -> None:
    phone = meeting.come("Head of technology")
    with (
        phone.expect_request(re.compile("/state$")),
        phone.expect_request(re.compile("/events[?]boot=[0-9a-f]+&stage=")),
    ):
        phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("secret", [False, True])
def test_a_receipt_with_ones_own_vote_is_saved_when_the_meeting_is_over(meeting: Meeting, secret: bool) -> None:
    eva = meeting.come("Head of finance")
    meeting.desk.post("vote", do="open", question="Release it?", secret=secret)
    eva.get_by_label("Defer").check()
    eva.get_by_role("button", name="Cast my vote").click()
    expect(eva.locator(".vote form > .reply")).to_contain_text("Your vote is in: Defer.")
    meeting.desk.post("vote", do="close")
    meeting.desk.do("end")
    expect(eva.get_by_role("heading", level=1)).to_have_text("The meeting has ended")
    with eva.expect_download() as saved:
        eva.get_by_role("button", name="Save my receipt").click()
    receipt = Path(saved.value.path()).read_text("utf-8")
    assert "Release it?" in receipt
    assert "Defer" in receipt
    expect(eva.locator("#cover")).to_contain_text("It opens without a network")


def test_a_link_that_opens_nothing_says_what_to_do(
    hall: Server, plans: list[Invitations], open_page: Callable[..., Page]
) -> None:
    page = open_page(width=390, height=844)
    page.goto(f"{hall.url}/follow#no.such.link")
    expect(page.locator("#cover")).to_contain_text("This link is not known here. Ask for a new one.")
    meeting = open_meeting(hall.url, plans.pop(), open_page)
    first = meeting.come("Head of finance")
    # In the same tab, only the fragment is another one.
    page.goto(f"{hall.url}{meeting.invitations.paths['Head of finance']}")
    expect(page.locator("#cover")).to_contain_text("open in another browser")
    page.get_by_role("button", name="Continue here").click()
    expect(page.locator("#link")).to_have_text("Live")
    expect(first.locator("#cover")).to_contain_text("opened in another browser since")


def test_the_show_goes_on_when_the_server_is_killed_and_started_again(
    serve: Callable[..., Server],
    hall_home: Path,
    plans: list[Invitations],
    open_page: Callable[..., Page],
    tmp_path: Path,
) -> None:
    own = shutil.copytree(hall_home, tmp_path / "own")
    running = serve(home=own)
    meeting = open_meeting(running.url, plans.pop(), open_page)
    meeting.desk.do("start")
    meeting.desk.do("record")
    phone, room = meeting.come("Head of finance"), meeting.come("Room", width=1280, height=720)
    room.wait_for_function(LOADED)
    meeting.desk.do("next")
    expect(room.locator("#picture h1")).to_have_text("Adoption is four teams behind plan")
    running.kill()
    expect(phone.locator("#lost")).to_be_visible()
    expect(room.locator("#notes .lost")).to_contain_text("The page keys go through the recordings.")
    room.keyboard.press("PageDown")
    expect(room.locator("#picture h1")).to_have_text("Training is what holds the next waves back")
    expect(room.locator("#notes .recorded")).to_contain_text("not live")
    room.keyboard.press("PageUp")
    expect(room.locator("#picture h1")).to_have_text("Adoption is four teams behind plan")
    serve(home=own, port=running.port)
    expect(phone.locator("#link")).to_have_text("Live")
    expect(room.locator("#notes .recorded")).to_have_count(0)
    meeting.desk.do("next")
    for page in (phone, room):
        expect(page.locator("#picture h1")).to_have_text("Training is what holds the next waves back")
