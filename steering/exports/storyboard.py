"""The storyboard of a case as people take it along: every scene with its clock and its frame, or why it has none.

The presenter's notes and fallbacks are no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from steering.cases.storyboard import AnyScene, Scene, Storyboard
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.errors import SteercoError
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import ClaimState, Notice
from steering.frames.frame import Frame
from steering.frames.scenes.scene import scene_frame
from steering.frames.storyboard import page as page
from steering.storyboard import timing
from steering.storyboard.views import check_scenes, default_filters, in_words


@dataclass(frozen=True, kw_only=True)
class SceneExport:
    """One scene: where it comes, what it shows in which state, and its frame; without a frame its problems."""

    position: int
    id: str
    page: str
    clock: str
    minutes: str
    message: str
    state: tuple[str, ...]
    claims: tuple[ClaimState, ...]
    frame: Frame | None
    problems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StoryboardExport:
    """The storyboard as a whole. `as_of` is the month that a visitor sees first; `notices` are of the file itself."""

    case: str
    title: str
    organisation: str
    subtitle: str
    as_of: str
    headline: str
    minutes: str
    parts: tuple[SceneExport, ...]
    notices: tuple[Notice, ...]

    @property
    def findings(self) -> tuple[tuple[SceneExport, ClaimState], ...]:
        """Every claim that does not hold, with its scene."""
        return tuple(
            (part, claim) for part in self.parts for claim in part.claims if claim.state is not ConditionState.HOLDS
        )


def export_storyboard(context: CaseContext, draft: Storyboard | None = None) -> StoryboardExport:
    """The storyboard of the case on the table, or a visitor's draft of it; each scene in its own state.

    Raises:
        SteercoError: the case has no storyboard.
    """
    if draft:
        context = replace(context, case=replace(context.case, storyboard=draft))
    story, charter = context.case.storyboard, context.case.charter
    if story is None:
        raise SteercoError(f"The case {context.case.id} has no storyboard yet: write storyboard.yaml into its folder.")
    frame = page.build_frame(context, default_filters(context))
    scenes, slots, steps = (
        check_scenes(context, story, SCENE_PAGES).scenes,
        timing.slots(story),
        page.build_rows(context, story),
    )
    return StoryboardExport(
        case=context.case.id,
        title=charter.title,
        organisation=charter.organisation,
        subtitle=frame.detail,
        as_of=frame.provenance.as_of,
        headline=frame.message,
        minutes=timing.format_minutes(timing.total(story)),
        parts=tuple(_part(context, *row) for row in zip(scenes, slots, steps, strict=True)),
        notices=frame.notices,
    )


def _part(context: CaseContext, scene: AnyScene, slot: timing.SceneTime, step: page.SceneRow) -> SceneExport:
    frame = scene_frame(context, scene) if isinstance(scene, Scene) else None
    return SceneExport(
        position=step.position,
        id=step.id,
        page=step.page,
        clock=f"{slot.start_text} to {timing.clock(slot.ends)}",
        minutes=step.minutes,
        message=step.message or f"Scene {step.position}",
        state=in_words(context, scene) if frame and isinstance(scene, Scene) else (),
        claims=step.claims,
        frame=frame,
        problems=step.problems,
    )
