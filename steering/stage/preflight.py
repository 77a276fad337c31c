"""Whether a meeting can begin as it was rehearsed: each item is fine, differs, or has failed with what mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, perf_counter, time
from typing import Any

from steering.cases.storyboard import FaultyScene
from steering.catalog.contracts import dataset_label
from steering.clock import tell_time
from steering.errors import SteercoError
from steering.formatting import format_number, join_words, pluralise
from steering.stage.fingerprints import SCENARIOS, hash_case
from steering.stage.meeting import Meeting
from steering.stage.messages import count_claims
from steering.stage.room import Room
from steering.stage.seats import list_people
from steering.stage.stage import Position
from steering.status import Badge

# Seconds that a scene may take, and by which the clock may be off; bytes that have to be free.
SLOW, OFF, FREE = 1.0, 2.0, 500_000_000
MEGABYTE = 1_000_000
STORYBOARD, BUSINESS = "storyboard.yaml", "business_case.yaml"
# When this process began, by the clock on the wall and by the one that nobody sets.
BEGAN = time() - monotonic()
LOOPBACK = ("://localhost", "://127.0.0.1", "://[::1]")


class Readiness(Badge):
    """How an item of the preflight stands."""

    FINE = "fine", "good", "check_circle"
    DIFFERS = "differs", "warning", "warning"
    FAILED = "failed", "bad", "error"
    NOT_CHECKED = "not checked", "neutral", "help"


ORDER = (Readiness.FAILED, Readiness.DIFFERS, Readiness.NOT_CHECKED, Readiness.FINE)


@dataclass(frozen=True, kw_only=True)
class Check:
    """An item of the preflight: how it stands, what was found, and what mends it."""

    id: str
    title: str
    state: Readiness
    text: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return it as plain values, with the badge of its state."""
        badge = {"state": self.state.value, "word": self.state.word, "colour": self.state.colour}
        return {"id": self.id, "title": self.title, **badge, "text": self.text, "remedy": self.remedy}


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What lies around a meeting: the one before, the folder of the app, the address that guests get, what it lacks."""

    before: Meeting | None
    home: Path
    address: str
    fault: str = ""


def find_last(meetings: Iterable[Meeting], now: Meeting) -> Meeting | None:
    """Return the meeting that was begun last, this one apart."""
    earlier = [meeting for meeting in meetings if meeting.started_at and meeting.id != now.id]
    return max(earlier, key=lambda meeting: meeting.started_at or datetime.min.replace(tzinfo=UTC), default=None)


def check_room(room: Room, around: Surroundings) -> tuple[Check, ...]:
    """Return every item of the preflight of a meeting, first what is not fine."""
    checks = (
        *_compare(room, around.before),
        _check_claims(room),
        _check_scenes(room),
        _check_recordings(room),
        _check_disk(around.home),
        _check_clock(room),
        _check_people(room),
        _check_address(around),
    )
    return tuple(sorted(checks, key=lambda check: ORDER.index(check.state)))


def _compare(room: Room, before: Meeting | None) -> Iterator[Check]:
    """Yield what is compared with the last meeting."""
    if before is None:
        text = "There is no earlier meeting to compare with."
        yield Check(id="before", title="As rehearsed", state=Readiness.NOT_CHECKED, text=text)
        return
    yield _compare_data(room, before)
    yield _compare_files(room, before, "scenario", "Scenarios", _is_scenario)
    yield _compare_files(room, before, "definitions", "Definitions", _is_definition)
    yield _compare_files(room, before, "storyboard", "Storyboard", lambda name: name == STORYBOARD)


def _build_fine(id: str, title: str, text: str) -> Check:
    return Check(id=id, title=title, state=Readiness.FINE, text=text)


def _build_difference(id: str, title: str, text: str, remedy: str) -> Check:
    return Check(id=id, title=title, state=Readiness.DIFFERS, text=text, remedy=remedy)


def _build_failure(id: str, title: str, text: str, remedy: str) -> Check:
    return Check(id=id, title=title, state=Readiness.FAILED, text=text, remedy=remedy)


def _is_scenario(name: str) -> bool:
    return name in (BUSINESS, SCENARIOS)


def _is_definition(name: str) -> bool:
    return name != STORYBOARD and not _is_scenario(name)


def _compare_data(room: Room, before: Meeting) -> Check:
    """Compare the releases in force with those that were on stage."""
    id, title, now = "data", "Data", room.snapshot.context.releases
    then = dict(pair for showing in before.showings for pair in showing.stage.releases)
    names = sorted(name for name in then if then[name] != now.get(name))
    if not names:
        return _build_fine(id, title, f"The same releases as on {before.day}.")
    text = f"Other releases than on {before.day}: {join_words([dataset_label(name) for name in names])}."
    return _build_difference(id, title, text, "Step through the storyboard once with the new figures.")


def _compare_files(room: Room, before: Meeting, id: str, title: str, of: Callable[[str], bool]) -> Check:
    """Compare the files of the case with those with which the meeting was begun."""
    if not before.files:
        return Check(id=id, title=title, state=Readiness.NOT_CHECKED, text=f"The log of {before.day} does not say.")
    now = hash_case(room.snapshot.context)
    names = sorted(name for name in {*now, *before.files} if of(name) and now.get(name) != before.files.get(name))
    if not names:
        return _build_fine(id, title, f"The same as on {before.day}.")
    return _build_difference(
        id, title, f"Changed since {before.day}: {join_words(names)}.", "Step through the storyboard once."
    )


def _check_claims(room: Room) -> Check:
    id, title = "claims", "Claims"
    counts = [count_claims(room, scene) for scene in room.scenes]
    doubtful = [str(number) for number, count in enumerate(counts, start=1) if count["broken"]]
    if not doubtful:
        number = sum(count["holds"] for count in counts)
        return _build_fine(id, title, f"{pluralise(number, 'claim')} {'holds' if number == 1 else 'hold'}.")
    noun = "Scene" if len(doubtful) == 1 else "Scenes"
    text = f"{noun} {join_words(doubtful)}: the data does not support every sentence."
    return _build_failure(id, title, text, "Correct the sentence on Storyboard, or say what the figure is now.")


def _check_scenes(room: Room) -> Check:
    """Show every scene, and measure how long the slowest takes."""
    id, title, slowest, name = "scenes", "Scenes", 0.0, ""
    if not room.scenes:
        return _build_failure(id, title, "There is no scene to show.", "Add scenes on Storyboard.")
    faulty = []
    for number, scene in enumerate(room.scenes, start=1):
        begin = perf_counter()
        try:
            room.picture(room.show(Position(scene=scene.id)))
        except SteercoError as error:
            faulty.append(f"Scene {number}: {error}")
        if isinstance(scene, FaultyScene):
            faulty.append(f"Scene {number}: {scene.problems[0]}")
        duration = perf_counter() - begin
        if duration > slowest:
            slowest, name = duration, str(number)
    if faulty:
        return _build_failure(id, title, " ".join(faulty), "Correct these scenes on Storyboard.")
    count = f"{pluralise(len(room.scenes), 'scene')} can be shown"
    if slowest > SLOW:
        text = f"{count}, but scene {name} took {format_number(round(slowest, 1))} s."
        return _build_difference(id, title, text, "Check again: what was shown once is at hand.")
    return _build_fine(id, title, f"{count}, the slowest in {max(slowest, 0.01):.2f} s.")


def _check_recordings(room: Room) -> Check:
    id, title, recordings = "recordings", "Recordings", room.meeting.recordings
    missing = [
        str(number)
        for number, scene in enumerate(room.scenes, start=1)
        if scene.id not in recordings or not room.is_recorded(recordings[scene.id].hash)
    ]
    if not missing:
        return _build_fine(id, title, f"{pluralise(len(room.scenes), 'scene')} recorded.")
    text = "No scene is recorded." if len(missing) == len(room.scenes) else f"Not recorded: {join_words(missing)}."
    return _build_difference(id, title, text, "Record all scenes: with F they can be shown if the data can't.")


def _check_disk(home: Path) -> Check:
    id, title = "disk", "Disk"
    try:
        free = shutil.disk_usage(home).free
    except OSError as error:
        return _build_failure(
            id, title, f"The folder of the app can't be read: {error.strerror}.", "Correct its permissions."
        )
    text = f"{format_number(free // MEGABYTE)} MB are free."
    return (
        _build_fine(id, title, text)
        if free >= FREE
        else _build_failure(id, title, text, "Free some space: each vote is written.")
    )


def _check_clock(room: Room) -> Check:
    """Compare the clock on the wall with the one that nobody sets, and with what was written last."""
    id, title, drift = "clock", "Clock", time() - monotonic() - BEGAN
    latest = max((showing.at for showing in room.meeting.showings), default=None)
    if latest and latest > tell_time():
        return _build_failure(
            id, title, "It is behind what this meeting has written already.", "Set the clock of this machine."
        )
    if abs(drift) > OFF:
        text = f"It moved by {format_number(round(abs(drift)))} s since the app was started: set, or the machine slept."
        return _build_difference(id, title, text, "Look whether the time is right now.")
    return _build_fine(id, title, f"It is {datetime.now().astimezone():%H:%M} here.")


def _check_people(room: Room) -> Check:
    id, title = "links", "Links"
    people = list_people(room.meeting)
    waiting = [seat.name for seat in people if not seat.device]
    if not people:
        return _build_fine(id, title, "Nobody is invited by name; the guest link is open.")
    if not waiting:
        return _build_fine(id, title, f"All {len(people)} have opened their link.")
    text = f"{len(waiting)} of {len(people)} have not opened their link: {join_words(waiting[:8])}."
    return _build_difference(id, title, text, "Send it again, or show its QR code.")


def _check_address(around: Surroundings) -> Check:
    id, title, address = "address", "Address", around.address
    if around.fault:
        return _build_failure(id, title, around.fault, "Correct that and start again.")
    if any(name in address for name in LOOPBACK):
        text = "Links open on this machine only."
        return _build_difference(
            id, title, text, "Start with make present, so that phones in the same network reach them."
        )
    return _build_fine(id, title, f"Links open at {address}.")


def count_open(checks: Sequence[Check]) -> int:
    """Return how many items are not fine."""
    return sum(check.state in (Readiness.DIFFERS, Readiness.FAILED) for check in checks)


def describe(checks: Sequence[Check]) -> dict[str, Any]:
    """Return a preflight as plain values."""
    return {"items": [check.as_dict() for check in checks], "open": count_open(checks)}
