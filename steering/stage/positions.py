"""What a place in a meeting shows: the frame of a scene or of a page, with drivers where they were moved to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from steering.addresses import hide_addresses
from steering.cases.case_drivers import name_driver
from steering.cases.storyboard import AnyScene, Scene, Storyboard, storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.context.filters import Filters
from steering.frames.agenda import AGENDA, SCENE_PAGES
from steering.frames.blocks import Notice
from steering.frames.frame import Frame, provenance
from steering.frames.page_head import describe_sources
from steering.frames.scenes.scene import scene_frame
from steering.roi.drivers import is_valid
from steering.stage.refusals import Refused
from steering.stage.stage import Position
from steering.state.case_snapshot import CaseSnapshot
from steering.state.choices import filters_of, read_choices
from steering.storyboard.views import check_scenes
from steering.storyboard.views import filters as scene_filters

FILE = "storyboard.yaml"


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A place with its frame, the filters that the frame follows, and the line that says where figures come from."""

    position: Position
    frame: Frame
    filters: Filters
    sources: str


# Most runs of a case have the same text, and reading it takes longer than all else that is told of a run.
@lru_cache(maxsize=32)
def parse_storyboard(text: str) -> Storyboard:
    """Read a storyboard from the text with which a meeting was started."""
    story, _ = storyboard(parse_yaml(text, FILE))
    return story


def list_scenes(snapshot: CaseSnapshot, story: Storyboard) -> tuple[AnyScene, ...]:
    """Return the scenes of a storyboard, those that the case can't show as faulty ones."""
    key = ("scenes on stage", story.text.text)
    return snapshot.context.cached(key, lambda: check_scenes(snapshot.context, story, SCENE_PAGES).scenes)


def show(snapshot: CaseSnapshot, scenes: Sequence[AnyScene], position: Position) -> Exhibit:
    """Return what a place shows. A scene that can't be shown is a frame that says why.

    Raises:
        Refused: there is no such scene or page, or a driver can't have such a value.
    """
    _check_values(snapshot, position)
    frame, filters = _show_scene(snapshot, scenes, position) if position.scene else _show_page(snapshot, position)
    sources = describe_sources(snapshot.context, frame.provenance)
    return Exhibit(position=position, frame=frame, filters=filters, sources=sources)


def _show_scene(snapshot: CaseSnapshot, scenes: Sequence[AnyScene], position: Position) -> tuple[Frame, Filters]:
    scene = next((scene for scene in scenes if scene.id == position.scene), None)
    if scene is None:
        raise Refused(f"The storyboard has no scene {position.scene!r}.", 404)
    if isinstance(scene, Scene):
        written = {name_driver(name): value for name, value in scene.view.drivers.items()}
        moved = {**written, **{name: Decimal(str(value)) for name, value in position.values}}
        scene = replace(scene, view=replace(scene.view, drivers=moved))
        filters = scene_filters(snapshot.context, scene)
        key = ("on stage", repr(scene), filters)
        return snapshot.context.cached(key, lambda: scene_frame(snapshot.context, scene)), filters
    notices = tuple(Notice(text=str(problem)) for problem in scene.problems)
    message = scene.message or f"Scene {scene.position} can't be shown"
    filters = snapshot.default_filters
    source = provenance(snapshot.context, filters, ())
    return Frame(page=scene.page, message=message, blocks=(), provenance=source, notices=notices), filters


def _show_page(snapshot: CaseSnapshot, position: Position) -> tuple[Frame, Filters]:
    item = AGENDA.get(position.page)
    if item is None:
        raise Refused("There is no such page.", 404)
    query = {**dict(position.query), **{name: f"{value:.10g}" for name, value in position.values}}
    filters = filters_of(snapshot, read_choices(snapshot, query).values)
    filters = item.narrow(filters)
    frame = snapshot.frame(item.build_frame, filters)
    # Whoever looks on in a meeting sees no addresses, whoever presents.
    return snapshot.context.cached(("on stage", frame.sha256), lambda: hide_addresses(frame)), filters


def _check_values(snapshot: CaseSnapshot, position: Position) -> None:
    business = snapshot.context.case.business
    for name, value in position.values:
        if business is None or not is_valid(business, name, f"{value:.10g}"):
            raise Refused(f"The driver {name!r} can't be {value:g}.", 400)
