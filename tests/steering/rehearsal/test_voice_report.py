"""How loud a run was as a table: its scenes in the order of the storyboard, and all of them together."""

from __future__ import annotations

import datetime as dt

from steering.rehearsal.runs import PlannedScene, Run
from steering.rehearsal.voice_report import build_voice_table
from steering.stage.meeting import SceneVoice

DAY = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
SILENT = SceneVoice(seconds=0, speaking=0, longest_silence=0)


def run(**voice: SceneVoice) -> Run:
    ids = ("one", "two", "three")
    return Run(
        id="r",
        title="Dry run",
        person="Presenter",
        began=DAY,
        ended=DAY,
        outcome="finished",
        is_partial=False,
        planned=tuple(PlannedScene(id=id, message=f"<b>{id}", seconds=60, has_driver=False) for id in ids),
        allowed=None,
        scenes=(),
        question_seconds=0,
        releases={},
        files={},
        storyboard="s",
        voice=voice,
    )


def test_scenes_and_their_sum_are_told_in_minutes_and_shares() -> None:
    table = build_voice_table(
        run(
            three=SceneVoice(seconds=60, speaking=30, longest_silence=12.4),
            one=SceneVoice(seconds=65, speaking=60, longest_silence=2.6),
        )
    )
    assert table.texts == (
        ("1. <b>one", "1:05", "1:00", "92%", "0:03"),
        ("3. <b>three", "1:00", "0:30", "50%", "0:12"),
        ("All scenes", "2:05", "1:30", "72%", "0:12"),
    )
    assert table.rows[-1] == ("All scenes", 125, 90, 0.72, 12.4)
    assert table.note.startswith("This is loudness, not words")


def test_a_scene_without_a_second_has_no_share_to_divide() -> None:
    table = build_voice_table(run(one=SILENT))
    assert table.rows == (("1. <b>one", 0, 0, 0, 0), ("All scenes", 0, 0, 0, 0))


def test_a_run_without_voice_has_no_rows() -> None:
    assert build_voice_table(run()).rows == ()
