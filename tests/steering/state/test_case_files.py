"""The files of a workspace: who may take them along and replace them, what is told first, and the way back."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE, Actor
from steering.cases.new import STARTER
from steering.catalog.roles import Role, permissions_in_workspace
from steering.errors import CaseRefused, NotAllowed, StoreUnavailable, UnknownName
from steering.records.cohorts import NewMember
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState
from steering.state.case_files import has_former_files, plan_replacement, replace_files, restore_files, take_along
from steering.state.new_workspaces import list_owners, make_workspaces

OPEN: Mapping[Role, bool] = {
    "presenter": True, "instructor": True, "assistant": False, "auditor": False, "viewer": False, "admin": False,
}  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    with closing(AppState(tmp_path / "home", STARTER)) as app:
        yield app


@pytest.fixture
def workspace(app: AppState) -> Workspace:
    """The workspace of a learner, with the files of the starter."""
    return make_workspace(app, "Autumn")


def make_workspace(app: AppState, name: str, *, needs_approval: bool = False) -> Workspace:
    cohort = app.records.cohorts.make(name, COMMAND_LINE, needs_approval=needs_approval).id
    app.records.cohorts.add(cohort, [NewMember(name="Learner", role="presenter")], COMMAND_LINE)
    owners = list_owners(app.records, cohort)
    (workspace,) = make_workspaces(app.records, app.workspaces, cohort, owners, STARTER, COMMAND_LINE)
    return workspace


def somebody(role: Role, workspace: Workspace) -> Actor:
    """Whoever has a role there; the presenter is the owner of the workspace, and the committee is shown it."""
    allowed = permissions_in_workspace(role, is_own=role == "presenter", is_shown=True)
    return Actor(id=role, name=role, grants={workspace.id: allowed})


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pack(path: Path, contents: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(f"mine/{name}", content)
    return path


def edit(path: Path, title: bytes = b"Another title", more: Mapping[str, bytes] | None = None) -> Path:
    """Pack the starter with another title, without its storyboard, and with more files."""
    contents = files(STARTER)
    del contents["storyboard.yaml"]
    lines = contents["case.yaml"].split(b"\n")
    lines = [b"title: " + title if line.startswith(b"title:") else line for line in lines]
    return pack(path, {**contents, "case.yaml": b"\n".join(lines), "notes.txt": b"x", **(more or {})})


def replace(app: AppState, workspace: Workspace, packed: Path, by: Actor) -> None:
    replace_files(app, workspace.id, packed, plan_replacement(app, workspace.id, packed, by), by)


@pytest.mark.parametrize("role", OPEN)
def test_who_may_change_the_case_takes_it_along_and_replaces_it_and_nobody_else(
    app: AppState, workspace: Workspace, tmp_path: Path, role: Role
) -> None:
    by, folder, packed = somebody(role, workspace), app.workspaces.folder(workspace.id), edit(tmp_path / "x.zip")
    if OPEN[role]:
        assert take_along(app, workspace.id, by)
        replace(app, workspace, packed, by)
        assert files(folder) != files(STARTER)
        restore_files(app, workspace.id, by)
        assert files(folder) == files(STARTER)
        return
    owner = somebody("presenter", workspace)
    plan = plan_replacement(app, workspace.id, packed, owner)
    for act in (
        lambda: take_along(app, workspace.id, by),
        lambda: plan_replacement(app, workspace.id, packed, by),
        lambda: replace_files(app, workspace.id, packed, plan, by),
        lambda: restore_files(app, workspace.id, by),
    ):
        with pytest.raises(NotAllowed, match="You may not change the case"):
            act()
    assert files(folder) == files(STARTER) and not has_former_files(app, workspace.id)


def test_nobody_reaches_the_files_of_another_workspace_or_of_none(
    app: AppState, workspace: Workspace, tmp_path: Path
) -> None:
    other = make_workspace(app, "Spring")
    with pytest.raises(NotAllowed):
        take_along(app, other.id, somebody("presenter", workspace))
    packed = edit(tmp_path / "x.zip")
    plan = plan_replacement(app, workspace.id, packed, COMMAND_LINE)
    # The installation's own case is no workspace: whoever runs the app changes its files.
    for id in ("unknown", STARTER.name):
        with pytest.raises(UnknownName, match="workspace"):
            replace_files(app, id, packed, plan, COMMAND_LINE)


def test_what_changes_is_told_and_nothing_is_changed(app: AppState, workspace: Workspace, tmp_path: Path) -> None:
    plan = plan_replacement(app, workspace.id, edit(tmp_path / "x.zip"), somebody("presenter", workspace))
    assert {change.name: change.kind for change in plan.changes} == {
        "case.yaml": "changed", "notes.txt": "added", "storyboard.yaml": "removed",
    }  # fmt: skip
    assert files(app.workspaces.folder(workspace.id)) == files(STARTER)


def test_what_was_taken_along_changes_nothing_when_it_is_brought_again(
    app: AppState, workspace: Workspace, tmp_path: Path
) -> None:
    by, packed = somebody("presenter", workspace), tmp_path / "x.zip"
    packed.write_bytes(take_along(app, workspace.id, by))
    plan = plan_replacement(app, workspace.id, packed, by)
    assert plan.changes == ()
    with pytest.raises(NotAllowed, match="files that are there already"):
        replace_files(app, workspace.id, packed, plan, by)
    with pytest.raises(NotAllowed, match="not replaced"):
        restore_files(app, workspace.id, by)


def test_the_page_shows_the_new_files_and_the_former_ones_when_they_are_back(
    app: AppState, workspace: Workspace, tmp_path: Path
) -> None:
    by, opened = somebody("presenter", workspace), app.workspaces.get(workspace)
    before = opened.snapshot().context.case
    replace(app, workspace, edit(tmp_path / "x.zip"), by)
    case = opened.snapshot().context.case
    assert (case.charter.title, case.storyboard) == ("Another title", None)
    versions = app.records.case_versions.list(workspace.id)
    assert len(versions) == 2 and "storyboard.yaml" in app.records.case_versions.texts(versions[0])
    assert [change.kind for change in restore_files(app, workspace.id, by).changes] == ["changed", "removed", "added"]
    assert opened.snapshot().context.case.charter == before.charter
    restore_files(app, workspace.id, by)
    assert opened.snapshot().context.case.charter.title == "Another title"


def test_the_log_says_who_did_what(app: AppState, workspace: Workspace, tmp_path: Path) -> None:
    by = somebody("presenter", workspace)
    replace(app, workspace, edit(tmp_path / "x.zip"), by)
    restore_files(app, workspace.id, by)
    entries = app.records.audit_log.list(places=(workspace.id,))
    facts = '"added":1,"changed":1,"files":"replaced","removed":1,"undone":'
    assert [(entry.action, entry.actor_id, entry.facts) for entry in entries] == [
        ("workspace", "presenter", f"{{{facts}true}}"), ("workspace", "presenter", f"{{{facts}false}}"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        ({"case.yaml": b"titel: x"}, "titel"),
        ({"readme.txt": b"x"}, "case.yaml: found no such file"),
        ({"../../out.yaml": b"x"}, "leads outside"),
    ],
)
def test_a_case_that_cannot_be_opened_changes_nothing(
    app: AppState, workspace: Workspace, tmp_path: Path, contents: Mapping[str, bytes], says: str
) -> None:
    with pytest.raises(CaseRefused) as refused:
        plan_replacement(app, workspace.id, pack(tmp_path / "x.zip", contents), somebody("presenter", workspace))
    assert says in " ".join(map(str, refused.value.problems))
    assert files(app.workspaces.folder(workspace.id)) == files(STARTER)


def test_a_file_that_is_no_zip_is_told(app: AppState, workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(CaseRefused, match="a file that is no zip"):
        plan_replacement(app, workspace.id, tmp_path / "x.zip", somebody("presenter", workspace))


def test_of_two_in_a_group_the_second_looks_again(app: AppState, workspace: Workspace, tmp_path: Path) -> None:
    by, one, two = somebody("presenter", workspace), edit(tmp_path / "1.zip"), edit(tmp_path / "2.zip", b"Two")
    plans = [plan_replacement(app, workspace.id, packed, by) for packed in (one, two)]
    replace_files(app, workspace.id, one, plans[0], by)
    for packed in (one, two):
        with pytest.raises(NotAllowed, match="changed meanwhile"):
            replace_files(app, workspace.id, packed, plans[1], by)
    assert b"Another title" in files(app.workspaces.folder(workspace.id))["case.yaml"]


def test_data_does_not_pass_by_the_approval_of_another_person(app: AppState, tmp_path: Path) -> None:
    workspace = make_workspace(app, "Approved", needs_approval=True)
    by, data = somebody("presenter", workspace), {"datasets/kpi.csv": b"month,kpi_id,value\n"}
    with pytest.raises(CaseRefused, match=r"datasets/kpi.csv: found .* is changed; .* its data on Sources"):
        plan_replacement(app, workspace.id, edit(tmp_path / "x.zip", more=data), by)
    replace(app, workspace, edit(tmp_path / "y.zip"), by)


def test_a_case_that_asks_for_approval_goes_on_asking(app: AppState, workspace: Workspace, tmp_path: Path) -> None:
    by, case = somebody("presenter", workspace), files(STARTER)["case.yaml"] + b"\nneeds_approval: true\n"
    replace(app, workspace, pack(tmp_path / "x.zip", {**files(STARTER), "case.yaml": case}), by)
    with pytest.raises(CaseRefused, match="case.yaml: found no approval asked for"):
        plan_replacement(app, workspace.id, edit(tmp_path / "y.zip"), by)
    with pytest.raises(CaseRefused, match="case.yaml: found no approval asked for"):
        restore_files(app, workspace.id, by)


def test_data_that_was_published_on_sources_is_told_to_stay(
    app: AppState, workspace: Workspace, tmp_path: Path
) -> None:
    facts = {"source": "upload", "source_name": "a.csv", "source_sha256": "", "rows": 1}
    app.records.publish(workspace.id, "kpi", "c" * 64, by=COMMAND_LINE, **facts)  # type: ignore[arg-type]
    assert plan_replacement(app, workspace.id, edit(tmp_path / "x.zip"), COMMAND_LINE).stays == ("KPI",)


def test_files_whose_exchange_was_cut_short_are_there_again(
    app: AppState, workspace: Workspace, tmp_path: Path
) -> None:
    folder, former = app.workspaces.folder(workspace.id), app.workspaces.former(workspace.id)
    former.parent.mkdir(parents=True)
    folder.rename(former)
    assert app.workspaces.get(workspace).snapshot().context.case.id == workspace.id
    assert files(folder) == files(STARTER) and not former.exists()


def test_a_disk_that_takes_nothing_leaves_what_is_there(app: AppState, workspace: Workspace, tmp_path: Path) -> None:
    by, packed = somebody("presenter", workspace), edit(tmp_path / "x.zip")
    app.workspaces.former(workspace.id).parent.write_text("a file in the way")
    with pytest.raises(StoreUnavailable, match="Nothing has changed"):
        replace(app, workspace, packed, by)
    assert files(app.workspaces.folder(workspace.id)) == files(STARTER)
    shutil.rmtree(app.workspaces.folder(workspace.id))
    with pytest.raises(UnknownName, match="workspace"):
        take_along(app, workspace.id, by)
