"""The frame of the Storyboard page: does the demo fit the time, and can everything be said that it says?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from steering.cases.storyboard import AnyScene, Scene, Storyboard
from steering.conditions import State
from steering.context.case_context import Filters, Room
from steering.formatting import bare, counted
from steering.frames.agenda import PAGES
from steering.frames.frame import Claim, Frame, Notice, Place, provenance
from steering.months import written as month
from steering.storyboard import timing
from steering.storyboard.claims import checked
from steering.storyboard.views import agreed, opening

PAGE = "storyboard"
REMEDY = "Add the first scene below and download the file, or write storyboard.yaml into the case folder."


@dataclass(frozen=True, kw_only=True)
class Step:
    """One scene in the list: when it comes, what it shows and says, and how its claims stand."""

    position: int
    id: str
    begins: str
    minutes: str
    page: str
    message: str
    claims: tuple[Claim, ...]
    problems: tuple[str, ...]


def frame(room: Room, filters: Filters) -> Frame:
    """The storyboard of the case. Each scene is looked at in its own state, whatever these filters are."""
    story = room.case.storyboard
    notices = () if story is None else (*_problems(story), *_elsewhere(room, filters))
    waiting = Notice(text="This case has no storyboard yet.", remedy=REMEDY)
    return Frame(
        page=PAGE,
        message=headline(room, story) if story else "Waiting for a storyboard",
        detail=story.title or "" if story else "",
        blocks=(Place(id="storyboard", about="scenes"),),
        provenance=provenance(room, filters, ("adoption", "kpi", "cost", "usage")),
        notices=notices if story else (waiting,),
    )


def headline(room: Room, story: Storyboard) -> str:
    """`18 of 20 minutes; 1 of 14 claims no longer holds`."""
    found = steps(room, story)
    states = Counter(claim.state for step in found for claim in step.claims)
    return "; ".join([_time(story), *_claims(states), *_faulty(found)])


def steps(room: Room, story: Storyboard) -> tuple[Step, ...]:
    """Every scene of a storyboard for the list, those that can't be shown with the reasons."""
    scenes = agreed(room, story, PAGES).scenes
    slots = timing.slots(story)
    return tuple(_step(room, scene, slot, index) for index, (scene, slot) in enumerate(zip(scenes, slots, strict=True)))


def _step(room: Room, scene: AnyScene, slot: timing.Slot, index: int) -> Step:
    problems = () if isinstance(scene, Scene) else tuple(str(one) for one in scene.problems)
    return Step(
        position=index + 1,
        id=scene.id,
        begins=slot.written,
        minutes=timing.written(scene.minutes) if scene.minutes else "no minutes",
        page=PAGES[scene.page].title if scene.page in PAGES else scene.page,
        message=scene.message,
        claims=claims(room, scene) if isinstance(scene, Scene) else (),
        problems=problems,
    )


def claims(room: Room, scene: Scene) -> tuple[Claim, ...]:
    """The claims of a scene as they stand in its own state."""
    return tuple(Claim(text=one.claim.says, state=one.state, reason=one.reason) for one in checked(room, scene))


def _time(story: Storyboard) -> str:
    total, allowed = timing.total(story), story.minutes_allowed
    if allowed is None:
        return timing.written(total)
    if timing.over(story):
        return f"{timing.written(total)} where {bare(float(allowed))} are allowed"
    return f"{bare(float(total))} of {timing.written(allowed)}"


def _claims(states: Counter[State]) -> list[str]:
    every = states.total()
    if not every:
        return ["nothing is claimed"]
    said = []
    if broken := states[State.BROKEN]:
        said.append(f"{broken} of {counted(every, 'claim')} no longer {'holds' if broken == 1 else 'hold'}")
    if unknown := states[State.UNKNOWN]:
        said.append(f"{unknown} of {counted(every, 'claim')} can't be checked")
    all_hold = "the one claim holds" if every == 1 else f"all {every} claims hold"
    return said or [all_hold]


def _faulty(found: tuple[Step, ...]) -> list[str]:
    wrong = sum(bool(step.problems) for step in found)
    return [f"{counted(wrong, 'scene')} to correct"] if wrong else []


def _problems(story: Storyboard) -> tuple[Notice, ...]:
    return tuple(
        Notice(text=f"{one.place}: found {one.found}.", remedy=f"Expected {one.expected}. {one.remedy}")
        for one in story.problems
    )


def _elsewhere(room: Room, filters: Filters) -> tuple[Notice, ...]:
    first = opening(room)
    if (filters.as_of, filters.unit) == (first.as_of, None):
        return ()
    said = f"Scenes are shown as of {month(first.as_of)} for all business units where they say nothing else."
    return (Notice(text=said, remedy="What is chosen above does not change them."),)
