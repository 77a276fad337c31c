"""`python -m steering import-evidence`: real files, ours again, and every refusal in one sentence."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from steering.__main__ import main
from steering.compliance.oscal import write_document
from steering.compliance.oscal_export import build_assessment_results
from steering.context.case_context import CaseContext
from steering.ingest import check
from tests.steering.compliance.control_cases import ROWS

HEADER = "ACCOUNT_UID;TIMESTAMP;CHECK_ID;STATUS;COMPLIANCE;PROWLER_VERSION"


def scan(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def run(file: Path, out: Path, *others: str) -> int:
    return main(["import-evidence", str(file), "--out", str(out), *others])


def rows_of(path: Path) -> list[dict[str, str]]:
    assert check([path], "evidence").error_count == 0
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_worst_of_all_resources_tells_and_the_upload_takes_it(tmp_path: Path) -> None:
    file = scan(
        tmp_path / "scan.csv",
        "1;2026-03-14 09:00:00;iam_mfa;PASS;SOC2: cc_6_1, cc_a_1_1 | HIPAA: 164_308_a_1_ii_a;5.4",
        "1;2026-03-14 10:00:00;iam_mfa;FAIL;SOC2: cc_6_1;5.4",
        "1;2026-03-14 10:00:00;by_hand;MANUAL;SOC2: cc_6_2;5.4",
    )
    assert run(file, tmp_path / "out.csv", "--expires-after", "30", "--reviewer", "Internal audit") == 0
    facts = {(row["control_id"], row["method"], row["status"]) for row in rows_of(tmp_path / "out.csv")}
    assert facts == {
        ("CC6.1", "automated", "rejected"),
        ("A1.1", "automated", "in_review"),
        ("164.308(a)(1)(ii)(A)", "automated", "in_review"),
        ("CC6.2", "inspection", "in_review"),
    }
    assert {row["expires_at"][:10] for row in rows_of(tmp_path / "out.csv")} == {"2026-04-13"}


def test_ocsf_says_the_same(tmp_path: Path) -> None:
    finding = {
        "metadata": {"event_code": "iam_mfa", "product": {"name": "Prowler", "version": "5.4"}},
        "status_code": "PASS",
        "time": 1773478800,
        "cloud": {"account": {"uid": "1"}},
        "unmapped": {"compliance": {"SOC2": ["cc_6_1"], "CIS-3.0": ["1.20"]}},
    }
    (tmp_path / "scan.json").write_text(json.dumps([finding]), encoding="utf-8")
    assert run(tmp_path / "scan.json", tmp_path / "out.csv") == 0
    (row,) = rows_of(tmp_path / "out.csv")
    assert (row["control_id"], row["status"], row["collector"]) == ("CC6.1", "draft", "Prowler 5.4")


def test_what_was_exported_comes_back_as_it_was(controls_context: CaseContext, tmp_path: Path) -> None:
    document = build_assessment_results(controls_context, "soc2", date(2026, 4, 30))
    (tmp_path / "results.json").write_bytes(write_document(document))
    assert run(tmp_path / "results.json", tmp_path / "out.csv") == 0
    facts = {
        (
            row["control_id"],
            row["framework"],
            row["method"],
            row["collected_at"][:10],
            row["expires_at"][:10],
            row["status"],
        )
        for row in rows_of(tmp_path / "out.csv")
    }
    assert facts < set(ROWS) and len(facts) == 10


def test_the_public_samples_name_no_control_until_a_framework_is_given(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shared_data / "compliance"
    for name, items in (("prowler_example_output_aws.csv", 4), ("oscal_ifa_assessment-results-example.json", 2)):
        assert run(folder / name, tmp_path / "out.csv", "--json") == 1
        report = json.loads(capsys.readouterr().out)
        assert (report["items"], report["without_control"], report["rows"], report["out"]) == (items, items, 0, None)
        assert report["names"]
    assert not (tmp_path / "out.csv").exists()
    checks = json.loads((folder / "prowler_soc2_aws.json").read_bytes())["Requirements"][0]["Checks"]
    file = scan(tmp_path / "scan.csv", f"1;2026-03-14 09:00:00;{checks[0]};PASS;;5.4")
    assert run(file, tmp_path / "out.csv", "--map", str(folder / "prowler_soc2_aws.json")) == 0
    assert "CC1.3" in {row["control_id"] for row in rows_of(tmp_path / "out.csv")}


def oscal(version: str, **observation: Any) -> str:
    results = [{"observations": [observation]}]
    return json.dumps({"assessment-results": {"metadata": {"oscal-version": version}, "results": results}})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (oscal("2.0.0"), ["OSCAL version '2.0.0'"]),
        (oscal("1.1.2", uuid=1, collected="soon"), ["observations[0].uuid", "observations[0].collected"]),
        ('{"catalog": {"metadata": {"oscal-version": "1.1.2"}}}', ["of the model 'catalog'"]),
        ('{"a": ', ["broken JSON at line 1"]),
        ('{"a": 1}', ["neither OCSF nor OSCAL"]),
        ("[" * 200_000, ["nested too deeply"]),
        ("a,b\n1,2\n", ["a file without CHECK_ID"]),
        ("", ["an empty file"]),
        (f"{HEADER}\n1;never;;MAYBE;;\n", ["row 2, CHECK_ID", "row 2, STATUS", "row 2, TIMESTAMP"]),
    ],
)
def test_bad_files_are_refused_with_every_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str]
) -> None:
    (tmp_path / "file").write_text(text, encoding="utf-8")
    assert run(tmp_path / "file", tmp_path / "out.csv") == 2
    error = capsys.readouterr().err
    assert [word for word in words if word not in error] == []
    assert not (tmp_path / "out.csv").exists()


def test_fifty_megabytes_of_json_are_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "file.json").open("wb") as file:
        file.write(b"[")
        file.truncate(50_000_000)
    assert run(tmp_path / "file.json", tmp_path / "out.csv") == 2
    assert "found 50 MB of JSON; expected at most 32 MB" in capsys.readouterr().err
