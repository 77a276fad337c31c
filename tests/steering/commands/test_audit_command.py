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

OPTIONS = """\
currency: EUR
unit: 1000
discount_rate: 10%
option: buy
options: [{id: stay, label: Stay, baseline: true}, {id: buy, label: Buy}]
inputs: {hours: 100, ramp: {values: [0, 0.4, 0.8]}}
lines:
  - {id: repairs, label: Repairs, kind: cost, amount: 30, growth: 3%, options: [stay]}
  - id: kit
    label: Kit
    kind: cost
    values: [90, 0, 0]
    depreciation: {method: straight_line, years: 3}
    end_value: {amount: 12}
    options: [buy]
  - {id: time, label: Time saved, kind: benefit, quantity: hours, price: 1, share: ramp, options: [buy]}
"""


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
        assert lines[0] == "Flows by year, timing end, discounted at 10% a year, amounts in USD × 1,000,000"
        assert "Net present value 10.7663 −3.1525 21.7438" in lines
        assert "Internal rate of return 109.6725% −10.195% 338.7819%" in lines
        assert "Profitability index – – –" in lines
        assert "npv 13.7 10.7663 wrong, slide 7" in lines
        assert "npv (worst) 3.1 −3.1525 sign" in lines
        assert "2 stated, 2 not right" in lines

    def test_the_lines_of_each_option_by_period(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file.write_text(OPTIONS)
        assert main(["audit", str(file), "--lines"]) == 0
        lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
        assert lines[0] == "Flows by year, timing end, discounted at 10% a year, amounts in EUR × 1,000"
        assert any(line.startswith("Payback (months)") for line in lines)
        start = lines.index("lines of Stay today year 1 year 2")
        assert lines[start:] == [
            "lines of Stay today year 1 year 2",
            "Repairs cost 0 30 30.9",
            "Benefits less costs 0 −30 −30.9",
            "",
            "lines of Buy today year 1 year 2",
            "Kit cost 90 0 0",
            "Kit: value at the end cost 0 0 −12",
            "Time saved benefit 0 40 80",
            "Benefits less costs −90 40 92",
        ]

    def test_the_lines_as_json(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file.write_text(OPTIONS)
        assert main(["audit", str(file), "--lines", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert [(each["option"], [line["id"] for line in each["lines"]]) for each in found["lines"]] == [
            ("stay", ["repairs"]),
            ("buy", ["kit", "kit.end", "time"]),
        ]
        assert found["lines"][0]["lines"][0] == {"id": "repairs", "kind": "cost", "amounts": [0, 30, 30.9]}
        file.write_text(KNOWN)
        assert main(["audit", str(file), "--lines", "--json"]) == 0
        (only,) = json.loads(capsys.readouterr().out)["lines"]
        assert only["option"] is None

    def test_flows_without_lines(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file.write_text("discount_rate: 10%\ndates: [2026-01-01, 2027-01-01]\ncashflows: {net: [-100, 121]}\n")
        assert main(["audit", str(file), "--lines"]) == 0
        assert capsys.readouterr().out.split("\n")[-2].split() == ["lines", "2026-01-01", "2027-01-01"]

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
