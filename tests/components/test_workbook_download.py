"""A large workbook is made under a bar that says how much is written, and is then offered; a small one at once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from steering.ingest import accept

HEADER = "month,team_id,team,business_unit,stage,active_users,models_in_production\n"


def page(home: str, release: str) -> None:
    from pathlib import Path

    from components import downloads
    from steering.context.case_context import DatasetState
    from steering.ingest import contract
    from steering.sources import Source
    from steering.warehouse import read_manifest

    state = DatasetState(manifest=read_manifest(Path(home), "adoption", release), history=())
    source = Source(contract=contract("adoption"), dataset_state=state, behind=None)
    downloads.render_dataset(source, Path(home), "case")


def visit(home: Path, teams: int) -> AppTest:
    rows = "".join(f"2026-01,T{team},Team {team},Unit,pilot,3,0\n" for team in range(teams))
    path = home / "adoption.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    manifest = accept(path, "adoption", home, by="test")
    return AppTest.from_function(page, args=(str(home), manifest.release), default_timeout=60).run()


def labels(seen: AppTest) -> list[str]:
    return [button.proto.label for button in seen.get("download_button")]


def test_a_small_one_is_a_download_at_once(tmp_path: Path) -> None:
    seen = visit(tmp_path, 100)
    assert labels(seen) == ["CSV", "Excel", "Parquet", "Template"]
    assert not seen.button


def test_a_large_one_is_made_first_and_then_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.waiting.SILENT_SECONDS", 0.0)
    seen = visit(tmp_path, 8_000)
    assert labels(seen) == ["CSV", "Parquet", "Template"]
    seen.button(key="make-xlsx").click().run()
    assert not seen.exception
    assert labels(seen) == ["CSV", "Save Excel file", "Parquet", "Template"]
    assert not seen.get("progress")
    content = seen.session_state["prepared-workbook"].content
    assert load_workbook(io.BytesIO(content), read_only=True).active.max_row == 8_001


def test_rows_that_cannot_be_read_are_one_message(tmp_path: Path) -> None:
    seen = visit(tmp_path, 8_000)
    (rows,) = tmp_path.rglob("*.parquet")
    rows.chmod(0o600)
    rows.write_bytes(bytes(rows.stat().st_size))
    seen.button(key="make-xlsx").click().run()
    assert not seen.exception
    assert [error.value.replace("\\", "") for error in seen.error] == [
        "The rows of this release can't be read (the file is damaged). Load the same file again."
    ]
