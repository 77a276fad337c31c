"""The same data is the same release, whatever the file format, encoding, delimiter or order."""

import csv
import datetime as dt
import gzip
import io
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steering.ingest import check

Save = Callable[..., Path]
KPI = ["month", "kpi_id", "value", "team_id", "note"]


def release(path: Path, dataset: str = "adoption") -> str:
    """The id of a file's release; the file must be good."""
    report = check(path, dataset)
    assert report.release is not None, report.problems
    return report.release


def written(rows: list[list[str]], delimiter: str = ",", newline: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return out.getvalue()


class TestSameRelease:
    def test_the_id_is_fixed(self, save: Save) -> None:
        # If this changes, every stored release gets a new id: then the contract's version must change too.
        text = "month,kpi_id,value,note\n2026-01,lead_time,12.50,Erste Messung für Ü\n"
        expected = "2f0cb6d83ab806399949ec0d528c911c819efb4e79fc37c2cd5d90683c6d0dd7"
        assert release(save(text), "kpi") == expected

    @pytest.mark.parametrize(
        ("name", "encoding"),
        [
            ("bom.csv", "utf-8-sig"),
            ("utf16le.csv", "utf-16"),
            ("cp1252.csv", "cp1252"),
        ],
    )
    def test_encodings(self, save: Save, adoption: str, name: str, encoding: str) -> None:
        assert release(save(adoption.encode(encoding), name)) == release(save())

    def test_utf16_big_endian(self, save: Save, adoption: str) -> None:
        content = b"\xfe\xff" + adoption.encode("utf-16-be")
        assert release(save(content, "be.csv")) == release(save())

    @pytest.mark.parametrize(("delimiter", "name"), [(";", "x.csv"), ("\t", "x.tsv"), ("\t", "x.csv")])
    def test_delimiters(self, save: Save, adoption: str, delimiter: str, name: str) -> None:
        assert release(save(adoption.replace(",", delimiter), name)) == release(save())

    @pytest.mark.parametrize("newline", ["\r\n", "\r", "\n\n"])
    def test_line_ends(self, save: Save, adoption: str, newline: str) -> None:
        assert release(save(adoption.replace("\n", newline), "x.csv")) == release(save())

    def test_no_line_end_at_the_end(self, save: Save, adoption: str) -> None:
        assert release(save(adoption.rstrip("\n"), "x.csv")) == release(save())

    def test_gzip(self, save: Save, adoption: str) -> None:
        assert release(save(gzip.compress(adoption.encode()), "x.csv.gz")) == release(save())
        halves = adoption[:90], adoption[90:]
        members = b"".join(gzip.compress(half.encode()) for half in halves)
        assert release(save(members, "members.csv.gz")) == release(save())

    def test_column_order_and_absent_optional_columns(self, save: Save) -> None:
        one = save("month,kpi_id,value,team_id,note\n2026-01,a,1,,\n", "one.csv")
        two = save("value,kpi_id,month\n1,a,2026-01\n", "two.csv")
        assert release(one, "kpi") == release(two, "kpi")

    @pytest.mark.parametrize(
        ("one", "two"), [("0.50", "0.5"), ("12", "12.0"), ("+7", "7"), ("1e2", "100"), ("-0", "0"), ("00.5", ".5")]
    )
    def test_one_number_written_in_two_ways(self, save: Save, one: str, two: str) -> None:
        files = [save(f"month,kpi_id,value\n2026-01,a,{value}\n", "x.csv") for value in (one,)]
        first = release(files[0], "kpi")
        assert first == release(save(f"month,kpi_id,value\n2026-01,a,{two}\n", "y.csv"), "kpi")

    def test_composed_and_decomposed_letters(self, save: Save, adoption: str) -> None:
        assert release(save(adoption.replace("Ü", "U\u0308"), "x.csv")) == release(save())

    def test_parquet_of_text_and_of_types(self, save: Save, tmp_path: Path) -> None:
        expected = release(save("month,kpi_id,value,note\n2026-01,a,0.50,x\n2026-02,a,2,\n"), "kpi")
        months = [dt.datetime(2026, 1, 1), dt.datetime(2026, 2, 1)]
        for number, (month, value) in enumerate(
            [
                (pa.array(["2026-01", "2026-02"]), pa.array(["0.5", "2.0"])),
                (pa.array(months, pa.date32()), pa.array([0.5, 2.0])),
                (pa.array(months, pa.timestamp("us")), pa.array([Decimal("0.50"), Decimal("2.00")])),
                (pa.array(months, pa.timestamp("ms", "UTC")), pa.array([0.5, 2.0], pa.float32())),
                (pa.array([b"2026-01", b"2026-02"]), pa.array(["0.5", "2"]).dictionary_encode()),
            ]
        ):
            path = tmp_path / f"{number}.parquet"
            table = {"value": value, "kpi_id": pa.array(["a", "a"]), "month": month, "note": ["x", None]}
            pq.write_table(pa.table(table), path)
            assert release(path, "kpi") == expected

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(seed=st.integers(), delimiter=st.sampled_from(",;\t"), encoding=st.sampled_from(["utf-8", "utf-16"]))
    def test_any_order_delimiter_and_encoding(self, save: Save, seed: int, delimiter: str, encoding: str) -> None:
        rows = [
            [f"2026-{m:02}", k, f"{m}.{m}", "t;1"[:2] * (m % 2), f'n "{m}",;\n\t'] for m in range(1, 7) for k in "ab"
        ]
        rows = [[month, kpi, value, team.replace(";", ""), note] for month, kpi, value, team, note in rows]
        expected = release(save(written([KPI, *rows]), "first.csv"), "kpi")
        order = random.Random(seed)
        columns = order.sample(range(5), 5)
        order.shuffle(rows)
        shuffled = [[row[column] for column in columns] for row in [KPI, *rows]]
        again = save(written(shuffled, delimiter, "\r\n").encode(encoding), "again.csv")
        assert release(again, "kpi") == expected


class TestOtherRelease:
    @pytest.mark.parametrize(
        ("one", "two"),
        [
            ("2026-01,a,1,,x", "2026-01,a,1,x,"),
            ("2026-01,a,1,,x", "2026-02,a,1,,x"),
            ("2026-01,a,1,,x", "2026-01,a,1.000000001,,x"),
            ("2026-01,a,1,,", "2026-01,a,1,,-"),
            ("2026-01,a,1,,1:b", "2026-01,a,1,b,1:b"),
            ("2026-01,a,1,,x", "2026-01,A,1,,x"),
        ],
    )
    def test_other_rows(self, save: Save, one: str, two: str) -> None:
        head = ",".join(KPI) + "\n"
        assert release(save(f"{head}{one}\n", "1.csv"), "kpi") != release(save(f"{head}{two}\n", "2.csv"), "kpi")

    def test_one_row_more(self, save: Save, adoption: str) -> None:
        fewer = adoption.rsplit("\n", 2)[0] + "\n"
        assert release(save(fewer, "x.csv")) != release(save())

    def test_another_version_of_the_contract(self, save: Save, tmp_path: Path, repo: Path) -> None:
        (tmp_path / "catalog").mkdir()
        text = (repo / "data" / "catalog" / "adoption.yaml").read_text(encoding="utf-8")
        (tmp_path / "catalog" / "adoption.yaml").write_text(text.replace('version: "1"', 'version: "2"'))
        report = check(save(), "adoption", catalog=tmp_path / "catalog")
        assert report.release not in (None, release(save()))
