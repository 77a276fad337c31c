"""Who may bring a file for a draft, and what is asked for first."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.actors import LOCAL, Actor
from steering.errors import NotAllowed, SteercoError
from steering.imports.file_import import import_file, is_own, open_file
from tests.steering.imports.workbooks import write_workbook

VIEWER = Actor(id="viewer", name="Viewer", grants={"mine": frozenset({"view"}), "other": frozenset({"edit"})})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "model.xlsx", {"Model": [["", 1, 2], ["Licences", 3, 4]]})


def test_who_may_not_edit_there_brings_nothing(path: Path) -> None:
    with pytest.raises(NotAllowed):
        open_file(path, "model.xlsx", VIEWER, "mine")
    spreadsheet = open_file(path, "model.xlsx", VIEWER, "other")
    with pytest.raises(NotAllowed):
        import_file(spreadsheet, None, None, VIEWER, "mine")


def test_a_spreadsheet_of_ones_own_needs_a_mapping(path: Path) -> None:
    spreadsheet = open_file(path, "model.xlsx", LOCAL, "mine")
    assert is_own(spreadsheet)
    with pytest.raises(SteercoError, match="Say first which cells are the business case"):
        import_file(spreadsheet, None, None, LOCAL, "mine")
