"""Several files that are one dataset: parts of an export, a folder, a zip, and files put one after another."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from steering.catalog.contracts import contract
from steering.errors import FileRefused
from steering.ingest import IngestReport, check, load
from steering.ingest.file_set import DataFile, Files, file_set, gather
from steering.ingest.parts import open_parts
from steering.ingest.reader import read_table
from steering.warehouse import rows_path, scratch
from tests.steering.ingest.conftest import ADOPTION
from tests.steering.ingest.focus_files import GOOD, focus

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

MARCH = {"ResourceId": "vm-1"}
APRIL = {
    "ResourceId": "vm-2",
    "BilledCost": "2.25",
    "EffectiveCost": "2.25",
    "BillingPeriodStart": "2026-04-01T00:00:00Z",
    "BillingPeriodEnd": "2026-05-01T00:00:00Z",
    "ChargePeriodStart": "2026-04-03T00:00:00Z",
    "ChargePeriodEnd": "2026-04-04T00:00:00Z",
}
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(name, content)` writes a file into the folder `export`, in the way that its ending says."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif name.endswith(".gz"):
            path.write_bytes(gzip.compress(content.encode()))
        elif name.endswith(".parquet"):
            rows = list(csv.DictReader(io.StringIO(content)))
            pq.write_table(pa.table({key: [row[key] or None for row in rows] for key in rows[0]}), path)
        else:
            path.write_text(content)
        return path

    return write


def told(report: IngestReport) -> list[tuple[str, int | None, str | None, str]]:
    return [(problem.file, problem.row, problem.column, problem.found) for problem in report.problems]


class TestOneDataset:
    @pytest.mark.parametrize(
        "names",
        [
            ("march.csv", "april.csv"),
            ("march.csv.gz", "april.parquet"),
            ("a/march.parquet", "b/april.parquet"),
            ("2026/03/part.csv", "2026/04/part.csv.gz"),
        ],
    )
    def test_is_the_release_that_one_file_would_be(self, write: Write, tmp_path: Path, names: tuple[str, str]) -> None:
        whole = check(write("../whole.csv", focus(MARCH, APRIL)), "cost")
        write(names[0], focus(MARCH))
        write(names[1], focus(APRIL))
        report = check(tmp_path / "export", "cost")
        assert (report.rows, report.accepted, report.problem_count) == (2, 2, 0), report.problems
        assert report.release == whole.release and report.sums == whole.sums
        assert report.sums["BilledCost"] == "3.75"

    def test_what_is_stored_has_no_trace_of_parts(self, write: Write, tmp_path: Path) -> None:
        write("march.csv", focus(MARCH))
        write("april.csv", focus(APRIL))
        manifest = load(tmp_path / "export", "cost", tmp_path, by="x").manifest
        assert manifest and manifest.source_name == "export/ (2 files)"
        stored = pq.read_table(rows_path(tmp_path, "cost", manifest.release))
        assert stored.column_names == [name for name, _ in manifest.columns]

    def test_large_and_small_parts_of_every_kind_together(self, write: Write, tmp_path: Path) -> None:
        rows = [{**MARCH, "ChargeDescription": f"Request {n}"} for n in range(30)]
        write("1.csv", focus(*rows[:10]))
        write("2.parquet", focus(*rows[10:20]))
        write("3.csv", focus(*rows[20:]).encode("utf-16"))
        agreed = contract("cost")
        with (
            open_parts(gather(tmp_path / "export"), []) as parts,
            scratch(reads=tuple(part.path for part in parts)) as context,
        ):
            table = read_table(parts, agreed, context, quick=True)
            assert (table.tidiness, table.lines) == ("unknown", 31)
            counts = context.run("select _part, count(*) from cells group by 1 order by 1")
            assert sorted(counts) == [(0, 10), (1, 10), (2, 10)]
            assert context.run("select count(distinct _row) from raw") == [(30,)]

    def test_other_datasets_too(self, write: Write, tmp_path: Path) -> None:
        header, *rows = ADOPTION.splitlines()
        write("1.csv", "\n".join([header, rows[0]]))
        write("2.parquet", "\n".join([header, *rows[1:]]))
        assert (
            check(tmp_path / "export", "adoption").release == check(write("../whole.csv", ADOPTION), "adoption").release
        )

    def test_rows_and_files_are_told(self, write: Write, tmp_path: Path) -> None:
        header, *rows = ADOPTION.splitlines()
        write("1.csv", "\n".join([header, rows[0]]))
        write("2.csv", "\n".join([header, rows[0], rows[1].replace("production", "flying")]))
        report = check(tmp_path / "export", "adoption")
        assert told(report) == [
            ("2.csv", 2, "team_id", "the same month, team_id as row 2 of 1.csv"),
            ("2.csv", 3, "stage", "flying"),
        ]

    def test_every_file_that_cannot_be_read_is_told(self, write: Write, tmp_path: Path) -> None:
        write("1.csv", focus(MARCH))
        write("2.csv", b"%PDF-1.4 nothing")
        write("3.csv", b"")
        report = check(tmp_path / "export", "cost")
        assert [problem.file for problem in report.problems] == ["2.csv", "3.csv"]
        assert not report.readable

    def test_a_damaged_parquet_file_is_named(self, write: Write, tmp_path: Path) -> None:
        write("1.parquet", focus(MARCH))
        path = write("2.parquet", focus(*[{**APRIL, "ChargeDescription": f"text {n}"} for n in range(500)]))
        content = bytearray(path.read_bytes())
        content[40:4000] = bytes(3960)
        path.write_bytes(content)
        report = check(tmp_path / "export", "cost")
        assert (report.accepted, report.problems[0].file) == (0, "2.parquet")


class TestColumns:
    def test_an_optional_column_that_a_part_lacks_is_empty_there(self, write: Write, tmp_path: Path) -> None:
        write("1.csv", focus(MARCH))
        write("2.csv", focus(APRIL, without=("PublisherName", "Tags")))
        report = check(tmp_path / "export", "cost")
        assert report.accepted == 2
        lacks = [problem for problem in report.problems if "no columns" in problem.found]
        assert [(problem.file, problem.found) for problem in lacks] == [("2.csv", "no columns PublisherName, Tags")]

    def test_a_required_one_names_the_file(self, write: Write, tmp_path: Path) -> None:
        write("1.csv", focus(MARCH))
        write("2.csv", focus(APRIL, without=("EffectiveCost",)))
        report = check(tmp_path / "export", "cost")
        errors = [problem for problem in report.problems if problem.severity == "error"]
        assert [(problem.file, problem.column) for problem in errors] == [("2.csv", "EffectiveCost")]
        assert report.accepted == 0


class TestOneAfterAnother:
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_a_header_begins_a_part(self, write: Write, mark: str) -> None:
        report = check(write("cost.csv", focus(MARCH) + mark + focus(APRIL)), "cost")
        assert (report.rows, report.problem_count) == (2, 0)

    def test_with_other_columns_too(self, write: Write) -> None:
        second = focus({**APRIL, "SkuId": "s1"}, without=("PublisherName",))
        report = check(write("cost.csv", focus(MARCH) + second), "cost")
        assert (report.rows, report.accepted) == (2, 2), report.problems
        assert {(problem.row, problem.file) for problem in report.problems} == {
            (None, "cost.csv"), (None, "cost.csv from row 3"),
        }  # fmt: skip

    def test_rows_are_those_of_the_file(self, write: Write) -> None:
        text = focus(MARCH) + focus(APRIL, {**APRIL, "BilledCost": "x"})
        (problem,) = check(write("cost.csv", text), "cost").problems
        assert (problem.row, problem.found) == (5, "x")

    def test_the_same_rows_again_are_told(self, write: Write) -> None:
        (problem,) = check(write("cost.csv", focus(MARCH) + focus(MARCH)), "cost").problems
        assert problem.found == "a charge of USD 1.50 that stands in the part from row 1 as well, cell for cell"

    def test_windows_1252_in_the_second_file(self, write: Write, tmp_path: Path) -> None:
        write("1.csv", focus(MARCH))
        long = focus(*[{**APRIL, "ChargeDescription": f"text {n}"} for n in range(10_100)], {"ServiceName": "Köln"})
        write("2.csv", long.encode("cp1252"))
        report = check(tmp_path / "export", "cost")
        assert (report.rows, report.accepted) == (10_102, 10_102)


class TestOverlap:
    def test_the_same_file_twice_is_told_with_its_amount(self, write: Write) -> None:
        path = write("cost.csv", focus(MARCH, APRIL))
        report = check([path, path], "cost")
        (problem,) = report.problems
        assert (problem.severity, problem.file, report.accepted) == ("warning", "cost (2).csv", 4)
        assert problem.found == "2 charges of USD 3.75 that stand in cost.csv as well, cell for cell"

    def test_a_later_state_of_a_charge_is_told(self, write: Write, tmp_path: Path) -> None:
        write("1.csv", focus(MARCH))
        write("2.parquet", focus({**MARCH, "BilledCost": "9", "EffectiveCost": "9"}, APRIL))
        (problem,) = check(tmp_path / "export", "cost").problems
        assert problem.found == "a charge of USD 9.00 that stands in 1.csv as well, with another amount"

    def test_tags_may_be_written_in_another_way(self, write: Write, tmp_path: Path) -> None:
        write("1.csv", focus(MARCH))
        write("2.csv", focus({**MARCH, "Tags": '{"team":"team-01"}'}))
        (problem,) = check(tmp_path / "export", "cost").problems
        assert problem.found == "a charge of USD 1.50 that stands in 1.csv as well, cell for cell"

    def test_charges_without_an_id_may_be_alike(self, write: Write, tmp_path: Path) -> None:
        write("1.csv", focus({}))
        write("2.csv", focus({"BilledCost": "9", "EffectiveCost": "9"}))
        assert check(tmp_path / "export", "cost").problem_count == 0


class TestBeside:
    def test_what_exporters_write_beside_the_data_is_no_data(self, write: Write, tmp_path: Path) -> None:
        write("data/BILLING_PERIOD=2026-03/part-0.csv.gz", focus(MARCH))
        key = "s3://bucket/export/data/BILLING_PERIOD=2026-03/part-0.csv.gz"
        write("metadata/BILLING_PERIOD=2026-03/costs-Manifest.json", json.dumps({"dataFiles": [key]}))
        write("_SUCCESS", "")
        write(".hidden.csv", "nothing")
        write("part-0.csv.gz.crc", "1")
        assert check(tmp_path / "export", "cost").problem_count == 0

    def test_a_file_that_the_manifest_names_and_that_is_not_here(self, write: Write, tmp_path: Path) -> None:
        write("part_0.csv", focus(MARCH))
        blobs = [{"blobName": f"costs/20260301/part_{n}.csv", "byteCount": 100} for n in range(2)]
        write("manifest.json", json.dumps({"blobCount": 2, "blobs": blobs}))
        (problem,) = check(tmp_path / "export", "cost").problems
        assert (problem.severity, problem.file) == ("warning", "manifest.json")
        assert problem.found == "2 files, of which 1 is not here: part_1.csv"

    def test_a_manifest_brings_its_files(self, write: Write) -> None:
        write("data/march/part.csv", focus(MARCH))
        write("data/april/part.csv", focus(APRIL))
        keys = ["s3://b/data/march/part.csv", "s3://b/data/april/part.csv"]
        manifest = write("metadata/now/x-manifest.json", json.dumps({"dataFiles": keys}))
        assert check(manifest, "cost").accepted == 2
        assert [file.name for file in gather(manifest).files] == ["march/part.csv", "april/part.csv"]

    @pytest.mark.parametrize("content", ["{", "[]", '{"dataFiles": 1}', "null", "\x00"])
    def test_no_manifest_is_an_error_beside_data(self, write: Write, tmp_path: Path, content: str) -> None:
        write("part.csv", focus(MARCH))
        write("manifest.json", content)
        assert check(tmp_path / "export", "cost").problem_count == 0

    @pytest.mark.parametrize(
        ("content", "found", "remedy"),
        [
            (
                {"dataFiles": [f"s3://b/data/p{at}.csv.gz" for at in range(5)]},
                "a manifest alone, of 5 files which are not here: p0.csv.gz, p1.csv.gz, p2.csv.gz and 2 more",
                "Fetch the files that it names from the same export, and give them, or the folder with all of it.",
            ),
            (
                {"blobs": [{"blobName": "costs/20260301/part_0.csv"}]},
                "a manifest alone, of 1 file which is not here: part_0.csv",
                "Fetch the files that it names from the same export, and give them, or the folder with all of it.",
            ),
            (
                {"executionStatus": "Failed"},
                "a manifest alone, which names no data file that can be read",
                "Give the data files of the export instead; a manifest only lists them.",
            ),
        ],
    )
    @pytest.mark.parametrize("place", ["file", "folder", "zip", "upload"])
    def test_a_manifest_alone_is_one_problem(
        self, write: Write, tmp_path: Path, place: str, content: object, found: str, remedy: str
    ) -> None:
        manifest = write("x-manifest.json", json.dumps(content))
        given: Files = manifest if place == "file" else tmp_path / "export"
        if place == "zip":
            given = tmp_path / "export.zip"
            with zipfile.ZipFile(given, "w") as archive:
                archive.write(manifest, "metadata/x-manifest.json")
        elif place == "upload":
            given = file_set([DataFile(path=manifest, name="x-manifest.json")])
        (problem,) = check(given, "cost").problems
        assert (problem.found, problem.remedy) == (found, remedy)
        assert problem.file.endswith("x-manifest.json")

    def test_another_file_is_told(self, write: Write, tmp_path: Path) -> None:
        write("part.csv", focus(MARCH))
        write("notes.docx", "x")
        (problem,) = check(tmp_path / "export", "cost").problems
        assert (problem.severity, problem.file) == ("warning", "notes.docx")

    def test_a_link_out_of_the_folder_is_not_read(self, write: Write, tmp_path: Path) -> None:
        write("part.csv", focus(MARCH))
        (tmp_path / "export" / "other.csv").symlink_to(write("../secret.csv", focus(APRIL)))
        report = check(tmp_path / "export", "cost")
        assert report.rows == 1 and report.problems[0].file == "other.csv"

    def test_a_folder_without_data_says_so(self, write: Write, tmp_path: Path) -> None:
        write("notes.docx", "x")
        report = check(tmp_path / "export", "cost")
        assert report.problems[0].found == "a folder without a data file, with notes.docx"

    def test_a_pattern(self, write: Write, tmp_path: Path) -> None:
        write("2026-03.csv", focus(MARCH))
        write("2026-04.csv", focus(APRIL))
        write("2025.csv", "x")
        assert check([tmp_path / "export" / "2026-*.csv"], "cost").accepted == 2
        with pytest.raises(FileRefused, match="no file with such a name"):
            gather(tmp_path / "export" / "2024-*.csv")


class TestZip:
    def pack(self, path: Path, files: dict[str, bytes]) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path

    def test_is_unpacked(self, tmp_path: Path) -> None:
        files = {
            "export/march.csv": focus(MARCH).encode(),
            "export/april.csv.gz": gzip.compress(focus(APRIL).encode()),
            "export/manifest.json": b"{}",
            "__MACOSX/export/._march.csv": b"x",
        }
        report = check(self.pack(tmp_path / "export.zip", files), "cost")
        assert (report.accepted, report.problem_count) == (2, 0)

    def test_a_manifest_in_it_says_what_is_missing(self, tmp_path: Path) -> None:
        files = {"part_0.csv": focus(MARCH).encode(), "manifest.json": b'{"blobs": [{"blobName": "x/part_1.csv"}]}'}
        (problem,) = check(self.pack(tmp_path / "e.zip", files), "cost").problems
        assert (problem.file, problem.found) == ("e.zip/manifest.json", "1 file, of which 1 is not here: part_1.csv")

    def test_rows_are_told_with_the_file_in_it(self, tmp_path: Path) -> None:
        path = self.pack(tmp_path / "e.zip", {"a.csv": focus({"BilledCost": "x"}).encode()})
        (problem,) = check(path, "cost").problems
        assert (problem.file, problem.row) == ("e.zip/a.csv", 2)

    @pytest.mark.parametrize(
        ("files", "found"),
        [
            ({"notes.txt": b"x"}, "a zip archive without a data file, with notes.txt"),
            ({"../a.csv": b"x"}, "a zip archive with the entry '../a.csv', which leads outside"),
            ({"a.csv": bytes(60_000_000)}, "a zip archive with 58,"),
            ({"inner.zip": b"PK"}, "a zip archive without a data file, with inner.zip"),
        ],
    )
    def test_another_is_named_for_what_it_is(self, tmp_path: Path, files: dict[str, bytes], found: str) -> None:
        (problem,) = check(self.pack(tmp_path / "e.zip", files), "cost").problems
        assert problem.found.startswith(found)

    def test_a_damaged_one(self, tmp_path: Path) -> None:
        (tmp_path / "e.zip").write_bytes(b"PK\x03\x04 and no more")
        (problem,) = check(tmp_path / "e.zip", "cost").problems
        assert problem.found.startswith("a zip that can't be unpacked")


def test_a_good_row_has_what_the_tests_rely_on() -> None:
    assert (GOOD["BilledCost"], GOOD["BillingCurrency"]) == ("1.50", "USD")
