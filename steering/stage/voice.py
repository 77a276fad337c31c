"""How loud a rehearsal was, scene by scene: all that its browser tells of a recording, which stays there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from steering.stage.inputs import parse_number
from steering.stage.meeting import SceneVoice
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor

MEASURES = ("seconds", "speaking", "longest_silence")
# Nobody rehearses for longer than a day.
MOST_SECONDS = 24 * 3600
SHAPE = "scenes has to name scenes with their seconds, speaking and longest_silence."


def note_voice(room: Room, visitor: Visitor, data: Mapping[str, Any]) -> None:
    """Note how loud each scene was so far, in place of what was told before; also a moment after the end.

    Raises:
        Refused: it is no rehearsal, it has not begun, or these are no such figures.
    """
    if room.meeting.kind != "rehearsal":
        raise Refused("Only a rehearsal is recorded.")
    if room.meeting.state == "planned":
        raise Refused("The rehearsal has not begun.")
    scenes = parse_voice(data, {scene.id for scene in room.storyboard.scenes})
    room.note("voice", visitor.place, scenes={id: asdict(voice) for id, voice in scenes.items()})


def parse_voice(data: Mapping[str, Any], ids: Collection[str]) -> dict[str, SceneVoice]:
    """Return how loud each scene was. Raises Refused where a figure or a scene is none."""
    scenes = data.get("scenes")
    if not isinstance(scenes, Mapping):
        raise Refused(SHAPE, 400)
    if unknown := sorted(set(scenes) - set(ids)):
        raise Refused(f"This storyboard has no scene {unknown[0][:80]!r}.", 400)
    return {id: _parse_scene(values) for id, values in scenes.items()}


def _parse_scene(values: object) -> SceneVoice:
    if not isinstance(values, Mapping) or set(values) != set(MEASURES):
        raise Refused(SHAPE, 400)
    voice = SceneVoice(**{name: parse_number(values[name]) for name in MEASURES})
    parts = (voice.speaking, voice.longest_silence)
    if not 0 <= voice.seconds <= MOST_SECONDS or not all(0 <= part <= voice.seconds for part in parts):
        raise Refused("A scene's speaking and its longest silence are no longer than the scene.", 400)
    return voice
