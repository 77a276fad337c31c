"""A vote in a meeting, from its opening to the decision on record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from steering.frames.agenda import AGENDA
from steering.frames.blocks import Statements, leaves
from steering.records.schema import ballots
from steering.stage.driving import drive
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Rooms
from steering.stage.voting import cast, handle_vote
from steering.state.app_state import AppState

Seat = Callable[[str], Visitor]
KEYS = {"Chair": "c" * 32, "Finance": "f" * 32, "Technology": "7" * 32}


@pytest.fixture
def begun(room: Room, seat: Seat) -> Iterator[Room]:
    """The meeting on the scene with the ask."""
    drive(room, seat("Presenter"), {"do": "start"})
    drive(room, seat("Presenter"), {"do": "go", "scene": "ask"})
    yield room


def open_vote(room: Room, by: Visitor, **terms: Any) -> str:
    facts = {"question": "Release tranche 3?", "quorum": 2, "decision": "tranche-3"}
    id: str = handle_vote(room, by, {"do": "open", **facts, **terms})["id"]
    return id


def vote_of(room: Room) -> dict[str, Any]:
    """What everybody is told of the vote."""
    room.publish_soon("room")
    (message,) = room.channel.latest(("room",), {})
    value: dict[str, Any] = json.loads(message.body)["vote"]
    return value


class TestOpening:
    @pytest.mark.parametrize("who", ["Finance", "Guest", "Room", "Remote"])
    def test_only_presenter_and_chair_open_one(self, begun: Room, seat: Seat, who: str) -> None:
        with pytest.raises(Refused, match="does not allow"):
            open_vote(begun, seat(who))
        assert begun.meeting.votes == {}

    def test_one_at_a_time(self, begun: Room, seat: Seat) -> None:
        open_vote(begun, seat("Chair"))
        with pytest.raises(Refused, match="Another vote is open"):
            open_vote(begun, seat("Presenter"))

    def test_every_problem_is_told_at_once(self, begun: Room, seat: Seat) -> None:
        with pytest.raises(Refused) as refusal:
            open_vote(begun, seat("Chair"), quorum=9, decision="nothing")
        assert "nothing" in str(refusal.value)
        assert "quorum" in str(refusal.value).lower()

    @pytest.mark.parametrize("terms", [{"entitled": ["nobody"]}, {"rule": 5}, {"secret": "maybe"}, {"present": "all"}])
    def test_terms_of_another_kind_are_refused(self, begun: Room, seat: Seat, terms: dict[str, Any]) -> None:
        with pytest.raises(Refused) as refusal:
            open_vote(begun, seat("Chair"), **terms)
        assert refusal.value.status == 400


class TestCasting:
    @pytest.fixture
    def vote(self, begun: Room, seat: Seat) -> str:
        """An open vote in which Technology is recused."""
        return open_vote(begun, seat("Chair"), recused=[seat("Technology").place])

    def test_until_it_closes_only_how_many_is_told(self, begun: Room, seat: Seat, vote: str) -> None:
        cast(begun, seat("Finance"), {"vote": vote, "choice": "reject"})
        told = vote_of(begun)
        assert (told["voted"], told["entitled"], told["result"], told["words"]) == (1, 2, None, "1 of 2 have voted")
        assert "reject" not in json.dumps({**told, "options": []})

    def test_the_last_ballot_of_a_member_counts(self, begun: Room, seat: Seat, vote: str) -> None:
        for choice in ("reject", "approve", "approve"):
            cast(begun, seat("Finance"), {"vote": vote, "choice": choice})
        cast(begun, seat("Chair"), {"vote": vote, "choice": "approve"})
        result = handle_vote(begun, seat("Chair"), {"do": "close"})
        assert result["counts"] == {"approve": 2, "conditions": 0, "defer": 0, "reject": 0}

    @pytest.mark.parametrize("who", ["Guest", "Presenter", "Room", "Remote"])
    def test_others_have_no_vote(self, begun: Room, seat: Seat, vote: str, who: str) -> None:
        with pytest.raises(Refused) as refusal:
            cast(begun, seat(who), {"vote": vote, "choice": "approve"})
        assert refusal.value.status == 403
        assert vote_of(begun)["voted"] == 0

    def test_who_is_recused_has_none_either(self, begun: Room, seat: Seat, vote: str) -> None:
        with pytest.raises(Refused, match="recused"):
            cast(begun, seat("Technology"), {"vote": vote, "choice": "approve"})

    def test_a_closed_vote_takes_none(self, begun: Room, seat: Seat, vote: str) -> None:
        cast(begun, seat("Finance"), {"vote": vote, "choice": "approve"})
        handle_vote(begun, seat("Chair"), {"do": "close"})
        with pytest.raises(Refused, match="closed"):
            cast(begun, seat("Chair"), {"vote": vote, "choice": "reject"})
        assert begun.meeting.votes[vote].voted == {seat("Finance").place}

    def test_a_cancelled_vote_is_gone(self, begun: Room, seat: Seat, vote: str) -> None:
        handle_vote(begun, seat("Presenter"), {"do": "cancel"})
        with pytest.raises(Refused, match="No vote"):
            cast(begun, seat("Finance"), {"vote": vote, "choice": "approve"})


class TestSecretVotes:
    @pytest.fixture
    def vote(self, begun: Room, seat: Seat) -> str:
        """An open secret vote."""
        return open_vote(begun, seat("Chair"), secret=True)

    def ballot(self, room: Room, visitor: Visitor, vote: str, choice: str, key: str | None = None) -> None:
        cast(room, visitor, {"vote": vote, "choice": choice, "key": key or KEYS[visitor.name]})

    def test_what_was_cast_is_apart_from_who_has_cast_it(
        self, begun: Room, seat: Seat, vote: str, state: AppState
    ) -> None:
        self.ballot(begun, seat("Finance"), vote, "reject")
        events = [json.loads(event.body) for event in state.records.meetings.events(begun.id)]
        (event,) = [event for event in events if event["kind"] == "vote"]
        assert set(event) == {"kind", "at", "by", "salt", "vote"}
        with state.records.engine.connect() as connection:
            (row,) = connection.execute(sa.select(ballots).where(ballots.c.vote_id == vote)).mappings().all()
        assert set(row) == {"key", "vote_id", "body"}
        assert seat("Finance").place not in str(dict(row))
        assert KEYS["Finance"] not in str(dict(row))

    def test_who_has_the_key_changes_it_and_nobody_else(self, begun: Room, seat: Seat, vote: str) -> None:
        self.ballot(begun, seat("Finance"), vote, "reject")
        with pytest.raises(Refused, match="only the browser in which you voted"):
            self.ballot(begun, seat("Finance"), vote, "approve", key="0" * 32)
        self.ballot(begun, seat("Finance"), vote, "approve")
        self.ballot(begun, seat("Chair"), vote, "approve")
        result = handle_vote(begun, seat("Chair"), {"do": "close"})
        assert result["counts"]["approve"] == 2
        assert result["dissent"] == []

    def test_the_key_of_another_member_is_no_second_vote(self, begun: Room, seat: Seat, vote: str) -> None:
        self.ballot(begun, seat("Finance"), vote, "approve")
        with pytest.raises(Refused, match="Somebody else"):
            self.ballot(begun, seat("Chair"), vote, "reject", key=KEYS["Finance"])
        assert begun.meeting.votes[vote].voted == {seat("Finance").place}
        assert handle_vote(begun, seat("Chair"), {"do": "close"})["counts"]["approve"] == 1

    @pytest.mark.parametrize("key", ["", "short", "G" * 32, 5])
    def test_a_ballot_without_a_key_is_refused(self, begun: Room, seat: Seat, vote: str, key: object) -> None:
        with pytest.raises(Refused, match="key"):
            cast(begun, seat("Finance"), {"vote": vote, "choice": "approve", "key": key})


class TestDecision:
    def test_it_is_on_record_with_what_was_on_stage_when_the_vote_was_opened(
        self, begun: Room, seat: Seat, state: AppState
    ) -> None:
        drive(begun, seat("Presenter"), {"do": "go", "scene": "worth"})
        drive(begun, seat("Presenter"), {"do": "move", "values": {"benefit_factor": 0.9}, "final": True})
        vote = open_vote(begun, seat("Chair"))
        frame = begun.meeting.stage.hash
        drive(begun, seat("Presenter"), {"do": "go", "scene": "decide"})
        condition = {"metric": "trained_share", "op": ">=", "value": "0.6", "due": "2027-01"}
        cast(
            begun, seat("Finance"), {"vote": vote, "choice": "conditions", "conditions": [condition, "Report monthly"]}
        )
        cast(begun, seat("Chair"), {"vote": vote, "choice": "approve"})
        action = {"text": "Train wave 5", "owner": "Head of enablement", "due": "2027-06-30"}
        handle_vote(begun, seat("Chair"), {"do": "close", "actions": [action]})

        snapshot = state.snapshot()
        brief = snapshot.frame(AGENDA["brief"].build_frame, snapshot.default_filters)
        blocks = [block for block in leaves(brief.blocks) if isinstance(block, Statements)]
        (asked,) = [block for block in blocks if block.id == "decisions"]
        assert [item.detail.startswith("Decided on") for item in asked.findings] == [True, False, False]
        record = snapshot.context.decisions[0].decision
        assert record.question == "Release tranche 3?"
        assert {name: float(value) for name, value in record.parameters.items()} == {"benefit_factor": 0.9}
        assert [term.metric for term in record.conditions] == ["trained_share"]
        assert record.other_conditions == ("Report monthly",)
        assert [task.text for task in record.actions] == ["Train wave 5"]
        assert begun.meeting.votes[vote].frame == frame
        assert begun.recordings.find(frame) is not None

    def test_actions_that_are_wrong_leave_the_vote_open(self, begun: Room, seat: Seat) -> None:
        vote = open_vote(begun, seat("Chair"))
        cast(begun, seat("Finance"), {"vote": vote, "choice": "approve"})
        with pytest.raises(Refused, match="before the decision"):
            action = {"text": "Train", "owner": "Head", "due": "2020-01-01"}
            handle_vote(begun, seat("Chair"), {"do": "close", "actions": [action]})
        assert begun.meeting.open_vote is not None


def test_a_vote_outlives_the_process(begun: Room, seat: Seat, open_rooms: Callable[[], Rooms]) -> None:
    vote = open_vote(begun, seat("Chair"))
    cast(begun, seat("Finance"), {"vote": vote, "choice": "approve"})
    again = open_rooms().room(begun.id)
    cast(again, seat("Chair"), {"vote": vote, "choice": "approve"})
    assert handle_vote(again, seat("Chair"), {"do": "close"})["counts"]["approve"] == 2


def test_the_key_of_links_is_the_owners_alone(rooms: Rooms, room: Room, state: AppState) -> None:
    rooms.token(room, "guests")
    key: Path = state.home / "links.key"
    assert key.stat().st_mode & 0o077 == 0
