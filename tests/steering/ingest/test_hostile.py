"""Files that are damaged, mislabelled or made to harm: each is refused at once, with one clear message."""

import gzip
import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from steering.errors import Problem
from steering.ingest import check
from steering.ingest.file_set import one_file

Save = Callable[..., Path]
GIGABYTE = 2**30
HEAD = "month,kpi_id,value\n"


def refusal(path: Path, dataset: str = "kpi", name: str | None = None) -> Problem:
    """The one problem with which a file is refused."""
    report = check(one_file(path, name), dataset)
    assert (report.readable, report.accepted, report.release) == (False, 0, None)
    assert report.problem_count == len(report.problems) == 1
    problem = report.problems[0]
    assert problem.severity == "error" and problem.found.isprintable()
    return problem


def parquet(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def forget_peak() -> int:
    """Begin to measure memory anew; returns what the process holds now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_bytes()


def peak_bytes() -> int:
    """The most memory this process has held since `forget_peak`."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


class TestNotWhatItSays:
    def test_an_empty_file(self, save: Save) -> None:
        assert refusal(save("", "x.csv")).found == "an empty file"

    def test_a_header_alone(self, save: Save) -> None:
        assert refusal(save(HEAD, "x.csv")).found == "a header without any row"

    def test_an_empty_parquet_file(self, tmp_path: Path) -> None:
        path = parquet(tmp_path / "x.parquet", month=pa.array([], pa.string()), kpi_id=pa.array([], pa.string()))
        assert check(path, "kpi").error_count == 1

    def test_no_known_column(self, save: Save) -> None:
        assert refusal(save("1,2,3\n4,5,6\n", "x.csv")).found == "a first row without any known column: '1, 2, 3'"

    def test_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "x.csv").mkdir()
        assert refusal(tmp_path / "x.csv").found == "a folder"

    def test_no_file(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "x.csv").found == "no such file"

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "x.csv")
        assert refusal(tmp_path / "x.csv").found == "a device or a pipe"

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
    def test_a_file_that_may_not_be_read(self, save: Save) -> None:
        path = save(HEAD, "x.csv")
        path.chmod(0)
        assert "cannot be read" in refusal(path).found

    @pytest.mark.parametrize(
        ("content", "name", "found"),
        [
            (b"PAR1....PAR1", "x.csv", "a Parquet file"),
            (gzip.compress(b"a", mtime=0), "x.csv", "a gzip file"),
            (b"PK\x03\x04....xl/workbook.xml", "x.csv", "an Excel workbook (.xlsx)"),
            (b"PK\x03\x04....stuff", "x.csv", "a zip archive"),
            (b"\xd0\xcf\x11\xe0....", "x.csv", "an old (.xls) or protected Excel workbook"),
            (b"%PDF-1.7", "x.csv", "a PDF document"),
            (b'{"month": "2026-01"}', "x.csv", "JSON"),
            (b"<html><table>", "x.csv", "a web page or XML"),
            (b"month,kpi_id\x00,value\n", "x.csv", "binary data, or UTF-16 text without a byte-order mark"),
            (HEAD.encode("utf-16-le"), "x.csv", "binary data, or UTF-16 text without a byte-order mark"),
            (b"month,kpi_id\n", "x.parquet", "plain text"),
            (b"month,kpi_id\n", "x.csv.gz", "plain text"),
            (gzip.compress(b"PAR1....PAR1", mtime=0), "x.csv.gz", "a Parquet file inside a gzip file"),
            (gzip.compress(gzip.compress(b"a,b", mtime=0), mtime=0), "x.csv.gz", "a gzip file inside a gzip file"),
            (b"\xd0\xcf\x11\xe0....", "x.xlsx", "an old (.xls) or protected Excel workbook"),
            (b"month", "x.xlsx", "plain text"),
            (b"PK\x03\x04....stuff", "x.xlsx", "a zip archive"),
            (b"PK\x03\x04", "x.xlsm", "an Excel workbook with macros (.xlsm)"),
            (b"month", "x.txt", "a file named 'x.txt'"),
            (b"month", "x", "a file named 'x'"),
        ],
    )
    def test_content_that_does_not_fit_the_name(self, save: Save, content: bytes, name: str, found: str) -> None:
        problem = refusal(save(content, name))
        assert problem.found == found
        assert problem.remedy

    def test_the_users_name_counts_not_the_spooled_one(self, save: Save) -> None:
        path = save(HEAD + "2026-01,a,1\n", "spool")
        assert check(one_file(path, "KPI.CSV"), "kpi").accepted == 1

    def test_a_real_workbook(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "x.csv", "w") as workbook:
            workbook.writestr("[Content_Types].xml", "<Types/>")
            workbook.writestr("xl/workbook.xml", "<workbook/>")
        assert "proper ending, .xlsx" in refusal(tmp_path / "x.csv").remedy


class TestDamaged:
    def test_gzip_cut_off(self, save: Save) -> None:
        rows = "".join(f"2026-01,k{n},{n * 7919 % 1000}\n" for n in range(20_000))
        whole = gzip.compress((HEAD + rows).encode())
        assert refusal(save(whole[: len(whole) // 2], "x.csv.gz")).found == "a gzip file that is cut off"
        assert refusal(save(whole[:15], "x.csv.gz")).found == "a gzip file that is cut off"

    def test_gzip_with_wrong_bytes(self, save: Save) -> None:
        whole = bytearray(gzip.compress((HEAD + "2026-01,a,1\n" * 50).encode()))
        whole[-6] ^= 0xFF
        assert refusal(save(bytes(whole), "x.csv.gz")).found == "a damaged gzip file"
        assert refusal(save(gzip.compress(HEAD.encode()) + b"trailing", "y.csv.gz")).found == "a damaged gzip file"

    def test_parquet_cut_off(self, tmp_path: Path) -> None:
        path = parquet(tmp_path / "x.parquet", month=["2026-01"] * 999, kpi_id=["a"] * 999, value=["1"] * 999)
        whole = path.read_bytes()
        for keep in (4, 100, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:keep])
            assert refusal(path).found.startswith("a Parquet file that cannot be read")

    def test_parquet_with_any_bytes_changed(self, tmp_path: Path) -> None:
        good = parquet(
            tmp_path / "x.parquet",
            month=[f"20{n // 12:02}-{n % 12 + 1:02}" for n in range(300)],
            kpi_id=["a"] * 300,
            value=[n / 7 for n in range(300)],
        ).read_bytes()
        order = random.Random(7)
        for _ in range(40):
            bad = bytearray(good)
            for _ in range(order.randint(1, 8)):
                bad[order.randrange(4, len(bad))] = order.randrange(256)
            path = tmp_path / "bad.parquet"
            path.write_bytes(bad)
            report = check(path, "kpi")
            assert report.accepted in (0, 300) and len(report.problems) <= 1000

    def test_parquet_with_nested_values(self, tmp_path: Path) -> None:
        path = parquet(tmp_path / "x.parquet", month=["2026-01"], kpi_id=[["a"]], value=[{"x": 1}])
        assert refusal(path).found == "a nested value (list, map or struct) in kpi_id, value"

    def test_parquet_with_twin_columns(self, tmp_path: Path) -> None:
        table = pa.table([["2026-01"], ["a"], ["1"], ["2"]], names=["month", "kpi_id", "value", "value"])
        pq.write_table(table, tmp_path / "x.parquet")
        report = check(tmp_path / "x.parquet", "kpi")
        assert [problem.found for problem in report.problems] == ["2 columns of that name"]

    def test_parquet_with_text_that_is_none(self, tmp_path: Path) -> None:
        path = parquet(tmp_path / "x.parquet", month=["2026-01"], kpi_id=[b"\xff\xfe"], value=["1"])
        assert "cannot be read" in refusal(path).found

    def test_a_quote_that_is_not_closed(self, save: Save) -> None:
        problem = refusal(save(HEAD + '2026-01,a,1\n2026-02,"a,1\n2026-03,a,1\n', "x.csv"))
        assert (problem.row, problem.found) == (3, "a quote that is not closed")

    def test_a_quote_that_is_not_closed_in_a_long_file(self, save: Save) -> None:
        rows = '2026-02,"a,1\n' + "2026-03,a,1\n" * 100_000
        problem = refusal(save(HEAD + "2026-01,a,1\n" + rows, "x.csv"))
        assert (problem.row, problem.found) == (3, "a quote that is not closed")

    def test_two_encodings_in_one_file(self, save: Save) -> None:
        content = (HEAD + "2026-01,ä,1\n").encode() + "2026-01,ö,1\n".encode("cp1252")
        assert "0xF6, which is not UTF-8, after other text that is" in refusal(save(content, "x.csv")).found

    def test_bytes_of_no_known_encoding(self, save: Save) -> None:
        content = HEAD.encode() + b"2026-01,\x81,1\n"
        assert "0x81, which is neither UTF-8 nor Windows-1252" in refusal(save(content, "x.csv")).found

    def test_utf16_cut_off(self, save: Save) -> None:
        content = (HEAD + "2026-01,a,1\n").encode("utf-16")[:-1]
        assert refusal(save(content, "x.csv")).found == "UTF-16 text that is damaged or cut off"


class TestHuge:
    def test_ten_thousand_columns(self, save: Save) -> None:
        names = ",".join(f"column_{n}" for n in range(10_000))
        assert refusal(save(f"month,kpi_id,{names}\n", "x.csv")).found == "10,002 columns"

    def test_ten_thousand_columns_of_a_parquet_file(self, tmp_path: Path) -> None:
        path = parquet(tmp_path / "x.parquet", **{f"c{n}": ["1"] for n in range(10_000)})
        assert refusal(path).found == "10,000 columns"

    def test_a_cell_of_a_million_characters(self, save: Save) -> None:
        problem = refusal(save(HEAD + "2026-01," + "x" * 900_000 + ",1\n", "x.csv"))
        assert problem.row == 2

    @pytest.mark.parametrize("start", [b"", HEAD.encode() + b"2026-01,a,1\n2026-02," + b"x" * 2_000_000])
    def test_two_gigabytes_on_one_line(self, tmp_path: Path, start: bytes) -> None:
        path = tmp_path / "x.csv"
        with path.open("wb") as file:
            file.write(start or b"x" * 3_000_000)
            file.truncate(2 * GIGABYTE)
        before = forget_peak()
        assert refusal(path).found == "a line of more than 1,000,000 characters"
        assert peak_bytes() - before < 200 * 2**20

    def test_two_gigabytes_of_zeros(self, tmp_path: Path) -> None:
        with (tmp_path / "x.csv").open("wb") as file:
            file.truncate(2 * GIGABYTE)
        assert refusal(tmp_path / "x.csv").found.startswith("binary data")

    def test_two_gigabytes_of_zeros_after_good_rows(self, tmp_path: Path) -> None:
        with (tmp_path / "x.csv").open("wb") as file:
            file.write(HEAD.encode() + b"2026-01,a,1\n" * 10_000)
            file.truncate(2 * GIGABYTE)
        assert refusal(tmp_path / "x.csv").found == "a line of more than 1,000,000 characters"

    @pytest.mark.parametrize(
        ("block", "found"),
        [
            (b"x" * 2**20, "packed data that unpacks to more than 16 MB"),
            (b"2026-01,a,1\n" * 100_000, "packed data that unpacks to more than 16 MB"),
            (b"\n" * 2**20, "packed data that unpacks to more than 16 MB"),
        ],
    )
    def test_a_gzip_bomb(self, tmp_path: Path, block: bytes, found: str) -> None:
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as file:
            file.write(HEAD.encode())
            for _ in range(40):
                file.write(block)
        path = tmp_path / "x.csv.gz"
        path.write_bytes(packed.getvalue())
        before = forget_peak()
        assert refusal(path).found == found
        assert peak_bytes() - before < 300 * 2**20

    def test_a_parquet_bomb_of_rows(self, tmp_path: Path) -> None:
        path = tmp_path / "x.parquet"
        same = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000_000, pa.int8()), pa.array(["2026-01"]))
        pq.write_table(pa.table({"month": same, "kpi_id": same, "value": same}), path)
        assert path.stat().st_size < 100_000
        assert refusal(path).found == "more than 2,000,000 rows"

    def test_a_parquet_bomb_of_text(self, tmp_path: Path) -> None:
        path = tmp_path / "x.parquet"
        long = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int8()), pa.array(["x" * 10_000_000]))
        pq.write_table(pa.table({"month": ["2026-01"] * 20_000, "kpi_id": long, "value": ["1"] * 20_000}), path)
        before = forget_peak()
        report = check(path, "kpi")
        assert report.accepted == 0 and report.error_count >= 1
        assert peak_bytes() - before < 700 * 2**20
