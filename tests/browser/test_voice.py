"""Voice while rehearsing: recorded in the browser alone, played and deleted there; the run is told how loud it was."""

from __future__ import annotations

import datetime as dt
import re
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from steering.rehearsal.history import list_runs
from steering.rehearsal.runs import Run
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from tests.actors import TESTER
from tests.browser.conftest import PATIENCE
from tests.browser.microphone import SHARE, SILENCE, launch_with_microphone, write_speech
from tests.browser.people import People
from tests.server import Server

MEETINGS = 12
TAG = "<img src=x onerror=alert(1)><b>Bold</b>"
# Seconds by which a level may be early or late, of a recording that begins anywhere in what is heard.
NEAR = 0.4
ALLOWED = {"permissions": ["microphone"]}
# The recorder of the desk on an empty page, in the place of who presents.
MOUNT = """async (token) => {
  const { ask, Client } = await import(new URL('live/client.js', document.baseURI));
  const { mount } = await import(new URL('live/voice.js', document.baseURI));
  const get = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (get) navigator.mediaDevices.getUserMedia = async (wanted) => (window.stream = await get(wanted));
  window.client = new Client(await ask('meet/enter', { token, here: true }));
  document.body.replaceChildren();
  mount(document.body, client);
  client.start();
}"""
COUNT = """() => new Promise((resolve) => {
  indexedDB.open('steerco-voice').onsuccess = ({ target: { result: database } }) => {
    const read = database.transaction(['pieces', 'sounds']);
    const counts = ['pieces', 'sounds'].map((name) => read.objectStore(name).count());
    read.oncomplete = () => resolve(counts.map(({ result }) => result));
  };
})"""
PLAY = """async (data) => {
  const { default: play } = await import(new URL('live/voice_player.js', document.baseURI));
  document.body.innerHTML = '<div><div class="steerco"></div></div>';
  play({ data, parentElement: document.body.firstChild });
}"""
MISSING = "Object.defineProperty({}, '{}', {{value: undefined}})"
# Whether what is played is heard, and not only shown as a bar.
DECODE = """async () => {
  const bytes = await (await fetch(document.querySelector('audio').src)).arrayBuffer();
  const sound = await new AudioContext().decodeAudioData(bytes);
  return [sound.duration, sound.getChannelData(0).reduce((peak, sample) => Math.max(peak, sample))];
}"""


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """A rehearsal that was planned, and how it is driven and told."""

    id: str
    token: str
    url: str
    home: Path
    case: Path

    def tell(self) -> Run:
        """The run as its events have it by now."""
        state = AppState(self.home, self.case)
        try:
            runs = list_runs(state.records.meetings, state.snapshot().context.case.id, dt.datetime.now(dt.UTC)).runs
            return next(run for run in runs if run.id == self.id)
        finally:
            state.close()

    def listen(self, page: Page) -> Page:
        """Put the recorder on a page, and begin the run."""
        page.goto(f"{self.url}/healthz")
        page.evaluate(MOUNT, self.token)
        return page


@pytest.fixture(scope="module")
def people(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Browsers with a microphone."""
    running = launch_with_microphone(browser, write_speech(tmp_path_factory.mktemp("speech") / "speech.wav"))
    yield People(browser=running, patience=PATIENCE)
    running.close()


@pytest.fixture(scope="module")
def plans(hall_home: Path, example_case: Path) -> list[tuple[str, str]]:
    """Rehearsals that were planned before the server starts: each with the secret of its presenter."""
    state = AppState(hall_home, example_case)
    try:
        rooms = Rooms(hall_home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)
        today = dt.datetime.now(dt.UTC).date()
        made = [rooms.make(Plan(title="Dry run", day=today, kind="rehearsal"), TESTER) for _ in range(MEETINGS)]
        return [(room.id, rooms.token(room, "presenter")) for room in made]
    finally:
        state.close()


@pytest.fixture
def rehearsal(hall: Server, plans: list[tuple[str, str]], example_case: Path) -> Rehearsal:
    id, token = plans.pop()
    return Rehearsal(id=id, token=token, url=hall.url, home=hall.home, case=example_case)


def do(page: Page, act: str, **more: Any) -> None:
    """Do something with the stage as the desk does."""
    page.evaluate("(body) => client.post('stage', body)", {"do": act, "seen": 2**40, **more})


def said(page: Page) -> Locator:
    return page.locator(".voice .said")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def await_recorded(page: Page, seconds: int) -> None:
    """Wait until so many seconds are recorded, or more."""
    page.wait_for_function(
        """(seconds) => {
          const [, minutes, rest] = document.querySelector('.voice .fine').textContent.match(/^(\\d+):(\\d+)/) ?? [];
          return 60 * Number(minutes) + Number(rest) >= seconds;
        }""",
        arg=seconds,
    )


def record(page: Page, seconds: int) -> None:
    """Begin the run, and record so many seconds of its first scene."""
    do(page, "start")
    press(page, "Record my voice")
    await_recorded(page, seconds)


def test_a_run_is_told_how_loud_each_scene_was_and_nothing_else(
    rehearsal: Rehearsal, open_page: Callable[..., Page]
) -> None:
    page = rehearsal.listen(open_page(**ALLOWED))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    record(page, 6)
    do(page, "next")
    await_recorded(page, 12)
    with page.expect_response(lambda answer: '"voice"' in (answer.request.post_data or "")) as told:
        do(page, "end")
    assert told.value.ok and told.value.request.post_data_json.keys() == {"do", "scenes"}
    expect(page.get_by_role("button", name="Record my voice")).to_be_visible()
    assert max(map(len, sent)) < 1000
    run = rehearsal.tell()
    assert list(run.voice) == [scene.id for scene in run.planned[:2]]
    for voice in run.voice.values():
        assert voice.seconds > 5 and abs(voice.share - SHARE) < 0.2
        assert abs(voice.longest_silence - SILENCE) < NEAR


def test_the_desk_of_a_dry_run_records_and_its_page_plays(hall: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(**ALLOWED)
    page.goto(f"{hall.url}/dry_run")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Start the clock").click()
    press(page, "Record my voice")
    await_recorded(page, 3)
    press(page, "End")
    with page.expect_response(lambda answer: '"voice"' in (answer.request.post_data or "")):
        press(page, "End this run?")
    press(page, "See the run")
    expect(page.locator("[data-place=voice]")).to_contain_text("This is loudness, not words")
    scene = page.get_by_role("button", name=re.compile("0:0[3-6] 1[.] "))
    scene.click()
    expect(scene).to_have_attribute("aria-current", "true")
    seconds, peak = page.evaluate(DECODE)
    assert 2.9 < seconds < 6 and peak > 0.2


def test_figures_that_no_server_took_are_sent_again(rehearsal: Rehearsal, open_page: Callable[..., Page]) -> None:
    page = rehearsal.listen(open_page(**ALLOWED))
    record(page, 3)
    page.route("**/stage", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        press(page, "Stop recording")
    page.unroute("**/stage")
    with page.expect_response(lambda answer: '"voice"' in (answer.request.post_data or "")):
        pass
    assert len(rehearsal.tell().voice) == 1


def test_nothing_is_recorded_until_it_is_switched_on(rehearsal: Rehearsal, open_page: Callable[..., Page]) -> None:
    page = rehearsal.listen(open_page(**ALLOWED))
    do(page, "start")
    expect(page.locator(".voice .fine")).to_contain_text("stays in this browser")
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("window.stream === undefined")


def test_questions_belong_to_no_scene(rehearsal: Rehearsal, open_page: Callable[..., Page]) -> None:
    page = rehearsal.listen(open_page(**ALLOWED))
    record(page, 3)
    do(page, "pause", on=True)
    await_recorded(page, 8)
    with page.expect_response(lambda answer: '"voice"' in (answer.request.post_data or "")):
        press(page, "Stop recording")
    whole = rehearsal.tell().whole_voice
    assert whole and 2.9 < whole.seconds < 6
    play(page, rehearsal)
    expect(page.get_by_role("button", name="Questions")).to_be_visible()


def play(page: Page, rehearsal: Rehearsal, title: str = "One") -> None:
    """Show the player of a run on a page."""
    run = rehearsal.tell()
    scenes = [[scene.id, f"{title} {scene.id}"] for scene in run.planned]
    page.evaluate(PLAY, {"run": run.id, "file": "dry-run", "scenes": scenes})
    expect(page.get_by_role("button", name="Whole run")).to_be_visible()


def test_a_closed_tab_takes_nothing_away_and_the_recording_is_played_saved_and_deleted(
    rehearsal: Rehearsal, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    first = open_page(**ALLOWED)
    second = first.context.new_page()
    record(rehearsal.listen(first), 4)
    first.close()
    rehearsal.listen(second)
    press(second, "Record my voice")
    # What was there before counts.
    await_recorded(second, 5)
    do(second, "next")
    await_recorded(second, 8)
    press(second, "Stop recording")
    play(second, rehearsal, TAG)
    ids = [scene.id for scene in rehearsal.tell().planned]
    scene = second.get_by_role("button", name=f"{TAG} {ids[1]}")
    scene.click()
    expect(scene).to_have_attribute("aria-current", "true")
    seconds, peak = second.evaluate(DECODE)
    assert 2 < seconds < 7 and 0.2 < peak < 0.4
    # The browser's own reader takes the chapters.
    expect(second.locator(".voice [role=status]")).to_have_text(f"{TAG} {ids[1]}")
    second.get_by_role("button", name="Whole run").click()
    expect(second.locator(".voice [role=status]")).to_have_text(f"{TAG} {ids[0]}")
    second.evaluate("document.querySelector('audio').currentTime = document.querySelector('audio').duration - 1")
    expect(second.locator(".voice [role=status]")).to_have_text(f"{TAG} {ids[1]}")
    with second.expect_download() as download:
        press(second, "Save recording (WAV)")
    with wave.open(str(download.value.path())) as sound:
        length = sound.getnframes() / sound.getframerate()
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2) and length > 7.9
        # A whole part of the device's own rate.
        assert 14_000 < sound.getframerate() <= 16_000
    with second.expect_download() as download:
        press(second, "Save chapters (WebVTT)")
    check_chapters(download.value.path().read_text("utf-8"), ids, length)
    press(second, "Delete recording")
    press(second, "Delete recording: press again")
    expect(second.locator(".voice")).to_have_text("Nothing of this run was recorded in this browser.")
    second.reload()
    assert second.evaluate(COUNT) == [0, 0]


def check_chapters(text: str, ids: list[str], length: float) -> None:
    """Each scene has a chapter behind the one before, the last one to the end, with its title as text."""
    head, *cues = text.strip().split("\n\n")
    assert head == "WEBVTT"
    times = [[parse_time(time) for time in cue.splitlines()[1].split(" --> ")] for cue in cues]
    assert times[0][0] == 0 and times[1][0] == times[0][1] and abs(times[-1][1] - length) < 0.01
    titles = [cue.splitlines()[2] for cue in cues]
    assert titles == [f"{TAG.replace('<', '&lt;').replace('>', '&gt;')} {id}" for id in ids[:2]]


def parse_time(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_a_second_tab_does_not_record_the_same_run(rehearsal: Rehearsal, open_page: Callable[..., Page]) -> None:
    first = rehearsal.listen(open_page(**ALLOWED))
    record(first, 1)
    second = rehearsal.listen(first.context.new_page())
    press(second, "Record my voice")
    expect(said(second)).to_have_text("Another tab of this browser records this run already.")
    press(first, "Stop recording")
    # The button is enabled when the browser has let go of the run.
    expect(first.get_by_role("button", name="Record my voice")).to_be_enabled()
    press(second, "Record my voice")
    await_recorded(second, 2)


@pytest.mark.parametrize(
    ("begin", "sentence"),
    [
        ("", "This page may not use the microphone."),
        (
            "Object.defineProperty(navigator, 'mediaDevices', {value: undefined})",
            "Voice can be recorded only over https",
        ),
        (
            "Object.defineProperty(globalThis, 'indexedDB', {value: undefined})",
            "This browser keeps nothing for this page",
        ),
    ],
    ids=["refused", "over plain http", "no place to keep it"],
)
def test_what_stands_in_the_way_is_a_sentence_and_the_run_goes_on(
    rehearsal: Rehearsal, open_page: Callable[..., Page], begin: str, sentence: str
) -> None:
    page = open_page()
    page.add_init_script(begin)
    rehearsal.listen(page)
    do(page, "start")
    press(page, "Record my voice")
    expect(said(page)).to_contain_text(sentence)
    expect(page.get_by_role("button", name="Record my voice")).to_be_enabled()
    do(page, "next")
    do(page, "end")
    run = rehearsal.tell()
    assert (run.outcome, run.voice) == ("finished", {})


def test_a_microphone_that_vanishes_leaves_what_was_recorded(
    rehearsal: Rehearsal, open_page: Callable[..., Page]
) -> None:
    page = rehearsal.listen(open_page(**ALLOWED))
    record(page, 3)
    with page.expect_response(lambda answer: '"voice"' in (answer.request.post_data or "")):
        page.evaluate("stream.getTracks()[0].dispatchEvent(new Event('ended'))")
    expect(said(page)).to_have_text(
        "The microphone has gone. What was recorded until then is kept. The rehearsal goes on."
    )
    do(page, "next")
    press(page, "Record my voice")
    await_recorded(page, 5)
    expect(said(page)).to_be_empty()
    do(page, "end")
    assert rehearsal.tell().outcome == "finished"
