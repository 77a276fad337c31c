"""What the audience does: questions, moments that were not clear, hand-backs, the room's number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from steering.access.links import make_id
from steering.access.rates import Rates
from steering.access.rights import Right
from steering.records.meetings import Additions
from steering.stage.events import write_event
from steering.stage.inputs import LONGEST_NAME, parse_day, parse_flag, parse_number, parse_text, parse_values
from steering.stage.meeting import Meeting, QuestionState
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.room_number import check_value
from steering.stage.trials import describe_npv
from steering.stage.votes import vote_from_json

Data = Mapping[str, Any]
# How many questions and hand-backs one place may send.
MOST = 50
TOO_OFTEN = "This is too often. Try again in a moment."


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that the audience may do: the right it needs, how often one may, and what it does."""

    right: Right
    rates: Rates
    perform: Callable[[Room, Visitor, Data], dict[str, Any]]


def perform(name: str, room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    """Do what somebody of the audience asks for.

    Raises:
        Refused: who asks may not, not now, or not so often; the message says which.
    """
    deed = DEEDS[name]
    visitor.require(deed.right)
    if room.meeting.state == "closed":
        raise Refused("The meeting is over.")
    if not deed.rates.allow(f"{room.id} {visitor.place}"):
        raise Refused(TOO_OFTEN, 429)
    return deed.perform(room, visitor, data)


def _ask(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    id, text, frame = make_id(), parse_text(data, "text"), room.meeting.stage.hash
    seen = parse_text(data, "frame", is_needed=False)
    # Whoever comes by the link for all may say who they are, but not that they were invited.
    given = parse_text(data, "name", longest=LONGEST_NAME, is_needed=False) if visitor.seat.role == "guest" else ""
    question: dict[str, Any] = {
        "id": id,
        "name": f"{given} (guest)" if given else visitor.name,
        "text": text,
        "scene": room.meeting.stage.position.scene,
    }

    def decide() -> Additions:
        if sum(item.by == visitor.place for item in room.meeting.questions.values()) >= MOST:
            raise Refused(f"You have sent {MOST} questions, which is the most.", 429)
        return Additions(events=(write_event("ask", by=visitor.place, frame=seen or frame, **question),))

    room.append(decide)
    room.publish_soon("room", "desk")
    return {"id": id}


def _upvote(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    id, on = parse_text(data, "id"), parse_flag(data, "on")
    if id not in room.meeting.questions:
        raise Refused("There is no such question.", 404)
    if on != (visitor.place in room.meeting.upvotes.get(id, ())):
        room.note("upvote", visitor.place, id=id, on=on)
        room.publish_soon("room")
    return {"on": on}


def _move_question(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    """Say what becomes of a question: queued, next, answered in the scene on stage, or parked with owner and date."""
    id, state = parse_text(data, "id"), parse_text(data, "state")
    if id not in room.meeting.questions:
        raise Refused("There is no such question.", 404)
    if state not in get_args(QuestionState):
        raise Refused(f"A question is {', '.join(get_args(QuestionState))}.", 400)
    owner = parse_text(data, "owner", longest=LONGEST_NAME, is_needed=state == "parked")
    due = parse_day(data, "due").isoformat() if state == "parked" else ""
    where = _scene_number(room) if state == "answered" else ""
    room.note("question", visitor.place, id=id, state=state, owner=owner, due=due, where=where)
    room.publish_soon("room", "desk")
    return {"state": state}


def _scene_number(room: Room) -> str:
    ids = [scene.id for scene in room.storyboard.scenes]
    here = room.meeting.stage.position.scene
    return f"scene {ids.index(here) + 1}" if here in ids else "the questions"


def _mark(room: Room, visitor: Visitor, _: Data) -> dict[str, Any]:
    room.note("moment", visitor.place, frame=room.meeting.stage.hash, scene=room.meeting.stage.position.scene)
    room.publish_soon("desk")
    return {}


def _hand_back(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    values = parse_values(data)
    name = parse_text(data, "name", longest=LONGEST_NAME, is_needed=False) or visitor.name
    place = room.meeting.stage.position.with_values(values)
    exhibit = room.show(place)
    headline = f"NPV {describe_npv(room, place)}"
    id = make_id()
    facts: dict[str, Any] = {"id": id, "name": name, "scene": place.scene, "values": values, "headline": headline}

    def decide() -> Additions:
        if sum(item.by == visitor.place for item in room.meeting.hand_backs.values()) >= MOST:
            raise Refused(f"You have handed {MOST} back, which is the most.", 429)
        return Additions(events=(write_event("hand-back", by=visitor.place, frame=exhibit.frame.sha256, **facts),))

    room.append(decide)
    room.publish_soon("desk")
    return {"id": id, "headline": headline}


def _give_number(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    value = parse_number(data.get("value"))

    def decide() -> Additions:
        driver = check_value(room, value)
        return Additions(events=(write_event("number", by=visitor.place, driver=driver, value=value),))

    room.append(decide)
    room.publish_soon("room", "desk")
    return {"value": value}


def own_things(meeting: Meeting, visitor: Visitor) -> dict[str, Any]:
    """What somebody did in a meeting, for their own browser after a reload."""
    place, box = visitor.place, meeting.open_vote
    ballot = box.ballots.get(place) if box else None
    return {
        "questions": [question.id for question in meeting.questions.values() if question.by == place],
        "upvoted": [id for id, places in meeting.upvotes.items() if place in places],
        "value": meeting.number.values.get(place) if meeting.number else None,
        "ballot": {"vote": box.id, **ballot} if box and ballot else None,
        "voted": bool(box and place in box.voted),
        "entitled": box is not None and any(person.seat == place for person in vote_from_json(box.opened).voters),
    }


# What the audience may do, by the name of its route.
DEEDS: Mapping[str, Deed] = {
    "questions": Deed(right="ask", rates=Rates(burst=5, a_second=0.3), perform=_ask),
    "upvote": Deed(right="ask", rates=Rates(burst=20, a_second=2), perform=_upvote),
    "question": Deed(right="moderate", rates=Rates(burst=50, a_second=5), perform=_move_question),
    "moments": Deed(right="mark", rates=Rates(burst=2, a_second=0.2), perform=_mark),
    "handbacks": Deed(right="try", rates=Rates(burst=3, a_second=0.2), perform=_hand_back),
    "number": Deed(right="vote", rates=Rates(burst=20, a_second=2), perform=_give_number),
}
