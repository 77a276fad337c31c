"""Publishing and rolling back on Sources for others than the workspace that one is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.actors import COMMAND_LINE, LOCAL
from steering.cases.new import STARTER
from steering.records import Proposal
from steering.records.cohorts import NewMember
from steering.state.new_workspaces import list_owners, make_workspaces
from tests.actors import somebody
from tests.pages import shown

Visit = Callable[..., AppTest]
KPI = b"month,kpi_id,value\n2026-01,lead_time,12.5\n"
USAGE = b"month,team_id,kind,used\n2026-01,T1,gpu_hours,12.5\n"


def release(place: str) -> str:
    entry = session.app_state().records.in_force(place).get("kpi")
    return entry.release_id if entry and entry.source == "upload" else ""


@pytest.fixture
def autumn(visit: Visit) -> Mapping[str, str]:
    """The ids of the workspaces of Ann, Ben and Cleo by their titles; that of their cohort by its name."""
    visit(page="cohorts")
    app = session.app_state()
    id = app.records.cohorts.make("Autumn", COMMAND_LINE).id
    names = ("Ann", "Ben", "Cleo")
    app.records.cohorts.add(id, [NewMember(name=name, role="presenter") for name in names], COMMAND_LINE)
    owners = list_owners(app.records, id)
    made = make_workspaces(app.records, app.workspaces, id, owners, STARTER, COMMAND_LINE)
    return {"Autumn": id, **{workspace.title: workspace.id for workspace in made}}


@pytest.fixture
def seen(visit: Visit, autumn: Mapping[str, str]) -> AppTest:
    """Sources of Ann's workspace with an upload of KPI data."""
    return shown.bring(visit(page="sources", focus="kpi", **{"in": autumn["Ann"]}), {"kpi.csv": KPI})


def keys(seen: AppTest) -> set[str]:
    return {button.key or "" for button in seen.button}


def publish(seen: AppTest) -> AppTest:
    seen.button(key="publish").click().run()
    assert not seen.exception
    return seen


def test_it_is_for_this_workspace_at_first(seen: AppTest, autumn: Mapping[str, str]) -> None:
    publish(seen)
    assert {title: bool(release(id)) for title, id in autumn.items()} == {
        "Autumn": False,
        "Ann": True,
        "Ben": False,
        "Cleo": False,
    }


def test_it_can_be_for_all_of_the_cohort(seen: AppTest, autumn: Mapping[str, str]) -> None:
    seen.radio(key="publish-for").set_value("all").run()
    assert not [box for box in seen.checkbox if box.key == "replace-months"]
    publish(seen)
    assert [said.value for said in seen.success] == [r"Published KPI for 3 workspaces of Autumn\."]
    assert len({release(id) for id in autumn.values()} - {""}) == 1 and all(map(release, autumn.values()))


def test_it_can_be_for_some(seen: AppTest, autumn: Mapping[str, str]) -> None:
    seen.radio(key="publish-for").set_value("some").run()
    assert seen.button(key="publish").disabled, "nobody is chosen yet"
    seen.multiselect(key="publish-for-chosen").set_value([autumn["Ben"], autumn["Cleo"]]).run()
    publish(seen)
    assert [title for title, id in autumn.items() if release(id)] == ["Ben", "Cleo"]


def test_what_would_change_is_told_for_each_member(seen: AppTest, autumn: Mapping[str, str]) -> None:
    seen.radio(key="publish-for").set_value("some").run()
    seen.multiselect(key="publish-for-chosen").set_value([autumn["Ben"], autumn["Cleo"]]).run()
    seen.button(key="by-member").click().run()
    assert not seen.exception
    assert any("workspaces claims" in said.value and "of 2" in said.value for said in seen.markdown)
    rows = shown.rows(shown.tables(seen)["by-member"])
    assert {row["Workspace"] for row in rows} == {"Ben", "Cleo"}
    assert not any(map(release, autumn.values())), "nothing has changed yet"


def test_where_there_is_no_cohort_nothing_is_asked(visit: Visit) -> None:
    seen = shown.bring(visit(page="sources", focus="kpi"), {"kpi.csv": KPI})
    assert not seen.radio and seen.button(key="publish").label == "Publish to this case"


class TestApproval:
    @pytest.fixture
    def asking(self, autumn: Mapping[str, str]) -> str:
        """The workspace of Cleo, whose case asks for approval."""
        file = session.app_state().workspaces.folder(autumn["Cleo"]) / "case.yaml"
        file.write_text(file.read_text("utf-8") + "needs_approval: true\n", "utf-8")
        return autumn["Cleo"]

    @pytest.fixture
    def waiting(self, visit: Visit, autumn: Mapping[str, str], asking: str) -> Proposal:
        """A proposal for Ben and Cleo, made by somebody else in the workspace of Ann."""
        seen = shown.bring(visit(page="sources", focus="kpi", **{"in": autumn["Ann"]}), {"kpi.csv": KPI})
        assert seen.button(key="publish").label == "Publish to this workspace"
        seen.radio(key="publish-for").set_value("some").run()
        seen.multiselect(key="publish-for-chosen").set_value([autumn["Ben"]]).run()
        assert seen.button(key="publish").label == "Publish"
        seen.multiselect(key="publish-for-chosen").set_value([autumn["Ben"], asking]).run()
        assert seen.button(key="publish").label == "Propose"
        said = " ".join(each.value for each in seen.markdown)
        assert "The case of Cleo asks that" in said and "All of it waits" in said
        publish(seen)
        assert not any(map(release, autumn.values()))
        records = session.app_state().records
        (own,) = records.proposals.list_waiting([autumn["Autumn"]], by=LOCAL)
        assert f"turn-down-{own.id}" in keys(seen), "its author finds it, though this workspace is none of its places"
        records.proposals.turn_down(own.id, by=LOCAL)
        return records.proposals.make(own.releases, by=somebody("learner"), reason="October")

    def test_it_is_found_in_whichever_workspace_is_open(
        self, visit: Visit, autumn: Mapping[str, str], waiting: Proposal
    ) -> None:
        seen = visit(page="sources", focus="kpi", **{"in": autumn["Ann"]})
        assert any("for the workspaces of Ben and Cleo" in said.value for said in seen.markdown)
        seen.toggle(key=f"compare-{waiting.id}").set_value(True).run()
        seen.button(key=f"by-member-{waiting.id}").click().run()
        assert {row["Workspace"] for row in shown.rows(shown.tables(seen)["by-member"])} == {"Ben", "Cleo"}
        seen.button(key=f"approve-{waiting.id}").click().run()
        assert not seen.exception
        assert [title for title, id in autumn.items() if release(id)] == ["Ben", "Cleo"]

    def test_what_was_published_meanwhile_is_told_and_a_stale_approval_decides_again(
        self, visit: Visit, autumn: Mapping[str, str], waiting: Proposal
    ) -> None:
        records, late = session.app_state().records, visit(page="sources", focus="kpi", **{"in": autumn["Ben"]})
        entry = waiting.releases[0]
        records.publish_all([replace(entry, expected_revision=None)], by=somebody("teacher"), reason="September")
        late.button(key=f"approve-{waiting.id}").click().run()
        assert any("has changed meanwhile" in said.value for said in late.error)
        (told,) = [said.value for said in late.warning if "While this waited" in said.value]
        assert "teacher published" in told and "in the workspace of Ben" in told and "September" in told
        assert not release(autumn["Cleo"])
        late.button(key=f"approve-{waiting.id}").click().run()
        assert release(autumn["Cleo"]) and not late.error

    def test_a_workspace_that_was_put_away_is_told(
        self, visit: Visit, autumn: Mapping[str, str], waiting: Proposal
    ) -> None:
        records = session.app_state().records
        records.workspaces.archive(autumn["Cleo"], COMMAND_LINE)
        seen = visit(page="sources", focus="kpi", **{"in": autumn["Ann"]})
        assert any("1 workspace was put away since" in said.value for said in seen.markdown)
        records.workspaces.archive(autumn["Ben"], COMMAND_LINE)
        seen = visit(page="sources", focus="kpi", **{"in": autumn["Ann"]})
        assert f"approve-{waiting.id}" not in keys(seen)
        seen.button(key=f"turn-down-{waiting.id}").click().run()
        assert records.proposals.find(waiting.id, by=LOCAL).state == "turned down"


class TestRollback:
    @pytest.fixture
    def once(self, visit: Visit, autumn: Mapping[str, str]) -> AppTest:
        """Sources of Ann's workspace with the first release of usage, published for all of the cohort."""
        seen = visit(page="sources", focus="usage", **{"in": autumn["Ann"]})
        return self.publish_for_all(seen, "first.csv", USAGE)

    @pytest.fixture
    def twice(self, once: AppTest, autumn: Mapping[str, str]) -> AppTest:
        """The same with a second release for all; Cleo is back at the first one."""
        seen = self.publish_for_all(once, "second.csv", USAGE.replace(b"12.5", b"13.5"))
        session.app_state().records.roll_back(autumn["Cleo"], "usage", by=COMMAND_LINE)
        return seen.run()

    def publish_for_all(self, seen: AppTest, name: str, data: bytes) -> AppTest:
        shown.bring(seen, {name: data})
        seen.radio(key="publish-for").set_value("all").run()
        return publish(seen)

    def open(self, seen: AppTest, whom: str = "all") -> AppTest:
        seen.session_state["roll-back-for"] = whom
        return self.press(seen, "roll-back")

    def press(self, seen: AppTest, key: str) -> AppTest:
        seen.button(key=key).click().run()
        assert not seen.exception
        return seen

    def plan(self, seen: AppTest) -> dict[str, tuple[str, str]]:
        """What each has and goes back to, by its title, as names of files."""
        rows = shown.rows(shown.tables(seen)["roll-back-places"])
        return {row["Workspace"]: (self.name(row["Current"]), self.name(row["After"])) for row in rows}

    def name(self, cell: str) -> str:
        return cell.split(" · ")[1] if " · " in cell else cell

    def files(self, autumn: Mapping[str, str]) -> list[str]:
        in_force = map(session.app_state().records.in_force, autumn.values())
        return [entries["usage"].source_name if "usage" in entries else "" for entries in in_force]

    def test_a_whole_cohort_goes_back_in_one_act(self, twice: AppTest, autumn: Mapping[str, str]) -> None:
        seen = self.open(twice)
        going = ("second.csv", "first.csv")
        assert self.plan(seen) == {
            "Ann": going,
            "Ben": going,
            "Cleo": ("first.csv", "stays as it is"),
            "Workspaces made later": going,
        }
        assert any("3 of 4 go back" in said.value and "1 stays as it is" in said.value for said in seen.markdown)
        values = shown.rows(shown.tables(seen)["row-changes"])
        assert {(row["Current"], row["After rolling back"]) for row in values if row["Column"] == "used"} == {
            ("13.5", "12.5")
        }
        assert self.files(autumn) == ["second.csv", "second.csv", "second.csv", "first.csv"], "nothing has changed yet"
        seen.text_input(key="roll-back-reason").set_value("The second was wrong")
        self.press(seen, "confirm-roll-back")
        assert [said.value for said in seen.success] == [r"Rolled back usage for 2 workspaces of Autumn\."]
        assert self.files(autumn) == ["first.csv"] * 4
        log = [entry for entry in session.app_state().records.audit_log.list() if entry.action == "roll-back"]
        assert {entry.place for entry in log if "second was wrong" in entry.facts} == {
            autumn[title] for title in ("Autumn", "Ann", "Ben")
        }

    def test_some_go_back(self, twice: AppTest, autumn: Mapping[str, str]) -> None:
        seen = self.open(twice, "some")
        assert seen.button(key="confirm-roll-back").disabled, "nobody is chosen yet"
        seen.session_state["roll-back-for-chosen"] = [autumn["Ben"]]
        self.press(self.open(seen, "some"), "confirm-roll-back")
        assert self.files(autumn) == ["second.csv", "second.csv", "first.csv", "first.csv"]

    def test_the_first_release_of_all_is_taken_back_to_no_data(self, once: AppTest, autumn: Mapping[str, str]) -> None:
        seen = self.open(once)
        assert set(self.plan(seen).values()) == {("first.csv", "no data")}
        said = [text.value for text in seen.markdown]
        assert any("Nothing will be current" in text and "pages say what they need" in text for text in said)
        assert "figures-compared" in shown.tables(seen)
        self.press(seen, "confirm-roll-back")
        assert self.files(autumn) == [""] * 4
        assert any("no usage data since" in text.value for text in seen.markdown)
        last = shown.rows(shown.tables(seen)["history"])[0]
        assert (last["Action"], last["Release"], last["Rows"]) == ("rollback", "no data", None)

    def test_who_is_overtaken_sees_what_changed_and_decides_again(
        self, twice: AppTest, autumn: Mapping[str, str]
    ) -> None:
        seen = self.open(twice)
        app = session.app_state()
        entry = app.records.history(autumn["Ann"], "usage")[0]
        app.records.roll_back(autumn["Ann"], "usage", by=COMMAND_LINE, to=entry.id, reason="I was faster")
        self.press(seen, "confirm-roll-back")
        assert self.files(autumn) == ["second.csv", "first.csv", "second.csv", "first.csv"], "nothing else has changed"
        (told,) = [said.value for said in seen.warning if "While you were deciding" in said.value]
        assert "I was faster" in told
        assert self.plan(seen)["Ann"] == ("first.csv", "stays as it is")
        self.press(seen, "confirm-roll-back")
        assert self.files(autumn) == ["first.csv"] * 4

    def test_a_workspace_with_data_of_its_own_gets_that_back(self, seen: AppTest, autumn: Mapping[str, str]) -> None:
        seen.radio(key="publish-for").set_value("all").run()
        publish(seen)
        seen = self.open(seen)
        assert {title: after for title, (_, after) in self.plan(seen).items()} == {
            "Ann": "kpi.csv",
            "Ben": "the data that it began with",
            "Cleo": "the data that it began with",
            "Workspaces made later": "no data",
        }
        self.press(seen, "confirm-roll-back")
        app = session.app_state()
        for title in ("Ben", "Ann"):
            workspace = app.records.workspaces.find(autumn[title])
            assert workspace is not None
            app.workspaces.get(workspace).snapshot()
            assert app.records.in_force(workspace.id)["kpi"].source == "folder", title
