"""`python -m steering ingest`: what scripts rely on, that is JSON, exit codes and what is in force afterwards."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.records import Records
from steering.warehouse import exists, rows_path
from steering.warehouse.tags import rollup_file

KPI = "month,kpi_id,value\n2026-01,lead_time,12.5\n"


@pytest.fixture
def kpi(tmp_path: Path) -> Path:
    path = tmp_path / "kpi.csv"
    path.write_text(KPI)
    return path


@pytest.fixture
def pilot(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """The id of a case that the installation opens."""
    assert main(["new", str(tmp_path / "pilot")]) == 0
    monkeypatch.setenv("STEERCO_CASE", str(tmp_path / "pilot"))
    capsys.readouterr()
    return "pilot"


class TestIngest:
    def test_json_has_the_agreed_keys(self, shared_data: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = shared_data / "focus" / "focus_sample_1.0.csv"
        assert main(["ingest", "cost", str(path), "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert list(report) == [
            "dataset", "format", "rows", "accepted", "problem_count", "problems", "sums", "release",
        ]  # fmt: skip
        assert (report["format"], report["rows"], report["accepted"]) == ("FOCUS 1.0", 1000, 1000)
        assert report["sums"]["by_provider"]["AWS"]["BilledCost"] == "18.00663861840"
        assert set(report["problems"][0]) == {"severity", "row", "column", "found", "expected", "remedy"}
        assert not (home / "releases").exists()

    def test_with_a_case_it_is_kept_and_published_if_asked_to(
        self, kpi: Path, home: Path, pilot: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["ingest", "kpi", str(kpi), "--case", pilot, "--json"]) == 0
        release = json.loads(capsys.readouterr().out)["release"]
        assert exists(home, "kpi", release)
        with Records(home) as records:
            assert records.in_force("pilot") == {}
            before = records.version()
            assert main(["ingest", "kpi", str(kpi), "--case", "pilot", "--publish"]) == 0
            assert records.in_force("pilot")["kpi"].release_id == release
            assert records.in_force("pilot")["kpi"].source == "command"
            assert records.version() > before
        assert "In force for the case pilot" in capsys.readouterr().out

    def test_the_teams_are_those_of_the_cases_own_tag(
        self, shared_data: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        assert main(["new", str(tmp_path / "mine")]) == 0
        charter = tmp_path / "mine" / "case.yaml"
        kept = [line for line in charter.read_text().splitlines() if not line.startswith("team_tag")]
        charter.write_text("\n".join([*kept, "team_tag: business_unit", ""]))
        monkeypatch.setenv("STEERCO_CASE", str(tmp_path / "mine"))
        capsys.readouterr()
        path = shared_data / "focus" / "focus_sample_1.0.csv"
        assert main(["ingest", "cost", str(path), "--case", "mine", "--json"]) == 0
        rows = rows_path(home, "cost", json.loads(capsys.readouterr().out)["release"])
        assert rows.with_name(rollup_file("monthly", "business_unit")).is_file()

    @pytest.mark.usefixtures("pilot")
    def test_errors_are_findings(self, kpi: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        kpi.write_text(KPI + "2026-02,lead_time,x\n")
        assert main(["ingest", "kpi", str(kpi), "--case", "pilot", "--publish", "--json"]) == 1
        report = json.loads(capsys.readouterr().out)
        assert (report["accepted"], report["release"], report["problems"][0]["row"]) == (0, None, 3)
        with Records(home) as records:
            assert records.in_force("pilot") == {}

    @pytest.mark.parametrize(
        ("given", "near"),
        [("pilott", " Did you mean 'pilot'?"), ("haldn", " Did you mean 'halden'?"), ("../halden", "")],
    )
    @pytest.mark.usefixtures("pilot")
    def test_a_case_that_nobody_has_is_refused_before_anything_is_kept(
        self, kpi: Path, home: Path, capsys: pytest.CaptureFixture[str], given: str, near: str
    ) -> None:
        assert main(["ingest", "kpi", str(kpi), "--case", given, "--publish"]) == 2
        shown = capsys.readouterr()
        assert shown.out == "" and f"There is no case named {given!r}." in shown.err
        assert near in shown.err
        assert not (home / "releases").exists()

    def test_data_of_a_case_may_come_before_its_folder(
        self, kpi: Path, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["ingest", "kpi", str(kpi), "--case", "anna-2026", "--publish"]) == 0
        assert "It is shown when a case folder named anna-2026 is opened." in capsys.readouterr().out
        with Records(home) as records:
            assert [entry.rows for entry in records.history("anna-2026", "kpi")] == [1]

    def test_a_case_that_only_the_records_know_goes_on(
        self, kpi: Path, home: Path, pilot: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert main(["ingest", "kpi", str(kpi), "--case", pilot, "--publish"]) == 0
        monkeypatch.delenv("STEERCO_CASE")
        kpi.write_text(KPI + "2026-02,lead_time,11\n")
        assert main(["ingest", "kpi", str(kpi), "--case", pilot, "--publish"]) == 0
        with Records(home) as records:
            assert [entry.rows for entry in records.history(pilot, "kpi")] == [1, 2]

    def test_a_native_export_is_a_finding(
        self, shared_data: Path, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["ingest", "cost", str(shared_data / "exports" / "aws_cur_anonymous.csv")]) == 1
        assert "AWS Cost and Usage Report" in capsys.readouterr().out

    @pytest.mark.parametrize("arguments", [["kpi", "missing.csv"], ["kpis", "missing.csv"]])
    def test_what_cannot_be_read_is_said_on_stderr(
        self, arguments: list[str], home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["ingest", *arguments]) == 2
        shown = capsys.readouterr()
        assert shown.out == "" and len(shown.err.splitlines()) == 1

    def test_publishing_needs_a_case(self, kpi: Path, home: Path) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["ingest", "kpi", str(kpi), "--publish"])
        assert ended.value.code == 2

    def test_a_table_names_what_was_found(self, kpi: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["ingest", "kpi", str(kpi)]) == 0
        shown = capsys.readouterr().out
        assert "kpi: kpi 1, 1 rows, 1 accepted" in shown and "Checked only" in shown

    def test_the_command_line_starts_without_the_data_plane(self) -> None:
        code = (
            "import sys, steering.__main__; print([m for m in sys.modules if m in ('duckdb', 'pandas', 'sqlalchemy')])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"


class TestSeveralFiles:
    """Months of KPIs, a file each."""

    @pytest.fixture
    def months(self, tmp_path: Path) -> Path:
        folder = tmp_path / "months"
        folder.mkdir()
        for month in ("2026-01", "2026-02"):
            (folder / f"{month}.csv").write_text(f"month,kpi_id,value\n{month},lead_time,12.5\n")
        (folder / "_SUCCESS").write_text("")
        return folder

    @pytest.mark.parametrize("names", [("",), ("*.csv",), ("2026-01.csv", "2026-02.csv"), ("*",)])
    def test_a_folder_a_pattern_or_files(
        self, months: Path, home: Path, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["ingest", "kpi", *(str(months / name) for name in names), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["accepted"] == 2

    def test_problems_name_the_file(self, months: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (months / "2026-02.csv").write_text("month,kpi_id,value\n2026-02,lead_time,x\n")
        assert main(["ingest", "kpi", str(months), "--json"]) == 1
        (problem,) = json.loads(capsys.readouterr().out)["problems"]
        assert (problem["file"], problem["row"], problem["found"]) == ("2026-02.csv", 2, "x")

    def test_a_pattern_for_nothing_cannot_be_read(
        self, months: Path, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["ingest", "kpi", str(months / "2030-*.csv")]) == 2
        assert "no file with such a name" in capsys.readouterr().err

    def test_months_that_leave_are_told_and_stay_where_asked(
        self, months: Path, home: Path, pilot: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        publish = ["--case", pilot, "--publish"]
        assert main(["ingest", "kpi", str(months), *publish, "--json"]) == 0
        assert "months_leaving" not in json.loads(capsys.readouterr().out)
        february = months / "2026-02.csv"
        february.write_text("month,kpi_id,value\n2026-02,lead_time,11\n")
        assert main(["ingest", "kpi", str(february), "--case", pilot]) == 0
        assert "Jan 2026 leaves the current release" in capsys.readouterr().out
        assert main(["ingest", "kpi", str(february), *publish, "--replace-months", "--json"]) == 0
        report = json.loads(capsys.readouterr().out)
        assert (report["rows"], report["months_leaving"], report["release_rows"]) == (1, [], 2)
        with Records(home) as records:
            entry = records.in_force(pilot)["kpi"]
        assert (entry.release_id, entry.rows) == (report["release"], 2)
        assert entry.source_name == "2026-02.csv, beside 1 earlier month"
        assert main(["ingest", "kpi", str(february), *publish, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["months_leaving"] == ["2026-01"]

    def test_replacing_months_needs_a_case(self, months: Path, home: Path) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["ingest", "kpi", str(months), "--replace-months"])
        assert ended.value.code == 2
