"""What the screens of a meeting are told, as plain values: the stage, the room, and the presenter's desk."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from steering.cases.storyboard import AnyScene, Scene
from steering.clock import tell_time
from steering.conditions import ConditionState
from steering.frames.storyboard.page import check_scene_claims
from steering.picture.markup import render_foot
from steering.stage.bus import BOOT
from steering.stage.lateness import describe_cures, describe_plan
from steering.stage.meeting import Meeting, Question
from steering.stage.refusals import Refused
from steering.stage.room_number import describe_number
from steering.stage.seats import list_people
from steering.stage.stage import Position
from steering.stage.votes import public_status, vote_from_json
from steering.storyboard import timing

if TYPE_CHECKING:
    from steering.stage.room import Room

# The most questions that everybody is told of; the largest picture that comes with its message, in bytes.
QUESTIONS = 50
LARGEST = 300_000


def stage_message(room: Room) -> dict[str, Any]:
    """What is on stage, with its picture where that is not too large."""
    meeting, stage = room.meeting, room.meeting.stage
    message: dict[str, Any] = {"boot": BOOT, "state": meeting.state, "title": meeting.title, "day": meeting.day}
    if not stage.hash:
        return {**message, "hash": "", "picture": None, "scene": None}
    packed = room.find_picture(stage.hash) or b""
    return {
        **message,
        "scene": _scene_place(room.scenes, stage.position.scene),
        "page": stage.position.page,
        "query": dict(stage.position.query),
        "drivers": dict(stage.position.values),
        "hash": stage.hash,
        "picture": base64.b64encode(packed).decode() if 0 < len(packed) <= LARGEST else None,
        "foot": _foot(room),
        "spotlight": stage.spotlight,
        "blank": stage.blank,
        "held": stage.ahead is not None,
        "recorded": stage.recorded or None,
        "question": _question_on_stage(meeting),
        "author": stage.author,
        "by": driver_name(meeting),
        "corner": stage.corner,
    }


def room_message(room: Room) -> dict[str, Any]:
    """What is asked, voted and believed, as far as everybody may know it."""
    meeting = room.meeting
    questions = rank_questions(meeting)
    return {
        "boot": BOOT,
        "present": len(room.channel.present),
        "vote": _vote(meeting),
        "questions": [_question(room, question) for question in questions[:QUESTIONS]],
        "asked": len(questions),
        "number": describe_number(room) if meeting.state == "open" else None,
    }


def desk_message(room: Room) -> dict[str, Any]:
    """What only who presents is told."""
    meeting, stage = room.meeting, room.meeting.stage
    scenes = room.scenes
    scene = next((scene for scene in scenes if scene.id == stage.scene), None)
    following = _after(scenes, stage.scene)
    return {
        "boot": BOOT,
        "state": meeting.state,
        "position": stage.position.as_dict(),
        "ahead": _ahead(room, stage.ahead),
        "notes": (scene.notes or "") if isinstance(scene, Scene) else "",
        "fallback": (scene.fallback or "") if isinstance(scene, Scene) else "",
        "next": {"message": following.message, "minutes": _minutes(following)} if following else None,
        "scenes": _scene_list(room),
        "clock": clock(room),
        "late": describe_cures(room.snapshot.context, meeting, room.storyboard.scenes),
        "moments": meeting.moments[stage.hash],
        "handbacks": [
            {"id": item.id, "name": item.name, "values": dict(item.values), "headline": item.headline}
            for item in meeting.hand_backs.values()
        ],
        "driver": {"seat": stage.driver, "name": driver_name(meeting)} if stage.driver else None,
        "wants": {"seat": room.wish.place, "name": room.wish.name} if room.wish else None,
        "people": [
            {"seat": seat.id, "name": seat.name, "role": seat.role, "here": seat.id in room.channel.present}
            for seat in list_people(meeting)
        ],
        "behind": room.is_behind,
        "edited": room.is_edited,
        "partial": _began_in_the_middle(room),
    }


def _began_in_the_middle(room: Room) -> bool:
    """Whether the first scene that was shown is not the first one of the storyboard."""
    showings, scenes = room.meeting.showings, room.storyboard.scenes
    return bool(showings and scenes) and showings[0].stage.position.scene != scenes[0].id


def driver_name(meeting: Meeting) -> str:
    """The name of who drives; empty where nobody does."""
    seat = meeting.seats.get(meeting.stage.driver)
    return seat.name if seat else ""


def rank_questions(meeting: Meeting) -> list[Question]:
    """The questions of the audience: those that most want answered first, then as they came."""
    return sorted(meeting.questions.values(), key=lambda item: (-len(meeting.upvotes.get(item.id, ())), item.at))


def clock(room: Room) -> dict[str, Any]:
    """The clock of a meeting in milliseconds since 1970, and the plan of the scene in minutes."""
    meeting, story = room.meeting, room.storyboard
    ids = [scene.id for scene in story.scenes]
    slots = timing.slots(story)
    here = meeting.stage.scene
    slot = slots[ids.index(here)] if here in ids else None
    since = meeting.pauses[-1][0] if meeting.pauses and meeting.pauses[-1][1] is None else None
    paused = sum((end - start).total_seconds() for start, end in meeting.pauses if end)
    allowed = story.minutes_allowed
    return {
        "now": _milliseconds(max(tell_time(), meeting.latest_at or datetime.min.replace(tzinfo=UTC))),
        "started": _milliseconds(meeting.started_at) if meeting.started_at else None,
        "ended": _milliseconds(meeting.ended_at) if meeting.ended_at else None,
        "paused": round(paused * 1000),
        "since_pause": _milliseconds(since) if since else None,
        "absent": round(sum((end - start).total_seconds() for start, end in meeting.absences) * 1000),
        "questions_budget": meeting.question_minutes,
        "planned": [float(slot.begins), float(slot.ends)] if slot else None,
        "total": float(timing.total(story)),
        "allowed": float(allowed) if allowed else None,
        **describe_plan(meeting, story),
    }


def _scene_place(scenes: Sequence[AnyScene], id: str) -> dict[str, Any] | None:
    for number, scene in enumerate(scenes, start=1):
        if scene.id == id:
            return {"id": id, "number": number, "count": len(scenes), "message": scene.message}
    return None


def _after(scenes: Sequence[AnyScene], id: str) -> AnyScene | None:
    ids = [scene.id for scene in scenes]
    index = ids.index(id) + 1 if id in ids else 0
    return scenes[index] if index < len(scenes) else None


def _foot(room: Room) -> str:
    """Where the figures come from; of a place that can't be shown any more nothing."""
    try:
        return render_foot(room.show(room.meeting.stage.position).sources)
    except Refused:
        return ""


def _ahead(room: Room, position: Position | None) -> dict[str, Any] | None:
    if position is None:
        return None
    exhibit = room.show(position)
    room.picture(exhibit)
    return {**position.as_dict(), "hash": exhibit.frame.sha256, "foot": render_foot(exhibit.sources)}


def _question_on_stage(meeting: Meeting) -> dict[str, str] | None:
    question = meeting.questions.get(meeting.stage.question)
    return {"id": question.id, "text": question.text, "name": question.name} if question else None


def _question(room: Room, question: Question) -> dict[str, Any]:
    meeting, place = room.meeting, _scene_place(room.scenes, question.scene)
    return {
        "id": question.id,
        "text": question.text,
        "name": question.name,
        "state": question.state,
        "votes": len(meeting.upvotes.get(question.id, ())),
        "scene": place["number"] if place else None,
        "owner": question.owner,
        "due": question.due,
        "where": question.where,
    }


def _vote(meeting: Meeting) -> Mapping[str, Any] | None:
    """The last vote. While it is open, nothing says how often an option was chosen."""
    box = meeting.last_vote
    if box is None:
        return None
    vote, voted = vote_from_json(box.opened), len(box.voted)
    status = public_status(vote, {}, True)
    if box.result is None:
        return {**status, "voted": voted, "words": f"{voted} of {len(vote.voters)} have voted"}
    return {**status, "voted": voted, "words": box.result["words"], "state": "closed", "result": box.result}


def _scene_list(room: Room) -> list[dict[str, Any]]:
    slots = timing.slots(room.storyboard)
    recordings = room.meeting.recordings
    return [
        {
            "id": scene.id,
            "number": number,
            "message": scene.message or f"Scene {number}",
            "minutes": _minutes(scene),
            "least": float(scene.least) if isinstance(scene, Scene) and scene.least else None,
            "may_skip": isinstance(scene, Scene) and scene.may_skip,
            "begins": float(slot.begins),
            "recorded": recordings[scene.id].at.isoformat(timespec="seconds") if scene.id in recordings else None,
            "claims": count_claims(room, scene),
        }
        for number, (scene, slot) in enumerate(zip(room.scenes, slots, strict=True), start=1)
    ]


def count_claims(room: Room, scene: AnyScene) -> dict[str, int]:
    """How many claims of a scene hold, and how many do not or can't be checked."""
    if not isinstance(scene, Scene):
        return {"holds": 0, "broken": 1}
    context = room.snapshot.context
    claims = context.cached(("claims on stage", repr(scene)), lambda: check_scene_claims(context, scene))
    holds = sum(claim.state is ConditionState.HOLDS for claim in claims)
    return {"holds": holds, "broken": len(claims) - holds}


def _minutes(scene: AnyScene) -> float:
    return float(scene.minutes or 0)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
