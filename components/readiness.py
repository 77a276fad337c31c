"""The Readiness page: whose readiness it is, and the verdict on it in the page's frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from components import meetings, session
from components.person import find_person, render_person
from components.work_hours import render_hours
from steering.actors import Participant
from steering.cases.storyboard import Storyboard
from steering.clock import tell_time
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.frame import Frame
from steering.rehearsal.history import list_runs
from steering.rehearsal.readiness import judge
from steering.rehearsal.readiness_blocks import build_blocks, describe_next, describe_verdict
from steering.rehearsal.readiness_evidence import gather_evidence
from steering.stage.preflight import Check, Surroundings, check_room
from steering.state.case_snapshot import CaseSnapshot

KEY = "readiness-person"


def adapt_frame(snapshot: CaseSnapshot, _: Filters, frame: Frame) -> Frame:
    """Return the page's frame with the verdict on whoever presents."""
    story = snapshot.context.case.storyboard
    return _judge(snapshot, story, frame) if story and story.scenes else frame


def render_readiness(snapshot: CaseSnapshot, _: Filters, slot: Slot) -> None:
    """Draw the name of who presents, or the hours of who works here."""
    if slot.id == "hours":
        render_hours()
        return
    story = snapshot.context.case.storyboard
    if story and story.scenes:
        render_person("Who presents", _list_people(snapshot), key=KEY)


def _judge(snapshot: CaseSnapshot, story: Storyboard, frame: Frame) -> Frame:
    person = find_person(_list_people(snapshot), key=KEY)
    now, records = tell_time(), session.app_state().records
    evidence = gather_evidence(snapshot, records, story, person.key, now, checks=_check_meeting())
    verdict = judge(story.readiness, evidence)
    first, *rest = frame.blocks
    return replace(
        frame,
        message=describe_verdict(verdict),
        detail=describe_next(verdict),
        blocks=(first, *build_blocks(verdict, evidence), *rest),
    )


def _list_people(snapshot: CaseSnapshot) -> Iterator[Participant]:
    """Yield who rehearsed last, then who answered in the drill last."""
    case, records = snapshot.context.case.id, session.app_state().records
    yield from (run.presenter for run in list_runs(records.meetings, case, tell_time()).runs[:1])
    yield from records.drill.people(case)


def _check_meeting() -> tuple[Check, ...] | None:
    """Return the preflight of the meeting that comes next; None where none is planned."""
    rooms = meetings.case_rooms()
    room = rooms.upcoming()
    if room is None:
        return None
    address = rooms.address or meetings.base_address()
    around = Surroundings(before=None, home=session.app_state().home, address=address, fault=rooms.fault)
    return check_room(room, around)
