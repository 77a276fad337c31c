"""A scratch database sees its own files only, and is gone afterwards."""

from pathlib import Path

import pyarrow as pa
import pytest

from steering.errors import StoreUnavailable
from steering.warehouse import QueryFailed, UnreadableFile, quote_literal, scratch


def test_it_reads_the_files_it_was_given_and_no_other(tmp_path: Path) -> None:
    given, other = tmp_path / "it's given.csv", tmp_path / "other.csv"
    for path in (given, other):
        path.write_text("a\n1\n")
    with scratch(reads=(given,)) as context:
        assert context.read(f"from read_csv({quote_literal(str(given))})") == [(1,)]
        with pytest.raises(UnreadableFile, match="disabled by configuration"):
            context.read(f"from read_csv({quote_literal(str(other))})")


def test_it_writes_only_where_it_may(tmp_path: Path) -> None:
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    with scratch(writes=(allowed,)) as context:
        context.run(f"copy (select 1 as a) to {quote_literal(str(allowed / 'a.parquet'))}")
        with pytest.raises(StoreUnavailable, match="Could not check the file"):
            context.run(f"copy (select 1 as a) to {quote_literal(str(tmp_path / 'a.parquet'))}")
    assert (allowed / "a.parquet").exists()
    assert not (tmp_path / "a.parquet").exists()


def test_its_folder_is_gone_afterwards() -> None:
    with scratch() as context:
        folder = context.folder
        assert folder.is_dir()
    assert not folder.exists()


def test_rows_go_in_and_come_out_in_batches() -> None:
    with scratch() as context:
        context.run("create table raw (a bigint)")
        context.append("raw", pa.table({"a": list(range(5000))}))
        batches = list(context.batches("select a from raw order by a desc", rows=2048))
        assert len(batches) > 1
        assert [value for batch in batches for value in batch.column(0).to_pylist()] == list(range(4999, -1, -1))


def test_it_is_confined_for_good() -> None:
    with scratch() as context:
        for sql in ("set memory_limit = '8GB'", "set enable_external_access = true", "install httpfs"):
            with pytest.raises((QueryFailed, StoreUnavailable)):
                context.run(sql)


def test_more_data_than_memory_is_spilled_to_its_folder() -> None:
    # 8 million rows of 100 characters are 800 MB; the database may hold 512 MB.
    with scratch() as context:
        context.run("create table raw as select i, hash(i) || repeat('x', 80) as a from range(8000000) t(i)")
        assert context.run("select count(*), max(i) from raw") == [(8_000_000, 7_999_999)]
        assert any((context.folder / "spill").iterdir())


def test_no_room_at_all_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(StoreUnavailable, match="no room for temporary files"), scratch():
        raise AssertionError("the scratch must not open")
