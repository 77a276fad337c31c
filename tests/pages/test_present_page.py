"""Invite and present without a browser: meetings are planned on Storyboard, and run from the page Present."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import meetings
from steering.stage.meeting import Role
from steering.stage.room import Room
from steering.stage.rooms import Plan
from tests.actors import TESTER
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]
PEOPLE: tuple[tuple[str, Role], ...] = (
    ("The <b>chair</b>", "chair"),
    ("Head of finance", "member"),
    ("Head of design", "guest"),
)


def press(seen: AppTest, key: str) -> AppTest:
    return seen.button(key=key).click().run()


def plan(title: str = "Funding", people: tuple[tuple[str, Role], ...] = PEOPLE) -> Room:
    return meetings.rooms().make(Plan(title=title, day=dt.datetime.now(dt.UTC).date(), people=people), TESTER)


def texts(seen: AppTest) -> str:
    return "\n".join(text.value for text in (*seen.markdown, *seen.caption)).replace("\\", "")


def desk(seen: AppTest) -> dict[str, Any]:
    """What the page hands the browser for the desk; an error where it hands over none."""
    (found,) = (item for item in seen.get("bidi_component") if item.proto.component_name == "steerco_present")
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def offers(seen: AppTest) -> list[dict[str, Any]]:
    components = [item for item in seen.get("bidi_component") if item.proto.component_name == "steerco_offer"]
    return [json.loads(item.proto.json) for item in components]


class TestInvite:
    @pytest.fixture
    def section(self, visit: Visit) -> AppTest:
        return press(visit(page="storyboard"), "invite-and-present")

    def test_it_begins_with_the_form_of_a_first_meeting_and_closes_again(self, section: AppTest) -> None:
        assert section.text_input(key="title-0").value == "Executive dry run for the funding of waves 5 and 6"
        assert not press(section, "invite-and-present").text_input

    def test_a_meeting_is_made_with_its_people(self, section: AppTest) -> None:
        section.text_input(key="title-0").input("Steering committee")
        section.number_input(key="questions-0").set_value(7)
        press(section, "make-meeting")
        assert [toast.value for toast in section.toast] == ["Steering committee is planned\\. 5 people invited\\."]
        (room,) = meetings.list_rooms()
        assert (room.meeting.title, room.meeting.question_minutes) == ("Steering committee", 7)
        assert "**Chief financial officer** :small[:gray[member · not opened yet]]" in texts(section)

    def test_every_problem_is_told_and_nothing_is_made(self, section: AppTest) -> None:
        section.text_input(key="title-0").input(" ")
        section.number_input(key="questions-0").set_value(-3)
        section.date_input(key="day-0").set_value(dt.date(2020, 1, 1))
        press(section, "make-meeting")
        told = [error.value.replace("\\", "") for error in section.error]
        assert [text.split(":")[0] for text in told] == ["Title", "Date", "Minutes for questions"]
        assert "found 2020-01-01; expected today or later" in told[1]
        assert meetings.list_rooms() == []

    def test_each_link_is_personal_and_stands_behind_a_hash(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        room = plan()
        press(seen, "invite-and-present")
        links = [code.value for code in seen.code]
        assert len(links) == len(set(links)) == 6
        paths = [link.split("#")[0] for link in links]
        follow = "http://localhost/follow"
        assert paths == [*[follow] * 4, "http://localhost/room", "http://localhost/remote"]
        tokens = [link.split("#")[1] for link in links]
        seats = [meetings.rooms().enter(token, name="", here=False)[1].seat.name for token in tokens]
        assert seats == [*(name for name, _ in PEOPLE), "Guest", "Room", "Remote"]
        assert room.id not in "".join(paths)

    def test_names_are_shown_as_text(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        plan()
        assert r"**The \<b\>chair\<\/b\>**" in "\n".join(
            text.value for text in press(seen, "invite-and-present").markdown
        )

    def test_after_a_new_link_the_one_before_opens_nothing(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        room = plan()
        press(seen, "invite-and-present")
        (chair,) = (seat for seat in room.meeting.seats.values() if seat.role == "chair")
        before = meetings.rooms().token(room, chair.id)
        press(seen, f"renew-{chair.id}")
        assert "has a new link" in seen.toast[0].value
        with pytest.raises(Exception, match="This link was withdrawn"):
            meetings.rooms().enter(before, name="", here=False)
        assert meetings.rooms().enter(meetings.rooms().token(room, chair.id), name="", here=False)

    def test_a_link_is_withdrawn_and_the_row_says_so(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        room = plan()
        press(seen, "invite-and-present")
        press(seen, "revoke-guests")
        assert room.meeting.seats["guests"].is_revoked
        assert seen.button(key="revoke-guests").disabled
        assert len(seen.code) == 5

    def test_one_more_person_is_invited_by_the_same_rules(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        room = plan()
        press(seen, "invite-and-present")
        seen.text_input(key="newcomer-0").input("head of finance")
        press(seen, "invite-newcomer")
        assert "row 2 has the same name" in seen.error[0].value
        seen.text_input(key="newcomer-0").input("Head of research")
        press(seen, "invite-newcomer")
        assert [seat.role for seat in room.meeting.seats.values() if seat.name == "Head of research"] == ["member"]

    def test_a_browser_elsewhere_plans_nothing_and_sees_no_link(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        plan()
        seen.context["url"] = "https://steerco.example/storyboard"
        press(seen, "invite-and-present")
        assert [info.value for info in seen.info] == ["Meetings are planned on the machine where Steerco runs."]
        assert not seen.code

    def test_meetings_are_listed_the_newest_first(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        first, second = plan("First"), plan("Second")
        press(seen, "invite-and-present")
        options = seen.selectbox(key="meeting-0").options
        assert [option.split(" · ")[1] for option in options] == ["Second", "First"]
        assert seen.selectbox(key="meeting-0").value == second.id
        assert first.meeting.state == "planned"


class TestPresent:
    def test_without_a_meeting_it_says_how_to_plan_one(self, visit: Visit) -> None:
        seen = visit(page="present")
        (notice,) = shown.notices(seen)
        assert notice.text == "No meeting is planned."
        assert (notice.page, "Invite and present" in notice.remedy) == ("storyboard", True)

    def test_an_unknown_meeting_is_told(self, visit: Visit) -> None:
        seen = visit(page="present")
        plan()
        seen.query_params["meeting"] = "0123456789abcdef"
        assert shown.notices(seen.run())[0].text == "There is no such meeting."

    def test_the_desk_gets_the_presenters_place_and_everything_beside_it(self, visit: Visit) -> None:
        seen = visit(page="present")
        room = plan()
        data = desk(seen.run())
        assert data["meeting"] == room.id
        assert meetings.rooms().enter(data["token"], name="", here=False)[1].seat.role == "presenter"
        assert {name: link.split("#")[0] for name, link in data["links"].items()} == {
            "guests": "http://localhost/follow",
            "room": "http://localhost/room",
            "remote": "http://localhost/remote",
        }
        assert data["decisions"][0]["question"].startswith("Do we release 4.2 million")
        assert {"name": "benefit_factor", "label": "Benefits"} in data["drivers"]
        assert {item["id"] for item in data["checks"]["items"]} >= {"claims", "scenes", "recordings", "disk", "clock"}

    def test_the_secret_is_in_no_address(self, visit: Visit) -> None:
        seen = visit(page="present")
        plan()
        token = desk(seen.run())["token"]
        assert token not in json.dumps({**seen.query_params})

    def test_a_browser_elsewhere_gets_no_secret(self, visit: Visit) -> None:
        seen = visit(page="present")
        plan()
        seen.context["url"] = "https://steerco.example/present"
        data = desk(seen.run())
        assert (data["token"], data["links"], data["codes"]) == ("", {}, {})

    def test_an_open_meeting_comes_before_one_that_is_planned_later(self, visit: Visit) -> None:
        seen = visit(page="present")
        first, _ = plan("First"), plan("Second")
        first.note("start", "presenter", storyboard="")
        data = desk(seen.run())
        assert (data["meeting"], data["checks"]) == (first.id, None)

    def test_a_case_without_a_storyboard_waits_for_one(self, visit: Visit, tmp_path: Path) -> None:
        seen = visit(case_folders.one_row(tmp_path / "case"), "present")
        assert shown.frame(seen).message == "Waiting for a storyboard"


class TestAfterwards:
    def test_a_meeting_that_is_over_offers_its_minutes(self, visit: Visit) -> None:
        seen = visit(page="storyboard")
        room = plan("Autumn *meeting*")
        room.note("start", "presenter", storyboard="")
        press(seen, "invite-and-present")
        assert not [button for button in seen.get("download_button") if "Minutes" in button.proto.label]
        room.note("end", "presenter")
        labels = [button.proto.label for button in seen.run().get("download_button")]
        assert {"Minutes to print", "Minutes as Markdown"} <= set(labels) and "QR codes to print" not in labels
        assert not seen.exception


class TestShowToEveryone:
    def test_it_is_offered_on_every_page_while_a_meeting_is_open(self, visit: Visit) -> None:
        seen = visit(page="costs")
        room = plan()
        assert offers(seen.run()) == []
        room.note("start", "presenter", storyboard="")
        assert offers(seen.run()) == [{"meetings": [room.id], "page": "costs"}]
        assert offers(seen.switch_page("brief.py").run()) == [{"meetings": [room.id], "page": "brief"}]
        assert offers(seen.switch_page("present.py").run()) == []
        room.note("end", "presenter")
        assert offers(seen.switch_page("costs.py").run()) == []
