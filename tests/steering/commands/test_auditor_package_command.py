"""`python -m steering auditor-package`: one zip, the same bytes each time, and a sentence where there is none."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from steering.__main__ import main
from tests.steering.compliance.control_cases import controlled


def pack(case: Path, out: Path, *others: str, framework: str = "soc2", period: tuple[str, str]) -> int:
    first, last = period
    months = ("--from", first, "--until", last)
    return main(["auditor-package", str(case), "--framework", framework, *months, "--out", str(out), *others])


PERIOD = ("2026-03", "2026-04")


@pytest.fixture
def case(tmp_path: Path, home: Path) -> Path:
    return controlled(tmp_path / "case")


def test_it_is_the_same_file_each_time(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pack(case, tmp_path / "a.zip", "--json", period=PERIOD) == 0
    report = json.loads(capsys.readouterr().out)
    content = (tmp_path / "a.zip").read_bytes()
    assert report == {
        "framework": "soc2",
        "from": "2026-03",
        "until": "2026-04",
        "out": str(tmp_path / "a.zip"),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "refusal": None,
    }
    assert pack(case, tmp_path / "b.zip", period=PERIOD) == 0
    assert (tmp_path / "b.zip").read_bytes() == content


@pytest.mark.parametrize(
    ("framework", "period", "words"),
    [
        ("soc3", PERIOD, "There is no framework named 'soc3'. Did you mean 'soc2'?"),
        ("soc2", ("2026-04", "2026-03"), "The period ends with Mar 2026, before it begins with Apr 2026."),
        ("soc2", ("2026-04", "2031-01"), "the last month that the case has data of"),
    ],
)
def test_what_can_not_be_made_is_one_sentence(
    case: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    framework: str,
    period: tuple[str, str],
    words: str,
) -> None:
    assert pack(case, tmp_path / "a.zip", framework=framework, period=period) == 2
    message = capsys.readouterr().err
    assert words in message and message.count("\n") == 1
    assert not (tmp_path / "a.zip").exists()


def test_a_month_that_is_none_is_refused(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        pack(case, tmp_path / "a.zip", period=("2026-13", "2026-04"))
    assert ended.value.code == 2
    assert "'2026-13' is no month; write it as 2026-06" in capsys.readouterr().err


def test_a_folder_in_its_place_is_told(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pack(case, tmp_path, period=PERIOD) == 2
    assert "is a folder. Let --out name a file" in capsys.readouterr().err


def test_evidence_that_was_refused_is_told(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = case / "datasets" / "evidence.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("approved", "blessed"), encoding="utf-8")
    assert pack(case, tmp_path / "a.zip", period=PERIOD) == 1
    assert "The evidence was refused and is not in it." in capsys.readouterr().out
