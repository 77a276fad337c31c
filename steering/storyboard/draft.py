"""A storyboard being edited: the file as plain text values, changed by pure functions and read by the one parser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steering.cases.storyboard import Storyboard, storyboard
from steering.cases.yaml_reader import Tree, parse_yaml
from steering.cases.yaml_writer import dump_yaml, update_yaml
from steering.errors import Problem

FILE = "storyboard.yaml"
NEW = {"minutes": "2", "page": "brief", "message": "What the committee should take away from this scene"}
ALLOWED = "20"
# The parts of a scene that are edited as YAML of their own.
PARTS = ("view", "claims")
# What the parser of the file takes for true.
TRUE = ("true", "t", "yes", "y", "on", "1")


@dataclass(frozen=True, kw_only=True)
class StoryboardDraft:
    """The whole file as plain values; `changed` says whether anybody has changed it since it was read."""

    tree: Mapping[str, Any]
    is_changed: bool = False
    # The text of the file when the draft was started.
    source: str = ""

    @property
    def scenes(self) -> tuple[Any, ...]:
        """Every scene as it is written, right or not."""
        found = self.tree.get("scenes")
        return tuple(found) if isinstance(found, list) else ()

    @property
    def text(self) -> str:
        """The draft as the YAML of its file, with the comments of that file."""
        return update_yaml(self.source, dict(self.tree))

    @property
    def parse(self) -> Storyboard:
        """The draft as the case's own parser reads it, every problem in its place."""
        story, _ = storyboard(parse_yaml(self.text, FILE))
        return story


@dataclass(frozen=True, kw_only=True)
class Form:
    """What the form of a scene holds, as text. `view` and `claims` are YAML, as in the file."""

    id: str = ""
    minutes: str = ""
    page: str = ""
    message: str = ""
    view: str = ""
    claims: str = ""
    notes: str = ""
    fallback: str = ""
    may_skip: str = ""
    least: str = ""


def start_draft(story: Storyboard | None) -> StoryboardDraft:
    """A draft of what the case has, or an empty one."""
    if story and isinstance(story.text.tree, dict):
        return StoryboardDraft(tree=story.text.tree, source=story.text.text)
    return StoryboardDraft(tree={"minutes_allowed": ALLOWED, "scenes": []})


def move_scene(draft: StoryboardDraft, position: int, step: int) -> StoryboardDraft:
    """The draft with the scene at a position (from 1) moved by so many places; unchanged where there is none."""
    scenes, index = list(draft.scenes), position - 1
    if not (0 <= index < len(scenes) and 0 <= index + step < len(scenes)):
        return draft
    scenes.insert(index + step, scenes.pop(index))
    return _with(draft, scenes)


def duplicate_scene(draft: StoryboardDraft, position: int) -> StoryboardDraft:
    """The draft with a copy behind a scene, under an id of its own."""
    scenes = list(draft.scenes)
    scene = scenes[position - 1]
    copy = {**scene, "id": _free(scenes, str(scene.get("id") or "scene"))} if isinstance(scene, dict) else scene
    return _with(draft, [*scenes[:position], copy, *scenes[position:]])


def remove_scene(draft: StoryboardDraft, position: int) -> StoryboardDraft:
    """The draft without a scene."""
    scenes = list(draft.scenes)
    return _with(draft, scenes[: position - 1] + scenes[position:])


def add_scene(draft: StoryboardDraft) -> StoryboardDraft:
    """The draft with a new scene at its end."""
    scenes = list(draft.scenes)
    return _with(draft, [*scenes, {"id": _free(scenes, "scene"), **NEW}])


def with_minutes_allowed(draft: StoryboardDraft, minutes: str) -> StoryboardDraft:
    """The draft with other minutes allowed."""
    return replace(draft, tree={**draft.tree, "minutes_allowed": minutes.strip()}, is_changed=True)


def with_minutes(draft: StoryboardDraft, minutes: Mapping[str, str]) -> StoryboardDraft:
    """The draft with other minutes of scenes, by their ids; the draft itself where it is as they say."""
    scenes = [_plan(scene, minutes) for scene in draft.scenes]
    return _with(draft, scenes) if scenes != list(draft.scenes) else draft


def _plan(scene: Any, minutes: Mapping[str, str]) -> Any:
    id = scene.get("id") if isinstance(scene, dict) else None
    return {**scene, "minutes": minutes[id]} if isinstance(id, str) and id in minutes else scene


def form(draft: StoryboardDraft, position: int) -> Form:
    """A scene as its form shows it. What is not a text or a mapping where one belongs is shown as its YAML."""
    scene = draft.scenes[position - 1]
    known = scene if isinstance(scene, dict) else {}
    plain = {name: _to_text(known.get(name)) for name in Form.__dataclass_fields__ if name not in PARTS}
    parts = {name: dump_yaml(known[name]) if known.get(name) else "" for name in PARTS}
    return Form(**plain, **parts)


def form_of(draft: StoryboardDraft, position: int, said: Form) -> tuple[StoryboardDraft, tuple[Problem, ...]]:
    """The draft with a scene as its form says, and why a part can't be read as YAML; then nothing is changed.

    What the form left as it was keeps its place in the file; keys that the form does not know stay.
    """
    before = form(draft, position)
    scenes = list(draft.scenes)
    scene = dict(scenes[position - 1]) if isinstance(scenes[position - 1], dict) else {}
    problems: list[Problem] = []
    for name in Form.__dataclass_fields__:
        text = getattr(said, name).strip()
        if text == getattr(before, name).strip():
            continue
        if name in PARTS:
            value, found = _part(name, text)
            problems += found
        else:
            value = text
        if value:
            scene[name] = value
        else:
            scene.pop(name, None)
    if problems:
        return draft, tuple(problems)
    scenes[position - 1] = scene
    return _with(draft, scenes), ()


def is_true(text: str) -> bool:
    """Whether a truth as the file has it is read as `true`."""
    return text.strip().lower() in TRUE


def with_truth(text: str, value: bool) -> str:
    """The text of a truth that is ticked or not; the text of the file where that says so already."""
    return text if is_true(text) == value else ("true" if value else "")


def _with(draft: StoryboardDraft, scenes: Sequence[Any]) -> StoryboardDraft:
    return replace(draft, tree={**draft.tree, "scenes": list(scenes)}, is_changed=True)


def _free(scenes: Sequence[Any], like: str) -> str:
    """An id that no scene has: `costs-2` for a copy of `costs`."""
    taken = {scene.get("id") for scene in scenes if isinstance(scene, dict)}
    stem, _, number = like.rpartition("-")
    base = (stem if stem and number.isdigit() else like)[:58]
    names = (f"{base}-{count}" for count in range(2, len(scenes) + 3))
    return base if base not in taken else next(name for name in names if name not in taken)


def _to_text(value: Tree) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else dump_yaml(value).strip()


def _part(name: str, text: str) -> tuple[Tree, tuple[Problem, ...]]:
    document = parse_yaml(text, f"{name} of this scene")
    if document.tree is None and document.problems:
        return None, document.problems
    return document.tree, document.problems
