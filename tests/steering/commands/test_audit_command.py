"""`python -m steering audit`: what scripts rely on, that is JSON, the table and exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from steering.__main__ import main
from tests.steering.finance.business_cases import KNOWN

RIGHT = "stated: [{metric: npv, value: 10.8}, {metric: npv, value: 10.5}, {metric: roi, scenario: worst, value: -5%}]\n"
WRONG = 'stated: [{metric: npv, value: 13.7, source: "slide 7"}, {metric: npv, scenario: worst, value: 3.1}]\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "anything.yaml"


class TestAudit:
    def test_all_right_or_rounded(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file.write_text(KNOWN + RIGHT)
        assert main(["audit", str(file), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert [one["verdict"] for one in found["findings"]] == ["right", "rounded", "right"]
        assert found["metrics"]["npv"] == pytest.approx(10.766341096919604, rel=1e-15)
        assert found["metrics"]["profitability_index"] is None

    def test_one_wrong(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file.write_text(KNOWN + WRONG)
        assert main(["audit", str(file), "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert [one["verdict"] for one in found["findings"]] == ["wrong", "sign"]

    def test_nothing_stated_holds(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file.write_text(KNOWN)
        assert main(["audit", str(file)]) == 0
        assert "No figure is stated" in capsys.readouterr().out

    def test_the_table(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file.write_text(KNOWN + WRONG)
        assert main(["audit", str(file)]) == 1
        lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
        assert lines[0] == "Flows by year, timing end, discounted at 10% a year"
        assert "Net present value 10.7663 −3.1525 21.7438" in lines
        assert "Internal rate of return 109.6725% −10.195% 338.7819%" in lines
        assert "Profitability index – – –" in lines
        assert "npv 13.7 10.7663 wrong, slide 7" in lines
        assert "npv (worst) 3.1 −3.1525 sign" in lines
        assert "2 stated, 2 not right" in lines

    def test_problems_name_file_and_path(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file.write_text(KNOWN.replace("[0, 15, 10, 10]", "[0, x, 10]"))
        assert main(["audit", str(file), "--json"]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "anything.yaml, row 8, lines[0].values[1]: found 'x'; expected a plain number" in said.err

    def test_no_such_file(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["audit", str(file)]) == 2
        assert "anything.yaml: found No such file or directory" in capsys.readouterr().err


def test_it_needs_nothing_heavy(file: Path, repo: Path) -> None:
    file.write_text(KNOWN)
    program = (
        "import sys; from steering.__main__ import main; main(['audit', sys.argv[1], '--json']); "
        "heavy = {'numpy', 'pandas', 'duckdb', 'sqlalchemy', 'plotly', 'streamlit', 'steering.cases.loader'}; "
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], cwd=repo, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["convention"]["timing"] == "end"
