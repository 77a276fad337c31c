"""`python -m steering check`: exit codes, JSON, files, datasets, claims and the checklist."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from steering.__main__ import main
from steering.cases.dossier.files import FILES
from steering.cases.new import new
from steering.commands.check_profiles import PROFILES
from steering.dossier.rules import RULES
from tests.steering.small_cases import change, small


def check(case: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """The exit code and what `--json` prints."""
    code = main(["check", str(case), "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, found


def states(found: dict[str, Any]) -> set[str]:
    return {item["state"] for item in found["profiles"]["financial-review"]}


class TestWhatHolds:
    def test_the_starter_has_nothing_to_correct(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, found = check(new_case, capsys)
        assert (code, list(found)) == (0, ["case", "datasets", "claims", "profiles", "problems"])
        assert (found["case"], found["problems"]) == (new_case.name, [])
        assert [(one["file"], one["rows"], one["problem_count"]) for one in found["datasets"]] == [
            ("datasets/adoption.csv", 12, 0),
            ("datasets/kpi.csv", 2, 0),
        ]
        assert [(one["scene"], one["metric"], one["state"]) for one in found["claims"]] == [
            ("opening", "lead_time", "holds")
        ]
        assert states(found) == {"passed", "for a person to judge", "not applicable"}

    @pytest.mark.parametrize("profile", ["docs-quality", "architecture-review"])
    def test_nothing_stands_against_the_dossier_of_a_new_case(
        self, profile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        case = tmp_path / "mine"
        new(case)
        assert [file.id for file in FILES if not (case / file.name).is_file()] == ["risks"]
        assert main(["check", str(case), "--json", "--profile", profile]) == 0
        profiles = json.loads(capsys.readouterr().out)["profiles"]
        assert {item["state"] for item in profiles[profile]} == {"passed"}

    def test_a_zip_is_checked_like_its_folder(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        packed = new_case.with_suffix(".zip")
        with zipfile.ZipFile(packed, "w") as archive:
            for path in new_case.rglob("*"):
                archive.write(path, path.relative_to(new_case.parent))
        assert check(packed, capsys) == check(new_case, capsys)

    def test_warnings_are_told_and_block_nothing(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (new_case / "metric.yaml").write_text("x: 1\n", "utf-8")
        code, found = check(new_case, capsys)
        assert (code, [one["severity"] for one in found["problems"]]) == (0, ["warning"])

    def test_a_case_that_is_bare(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, found = check(small(tmp_path / "bare"), capsys)
        assert (code, found["datasets"], found["claims"], states(found)) == (0, [], [], {"not applicable"})

    def test_nothing_is_kept_but_what_came_of_the_datasets(
        self, home: Path, new_case: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        check(new_case, capsys)
        assert [path.name for path in home.iterdir()] == ["checked"]


class TestFindings:
    def test_a_team_that_adoption_does_not_know(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        header = "BilledCost,ChargeCategory,ChargePeriodStart,EffectiveCost,BillingCurrency,Tags"
        row = '100,Usage,2026-04-02T00:00:00Z,100,USD,"{""team"": ""t1""}"'
        (new_case / "datasets" / "cost.csv").write_text(f"{header}\n{row}\n", "utf-8")
        code, found = check(new_case, capsys)
        (problem,) = found["problems"]
        assert (code, problem["severity"], problem["file"]) == (0, "warning", "datasets/cost.csv")
        assert problem["column"] == "team"
        assert problem["found"] == "1 team that the adoption data does not know: 't1' (USD 100)"
        assert "'T1' for 't1'" in problem["remedy"]

    def test_a_claim_that_no_longer_holds(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, found = check(change(new_case, 'op: "<=", value: 31', 'op: "<=", value: 3', "storyboard.yaml"), capsys)
        (claim,) = found["claims"]
        assert (code, claim["state"]) == (1, "broken")
        assert list(claim) == ["scene", "says", "metric", "state", "reason"]
        assert "where at most 3" in claim["reason"]

    def test_a_claim_that_cannot_be_checked(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (new_case / "datasets" / "kpi.csv").unlink()
        code, found = check(new_case, capsys)
        assert (code, [claim["state"] for claim in found["claims"]]) == (1, ["unknown"])

    def test_a_scene_that_cannot_be_shown(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, found = check(change(new_case, "page: brief", "page: breif", "storyboard.yaml"), capsys)
        (problem,) = found["problems"]
        assert (code, found["claims"]) == (1, [])
        assert (problem["file"], problem["severity"]) == ("storyboard.yaml", "error")
        assert "Did you mean 'brief'?" in problem["remedy"]

    def test_a_dataset_with_errors_beside_one_without(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = new_case / "datasets" / "adoption.csv"
        path.write_text(path.read_text("utf-8").replace("pilot", "flying"), "utf-8")
        code, found = check(new_case, capsys)
        adoption, kpi = found["datasets"]
        assert (code, adoption["accepted"], kpi["problem_count"]) == (1, 0, 0)
        assert {one["column"] for one in adoption["problems"]} == {"stage"}

    def test_an_item_of_the_checklist(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, found = check(change(new_case, "hurdle_rate: 0.12", "# no rate", "business_case.yaml"), capsys)
        failed = [item for item in found["profiles"]["financial-review"] if item["state"] == "failed"]
        assert (code, [item["item"] for item in failed]) == (1, ["pessimistic"])
        assert [(place["file"], place["column"]) for place in failed[0]["places"]] == [
            ("business_case.yaml", "hurdle_rate")
        ]


class TestRefused:
    """A case with errors in its files does not open; all that stands by itself is told nevertheless."""

    def test_all_problems_at_once(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        change(new_case, "currency: USD", "currency: dollars")
        change(new_case, "unit: days", "unit: weeks", "metrics.yaml")
        path = new_case / "datasets" / "adoption.csv"
        path.write_text(path.read_text("utf-8").replace("pilot", "flying"), "utf-8")
        code, found = check(new_case, capsys)
        assert code == 1
        assert {one["file"] for one in found["problems"]} == {"case.yaml", "metrics.yaml"}
        assert [one["accepted"] for one in found["datasets"]] == [0, 2]
        assert (found["case"], found["claims"]) == (new_case.name, [])
        assert "passed" in states(found)

    def test_with_the_business_case_among_them(self, new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, found = check(change(new_case, "kind: cost", "kind: expense", "business_case.yaml"), capsys)
        assert (code, states(found)) == (1, {"not applicable"})

    @pytest.mark.parametrize("what", ["absent", "empty", "file"])
    def test_what_is_no_case_cannot_be_read(
        self, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "empty").mkdir()
        (tmp_path / "file").write_text("x", "utf-8")
        assert main(["check", str(tmp_path / what), "--json"]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "Traceback" not in printed.err
        assert what in printed.err

    @pytest.mark.parametrize("profile", ["docs-quality", "architecture-review"])
    def test_a_case_that_does_not_open_is_asked_nothing_about_its_dossier(
        self, profile: str, new_case: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        change(new_case, "kind: cost", "kind: expense", "business_case.yaml")
        assert main(["check", str(new_case), "--profile", profile, "--json"]) == 1
        (report,) = json.loads(capsys.readouterr().out)["profiles"].values()
        assert {item["state"] for item in report} == {"not applicable"}


class TestDossier:
    def test_the_planted_troubles_of_the_example_fail_and_the_rest_passes(
        self, example_case: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        failed = {}
        for profile in ("docs-quality", "architecture-review"):
            assert main(["check", str(example_case), "--profile", profile, "--json"]) == 1
            items = json.loads(capsys.readouterr().out)["profiles"][profile]
            failed |= {item["item"]: len(item["places"]) for item in items if item["state"] == "failed"}
        assert {"adr-links", "adr-superseded", "adr-confirmed", "pain-cured", "score-supported"} <= set(failed)
        assert {"component-owned", "constraint-proven"} <= set(failed)
        assert all(failed.values())

    def test_a_case_without_a_dossier_has_nothing_against_it(
        self, new_case: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for profile in ("docs-quality", "architecture-review"):
            main(["check", str(new_case), "--profile", profile, "--json"])
            items = json.loads(capsys.readouterr().out)["profiles"][profile]
            assert "failed" not in {item["state"] for item in items}

    def test_profiles_are_those_of_the_rules(self) -> None:
        assert {rule.profile for rule in RULES} <= set(PROFILES)


def test_as_lines_for_people(new_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(new_case, 'op: "<=", value: 31', 'op: "<=", value: 3', "storyboard.yaml")
    change(new_case, "hurdle_rate: 0.12", "# no rate", "business_case.yaml")
    path = new_case / "datasets" / "adoption.csv"
    path.write_text(path.read_text("utf-8").replace("pilot", "flying"), "utf-8")
    assert main(["check", str(new_case), "--profile", "financial-review"]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"Case {new_case.name}\nFiles: no errors, no warnings\n")
    assert "error: adoption.csv, row" in said
    assert "Claims: 1 claim, 1 not holding" in said
    assert "broken: opening: A model reaches production within a month." in said
    assert (
        "financial-review: 14 questions about the plan: 7 passed, 1 failed, 3 for a person to judge, 3 not applicable"
        in said
    )
    assert "business_case.yaml, row 5, hurdle_rate: found no hurdle rate" in said


def test_of_the_example_what_is_meant_to_fail_fails(example_case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = check(example_case, capsys)
    assert (code, found["problems"], len(found["datasets"])) == (1, [], 5)
    assert [one["says"] for one in found["claims"] if one["state"] != "holds"] == [
        "Fewer than one deployment in eight fails"
    ]
    failed = [one["item"] for one in found["profiles"]["financial-review"] if one["state"] == "failed"]
    assert failed == ["inputs", "pessimistic"]


class TestManyCases:
    def test_a_cohort_is_summed_up_and_one_that_cannot_be_read_stops_nobody(
        self, new_case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        cohort = tmp_path / "cohort"
        holds, wrong = cohort / "anna", cohort / "bert"
        shutil.copytree(new_case, holds)
        shutil.copytree(new_case, wrong)
        (wrong / "datasets" / "kpi.csv").write_text("month,metric,value\n2026-01,lead_time,x\n", "utf-8")
        assert main(["check", str(cohort), str(tmp_path / "nowhere")]) == 2
        shown = capsys.readouterr().out
        assert "3 cases: 1 hold, 1 to correct, 1 can't be read" in shown
        ends = [line.split(maxsplit=1) for line in shown.splitlines()[-3:]]
        assert [name for name, _ in ends] == ["anna", "bert", "nowhere"]
        assert (ends[0][1], ends[2][1]) == ("holds", "can't be read")
        assert ends[1][1] == "2 errors, 1 claim not holding", "the header lacks a column, a cell is no number"

    def test_json_has_each_as_alone_and_the_sum(
        self, new_case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _, alone = check(new_case, capsys)
        assert main(["check", str(new_case), str(small(tmp_path / "bare")), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["cases"][0] == alone
        assert found["summary"] == {"cases": 2, "hold": 2, "to_correct": 0, "unreadable": 0}


class TestWhatACheckTakes:
    @pytest.mark.parametrize("profile", [name for name in PROFILES if name != "rehearsal"])
    def test_it_needs_no_records_and_draws_nothing(self, profile: str, new_case: Path) -> None:
        command = (
            "import sys; from steering.__main__ import main; "
            f"main(['check', {str(new_case)!r}, '--profile', {profile!r}]); "
            "sys.exit(bool({'sqlalchemy', 'pandas', 'plotly', 'streamlit', 'scipy'} & set(sys.modules)))"
        )
        assert subprocess.run([sys.executable, "-c", command], capture_output=True, check=False).returncode == 0

    def test_the_second_check_says_what_the_first_one_said(
        self, new_case: Path, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first = check(new_case, capsys)
        assert len([*(home / "checked").iterdir()]) == len(first[1]["datasets"])
        assert check(new_case, capsys) == first
