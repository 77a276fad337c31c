"""Published examples in our own file format: each figure comes out as it was printed, or is known and said why not."""

from __future__ import annotations

import json

import pytest

from steering.__main__ import main
from tests.steering.finance.published_cases import (
    FOLDER,
    PAGE,
    PublishedCase,
    read_published,
    read_verdicts,
    render_page,
)

CASES = read_published()
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


def test_every_file_has_a_verdict_and_every_verdict_a_file() -> None:
    assert sorted(read_verdicts()) == sorted(path.stem for path in FOLDER.iterdir())


@EVERY
def test_each_figure_is_right_or_known(case: PublishedCase) -> None:
    assert case.case.source
    assert case.audit.findings
    for index, finding in enumerate(case.audit.findings):
        known = case.exception_to(index)
        assert finding.verdict == (known.verdict if known else "right"), finding


@EVERY
def test_what_is_known_is_of_a_figure_in_the_file(case: PublishedCase) -> None:
    written = [str(stated.value) for stated in case.case.stated]
    assert [known.value for known in case.exceptions if known.value not in written] == []
    assert all(known.publication in ("rounds", "wrong") and known.because for known in case.exceptions)


@EVERY
def test_a_warning_is_known(case: PublishedCase) -> None:
    assert bool(case.warnings) == bool(case.warning)
    assert [warning for warning in case.warnings if str(case.warning) not in str(warning)] == []


@pytest.mark.parametrize("name", ["nz-treasury-cba-tool", "wrong-annuity-a"])
def test_the_command_says_the_same(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in CASES if case.id == name)
    assert main(["audit", str(case.path), "--json"]) == (0 if case.audit.holds else 1)
    assert json.loads(capsys.readouterr().out)["findings"] == [finding.as_dict() for finding in case.audit.findings]


def test_the_page_lists_them_all() -> None:
    assert PAGE.read_text("utf-8") == render_page(CASES), "Run `python -m tests.steering.finance.published_cases`."


def test_npv_and_irr_rank_projects_that_exclude_each_other_otherwise() -> None:
    case = next(case for case in CASES if case.id == "crossover-s-and-l")
    figures = {
        (finding.option, finding.metric, rate): finding.computed
        for finding in case.audit.findings
        for rate in [(finding.at or {}).get("discount_rate")]
        if finding.against is None
    }
    assert figures["s", "irr", None] > figures["l", "irr", None]  # type: ignore[operator]
    assert figures["s", "npv", 0.05] < figures["l", "npv", 0.05]  # type: ignore[operator]
    assert figures["s", "npv", None] > figures["l", "npv", None]  # type: ignore[operator]
