"""Parts of a dataset that lie beside one another in a case, named by the dataset and a number or month."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from steering.cases.loader import load_case, stamp_files
from steering.errors import Problem
from steering.state.app_state import AppState
from tests.steering.ingest.focus_files import focus
from tests.steering.small_cases import small

MARCH = focus({"ResourceId": "vm-1", "EffectiveCost": "2"})
APRIL = focus({"ResourceId": "vm-2", "EffectiveCost": "3"})


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return small(tmp_path / "case")


def write(case: Path, *names: str) -> None:
    for name in names:
        (case / "datasets" / name).write_text(MARCH, "utf-8")


def opened(case: Path) -> tuple[list[str], tuple[Problem, ...]]:
    loaded = load_case(case, case.parent)
    return [path.name for path in loaded.datasets.get("cost", ())], loaded.warnings


@pytest.mark.parametrize(
    "names",
    [
        ("cost-00001.csv", "cost-00002.csv"),
        ("cost_1.csv", "cost_2.csv.gz", "cost_3.parquet"),
        ("cost_2026-03.csv", "cost_2026-04.csv"),
        ("cost_202603.csv", "cost_202604.xlsx"),
        ("cost-apr-2026.csv", "cost-mar2026.csv"),
        ("cost_2026_q1.csv", "cost_2026_q2.csv"),
        ("cost_20260301-20260331.csv", "cost_20260401 to 20260430.csv"),
        ("cost_part_0_0001.csv", "cost_part_1_0001.csv"),
        ("cost.1.csv", "cost.2.csv"),
        ("cost_2026-03.zip", "cost_2026-04.zip"),
        ("cost_2026-03.csv",),
    ],
)
def test_numbers_and_months_make_parts(case: Path, names: tuple[str, ...]) -> None:
    write(case, *names)
    assert opened(case) == (sorted(names), ())


@pytest.mark.parametrize(
    "name",
    ["cost (1).csv", "cost_copy.csv", "cost_v2.csv", "cost_2026-03_final.csv", "cost-old-1.csv", "cost_part.csv"],
)
def test_a_copy_or_a_version_is_no_part(case: Path, name: str) -> None:
    write(case, name)
    names, (warning,) = opened(case)
    assert names == []
    assert (warning.file, warning.severity) == (f"datasets/{name}", "warning")
    assert warning.remedy == "Move it into the folder datasets/cost, whose files are read as one dataset."


def test_beside_a_whole_file_they_are_not_read(case: Path) -> None:
    """Whether they are further months or earlier states of the same is not to be guessed."""
    write(case, "cost.csv", "cost_2.csv")
    names, (warning,) = opened(case)
    assert names == ["cost.csv"]
    assert warning.file == "datasets/cost_2.csv"
    assert warning.remedy == (
        "If it is a further part, move it and cost.csv into the folder datasets/cost, whose files are read as one "
        "dataset."
    )


def test_one_zip_is_read_as_the_files_in_it(case: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(case / "datasets" / "cost.zip", "w") as archive:
        archive.writestr("a.csv", MARCH)
        archive.writestr("b.csv", APRIL)
    assert opened(case) == (["cost.zip"], ())
    app = AppState(tmp_path / "home", case)
    manifest = app.snapshot().context.dataset_states["cost"].manifest
    app.close()
    assert manifest and manifest.sums["EffectiveCost"] == "5"


def test_parts_are_one_release_that_follows_each_of_them(case: Path, tmp_path: Path) -> None:
    first, second = (case / "datasets" / f"cost_2026-0{month}.csv" for month in (3, 4))
    first.write_text(MARCH, "utf-8")
    app = AppState(tmp_path / "home", case)

    def effective() -> str:
        manifest = app.snapshot().context.dataset_states["cost"].manifest
        assert manifest
        return str(manifest.sums["EffectiveCost"])

    assert effective() == "2"
    second.write_text(APRIL, "utf-8")
    assert effective() == "5"
    second.write_text(focus({"ResourceId": "vm-2", "EffectiveCost": "4"}), "utf-8")
    os.utime(second, (1, 1))
    assert effective() == "6"
    first.unlink()
    assert effective() == "4"
    app.close()


def test_the_same_rows_in_two_parts_are_told(case: Path, tmp_path: Path) -> None:
    write(case, "cost-00001.csv", "cost-00002.csv")
    app = AppState(tmp_path / "home", case)
    manifest = app.snapshot().context.dataset_states["cost"].manifest
    app.close()
    assert manifest and manifest.source_name == "cost-00001.csv and 1 more file"
    assert "a charge of USD 2.00 that stands in cost-00001.csv as well, cell for cell" in [
        problem.found for problem in manifest.warnings
    ]


def test_a_link_out_of_the_case_is_told_and_the_others_are_read(case: Path, tmp_path: Path) -> None:
    write(case, "cost_1.csv")
    (tmp_path / "outside.csv").write_text(APRIL, "utf-8")
    (case / "datasets" / "cost_2.csv").symlink_to(tmp_path / "outside.csv")
    names, (warning,) = opened(case)
    assert names == ["cost_1.csv"]
    assert warning.found == "a link that leads outside the case's folder, which is not read"
    assert any("cost_1.csv" in name for name, *_ in stamp_files(case))
