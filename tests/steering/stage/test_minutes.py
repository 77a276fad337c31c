"""Minutes to the letter, from the events of a meeting, with texts of people that stay texts."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.cases.storyboard import Scene
from steering.frames.agenda import AGENDA
from steering.frames.blocks import Statements, TableBlock
from steering.frames.frame import Frame, Provenance
from steering.picture.picture import draw_frame
from steering.stage.ballots import Ballot, BallotCondition
from steering.stage.changes import apply_event
from steering.stage.events import Event
from steering.stage.markdown import WORD_JOINER, escape
from steering.stage.meeting import Meeting
from steering.stage.meeting_minutes import minutes_of
from steering.stage.minutes import MeetingMinutes, note_vote
from steering.stage.minutes_pages import build_minutes_frame, render_minutes
from steering.stage.stage import Position, Stage
from steering.stage.votes import Vote, Voter, count_votes, result_as_json, vote_as_json

HOSTILE = "<img src=x onerror=alert(1)> | [a](javascript:b) **c** `d` www.e.f http://g h@i.j :smile: $k$\n# l"
SCENES = (
    Scene(id="ask", minutes=Decimal(5), page="brief", message="We ask for 4.2 million"),
    Scene(id="cost", minutes=Decimal(5), page="costs", message="Costs hold"),
)
PEOPLE = (Voter(seat="a", name="Anna"), Voter(seat="b", name="Ben"), Voter(seat="c", name="Cleo"))
VOTE = Vote(id="v", question="Do we fund it?", quorum=2, entitled=PEOPLE, present=PEOPLE[:2], recused=PEOPLE[2:])
BALLOTS = {
    "a": Ballot(choice="conditions", conditions=(BallotCondition(text="Train first."),)),
    "b": Ballot(choice="reject"),
}
EXPECTED = f"""\
# Minutes: Autumn meeting

Halden (fictional) · 27 Nov 2026 · 14:00 to 14:30 UTC

**Present:** Anna (chair) and Ben (member).

**Absent:** Cleo (member).

## Votes

### Do we fund it?

- **Decision:** Reject
- **Result:** Not carried: 1 of 2, needed 2 (1 approve with conditions, 1 reject, 0 abstained)
- **Terms:** More than half of the votes cast; quorum 2; open vote; 3 entitled, 2 present, 1 recused
- **Recused:** Cleo
- **Dissent:** Anna: approve with conditions

## Actions

| Action | Owner | Due |
| --- | --- | --- |
| Answer: And then? | Head of finance | 15 Dec 2026 |

## Questions

- What is it? (Ben): answered in scene 2
- And then? (Anna): parked: Head of finance, due 15 Dec 2026
- Why? (Ben): not answered

## What was shown

| Time | On stage | What it said | Minutes |
| --- | --- | --- | --- |
| 14:00 | Scene 1 | We ask for 4.2 million (costs 110%, by Ben) | 10 |
| 14:10 | Costs | {AGENDA["costs"].question} | 5 |
| 14:15 | Scene 2 | Costs hold (the recording) | 15 |

The log of the meeting ends with abc123.
"""


def at(minute: int) -> dt.datetime:
    return dt.datetime(2026, 11, 27, 14, minute, tzinfo=dt.UTC)


def held(*, vote: Vote = VOTE, ballots: dict[str, Ballot] = BALLOTS, text: str = "What is it?") -> Meeting:
    """A meeting of half an hour: three places on stage, three questions, one vote."""
    result = json.loads(json.dumps(result_as_json(count_votes(vote, ballots))))
    place = Position(scene="ask")
    facts: list[tuple[int, str, dict[str, Any]]] = [
        (0, "plan", {"title": "Autumn meeting", "organisation": "Halden (fictional)", "day": "2026-11-27"}),
        (0, "invite", {"seat": "room", "name": "Room", "role": "room"}),
        (0, "invite", {"seat": "a", "name": "Anna", "role": "chair"}),
        (0, "invite", {"seat": "b", "name": "Ben", "role": "member"}),
        (0, "invite", {"seat": "c", "name": "Cleo", "role": "member"}),
        (0, "invite", {"seat": "d", "name": "Dora", "role": "member"}),
        (0, "revoke", {"seat": "d"}),
        *((0, "enter", {"seat": seat, "device": "x"}) for seat in ("room", "a", "b")),
        (0, "start", {"storyboard": ""}),
        (0, "show", Stage(position=place).as_dict()),
        (4, "show", Stage(position=place.with_values({"cost_factor": 1.1}), author="Ben").as_dict()),
        (10, "show", Stage(position=Position(page="costs")).as_dict()),
        (15, "show", Stage(position=Position(scene="cost"), recorded="2026-11-26").as_dict()),
        *(
            (16, "ask", {"id": id, "name": name, "text": words, "frame": "", "scene": "cost"})
            for id, name, words in (("1", "Ben", text), ("2", "Anna", "And then?"), ("3", "Ben", "Why?"))
        ),
        (17, "question", {"id": "1", "state": "answered", "where": "scene 2"}),
        (18, "question", {"id": "2", "state": "parked", "owner": "Head of finance", "due": "2026-12-15"}),
        (20, "open-vote", {"id": "v", "vote": vote_as_json(vote), "frame": "", "position": place.as_dict()}),
        (21, "close-vote", {"vote": "v", "result": result}),
        (30, "end", {}),
    ]
    meeting = Meeting(id="m")
    for seq, (minute, kind, data) in enumerate(facts, start=1):
        apply_event(meeting, Event(seq=seq, kind=kind, at=at(minute), by="a", data=data))
    return meeting


def minutes(**changes: Any) -> MeetingMinutes:
    return minutes_of(held(**changes), SCENES, head="abc123", zone=dt.UTC)


def frame_of(one: MeetingMinutes) -> Frame:
    return build_minutes_frame(one, Provenance(case="halden", as_of="2026-10", unit=None, releases=()))


def test_minutes_say_who_voted_what_was_asked_and_what_was_shown() -> None:
    assert render_minutes(minutes()) == EXPECTED


def test_a_carried_vote_lists_its_conditions() -> None:
    ballots = {**BALLOTS, "b": Ballot(choice="approve")}
    text = render_minutes(minutes(ballots=ballots))
    assert "- **Decision:** Approve with conditions\n- **Result:** Carried: 2 of 2, needed 2" in text
    assert "- **Condition:** Train first." in text and "Dissent" not in text


def test_a_secret_vote_has_no_names_in_its_dissent() -> None:
    vote = Vote(id="v", question="Do we?", entitled=PEOPLE, present=PEOPLE, secret=True)
    hidden = {"1": Ballot(choice="approve"), "2": Ballot(choice="approve"), "3": Ballot(choice="reject")}
    note = note_vote(vote, result_as_json(count_votes(vote, hidden, ["a", "b", "c"])))
    assert note.dissent == ("1 member; the vote was secret",)
    assert not {"Anna", "Ben", "Cleo"} & set(re.findall(r"\w+", repr(note)))


def test_a_meeting_that_has_not_begun_has_minutes_too() -> None:
    bare = MeetingMinutes(title="Autumn meeting", organisation="Halden", day=dt.date(2026, 11, 27))
    text = render_minutes(bare)
    assert "Halden · 27 Nov 2026\n" in text and "**Present:** Nobody." in text
    assert "## Votes\n\nNo vote was taken." in text and "## Actions\n\nNone." in text


def test_the_page_to_print_says_the_same() -> None:
    frame = frame_of(minutes())
    assert frame.message == "Minutes: Autumn meeting"
    assert frame.detail == "Halden (fictional) · 27 Nov 2026 · 14:00 to 14:30 UTC"
    blocks = {block.id: block for block in frame.blocks if isinstance(block, (Statements, TableBlock))}
    assert list(blocks) == ["people", "vote-1", "actions", "questions", "scenes"]
    plain = EXPECTED.replace("**", "")
    for block in blocks.values():
        if isinstance(block, TableBlock):
            assert all(f"| {' | '.join(row)} |" in plain for row in block.texts)
        elif block.id == "vote-1":
            assert all(f"- {item.text}: {item.detail}\n" in plain for item in block.findings)
    assert Frame.from_json(frame.to_json()) == frame


@pytest.mark.parametrize("where", ["question", "vote"])
def test_texts_of_people_stay_texts(where: str) -> None:
    vote = Vote(id="v", question=HOSTILE, entitled=(Voter(seat="a", name=HOSTILE),))
    one = minutes(text=HOSTILE) if where == "question" else minutes(vote=vote, ballots={"a": Ballot(choice="reject")})
    text = render_minutes(one)
    assert re.search(r"(?<!\\)<img|(?<!\\)\[a|http://|www\.e|h@i|:smile|\n# l", text) is None
    assert r"\<img src=x onerror=alert(1)\>" in text
    drawn = "".join(draw_frame(frame_of(one)).markup)
    assert "<img" not in drawn and "&lt;img src=x" in drawn


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_every_letter_of_a_text_is_shown(text: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escape(text)).replace(WORD_JOINER, "")
    assert shown == text.replace(WORD_JOINER, "")


@given(st.text("\\`*_{}[]<>#|~!&$+-=1.) :/@w\n\r"))
def test_nothing_is_left_for_markdown_to_read(text: str) -> None:
    safe = escape(text)
    assert "\n" not in safe and "\r" not in safe
    assert not re.search(r"[`*_{}\[\]<>#|~!&$]", re.sub(r"\\.", "", safe))
    assert not re.match(r"[-+=]|\d+[.)]", safe)
    assert not re.search(r"://|www\.|:[a-z]", safe)
