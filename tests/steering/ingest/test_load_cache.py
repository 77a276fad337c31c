"""What is taken from an earlier check is what the check would say, and nothing is taken where anything differs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from steering.ingest.load_cache import MOST, REPORT, LoadCache
from steering.ingest.pipeline import LoadResult, load
from steering.warehouse.manifest import ROWS, folder_of

HEADER = "month,kpi_id,business_unit,value,source\n"


@pytest.fixture
def file(tmp_path: Path, example_case: Path) -> Path:
    """The KPI file of the example, with a warning in it: a row that is there twice but for its value."""
    return Path(shutil.copy(example_case / "datasets" / "kpi.csv", tmp_path / "kpi.csv"))


@pytest.fixture
def cache(tmp_path: Path) -> LoadCache:
    return LoadCache(tmp_path / "checked")


def _load(cache: LoadCache, file: Path, home: Path) -> LoadResult:
    return cache.load([file], "kpi", home, by="somebody", team_tag="team")


def _entries(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "checked").iterdir())


def test_the_second_result_is_the_first_and_its_release_is_there(cache: LoadCache, file: Path, tmp_path: Path) -> None:
    first = _load(cache, file, tmp_path / "one")
    (entry,) = _entries(tmp_path)
    written = entry.stat().st_mtime_ns
    second = _load(cache, file, tmp_path / "two")
    assert (second.report, second.manifest) == (first.report, first.manifest)
    assert second.report == load([file], "kpi", tmp_path / "three", by="somebody").report
    assert entry.stat().st_mtime_ns == written
    assert first.manifest is not None
    folders = [folder_of(tmp_path / home, "kpi", first.manifest.release) for home in ("one", "two")]
    assert [sorted(path.name for path in folder.iterdir()) for folder in folders] == [["manifest.json", ROWS]] * 2


def test_the_charges_come_with_what_they_add_up_to(cache: LoadCache, example_case: Path, tmp_path: Path) -> None:
    file = example_case / "datasets" / "cost.csv.gz"
    results = [cache.load([file], "cost", tmp_path / home, by="somebody", team_tag="team") for home in ("one", "two")]
    assert results[0].report == results[1].report
    listings = [sorted(path.name for path in (tmp_path / home).rglob("*.parquet")) for home in ("one", "two")]
    assert listings[0] == listings[1]
    assert len(listings[0]) == 4


def test_another_byte_name_or_tag_is_another_question(cache: LoadCache, file: Path, tmp_path: Path) -> None:
    _load(cache, file, tmp_path / "one")
    renamed = Path(shutil.copy(file, tmp_path / "other.csv"))
    assert _load(cache, renamed, tmp_path / "two").report.source == "other.csv"
    cache.load([file], "kpi", tmp_path / "three", by="somebody", team_tag="squad")
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    shorter = _load(cache, file, tmp_path / "four")
    assert shorter.report.rows == load([file], "kpi", tmp_path / "five", by="somebody").report.rows
    assert len(_entries(tmp_path)) == 4


def test_a_file_with_errors_is_looked_at_each_time(cache: LoadCache, file: Path, tmp_path: Path) -> None:
    file.write_text(HEADER + "soon,lead_time,Claims,nought,nowhere\n", "utf-8")
    results = [_load(cache, file, tmp_path / home) for home in ("one", "two")]
    assert results[0].report == results[1].report
    assert results[0].report.error_count > 0
    assert not (tmp_path / "checked").exists()


@pytest.mark.parametrize("damaged", [REPORT, ROWS, "manifest.json"])
def test_a_damaged_entry_is_as_if_it_were_not_there(damaged: str, cache: LoadCache, file: Path, tmp_path: Path) -> None:
    first = _load(cache, file, tmp_path / "one")
    (entry,) = _entries(tmp_path)
    (entry / damaged).write_bytes(b"[]")
    again = _load(cache, file, tmp_path / "two")
    assert again.report == first.report
    assert again.manifest is not None
    assert (entry / damaged).read_bytes() != b"[]"


def test_a_place_that_cannot_be_written_stops_no_check(file: Path, tmp_path: Path) -> None:
    (tmp_path / "checked").write_text("a file where the folder would be", "utf-8")
    assert _load(LoadCache(tmp_path / "checked"), file, tmp_path / "one").manifest is not None


def test_the_oldest_results_go(cache: LoadCache, file: Path, tmp_path: Path) -> None:
    for count in range(MOST + 1):
        cache.load([file], "kpi", tmp_path / "home" / str(count), by="somebody", team_tag=f"tag {count}")
    assert len(_entries(tmp_path)) == MOST
