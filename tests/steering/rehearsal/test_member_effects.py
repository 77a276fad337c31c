"""What a release would change in each workspace of a cohort: by hand, and as the comparison of each alone says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.clock import tell_time
from steering.ingest import accept
from steering.records.workspaces import Workspace
from steering.rehearsal.member_effects import MemberEffects, list_member_effects, list_rollback_effects
from steering.rehearsal.member_effects_blocks import build_members, describe_members
from steering.release_effects import compare_contexts
from steering.state.app_state import AppState
from steering.state.other_release import with_releases
from steering.warehouse import Manifest
from tests.actors import TESTER
from tests.steering.small_cases import KPI_ROWS, kpi, small

STORY = """\
scenes:
  - id: rate
    page: kpis
    message: The rate is where it should be.
    minutes: 2
    claims:
      - says: {says}
        metric: rate
        op: ">="
        value: {value}
"""
DECISIONS = """\
decisions:
  - id: start
    title: Start
    question: Do we start?
    options: [Start, Wait]
    result: Start
    decided_on: 2026-02-27
    by: Steering committee
    as_of: 2026-02
    conditions: [{id: rate, label: the rate, metric: rate, op: ">=", value: 0.50, due: 2026-06}]
    minutes: Nobody objected.
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    opened = AppState(tmp_path / "home", small(tmp_path / "own"))
    yield opened
    opened.close()


@pytest.fixture
def cohort(app: AppState) -> str:
    return app.records.cohorts.make("Spring", TESTER).id


def release(app: AppState, tmp_path: Path, rate: str) -> Manifest:
    path = tmp_path / f"kpi-{rate}.csv"
    path.write_text(f"{KPI_ROWS}\n2026-04,rate,,,,{rate}\n", "utf-8")
    return accept([path], "kpi", app.home, by="tester")


def publish(app: AppState, place: str, manifest: Manifest) -> None:
    app.records.publish(
        place, "kpi", manifest.release, by=TESTER, source="upload", source_name=manifest.source_name,
        source_sha256=manifest.source_sha256, rows=manifest.rows,
    )  # fmt: skip


def workspace(app: AppState, cohort: str, title: str, value: str = "0.5", figures: tuple[str, ...] = ()) -> Workspace:
    made = app.records.workspaces.make(cohort, TESTER, group=title, title=title)
    folder = small(app.workspaces.folder(made.id), kpis=kpi(combine="last"), figures=figures)
    (folder / "storyboard.yaml").write_text(STORY.format(says=f"The rate is {value}.", value=value), "utf-8")
    return made


def effects(app: AppState, cohort: str, manifest: Manifest) -> dict[str, MemberEffects]:
    told: list[str] = []
    found = list_member_effects(
        app, app.records.workspaces.list(cohort), [manifest], tell_time(), lambda phase, _: told.append(phase)
    )
    assert told == [*(member.workspace.title for member in found), "Done"]
    return {member.workspace.title: member for member in found}


def test_each_workspace_has_its_own_claims(app: AppState, cohort: str, tmp_path: Path) -> None:
    publish(app, cohort, release(app, tmp_path, "0.6"))
    for title, value in (("Ann", "0.5"), ("Ben", "0.9"), ("Cem", "0.2"), ("Dee", "0.5")):
        workspace(app, cohort, title, value)
    found = effects(app, cohort, release(app, tmp_path, "0.4"))
    states = {
        title: [(claim.before.state.word, claim.after.state.word) for claim in member.effects.claims]
        for title, member in found.items()
        if member.effects
    }
    assert states == {
        "Ann": [("Holds", "Not supported")],
        "Ben": [("Not supported", "Not supported")],
        "Cem": [("Holds", "Holds")],
        "Dee": [("Holds", "Not supported")],
    }
    assert [member.count for member in found.values()] == [1, 0, 0, 1]
    assert describe_members(tuple(found.values())).startswith("In 2 of 4 workspaces")
    (table,) = build_members(tuple(found.values()))
    assert [row[0] for row in table.rows] == ["Ann", "Dee", "Ben", "Cem"]


def test_it_is_what_the_comparison_of_the_workspace_alone_says(app: AppState, cohort: str, tmp_path: Path) -> None:
    publish(app, cohort, release(app, tmp_path, "0.6"))
    made = [workspace(app, cohort, title, value) for title, value in (("Ann", "0.5"), ("Ben", "0.9"))]
    new = release(app, tmp_path, "0.4")
    found = effects(app, cohort, new)
    for one in made:
        context = app.workspaces.get(one).snapshot().context
        alone = compare_contexts(context, with_releases(context, [new], app.home, app.warehouse))
        member = found[one.title].effects
        assert member and member.figures == alone.figures and member.months == alone.months
        assert [claim.after.reason for claim in member.claims] == [claim.after.reason for claim in alone.claims]


def test_own_data_would_be_replaced_and_a_broken_case_is_told(app: AppState, cohort: str, tmp_path: Path) -> None:
    publish(app, cohort, release(app, tmp_path, "0.6"))
    own, broken = workspace(app, cohort, "Own"), workspace(app, cohort, "Torn")
    workspace(app, cohort, "Folder", figures=("2026-04,rate,,,,0.3",))
    publish(app, own.id, release(app, tmp_path, "0.7"))
    (app.workspaces.folder(broken.id) / "case.yaml").write_text("title: [", "utf-8")
    found = effects(app, cohort, release(app, tmp_path, "0.4"))
    assert {title: (member.count, member.note) for title, member in found.items()} == {
        "Folder": (0, ""),
        "Own": (1, ""),
        "Torn": (0, "Its case can't be opened."),
    }


def test_a_workspace_to_which_nobody_has_come_is_compared_and_left_as_it_was(
    app: AppState, cohort: str, tmp_path: Path
) -> None:
    one = workspace(app, cohort, "Folder", figures=("2026-04,rate,,,,0.6",))
    (app.workspaces.folder(one.id) / "decisions.yaml").write_text(DECISIONS, "utf-8")
    new, records = release(app, tmp_path, "0.4"), app.records
    version = records.version(one.id)
    found = effects(app, cohort, new)["Folder"].effects
    assert (records.in_force(one.id), records.decisions(one.id), records.case_versions.list(one.id)) == ({}, (), ())
    assert (records.version(one.id), app.workspaces.count) == (version, 0)
    context = app.workspaces.get(one).snapshot().context
    alone = compare_contexts(context, with_releases(context, [new], app.home, app.warehouse))
    assert found and (found.figures, found.conditions) == (alone.figures, alone.conditions)
    assert [(claim.before.state.word, claim.after.state.word) for claim in found.claims] == [("Holds", "Not supported")]
    assert [condition.has_changed for condition in found.conditions] == [True]


def test_of_a_folder_s_file_with_mistakes_the_cohort_s_data_stands(app: AppState, cohort: str, tmp_path: Path) -> None:
    publish(app, cohort, release(app, tmp_path, "0.6"))
    workspace(app, cohort, "Torn", figures=("2026-04,no_such_kpi,,,,many",))
    (member,) = effects(app, cohort, release(app, tmp_path, "0.4")).values()
    assert member.effects and [claim.before.state.word for claim in member.effects.claims] == ["Holds"]


def test_each_workspace_goes_back_to_its_own(app: AppState, cohort: str, tmp_path: Path) -> None:
    old, wrong = release(app, tmp_path, "0.6"), release(app, tmp_path, "0.4")
    publish(app, cohort, old)
    made = [workspace(app, cohort, title) for title in ("Back", "Empty")]
    made.append(workspace(app, cohort, "Folder", figures=("2026-04,rate,,,,0.3",)))
    for one in made:
        publish(app, one.id, wrong)
    targets = {made[0].id: old, made[1].id: None, made[2].id: None}
    found = list_rollback_effects(app, made, "kpi", targets, tell_time(), lambda *_: None)
    states = {
        member.workspace.title: [(claim.before.state.word, claim.after.state.word) for claim in member.effects.claims]
        for member in found
        if member.effects
    }
    assert states == {
        "Back": [("Not supported", "Holds")],
        "Empty": [("Not supported", "Can't be checked")],
        "Folder": [("Not supported", "Not supported")],
    }
    assert not app.records.history(made[2].id, "kpi")[1:], "nothing was published to see it"
