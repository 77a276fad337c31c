"""A release is all there or not there, is kept once, and says so when it is damaged."""

import dataclasses
import os
import time
from pathlib import Path

import pytest

from steering.errors import Problem, StoreUnavailable
from steering.warehouse import Manifest, exists, read_manifest, rows_path, store
from steering.warehouse.releases import UNFINISHED, remove_stale, sha256_of

RELEASE = "ab" * 32
WARNING = Problem(file="a.csv", row=3, column="team", severity="warning", found="x", expected="y", remedy="z")


def write(rows: Path) -> None:
    rows.write_bytes(b"PAR1 these are the rows")


def described(rows: Path) -> Manifest:
    return Manifest(
        release=RELEASE,
        dataset="adoption",
        contract_version="1",
        rows=2,
        columns=(("month", "date"), ("team", "varchar")),
        period=("2024-01", "2024-02"),
        sums={"active_users": "3.50"},
        source_name="a.csv",
        source_bytes=10,
        source_sha256="cd" * 32,
        created_at="2026-01-01T00:00:00+00:00",
        created_by="command",
        warning_count=1,
        warnings=(WARNING,),
        parquet_sha256=sha256_of(rows),
        parquet_bytes=rows.stat().st_size,
    )


def stored(home: Path) -> Manifest:
    return store(home, "adoption", RELEASE, write, described)


def test_a_stored_release_reads_back_as_it_was(tmp_path: Path) -> None:
    kept = stored(tmp_path)
    assert read_manifest(tmp_path, "adoption", RELEASE) == kept
    assert exists(tmp_path, "adoption", RELEASE)
    assert rows_path(tmp_path, "adoption", RELEASE).read_bytes() == b"PAR1 these are the rows"


def test_the_first_release_is_kept_when_the_same_data_comes_again(tmp_path: Path) -> None:
    first = stored(tmp_path)
    written = rows_path(tmp_path, "adoption", RELEASE).stat().st_ino
    again = store(
        tmp_path,
        "adoption",
        RELEASE,
        write,
        lambda rows: dataclasses.replace(described(rows), created_by="someone else"),
    )
    assert again == first
    assert rows_path(tmp_path, "adoption", RELEASE).stat().st_ino == written


def test_nothing_is_left_when_writing_fails(tmp_path: Path) -> None:
    def fails(rows: Path) -> None:
        rows.write_bytes(b"half")
        raise StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable):
        store(tmp_path, "adoption", RELEASE, fails, described)
    assert not exists(tmp_path, "adoption", RELEASE)
    assert list((tmp_path / "releases" / "adoption").iterdir()) == []


def test_leftovers_are_swept_after_an_hour_and_not_before(tmp_path: Path) -> None:
    leftover = tmp_path / f"{UNFINISHED}abc"
    leftover.mkdir()
    (leftover / "rows.parquet").write_bytes(b"half")
    remove_stale(tmp_path, now=time.time() + 3500)
    assert leftover.exists()
    remove_stale(tmp_path, now=time.time() + 3700)
    assert not leftover.exists()


def test_an_unfinished_release_of_a_crash_does_not_count(tmp_path: Path) -> None:
    folder = tmp_path / "releases" / "adoption" / f"{UNFINISHED}abc"
    folder.mkdir(parents=True)
    (folder / "rows.parquet").write_bytes(b"half")
    assert not exists(tmp_path, "adoption", RELEASE)
    stored(tmp_path)
    assert read_manifest(tmp_path, "adoption", RELEASE).rows == 2
    os.utime(folder, (0, 0))
    stored(tmp_path)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["rows.parquet", "manifest.json"])
@pytest.mark.parametrize("harm", ["remove", "cut"])
def test_a_damaged_release_is_named_and_loading_the_file_again_restores_it(
    tmp_path: Path, name: str, harm: str
) -> None:
    stored(tmp_path)
    file = rows_path(tmp_path, "adoption", RELEASE).parent / name
    if harm == "remove":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:9])
    with pytest.raises(StoreUnavailable, match=r"adoption release abababababab… is missing or damaged"):
        read_manifest(tmp_path, "adoption", RELEASE)
    stored(tmp_path)
    assert read_manifest(tmp_path, "adoption", RELEASE).rows == 2
    assert [path.name for path in (tmp_path / "releases" / "adoption").iterdir()] == [RELEASE]


def test_rows_changed_in_place_are_replaced_when_the_data_comes_again(tmp_path: Path) -> None:
    stored(tmp_path)
    rows = rows_path(tmp_path, "adoption", RELEASE)
    rows.write_bytes(b"PAR1 these are THE rows")
    stored(tmp_path)
    assert rows.read_bytes() == b"PAR1 these are the rows"


@pytest.mark.parametrize(
    ("dataset", "release"), [("../x", RELEASE), ("adoption", "../../etc"), ("adoption", RELEASE + "/..")]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, dataset: str, release: str) -> None:
    with pytest.raises(StoreUnavailable, match="not a release id"):
        read_manifest(tmp_path, dataset, release)


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("a file where a folder should be")
    with pytest.raises(StoreUnavailable, match="Could not store the adoption release"):
        stored(tmp_path)
