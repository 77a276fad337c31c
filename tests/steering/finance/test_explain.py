"""Explanations: every slip is found where it was made, none where a figure is right, and doubt is said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.catalog.business_metrics import METRICS
from steering.finance.audit import audit_business_case
from steering.finance.model import evaluate
from tests.steering.finance.business_cases import KNOWN, business, net

LINES = """\
discount_rate: 0.12
lines:
  - {id: team, label: Team, kind: cost, values: [3, 4.1, 4.7, 5.3, 5.9]}
  - {id: cloud, label: Cloud, kind: cost, risk_adjustment: 0.2, values: [0.7, 1.9, 2.3, 2.9, 3.1]}
  - {id: speed, label: Speed, kind: benefit, values: [0, 2.7, 9.1, 13.3, 17.9]}
  - {id: saved, label: Saved, kind: benefit, values: [0, 0.9, 1.3, 1.7, 2.1]}
scenarios:
  slow: {benefits: 0.83}
"""
NPV, ROI = 8.6984, 0.4454


def explained(text: str, stated: str) -> str | None:
    """The explanation of the one stated figure."""
    case = business(f"{text}stated: [{{{stated}}}]\n")
    return audit_business_case(case).findings[0].explanation


def test_the_figures_that_the_slips_are_made_on() -> None:
    found = evaluate(business(LINES))
    assert (found.npv, found.roi) == (pytest.approx(NPV, abs=5e-5), pytest.approx(ROI, abs=5e-5))


@pytest.mark.parametrize(
    ("stated", "slip"),
    [
        ("metric: npv, value: -8.698", "the computed figure with the other sign"),
        ("metric: npv, value: 8698.4", "times 1,000, in another unit"),
        ("metric: roi, value: 44.54", "in per cent, written without the percent sign"),
        ("metric: payback_months, value: 2.397", "in years instead of months"),
        ("metric: payback_months, value: 36", "the end of the year in which it pays back"),
        ("metric: roi, value: 0.3321", "another metric: return on investment, discounted, 33.2"),
        ("metric: npv, value: 15.10", "what the figures give undiscounted"),
        ("metric: npv, value: 9.421", "timing `mid`"),
        ("metric: npv, scenario: slow, value: 8.698", "the figure of the base"),
        ("metric: npv, value: 2.767", "the figure of the scenario slow"),
        ("metric: npv, at: {discount_rate: 0.2}, value: 8.698", "without the change that it names"),
        ("metric: npv, value: 7.046", "risk adjustments"),
        ("metric: pv_costs, value: 30.268", "33.9 / 1.12, the undiscounted total discounted for one year"),
        ("metric: roi, value: 0.3082", "a share of benefits instead of costs"),
        ("metric: npv, value: 22.806", "discounting all but the benefits"),
        ("metric: npv, value: 9.332", "simple interest"),
        ("metric: total_costs, value: 23", "leaving out the line Cloud"),
        ("metric: total_benefits, value: 55", "counting the line Saved twice"),
        ("metric: npv, value: 1.708", "leaving out the year 4"),
    ],
)
def test_a_slip_is_found(stated: str, slip: str) -> None:
    found = explained(LINES, stated)
    assert found is not None
    assert slip in found


def test_a_rate_a_period_that_is_a_part_of_the_annual_one() -> None:
    quarters = LINES.replace("discount_rate: 0.12", "period: quarter\ndiscount_rate: 0.80")
    benefits = [0, 3.6, 10.4, 15.0, 20.0]
    nominal = sum(benefit / 1.2**at for at, benefit in enumerate(benefits))
    found = explained(quarters, f"metric: pv_benefits, value: {nominal:.4f}")
    assert found is not None
    assert "a rate a quarter of one 4th of it" in found


def test_todays_flows_discounted_as_a_spreadsheet_does() -> None:
    found = explained(LINES, f"metric: npv, value: {NPV / 1.12:.3f}")
    assert found is not None
    assert "discounting today's flows by one year" in found


def test_what_fits_twice_is_said_to() -> None:
    text = LINES.replace("[0.7, 1.9, 2.3, 2.9, 3.1]", "[3, 4.1, 4.7, 5.3, 5.91]")
    assert explained(text, "metric: total_costs, value: 23.0") == (
        "23 fits more than one slip, and the figure alone does not tell which: it is what comes of leaving out the "
        "line Team; or what comes of leaving out the line Cloud."
    )


@pytest.mark.parametrize("value", ["8.698", "8.7", "9", "8.5"])
def test_a_figure_that_holds_is_not_explained(value: str) -> None:
    assert explained(LINES, f"metric: npv, value: {value}") is None


@pytest.mark.parametrize("value", ["-10", "5", "2"])
def test_a_figure_too_coarse_to_tell_is_left_alone(value: str) -> None:
    assert explained(LINES, f"metric: npv, value: {value}") is None


def test_a_figure_that_nothing_gives() -> None:
    assert explained(LINES, "metric: npv, value: 77.77") is None


@pytest.mark.parametrize(
    ("flows", "metric", "said"),
    [
        ((-4000, 25000, -25000), "irr", "NPV is 0 at 25% and 400%"),
        ((1000, -3000, 2500), "irr", "at no rate"),
        ((-100, 60), "payback_months", "it never pays back"),
        ((0, 60), "profitability_index", "today is not below zero"),
    ],
)
def test_why_there_is_no_such_figure(flows: tuple[int, ...], metric: str, said: str) -> None:
    case = net(*flows, more=f"stated: [{{metric: {metric}, value: 0.25}}]\n")
    found = audit_business_case(case).findings[0]
    assert found.verdict == "undefined"
    assert said in str(found.explanation)


def test_a_near_timing_that_agrees_with_the_stated_npv() -> None:
    case = business(KNOWN + "stated: [{metric: npv, value: 7.8}, {metric: irr, value: 28%}]\n")
    found = audit_business_case(case).findings
    assert found[0].explanation == "7.8 is what timing `split` gives."
    assert found[1].explanation == "28% is near what timing `split` gives, 27.2985%."


AMOUNT = st.integers(0, 400).map(lambda value: str(Decimal(value) / 10))


@given(st.lists(st.lists(AMOUNT, min_size=4, max_size=4), min_size=2, max_size=4), st.sampled_from(["0", "0.08"]))
@settings(max_examples=60, deadline=None)
def test_no_right_figure_is_explained(rows: list[list[str]], rate: str) -> None:
    lines = "".join(
        f"  - {{id: a{at}, kind: {('benefit', 'cost')[at % 2]}, values: [{', '.join(row)}]}}\n"
        for at, row in enumerate(rows)
    )
    text = f"discount_rate: {rate}\nlines:\n{lines}"
    known = evaluate(business(text)).as_dict()
    figures = {name: value for name, value in known.items() if isinstance(value, float)}
    stated = ", ".join(f"{{metric: {name}, value: {value:.4f}}}" for name, value in figures.items())
    case = business(f"{text}stated: [{stated}]\n")
    found = audit_business_case(case).findings
    assert {(one.verdict, one.explanation) for one in found} <= {("right", None)}


FAR = st.sampled_from(["0", "1", "-1", "1e15", "-1e15", "1e-40", "0.1", "7"])


@given(
    st.lists(st.lists(FAR, min_size=4, max_size=4), min_size=3, max_size=4),
    st.sampled_from(["0", "0.1", "-0.5", "-0.999999999999999999", "100000%"]),
    st.sampled_from(["timing: split", "timing: mid", "period: month", "period: quarter"]),
    st.sampled_from(["13.7", "-0.28", "1e15", "1e-40", "24", "0", "3000000.000000000000001"]),
)
@settings(max_examples=100, deadline=None)
def test_whatever_the_figures_there_is_a_sentence_or_none(
    rows: list[list[str]], rate: str, convention: str, value: str
) -> None:
    lines = "".join(
        f"  - {{id: a{at}, kind: {('benefit', 'cost')[at % 2]}, values: [{', '.join(row)}]}}\n"
        for at, row in enumerate(rows)
    )
    numbers = [name for name in METRICS if name not in ("positive_in_all_scenarios", "irr_roots")]
    stated = ", ".join(f"{{metric: {name}, value: {value}}}" for name in numbers)
    case = business(f"discount_rate: {rate}\n{convention}\nlines:\n{lines}stated: [{stated}]\n")
    for finding in audit_business_case(case).findings:
        assert finding.explanation is None or finding.explanation.endswith(".")


# -10 today, then eight quarters of 3.95 net.
QUARTERS = """\
discount_rate: 0.10
period: quarter
lines:
  - {id: team, label: Team, kind: cost, values: [10, 5, 5, 5, 5, 5, 5, 5, 5]}
  - {id: hosting, label: Hosting, kind: cost, values: [0, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05]}
  - {id: gains, kind: benefit, values: [0, 9, 9, 9, 9, 9, 9, 9, 9]}
"""


def annuity(growth: float) -> float:
    """What 1 at the end of each of eight quarters is worth today."""
    return sum(growth**-quarter for quarter in range(1, 9))


class TestNearFigures:
    """A figure within 5% of the computed one: near is not right where a slip gives it."""

    @pytest.mark.parametrize(
        ("value", "slip"),
        [
            ((3.95 * annuity(1.1**0.25) - 10) / 1.1**0.25, "discounting today's flows by one quarter"),
            (3.95 * annuity(1.025) - 10, "a rate a quarter of one 4th of it"),
            (3.95 * annuity(1.1**0.25) * 1.1**0.125 - 10, "timing `mid`"),
            (3.95 * sum(1 / (1 + 0.025 * quarter) for quarter in range(1, 9)) - 10, "simple interest"),
            (4 * annuity(1.1**0.25) - 10, "leaving out the line Hosting"),
        ],
    )
    def test_a_slip_within_five_per_cent_is_named(self, value: float, slip: str) -> None:
        right = 3.95 * annuity(1.1**0.25) - 10
        assert 0 < abs(value / right - 1) < 0.05
        case = business(f"{QUARTERS}stated: [{{metric: npv, value: {value:.4f}}}]\n")
        finding = audit_business_case(case).findings[0]
        assert (finding.verdict, finding.holds) == ("wrong", False)
        assert slip in str(finding.explanation)

    def test_what_nothing_explains_is_rounded(self) -> None:
        case = business(f"{LINES}stated: [{{metric: npv, value: 8.9012}}, {{metric: npv, value: 8.7}}]\n")
        findings = audit_business_case(case).findings
        assert [(finding.verdict, finding.explanation) for finding in findings] == [("rounded", None), ("right", None)]

    def test_what_is_only_near_another_timing_is_no_explanation(self) -> None:
        case = business(
            "discount_rate: 0.01\ncashflows: {net: [-100, 60, 70]}\nstated: [{metric: npv, value: 28.2345}]\n"
        )
        finding = audit_business_case(case).findings[0]
        assert (finding.verdict, finding.explanation) == ("rounded", None)


class TestConventionsOfPayback:
    @pytest.mark.parametrize(
        ("flows", "value", "how"),
        [
            ("[-50, 80, -60, 70]", "7.5", "the first crossing of zero"),
            ("[-50, 80, -60, 20]", "7.5", None),
            ("[-60, -60, 0, 100, 80]", "15", "go-live, when the first benefit comes (24 months from today)"),
            ("[-60, -60, 0, 100, 80]", "27", "the end of the investment (12 months from today)"),
        ],
    )
    def test_another_start_or_the_first_crossing(self, flows: str, value: str, how: str | None) -> None:
        case = business(
            f"discount_rate: 0.1\ncashflows: {{net: {flows}}}\nstated: [{{metric: payback_months, value: {value}}}]\n"
        )
        finding = audit_business_case(case).findings[0]
        if how is None:
            assert finding.verdict == "undefined"
        else:
            assert finding.verdict == "wrong"
            assert how in str(finding.explanation)

    @pytest.mark.parametrize(
        ("value", "how"),
        [
            ("30", "today's outlay, 500, by the benefits of an average year, 200"),
            ("33.333", "today's outlay, 500, by the net benefits of an average year, 180"),
        ],
    )
    def test_the_investment_over_what_a_year_brings(self, value: str, how: str) -> None:
        text = "discount_rate: 0.1\nlines:\n  - {id: c, kind: cost, values: [500, 10, 20, 30]}\n"
        found = explained(
            f"{text}  - {{id: b, kind: benefit, values: [0, 100, 200, 300]}}\n",
            f"metric: payback_months, value: {value}",
        )
        assert how in str(found)

    def test_dated_flows_taken_to_come_evenly(self) -> None:
        text = "discount_rate: 0.1\ncashflows: {net: [-100, 200], dates: [2026-01-01, 2027-01-01]}\n"
        assert "evenly between their dates" in str(explained(text, "metric: payback_months, value: 6"))


@pytest.mark.parametrize(
    ("period", "rate", "how"),
    [
        ("month", 1.5, "the rate of one month, where"),
        ("month", 18.0, "the rate of one month, 1.5%, times 12"),
        ("quarter", 1.5, "the rate of one quarter, where"),
        ("quarter", 6.0, "the rate of one quarter, 1.5%, times 4"),
    ],
)
def test_a_rate_of_return_by_the_period(period: str, rate: float, how: str) -> None:
    payments = ", ".join([f"{1.5 / (1 - 1.015**-12):.9f}"] * 12)
    text = f"discount_rate: 0.1\nperiod: {period}\ncashflows: {{net: [-100, {payments}]}}\n"
    assert how in str(explained(text, f"metric: irr, value: {rate:.3f}%"))


class TestRiskAdjusted:
    def test_a_figure_on_that_basis_is_judged_on_it(self) -> None:
        adjusted = evaluate(business(LINES), risk_adjusted=True).npv
        case = business(f"{LINES}stated: [{{metric: npv, basis: risk_adjusted, value: {adjusted:.4f}}}]\n")
        audit = audit_business_case(case)
        assert (audit.findings[0].verdict, audit.findings[0].as_dict()["basis"]) == ("right", "risk_adjusted")
        assert audit.as_dict()["risk_adjusted"]["metrics"]["npv"] == adjusted

    def test_the_other_basis_is_named(self) -> None:
        found = explained(LINES, f"metric: npv, basis: risk_adjusted, value: {NPV}")
        assert found == "8.6984 is the figure without risk adjustments: leave out `basis`."
        assert "state it with `basis: risk_adjusted`" in str(explained(LINES, "metric: npv, value: 7.046"))

    def test_slips_are_tried_on_that_basis(self) -> None:
        found = explained(LINES, "metric: total_costs, basis: risk_adjusted, value: 23")
        assert found == "23 is what comes of leaving out the line Cloud."

    def test_without_adjustments_there_is_no_second_set(self) -> None:
        assert "risk_adjusted" not in audit_business_case(business(KNOWN)).as_dict()
