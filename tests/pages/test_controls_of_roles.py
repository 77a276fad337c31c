"""Controls are drawn for those who may use them: each role on the pages where something can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from steering.catalog.roles import Role
from steering.records import NewPublication, ScenarioInput
from steering.roi.saved_scenarios import assumptions, result_snapshot
from tests.actors import TESTER
from tests.members import invite

Visit = Callable[..., AppTest]
LEAN = "saved.lean"


@pytest.fixture
def enter(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Callable[[Role, str], AppTest]:
    """`enter(role, page)`: somebody of a role, signed in by a link, on a page of the installation's own case."""
    monkeypatch.setenv("STEERCO_SIGN_IN", "links")

    def begin(role: Role, page: str) -> AppTest:
        visit(page=page)
        records = session.app_state().records
        secret = records.people.open_link(invite(records, role))[1]
        # The cookie of a browser, which these tests have none of.
        monkeypatch.setattr(session, "cookie", lambda: secret)
        return visit(page=page)

    return begin


Enter = Callable[[Role, str], AppTest]


def keys(seen: AppTest) -> set[str]:
    assert not seen.exception
    return {button.key or "" for button in seen.button}


def propose_scenario() -> None:
    state = session.app_state()
    snapshot = state.snapshot()
    context, filters = snapshot.context, snapshot.default_filters
    figures = result_snapshot(context, filters)
    entry = ScenarioInput(name="Lean", note="", assumed=assumptions(context, filters), figures=figures, by=TESTER)
    state.records.keep_scenario(context.case.id, entry)
    state.records.move_scenario(context.case.id, LEAN, "proposed", entry.figures, by=TESTER, expected_revision=1)


# For each role: whether the controls are there to save a scenario, to approve one, and whether that one can be used.
SCENARIOS: Mapping[Role, tuple[bool, bool, bool]] = {
    "viewer": (False, False, False),
    "assistant": (False, False, False),
    "presenter": (True, True, False),
    "instructor": (True, True, True),
}


@pytest.mark.parametrize("role", SCENARIOS)
def test_scenarios_are_saved_by_those_who_edit_and_approved_by_those_who_may(enter: Enter, role: Role) -> None:
    enter(role, "brief")
    propose_scenario()
    seen = enter(role, "roi")
    approve = next((button for button in seen.button if button.key == f"approve-{LEAN}"), None)
    assert ("keep-scenario" in keys(seen), approve is not None, bool(approve and not approve.disabled)) == SCENARIOS[
        role
    ]
    assert {f"open-{LEAN}", f"compare-{LEAN}"} <= keys(seen), "whoever sees the page may look"
    if approve and approve.disabled:
        assert approve.help == "You may not approve what somebody else has proposed here. Ask your instructor for it."
    seen.button(key=f"more-{LEAN}").click().run()
    assert ("withdraw-scenario" in keys(seen)) == ("change-scenario" in keys(seen)) == SCENARIOS[role][0]


@pytest.mark.parametrize(("role", "can"), [("assistant", False), ("presenter", True), ("instructor", True)])
def test_the_storyboard_is_edited_and_presented_by_those_who_may(enter: Enter, role: Role, can: bool) -> None:
    seen = enter(role, "storyboard")
    tools = {"edit", "invite-and-present", "plan-from-practice"}
    assert keys(seen) & tools == (tools if can else set())
    assert "step-through" in keys(seen)


@pytest.mark.parametrize(
    ("role", "can"), [("viewer", False), ("auditor", False), ("assistant", False), ("presenter", True)]
)
def test_sources_takes_files_of_those_who_may_publish_alone(enter: Enter, role: Role, can: bool) -> None:
    seen = enter(role, "sources")
    datasets = session.app_state().snapshot().context.dataset_states
    assert any(f"upload-field-halden-{dataset}" in seen.session_state for dataset in datasets) is can


@pytest.mark.parametrize(("page", "key"), [("cohorts", "make-cohort"), ("log", "log-check")])
def test_an_admin_without_a_cohort_runs_the_installation_and_sees_no_case(enter: Enter, page: str, key: str) -> None:
    seen = enter("admin", page)
    assert key in keys(seen)
    assert seen.query_params == {}


@pytest.mark.parametrize(
    ("role", "views"), [("assistant", ["Overview", "Answers"]), ("instructor", ["Members", "Overview", "Answers"])]
)
def test_members_are_for_who_manages_and_the_overview_for_who_reviews(
    enter: Enter, role: Role, views: list[str]
) -> None:
    seen = enter(role, "cohorts")
    (control,) = [control for control in seen.button_group if f"{control.key}".startswith("cohort-view")]
    assert list(control.options) == views
    assert ("add-members" in keys(seen)) is ("Members" in views)
    seen = control.set_value("Overview").run()
    assert not seen.exception and "add-members" not in keys(seen)


def test_an_admin_sees_members_and_neither_overview_nor_answers(enter: Enter) -> None:
    seen = enter("admin", "cohorts")
    assert "add-members" in keys(seen)
    assert not [control for control in seen.button_group if f"{control.key}".startswith("cohort-view")]


@pytest.mark.parametrize("role", ["viewer", "presenter", "assistant", "auditor", "instructor"])
def test_a_publication_that_waits_is_shown_to_those_who_may_approve_it(enter: Enter, role: Role) -> None:
    enter(role, "sources")
    records, case = session.app_state().records, session.app_state().snapshot().context.case.id
    entry = records.in_force(case)["kpi"]
    wanted = NewPublication(
        case_id=case, dataset="kpi", release_id=entry.release_id, source="upload", source_name="theirs.csv",
        source_sha256=entry.source_sha256, rows=entry.rows,
    )  # fmt: skip
    proposal = records.proposals.make([wanted], by=TESTER)
    seen = enter(role, "sources")
    may = role == "instructor"
    own = {f"approve-{proposal.id}", f"turn-down-{proposal.id}"}
    assert (own <= keys(seen), bool(own & keys(seen))) == (may, may)
    assert any("theirs" in said.value for said in seen.markdown) is may
