"""A draft: what editing does to a storyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from steering.cases.storyboard import Faulty, storyboard
from steering.cases.yaml_reader import parse
from steering.context.case_context import Room
from steering.storyboard import draft as drafts
from steering.storyboard.draft import Draft


def draft(*ids: str) -> Draft:
    scenes = [{"id": id, "minutes": "1", "page": "brief", "message": id.upper()} for id in ids]
    return Draft(tree={"minutes_allowed": "20", "scenes": scenes})


def ids(found: Draft) -> list[str]:
    assert [scene.id for scene in found.read.scenes] == [scene["id"] for scene in found.scenes]
    return [scene["id"] for scene in found.scenes]


def test_the_example_downloaded_is_the_example(halden: Room) -> None:
    story = halden.case.storyboard
    text = drafts.begun(story).text
    again, problems = storyboard(parse(text, "storyboard.yaml"))
    assert again == story
    assert problems == ()


class TestChanges:
    @pytest.mark.parametrize(
        ("position", "step", "after"), [(1, 1, "bac"), (3, -1, "acb"), (1, -1, "abc"), (3, 1, "abc"), (9, 1, "abc")]
    )
    def test_move(self, position: int, step: int, after: str) -> None:
        assert ids(drafts.moved(draft(*"abc"), position, step)) == list(after)

    def test_duplicate_gets_an_id_of_its_own(self) -> None:
        once = drafts.duplicated(draft("a", "b"), 1)
        assert ids(once) == ["a", "a-2", "b"]
        assert ids(drafts.duplicated(once, 2)) == ["a", "a-2", "a-3", "b"]

    def test_remove_and_add(self) -> None:
        assert ids(drafts.removed(draft("a", "b"), 1)) == ["b"]
        found = drafts.added(drafts.added(draft("a")))
        assert ids(found) == ["a", "scene", "scene-2"]
        assert not any(isinstance(scene, Faulty) for scene in found.read.scenes)

    def test_the_minutes_allowed(self) -> None:
        assert drafts.allowing(draft("a"), " 15 ").read.minutes_allowed == 15
        assert drafts.allowing(draft("a"), "ten").read.problems[0].column == "minutes_allowed"

    def test_what_was_there_before_is_left_as_it_was(self) -> None:
        first = draft("a", "b")
        drafts.moved(first, 1, 1)
        drafts.removed(first, 1)
        assert ids(first) == ["a", "b"]

    def test_a_draft_begun_without_a_storyboard_is_empty_and_right(self) -> None:
        found = drafts.begun(None).read
        assert (found.scenes, found.problems) == ((), ())


class TestForm:
    def test_a_form_that_changes_nothing_leaves_the_file_as_it_is(self, halden: Room) -> None:
        first = drafts.begun(halden.case.storyboard)
        for position in range(1, len(first.scenes) + 1):
            after, problems = drafts.filled(first, position, drafts.form(first, position))
            assert (after.tree, problems) == (first.tree, ())

    def test_every_part_of_a_scene(self) -> None:
        said = drafts.Form(
            id="z",
            minutes="2.5",
            page="kpis",
            message="Changed",
            view="focus: lead_time",
            claims='- {says: So, metric: npv, op: ">", value: 0}',
            notes="Mine",
            fallback="Print",
        )
        after, _ = drafts.filled(draft("a", "b"), 2, said)
        (_, scene) = after.read.scenes
        assert not isinstance(scene, Faulty)
        assert (scene.id, scene.minutes, scene.page, scene.message) == ("z", 2.5, "kpis", "Changed")
        assert (scene.view.focus, scene.claims[0].says, scene.notes, scene.fallback) == (
            "lead_time",
            "So",
            "Mine",
            "Print",
        )

    def test_what_is_emptied_is_gone(self) -> None:
        first = drafts.filled(draft("a"), 1, replace(drafts.form(draft("a"), 1), notes="Mine"))[0]
        after, _ = drafts.filled(first, 1, replace(drafts.form(first, 1), notes=" "))
        assert after.tree == draft("a").tree

    @pytest.mark.parametrize("text", ["- [a", "a: &x 1", "a: 1\na: 2", "!tag a"])
    def test_a_part_that_is_no_yaml_changes_nothing(self, text: str) -> None:
        first = draft("a")
        after, problems = drafts.filled(first, 1, replace(drafts.form(first, 1), claims=text, message="Changed"))
        assert after is first
        assert problems[0].file == "claims of this scene"

    def test_a_value_that_is_wrong_is_kept_with_its_problem_in_the_file_to_download(self) -> None:
        first = draft("a", "b")
        after, _ = drafts.filled(first, 2, replace(drafts.form(first, 2), minutes="ten"))
        (good, bad) = after.read.scenes
        assert isinstance(bad, Faulty)
        (problem,) = bad.problems
        assert problem.row
        assert "ten" in after.text.splitlines()[problem.row - 1]
        assert good.id == "a"

    @pytest.mark.parametrize("scene", ["a text", None, ["a"], {"minutes": ["1"], "colour": "red"}])
    def test_a_scene_that_is_none_can_be_edited_too(self, scene: Any) -> None:
        first = Draft(tree={"minutes_allowed": "20", "scenes": [scene]})
        form = replace(drafts.form(first, 1), id="a", minutes="1", page="brief", message="x")
        after, problems = drafts.filled(first, 1, form)
        assert problems == ()
        assert after.read.scenes[0].message == "x"
