"""What tests have validated once: the second time brings what the first did, and other content is validated itself."""

from __future__ import annotations

from pathlib import Path

from steering.ingest import check, load

TEXT = (
    "month,team_id,team,business_unit,wave,stage,active_users,models_in_production\n"
    "2026-09,T1,Claims,Care,1,pilot,5,0\n2026-10,T1,Claims,Care,1,{stage},30,4\n"
)


def test_files_that_were_validated_bring_the_same_report_and_rows(tmp_path: Path) -> None:
    file = tmp_path / "adoption.csv"
    file.write_text(TEXT.format(stage="scaled"))
    first, second = (load(file, "adoption", tmp_path / name, by="tester") for name in ("a", "b"))
    assert first.manifest and second.manifest
    assert first.is_new and second.is_new, "each store has rows of its own"
    # A check that stores nothing is never told from before.
    assert first.report == second.report == check(file, "adoption")
    assert first.manifest.parquet_sha256 == second.manifest.parquet_sha256
    rows = f"releases/adoption/{first.manifest.release}/rows.parquet"
    assert (tmp_path / "a" / rows).read_bytes() == (tmp_path / "b" / rows).read_bytes()


def test_what_is_refused_or_has_changed_is_validated_itself(tmp_path: Path) -> None:
    file, releases = tmp_path / "adoption.csv", []
    for stage in ("scaled", "flying", "production", "scaled"):
        file.write_text(TEXT.format(stage=stage))
        result = load(file, "adoption", tmp_path / "home", by="tester")
        assert result.report == check(file, "adoption")
        releases.append(result.report.release)
    assert releases[1] is None and len(set(releases)) == 3 and releases[0] == releases[3]
