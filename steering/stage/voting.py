"""A vote within a meeting: opened with terms that stand, cast, changed, and closed into a decision."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from steering.access.links import make_id
from steering.access.rights import may
from steering.clock import tell_time
from steering.frames.blocks import Tiles, leaves
from steering.records.meetings import Additions, MeetingRecords, StageNote
from steering.roi.options import describe_option
from steering.stage.ballots import Ballot, Limits, ballot_as_json, ballot_from_json
from steering.stage.condition_form import condition_metrics, share_metrics
from steering.stage.decision import actions_from_json, decision_of
from steering.stage.events import write_event
from steering.stage.evidence import note_screen
from steering.stage.inputs import parse_text
from steering.stage.meeting import BallotBox
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.vote_checks import check_ballot, check_vote, describe_faults
from steering.stage.votes import Vote, count_votes, result_as_json, vote_as_json, vote_from_json

Data = Mapping[str, Any]
# What of the terms of a vote may be left out.
TERMS = ("rule", "base", "quorum", "secret", "decision")
# What the browser of a member makes up for a secret vote.
KEY = re.compile(r"[0-9a-f]{32}")
NO_VOTE = "No vote is open."
LOST_KEY = (
    "You have voted already. This vote is secret: only the browser in which you voted can change what was cast in it."
)


def handle_vote(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    """Open, close or cancel a vote.

    Raises:
        Refused: who asks may not, or the vote can't be opened like that; the message has every reason.
    """
    visitor.require("count")
    acts = {"open": _open, "close": _close, "cancel": _cancel}
    act = acts.get(str(data.get("do")))
    if act is None:
        raise Refused(f"A vote is opened, closed or cancelled: {', '.join(acts)}.", 400)
    answer = act(room, visitor, data)
    room.publish_soon("room", "desk")
    return answer


def _open(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    vote = _parse_vote(room, data)
    decisions = [item.id for item in room.snapshot.context.case.charter.decisions]
    if problems := check_vote(vote, decisions):
        raise Refused(" ".join(problems), 400)

    def decide() -> Additions:
        if room.meeting.state != "open":
            raise Refused("The meeting is not open.")
        if room.meeting.open_vote:
            raise Refused("Another vote is open. Close it first.")
        stage = room.meeting.stage
        facts = {"id": vote.id, "vote": vote_as_json(vote), "frame": stage.hash, "position": stage.position.as_dict()}
        event = write_event("open-vote", by=visitor.place, at=None, **facts, screen=note_screen(room))
        return Additions(events=(event,))

    room.append(decide)
    return {"id": vote.id}


def _parse_vote(room: Room, data: Data) -> Vote:
    names = {seat.id: seat.name for seat in room.meeting.seats.values() if not seat.is_revoked}
    voters = [seat.id for seat in room.meeting.seats.values() if may(seat.role, "vote") and not seat.is_revoked]

    def people(name: str, otherwise: list[str]) -> list[dict[str, str]]:
        seats = data.get(name, otherwise)
        if not isinstance(seats, list) or not all(isinstance(seat, str) and seat in names for seat in seats):
            raise Refused(f"{name} has to list people of this meeting.", 400)
        return [{"seat": seat, "name": names[seat]} for seat in seats]

    terms = {
        name: data[name] for name in ("rule", "base", "quorum", "secret", "decision") if data.get(name) is not None
    }
    facts = {
        "id": make_id(),
        "question": parse_text(data, "question", longest=1000),
        "entitled": people("entitled", voters),
        "present": people("present", [seat for seat in voters if seat in room.channel.present]),
        "recused": people("recused", []),
        **terms,
        # Another question is not about the ask.
        "asked": describe_option(room.snapshot.context.case.business) if terms.get("decision") else "",
    }
    try:
        return vote_from_json(facts)
    except ValidationError as error:
        raise Refused(" ".join(describe_faults(error)), 400) from error


def cast(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    """Cast a ballot, or change one that was cast.

    Raises:
        Refused: no such vote is open, the visitor may not vote on it, or the ballot is none; nothing was changed then.
    """
    visitor.require("vote")
    ballot, problems = ballot_from_json(data)
    if ballot is None:
        raise Refused(" ".join(problems), 400)
    cast_ballot: Ballot = ballot
    context, today = room.snapshot.context, tell_time().date()
    limits = Limits(metrics=condition_metrics(context), shares=share_metrics(context), day=today)

    def decide() -> Additions:
        box = room.meeting.votes.get(str(data.get("vote")))
        if box is None or not box.is_open:
            raise Refused("This vote is closed. What was cast in time counts." if box else NO_VOTE)
        if faults := check_ballot(vote_from_json(box.opened), visitor.place, cast_ballot, limits):
            raise Refused(" ".join(faults), 403 if "entitled" in faults[0] or "recused" in faults[0] else 400)
        return (
            _secret(room, box, visitor, cast_ballot, data) if box.is_secret else _open_ballot(box, visitor, cast_ballot)
        )

    room.append(decide)
    room.publish_soon("room", "desk")
    return {"ok": True}


def _open_ballot(box: BallotBox, visitor: Visitor, ballot: Ballot) -> Additions:
    body, note = ballot_as_json(ballot), StageNote(action="vote", seat=visitor.place, subject=box.id)
    if box.ballots.get(visitor.place) == body:
        # Sent twice: it is cast already. The log has it again, so that nobody counts whose choice was another one.
        return Additions(events=(), notes=(note,))
    event = write_event("vote", by=visitor.place, vote=box.id, ballot=body)
    return Additions(events=(event,), notes=(note,))


def _secret(room: Room, box: BallotBox, visitor: Visitor, ballot: Ballot, data: Data) -> Additions:
    """Write what was cast apart from who has cast it; only who has the key changes it."""
    key = str(data.get("key"))
    if not KEY.fullmatch(key):
        raise Refused("A secret vote needs the key that your browser makes. Load the page again.", 400)
    name, has_voted = hash_key(box.id, key), visitor.place in box.voted
    is_known = room.records.ballot(box.id, name) is not None
    if has_voted and not is_known:
        raise Refused(LOST_KEY)
    if is_known and not has_voted:
        raise Refused("Somebody else has voted from this browser. Vote from your own.")
    ballots = {name: json.dumps(ballot_as_json(ballot))}
    if has_voted:
        # Nothing says that somebody has changed their mind.
        return Additions(events=(), ballots=ballots, vote_id=box.id)
    event = write_event("vote", by=visitor.place, vote=box.id)
    note = StageNote(action="vote", seat=visitor.place, subject=box.id)
    return Additions(events=(event,), ballots=ballots, vote_id=box.id, notes=(note,))


def hash_key(vote_id: str, key: str) -> str:
    """Return the name under which a secret ballot is stored: another one in each vote, should a key be used again."""
    return hashlib.sha256(f"{vote_id} {key}".encode()).hexdigest()


def list_ballots(records: MeetingRecords, box: BallotBox) -> dict[str, Ballot]:
    """Return what was cast, by seat, or in a secret vote by keys that say nothing."""
    if box.is_secret:
        bodies = {str(number): json.loads(body) for number, body in enumerate(records.ballots(box.id))}
    else:
        bodies = dict(box.ballots)
    ballots = {key: ballot_from_json(body)[0] for key, body in bodies.items()}
    return {key: ballot for key, ballot in ballots.items() if ballot is not None}


def _close(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    """Count the vote, and record what was decided on what was on stage when it was opened."""
    today = tell_time().date()
    actions, problems = actions_from_json(data.get("actions", []), today)
    if problems:
        raise Refused(" ".join(problems), 400)
    result: dict[str, Any] = {}

    def decide() -> Additions:
        box = room.meeting.open_vote
        if box is None:
            raise Refused(NO_VOTE)
        vote = vote_from_json(box.opened)
        counted = count_votes(vote, list_ballots(room.records, box), box.voted)
        exhibit = room.show(box.position)
        context = room.snapshot.context
        tiles = [tile.id for block in leaves(exhibit.frame.blocks) if isinstance(block, Tiles) for tile in block.tiles]
        record = decision_of(vote, counted, context, exhibit.filters, decided_on=today, metrics=tiles, actions=actions)
        result.update(result_as_json(counted, condition_metrics(context)))
        event = write_event("close-vote", by=visitor.place, vote=box.id, result=result, decision=record.id)
        note = StageNote(action="decide", seat=visitor.place, subject=record.id)
        return Additions(events=(event,), decision=record, by=visitor.name, notes=(note,))

    room.append(decide, changes_case=True)
    return result


def _cancel(room: Room, visitor: Visitor, _: Data) -> dict[str, Any]:
    def decide() -> Additions:
        box = room.meeting.open_vote
        if box is None:
            raise Refused(NO_VOTE)
        return Additions(events=(write_event("cancel-vote", by=visitor.place, vote=box.id),))

    room.append(decide)
    return {}
