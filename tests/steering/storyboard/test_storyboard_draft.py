"""A draft: what editing does to a storyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from steering.cases.storyboard import FaultyScene, storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.context.case_context import CaseContext
from steering.storyboard import draft as drafts
from steering.storyboard.draft import StoryboardDraft


def draft(*ids: str) -> StoryboardDraft:
    scenes = [{"id": id, "minutes": "1", "page": "brief", "message": id.upper()} for id in ids]
    return StoryboardDraft(tree={"minutes_allowed": "20", "scenes": scenes})


def ids(found: StoryboardDraft) -> list[str]:
    assert [scene.id for scene in found.parse.scenes] == [scene["id"] for scene in found.scenes]
    return [scene["id"] for scene in found.scenes]


def test_the_example_downloaded_is_the_example(halden: CaseContext) -> None:
    story = halden.case.storyboard
    text = drafts.start_draft(story).text
    again, problems = storyboard(parse_yaml(text, "storyboard.yaml"))
    assert again == story
    assert problems == ()


class TestChanges:
    @pytest.mark.parametrize(
        ("position", "step", "after"), [(1, 1, "bac"), (3, -1, "acb"), (1, -1, "abc"), (3, 1, "abc"), (9, 1, "abc")]
    )
    def test_move(self, position: int, step: int, after: str) -> None:
        assert ids(drafts.move_scene(draft(*"abc"), position, step)) == list(after)

    def test_duplicate_gets_an_id_of_its_own(self) -> None:
        once = drafts.duplicate_scene(draft("a", "b"), 1)
        assert ids(once) == ["a", "a-2", "b"]
        assert ids(drafts.duplicate_scene(once, 2)) == ["a", "a-2", "a-3", "b"]

    def test_remove_and_add(self) -> None:
        assert ids(drafts.remove_scene(draft("a", "b"), 1)) == ["b"]
        found = drafts.add_scene(drafts.add_scene(draft("a")))
        assert ids(found) == ["a", "scene", "scene-2"]
        assert not any(isinstance(scene, FaultyScene) for scene in found.parse.scenes)

    def test_the_minutes_allowed(self) -> None:
        assert drafts.with_minutes_allowed(draft("a"), " 15 ").parse.minutes_allowed == 15
        assert drafts.with_minutes_allowed(draft("a"), "ten").parse.problems[0].column == "minutes_allowed"

    def test_the_file_to_download_has_the_comments_of_the_case(self, halden: CaseContext) -> None:
        first = drafts.start_draft(halden.case.storyboard)
        comments = [line for line in first.text.splitlines() if line.strip().startswith("#")]
        changed = (drafts.with_minutes(first, {"worth": "3"}), drafts.with_minutes_allowed(first, "25"))
        for after in (*changed, drafts.add_scene(first), drafts.move_scene(first, 2, 1)):
            assert after.is_changed
            assert set(comments) <= set(after.text.splitlines())

    def test_what_was_there_before_is_left_as_it_was(self) -> None:
        first = draft("a", "b")
        drafts.move_scene(first, 1, 1)
        drafts.remove_scene(first, 1)
        assert ids(first) == ["a", "b"]

    def test_a_draft_begun_without_a_storyboard_is_empty_and_right(self) -> None:
        found = drafts.start_draft(None).parse
        assert (found.scenes, found.problems) == ((), ())


class TestForm:
    def test_a_form_that_changes_nothing_leaves_the_file_as_it_is(self, halden: CaseContext) -> None:
        first = drafts.start_draft(halden.case.storyboard)
        for position in range(1, len(first.scenes) + 1):
            after, problems = drafts.form_of(first, position, drafts.form(first, position))
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
            may_skip="true",
            least="2",
        )
        after, _ = drafts.form_of(draft("a", "b"), 2, said)
        (_, scene) = after.parse.scenes
        assert not isinstance(scene, FaultyScene)
        assert (scene.id, scene.minutes, scene.page, scene.message) == ("z", 2.5, "kpis", "Changed")
        assert (scene.may_skip, scene.least) == (True, 2)
        assert (scene.view.focus, scene.claims[0].says, scene.notes, scene.fallback) == (
            "lead_time",
            "So",
            "Mine",
            "Print",
        )

    @pytest.mark.parametrize(
        ("text", "value", "after"),
        [
            ("", True, "true"),
            ("", False, ""),
            ("yes", True, "yes"),
            ("True", False, ""),
            ("false", False, "false"),
            ("perhaps", False, "perhaps"),
            ("perhaps", True, "true"),
        ],
    )
    def test_a_tick_leaves_what_says_the_same_already(self, text: str, value: bool, after: str) -> None:
        assert drafts.with_truth(text, value) == after

    @pytest.mark.parametrize("text", [*drafts.TRUE, "TRUE", "false", "no", "off", "0", "n", "f"])
    def test_what_is_true_is_as_the_file_is_read(self, text: str) -> None:
        first = draft("a")
        after, _ = drafts.form_of(first, 1, replace(drafts.form(first, 1), may_skip=text))
        (scene,) = after.parse.scenes
        assert not isinstance(scene, FaultyScene)
        assert scene.may_skip == drafts.is_true(text)

    def test_what_is_emptied_is_gone(self) -> None:
        first = drafts.form_of(draft("a"), 1, replace(drafts.form(draft("a"), 1), notes="Mine"))[0]
        after, _ = drafts.form_of(first, 1, replace(drafts.form(first, 1), notes=" "))
        assert after.tree == draft("a").tree

    @pytest.mark.parametrize("text", ["- [a", "a: &x 1", "a: 1\na: 2", "!tag a"])
    def test_a_part_that_is_no_yaml_changes_nothing(self, text: str) -> None:
        first = draft("a")
        after, problems = drafts.form_of(first, 1, replace(drafts.form(first, 1), claims=text, message="Changed"))
        assert after is first
        assert problems[0].file == "claims of this scene"

    def test_a_value_that_is_wrong_is_kept_with_its_problem_in_the_file_to_download(self) -> None:
        first = draft("a", "b")
        after, _ = drafts.form_of(first, 2, replace(drafts.form(first, 2), minutes="ten"))
        (good, bad) = after.parse.scenes
        assert isinstance(bad, FaultyScene)
        (problem,) = bad.problems
        assert problem.row
        assert "ten" in after.text.splitlines()[problem.row - 1]
        assert good.id == "a"

    @pytest.mark.parametrize("scene", ["a text", None, ["a"], {"minutes": ["1"], "colour": "red"}])
    def test_a_scene_that_is_none_can_be_edited_too(self, scene: Any) -> None:
        first = StoryboardDraft(tree={"minutes_allowed": "20", "scenes": [scene]})
        form = replace(drafts.form(first, 1), id="a", minutes="1", page="brief", message="x")
        after, problems = drafts.form_of(first, 1, form)
        assert problems == ()
        assert after.parse.scenes[0].message == "x"
