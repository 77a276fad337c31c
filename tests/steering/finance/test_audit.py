"""The audit: verdicts, notes and what it prints as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.cases.business_file import open_business_case
from steering.catalog.business_metrics import AMOUNTS, METRICS, MONTHS, SINGLE_METRICS
from steering.finance.audit import audit_business_case, flatten_change
from steering.finance.metrics import Metrics
from steering.finance.model import evaluate
from steering.finance.totals import TOTALS_METRICS
from steering.finance.verdicts import Verdict, assess_figure
from tests.steering.finance.business_cases import KNOWN, business, net

STATED = """\
stated:
  - {metric: npv, value: 13.7, source: "slide 7"}
  - {metric: irr, value: 28%}
  - {metric: npv, scenario: worst, value: -4, source: "table 5"}
  - {metric: npv, at: {discount_rate: 0.2}, value: 7.8}
  - {metric: npv, scenario: best, at: {lines.gains: 0.5, drivers.cost_factor: 1.1}, value: 1}
  - {metric: total_costs, value: 34}
  - {metric: payback_months, value: 23}
  - {metric: profitability_index, value: 2}
  - {metric: positive_in_all_scenarios, value: true, source: "slide 9"}
  - {metric: irr_roots, value: [110%]}
"""


@pytest.mark.parametrize(
    ("stated", "computed", "expected"),
    [
        ("13.7", None, "undefined"),
        ("4", -3.15, "sign"),
        ("-0.1", 0.04, "sign"),
        ("0.0", -0.04, "right"),
        ("10.8", 10.7663, "right"),
        ("10.77", 10.7663, "right"),
        ("10.766", 10.7663, "right"),
        ("10.7", 10.7663, "rounded"),
        ("10.3", 10.7663, "rounded"),
        ("10", 10.7663, "wrong"),
        ("11", 10.7663, "right"),
        ("11.0", 10.7663, "rounded"),
        ("0.30", 0.297, "right"),
        ("0.30", 0.29, "rounded"),
        ("1.1E+2", 114.9, "right"),
        ("1.1E+2", 116.0, "wrong"),
        ("22.5", 22.45, "right"),
        ("22.5", 22.55, "right"),
        ("0", 0.0, "right"),
    ],
)
def test_the_first_verdict_that_fits(stated: str, computed: float | None, expected: Verdict) -> None:
    assert assess_figure(Decimal(stated), computed) == expected


@pytest.mark.parametrize(
    ("stated", "computed", "expected"),
    [
        (("0.25", "4.0"), (0.25, 4.0), "right"),
        (("4.0", "0.25"), (0.25, 4.0), "right"),
        (("0.26", "4.0"), (0.25, 4.0), "rounded"),
        (("0.25",), (0.25, 4.0), "wrong"),
        ((), (), "right"),
        (("-0.25", "4.0"), (0.25, 4.0), "sign"),
    ],
)
def test_lists_take_their_worst_verdict(
    stated: tuple[str, ...], computed: tuple[float, ...], expected: Verdict
) -> None:
    assert assess_figure(tuple(map(Decimal, stated)), computed) == expected


def test_truths_are_right_or_wrong() -> None:
    assert (assess_figure(True, True), assess_figure(True, False), assess_figure(False, None)) == (
        "right",
        "wrong",
        "undefined",
    )


def test_one_finding_for_each_stated_figure_in_the_files_order() -> None:
    case = business(KNOWN + STATED)
    found = audit_business_case(case)
    assert [one.metric for one in found.findings] == [stated.metric for stated in case.stated]
    assert [one.verdict for one in found.findings] == [
        "wrong", "wrong", "wrong", "right", "sign", "rounded", "right", "undefined", "wrong", "right",
    ]  # fmt: skip
    assert not found.holds
    changed = found.findings[4]
    assert changed.at == {"lines.gains": 0.5, "drivers.cost_factor": 1.1}
    assert changed.computed == pytest.approx(40.18031555 * 1.2 * 0.5 - 29.41397446 * 0.9 * 1.1)


def test_json_has_the_agreed_keys() -> None:
    found = json.loads(json.dumps(audit_business_case(business(KNOWN + STATED)).as_dict(), allow_nan=False))
    assert list(found) == ["convention", "metrics", "scenarios", "findings", "notes"]
    assert found["convention"] == {"timing": "end", "period": "year", "discount_rate": 0.1}
    assert list(found["metrics"]) == list(METRICS)
    assert list(found["scenarios"]) == ["worst", "best"]
    assert list(found["scenarios"]["worst"]) == list(METRICS)
    assert found["findings"][2] | {"computed": 0} == {
        "metric": "npv", "scenario": "worst", "at": None, "stated": -4.0, "computed": 0, "verdict": "wrong",
        "explanation": None, "source": "table 5",
    }  # fmt: skip
    assert found["findings"][2]["computed"] == pytest.approx(-3.1525, abs=5e-5)
    assert found["findings"][3]["at"] == {"discount_rate": 0.2}


class TestNotes:
    def test_contradictions_and_sums(self) -> None:
        notes = audit_business_case(business(KNOWN + STATED)).notes
        assert (
            "NPV is stated as positive in all scenarios (slide 9), and as −4 in the scenario worst (table 5)." in notes
        )
        assert "NPV is stated as positive in all scenarios (slide 9). In the scenario worst it is −3.1525." in notes
        assert "In the base the costs come to 35; 34 is stated." in notes
        assert any(note.startswith("1 line follows adoption; the audit uses the planned adoption") for note in notes)

    def test_an_npv_and_a_rate_that_contradict_each_other(self) -> None:
        stated = "stated: [{metric: npv, value: 5}, {metric: irr, value: 8%}, {metric: bcr, value: 1.2}]\n"
        notes = audit_business_case(business(KNOWN + stated)).notes
        assert "In the base an NPV of 5 and irr at 0.08 contradict each other." in notes
        assert not [note for note in notes if "bcr" in note]

    def test_several_rates_and_none(self) -> None:
        several = audit_business_case(net(-4000, 25000, -25000)).notes
        assert several[0] == "In the base NPV is 0 at 2 rates: 25% and 400%. Judge it by its NPV."
        none = audit_business_case(net(1000, -3000, 2500)).notes
        assert none[0].startswith("In the base NPV is 0 at no rate")
        assert "Only net flows are given, so what needs costs and benefits apart does not exist." in none

    def test_what_overflows(self) -> None:
        notes = audit_business_case(net(-1, *[1] * 400, rate="-0.99999999")).notes
        assert [note for note in notes if "beyond what can be computed" in note]

    def test_risk_adjustment(self) -> None:
        text = KNOWN.replace("kind: benefit,", "kind: benefit, risk_adjustment: 0.15,")
        assert "With the lines' risk adjustments NPV is 4.7393." in audit_business_case(business(text)).notes

    def test_nothing_to_note(self) -> None:
        assert audit_business_case(business(KNOWN.replace(", scales_with: adoption", ""))).notes == ()


def test_metrics_are_those_of_the_registry_in_order() -> None:
    assert tuple(Metrics.__dataclass_fields__) == tuple(METRICS)


def test_what_is_derived_from_the_registry() -> None:
    assert (
        *("npv", "pv_costs", "pv_benefits", "peak_funding"),
        *("equivalent_annual", "total_costs", "total_benefits", "npv_cashable", "cost_of_delay"),
        *("npv_after_tax", "total_tax"),
    ) == AMOUNTS
    assert MONTHS == ("payback_months", "discounted_payback_months", "payback_cashable_months")
    assert set(METRICS) - set(SINGLE_METRICS) == {"irr_roots"}
    assert set(METRICS).issuperset(TOTALS_METRICS)
    for name, metric in METRICS.items():
        assert name not in metric.taken_for
        assert set(metric.taken_for) <= set(SINGLE_METRICS)


def test_every_metric_has_a_definition() -> None:
    assert all(one.label and one.definition and one.formula for one in METRICS.values())


def test_a_change_by_flat_key() -> None:
    case = business(KNOWN)
    assert flatten_change(case.scenarios["worst"]) == {"benefits": 0.8, "costs": 1.2}


EXTREME_AMOUNTS = st.sampled_from(["0", "1", "-1", "1e15", "-1e15", "1e-40", "0.1", "333333.333333", "7"])
RATES = st.sampled_from(["0", "0.1", "-0.5", "-0.999999999999999999", "100000%", "1e-30"])


@given(
    st.lists(st.lists(EXTREME_AMOUNTS, min_size=5, max_size=5), min_size=1, max_size=4),
    RATES,
    st.sampled_from(["end", "mid", "start", "split"]),
    st.sampled_from(["year", "quarter", "month"]),
    st.sampled_from(["0", "1", "100000000%", "0.000001"]),
    st.sampled_from(["0", "0.5", "13.7", "600"]),
    st.sampled_from(["0.01", "0.7", "10000%"]),
)
@settings(max_examples=200)
def test_whatever_the_figures_nothing_is_infinite_or_no_number(
    many: list[list[str]], rate: str, timing: str, period: str, factor: str, delay: str, speed: str
) -> None:
    lines = "".join(
        f"  - {{id: a{at}, kind: {('benefit', 'cost')[at % 2]}, scales_with: adoption, values: [{', '.join(row)}]}}\n"
        for at, row in enumerate(many)
    )
    text = (
        f"discount_rate: {rate}\ntiming: {timing}\nperiod: {period}\nlines:\n{lines}"
        f"drivers: {{benefit_delay_months: {delay}, adoption_speed: {speed}}}\n"
        f"scenarios: {{other: {{costs: {factor}, discount_rate: 0.3}}}}\n"
    )
    assert json.dumps(audit_business_case(business(text)).as_dict(), allow_nan=False)


def test_the_example_case_holds_together(example_case: Path) -> None:
    case, warnings = open_business_case(example_case / "business_case.yaml")
    found = audit_business_case(case, warnings)
    assert warnings == ()
    assert found.metrics.npv is not None
    assert found.metrics == evaluate(case)
