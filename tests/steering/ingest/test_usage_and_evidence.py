"""What the contracts of usage and evidence ask of a file."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from steering.ingest import accept, check
from steering.ingest.file_set import one_file
from steering.warehouse import rows_path

Save = Callable[..., Path]
USAGE = "month,team_id,kind,used,capacity\n"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
EVIDENCE = {
    "evidence_id": "EV-1",
    "control_id": "CC6.1",
    "framework": "soc2",
    "method": "inspection",
    "source_uri": "https://evidence.example/1.pdf",
    "sha256": DIGEST,
    "collected_at": "2026-03-14",
    "expires_at": "2027-03-14T00:00:00Z",
    "collector": "Operations",
    "reviewer": "Audit",
    "status": "approved",
}


def evidence(**cells: str) -> str:
    row = {**EVIDENCE, **cells}
    return ",".join(row) + "\n" + ",".join(row.values()) + "\n"


class TestUsage:
    def test_is_summed(self, save: Save) -> None:
        report = check(save(USAGE + "2026-01,t1,gpu_hours,1.5,2\n2026-01,t1,tokens,7,\n", "u.csv"), "usage")
        assert (report.problems, report.sums) == ((), {"used": "8.5", "capacity": "2"})

    def test_negative_usage_is_an_error(self, save: Save) -> None:
        report = check(save(USAGE + "2026-01,t1,gpu_hours,-1,2\n", "u.csv"), "usage")
        assert [(p.severity, p.row, p.column, p.found) for p in report.problems] == [("error", 2, "used", "-1")]

    def test_more_than_the_capacity_is_a_warning(self, save: Save) -> None:
        report = check(save(USAGE + "2026-01,t1,gpu_hours,3,2\n", "u.csv"), "usage")
        assert [(p.severity, p.found) for p in report.problems] == [("warning", "3 used of 2")]
        assert report.accepted == 1

    def test_one_row_per_team_kind_and_month(self, save: Save) -> None:
        report = check(save(USAGE + "2026-01,t1,gpu_hours,1,2\n2026-01,t1,gpu_hours,1,2\n", "u.csv"), "usage")
        assert report.accepted == 0


class TestEvidence:
    def test_moments_are_stored_in_utc(self, save: Save, tmp_path: Path) -> None:
        path = save(evidence(collected_at="2026-03-14T09:30:00+02:00"), "e.csv")
        manifest = accept(path, "evidence", tmp_path, by="x")
        (row,) = pq.read_table(rows_path(tmp_path, "evidence", manifest.release)).to_pylist()
        assert f"{row['collected_at']} {row['expires_at']}" == "2026-03-14 07:30:00 2027-03-14 00:00:00"
        assert manifest.period == ("2026-03", "2026-03")

    @pytest.mark.parametrize("column", ["sha256", "expires_at", "reviewer"])
    def test_a_draft_may_lack_a_few_cells(self, save: Save, column: str) -> None:
        assert check(save(evidence(**{column: "", "status": "draft"}), "e.csv"), "evidence").problems == ()

    @pytest.mark.parametrize(
        ("column", "cell"),
        [
            ("evidence_id", ""),
            ("framework", "iso27001"),
            ("method", "guess"),
            ("status", "expired"),
            ("source_uri", "a place"),
            ("source_uri", "javascript:alert(1)"),
            ("sha256", DIGEST[:-1]),
            ("sha256", "g" * 64),
            ("collected_at", "2026-02-30"),
            ("collected_at", "31.02.2026"),
            ("expires_at", "2026-03-13T23:59:59Z"),
        ],
    )
    def test_what_is_wrong_with_a_cell(self, save: Save, column: str, cell: str) -> None:
        report = check(save(evidence(**{column: cell}), "e.csv"), "evidence")
        assert [(p.severity, p.row, p.column) for p in report.problems] == [("error", 2, column)]

    def test_a_digest_in_capitals_is_the_same(self, save: Save) -> None:
        releases = {check(one_file(save(evidence(sha256=text)), "e.csv"), "evidence").release for text in
                    (DIGEST, DIGEST.upper())}  # fmt: skip
        assert len(releases) == 1
