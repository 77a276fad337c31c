"""`audit --json` of the published business case that comes with Steerco: exactly what is wrong with it, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from steering.__main__ import main
from steering.finance.explain import PUBLISHED

INFRASTRUCTURE = PUBLISHED.with_name("published-infrastructure-costs.yaml")


def audit(file: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["audit", str(file), "--json"]) == 1
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    found = audit(PUBLISHED, capsys)["findings"]
    assert [(one["metric"], one["scenario"], one["stated"], one["verdict"]) for one in found] == [
        ("npv", None, 13.7, "wrong"),
        ("irr", None, 0.28, "wrong"),
        ("roi", None, 0.429, "right"),
        ("payback_months", None, 24, "wrong"),
        ("pv_costs", None, 31.8, "wrong"),
        ("npv", "worst", -4, "wrong"),
        ("npv", "best", 22, "right"),
        ("margin_of_safety", None, 0.3, "wrong"),
        ("npv", None, 7.2, "wrong"),
        ("positive_in_all_scenarios", None, True, "wrong"),
    ]
    computed = [10.7663, 1.0967, 0.4286, 22.5, 29.4140, -3.1525, 21.7438, 0.2680, 7.8241, False]
    assert [one["computed"] for one in found] == pytest.approx(computed, abs=5e-5)


def test_the_explanations(capsys: pytest.CaptureFixture[str]) -> None:
    found = {(one["metric"], one["stated"]): one["explanation"] for one in audit(PUBLISHED, capsys)["findings"]}
    assert found == {
        ("npv", 13.7): "13.7 is 45.5 − 31.8: the undiscounted totals 50 and 35, both times the factor for one year, "
        "0.909, rounded and then subtracted, where each flow needs the factor of its own time.",
        ("irr", 0.28): "28% is near what timing `split` gives, 27.2985%; NPV is then 7.8249, and 13.7 is stated: "
        "no one timing gives both.",
        ("roi", 0.429): None,
        ("payback_months", 24): "24 fits more than one slip, and the figure alone does not tell which: it is another "
        "metric: payback, discounted, 23.55; or the end of the year in which it pays back.",
        ("pv_costs", 31.8): "31.8 is 35 / 1.1, the undiscounted total discounted for one year, where each flow needs "
        "the factor of its own time.",
        ("npv", -4): None,
        ("npv", 22): None,
        ("margin_of_safety", 0.3): "30% is what the figures give undiscounted.",
        ("npv", 7.2): None,
        ("positive_in_all_scenarios", True): "NPV is −3.1525 in the scenario worst. The document itself states −4.",
    }


def test_the_contradiction_is_noted(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(PUBLISHED, capsys)["notes"] == [
        "NPV is stated as positive in all scenarios (conclusion), and as −4 in the scenario worst (worst case).",
        "NPV is stated as positive in all scenarios (conclusion). In the scenario worst it is −3.1525.",
    ]


def test_lines_that_do_not_add_up_to_their_total(capsys: pytest.CaptureFixture[str]) -> None:
    found = audit(INFRASTRUCTURE, capsys)
    assert found["metrics"]["total_costs"] == 1_068_876
    assert [(one["stated"], one["verdict"], one["explanation"]) for one in found["findings"]] == [
        (3_000_000, "wrong", "The lines add up to 1,068,876; 1,931,124 is in no line.")
    ]
    assert "In the base the costs come to 1,068,876; 3,000,000 is stated (total of the table)." in found["notes"]
