"""Prices, exchange rates, capital costs, inputs and options as the financial review asks about them."""

from __future__ import annotations

import pytest

from steering.review.checklist import ChecklistItem
from steering.status import Status
from tests.steering.review.subjects import SAID, columns, item, lines

COST = f"id: run, label: Running, kind: cost, values: [0, 9, 9, 9], {SAID}"
GAIN = f"id: gain, label: Time saved, kind: benefit, category: productivity, values: [0, 12, 16, 21], low: 0.8, {SAID}"
EURO = "exchange_rates: {{EUR: {{rate: 1.1, date: {day}, source: {source}}}}}\n"
PARTS = "cost_of_capital: {{equity_share: 50%, cost_of_equity: 14%, cost_of_debt: 8%, tax_rate: 25%{source}}}\n"


def prices(*written: str, more: str) -> ChecklistItem:
    return item(lines(*(written or (COST, GAIN)), more=more), "prices")


def test_a_case_of_one_kind_of_prices_is_not_asked() -> None:
    found = item(lines(COST, GAIN), "prices")
    assert (found.state, found.places) == (Status.NOT_APPLICABLE, ())


@pytest.mark.parametrize(
    ("day", "source", "state"),
    [
        ("2026-09-02", "Central bank", Status.PASSED),
        ("2026-09-01", "Central bank", Status.PASSED),
        ("2026-08-31", "Central bank", Status.FAILED),
        ("2026-11-02", "tbd", Status.FAILED),
    ],
)
def test_an_exchange_rate_is_of_the_last_ninety_days_and_somebody_s(day: str, source: str, state: Status) -> None:
    found = prices(f"{COST}, currency: EUR", GAIN, more=EURO.format(day=day, source=source))
    assert found.state is state
    expected = {"tbd": ["exchange_rates.EUR.source"]}.get(source, ["exchange_rates.EUR.date"])
    assert columns(found) == (expected if state is Status.FAILED else [])


@pytest.mark.parametrize(
    ("source", "state"), [("", Status.FAILED), (", source: '?'", Status.FAILED), (", source: Treasury", Status.PASSED)]
)
def test_the_parts_of_the_cost_of_capital_come_from_somewhere(source: str, state: Status) -> None:
    found = prices(more=PARTS.format(source=source))
    assert found.state is state
    assert columns(found) == (["cost_of_capital.source"] if state is Status.FAILED else [])


@pytest.mark.parametrize(
    ("kind", "source", "asked"),
    [
        ("real", "Nominal rate of the treasury", True),
        ("real", "Real rate of the treasury", False),
        ("real", "Real rate from the nominal one by Fisher", False),
        ("nominal", "Real rate of the treasury", True),
        ("nominal", "Real estate desk", False),
    ],
)
def test_a_rate_whose_source_names_the_other_kind_is_for_a_person(kind: str, source: str, asked: bool) -> None:
    more = f"prices: {kind}\ninflation: 2%\ndrivers: {{discount_rate: {{value: 0.1, source: {source}}}}}\n"
    found = prices(more=more)
    assert found.state is (Status.TO_JUDGE if asked else Status.PASSED)
    assert columns(found) == (["drivers.discount_rate.source"] if asked else [])


@pytest.mark.parametrize(
    ("growth", "asked"), [("2%", True), ("3.5%", True), ("1.9%", False), ("wages", True), ("hardware", False)]
)
def test_real_prices_that_grow_as_fast_as_inflation_are_for_a_person(growth: str, asked: bool) -> None:
    more = "prices: real\ninflation: 2%\nindexes: {wages: [1%, 3%], hardware: 1%}\n"
    found = prices(f"{COST}, growth: {growth}", GAIN, more=more)
    assert columns(found) == (["lines[0].growth"] if asked else [])


def test_lines_of_both_kinds_of_prices_are_for_a_person() -> None:
    found = prices(f"{COST}, prices: real", GAIN, more="inflation: 2%\n")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[0].prices"])


KIT = f"id: kit, label: {{name}}, kind: cost, category: {{category}}, values: [30, 0, 0, 0], {SAID}"


@pytest.mark.parametrize(
    ("name", "category", "more", "state"),
    [
        ("Servers", "capex", "", Status.FAILED),
        ("Purchase of servers", "one-off", "", Status.TO_JUDGE),
        ("Training", "one-off", "", Status.PASSED),
        ("Servers", "capex", ", depreciation: {method: straight_line, years: 3}", Status.PASSED),
        ("Servers", "capex", ", taxable: false", Status.PASSED),
    ],
)
def test_a_capital_cost_is_written_off_where_tax_is_paid(name: str, category: str, more: str, state: Status) -> None:
    kit = KIT.format(name=name, category=category) + more
    assert item(lines(kit, GAIN, more="tax: {rate: 25%}\n"), "capital").state is state
    if "depreciation" not in more:
        assert item(lines(kit, GAIN), "capital").state is Status.NOT_APPLICABLE


OPTIONS = """\
option: {asked}
options:
  - {{id: nothing, label: {baseline}, baseline: true}}
  - {{id: buy, label: Buy{summary}}}
  - {{id: build, label: Build}}
"""
CHOICE = (
    f"id: fee, label: Fee, kind: cost, values: [0, 4, 4, 4], options: [buy], {SAID}",
    f"id: team, label: Team, kind: cost, values: [0, 9, 9, 9], options: [build], {SAID}",
    f"{GAIN}, options: [buy, build]",
)


def options(asked: str = "buy", baseline: str = "Do nothing", summary: str = "") -> ChecklistItem:
    more = OPTIONS.format(asked=asked, baseline=baseline, summary=summary)
    return item(lines(*CHOICE, more=more), "options")


def test_the_best_of_three_ways_passes() -> None:
    found = options()
    assert (found.state, found.places) == (Status.PASSED, ())
    assert "Buy is worth most against Do nothing" in found.why


def test_another_way_than_the_best_is_asked_for_without_a_reason() -> None:
    found = options(asked="build")
    assert (found.state, columns(found)) == (Status.FAILED, ["options[2].summary"])
    # 5 a year more for three years at 10%.
    assert "Buy is worth" in found.why


def test_a_reason_is_for_a_person_to_read() -> None:
    more = OPTIONS.format(asked="build", baseline="Do nothing", summary="").replace(
        "label: Build", "label: Build, summary: The vendor of the other one may close"
    )
    found = item(lines(*CHOICE, more=more), "options")
    assert found.state is Status.TO_JUDGE
    assert "The vendor of the other one may close" in found.why


def test_a_baseline_that_does_something_is_for_a_person() -> None:
    assert options(baseline="The cheap way").places == ()  # its id says nothing
    more = OPTIONS.format(asked="buy", baseline="The cheap way", summary="").replace("id: nothing", "id: cheap")
    found = item(lines(*CHOICE, more=more), "options").places
    assert [place.column for place in found] == ["options[0].baseline"]


def test_two_options_are_few() -> None:
    more = "option: buy\noptions:\n  - {id: nothing, label: Do nothing, baseline: true}\n  - {id: buy, label: Buy}\n"
    found = item(lines(CHOICE[0], f"{GAIN}, options: [buy]", more=more), "options")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["options"])


def test_a_case_with_one_way_is_not_asked() -> None:
    assert item(lines(COST, GAIN), "options").state is Status.NOT_APPLICABLE


def test_inputs_have_sources_and_ranges() -> None:
    team = "id: team, label: Team, kind: cost, quantity: [people, hours]"
    more = f"inputs: {{people: {{value: 3, low: 2, high: 4, {SAID}}}, hours: {{value: 8}}}}\n"
    found = item(lines(team, GAIN, more=more), "inputs")
    assert columns(found) == [
        "inputs.hours.source",
        "inputs.hours.confidence",
        "inputs.hours.as_of",
        "inputs.hours.low",
    ]
    sure = more.replace("hours: {value: 8}", f"hours: {{value: 8, low: 8, high: 8, {SAID}}}")
    assert item(lines(team, GAIN, more=sure), "inputs").state is Status.PASSED


def test_places_are_those_of_the_file_whatever_the_option_leaves_out() -> None:
    rest = "id: misc, label: Misc, kind: cost, values: [0, 1, 1, 1]"
    sunk = f"id: study, label: Study, kind: cost, sunk: true, values: [5, 0, 0, 0], {SAID}"
    more = OPTIONS.format(asked="buy", baseline="Do nothing", summary="")
    found = item(lines(CHOICE[1], sunk, CHOICE[0], rest, CHOICE[2], more=more), "inputs")
    assert columns(found) == [f"lines[3].{key}" for key in ("source", "confidence", "as_of")]


def test_lines_of_options_that_exclude_one_another_are_not_counted_twice() -> None:
    one, other = (
        f"id: {name}, label: Licences, kind: cost, values: [0, 4, 5, 7], options: [{name}], {SAID}"
        for name in ("buy", "build")
    )
    more = OPTIONS.format(asked="buy", baseline="Do nothing", summary="")
    assert item(lines(one, other, CHOICE[2], more=more), "twice").state is Status.PASSED
    both = other.replace("options: [build]", "options: [buy, build]")
    assert item(lines(one, both, CHOICE[2], more=more), "twice").state is Status.FAILED


def test_lines_that_are_worked_out_are_reviewed_like_written_ones() -> None:
    worked = (
        f"id: gain, label: Savings of tools, kind: benefit, category: savings, amount: 5, growth: 4%, low: 0.9, {SAID}"
    )
    written = worked.replace("amount: 5, growth: 4%", "values: [0, 5, 5.2, 5.408]")
    for id in ("double-running", "savings", "twice", "ranges"):
        found, expected = (item(lines(COST, line), id) for line in (worked, written))
        assert (found.state, found.why) == (expected.state, expected.why)
