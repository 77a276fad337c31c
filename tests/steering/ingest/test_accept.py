"""From a file to a release that is in force, and what is left when that is interrupted."""

import datetime as dt
import random
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from steering.errors import FileRefused, StoreUnavailable
from steering.ingest import accept, check, load
from steering.ingest.file_set import one_file
from steering.ingest.publish import publish
from steering.records import Records
from steering.warehouse import Warehouse, exists, read_manifest, rows_path
from steering.warehouse.releases import sha256_of
from tests.actors import somebody

Save = Callable[..., Path]
PUBLISHER = """
import sys
from pathlib import Path
from steering.ingest.publish import publish
from steering.records import Records
from tests.actors import somebody
home, file = Path(sys.argv[1]), Path(sys.argv[2])
with Records(home) as records:
    for number in range(1000):
        file.write_text(f"month,kpi_id,value\\n2026-01,a,{number}\\n")
        print("begin", flush=True)
        entry = publish(file, "kpi", "example", home=home, records=records, by=somebody("x"), source="command")
        print(entry.id, entry.release_id, flush=True)
"""


class TestAccept:
    def test_the_manifest_says_what_came_from_where(self, save: Save, tmp_path: Path) -> None:
        path = save()
        before = dt.datetime.now(dt.UTC).replace(microsecond=0)
        manifest = accept(one_file(path, "march.csv"), "adoption", tmp_path, by="instructor")
        assert manifest == read_manifest(tmp_path, "adoption", manifest.release)
        assert manifest.release == check(path, "adoption").release
        assert (manifest.dataset, manifest.contract_version, manifest.rows) == ("adoption", "1", 3)
        assert manifest.period == ("2026-01", "2026-02")
        assert manifest.sums["active_users"] == "26"
        assert (manifest.source_name, manifest.source_bytes) == ("march.csv", path.stat().st_size)
        assert manifest.source_sha256 == sha256_of(path)
        assert before <= dt.datetime.fromisoformat(manifest.created_at) <= dt.datetime.now(dt.UTC)
        assert manifest.created_by == "instructor"
        assert manifest.parquet_sha256 == sha256_of(rows_path(tmp_path, "adoption", manifest.release))

    def test_rows_are_typed_complete_and_in_order(self, save: Save, tmp_path: Path) -> None:
        text = "value,kpi_id,month\n0.50,b,2026-02\n-12.125,a,2026-01\n"
        manifest = accept(save(text), "kpi", tmp_path, by="x")
        rows = pq.read_table(rows_path(tmp_path, "kpi", manifest.release))
        assert [(field.name, str(field.type)) for field in rows.schema] == [
            ("month", "date32[day]"),
            ("kpi_id", "string"),
            ("value", "decimal128(18, 3)"),
            ("numerator", "decimal128(18, 0)"),
            ("denominator", "decimal128(18, 0)"),
            ("team_id", "string"),
            ("note", "string"),
        ]
        assert [str(value) for value in rows["value"].to_pylist()] == ["-12.125", "0.500"]
        assert dict(manifest.columns)["value"] == "decimal(18, 3)"

    def test_warnings_are_kept_with_the_release(self, save: Save, tmp_path: Path) -> None:
        manifest = accept(save("month,kpi_id,value,note\n2026-01,a,1,=x\n"), "kpi", tmp_path, by="x")
        assert manifest.warning_count == 1
        assert read_manifest(tmp_path, "kpi", manifest.release).warnings[0].found == "=x"

    def test_a_file_with_an_error_is_refused_and_leaves_nothing(self, save: Save, tmp_path: Path) -> None:
        path = save("month,kpi_id,value\n2026-01,a,x\n2026-02,a,y\n")
        with pytest.raises(FileRefused) as refused:
            accept(path, "kpi", tmp_path / "home", by="x")
        assert refused.value.count == len(refused.value.problems) == 2
        assert not (tmp_path / "home").exists()

    def test_an_unreadable_file_is_refused_too(self, save: Save, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="an empty file"):
            accept(save(""), "kpi", tmp_path, by="x")
        loaded = load(save(""), "kpi", tmp_path, by="x")
        assert (loaded.manifest, loaded.report.readable) == (None, False)

    def test_a_home_that_cannot_be_written(self, save: Save, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("a file")
        with pytest.raises(StoreUnavailable, match="Could not store the adoption release"):
            accept(save(), "adoption", tmp_path / "home", by="x")

    def test_the_same_file_from_several_threads_is_one_release(self, save: Save, tmp_path: Path) -> None:
        path = save()
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda by: accept(path, "adoption", tmp_path, by=by), "abcdefgh"))
        assert len({manifest.release for manifest in made}) == 1
        assert [item.name for item in (tmp_path / "releases" / "adoption").iterdir()] == [made[0].release]

    def test_a_disk_that_fills_up_is_one_clear_sentence(self, save: Save, tmp_path: Path) -> None:
        # A limit on the size of files stands in for a full disk; the process is its own.
        code = (
            "import resource, sys; from pathlib import Path; from steering.ingest import accept\n"
            "from steering.errors import StoreUnavailable\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
            "try: accept(Path(sys.argv[1]), 'adoption', Path(sys.argv[2]), by='x')\n"
            "except StoreUnavailable as error: print(error)\n"
        )
        command = [sys.executable, "-c", code, str(save()), str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.startswith("Could not store the release: the disk does not take what is written;"), done
        assert [path for path in (tmp_path / "releases").rglob("*") if path.is_file()] == []


class TestPublish:
    def test_a_file_becomes_what_is_in_force_and_can_be_asked(self, save: Save, tmp_path: Path) -> None:
        with Records(tmp_path) as records, Warehouse(tmp_path) as warehouse:
            entry = publish(
                one_file(save(), "a.csv"),
                "adoption",
                "example",
                home=tmp_path,
                records=records,
                by=somebody("me"),
                source="upload",
            )
            assert records.in_force("example") == {"adoption": entry}
            assert (entry.source, entry.source_name, entry.rows) == ("upload", "a.csv", 3)
            releases = {name: found.release_id for name, found in records.in_force("example").items()}
            assert list(warehouse.query("adoption_months", releases)["teams"]) == [2, 1]

    def test_a_refused_file_changes_nothing(self, save: Save, tmp_path: Path) -> None:
        with Records(tmp_path) as records:
            entry = publish(
                save(), "adoption", "example", home=tmp_path, records=records, by=somebody("me"), source="folder"
            )
            version = records.version()
            with pytest.raises(FileRefused):
                publish(
                    save("month\n2026-01\n"),
                    "adoption",
                    "example",
                    home=tmp_path,
                    records=records,
                    by=somebody("me"),
                    source="upload",
                )
            assert records.in_force("example") == {"adoption": entry}
            assert records.version() == version

    @pytest.mark.parametrize("seed", range(4))
    def test_a_process_killed_while_publishing_leaves_whole_releases(self, tmp_path: Path, seed: int) -> None:
        command = [sys.executable, "-c", PUBLISHER, str(tmp_path), str(tmp_path / "kpi.csv")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as doomed:
            assert doomed.stdout is not None
            order = random.Random(seed)
            lines = [doomed.stdout.readline() for _ in range(2 * order.randint(1, 3) + 1)]
            # Some way into the next publication, which takes about 50 ms.
            select_within(doomed.stdout.fileno(), order.random() * 0.08)
            doomed.send_signal(signal.SIGKILL)
            lines += doomed.stdout.read().splitlines(keepends=True)
        acknowledged = [line.split()[1] for line in lines if line[0].isdigit() and line.endswith("\n")]
        with Records(tmp_path) as records:
            entries = records.history("example", "kpi")
            assert {entry.release_id for entry in entries} >= set(acknowledged)
            for entry in entries:
                manifest = read_manifest(tmp_path, "kpi", entry.release_id)
                rows = rows_path(tmp_path, "kpi", entry.release_id)
                assert manifest.parquet_sha256 == sha256_of(rows)
            path = tmp_path / "after.csv"
            path.write_text("month,kpi_id,value\n2026-01,a,-1\n")
            last = publish(path, "kpi", "example", home=tmp_path, records=records, by=somebody("x"), source="folder")
            assert exists(tmp_path, "kpi", last.release_id)


def select_within(descriptor: int, seconds: float) -> None:
    """Wait until there is something to read, at most so many seconds."""

    select.select([descriptor], [], [], seconds)
