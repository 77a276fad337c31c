"""Publishing on Sources for others than the workspace that one is in."""

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
