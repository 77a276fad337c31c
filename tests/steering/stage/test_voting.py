"""A vote within a meeting of the example: what leaves the server while it is open, and what it leaves behind."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from steering.exports.sheet import render_sheet
from steering.frames.frame import provenance
from steering.records.audit_chain import find_break
from steering.roi.options import describe_option
from steering.stage.driving import drive
from steering.stage.meeting import Role
from steering.stage.meeting_minutes import room_minutes
from steering.stage.messages import desk_message, room_message, stage_message
from steering.stage.minutes_pages import build_minutes_frame, render_minutes
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan, Rooms
from steering.stage.voting import cast, handle_vote
from steering.state.app_state import AppState
from tests.actors import TESTER

PEOPLE: tuple[tuple[str, Role], ...] = (("Chair", "chair"), *((f"Member {number}", "member") for number in (1, 2, 3)))
TRAINED = {"metric": "trained_share", "op": ">=", "value": "60%", "due": "2199-12"}
QUESTION = "Do we release 4.2 million?"


@dataclass(frozen=True)
class Scene:
    """A meeting on stage, and who is in it by name."""

    app: AppState
    rooms: Rooms
    room: Room
    visitors: dict[str, Visitor]

    def vote(self, **data: Any) -> dict[str, Any]:
        return handle_vote(self.room, self.visitors["Chair"], data)

    def cast(self, name: str, **data: Any) -> None:
        vote = self.room.meeting.last_vote
        assert vote is not None
        cast(self.room, self.visitors[name], {"vote": vote.id, **data})

    @property
    def told(self) -> str:
        """Everything that every screen is told now, but for the picture."""
        messages = (stage_message(self.room) | {"picture": None}, room_message(self.room), desk_message(self.room))
        return json.dumps(messages, default=str)


@pytest.fixture
def scene(tmp_path: Path, teams_and_kpis: Path) -> Iterator[Scene]:
    with closing(AppState(tmp_path / "home", teams_and_kpis)) as app:
        rooms = Rooms(app.home, records=lambda: app.records, snapshot=app.snapshot, pictures=app.pictures)
        room = rooms.make(Plan(title="Autumn meeting", day=dt.date(2026, 11, 27), people=PEOPLE), TESTER)
        visitors = {
            seat.name: Visitor(place=seat.id, seat=seat, name=seat.name) for seat in room.meeting.seats.values()
        }
        drive(room, visitors["Presenter"], {"do": "start"})
        yield Scene(app, rooms, room, visitors)
        rooms.close()


def test_until_it_closes_nothing_says_what_was_chosen(scene: Scene) -> None:
    """Whatever members choose, every screen is told the same: how many have voted."""
    seats = [visitor.place for name, visitor in scene.visitors.items() if name.startswith(("Chair", "Member"))]
    answers = []
    for choice in ("approve", "reject"):
        scene.vote(do="open", question=QUESTION, entitled=seats, quorum=2)
        for name in ("Chair", "Member 1", "Member 2"):
            scene.cast(name, choice=choice)
        status = room_message(scene.room)["vote"]
        assert (status["words"], status["voted"], status["result"]) == ("3 of 4 have voted", 3, None)
        answers.append({**status, "id": ""})
        assert '"reject": ' not in scene.told and '"for"' not in scene.told
        scene.vote(do="cancel")
    assert answers[0] == answers[1]


def test_a_vote_on_the_ask_names_the_option_and_another_question_none(scene: Scene) -> None:
    scene.vote(do="open", question=QUESTION, decision="tranche-3")
    status = room_message(scene.room)["vote"]
    assert status["asked"] == describe_option(scene.room.snapshot.context.case.business) != ""
    scene.vote(do="cancel")
    scene.vote(do="open", question="A break now?")
    assert room_message(scene.room)["vote"]["asked"] == ""


def test_terms_that_are_none_are_refused_all_at_once(scene: Scene) -> None:
    with pytest.raises(Refused) as refusal:
        scene.vote(do="open", question=QUESTION, quorum=1.5, rule="most", secret="perhaps", decision=["x"])
    assert str(refusal.value) == (
        "The decision has to be the id of a pending decision. The rule has to be one of simple, two_thirds, unanimous. "
        "The quorum has to be a whole number. The secret has to be true or false."
    )
    assert scene.room.meeting.last_vote is None


def test_signs_that_nothing_can_store_do_no_harm(scene: Scene) -> None:
    scene.vote(do="open", question="Half a sign: \ud800?")
    scene.cast("Chair", choice="conditions", conditions=["\ud800 and \x00", {**TRAINED, "text": "\udfff"}])
    assert scene.vote(do="close")["words"] == "Carried: 1 of 1, needed 1"
    assert "\ud800" not in render_minutes(room_minutes(scene.room))


def test_a_vote_is_changed_until_it_closes_and_counts_once(scene: Scene) -> None:
    scene.vote(do="open", question=QUESTION)
    for choice in ("reject", "defer", "approve", "approve"):
        scene.cast("Member 1", choice=choice)
    assert room_message(scene.room)["vote"]["voted"] == 1
    with pytest.raises(Refused, match="not entitled|not allow"):
        scene.cast("Guest", choice="approve")
    result = scene.vote(do="close")
    assert (result["for"], result["against"], result["words"]) == (1, 0, "Carried: 1 of 1, needed 1")
    with pytest.raises(Refused, match="closed"):
        scene.cast("Member 2", choice="reject")


def test_closing_puts_the_decision_on_record_and_into_the_minutes(scene: Scene) -> None:
    scene.vote(do="open", question=QUESTION, decision="tranche-3", rule="two_thirds", quorum=3)
    scene.cast("Chair", choice="approve")
    scene.cast("Member 1", choice="conditions", conditions=["Give notice <b>first</b>.", TRAINED])
    scene.cast("Member 2", choice="reject")
    with pytest.raises(Refused, match="before the decision"):
        scene.vote(do="close", actions=[{"text": "Plan it.", "owner": "Head", "due": "2020-01-01"}])
    assert scene.app.snapshot().context.decisions[0].source == "case"
    scene.vote(do="close", actions=[{"text": "Plan it.", "owner": "Head", "due": "2199-01-01"}])
    (revision,) = [item for item in scene.app.snapshot().context.decisions if item.source == "stage"]
    decision = revision.decision
    assert decision.id.startswith("tranche-3-") and decision.result == "Approve with conditions"
    assert [term.metric for term in decision.conditions] == ["trained_share"]
    assert decision.votes is not None and decision.votes.dissent == ("Member 2: reject",)
    drive(scene.room, scene.visitors["Presenter"], {"do": "end"})
    minutes = room_minutes(scene.room)
    text = render_minutes(minutes)
    asked = describe_option(scene.room.snapshot.context.case.business)
    assert asked and f"- **Asked for:** {asked}\n" in text
    assert decision.option and decision.against and asked == f"{decision.option}, against {decision.against}"
    assert "Carried: 2 of 3, needed 2" in text and r"Give notice \<b\>first" in text
    assert "| Plan it. | Head | 1 Jan 2199 |" in text
    assert f"ends with {scene.room.head}." in text
    source = provenance(scene.room.snapshot.context, scene.room.snapshot.default_filters, ())
    page = render_sheet(build_minutes_frame(minutes, source)).decode()
    assert "Carried: 2 of 3, needed 2" in page and "<script" not in page and "<b>" not in page


def test_who_voted_what_in_secret_is_nowhere(scene: Scene) -> None:
    scene.vote(do="open", question=QUESTION, secret=True)
    keys = {"Chair": "a" * 32, "Member 1": "b" * 32, "Member 2": "c" * 32}
    for name, key in keys.items():
        scene.cast(name, choice="reject" if name == "Chair" else "approve", key=key)
    scene.cast("Chair", choice="approve", key=keys["Chair"])
    with pytest.raises(Refused, match="only the browser"):
        scene.cast("Chair", choice="reject", key="d" * 32)
    events = "".join(event.body for event in scene.room.records.events(scene.room.id))
    assert '"approve"' not in events.replace('"options":["approve"', "") and not any(
        key in events for key in keys.values()
    )
    result = scene.vote(do="close")
    assert (result["words"], result["dissent"]) == ("Carried: 3 of 3, needed 2", [])
    told = json.dumps(room_message(scene.room)["vote"])
    assert not [name for name in PEOPLE if name[0] in told]


@pytest.mark.parametrize("secret", [False, True])
def test_the_audit_log_has_each_ballot_and_the_decision_and_no_choice(scene: Scene, secret: bool) -> None:
    head = scene.app.records.audit_log.head()
    scene.vote(do="open", question=QUESTION, secret=secret)
    vote = scene.room.meeting.last_vote
    assert vote
    for name, choice in (("Member 1", "reject"), ("Member 2", "defer"), ("Member 1", "defer")):
        scene.cast(name, choice=choice, **({"key": name[-1] * 32} if secret else {}))
    with pytest.raises(Refused):
        scene.cast("Member 3", choice="perhaps", key="3" * 32)
    scene.vote(do="close")
    entries, end = scene.app.records.audit_log.read_all()
    noted = [(entry.action, entry.actor_id, entry.place) for entry in entries[head.seq :]]
    seats, case = {name: f"seat {visitor.place}" for name, visitor in scene.visitors.items()}, scene.room.meeting.case
    assert noted == [
        # Of a secret vote nothing says that Member 1 has voted otherwise since.
        *(("vote", seats[name], case) for name in ("Member 1", "Member 2", *(() if secret else ("Member 1",)))),
        ("decide", seats["Chair"], case),
    ]
    assert {entry.subject for entry in entries[head.seq : -1]} == {vote.id}
    assert not [entry for entry in entries[head.seq :] if "reject" in entry.facts or "Member" in entry.facts]
    assert find_break(entries, end) is None
