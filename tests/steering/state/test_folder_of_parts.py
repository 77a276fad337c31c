"""A case whose costs are a folder of parts: read as one dataset, and again when a part is added, edited or removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from steering.cases.loader import load_case, stamp_files
from steering.state.app_state import AppState
from tests.steering.ingest.focus_files import focus
from tests.steering.small_cases import small

TEAM = "2026-04,T1,Claims,Care,1,pilot,3,0"
MARCH = {"ResourceId": "vm-1"}
APRIL = {
    "BilledCost": "2.25",
    "EffectiveCost": "2.25",
    "BillingPeriodStart": "2026-04-01T00:00:00Z",
    "BillingPeriodEnd": "2026-05-01T00:00:00Z",
    "ChargePeriodStart": "2026-04-03T00:00:00Z",
    "ChargePeriodEnd": "2026-04-04T00:00:00Z",
}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = small(tmp_path / "case", teams=[TEAM])
    parts = folder / "datasets" / "cost"
    parts.mkdir()
    (parts / "2026-03.csv").write_text(focus(MARCH), "utf-8")
    return folder


@pytest.fixture
def app(tmp_path: Path, case: Path) -> Iterator[AppState]:
    state = AppState(tmp_path / "home", case)
    yield state
    state.close()


def billed(app: AppState) -> str:
    manifest = app.snapshot().context.dataset_states["cost"].manifest
    assert manifest
    return str(manifest.sums["BilledCost"])


def test_the_case_names_the_folder(case: Path, tmp_path: Path) -> None:
    loaded = load_case(case, tmp_path)
    assert loaded.datasets["cost"] == (case / "datasets" / "cost",)
    assert loaded.warnings == ()


def test_it_follows_each_of_its_files(app: AppState, case: Path) -> None:
    assert billed(app) == "1.50"
    part = case / "datasets" / "cost" / "2026-04.csv"
    part.write_text(focus(APRIL), "utf-8")
    assert billed(app) == "3.75"
    part.write_text(focus({**APRIL, "BilledCost": "4.25"}), "utf-8")
    os.utime(part, (1, 1))
    assert billed(app) == "5.75"
    part.unlink()
    assert billed(app) == "1.50"
    sources = [entry.source_name for entry in app.snapshot().context.dataset_states["cost"].history]
    assert sources == ["2026-03.csv", "cost/ (2 files)", "cost/ (2 files)", "2026-03.csv"]


def test_a_part_that_is_refused_leaves_what_is_in_force(app: AppState, case: Path) -> None:
    assert billed(app) == "1.50"
    (case / "datasets" / "cost" / "2026-04.csv").write_text(focus({**APRIL, "BilledCost": "x"}), "utf-8")
    snapshot = app.snapshot()
    assert billed(app) == "1.50"
    problem = snapshot.refused["cost"].problems[0]
    assert (problem.file, problem.row, problem.column) == ("2026-04.csv", 2, "BilledCost")


def test_a_file_beside_the_folder_goes_first_and_the_folder_is_told(case: Path, tmp_path: Path) -> None:
    (case / "datasets" / "cost.csv").write_text(focus(APRIL), "utf-8")
    loaded = load_case(case, tmp_path)
    assert [path.name for path in loaded.datasets["cost"]] == ["cost.csv"]
    (warning,) = loaded.warnings
    assert (warning.file, warning.found) == ("datasets/cost", "a folder of cost data, which is not read")


@pytest.mark.parametrize("name", ["cost-00001.csv", "cost_2026-03.parquet", "cost_old.csv"])
def test_parts_beside_one_another_are_told_where_they_belong(case: Path, tmp_path: Path, name: str) -> None:
    (case / "datasets" / name).write_text(focus(APRIL), "utf-8")
    (warning,) = load_case(case, tmp_path).warnings
    assert warning.file == f"datasets/{name}"
    assert warning.remedy == "Move it into the folder datasets/cost, whose files are read as one dataset."


def test_a_link_to_another_folder_is_not_read(case: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (case / "datasets" / "cost").rename(other)
    (case / "datasets" / "cost").symlink_to(other)
    loaded = load_case(case, tmp_path)
    assert "cost" not in loaded.datasets
    assert [warning.found for warning in loaded.warnings] == [
        "a link that leads outside the case's folder, which is not read"
    ]
    assert not any("2026-03.csv" in name for name, *_ in stamp_files(case))


def test_an_empty_folder_is_no_data(case: Path, tmp_path: Path) -> None:
    (case / "datasets" / "cost" / "2026-03.csv").unlink()
    loaded = load_case(case, tmp_path)
    assert "cost" not in loaded.datasets and loaded.warnings == ()
