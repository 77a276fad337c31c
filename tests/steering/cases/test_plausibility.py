"""Rates and factors in per cent are read, and those without the sign that were probably meant so are asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.steering.finance.business_cases import KNOWN, business, problems_of


@pytest.mark.parametrize(
    ("old", "new", "place", "cure"),
    [
        ("discount_rate: 0.10", "discount_rate: 8", "discount_rate", "Write 8% or 0.08; if 800% is meant, write 800%."),
        ("timing: end", "hurdle_rate: 15", "hurdle_rate", "Write 15% or 0.15; if 1500% is meant, write 1500%."),
        ("timing: end", "finance_rate: 5.5", "finance_rate", "Write 5.5% or 0.055; if 550% is meant, write 550%."),
        ("high: 1.25", "high: 125", "lines[0].high", "Write 125% or 1.25; if 12500% is meant, write 12500%."),
        ("high: 1.1}", "high: 110}", "drivers.benefit_factor.high", "Write 110% or 1.1"),
        ("benefits: 0.8", "benefits: 80", "scenarios.worst.benefits", "Write 80% or 0.8"),
        ("benefits: 0.8", "lines.gains: 80", "scenarios.worst.lines.gains", "Write 80% or 0.8"),
        ("benefits: 0.8", "discount_rate: 12", "scenarios.worst.discount_rate", "Write 12% or 0.12"),
        (
            "benefits: 0.8",
            "drivers.adoption_ceiling: 60",
            "scenarios.worst.drivers.adoption_ceiling",
            "Write 60% or 0.6",
        ),
    ],
)
def test_a_figure_in_per_cent_without_the_sign(old: str, new: str, place: str, cure: str) -> None:
    problems = [problem for problem in problems_of(KNOWN.replace(old, new)) if problem.column == place]
    assert [problem.severity for problem in problems] == ["error"]
    assert problems[0].remedy.startswith(cure)


def test_shares_are_read_in_per_cent() -> None:
    text = KNOWN.replace("0.10", "10%").replace("low: 0.9, high: 1.25", "low: 90%, high: 125 %")
    text = text.replace("{benefits: 0.8, costs: 1.2}", "{benefits: 80%, costs: 120%, drivers.cost_factor: 110%}")
    text = text.replace("{low: 0.5, high: 1.1}", "{low: 50%, high: 110%}")
    written = KNOWN.replace("costs: 1.2}", "costs: 1.2, drivers.cost_factor: 1.1}")
    assert business(text) == business(written)


def test_with_the_sign_much_is_believed_and_told() -> None:
    text = KNOWN.replace("0.10", "150%")
    assert business(text).discount_rate == Decimal("1.5")
    assert [(problem.severity, problem.column) for problem in problems_of(text)] == [("warning", "discount_rate")]


def test_months_are_no_share() -> None:
    problems = problems_of(KNOWN.replace("{value: 0, low: 0, high: 12}", "{value: 0, low: 0, high: 50%}"))
    assert [str(problem.remedy) for problem in problems] == ["Write the number of months, without the percent sign."]
