"""New workspaces: for whom, with which files, and that one which is refused leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.actors import COMMAND_LINE, Actor
from steering.cases.folder import open_folder
from steering.cases.new import STARTER
from steering.errors import CaseRefused, NotAllowed
from steering.records.cohorts import NewMember
from steering.state.app_state import AppState
from steering.state.new_workspaces import Owner, list_owners, make_workspaces, pack_workspace

LEARNERS = (
    NewMember(name="Ann", role="presenter"),
    NewMember(name="Ben", role="presenter", group="North"),
    NewMember(name="Cara", role="presenter", group="North"),
    NewMember(name="Dan", role="instructor"),
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    app = AppState(tmp_path / "home", STARTER)
    yield app
    app.close()


@pytest.fixture
def cohort(app: AppState) -> str:
    cohort = app.records.cohorts.make("Autumn", COMMAND_LINE).id
    app.records.cohorts.add(cohort, LEARNERS, COMMAND_LINE)
    return cohort


def folders(app: AppState) -> list[Path]:
    place = app.workspaces.folder("x").parent
    return list(place.iterdir()) if place.exists() else []


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_group_and_each_learner_alone_gets_one_with_files_of_its_own(app: AppState, cohort: str) -> None:
    owners = list_owners(app.records, cohort)
    assert [owner.title for owner in owners] == ["Ann", "North"]
    made = make_workspaces(app.records, app.workspaces, cohort, owners, STARTER, COMMAND_LINE)
    assert [bool(each.group) for each in made] == [False, True]
    assert all(files(app.workspaces.folder(each.id)) == files(STARTER) for each in made)
    assert app.workspaces.get(made[0]).snapshot().context.case.id == made[0].id
    assert list_owners(app.records, cohort) == ()


def test_what_is_taken_along_is_taken_again(app: AppState, cohort: str, tmp_path: Path) -> None:
    owners = list_owners(app.records, cohort)[:1]
    (made,) = make_workspaces(app.records, app.workspaces, cohort, owners, STARTER, COMMAND_LINE)
    packed = tmp_path / "case.zip"
    packed.write_bytes(pack_workspace(app.workspaces.folder(made.id)))
    assert files(open_folder(packed, tmp_path / "unpacked")) == files(STARTER)


def test_whoever_manages_nothing_there_makes_none(app: AppState, cohort: str) -> None:
    stranger = Actor(id="x", name="X", grants={"elsewhere": frozenset({"manage"})})
    with pytest.raises(NotAllowed, match="You may not"):
        make_workspaces(app.records, app.workspaces, cohort, list_owners(app.records, cohort), STARTER, stranger)
    assert not folders(app)


def test_an_owner_who_is_no_member_leaves_no_files(app: AppState, cohort: str) -> None:
    owner = Owner(title="Eve", person_id="nobody")
    with pytest.raises(Exception, match="no member"):
        make_workspaces(app.records, app.workspaces, cohort, [owner], STARTER, COMMAND_LINE)
    assert not folders(app)


def test_a_case_with_a_link_in_it_is_refused(app: AppState, cohort: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "case.yaml").symlink_to(STARTER / "case.yaml")
    with pytest.raises(CaseRefused, match="a link"):
        make_workspaces(app.records, app.workspaces, cohort, list_owners(app.records, cohort), source, COMMAND_LINE)
    assert not folders(app)


def test_a_case_that_is_too_large_is_refused(app: AppState, cohort: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    with (source / "big.csv").open("wb") as file:
        file.truncate(200_000_001)
    with pytest.raises(CaseRefused, match="200,000,001 bytes"):
        make_workspaces(app.records, app.workspaces, cohort, list_owners(app.records, cohort), source, COMMAND_LINE)
    assert not folders(app)
