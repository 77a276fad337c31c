"""`python -m steering export-oscal`: two files, the same bytes each time, and sentences where there are none."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from steering.__main__ import main
from tests.steering.compliance.control_cases import controlled
from tests.steering.compliance.oscal_schemas import list_errors


def export(case: Path, out: Path, *others: str, framework: str = "soc2") -> int:
    return main(["export-oscal", str(case), "--framework", framework, "--out", str(out), *others])


@pytest.fixture
def case(tmp_path: Path, home: Path) -> Path:
    return controlled(tmp_path / "case")


def test_both_files_are_valid_and_the_same_each_time(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(case, tmp_path / "first", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["framework"], report["day"], report["refusal"]) == ("soc2", "2026-04-30", None)
    for item, model in zip(report["files"], ("assessment-results", "component"), strict=True):
        content = Path(item["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == item["sha256"]
        assert list_errors(model, json.loads(content)) == []
    assert export(case, tmp_path / "second") == 0
    for path in sorted((tmp_path / "first").iterdir()):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


def test_a_period_is_that_of_the_document(case: Path, tmp_path: Path) -> None:
    assert export(case, tmp_path / "out", "--since", "2026-04-01", "--day", "2026-06-30") == 0
    document = json.loads((tmp_path / "out" / "assessment-results-soc2.json").read_bytes())
    (result,) = document["assessment-results"]["results"]
    assert (result["start"][:10], result["end"][:10]) == ("2026-04-01", "2026-06-30")


@pytest.mark.parametrize(
    ("framework", "others", "words"),
    [
        ("soc3", (), "There is no framework named 'soc3'. Did you mean 'soc2'?"),
        ("soc2", ("--since", "2026-08-01"), "is after 2026-04-30, the last day of the case's month"),
    ],
)
def test_what_can_not_be_made_is_one_sentence(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], framework: str, others: tuple[str, ...], words: str
) -> None:
    assert export(case, tmp_path / "out", *others, framework=framework) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_evidence_that_was_refused_is_told(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = case / "datasets" / "evidence.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("approved", "blessed"), encoding="utf-8")
    assert export(case, tmp_path / "out") == 1
    assert "The evidence was refused and is not in them." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--day", "31.10.2026"), "'31.10.2026' is no day; write it as 2026-10-31"),
        (("--day", "2026-01-31", "--since", "2026-02-01"), "--since is after --day"),
    ],
)
def test_days_that_are_none_are_refused(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        export(case, tmp_path / "out", *arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_a_file_in_the_place_of_the_folder_is_told(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("here already")
    assert export(case, tmp_path / "out") == 2
    assert "is a file. Let --out name a folder." in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "here already"
