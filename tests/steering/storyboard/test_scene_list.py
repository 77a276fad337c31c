"""The list of scenes is a list of tests: every scene of every case is made, judged, measured and timed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from steering.cases.loader import load_case
from steering.cases.storyboard import Scene
from steering.conditions import ConditionState
from steering.context.case_context import CaseContext
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import Tiles, leaves
from steering.frames.scenes.block_selection import block_name
from steering.frames.scenes.scene import scene_frame
from steering.state.case_snapshot import CaseSnapshot
from steering.storyboard import timing
from steering.storyboard.claims import check_claims
from steering.storyboard.views import check_scenes
from tests.server import ROOT

# A scene has to be there before the presenter has said its message, on two busy cores.
SECONDS = 3.0
CASES = sorted(path for path in (ROOT / "data" / "cases").iterdir() if path.is_dir())
SCENES = [
    pytest.param(case, scene.id, id=f"{case.name}-{scene.id}")
    for case in CASES
    if (story := load_case(case, case).storyboard)
    for scene in story.scenes
]
HASHES = """
import sys
from pathlib import Path
from steering.frames.agenda import SCENE_PAGES
from steering.frames.scenes.scene import scene_frame
from steering.state.app_state import AppState
from steering.storyboard.views import check_scenes
app_state = AppState(Path(sys.argv[1]), Path(sys.argv[2]))
context = app_state.snapshot().context
for scene in check_scenes(context, context.case.storyboard, SCENE_PAGES).scenes:
    sys.stdout.write(scene_frame(context, scene).sha256 + "\\n")
app_state.close()
"""

OpenRoom = Callable[[Path], CaseContext]


def scene_of(context: CaseContext, id: str) -> Scene:
    story = context.case.storyboard
    assert story
    (found,) = [scene for scene in check_scenes(context, story, SCENE_PAGES).scenes if scene.id == id]
    assert isinstance(found, Scene), found
    return found


def test_there_are_scenes() -> None:
    assert len(SCENES) >= 8


@pytest.mark.parametrize(("case", "id"), SCENES)
class TestEveryScene:
    def test_it_is_made_with_all_that_it_asks_for(self, open_room: OpenRoom, case: Path, id: str) -> None:
        context = open_room(case)
        scene = scene_of(context, id)
        frame = scene_frame(context, scene)
        blocks = list(leaves(frame.blocks))
        shown = {block_name(block) for block in blocks}
        tiles = {tile.id for block in blocks if isinstance(block, Tiles) for tile in block.tiles}
        assert {want.removeprefix("tiles.") for want in scene.view.show} <= shown | tiles
        broken = [one.reason for one in check_claims(context, scene) if one.state is ConditionState.BROKEN]
        assert frame.message == ("Not supported: " if broken else "") + scene.message
        assert frame.detail == " ".join(broken)
        assert frame.notices == ()
        assert frame.provenance.releases

    def test_its_claims_are_judged(self, open_room: OpenRoom, case: Path, id: str) -> None:
        context = open_room(case)
        scene = scene_of(context, id)
        found = check_claims(context, scene)
        assert [one.claim for one in found] == list(scene.claims)
        assert [one.claim.says for one in found if one.state is ConditionState.UNKNOWN] == []
        assert all(one.reason for one in found)

    def test_it_is_there_in_time(self, open_room: OpenRoom, case: Path, id: str) -> None:
        context = open_room(case)
        scene = scene_of(context, id)
        began = perf_counter()
        scene_frame(context, scene)
        assert perf_counter() - began < SECONDS

    def test_what_is_the_presenter_s_own_is_not_in_it(self, open_room: OpenRoom, case: Path, id: str) -> None:
        context = open_room(case)
        scene = scene_of(context, id)
        shown = repr(scene_frame(context, scene))
        assert scene.notes is None or scene.notes not in shown
        assert scene.fallback is None or scene.fallback not in shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_scenes_fit_the_time_allowed(case: Path) -> None:
    story = load_case(case, case).storyboard
    assert story
    assert story.minutes_allowed
    assert 0 < timing.total(story) <= story.minutes_allowed


def test_the_example_shows_a_claim_that_no_longer_holds_and_did(halden: CaseContext) -> None:
    story = halden.case.storyboard
    assert story
    found = [one for scene in story.scenes if isinstance(scene, Scene) for one in check_claims(halden, scene)]
    assert [one.claim.metric for one in found if one.state is ConditionState.BROKEN] == ["change_fail_rate"]


def test_the_same_scenes_have_the_same_hash_in_another_process(
    tmp_path: Path, teams_and_kpis: Path, example: CaseSnapshot
) -> None:
    story = example.context.case.storyboard
    assert story
    other = subprocess.run(
        [sys.executable, "-c", HASHES, str(tmp_path / "home"), str(teams_and_kpis)],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    scenes = check_scenes(example.context, story, SCENE_PAGES).scenes
    ours = [scene_frame(example.context, scene).sha256 for scene in scenes]
    assert other.stdout.split() == ours
    assert len(set(ours)) == len(story.scenes)
