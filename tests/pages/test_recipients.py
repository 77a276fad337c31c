"""Publishing on Sources for others than the workspace that one is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.actors import COMMAND_LINE
from steering.cases.new import STARTER
from steering.records.cohorts import NewMember
from steering.state.new_workspaces import list_owners, make_workspaces
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
