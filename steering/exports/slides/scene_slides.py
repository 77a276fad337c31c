"""The contents of the cover and of each scene: message, blocks, claims, the presenter's words and the releases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from steering.addresses import hide_addresses
from steering.cases.storyboard import AnyScene, Scene
from steering.exports.slides.content import SlideContent
from steering.exports.storyboard import SceneExport, StoryboardExport
from steering.frames.frame import Frame
from steering.months import format_month

# Characters of a hash by which a release or a frame is told from others.
SHORT = 8
SEPARATOR = " · "


def build_cover(pack: StoryboardExport) -> SlideContent:
    """The first slide: what the demo is called, for whom, as of when, and how long it takes."""
    lead = [*([pack.title] if pack.subtitle else []), pack.headline]
    return SlideContent(
        title=pack.subtitle or pack.title,
        where=SEPARATOR.join((pack.organisation, f"As of {format_month(pack.as_of)}")),
        lead="\n".join(lead),
        notices=pack.notices,
        notes="\n".join(" ".join((notice.text, notice.remedy)) for notice in pack.notices),
        is_cover=True,
    )


def build_scene(pack: StoryboardExport, part: SceneExport, scene: AnyScene | None, *, has_notes: bool) -> SlideContent:
    """The slide of a scene; of one that can't be shown, why."""
    content = partial(
        SlideContent,
        where=SEPARATOR.join((part.page, f"Scene {part.position} of {len(pack.parts)}", *part.state)),
        # Slides go on to anybody, as frames do.
        notes=hide_addresses("\n".join(_write_notes(part, scene))) if has_notes else "",
    )
    frame = part.frame
    if frame is None:
        problems = part.problems or ("This scene can't be shown.",)
        return content(title=part.message, problems=problems, source=pack.case)
    return content(
        title=frame.message,
        lead=frame.detail,
        blocks=frame.blocks,
        claims=part.claims,
        notices=frame.notices,
        source=describe_source(frame, part.state),
    )


def describe_source(frame: Frame, state: tuple[str, ...] = ()) -> str:
    """Where the figures of a frame come from, on one line: case, state, releases and the frame's own hash."""
    source = frame.provenance
    releases = [f"{name} {release[:SHORT]}" for name, release in source.releases]
    state = state or (f"as of {format_month(source.as_of)}",)
    parts = (source.case, *state, *(["releases " + ", ".join(releases)] if releases else []))
    return SEPARATOR.join((*parts, f"frame {frame.sha256[:SHORT]}"))


def _write_notes(part: SceneExport, scene: AnyScene | None) -> Iterator[str]:
    """Yield what the presenter reads: the words of the storyboard, the time, and what is claimed."""
    if isinstance(scene, Scene):
        if scene.presenter:
            yield f"Presenter: {scene.presenter}"
        if scene.notes:
            yield scene.notes
        if scene.fallback:
            yield f"If the page does not come up: {scene.fallback}"
    yield f"Time: {part.clock}, {part.minutes}"
    for claim in part.claims:
        yield f"{claim.state.mark}: {claim.text}. {claim.reason}"
    yield from part.problems
