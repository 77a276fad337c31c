"""From "not yet" to "ready": the example rehearsed three times by a clock put forward, drilled, reviewed, planned."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from steering.actors import Participant
from steering.rehearsal.drill import GivenAnswer, record_answer
from steering.rehearsal.history import list_runs
from steering.rehearsal.questions import derive_questions
from steering.rehearsal.runs import PRESENTER, Run
from steering.stage.positions import parse_storyboard
from steering.state.app_state import AppState
from steering.status import Status
from tests.actors import TESTER
from tests.browser.audience import plan_meetings
from tests.browser.conftest import PATIENCE
from tests.browser.microphone import launch_with_microphone, write_speech
from tests.browser.people import People
from tests.server import Server, start
from tests.steering.small_cases import change

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]
# Seconds from one sign of life of the desk to the next: after 30 nobody would be there any more.
STEP = 20
MET, AGAINST, TO_SAY, ABSENT = (one.word for one in (Status.MET, Status.NOT_MET, Status.TO_SAY, Status.NOT_APPLICABLE))
RULES = """(all) => Object.fromEntries(all.map((rule) => [
  rule.querySelector('.subject strong').textContent, rule.querySelector('.state').textContent.trim()]))"""


@dataclass(kw_only=True)
class House:
    """A server over the example, whose clock is put forward, with the page of whoever rehearses in it."""

    server: Server
    case: Path
    clock: Path
    page: Page
    drawn: Drawn
    rerun: Rerun
    ahead: int = 0

    def go(self, path: str) -> None:
        """Open a page of the app."""
        self.page.goto(f"{self.server.url}/{path}")
        self.drawn(self.page)

    def pass_time(self, seconds: float) -> None:
        """Put the clocks of the server and of the browser forward, while the desk gives its signs of life."""
        for _ in range(round(seconds / STEP)):
            self.ahead += STEP
            self.set_clock()
            with self.page.expect_response(_is_tick) as told:
                self.page.clock.fast_forward(STEP * 1000)
            assert told.value.ok

    def set_clock(self) -> None:
        """Write by how much the server's clock is ahead: all of it at once."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(self.ahead), "ascii")
        fresh.replace(self.clock)

    def list_runs(self) -> list[Run]:
        """The runs on record, the first one first."""
        with closing(AppState(self.server.home, self.case)) as state:
            now = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.ahead)
            return list(reversed(list_runs(state.records.meetings, state.snapshot().context.case.id, now).runs))

    def judge(self) -> tuple[str, dict[str, str]]:
        """The verdict of Readiness, and how each rule stands."""
        self.go("readiness")
        verdict = self.page.get_by_role("heading", level=1).inner_text()
        rules: dict[str, str] = self.page.locator("[data-place=rules] .statements > li").evaluate_all(RULES)
        return verdict.partition(":")[0], rules


def _is_tick(answer: Response) -> bool:
    return '"tick"' in (answer.request.post_data or "")


def _is_voice(answer: Response) -> bool:
    return '"voice"' in (answer.request.post_data or "")


@pytest.fixture(scope="module")
def people(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Browsers with a microphone."""
    running = launch_with_microphone(browser, write_speech(tmp_path_factory.mktemp("speech") / "speech.wav"))
    yield People(browser=running, patience=PATIENCE)
    running.close()


@pytest.fixture
def house(
    tmp_path: Path, example_store: Path, example_case: Path, open_page: Callable[..., Page], drawn: Drawn, rerun: Rerun
) -> Iterator[House]:
    home = shutil.copytree(example_store, tmp_path / "home")
    case = shutil.copytree(example_case, tmp_path / example_case.name)
    clock = tmp_path / "clock"
    clock.write_text("0", "ascii")
    server = start(home=home, log=tmp_path / "server.log", case=case, env={"STEERCO_CLOCK": str(clock)})
    page = open_page(permissions=["microphone"])
    page.clock.install()
    yield House(server=server, case=case, clock=clock, page=page, drawn=drawn, rerun=rerun)
    server.stop()


def rehearse(house: House, *, pace: float, first: float = 0, with_voice: bool = False, fallback: int = 0) -> None:
    """Go through the storyboard at a pace (1 is as planned), the first scene in `first` seconds.

    In the scene `fallback` the recording is shown, as if the page had not come up.
    """
    page, story = house.page, parse_storyboard((house.case / "storyboard.yaml").read_text("utf-8"))
    house.go("dry_run")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Start the clock").click()
    for number, scene in enumerate(story.scenes, start=1):
        expect(page.locator(".console .where")).to_have_text(f"{number} of {len(story.scenes)}")
        if with_voice and number == 1:
            page.get_by_role("button", name="Record my voice").click()
            expect(page.locator(".voice .fine")).to_contain_text(re.compile(r"^0?0:0[2-9] recorded"))
        if number == fallback:
            page.keyboard.press("f")
            expect(page.locator(".strip.recorded")).to_contain_text("not live")
        house.pass_time(first if first and number == 1 else float(scene.minutes or 0) * 60 * pace)
        if scene is not story.scenes[-1]:
            page.keyboard.press("PageDown")
    page.get_by_role("button", name="End", exact=True).click()
    # The figures of the voice come after the end; whoever leaves before them takes them along.
    with page.expect_response(_is_voice) if with_voice else nullcontext():
        page.get_by_role("button", name="End this run?").click()
    expect(page.locator(".ended h1")).to_have_text("The run is over")


def answer_questions(house: House) -> None:
    """Answer all questions of the drill well; a test of its own answers them by keyboard."""
    with closing(AppState(house.server.home, house.case)) as state:
        context = state.snapshot().context
        for question in derive_questions(context):
            given = GivenAnswer(seconds=5, points=frozenset(range(len(question.points))))
            person = Participant(name=PRESENTER)
            record_answer(
                state.records.drill, context.case.id, person, question, given, dt.datetime.now(dt.UTC), TESTER
            )


def correct_the_claim(house: House) -> None:
    """Say of the failed deployments what the data supports."""
    change(house.case, "Fewer than one deployment in eight fails", "Fewer than one in two fails", "storyboard.yaml")
    change(house.case, "value: 0.125", "value: 0.5", "storyboard.yaml")


def comment(house: House) -> None:
    """A peer comments on a moment of the last run, and lets the comment out."""
    page = house.page
    house.go("review")
    page.get_by_role("radiogroup", name="Review").get_by_text("Comments", exact=True).click()
    page.get_by_label("Who", exact=True).fill("Grace")
    with house.rerun(page):
        page.keyboard.press("Enter")
    page.get_by_label("Comment", exact=True).fill("Slower <b>here</b>.")
    page.get_by_label("At", exact=True).fill("0:10")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Slower <b>here</b>.")).to_be_visible()
    page.get_by_role("button", name="Release comments").click()
    expect(page.get_by_text("Presenter can read the comments.")).to_be_visible()


def answer_the_comment(house: House) -> None:
    """Whoever rehearsed answers it."""
    page = house.page
    house.go("review")
    page.get_by_role("radiogroup", name="Review").get_by_text("Comments", exact=True).click()
    page.get_by_role("combobox", name="As", exact=True).click()
    page.get_by_role("option", name="Presenter", exact=True).click()
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_text("Answer saved.")).to_be_visible()


def record_the_scenes(house: House, meeting: str) -> None:
    """Record all scenes before the meeting."""
    house.page.goto(f"{house.server.url}/present?meeting={meeting}")
    house.page.get_by_role("button", name="Record all scenes").click()
    expect(house.page.locator(".checks")).to_contain_text("10 scenes recorded.")


def test_three_rehearsals_and_a_review_lead_from_not_yet_to_ready(house: House) -> None:
    meetings: list[str] = []

    def plan() -> None:
        meetings.extend(one.id for one in plan_meetings(house.server.home, house.case, 1))

    runs, scenes, claims, unchanged = (
        "Complete runs within time", "No scene too long", "Claims hold", "Rehearsed as it is now",
    )  # fmt: skip
    drill, fallback, preflight, reviews = (
        "Question drill passed", "Fallback practised", "Preflight clean", "Reviews answered",
    )  # fmt: skip
    steps: tuple[tuple[Callable[[], None], dict[str, str], str], ...] = (
        (
            lambda: rehearse(house, pace=1, first=260, with_voice=True),
            {scenes: AGAINST, unchanged: MET},
            "Not yet",
        ),
        (lambda: rehearse(house, pace=0.8, fallback=6), {scenes: MET, fallback: MET}, "Not yet"),
        (lambda: answer_questions(house), {drill: MET}, "Not yet"),
        (lambda: correct_the_claim(house), {claims: MET, unchanged: AGAINST}, "Not yet"),
        (lambda: rehearse(house, pace=0.6), {runs: MET, unchanged: MET}, "Ready"),
        (lambda: comment(house), {reviews: AGAINST}, "Not yet"),
        (lambda: answer_the_comment(house), {reviews: MET}, "Ready"),
        (plan, {preflight: AGAINST}, "Not yet"),
        (lambda: record_the_scenes(house, meetings[0]), {preflight: MET}, "Ready"),
    )
    verdict, before = house.judge()
    assert verdict == "Not yet"
    assert before == {
        runs: AGAINST, scenes: ABSENT, claims: TO_SAY, unchanged: ABSENT,
        drill: AGAINST, fallback: TO_SAY, preflight: ABSENT, reviews: ABSENT,
    }  # fmt: skip
    for number, (do, changes, wanted) in enumerate(steps):
        do()
        verdict, after = house.judge()
        changed = {rule: state for rule, state in after.items() if state != before[rule]}
        assert (number, changed, verdict) == (number, changes, wanted)
        before = after
    slow, better, best = house.list_runs()
    assert slow.seconds > 20 * 60 > better.seconds > best.seconds
    assert all(run.is_complete for run in (slow, better, best))
    voice = slow.voice["opening"]
    assert voice.seconds >= 2 and 0.3 < voice.share < 0.9
    assert not better.voice
