"""`python -m steering vary`: folders for all learners with the answers beside them, or nothing and why."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.cases.loader import load_case
from steering.variants.trouble import KINDS
from tests.docs.markdown import ROOT, named, tables

SECTION = tables(ROOT / "docs" / "formats.md")["Variants"]


def vary(case: Path, out: Path, *more: str, learners: tuple[str, ...] = ("Ada Byron", "Bo")) -> int:
    plant = ("--plant", "stalled_team", "claim_broken")
    return main(["vary", str(case), "--seed", "7", "--for", *learners, "--out", str(out), *plant, *more])


def test_each_learner_gets_a_case_and_the_instructor_the_answers(
    teams_and_kpis: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vary(teams_and_kpis, tmp_path / "out", "--json") == 0
    key = json.loads(capsys.readouterr().out)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"ada-byron", "bo", "answer-key.csv", "answer-key.json"}
    assert key == json.loads((tmp_path / "out" / "answer-key.json").read_text("utf-8"))
    assert [variant["learner"] for variant in key["variants"]] == ["Ada Byron", "Bo"]
    assert load_case(tmp_path / "out" / "bo", tmp_path / "workspace").id == "bo"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".vary")] == []
    # The same command gives the same files.
    assert vary(teams_and_kpis, tmp_path / "again") == 0
    for path in (path for path in (tmp_path / "out").rglob("*") if path.is_file()):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(tmp_path / "out")).read_bytes()


def test_the_documentation_has_every_trouble_and_key(
    teams_and_kpis: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vary(teams_and_kpis, tmp_path / "out", "--json")
    key = json.loads(capsys.readouterr().out)
    assert [named(row[0])[0] for row in SECTION[0]] == list(KINDS)
    assert [named(row[0])[0] for row in SECTION[1]][: len(key)] == list(key)
    assert set(named(SECTION[1][-1][1])) >= set(key["variants"][0]["planted"][0])


@pytest.mark.parametrize(
    ("learners", "says"),
    [
        (("Ada", "ada"), "'Ada' and 'ada' would have the same folder"),
        (("!!",), "'!!' can't name a folder"),
    ],
)
def test_names_that_can_not_be_told_apart_are_refused(
    teams_and_kpis: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], learners: tuple[str, ...], says: str
) -> None:
    assert vary(teams_and_kpis, tmp_path / "out", learners=learners) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_where_a_trouble_has_no_place(
    teams_and_kpis: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vary(teams_and_kpis, tmp_path / "out", "--plant", "cost_anomaly") == 2
    assert re.search(r"no place for cost_anomaly \(a team's service", capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_or_within_the_case_is_left_alone(
    new_case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    assert vary(new_case, tmp_path / "out") == 2
    assert "holds something already" in capsys.readouterr().err
    assert vary(new_case, new_case / "variants") == 2
    assert "lies within the case" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
    assert not (new_case / "variants").exists()
