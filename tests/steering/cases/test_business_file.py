"""A business case that is not as it should be: every reason at once, with file, row, path and cure."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.cases.business import BusinessCase, Cashflows, Driver, Stated
from steering.cases.business_file import open_business_case, read_business
from steering.cases.line import Line
from steering.cases.yaml_reader import parse_yaml
from steering.cases.yaml_writer import dump_yaml
from steering.errors import FileRefused
from tests.steering.finance.business_cases import KNOWN, business, problems_of

STATED = "stated:\n  - {metric: npv, value: 10.8}\n"
NET = "discount_rate: 0.1\ncashflows: {net: [-100, 60, 60]}\n"
APART = "discount_rate: 0.1\ncashflows: {costs: [100, 0], benefits: [0, 120]}\n"
# What only a programmer would understand.
INTERNALS = ("pydantic", "Input should", "dataclass", "tuple", "dict", "ctx", "Decimal", "function-")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("discount_rate: 0.10", "", "business_case.yaml, row 1: found nothing; expected the key 'discount_rate'"),
        ("discount_rate: 0.10", "discount_rate: -1", "row 5, discount_rate: found '-1'; expected an annual rate above"),
        ("discount_rate: 0.10", "discount_rate: ten%", "row 5, discount_rate: found 'ten%'; expected a number such as"),
        ("currency: USD", "curency: USD", "row 1, curency: found the key 'curency'; expected a known key. Did you me"),
        ("unit: 1000000", "unit: 0", "row 2, unit: found '0'; expected a unit above 0"),
        ("period: year", "period: week", "row 3, period: found 'week'; expected one of 'year', 'quarter' or 'month'"),
        ("periods: 3", "periods: 601", "row 4, periods: found '601'; expected a number of at most 600"),
        ("periods: 3", "periods: 4", "lines[0].values: found 4 figures; expected 5: today and 4 periods"),
        ("timing: end", "timing: late", "row 6, timing: found 'late'; expected one of 'end', 'mid', 'start' or 'spli"),
        ("[0, 15, 10, 10]", "[0, 15, 10]", "row 8, lines[0].values: found 3 figures; expected 4: today and 3 periods"),
        ("[0, 15, 10, 10]", "[]", "row 8, lines[0].values: found 0 figures; expected 4"),
        ("[0, 15, 10, 10]", "15", "row 8, lines[0].values: found '15'; expected a list"),
        ("[0, 15, 10, 10]", "[0, 15 m, 10, 10]", "row 8, lines[0].values[1]: found '15 m'; expected a plain number"),
        ("[0, 15, 10, 10]", "[0, 1e16, 10, 10]", "lines[0].values[1]: found '1e16'; expected an amount between -10^15"),
        ("[0, 15, 10, 10]", "[0, .nan, 10, 10]", "lines[0].values[1]: found '.nan'; expected a plain number"),
        ("kind: cost", "kind: costs", "row 8, lines[0].kind: found 'costs'; expected one of 'cost' or 'benefit'"),
        ("id: gains", "id: platform", "row 9, lines[1].id: found 'platform'; expected an id used once"),
        ("low: 0.9, high: 1.25", "low: 1.3, high: 1.25", "row 8, lines[0].low: found 1.3; expected at most `high`, 1"),
        ("low: 0.9, high: 1.25", "low: 1.1, high: 1.25", "lines[0].low: found 1.1 to 1.25; expected a range around"),
        ("low: 0.9, high: 1.25", "low: -1, high: 1.25", "lines[0].low: found '-1'; expected a factor from 0"),
        ("low: 0.9, high: 1.25", "low: 0, distribution: lognormal", "lines[0].low: found 0; expected above 0"),
        ("scales_with: adoption", "scales_with: luck", "row 9, lines[1].scales_with: found 'luck'; expected one of"),
        ("scales_with: adoption", "follows_cost: {above: 0}", "lines[1].follows_cost: found a benefit line; expected"),
        ("scales_with: adoption", "risk_adjustment: 15", "lines[1].risk_adjustment: found '15'; expected a share from"),
        ("benefit_factor", "benefit_faktor", "row 12, drivers.benefit_faktor: found 'benefit_faktor'; expected one of"),
        ("high: 1.1", "high: 0.4", "row 12, drivers.benefit_factor.low: found 0.5; expected at most `high`, 0.4"),
        ("low: 0, high: 12", "low: -1, high: 12", "row 11, drivers.benefit_delay_months.low: found -1; expected mont"),
        ("worst: {benefits: 0.8", "worst: {benefits: lots", "row 14, scenarios.worst.benefits: found 'lots'; expecte"),
        ("worst: {benefits: 0.8", "worst: {benefts: 0.8", "row 14, scenarios.worst.benefts: found the key 'benefts'"),
        ("worst: {benefits: 0.8", "worst: {lines.gain: 0.8", "scenarios.worst.lines.gain: found 'gain'; expected the"),
        ("worst: {benefits: 0.8", "worst: {lines: {gain: 1}", "scenarios.worst.lines.gain: found 'gain'; expected th"),
        ("worst: {benefits: 0.8", "worst: {lines.gains: x", "row 14, scenarios.worst.lines.gains: found 'x'; expecte"),
        ("worst: {benefits: 0.8", "worst: {drivers.speed: 1", "scenarios.worst.drivers.speed: found 'speed'; expected"),
        ("worst: {benefits: 0.8", "worst: {drivers.adoption_speed: 0", "drivers.adoption_speed: found 0; expected a"),
        ("worst: {benefits: 0.8", "worst: {discount_rate: -2", "scenarios.worst.discount_rate: found '-2'; expected"),
        (
            "worst: {benefits: 0.8", "worst: {discount_rate: 0.2, drivers.discount_rate: 0.2",
            "scenarios.worst.discount_rate: found the discount rate twice",
        ),
        (
            "worst: {benefits: 0.8", "worst: {lines.gains: 1, lines: {gains: 1}",
            "scenarios.worst.lines.gains: found lines.gains twice; expected it once",
        ),
    ],
)  # fmt: skip
def test_in_the_case(old: str, new: str, expected: str) -> None:
    assert old in KNOWN
    found = [str(problem) for problem in problems_of(KNOWN.replace(old, new, 1))]
    assert any(expected in problem for problem in found), found
    assert all(problem.startswith("business_case.yaml") for problem in found)
    assert not [problem for problem in found for word in INTERNALS if word in problem]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            "{metric: nvp, value: 1}",
            "row 17, stated[0].metric: found 'nvp'; expected a metric of a business case. Did you",
        ),
        ("{metric: npv, value: much}", "row 17, stated[0].value: found 'much'; expected a plain number such as 13.7"),
        ("{metric: npv}", "row 17, stated[0]: found nothing; expected the key 'value'"),
        ("{metric: npv, value: true}", "stated[0].value: found 'True'; expected a number, as npv is"),
        ("{metric: npv, value: [1, 2]}", "stated[0].value: found a list; expected one number, as npv is"),
        ("{metric: npv, value: 28%}", "stated[0].value: found '28%'; expected an amount in the file's unit"),
        ("{metric: payback_months, value: 28%}", "stated[0].value: found '28%'; expected a number of months"),
        ("{metric: positive_in_all_scenarios, value: 1}", "stated[0].value: found '1'; expected true or false"),
        ("{metric: npv, value: 1, scenario: wurst}", "stated[0].scenario: found 'wurst'; expected a scenario of this"),
        (
            "{metric: npv, value: 1, at: {lines.gain: 1}}",
            "row 17, stated[0].at.lines.gain: found 'gain'; expected the id",
        ),
        ("{metric: npv, value: 1, at: 0.2}", "row 17, stated[0].at: found '0.2'; expected keys and values"),
    ],
)
def test_in_what_is_stated(stated: str, expected: str) -> None:
    found = [str(problem) for problem in problems_of(f"{KNOWN}stated:\n  - {stated}\n")]
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("discount_rate: 0.1\n", "found no lines and no cashflows; expected one of the two"),
        ("discount_rate: 0.1\nlines: []\n", "row 2, lines: found no lines and no cashflows"),
        (KNOWN + "cashflows: {net: [1, 2, 3, 4]}\n", "row 16, cashflows: found lines and cashflows both"),
        (APART.replace("costs: [100, 0], ", ""), "row 2, cashflows: found no costs; expected costs and benefits, or"),
        (APART.replace("{costs", "{net: [1, 2], costs"), "row 2, cashflows.net: found net beside costs or benefits"),
        (APART.replace("[0, 120]", "[0, 1, 2]"), "row 2, cashflows.costs: found 2 figures; expected 3"),
        (NET + "timing: split\n", "row 3, timing: found 'split' for net flows; expected end, mid or start"),
        (NET.replace("[-100, 60, 60]", "[-100]"), "cashflows.net: found 1 figures; expected today and at least one p"),
        (NET.replace("[-100, 60, 60]", str([1] * 602)), "cashflows.net: found 602 figures; expected at most 601"),
        (NET + "dates: [2026-01-01, 2026-02-01]\n", "row 3, dates: found 2 dates; expected 3, one for each figure"),
        (NET + "dates: [2026-01-01, 2026-01-01, 2026-01-01]\n", "row 3, dates: found all flows on 2026-01-01"),
        (NET + "dates: [2026-01-01, 2026-02-30, 2026-03-01]\n", "dates[1]: found '2026-02-30'; expected a date as YY"),
        (NET + "dates: [1900-01-01, 2026-02-01, 2199-03-01]\n", "dates: found 1900-01-01 to 2199-03-01; expected at"),
        (NET + "drivers: {cost_factor: 1.1}\n", "drivers.cost_factor: found cost_factor with net flows"),
        (NET + "scenarios: {worst: {benefits: 0.8}}\n", "scenarios.worst: found a factor on benefits or costs of net"),
        (
            APART + "dates: [2026-01-01, 2026-02-01]\ndrivers: {adoption_speed: 0.8}\n",
            "drivers.adoption_speed: found adoption_speed with dates",
        ),
        (
            NET.replace("]}", "], dates: [2026-01-01, 2026-02-01, 2026-03-01]}")
            + "dates: [2026-01-01, 2026-02-01, 2026-03-01]\n",
            "row 3, dates: found dates here and within cashflows; expected dates once",
        ),
        (NET + "discount_rate: 0.2\n", "discount_rate: found the key 'discount_rate' twice"),
        (NET + f"scenarios: {{{', '.join(f's{n}: {{}}' for n in range(51))}}}\n", "expected at most 50 scenarios"),
    ],
)  # fmt: skip
def test_in_its_shape(text: str, expected: str) -> None:
    found = [str(problem) for problem in problems_of(text)]
    assert any(expected in problem for problem in found), found


def test_too_many_lines() -> None:
    line = "  - {id: a%d, kind: cost, values: [0, 1]}\n"
    text = "discount_rate: 0.1\nlines:\n" + "".join(line % index for index in range(501))
    assert [problem.expected for problem in problems_of(text)] == ["at most 500 lines, and these are 501"]


def test_all_problems_are_told_at_once() -> None:
    text = KNOWN.replace("[0, 15, 10, 10]", "[0, x, y, 10]").replace("period: year", "period: week")
    assert len(problems_of(text)) == 3


KEYS = [field for model in (BusinessCase, Line, Stated, Cashflows, Driver) for field in model.__dataclass_fields__]
MISTAKES = [
    ("discount_rate: 0.10", "discount_rate: -1", "discount_rate"),
    ("period: year", "period: week", "period"),
    ("[0, 15, 10, 10]", "[0, 15, x, 10]", "lines[0].values[2]"),
    ("kind: cost", "kind: costs", "lines[0].kind"),
    ("low: 0.5, high: 1.1", "low: half, high: 1.1", "drivers.benefit_factor.low"),
    ("best: {benefits: 1.2", "best: {benefits: lots", "scenarios.best.benefits"),
    ("label: Platform", "labl: Platform", "lines[0].labl"),
    ("timing: end", "timing: late", "timing"),
]
DISAGREEMENTS = [
    ("worst: {benefits: 0.8", "worst: {lines.gain: 0.8", "scenarios.worst.lines.gain"),
    ("id: gains", "id: platform", "lines[1].id"),
    ("[0, 8, 18, 24]", "[0, 8, 18]", "lines[1].values"),
    ("low: 0, high: 12", "low: -1, high: 12", "drivers.benefit_delay_months.low"),
    ("worst: {benefits: 0.8", "worst: {drivers.speed: 1", "scenarios.worst.drivers.speed"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[path for _, _, path in MISTAKES])
@pytest.mark.parametrize("other", DISAGREEMENTS, ids=[path for _, _, path in DISAGREEMENTS])
def test_a_value_that_is_wrong_hides_no_disagreement(mistake: tuple[str, ...], other: tuple[str, ...]) -> None:
    text = KNOWN.replace(mistake[0], mistake[1], 1).replace(other[0], other[1], 1)
    assert [problem.column for problem in problems_of(text)] == [mistake[2], other[2]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lines:": "lins:", "worst: {": "worst: {lines.gains: 1, "}, ["lins"]),
        ({"scenarios:": "scenario:"}, ["scenario"]),
        ({"scenarios:": "scenarios: none\nscenaros:"}, ["scenarios", "scenaros"]),
        ({"id: gains": "id: the gains", "worst: {": "worst: {lines.the gains: 1, "}, ["lines[1].id"]),
        ({"id: gains, ": "", "worst: {": "worst: {lines.gains: 1, "}, ["lines[1]"]),
        ({"periods: 3": "periods: three", "[0, 8, 18, 24]": "[0, 8, 18]"}, ["periods"]),
        ({"discount_rate: 0.10": "discount_rate: ten", "factor: {low": "factor: 1\n  discount_rate: {low"},
         ["discount_rate"]),
        ({"low: 0.9, high: 1.25": "low: 1.3, high: x"}, ["lines[0].high"]),
        ({"kind: benefit": "kind: gain", "productivity": "people"}, ["lines[1].kind"]),
    ],
)  # fmt: skip
def test_what_may_only_follow_from_a_mistake_is_not_told(changes: dict[str, str], expected: list[str]) -> None:
    text = KNOWN
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    found = problems_of(text + "stated:\n  - {metric: npv, scenario: worst, value: 1}\n")
    assert [problem.column for problem in found] == expected


def test_a_mistake_that_shows_behind_another_is_told_too() -> None:
    line = "  - {id: a%d, kind: cost, values: [0, 1]}\n"
    lines = "".join(line % index for index in range(501)).replace("[0, 1]", "[0, x]", 1)
    found = [str(problem) for problem in problems_of(f"discount_rate: 0.1\nlines:\n{lines}")]
    assert ["lines[0].values[1]" in found[0], "at most 500 lines" in found[1], len(found)] == [True, True, 2]


ANY = st.recursive(
    st.sampled_from(["", "0", "x", "-1", "npv", "a b", "lines", "2026-01-01"]) | st.none(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(KEYS), part, max_size=4),
    max_leaves=12,
)


def test_each_of_several_wrong_rates_of_an_index_is_told_with_its_place() -> None:
    text = "discount_rate: 0.1\nindexes:\n  wages: [0.02, '', much]\n"
    _, problems = read_business(parse_yaml(text, "business_case.yaml"))
    assert [problem.column for problem in problems if problem.row == 3] == ["indexes.wages[1]", "indexes.wages[2]"]


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), ANY, max_size=8))
def test_whatever_the_shape_it_is_judged_and_no_problem_is_told_twice(tree: dict[str, Any]) -> None:
    case, problems = read_business(parse_yaml(dump_yaml(tree), "business_case.yaml"))
    assert case is not None or any(problem.severity == "error" for problem in problems)
    told = [str(problem) for problem in problems]
    assert len(told) == len(set(told))


class TestWarnings:
    @pytest.mark.parametrize(
        ("old", "new", "place"),
        [
            ("[0, 15, 10, 10]", "[0, 15, -10, 10]", "lines[0].values[2]"),
            ("category: productivity", "category: produktivity", "lines[1].category"),
            ("benefit_factor:", "discount_rate: {value: 0.12}\n  benefit_factor:", "drivers.discount_rate.value"),
            ("  best:", "  Base:", "scenarios.Base"),
        ],
    )
    def test_leave_the_case_acceptable(self, old: str, new: str, place: str) -> None:
        found = problems_of(KNOWN.replace(old, new))
        assert [(problem.severity, problem.column) for problem in found] == [("warning", place)]
        assert business(KNOWN.replace(old, new)).last == 3

    def test_net_flows_may_be_negative(self) -> None:
        assert problems_of(NET) == []


# Every key that there is.
FULL = """\
title: One platform
currency: USD
unit: 1000000            # figures below are in millions
period: year
periods: 3
start: 2026-11
discount_rate: 0.10
hurdle_rate: 0.15
timing: end
finance_rate: 0.08
reinvest_rate: 0.12
source: Finance department
lines:
  - id: platform_team
    label: Platform team
    kind: cost
    category: people
    values: [0, 6.0, 3.6, {value: 3.6, source: Staffing plan, confidence: medium, as_of: 2026-10}]
    low: 0.9
    high: 1.25
    distribution: triangular
    follows_cost: {above: 0.4}
    source: Staffing plan
    confidence: high
    as_of: 2026-10
  - id: faster_deployment
    label: Faster deployment
    kind: benefit
    category: productivity
    values: [0, 2.0, 4.0, 5.0]
    scales_with: adoption
    risk_adjustment: 0.15
drivers:
  benefit_delay_months: {value: 0, low: 0, high: 12}
  cost_factor: 1.05
scenarios:
  worst: {benefits: 0.8, costs: 1.2, lines.platform_team: 1.1, drivers.benefit_delay_months: 6, discount_rate: 0.12}
  plan: {}
stated:
  - {metric: npv, value: 13.7, source: "slide 7"}
  - {metric: npv, scenario: worst, value: -4, source: "table 5", confidence: low, as_of: 2026-10}
  - {metric: npv, at: {discount_rate: 0.2}, value: 7.2}
  - {metric: irr_roots, value: [28%]}
"""


class TestWhatIsKept:
    def test_every_key_at_once(self) -> None:
        assert problems_of(FULL) == []
        case = business(FULL)
        assert case.lines[0].follows_cost is not None
        assert case.lines[0].follows_cost.above == Decimal("0.4")
        assert case.driver("cost_factor") == Decimal("1.05")
        assert case.driver("discount_rate") == Decimal("0.10")
        assert case.scenarios["worst"].lines == {"platform_team": Decimal("1.1")}
        assert case.scenarios["worst"].drivers == {"benefit_delay_months": Decimal(6)}

    def test_defaults(self) -> None:
        case = business("discount_rate: 0.1\ncashflows: {net: [-1, 2, 3]}\n")
        assert (case.timing, case.period, case.unit, case.last) == ("end", "year", 1, 2)
        assert (case.finance_rate, case.reinvest_rate, case.apart) == (None, None, False)

    @pytest.mark.parametrize(
        ("written", "kept"),
        [("0.30", "0.30"), ("28%", "0.28"), ("28.0%", "0.280"), ("-4", "-4"), ("+1.50", "1.50")],
    )
    def test_stated_figures_keep_their_decimals(self, written: str, kept: str) -> None:
        case = business(f"{KNOWN}stated: [{{metric: irr, value: {written}}}]\n")
        value = case.stated[0].value
        assert isinstance(value, Decimal)
        assert value.as_tuple() == Decimal(kept).as_tuple()

    def test_dotted_and_nested_keys_mean_the_same(self) -> None:
        dotted = business(KNOWN.replace("{benefits: 0.8,", "{lines.gains: 0.8, drivers.cost_factor: 1.1,"))
        nested = business(KNOWN.replace("{benefits: 0.8,", "{lines: {gains: 0.8}, drivers: {cost_factor: 1.1},"))
        assert dotted == nested
        assert dotted.scenarios["worst"].lines == {"gains": Decimal("0.8")}

    def test_figures_may_carry_their_source(self) -> None:
        case = business(KNOWN.replace("[0, 15,", "[0, {value: 15, source: Budget, confidence: high, as_of: 2026-10},"))
        assert case.lines[0].values[1].source == "Budget"
        assert case.lines[0].name == "Platform"
        assert case.lines[1].name == "gains"

    def test_dates_may_stand_with_the_flows(self) -> None:
        case = business(NET.replace("]}", "], dates: [2026-01-01, 2027-01-01, 2028-01-01]}"))
        assert len(case.days) == 3


class TestFile:
    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "business.yaml: found an empty file"),
            (b"- 1\n", "business.yaml: found no keys"),
            (b"title: \xe9\n", "business.yaml: found a byte that is not UTF-8 at position 7"),
            (b"a: [1\n", "business.yaml, row 2"),
            (b"x" * 5_000_001, "business.yaml: found a file of over 5 MB"),
        ],
    )  # fmt: skip
    def test_that_is_none(self, tmp_path: Path, content: bytes, expected: str) -> None:
        path = tmp_path / "business.yaml"
        path.write_bytes(content)
        with pytest.raises(FileRefused) as refused:
            open_business_case(path)
        assert str(refused.value.problems[0]).startswith(expected)

    def test_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="No such file or directory"):
            open_business_case(tmp_path / "none.yaml")
        with pytest.raises(FileRefused, match="Is a directory"):
            open_business_case(tmp_path)

    def test_with_its_warnings(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.yaml"
        path.write_text("\ufeff" + KNOWN.replace("[0, 15,", "[0, -15,"), encoding="utf-8")
        case, warnings = open_business_case(path)
        assert isinstance(case, BusinessCase)
        assert [problem.file for problem in warnings] == ["mine.yaml"]


@given(st.data())
@settings(max_examples=200)
def test_any_text_in_any_place_is_a_problem_or_a_case(data: st.DataObject) -> None:
    lines = KNOWN.splitlines() + STATED.splitlines()
    index = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[index])))
    lines[index] = lines[index][:start] + data.draw(st.text(max_size=8)) + lines[index][start:]
    case, problems = read_business(parse_yaml("\n".join(lines), "business_case.yaml"))
    assert case is not None or problems
