"""Business cases of lists of values mean what they meant before lines could be worked out from anything else.

`plain_figures.json` has every metric of every scenario as commit 5fab06a computed it, of the cases that came with
Steerco then, which are in `plain/`, and of the public samples.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from steering.cases.business_file import open_business_case
from steering.errors import FileRefused
from steering.finance.model import evaluate_all
from tests.docs.markdown import ROOT

FOLDER = ROOT / "tests" / "data" / "business"
RECORD = json.loads((FOLDER / "plain_figures.json").read_text("utf-8"))


@pytest.fixture
def samples() -> Path:
    """The public samples of business cases; a skip where they are not beside this clone."""
    folder = ROOT.parent / "shared" / "cases" / "business"
    if not folder.is_dir():
        pytest.skip("The public samples are not beside this clone (../shared/cases/business).")
    return folder


def figures_of(path: Path, names: dict[str, Any]) -> dict[str, Any]:
    """The metrics that were recorded as they are today, or the places of what the file is refused for."""
    try:
        case, _ = open_business_case(path)
    except FileRefused as refused:
        return {"refused": [[problem.row, problem.column] for problem in refused.problems]}
    figures: dict[str, Any] = {}
    for basis, scenarios in names.items():
        known = evaluate_all(case, risk_adjusted=basis == "risk_adjusted")
        by_name = {"base" if name is None else f"scenario {name}": metrics for name, metrics in known.items()}
        figures[basis] = {
            name: {metric: metrics.as_dict()[metric] for metric in scenarios.get(name, ())}
            for name, metrics in by_name.items()
        }
    return figures


def assert_same(today: dict[str, Any], before: dict[str, Any]) -> None:
    """Figures are the same but for the last bits of a float."""
    if "refused" in before:
        assert today == before
        return
    assert today.keys() == before.keys()
    for basis, scenarios in before.items():
        assert today[basis].keys() == scenarios.keys()
        for name, metrics in scenarios.items():
            for metric, value in metrics.items():
                exact = value is None or isinstance(value, bool) or (isinstance(value, list) and not value)
                expected = value if exact else pytest.approx(value, rel=1e-12, abs=1e-12)
                assert today[basis][name][metric] == expected, (basis, name, metric)


@pytest.mark.parametrize("name", RECORD["repository"])
def test_cases_that_came_with_it(name: str) -> None:
    assert_same(figures_of(FOLDER / "plain" / name, RECORD["repository"][name]), RECORD["repository"][name])


def test_each_case_is_recorded() -> None:
    assert sorted(path.name for path in (FOLDER / "plain").iterdir()) == sorted(RECORD["repository"])


@pytest.mark.parametrize("name", RECORD["shared"])
def test_public_samples(name: str, samples: Path) -> None:
    assert_same(figures_of(samples / name, RECORD["shared"][name]), RECORD["shared"][name])


def test_a_plain_case_resolves_to_itself() -> None:
    case, _ = open_business_case(FOLDER / "plain" / "halden.yaml")
    assert case.as_written is case
