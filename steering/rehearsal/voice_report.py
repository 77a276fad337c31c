"""How loud a run was, as a table: seconds of each scene recorded and spoken, and its longest silence."""

from __future__ import annotations

from steering.formatting import format_clock, format_value
from steering.frames.blocks import Column, TableBlock
from steering.rehearsal.runs import Run
from steering.stage.meeting import SceneVoice

LOUDNESS = "This is loudness, not words: whatever was loud counts as speaking, and what was said is not known."
METHOD = (
    "Speaking is sound that is clearly louder than the quiet moments of the same recording, with pauses shorter than "
    "0.3 s and without clicks. Questions are left out."
)


def build_voice_table(run: Run) -> TableBlock:
    """Return how loud each scene of a run was, and all of them together."""
    rows = [
        (f"{number}. {scene.message}", run.voice[scene.id])
        for number, scene in enumerate(run.planned, start=1)
        if scene.id in run.voice
    ]
    if run.whole_voice:
        rows.append(("All scenes", run.whole_voice))
    return TableBlock(
        id="voice",
        title="Loudness by scene",
        columns=(
            Column(label="Scene"),
            Column(label="Recorded", kind="count"),
            Column(label="Speaking", kind="count"),
            Column(label="Speaking share", kind="share"),
            Column(label="Longest silence", kind="count"),
        ),
        rows=tuple((title, *_measure(voice)) for title, voice in rows),
        texts=tuple((title, *_describe(voice)) for title, voice in rows),
        note=LOUDNESS,
        method=METHOD,
    )


def _measure(voice: SceneVoice) -> tuple[float, ...]:
    return voice.seconds, voice.speaking, voice.share, voice.longest_silence


def _describe(voice: SceneVoice) -> tuple[str, ...]:
    return (
        format_clock(voice.seconds),
        format_clock(voice.speaking),
        format_value(voice.share, "share"),
        format_clock(voice.longest_silence),
    )
