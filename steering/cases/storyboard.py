"""The model of `storyboard.yaml`, the scenes of the demo. A faulty scene keeps its place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass as plain
from dataclasses import field, replace
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic.dataclasses import dataclass

from steering.cases.readiness import ReadinessRules
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import Document
from steering.conditions import Condition
from steering.errors import Problem, quote_input
from steering.field_types import IDENTIFIER, STRICT, Identifier, Label, Month, Ratio, Words, parse_number

# How many scenes are read; a meeting has time for a tenth of them.
MOST_SCENES = 200
LONGEST = 480
OF_SCENE = re.compile(r"scenes\[(\d+)\]")


def _minutes(value: Any) -> Decimal:
    try:
        minutes = parse_number(value)
    except ValueError:
        minutes = Decimal(0)
    if not 0 < minutes <= LONGEST:
        raise ValueError(f"minutes as a number above 0 and up to {LONGEST}, such as 2 or 1.5")
    return minutes


Minutes = Annotated[Decimal, BeforeValidator(_minutes), WithJsonSchema({"type": ["number", "string"]})]
Message = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=240)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SceneView:
    """The state in which a scene shows its page; what it leaves out is as the case opens. `show`: block ids."""

    as_of: Month | None = None
    unit: Label | None = None
    focus: Label | None = None
    scenario: Label | None = None
    basis: Literal["today", "plan"] = "today"
    drivers: dict[str, Ratio] = field(default_factory=dict)
    show: tuple[Label, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ClaimSpec(Condition):
    """A claim: a sentence with the condition under which it is true."""

    metric: Label = field()
    says: Words


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Scene:
    """One scene: what is shown, in which state, for how long, and what is claimed. `notes` are the presenter's own.

    Where time runs short it may be left out (`may_skip`), or told in fewer minutes (`least`).
    """

    id: Identifier
    minutes: Minutes
    page: Identifier
    message: Message
    view: SceneView = field(default_factory=SceneView)
    claims: Annotated[tuple[ClaimSpec, ...], Field(max_length=20)] = ()
    presenter: Label | None = None
    notes: Words | None = None
    fallback: Words | None = None
    may_skip: bool = False
    least: Minutes | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Outline:
    """The head of `storyboard.yaml`: the minutes that the committee allows, a title, and what readiness asks for."""

    minutes_allowed: Minutes
    title: Label | None = None
    readiness: ReadinessRules = field(default_factory=ReadinessRules)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Script(Outline):
    """The whole file where it is right in all its parts; for its schema."""

    scenes: tuple[Scene, ...]


@plain(frozen=True, kw_only=True)
class FaultyScene:
    """A scene that can't be shown as it is written: what could be read of it, and every reason."""

    id: str
    position: int
    problems: tuple[Problem, ...]
    minutes: Decimal | None = None
    page: str = ""
    message: str = ""


AnyScene: TypeAlias = Scene | FaultyScene


@plain(frozen=True, kw_only=True)
class Storyboard:
    """The scenes in their order, and the problems of the rest of the file. `text` is the file's text."""

    scenes: tuple[AnyScene, ...] = ()
    minutes_allowed: Decimal | None = None
    title: str | None = None
    readiness: ReadinessRules = field(default_factory=ReadinessRules)
    problems: tuple[Problem, ...] = ()
    text: Document = field(compare=False, repr=False)


def storyboard(document: Document) -> tuple[Storyboard, tuple[Problem, ...]]:
    """Return the storyboard that a file holds, and all of its problems as warnings: none of them closes the case."""
    tree = document.tree if isinstance(document.tree, dict) else {}
    per_scene, of_file = _split_by_scene(document.problems)
    outline, problems = validate_as(_beside(document, tree), Outline)
    written = tree.get("scenes")
    parts = written if isinstance(written, list) else []
    scenes = tuple(_scenes(document, parts[:MOST_SCENES], per_scene))
    story = Storyboard(
        scenes=scenes,
        minutes_allowed=outline.minutes_allowed if outline else _readable_minutes(tree.get("minutes_allowed")),
        title=outline.title if outline else None,
        readiness=outline.readiness if outline else ReadinessRules(),
        problems=(*of_file, *problems, *_scene_list(document, tree, written)),
        text=document,
    )
    return story, tuple(replace(problem, severity="warning") for problem in all_problems(story))


def all_problems(story: Storyboard) -> tuple[Problem, ...]:
    """Return every problem of a storyboard: those of the file first, then scene by scene."""
    return (
        *story.problems,
        *(problem for scene in story.scenes if isinstance(scene, FaultyScene) for problem in scene.problems),
    )


def faulty(scene: Scene, position: int, problems: Sequence[Problem]) -> FaultyScene:
    """Return a scene that is well formed and does not agree with the case."""
    return FaultyScene(
        id=scene.id,
        position=position,
        problems=tuple(problems),
        minutes=scene.minutes,
        page=scene.page,
        message=scene.message,
    )


def _split_by_scene(problems: Sequence[Problem]) -> tuple[dict[int, list[Problem]], list[Problem]]:
    """Return what the text alone shows to be wrong, by the scene in which it is; the rest is of the file."""
    per_scene: dict[int, list[Problem]] = defaultdict(list)
    of_file: list[Problem] = []
    for problem in problems:
        place = OF_SCENE.match(problem.column or "")
        (per_scene[int(place[1])] if place else of_file).append(problem)
    return per_scene, of_file


def _beside(document: Document, tree: dict[str, Any]) -> Document:
    return replace(document, tree={key: part for key, part in tree.items() if key != "scenes"}, problems=())


def _scene_list(document: Document, tree: dict[str, Any], written: Any) -> Iterator[Problem]:
    if not isinstance(written, list):
        found = "nothing" if written is None else quote_input(written)
        place = ("scenes",) if "scenes" in tree else ()
        yield document.at(place, found, "the scenes, each on lines that begin with a dash", "Add `scenes:`.")
    elif len(written) > MOST_SCENES:
        remedy = f"The first {MOST_SCENES} are read. Keep what fits into the meeting."
        yield document.at(("scenes",), f"{len(written):,} scenes", f"at most {MOST_SCENES} scenes", remedy)


def _scenes(document: Document, parts: Sequence[Any], per_scene: dict[int, list[Problem]]) -> Iterator[AnyScene]:
    places: dict[str, int] = {}
    for index, tree in enumerate(parts):
        part = replace(document, tree=tree, problems=(), root=("scenes", index))
        scene, found = validate_as(part, Scene)
        problems = [*per_scene.get(index, ()), *found, *_check_least(part, scene)]
        id = _readable_id(tree)
        if id and id in places:
            remedy = f"Give it another id; scene {places[id]} has this one."
            problems.append(part.at(("id",), quote_input(id), "an id used once", remedy))
            id = None
        if id:
            places[id] = index + 1
        yield scene if scene and not problems else _unread(tree, id, index + 1, problems)


def _check_least(part: Document, scene: Scene | None) -> Iterator[Problem]:
    if scene and scene.least and scene.least > scene.minutes:
        remedy = f"Plan {scene.least} minutes for it, or lower `least`."
        yield part.at(("least",), f"{scene.least} minutes", f"at most the {scene.minutes} that are planned", remedy)


def _unread(tree: Any, id: str | None, position: int, problems: Sequence[Problem]) -> FaultyScene:
    """Return what can be read of a faulty scene. Where it has no id of its own it is called by its position."""
    keys = tree if isinstance(tree, dict) else {}
    page, message = keys.get("page"), keys.get("message")
    return FaultyScene(
        id=id or f"_{position}",
        position=position,
        problems=tuple(problems),
        minutes=_readable_minutes(keys.get("minutes")),
        page=page if isinstance(page, str) else "",
        message=message if isinstance(message, str) else "",
    )


def _readable_minutes(value: Any) -> Decimal | None:
    try:
        return _minutes(value)
    except ValueError:
        return None


def _readable_id(tree: Any) -> str | None:
    id = tree.get("id") if isinstance(tree, dict) else None
    return id if isinstance(id, str) and IDENTIFIER.fullmatch(id) else None
