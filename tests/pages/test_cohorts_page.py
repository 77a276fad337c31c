"""The Cohorts page without a browser: cohorts, their members and links, and what whoever asks may not do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.actors import COMMAND_LINE, LOCAL, Actor
from steering.catalog.roles import Role
from steering.errors import NotAllowed
from steering.records import NewPublication, Proposal, Records
from steering.records.admissions import Arrival, GrantedMembership
from steering.records.cohorts import INSTALLATION, NewMember
from steering.state.new_workspaces import pack_workspace
from tests.actors import somebody
from tests.members import invite
from tests.pages import shown

Visit = Callable[..., AppTest]


def press(seen: AppTest, key: str) -> AppTest:
    seen.button(key=key).click().run()
    assert not seen.exception
    return seen


def records() -> Records:
    return session.app_state().records


def make(seen: AppTest, name: str, *, copy: str = "", number: int = 0) -> AppTest:
    seen.text_input(key=f"cohort-name-{number}").input(name)
    seen.selectbox(key=f"cohort-copy-{number}").set_value(copy)
    return press(seen, "make-cohort")


def add(seen: AppTest, text: str, cohort: str = INSTALLATION, *, number: int = 0) -> AppTest:
    seen.text_area(key=f"list-{cohort}-{number}").input(text)
    return press(seen, "add-members")


@pytest.fixture
def seen(visit: Visit) -> AppTest:
    return visit(page="cohorts")


def names(cohort: str = INSTALLATION) -> list[str]:
    return [member.person.name for member in records().cohorts.members(cohort)]


class TestCohorts:
    def test_one_is_made_and_is_in_sight(self, seen: AppTest) -> None:
        make(seen, " Autumn  2026 ")
        made = next(cohort for cohort in records().cohorts.list() if cohort.name == "Autumn 2026")
        assert seen.selectbox(key="cohort-1").value == made.id
        assert [toast.value for toast in seen.toast] == [r"Autumn 2026 is made\."]

    def test_a_copy_has_who_teaches_and_no_learners(self, seen: AppTest) -> None:
        add(seen, "Ann,instructor\nBen\nCara,assistant")
        make(seen, "Spring", copy=INSTALLATION)
        assert names(seen.selectbox(key="cohort-1").value) == ["Ann", "Cara"]

    def test_one_is_put_away_and_brought_back(self, seen: AppTest) -> None:
        make(seen, "Autumn")
        id = seen.selectbox(key="cohort-1").value
        press(seen, "archive-cohort")
        assert records().cohorts.find(id).archived_at
        assert any("put away" in info.value for info in seen.info)
        press(seen, "archive-cohort")
        assert records().cohorts.find(id).archived_at is None

    @pytest.mark.parametrize("name", ["", "  ", "\u200b", "Аutumn"])
    def test_a_name_that_can_not_be_told_apart_is_refused(self, seen: AppTest, name: str) -> None:
        make(seen, "Autumn")
        count = len(records().cohorts.list())
        make(seen, name, number=1)
        assert seen.error[0].value.startswith("No cohort was made")
        assert len(records().cohorts.list()) == count


class TestMembers:
    def test_a_pasted_list_adds_all(self, seen: AppTest) -> None:
        add(seen, "name,role,group\nAnn Lee,instructor,\nBen,,North\n")
        members = records().cohorts.members(INSTALLATION)
        assert [(member.person.name, member.role, member.group) for member in members] == [
            ("Ann Lee", "instructor", ""),
            ("Ben", "presenter", "North"),
        ]
        assert seen.text_area(key=f"list-{INSTALLATION}-1").value == ""

    def test_a_csv_file_does_too(self, seen: AppTest) -> None:
        shown.bring(seen, {"people.csv": b"Name;Role\nAnn;viewer\n"}, "members-")
        assert [file["name"] for file in shown.upload_field(seen, "members-")["here"]] == ["people.csv"]
        press(seen, "add-members")
        assert names() == ["Ann"] and shown.upload_field(seen, "members-")["here"] == []
        assert session.app_state().spool.list() == (), "what was read is not kept"

    def test_a_list_with_problems_adds_nobody_and_tells_all_of_them(self, seen: AppTest) -> None:
        add(seen, "Ann\nann\nBen,chief\n<b>Cara</b>,viewer,x@\n")
        listed = shown.rows(shown.tables(seen)["problems-members"])
        assert [(row["Row"], row["Column"]) for row in listed] == [(2, "name"), (3, "role"), (4, "mail")]
        assert names() == []
        add(seen, "Ann\nBen,viewer\n")
        assert "problems-members" not in shown.tables(seen)
        assert names() == ["Ann", "Ben"]

    def test_role_and_group_are_changed(self, seen: AppTest) -> None:
        add(seen, "Ann")
        (member,) = records().cohorts.members(INSTALLATION)
        seen.selectbox(key=f"role-{INSTALLATION}-{member.person.id}").set_value("assistant")
        seen.text_input(key=f"group-{INSTALLATION}-{member.person.id}").input(" North ")
        press(seen, "member-save")
        (member,) = records().cohorts.members(INSTALLATION)
        assert (member.role, member.group) == ("assistant", "North")

    def test_the_last_instructor_stays(self, seen: AppTest) -> None:
        add(seen, "Ann,instructor")
        press(seen, "member-remove")
        assert seen.error[0].value.startswith("A cohort needs an instructor")
        assert names() == ["Ann"]

    def test_a_member_is_taken_out(self, seen: AppTest) -> None:
        add(seen, "Ann")
        press(seen, "member-remove")
        assert names() == []


class TestLinks:
    def test_a_link_is_shown_once_opens_and_is_withdrawn(self, seen: AppTest) -> None:
        add(seen, "Ann")
        press(seen, "member-renew")
        (code,) = seen.code
        address, _, secret = code.value.partition("#")
        assert address.endswith("/enter")
        assert records().people.open_link(secret)[0].name == "Ann"
        assert not press(seen, "link-done").code
        press(seen, "member-withdraw")
        with pytest.raises(NotAllowed, match="withdrawn"):
            records().people.open_link(secret)

    def test_who_comes_by_a_provider_gets_no_link_and_is_signed_out_everywhere(self, seen: AppTest) -> None:
        grant = GrantedMembership(cohort_id=INSTALLATION, role="viewer")
        arrival = Arrival(
            issuer="https://id.example.com", subject="a1", name="Ada", mail="", sign_in="1", is_admin=False,
            memberships=(grant,),
        )  # fmt: skip
        browser = records().admissions.admit(arrival, "Halden ID")
        seen.run()
        assert seen.dataframe[0].value["Comes by"].tolist() == ["A group of the provider"]
        assert not [button for button in seen.button if button.key == "member-renew"]
        assert seen.button(key="make-links").disabled
        press(seen, "member-withdraw")
        assert records().people.find_sign_in(browser) is None

    def test_a_sheet_has_a_code_for_each_of_a_group(self, seen: AppTest) -> None:
        add(seen, "Ann,,,North\nBen,,,South\nCara,,,North")
        seen.selectbox(key=f"links-{INSTALLATION}").set_value("North")
        press(seen, "make-links")
        sheet = session_sheet(seen)
        assert [name in sheet for name in ("Ann", "Ben", "Cara")] == [True, False, True]
        assert sheet.count("<img") == 2

    def test_a_sheet_has_no_more_than_can_be_printed(self, seen: AppTest) -> None:
        every = [NewMember(name=f"Member {number}", role="presenter") for number in range(201)]
        records().cohorts.add(INSTALLATION, every, COMMAND_LINE)
        press(seen.run(), "make-links")
        assert "Choose a group" in seen.error[0].value
        assert not session_sheet(seen)


def session_sheet(seen: AppTest) -> str:
    sheet: bytes = seen.session_state[f"members-{INSTALLATION}"].sheet
    return sheet.decode()


class TestWorkspaces:
    @pytest.fixture
    def cohort(self, seen: AppTest) -> str:
        make(seen, "Autumn")
        id: str = seen.selectbox(key="cohort-1").value
        add(seen, "Ann\nBen,,,North\nCara,,,North", id)
        return id

    def test_they_are_made_for_all_shown_to_the_committee_and_opened(self, seen: AppTest, cohort: str) -> None:
        seen.selectbox(key=f"source-{cohort}-0").set_value("The starter, to be filled")
        press(seen, "make-workspaces")
        ann, _ = records().workspaces.list(cohort)
        press(seen, "workspace-show")
        assert [bool(each.shown_at) for each in records().workspaces.list(cohort)] == [True, False]
        press(seen, "workspace-show")
        assert not any(each.shown_at for each in records().workspaces.list(cohort))
        press(seen, "workspace-open")
        assert seen.query_params["in"] == ann.id

    def test_a_case_that_was_taken_along_is_taken_as_the_source_of_others(self, seen: AppTest, cohort: str) -> None:
        press(seen, "make-workspaces")
        first, *_ = records().workspaces.list(cohort)
        folder = session.app_state().workspaces.folder
        packed = pack_workspace(folder(first.id))
        add(seen, "Cleo", cohort, number=1)
        seen.selectbox(key=f"source-{cohort}-1").set_value("A case of yours (.zip)").run()
        shown.bring(seen, {"My case (1).zip": packed}, "case-")
        press(seen, "make-workspaces")
        (made,) = [each for each in records().workspaces.list(cohort) if each.title == "Cleo"]
        names = [[path.name for path in sorted(folder(each.id).rglob("*"))] for each in (first, made)]
        assert names[0] == names[1] and "case.yaml" in names[0]

    def test_one_is_made_for_one(self, seen: AppTest, cohort: str) -> None:
        seen.selectbox(key=f"owners-{cohort}-0").set_value(2)
        press(seen, "make-workspaces")
        assert [each.title for each in records().workspaces.list(cohort)] == ["North"]

    @pytest.mark.parametrize("data", [b"no zip", b""])
    def test_what_is_no_case_makes_none(self, seen: AppTest, cohort: str, data: bytes) -> None:
        seen.selectbox(key=f"source-{cohort}-0").set_value("A case of yours (.zip)").run()
        if data:
            shown.bring(seen, {"My case (1).zip": data}, "case-")
        press(seen, "make-workspaces")
        assert records().workspaces.list(cohort) == ()
        told = "problems-workspaces" in shown.tables(seen) if data else "No workspace was made" in seen.error[0].value
        assert told


class TestWaiting:
    @pytest.fixture
    def cohort(self, seen: AppTest) -> str:
        """A cohort without any workspace, in which somebody else has to approve."""
        seen.checkbox(key="cohort-approval-0").check()
        make(seen, "Autumn")
        id: str = seen.selectbox(key="cohort-1").value
        return id

    def propose(self, cohort: str, by: Actor, *places: str) -> Proposal:
        facts = {"release_id": "a" * 64, "source_name": "kpi.csv", "source_sha256": "b" * 64}
        releases = [
            NewPublication(case_id=place, dataset="kpi", source="upload", rows=3, **facts)
            for place in places or (cohort,)
        ]
        return records().proposals.make(releases, by=by, reason="October closed")

    def listed(self, seen: AppTest) -> str:
        return " ".join(text.value for text in seen.markdown if "proposed by" in text.value)

    def test_what_waits_is_listed_without_any_workspace_and_turned_down(self, seen: AppTest, cohort: str) -> None:
        assert not self.listed(seen)
        proposal = self.propose(cohort, somebody("learner"))
        seen.run()
        text = self.listed(seen)
        assert all(
            part in text for part in ("KPI from kpi", "3 rows", "for all of Autumn", "learner", "October closed")
        )
        assert seen.button(key=f"turn-down-{proposal.id}").label == "Turn down"
        assert any("Without a workspace" in caption.value for caption in seen.caption)
        seen.text_input(key=f"note-{proposal.id}").input("Not yet")
        press(seen, f"turn-down-{proposal.id}")
        decided = records().proposals.find(proposal.id, by=LOCAL)
        assert (decided.state, decided.note) == ("turned down", "Not yet")
        assert not self.listed(seen)
        assert [toast.value for toast in seen.toast] == [r"Turned down\. Its author sees your note\."]

    def test_its_author_withdraws_it(self, seen: AppTest, cohort: str) -> None:
        proposal = self.propose(cohort, LOCAL)
        assert seen.run().button(key=f"turn-down-{proposal.id}").label == "Withdraw"
        press(seen, f"turn-down-{proposal.id}")
        assert records().proposals.find(proposal.id, by=LOCAL).state == "withdrawn"

    def test_who_was_too_late_is_told(self, seen: AppTest, cohort: str) -> None:
        proposal = self.propose(cohort, somebody("learner"))
        seen.run()
        records().proposals.turn_down(proposal.id, by=somebody("colleague"))
        press(seen, f"turn-down-{proposal.id}")
        assert "decided on meanwhile" in seen.error[0].value
        assert records().proposals.find(proposal.id, by=LOCAL).decided_by == "colleague"

    def test_what_was_for_workspaces_that_are_put_away_says_so(self, seen: AppTest, cohort: str) -> None:
        add(seen, "Ann", cohort)
        press(seen, "make-workspaces")
        (ann,) = records().workspaces.list(cohort)
        self.propose(cohort, somebody("learner"), ann.id)
        assert "for the workspace of Ann" in self.listed(seen.run())
        press(seen, "workspace-archive")
        assert "KPI from kpi" in self.listed(seen)
        assert any("put away" in warning.value for warning in seen.warning)

    def test_a_cohort_shows_nothing_of_another(self, seen: AppTest, cohort: str) -> None:
        self.propose(cohort, somebody("learner"))
        make(seen, "Spring", number=1)
        assert not self.listed(seen)

    @pytest.mark.parametrize(("role", "sees"), [("instructor", True), ("assistant", False), ("admin", False)])
    def test_it_is_for_those_who_may_approve(
        self, visit: Visit, monkeypatch: pytest.MonkeyPatch, role: Role, sees: bool
    ) -> None:
        monkeypatch.setenv("STEERCO_SIGN_IN", "links")
        visit(page="cohorts")
        cohort = records().cohorts.make("Autumn", COMMAND_LINE, needs_approval=True).id
        self.propose(cohort, somebody("learner"))
        secret = records().people.open_link(invite(records(), role, cohort))[1]
        # The cookie of a browser, which these tests have none of.
        monkeypatch.setattr(session, "cookie", lambda: secret)
        visitor = visit(page="cohorts")
        assert not visitor.exception and visitor.selectbox
        assert bool(self.listed(visitor)) == sees


class TestOverview:
    def test_everybody_is_listed_by_need_and_can_be_opened(self, seen: AppTest) -> None:
        make(seen, "Autumn")
        cohort: str = seen.selectbox(key="cohort-1").value
        add(seen, "Ann\nBen,,,North", cohort)
        seen.selectbox(key=f"source-{cohort}-0").set_value("The starter, to be filled")
        seen.selectbox(key=f"owners-{cohort}-0").set_value(1)
        press(seen, "make-workspaces")
        seen.button_group(key=f"cohort-view-{cohort}").set_value("Overview").run()
        assert not seen.exception
        rows = shown.rows(shown.charts(seen)["overview"].table)
        assert [(row["Learner or group"], row["Case"]) for row in rows] == [
            ("North", "no workspace"),
            ("Ann", "never opened"),
        ]
        ann, *_ = records().workspaces.list(cohort)
        press(seen, "overview-open")
        assert seen.query_params["in"] == ann.id

    def test_where_nobody_learns_it_says_what_to_do(self, seen: AppTest) -> None:
        seen.button_group(key=f"cohort-view-{INSTALLATION}").set_value("Overview").run()
        assert any("Nobody learns here yet" in caption.value for caption in seen.caption)


class TestVariants:
    def test_troubles_are_planted_and_the_answers_shown_on_demand(self, seen: AppTest) -> None:
        make(seen, "Autumn")
        cohort: str = seen.selectbox(key="cohort-1").value
        add(seen, "Ann\nBen", cohort)
        seen.toggle(key=f"plant-{cohort}-0").set_value(True).run()
        seen.multiselect(key=f"kinds-{cohort}-0").set_value(["stalled_team", "claim_broken"])
        seen.number_input(key=f"seed-{cohort}-0").set_value(7)
        press(seen, "make-workspaces")
        assert [error.value for error in seen.error] == []
        keys = records().variant_keys.list(cohort, COMMAND_LINE)
        assert [(key.learner, key.seed) for key in keys] == [("Ann", 7), ("Ben", 7)]
        seen.button_group(key=f"cohort-view-{cohort}").set_value("Answers").run()
        assert "finds" in shown.tables(seen) and "answer-key" not in shown.tables(seen)
        seen.toggle(key=f"answers-{cohort}").set_value(True).run()
        rows = shown.rows(shown.tables(seen)["answer-key"])
        assert [(row["Learner or group"], row["Page"], row["Found"]) for row in rows] == [
            ("Ann", "Adoption", "Not yet"),
            ("Ann", "Storyboard", "Not yet"),
            ("Ben", "Adoption", "Not yet"),
            ("Ben", "Storyboard", "Not yet"),
        ]

    def test_without_a_kind_nothing_is_made(self, seen: AppTest) -> None:
        make(seen, "Autumn")
        cohort: str = seen.selectbox(key="cohort-1").value
        add(seen, "Ann", cohort)
        seen.toggle(key=f"plant-{cohort}-0").set_value(True).run()
        seen.multiselect(key=f"kinds-{cohort}-0").set_value([])
        press(seen, "make-workspaces")
        assert "Choose at least one kind" in seen.error[0].value
        assert records().workspaces.list(cohort) == ()

    def test_a_workspace_is_copied_for_another_and_put_away(self, seen: AppTest) -> None:
        make(seen, "Autumn")
        cohort: str = seen.selectbox(key="cohort-1").value
        add(seen, "Ann", cohort)
        press(seen, "make-workspaces")
        (ann,) = records().workspaces.list(cohort)
        add(seen, "Ben", cohort, number=1)
        seen.selectbox(key=f"source-{cohort}-1").set_value(ann.id).run()
        press(seen, "make-workspaces")
        assert [each.title for each in records().workspaces.list(cohort)] == ["Ann", "Ben"]
        press(seen, "workspace-archive")
        assert [each.title for each in records().workspaces.list(cohort)] == ["Ben"]
