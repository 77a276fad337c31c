"""The Storyboard page without a browser: the list, the draft, and one scene at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from steering.cases.storyboard import Storyboard, storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.frames.agenda import AGENDA, SCENE_PAGES
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]

SCENE = "  - {{id: {id}, minutes: {minutes}, page: {page}, message: {message}}}\n"
BROKEN = (
    ("fine", "1", "brief", "Fine"),
    ("bad-page", "1", "nowhere", "No page"),
    ("bad-minutes", "ten", "brief", "No minutes"),
    ("markup", "1", "brief", "'<b>bold</b> :red[x] $x$'"),
)


def case(folder: Path, *scenes: tuple[str, str, str, str], allowed: str = "20") -> Path:
    """A small case with these scenes: id, minutes, page, message."""
    made = case_folders.one_row(folder)
    lines = [SCENE.format(id=id, minutes=each, page=page, message=said) for id, each, page, said in scenes]
    (made / "storyboard.yaml").write_text(f"minutes_allowed: {allowed}\nscenes:\n" + "".join(lines), "utf-8")
    return made


def read(folder: Path) -> Storyboard:
    return storyboard(parse_yaml((folder / "storyboard.yaml").read_text("utf-8"), "storyboard.yaml"))[0]


def messages(seen: AppTest) -> list[str]:
    """The message of each scene in the list."""
    said = [text.value for text in seen.markdown if "minute" in text.value and text.value.startswith("**")]
    return [text.split("**")[1].replace("\\", "") for text in said]


def headline(seen: AppTest) -> str:
    return shown.frame(seen).message


def press(seen: AppTest, key: str) -> AppTest:
    seen.button(key=key).click().run()
    assert not seen.exception
    return seen


def said(seen: AppTest) -> str:
    texts = [text.value for text in (*seen.markdown, *seen.info, *seen.error, *seen.title)]
    return "\n".join([*texts, shown.words(seen)]).replace("\\", "")


def test_a_scene_can_show_every_page_but_those_on_which_somebody_works() -> None:
    assert {id: page.title for id, page in SCENE_PAGES.items()} == {
        id: item.title
        for id, item in AGENDA.items()
        if id not in ("storyboard", "present", "cohorts", "log") and item.section != "Rehearse"
    }


class TestList:
    def test_the_example_is_one_headline_and_its_scenes(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        assert headline(seen) == "18.5 of 20 minutes; 1 of 18 claims is not supported"
        assert len(messages(seen)) == 10
        assert ":red-badge[:material/error: Not supported] Fewer than one deployment in eight fails" in said(seen)
        assert not seen.error

    def test_a_faulty_scene_says_why_in_its_place_and_the_others_stand(self, visit: Visit, tmp_path: Path) -> None:
        seen = visit(case(tmp_path / "case", *BROKEN), "storyboard")
        assert headline(seen) == "3 of 20 minutes; no claims; 2 scenes to correct"
        assert len(messages(seen)) == 4
        page, minutes = (error.value.replace("\\", "") for error in seen.error)
        assert "scenes[1].page: found 'nowhere'; expected one of brief" in page
        assert "scenes[2].minutes: found 'ten'; expected minutes as a number above 0" in minutes

    def test_markup_is_shown_as_text(self, visit: Visit, tmp_path: Path) -> None:
        seen = visit(case(tmp_path / "case", *BROKEN), "storyboard")
        assert any(r"\<b\>bold\<\/b\>" in text.value and r"\$x\$" in text.value for text in seen.markdown)

    def test_too_long_a_demo_says_so(self, visit: Visit, tmp_path: Path) -> None:
        scenes = (("a", "12", "brief", "A"), ("b", "9.5", "brief", "B"))
        seen = visit(case(tmp_path / "case", *scenes), "storyboard")
        assert headline(seen).startswith("21.5 minutes where 20 are allowed")

    def test_five_hundred_scenes_are_shown_in_parts(self, visit: Visit, tmp_path: Path) -> None:
        scenes = [(f"s{number}", "0.1", "brief", f"Scene {number}") for number in range(500)]
        seen = visit(case(tmp_path / "case", *scenes), "storyboard")
        assert "500 scenes" in said(seen)
        assert messages(seen) == [f"Scene {number}" for number in range(25)]
        seen.selectbox(key="scenes-part").select(175).run()
        assert messages(seen)[-1] == "Scene 199"

    def test_a_case_without_one_says_what_to_do_and_can_begin(self, visit: Visit, tmp_path: Path) -> None:
        seen = visit(case_folders.one_row(tmp_path / "case"), "storyboard")
        assert headline(seen) == "Waiting for a storyboard"
        press(press(seen, "edit"), "add")
        assert len(messages(seen)) == 1

    def test_another_month_in_the_head_leaves_the_scenes_and_says_so(self, visit: Visit) -> None:
        seen = visit(page="storyboard", as_of="2026-07")
        assert headline(seen) == "18.5 of 20 minutes; 1 of 18 claims is not supported"
        assert "Scenes are shown as of Oct 2026" in said(seen)


class TestDraft:
    def editing(self, visit: Visit, tmp_path: Path) -> AppTest:
        scenes = (("a", "1", "brief", "A"), ("b", "2", "kpis", "B"), ("c", "3", "adoption", "C"))
        return press(visit(case(tmp_path / "case", *scenes), "storyboard"), "edit")

    def test_scenes_move_are_copied_removed_and_added(self, visit: Visit, tmp_path: Path) -> None:
        seen = self.editing(visit, tmp_path)
        assert messages(press(seen, "down-1")) == ["B", "A", "C"]
        assert messages(press(seen, "up-3")) == ["B", "C", "A"]
        assert messages(press(seen, "duplicate-1")) == ["B", "B", "C", "A"]
        assert messages(press(seen, "remove-3")) == ["B", "B", "A"]
        assert len(messages(press(seen, "add"))) == 4
        assert "Your draft: 7 of 20 minutes" in said(seen)
        assert [seen.button(key=key).disabled for key in ("up-1", "down-1", "up-4", "down-4")] == [
            True,
            False,
            False,
            True,
        ]

    def test_a_form_changes_its_scene(self, visit: Visit, tmp_path: Path) -> None:
        seen = press(self.editing(visit, tmp_path), "edit-2")
        seen.text_input(key="minutes-1-2").input("4.5")
        seen.text_area(key="message-1-2").input("Better said")
        claim = '- {says: Fast, metric: lead_time, op: "<=", value: 15}'
        seen.text_area(key="claims-1-2").input(claim)
        self.submit(seen)
        assert messages(seen) == ["A", "Better said", "C"]
        assert "Your draft: 8.5 of 20 minutes; the claim holds" in said(seen)

    def test_what_is_wrong_is_said_at_the_form_which_stays_open(self, visit: Visit, tmp_path: Path) -> None:
        seen = press(self.editing(visit, tmp_path), "edit-2")
        seen.text_input(key="minutes-1-2").input("ten")
        self.submit(seen)
        (error,) = seen.error
        assert "found 'ten'" in error.value.replace("\\", "")
        assert seen.text_input(key="minutes-2-2").value == "ten"
        seen.text_input(key="minutes-2-2").input("3")
        self.submit(seen)
        assert not seen.error

    def test_claims_that_are_no_yaml_change_nothing_and_stay_in_the_form(self, visit: Visit, tmp_path: Path) -> None:
        seen = press(self.editing(visit, tmp_path), "edit-1")
        seen.text_area(key="claims-1-1").input("- [")
        seen.text_area(key="message-1-1").input("Changed")
        self.submit(seen)
        assert "claims of this scene" in seen.error[0].value
        assert messages(seen) == ["A", "B", "C"]
        assert (seen.text_area(key="claims-1-1").value, seen.text_area(key="message-1-1").value) == ("- [", "Changed")

    def test_the_time_allowed_can_be_changed(self, visit: Visit, tmp_path: Path) -> None:
        seen = self.editing(visit, tmp_path)
        seen.text_input(key="allowed-1").input("5").run()
        assert "Your draft: 6 minutes where 5 are allowed" in said(seen)
        seen.text_input(key="allowed-2").input("ten").run()
        assert any("minutes_allowed" in error.value.replace("\\", "") for error in seen.error)

    def test_a_draft_survives_a_reload_as_a_copy(self, visit: Visit, tmp_path: Path) -> None:
        seen = press(self.editing(visit, tmp_path), "remove-1")
        token = str(seen.query_params["draft"])
        again = visit(page="storyboard", draft=token)
        assert messages(again) == ["B", "C"]
        assert "Your draft: 5 of 20 minutes" in said(again)
        assert again.query_params["draft"] != token, "who has the address works on a copy"
        press(again, "remove-1")
        assert messages(again) == ["C"]
        assert messages(seen.run()) == ["B", "C"]
        press(seen, "discard-draft")
        assert "draft" not in seen.query_params
        assert messages(again.run()) == ["C"]

    def test_a_draft_that_is_gone_is_said_once(self, visit: Visit, tmp_path: Path) -> None:
        self.editing(visit, tmp_path)
        seen = visit(page="storyboard", draft="nonsense")
        assert messages(seen) == ["A", "B", "C"]
        assert "no longer there" in said(seen)
        assert "draft" not in seen.query_params
        assert "no longer there" not in said(seen.run())

    def test_a_draft_is_the_visitor_s_own_and_can_be_discarded(self, visit: Visit, tmp_path: Path) -> None:
        seen = press(self.editing(visit, tmp_path), "remove-1")
        other = visit(page="storyboard")
        assert messages(other) == ["A", "B", "C"]
        assert shown.frame(other).message == "6 of 20 minutes; no claims"
        assert messages(press(seen, "discard-draft")) == ["A", "B", "C"]

    def test_the_headline_is_the_draft_s_while_it_is_open(self, visit: Visit, tmp_path: Path) -> None:
        seen = self.editing(visit, tmp_path)
        assert shown.frame(seen).message == "Your draft: 6 of 20 minutes; no claims"
        press(seen, "remove-3")
        assert shown.frame(seen).message == "Your draft: 3 of 20 minutes; no claims"
        assert shown.frame(seen).detail == "The case has 6 of 20 minutes; no claims."
        assert shown.frame(press(seen, "discard-draft")).message == "6 of 20 minutes; no claims"

    def test_nothing_is_written_to_the_case(self, visit: Visit, tmp_path: Path) -> None:
        seen = self.editing(visit, tmp_path)
        before = (tmp_path / "case" / "storyboard.yaml").read_bytes()
        press(press(seen, "remove-1"), "add")
        assert (tmp_path / "case" / "storyboard.yaml").read_bytes() == before

    def submit(self, seen: AppTest) -> None:
        (button,) = [button for button in seen.button if button.label == "Apply"]
        button.click().run()
        assert not seen.exception


class TestStep:
    def test_every_scene_of_the_example_by_its_button(self, visit: Visit, example_case: Path) -> None:
        seen = press(visit(page="storyboard"), "step-through")
        story = read(example_case)
        for index, scene in enumerate(story.scenes):
            assert seen.query_params == {"scene": scene.id}
            status = "Not supported: " if scene.id == "releases" else ""
            assert headline(seen) == status + scene.message
            assert f'<h1 tabindex="-1">{escape(headline(seen))}</h1>' in shown.markup(seen)
            assert f"**{index + 1} of {len(story.scenes)}**" in said(seen)
            assert not seen.error
            assert not shown.notices(seen)
            if index < len(story.scenes) - 1:
                press(seen, "scene-next")
        assert seen.button(key="scene-next").disabled
        press(seen, "scene-previous")
        assert seen.query_params == {"scene": story.scenes[-2].id}
        press(seen, "scene-list")
        assert "scene" not in seen.query_params
        assert headline(seen)

    def test_a_link_opens_a_scene(self, visit: Visit) -> None:
        seen = visit(page="storyboard", scene="releases")
        assert headline(seen).startswith("Not supported: Releases take half the time")
        assert "16.7%, where below 12.5% is claimed" in said(seen)
        assert not seen.selectbox

    def test_the_page_opens_in_the_state_of_the_scene(self, visit: Visit) -> None:
        seen = visit(page="storyboard", scene="what-if")
        (link,) = seen.get("page_link")
        assert link.proto.page == "roi"
        assert link.proto.query_string == "as_of=2026-10&benefit_factor=0.9"
        assert "benefits 90%" in shown.sources(seen)

    def test_a_figure_of_a_scene_can_be_questioned(self, visit: Visit) -> None:
        seen = shown.ask(visit(page="storyboard", scene="adoption"), "adopted")
        assert "As of" in said(seen)
        assert "as_of = 2026-10" in said(seen)

    def test_a_scene_that_is_not_there_says_so_and_leads_back(self, visit: Visit) -> None:
        seen = visit(page="storyboard", scene="realeses")
        assert "Did you mean 'releases'?" in said(seen)
        press(seen, "scene-list")
        assert headline(seen)

    def test_a_faulty_scene_has_its_place_in_the_demo(self, visit: Visit, tmp_path: Path) -> None:
        seen = visit(case(tmp_path / "case", *BROKEN), "storyboard", scene="bad-page")
        assert seen.title[0].value == "No page"
        assert "found 'nowhere'" in said(seen)
        press(seen, "scene-next")
        assert seen.query_params == {"scene": "bad-minutes"}

    def test_a_draft_is_stepped_through_by_whoever_has_it(self, visit: Visit, tmp_path: Path) -> None:
        seen = press(visit(case(tmp_path / "case", *BROKEN), "storyboard"), "edit")
        press(press(seen, "duplicate-1"), "show-2")
        assert seen.query_params["scene"] == "fine-2"
        assert headline(seen) == "Fine"

    @pytest.mark.parametrize("kind", ["bare", "broken", "missing"])
    def test_a_scene_of_a_case_that_has_none_is_a_sentence(self, visit: Visit, tmp_path: Path, kind: str) -> None:
        make = {"bare": case_folders.bare, "broken": case_folders.broken, "missing": lambda folder: folder}[kind]
        seen = visit(make(tmp_path / "case"), "storyboard", scene="x")
        assert not seen.exception
        assert "There is no scene named 'x'" in said(seen) or "This case can't be opened" in said(seen)
