"""Business cases for tests, made of a few figures."""

from __future__ import annotations

from fractions import Fraction

from steering.cases.business import BusinessCase
from steering.cases.business_file import read_business
from steering.cases.yaml_reader import parse_yaml
from steering.errors import Problem
from steering.finance.distributions import Floats, quantile_table
from steering.finance.simulation import SimulationResult

# The case with the known answers: costs 15, 10, 10 and benefits 8, 18, 24 in years 1 to 3, at 10%.
KNOWN = """\
currency: USD
unit: 1000000
period: year
periods: 3
discount_rate: 0.10
timing: end
lines:
  - {id: platform, label: Platform, kind: cost, category: people, values: [0, 15, 10, 10], low: 0.9, high: 1.25}
  - {id: gains, kind: benefit, category: productivity, values: [0, 8, 18, 24], scales_with: adoption}
drivers:
  benefit_delay_months: {value: 0, low: 0, high: 12}
  benefit_factor: {low: 0.5, high: 1.1}
scenarios:
  worst: {benefits: 0.8, costs: 1.2}
  best: {benefits: 1.2, costs: 0.9}
"""


def problems_of(text: str) -> list[Problem]:
    """Every problem of a business case, warnings included."""
    return list(read_business(parse_yaml(text, "business_case.yaml"))[1])


def business(text: str) -> BusinessCase:
    """The business case that a text holds; it must have no errors."""
    case, problems = read_business(parse_yaml(text, "business_case.yaml"))
    assert case is not None
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    return case


def net(*amounts: object, rate: object = "0.10", more: str = "") -> BusinessCase:
    """A case of net flows alone."""
    return business(f"discount_rate: {rate}\ncashflows: {{net: [{', '.join(map(str, amounts))}]}}\n{more}")


def values(found: SimulationResult, row: int) -> Floats:
    """What one of the uncertain figures is in each scenario of a simulation."""
    return found.points.lookup(row, quantile_table(found.uncertain[row].distribution))


def fractions(*amounts: object) -> list[Fraction]:
    """Exact amounts of figures as they are written."""
    return [Fraction(str(amount)) for amount in amounts]
