"""The mapping of a spreadsheet in the files of a workspace: who keeps it there, and that the case has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from steering.cases.loader import load_case
from steering.cases.new import STARTER
from steering.catalog.roles import Role
from steering.errors import NotAllowed
from steering.records.workspaces import Workspace
from steering.state.app_state import AppState
from steering.state.spreadsheet_mappings import save_mapping
from tests.steering.state.test_case_files import OPEN, make_workspace, somebody

TEXT = "tables:\n  - {sheet: Model, kind: cost, labels: A2, periods: B1:D1, amounts: B2:D2}\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppState]:
    with closing(AppState(tmp_path / "home", STARTER)) as app:
        yield app


@pytest.fixture
def workspace(app: AppState) -> Workspace:
    return make_workspace(app, "Autumn")


def test_it_is_kept_once_and_the_next_one_takes_its_place(app: AppState, workspace: Workspace, tmp_path: Path) -> None:
    by, folder = somebody("presenter", workspace), app.workspaces.folder(workspace.id)
    assert save_mapping(app, workspace.id, TEXT, by)
    assert not save_mapping(app, workspace.id, TEXT, by)
    assert save_mapping(app, workspace.id, TEXT.replace("Model", "Costs"), by)
    mapping = load_case(folder, tmp_path).mapping
    assert mapping is not None and [table.sheet for table in mapping.tables] == ["Costs"]


@pytest.mark.parametrize("role", [role for role, can in OPEN.items() if not can])
def test_nobody_else_keeps_one(app: AppState, workspace: Workspace, role: Role) -> None:
    with pytest.raises(NotAllowed):
        save_mapping(app, workspace.id, TEXT, somebody(role, workspace))
    assert not (app.workspaces.folder(workspace.id) / "spreadsheet.yaml").exists()
