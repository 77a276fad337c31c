"""The frame of the Storyboard page: does the demo fit the time, and can everything be said that it says?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from steering.cases.storyboard import AnyScene, Scene, Storyboard
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import format_number, pluralise
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import ClaimState, Notice, Slot
from steering.frames.frame import Frame, provenance
from steering.frames.storyboard.turned_claims import build_turned_claims
from steering.months import format_month as month
from steering.storyboard import timing
from steering.storyboard.claims import check_claims
from steering.storyboard.views import check_scenes, default_filters

PAGE = "storyboard"
REMEDY = "Add the first scene below and download the file, or write storyboard.yaml into the case folder."


@dataclass(frozen=True, kw_only=True)
class SceneRow:
    """One scene in the list: when it comes, what it shows and says, and how its claims stand."""

    position: int
    id: str
    begins: str
    minutes: str
    page: str
    message: str
    claims: tuple[ClaimState, ...]
    problems: tuple[str, ...]


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The storyboard of the case. Each scene is looked at in its own state, whatever these filters are."""
    story = context.case.storyboard
    notices = () if story is None else (*_build_problem_notices(story), *_build_filter_notices(context, filters))
    waiting = Notice(text="This case has no storyboard yet.", remedy=REMEDY)
    return Frame(
        page=PAGE,
        message=describe_storyboard(context, story) if story else "Waiting for a storyboard",
        detail=story.title or "" if story else "",
        blocks=(Slot(id="storyboard", about="scenes"), *(build_turned_claims(context, filters) if story else ())),
        provenance=provenance(context, filters, ("adoption", "kpi", "cost", "usage")),
        notices=notices if story else (waiting,),
    )


def adapt_to_draft(frame: Frame, context: CaseContext, filters: Filters, draft: Storyboard) -> Frame:
    """Return the page of the case's storyboard as that of a visitor's draft of it: its headline speaks of the draft.

    What is wrong with the draft is told where it is edited.
    """
    of_case = context.case.storyboard
    return replace(
        frame,
        message=f"Your draft: {describe_storyboard(context, draft)}",
        detail=f"The case has {describe_storyboard(context, of_case)}." if of_case else "The case has no storyboard.",
        notices=_build_filter_notices(context, filters),
    )


def describe_storyboard(context: CaseContext, story: Storyboard) -> str:
    """`18 of 20 minutes; 1 of 14 claims no longer holds`."""
    rows = build_rows(context, story)
    states = Counter(claim.state for step in rows for claim in step.claims)
    return "; ".join([_describe_time(story), *_describe_claims(states), *_describe_faults(rows)])


def build_rows(context: CaseContext, story: Storyboard) -> tuple[SceneRow, ...]:
    """Every scene of a storyboard for the list, those that can't be shown with the reasons."""
    scenes = check_scenes(context, story, SCENE_PAGES).scenes
    slots = timing.slots(story)
    return tuple(
        _build_row(context, scene, slot, index) for index, (scene, slot) in enumerate(zip(scenes, slots, strict=True))
    )


def _build_row(context: CaseContext, scene: AnyScene, slot: timing.SceneTime, index: int) -> SceneRow:
    problems = () if isinstance(scene, Scene) else tuple(str(problem) for problem in scene.problems)
    claims = check_scene_claims(context, scene) if isinstance(scene, Scene) else ()
    return SceneRow(
        position=index + 1,
        id=scene.id,
        begins=slot.start_text,
        minutes=timing.format_minutes(scene.minutes) if scene.minutes else "no minutes",
        page=SCENE_PAGES[scene.page].title if scene.page in SCENE_PAGES else scene.page,
        message=check_message(scene.message, claims)[0] if scene.message else "",
        claims=claims,
        problems=problems,
    )


def check_scene_claims(context: CaseContext, scene: Scene) -> tuple[ClaimState, ...]:
    """The claims of a scene as they stand in its own state."""
    return tuple(
        ClaimState(text=result.claim.says, state=result.state, reason=result.reason)
        for result in check_claims(context, scene)
    )


def check_message(message: str, claims: Sequence[ClaimState]) -> tuple[str, str]:
    """A scene's message as its claims leave it, and what is true today where they don't hold.

    A message is as good as its claims: where one is broken or can't be checked, the message says so itself.
    """
    broken = [claim for claim in claims if claim.state is ConditionState.BROKEN]
    unknown = [claim for claim in claims if claim.state is ConditionState.UNKNOWN]
    doubtful = broken or unknown
    if not doubtful:
        return message, ""
    return f"{doubtful[0].state.word}: {message}", " ".join(claim.reason for claim in doubtful)


def _describe_time(story: Storyboard) -> str:
    total, allowed = timing.total(story), story.minutes_allowed
    if allowed is None:
        return timing.format_minutes(total)
    if timing.over(story):
        return f"{timing.format_minutes(total)} where {format_number(float(allowed))} are allowed"
    return f"{format_number(float(total))} of {timing.format_minutes(allowed)}"


def _describe_claims(states: Counter[ConditionState]) -> list[str]:
    total = states.total()
    if not total:
        return ["no claims"]
    parts = []
    if broken := states[ConditionState.BROKEN]:
        parts.append(f"{broken} of {pluralise(total, 'claim')} {'is' if broken == 1 else 'are'} not supported")
    if unknown := states[ConditionState.UNKNOWN]:
        parts.append(f"{unknown} of {pluralise(total, 'claim')} can't be checked")
    all_hold = "the claim holds" if total == 1 else f"all {total} claims hold"
    return parts or [all_hold]


def _describe_faults(rows: tuple[SceneRow, ...]) -> list[str]:
    wrong = sum(bool(step.problems) for step in rows)
    return [f"{pluralise(wrong, 'scene')} to correct"] if wrong else []


def _build_problem_notices(story: Storyboard) -> tuple[Notice, ...]:
    return tuple(
        Notice(text=f"{problem.place}: found {problem.found}.", remedy=f"Expected {problem.expected}. {problem.remedy}")
        for problem in story.problems
    )


def _build_filter_notices(context: CaseContext, filters: Filters) -> tuple[Notice, ...]:
    first = default_filters(context)
    if (filters.as_of, filters.unit) == (first.as_of, None):
        return ()
    text = f"Scenes are shown as of {month(first.as_of)} for all business units where they say nothing else."
    return (Notice(text=text, remedy="What is chosen above does not change them."),)
