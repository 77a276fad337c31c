"""While a vote is open, no route and no stream says how others have voted: runs that cast differently read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from steering.exports.receipt import parse_receipt_file
from steering.records import Records
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.web.meeting_visits import Browser, House, house
from tests.steering.web.test_meeting_rights import CASES

# What differs from run to run whoever casts what: ids and hashes, moments, and versions.
CHANCE = (
    (re.compile(r"[0-9a-f]{16,64}"), "<id>"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)?"), "<moment>"),
    (re.compile(r"(?<![\d.])1[789]\d{11}(?!\d)"), "<moment>"),
    (re.compile(r"(?<![\d:])\d\d:\d\d(?![\d:])"), "<clock>"),
    (re.compile(r'"until":[\d.]+'), '"until":<minutes>'),
    (re.compile(r'("version":|"seq":|seq=|-)\d+'), r"\1<version>"),
)
CHOICES = ("approve", "conditions", "defer", "reject")
# Three members with each of their ballots; Ben's is the same in both runs.
ONE = {"Ada": "approve", "Ben": "defer", "Cy": "conditions"}
OTHER = {"Ada": "reject", "Ben": "defer", "Cy": "approve"}


def normal(text: str) -> str:
    """A text without what chance has given it."""
    for pattern, word in CHANCE:
        text = pattern.sub(word, text)
    return text


def cast(served: House, browsers: Mapping[str, Browser], choices: Mapping[str, str], *, secret: bool) -> None:
    """Have a vote opened, and everybody cast; each changes their mind once."""
    opened = browsers["Ada"].post("vote", {"do": "open", "question": "Fund it?", "quorum": 2, "secret": secret})
    assert opened.status == 200, opened.body
    vote = opened.json["id"]
    for number, (name, choice) in enumerate(choices.items()):
        for once in ("reject", choice):
            terms = ["Train first."] if once == "conditions" else []
            ballot = {"vote": vote, "choice": once, "conditions": terms, "key": f"{number:032x}"}
            assert browsers[name].post("ballot", ballot).status == 200
    served.room.publish_all()


def first_events(browser: Browser, kinds: set[str]) -> str:
    """The stream until one of each kind has come."""
    text = ""
    with browser.events() as lines:
        while not all(f"event: {kind}\n" in text for kind in kinds) or not text.endswith("\n\n"):
            text += next(lines) + "\n"
    return text


def read_all(served: House, browsers: Mapping[str, Browser]) -> Iterator[tuple[tuple[str, str], str]]:
    """Everything that anybody can read now, by name and path."""
    hash = served.room.meeting.stage.hash
    for name, browser in browsers.items():
        for method, path in CASES:
            if method == "GET" and path == "events":
                yield (name, path), normal(first_events(browser, {"stage", "room"}))
            elif method == "GET" and path != "qr.svg":
                # That one is a drawing of a link, which chance alone has made.
                full = path.replace("{hash}", hash) + {"figure": f"?frame={hash}&id=npv"}.get(path, "")
                body = browser.get(full).body
                text = repr(parse_receipt_file(body)) if path == "receipt" else body.decode()
                yield (name, path), normal(text)


def play(
    folder: Path, example: CaseSnapshot, choices: Mapping[str, str], *, secret: bool
) -> dict[tuple[str, str], str]:
    """A meeting in which a vote is open, in which everybody has cast; return what all can read."""
    folder.mkdir()
    with Records(folder) as records, house(folder, records, example) as served:
        names = ("Presenter", "Ada", "Ben", "Cy", "Guest", "Room", "Remote")
        browsers = {name: served.enter(name) for name in names}
        assert browsers["Presenter"].drive("start").status == 200
        cast(served, browsers, choices, secret=secret)
        return dict(read_all(served, browsers))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, example: CaseSnapshot) -> dict[str, Any]:
    """What can be read in two runs of an open vote, and in two of a secret one."""
    folder = tmp_path_factory.mktemp("votes")
    return {
        f"{kind} {number}": play(folder / f"{kind}-{number}", example, choices, secret=kind == "secret")
        for kind in ("open", "secret")
        for number, choices in enumerate((ONE, OTHER))
    }


def test_nobody_can_tell_how_others_have_voted(runs: dict[str, Any]) -> None:
    voters = {name for name in ONE if ONE[name] != OTHER[name]}
    one, other = runs["open 0"], runs["open 1"]
    assert one.keys() == other.keys()
    differ = {key for key in one if one[key] != other[key]}
    # Only in what is said to oneself: what one has cast.
    assert differ == {(name, path) for name in voters for path in ("me", "receipt")}


def test_in_a_secret_vote_not_even_who_has_voted_reads_anything_else(runs: dict[str, Any]) -> None:
    one, other = runs["secret 0"], runs["secret 1"]
    assert {key for key in one if one[key] != other[key]} == set()


@pytest.mark.parametrize("run", ["open 0", "open 1", "secret 0", "secret 1"])
def test_everybody_is_told_how_many_have_voted_and_no_count_of_any_option(runs: dict[str, Any], run: str) -> None:
    counts = re.compile(rf'"({"|".join(CHOICES)}|for|against)"\s*:\s*\d')
    for (name, path), text in runs[run].items():
        assert not counts.search(text), (name, path)
        if path in ("events", "state"):
            assert '"words":"3 of 3 have voted"' in text
            assert '"result":null' in text
            assert "Train first" not in text


def test_what_is_normal_keeps_what_matters() -> None:
    assert normal('{"voted":3,"at":"2026-11-29T10:00:00.123+00:00","id":"0123456789abcdef"}') == (
        '{"voted":3,"at":"<moment>","id":"<id>"}'
    )
    assert normal("| 14:05 | The ask | 27 teams | 3 |") == "| <clock> | The ask | 27 teams | 3 |"
