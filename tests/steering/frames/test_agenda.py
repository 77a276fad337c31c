"""The agenda is the one list of pages: each row has its script and its frame, and neither exists without a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.frames.agenda import AGENDA, ITEMS, SCENE_PAGES, AgendaItem
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot

ROOT = Path(__file__).parents[3]
# The router, and what makes the folder a package.
NO_PAGES = {"agenda", "__init__"}


def test_each_script_and_each_frame_has_a_row_and_each_row_has_both() -> None:
    scripts = {script.stem for script in (ROOT / "pages").glob("*.py")} - NO_PAGES
    frames = {page.parent.name for page in (ROOT / "steering" / "frames").glob("*/page.py")}
    assert scripts == frames == set(AGENDA)
    assert len(AGENDA) == len(ITEMS), "no id twice"


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_row_builds_the_frame_of_its_own_page(example: CaseSnapshot, item: AgendaItem) -> None:
    frame = item.build_frame(example.context, example.default_filters)
    assert isinstance(frame, Frame)
    assert frame.page == item.id


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_script_names_its_row_and_imports_no_frame(item: AgendaItem) -> None:
    script = (ROOT / "pages" / f"{item.id}.py").read_text(encoding="utf-8")
    assert f'AGENDA["{item.id}"]' in script
    assert "import page" not in script


def test_titles_questions_and_icons_are_each_their_own() -> None:
    for values in zip(*((item.title, item.question, item.icon) for item in ITEMS), strict=True):
        assert len(set(values)) == len(values)
        assert all(values)


def test_a_scene_can_show_every_page_but_those_of_presenting_rehearsing_of_people_and_the_log() -> None:
    rehearsing = {item.id for item in ITEMS if item.section == "Rehearse"}
    assert {"dry_run", "drill"} <= rehearsing
    assert set(AGENDA) - set(SCENE_PAGES) == {"storyboard", "present", *rehearsing, "log", "cohorts"}
