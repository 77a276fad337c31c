"""What is refused of the figures that lines are worked out from, of options and rates: place and cure."""

from __future__ import annotations

import pytest

from tests.steering.finance.business_cases import problems_of

# Each line of a case is one row, so that a place can be told by its text.
HEAD = """\
discount_rate: 10%
currency: USD
periods: 3
inputs:
  people: 40
indexes:
  wages: 3%
options:
  - {id: keep, label: Keep, baseline: true}
  - {id: buy, label: Buy}
option: buy
lines:
  - {id: gain, kind: benefit, amount: 5, quantity: people, growth: wages}
"""

# A row that is added to the case, the key of its place, what is found, what is expected and how to cure it.
LINES = [
    ("kind: cost, amount: 1, values: [1, 1, 1, 1]", "amount", "values and an amount", "one of the two", "Remove one"),
    ("kind: cost, values: [1, 1, 1, 1], begins: 1", "begins", "begins beside values", "values, or begins", "Remove it"),
    ("kind: cost, values: [1, 1, 1, 1], ends: 1", "ends", "ends beside values", "values, or ends", "Remove it"),
    ("kind: cost, amount: 1, ends: 4", "ends", "4", "a period up to 3", "Lower it"),
    ("kind: cost, amount: 1, begins: 3, ends: 2", "ends", "begins in period 3 and ends in 2", "ends later", "Correct"),
    ("kind: cost, amount: 1, begins: 4", "begins", "begins in period 4 and ends in 3", "ends later", "Correct one"),
    ("kind: cost, quantity: poeple", "quantity", "'poeple'", "the name of an input", "Did you mean 'people'?"),
    ("kind: cost, price: [3, rate]", "price", "'rate'", "a number or the name of an input", "Add it to `inputs:`"),
    ("kind: cost, amount: 1, share: part", "share", "'part'", "the name of an input", "Add it to `inputs:`"),
    ("kind: cost, amount: 1, growth: wage", "growth", "'wage'", "the name of an index", "Did you mean 'wages'?"),
    ("kind: cost, amount: 1, options: [build]", "options", "'build'", "the id of an option", "Add it to `options:`"),
    ("kind: cost, amount: 1, prices: real", "prices", "without inflation", "or the inflation between", "`inflation:`"),
    ("kind: cost, amount: 1, currency: EUR", "currency", "EUR", "USD, or a currency with its", "`exchange_rates:"),
    ("kind: cost, amount: 1, end_value: {}", "end_value", "nothing", "one of amount, share and growth", "as an amount"),
    ("kind: cost, amount: 1, end_value: {amount: 1, share: 1}", "end_value", "amount and share", "one of", "Give"),
    ("kind: cost, amount: 1, end_value: {growth: 10%}", "growth", "0.10", "below the discount rate, 0.10", "Lower it"),
    (
        "kind: benefit, amount: 1, depreciation: {method: straight_line, years: 2}",
        "depreciation",
        "of a benefit",
        "a capital cost",
        "make the line a cost",
    ),
    (
        "kind: cost, amount: 1, depreciation: {method: table}",
        "depreciation",
        "no shares",
        "the share of each year",
        "Add `shares:`",
    ),
    (
        "kind: cost, amount: 1, depreciation: {method: table, shares: [60%, 50%]}",
        "shares",
        "1.10 in all",
        "at most 1",
        "Correct",
    ),
    (
        "kind: cost, amount: 1, depreciation: {method: straight_line}",
        "depreciation",
        "without years",
        "the years of use",
        "Add `years:`",
    ),
    (
        "kind: cost, amount: 1, depreciation: {method: declining_balance}",
        "depreciation",
        "no rate",
        "written off a year",
        "Add `rate:`",
    ),
]

# What is put into the case in place of something else, likewise.
CASES = [
    (
        "  people: 40\n",
        "  people: {values: [1, 2]}\n",
        "values",
        "2 figures",
        "4: today and 3 periods",
        "Add or remove",
    ),
    ("  people: 40\n", "  people: {unit: heads}\n", "people", "no value", "a value, or values", "Give one value"),
    (
        "  people: 40\n",
        "  people: {value: 1, values: [1, 1, 1, 1]}\n",
        "people",
        "a value and values",
        "or values",
        "one",
    ),
    (
        "  people: 40\n",
        "  people: {value: 40, low: 50, high: 60}\n",
        "low",
        "50 to 60",
        "around the value, 40",
        "Widen",
    ),
    (
        "label: Buy}\n",
        "label: Buy}\n  - {id: buy, label: Again}\n",
        "id",
        "'buy'",
        "an id used once",
        "Give it another id",
    ),
    (", baseline: true", "", "options", "no baseline", "one baseline", "`baseline: true`"),
    ("label: Buy}", "label: Buy, baseline: true}", "options", "2 baselines: keep, buy", "one baseline", "Mark"),
    ("option: buy\n", "option: by\n", "option", "'by'", "the id of an option", "Did you mean 'buy'?"),
    ("option: buy\n", "", None, "none that is asked for", "the key 'option'", "Add `option:`"),
    (
        "periods: 3\n",
        "periods: 3\nlater_rates: [{after_year: 3, rate: 3%}, {after_year: 2, rate: 2%}]\n",
        "after_year",
        "2",
        "a year after 3",
        "Put them in order",
    ),
    (
        "periods: 3\n",
        "periods: 3\noptimism_bias: [{lines: [gian], share: 1, reference_class: IT, source: A}]\n",
        "lines",
        "'gian'",
        "the id of a line",
        "Did you mean 'gain'?",
    ),
    (
        "periods: 3\n",
        "periods: 3\noptimism_bias: [{lines: [gain], share: 1, reference_class: IT, source: A}]\n",
        "lines",
        "'gain', a benefit",
        "lines of costs",
        "Remove it",
    ),
    (
        "periods: 3\n",
        "periods: 3\nstated: [{metric: npv, value: 1, option: bye}]\n",
        "option",
        "'bye'",
        "the id of an option",
        "Did you mean 'buy'?",
    ),
    (
        "periods: 3\n",
        "periods: 3\nstated: [{metric: npv, value: 1, against: none}]\n",
        "against",
        "'none'",
        "the id of an option",
        "Add the option",
    ),
    (
        "periods: 3\n",
        "periods: 3\nscenarios: {low: {inputs.peopel: 3}}\n",
        "peopel",
        "'peopel'",
        "the name of an input",
        "Did you mean 'people'?",
    ),
]


def whole(row: str = "") -> str:
    return HEAD + (f"  - {{id: added, {row}}}\n" if row else "")


def test_the_case_itself_is_without_problems() -> None:
    assert problems_of(whole()) == []


@pytest.mark.parametrize(("row", "key", "found", "expected", "remedy"), LINES)
def test_a_line_that_can_t_be_worked_out(row: str, key: str, found: str, expected: str, remedy: str) -> None:
    text = whole(row)
    (problem,) = (problem for problem in problems_of(text) if problem.severity == "error")
    assert (problem.file, problem.row) == ("business_case.yaml", len(text.splitlines()))
    assert str(problem.column).startswith("lines[1].")
    assert str(problem.column).endswith(key)
    assert found in problem.found
    assert expected in problem.expected
    assert remedy in problem.remedy


@pytest.mark.parametrize(("before", "after", "key", "found", "expected", "remedy"), CASES)
def test_what_lines_refer_to(before: str, after: str, key: str | None, found: str, expected: str, remedy: str) -> None:
    assert before in whole()
    text = whole().replace(before, after)
    (problem,) = (problem for problem in problems_of(text) if problem.severity == "error")
    assert problem.file == "business_case.yaml"
    assert problem.row is not None
    assert str(problem.column).endswith(str(key))
    assert found in problem.found
    assert expected in problem.expected
    assert remedy in problem.remedy


@pytest.mark.parametrize("key", ["amount: 1", "growth: 3%", "timing: mid", "end_value: {amount: 1}"])
def test_what_goes_by_period_has_no_place_among_dates(key: str) -> None:
    line = f"id: run, kind: cost, {key}" if key.startswith("amount") else f"id: run, kind: cost, values: [1, 1], {key}"
    text = f"discount_rate: 10%\ndates: [2026-01-01, 2027-01-01]\nlines:\n  - {{{line}}}\n"
    problem = next(problem for problem in problems_of(text) if "with dates" in problem.found)
    assert (problem.row, problem.column) == (4, f"lines[0].{key.split(':')[0]}")
    assert "values on their dates" in problem.expected
    assert "`values`" in problem.remedy


def test_a_currency_without_the_case_s_own() -> None:
    text = whole("kind: cost, amount: 1, currency: EUR").replace("currency: USD\n", "")
    (problem,) = problems_of(text)
    assert (problem.found, problem.expected) == ("EUR in a case without currency", "both")
    assert problem.remedy == "Add `currency:` to the case: the one that its figures are shown in."


def test_options_of_flows_without_lines() -> None:
    text = whole().split("lines:\n")[0] + "cashflows: {net: [-1, 1, 1, 1]}\n"
    (problem,) = (problem for problem in problems_of(text) if problem.severity == "error")
    assert (problem.column, problem.found) == ("options", "options of cash flows")


def test_an_option_that_starts_later_among_dates() -> None:
    text = whole().replace("label: Buy}", "label: Buy, starts_after: 1}").replace("periods: 3\n", "")
    dated = text.replace("currency: USD\n", "currency: USD\ndates: [2026-01-01, 2027-01-01]\n")
    found = [problem.found for problem in problems_of(dated)]
    assert "periods with dates" in found


def test_every_problem_is_told_at_once() -> None:
    text = whole(LINES[0][0])
    for number, (row, *_) in enumerate(LINES[1:]):
        text += f"  - {{id: more_{number}, {row}}}\n"
    rows = {problem.row for problem in problems_of(text) if problem.severity == "error"}
    first = len(HEAD.splitlines()) + 1
    assert rows == set(range(first, first + len(LINES)))


def test_a_rate_that_its_parts_do_not_give_is_a_warning() -> None:
    parts = "cost_of_capital: {equity_share: 60%, cost_of_equity: 12%, cost_of_debt: 6%, tax_rate: 25%}\n"
    (problem,) = problems_of(whole().replace("periods: 3\n", f"periods: 3\n{parts}"))
    assert (problem.severity, problem.row, problem.column) == ("warning", 1, "discount_rate")
    assert "give 0.090000" in problem.found
    assert problems_of(whole().replace("periods: 3\n", f"periods: 3\n{parts}").replace("10%", "9%")) == []


def test_an_input_of_no_line_is_a_warning() -> None:
    (problem,) = problems_of(whole().replace("  people: 40\n", "  people: 40\n  hours: 2\n"))
    assert (problem.severity, problem.row, problem.column) == ("warning", 6, "inputs.hours")
    assert problem.found == "an input of no line"


def test_an_input_that_is_0_can_t_be_changed_by_a_scenario() -> None:
    text = whole().replace("  people: 40\n", "  people: 0\n") + "scenarios: {low: {inputs.people: 3}}\n"
    (problem,) = (problem for problem in problems_of(text) if problem.severity == "error")
    assert "an input that is 0" in problem.found
    assert problem.remedy == "Change the lines that use it instead."
