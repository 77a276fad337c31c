"""What has to hold of any business case: how its lines are worked out moves NPV as finance says, and not otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from steering.cases.business import PER_YEAR, BusinessCase, Scenario
from steering.cases.resolve import resolve, resolve_alone
from steering.finance.metrics import Metrics
from steering.finance.model import compute_npv, evaluate
from steering.finance.npv_vectorised import build_npv_model

TIMINGS = ("end", "mid", "start")
Keys = dict[str, Any]

timings = st.sampled_from(TIMINGS)
periods = st.sampled_from(("year", "quarter", "month"))
rates = st.integers(0, 300).map(lambda thousandths: f"{thousandths / 1000}")
amounts = st.integers(0, 2000).map(lambda tenths: f"{tenths / 10}")
factors = st.integers(1, 30).map(lambda tenths: f"{tenths / 10}")
LAST = 9
CASE = TypeAdapter(BusinessCase)


def case_of(lines: Sequence[Keys], **keys: Any) -> BusinessCase:
    """A business case of these keys, as its file is read."""
    return resolve(CASE.validate_python({"discount_rate": "0.1", "periods": LAST, **keys, "lines": [*lines]}))


def npv(case: BusinessCase, *changes: Scenario, scenario: str | None = None) -> float:
    """The NPV of a case, which is always a figure here."""
    value = compute_npv(case, scenario, *changes)
    assert value is not None
    return value


def near(value: float) -> Any:
    """A figure that was computed in another order."""
    return pytest.approx(value, rel=1e-9, abs=1e-6)


@st.composite
def lines(draw: st.DrawFn, *, ends: bool = True, inputs: Sequence[str] = ()) -> Keys:
    """A line of costs or benefits, with whatever it can be worked out from."""
    line: Keys = {"kind": draw(st.sampled_from(("cost", "benefit")))}
    if draw(st.booleans()):
        line["values"] = draw(st.lists(amounts, min_size=LAST + 1, max_size=LAST + 1))
    else:
        line["amount"] = draw(amounts)
        line["begins"] = draw(st.integers(0, 3))
        line["ends"] = draw(st.integers(3, LAST))
    for key in ("quantity", "price", "share"):
        if draw(st.booleans()):
            line[key] = [
                *draw(st.lists(factors, max_size=2)),
                *draw(st.lists(st.sampled_from(inputs or ("2",)), max_size=1)),
            ]
    if draw(st.booleans()):
        line["growth"] = draw(rates)
    if draw(st.booleans()):
        line["timing"] = draw(timings)
    if ends and draw(st.booleans()):
        line["end_value"] = draw(
            st.sampled_from([{"amount": "70"}, {"share": "0.4"}, {"share": "1"}, {"growth": "0.02"}])
        )
    return line


def named(every: Sequence[Keys], **more: Any) -> list[Keys]:
    """Lines with ids, and with other keys beside."""
    return [{"id": f"line_{index}", **line, **more} for index, line in enumerate(every)]


several = st.lists(lines(), min_size=1, max_size=4)


@given(growth=st.lists(rates, min_size=1, max_size=LAST), line=lines(), period=periods, timing=timings)
def test_growth_by_an_index_is_growth_by_its_rates(growth: list[str], line: Keys, period: str, timing: str) -> None:
    line.pop("growth", None)
    by_year = [Fraction(1)]
    for year in range(LAST):
        by_year.append(by_year[-1] * (1 + Fraction(growth[min(year, len(growth) - 1)])))
    levels = [by_year[max(index - 1, 0) // PER_YEAR[period]] for index in range(LAST + 1)]
    plain = case_of(named([line]), period=period, timing=timing)
    line.pop("end_value", None)
    indexed = case_of(named([line], growth="wages"), indexes={"wages": growth}, period=period, timing=timing)
    plain = case_of(named([line]), period=period, timing=timing)
    assert list(indexed.lines[0].amounts) == [
        amount * level for amount, level in zip(plain.lines[0].amounts, levels, strict=True)
    ]


@given(growth=rates, every=several, period=periods)
def test_an_index_of_one_rate_is_that_rate(growth: str, every: list[Keys], period: str) -> None:
    by_rate = case_of(named(every, growth=growth), period=period)
    by_index = case_of(named(every, growth="prices"), indexes={"prices": growth}, period=period)
    by_list = case_of(named(every, growth="prices"), indexes={"prices": {"rates": [growth] * 3}}, period=period)
    assert npv(by_rate) == npv(by_index) == npv(by_list)


@given(
    real=st.integers(30, 200),
    inflation=st.integers(0, 90),
    every=several,
    timing=timings,
    period=periods,
    after=st.integers(0, 3),
)
def test_real_and_nominal_ways_give_the_same_npv(
    real: int, inflation: int, every: list[Keys], timing: str, period: str, after: int
) -> None:
    nominal = (1 + Decimal(real) / 1000) * (1 + Decimal(inflation) / 1000) - 1
    same: Keys = {"timing": timing, "period": period, "option": "go", "inflation": f"{inflation / 1000}"}
    same["options"] = [
        {"id": "no", "label": "No", "baseline": True},
        {"id": "go", "label": "Go", "starts_after": after},
    ]
    own = named(every, options=["go"])
    at_real = npv(case_of(own, discount_rate=f"{real / 1000}", prices="real", **same))
    converted = [{**line, "prices": "real"} for line in own]
    assert npv(case_of(converted, discount_rate=str(nominal), **same)) == near(at_real)


@given(
    real=st.integers(30, 200),
    inflation=st.integers(0, 20),
    every=several,
    timing=timings,
    period=periods,
    after=st.integers(0, 3),
)
def test_nominal_lines_of_a_real_case_give_the_npv_of_the_nominal_case(
    real: int, inflation: int, every: list[Keys], timing: str, period: str, after: int
) -> None:
    nominal = (1 + Decimal(real) / 1000) * (1 + Decimal(inflation) / 1000) - 1
    same: Keys = {"timing": timing, "period": period, "option": "go", "inflation": f"{inflation / 1000}"}
    same["options"] = [
        {"id": "no", "label": "No", "baseline": True},
        {"id": "go", "label": "Go", "starts_after": after},
    ]
    own = named(every, options=["go"])
    at_nominal = npv(case_of(own, discount_rate=str(nominal), **same))
    deflated = [{**line, "prices": "nominal"} for line in own]
    assert npv(case_of(deflated, discount_rate=f"{real / 1000}", prices="real", **same)) == near(at_nominal)


@given(units=st.lists(amounts, min_size=LAST + 1, max_size=LAST + 1), price=factors, share=factors, timing=timings)
def test_quantity_by_price_by_share_are_the_values(units: list[str], price: str, share: str, timing: str) -> None:
    line = {"kind": "benefit", "quantity": "units", "price": [price], "share": share}
    worked = case_of(named([line]), inputs={"units": {"values": units}}, timing=timing)
    written = [str(Decimal(unit) * Decimal(price) * Decimal(share)) for unit in ["0", *units[1:]]]
    plain = case_of(named([{"kind": "benefit", "values": written}]), timing=timing)
    assert worked.lines[0].amounts == plain.lines[0].amounts
    assert npv(worked) == npv(plain)


@given(
    every=st.lists(lines(inputs=("people", "price")), min_size=1, max_size=4),
    before=factors,
    after=factors,
    price=factors,
    timing=timings,
    biased=st.booleans(),
)
def test_an_input_of_a_scenario_is_the_input_edited(
    every: list[Keys], before: str, after: str, price: str, timing: str, biased: bool
) -> None:
    own = named(every)
    costs = [line["id"] for line in own if line["kind"] == "cost"]
    more: Keys = {"timing": timing, "scenarios": {"other": {"inputs": {"people": after}}}}
    if biased and costs:
        more["optimism_bias"] = [{"lines": costs, "share": "0.3", "reference_class": "IT", "source": "Guide"}]
    case = case_of(own, inputs={"people": before, "price": price}, **more)
    edited = case_of(own, inputs={"people": after, "price": price}, **more)
    assert npv(case, scenario="other") == near(npv(edited))
    assert float(build_npv_model(case, "other").npv({}, {}, 1)[0]) == near(npv(edited))
    # Of several changes of an input the last one counts.
    assert npv(case, Scenario(inputs={"people": Decimal(before)}), scenario="other") == near(npv(case))


@given(line=lines(), rate=factors, timing=timings)
def test_a_currency_is_its_rate(line: Keys, rate: str, timing: str) -> None:
    exchange = {"EUR": {"rate": rate, "date": "2026-11-01", "source": "Treasury"}}
    there = case_of(named([line], currency="EUR"), currency="USD", exchange_rates=exchange, timing=timing)
    here = case_of(named([line]), currency="USD", timing=timing)
    assert npv(there) == near(float(rate) * npv(here))


@given(every=several, gone=lines(), timing=timings)
def test_what_is_sunk_changes_nothing(every: list[Keys], gone: Keys, timing: str) -> None:
    own = named(every)
    with_sunk = case_of([*own, {"id": "gone", **gone, "sunk": True}], timing=timing)
    without = case_of(own, timing=timing)
    assert evaluate(with_sunk) == evaluate(without)


@given(
    values=st.lists(amounts, min_size=4, max_size=4),
    after=st.integers(0, 4),
    timing=timings,
    period=periods,
    kind=st.sampled_from(("cost", "benefit")),
    ends=st.sampled_from([{}, {"end_value": {"share": "0.5"}}]),
)
def test_an_option_that_starts_later_is_worth_its_discounted_self(
    values: list[str], after: int, timing: str, period: str, kind: str, ends: Keys
) -> None:
    line = {"id": "line", "kind": kind, "values": [*values, *["0"] * (LAST - 3)], "options": ["now", "later"]}
    options = [
        {"id": "no", "label": "No", "baseline": True},
        {"id": "now", "label": "Now"},
        {"id": "later", "label": "Later", "starts_after": after},
    ]
    case = case_of([line], options=options, option="now", timing=timing, period=period)
    later = npv(resolve(case.as_written, "later"))
    assert later == near(npv(case) * 1.1 ** (-after / PER_YEAR[period]))
    # What comes back at the end comes back in either, and is all that was paid.
    released = case_of([line | ends], options=options, option="now", timing=timing, period=period)
    horizon = 1.1 ** (-LAST / PER_YEAR[period])
    back = sum(map(float, values)) * 0.5 * horizon * (-1 if kind == "cost" else 1) if ends else 0.0
    sign = -1 if kind == "cost" else 1
    assert npv(resolve(released.as_written, "later")) == near(later + sign * back)


@given(values=st.lists(amounts, min_size=LAST + 1, max_size=LAST + 1), timing=timings)
def test_a_value_at_the_end_falls_at_the_end(values: list[str], timing: str) -> None:
    for kind, sign in (("cost", -1), ("benefit", 1)):
        line: Keys = {"kind": kind, "values": values}
        without = npv(case_of(named([line]), timing=timing))
        at_end = 1.1**-LAST
        total = sum(map(float, values))
        amount = case_of(named([line], end_value={"amount": "70"}), timing=timing)
        assert npv(amount) == near(without + 70 * at_end)
        share = case_of(named([line], end_value={"share": "1"}), timing=timing)
        # A cost that comes back is less of a cost, a benefit that is kept is more of one.
        assert npv(share) == near(without + total * at_end)
        ongoing = case_of(named([line], end_value={"growth": "0.02"}), timing=timing)
        later = {"end": 0, "mid": 0.5, "start": 1}[timing]
        assert npv(ongoing) == near(without + sign * float(values[-1]) * 1.02 / 0.08 * 1.1 ** (later - LAST))


@given(values=st.lists(amounts, min_size=LAST + 1, max_size=LAST + 1), timing=timings, growth=st.integers(0, 60))
def test_a_flow_without_end_is_worth_the_same_seen_a_year_later(values: list[str], timing: str, growth: int) -> None:
    end = {"end_value": {"growth": f"{growth / 1000}"}}
    short = case_of(named([{"kind": "benefit", "values": values}], **end), timing=timing)
    next_year = str(Decimal(values[-1]) * (1 + Decimal(growth) / 1000))
    long = case_of(named([{"kind": "benefit", "values": [*values, next_year]}], **end), timing=timing, periods=LAST + 1)
    assert npv(short) == near(npv(long))


@given(every=several, timing=timings, period=periods, years=st.sets(st.integers(1, 12), min_size=1, max_size=3))
def test_later_rates_that_are_the_same_change_nothing(
    every: list[Keys], timing: str, period: str, years: set[int]
) -> None:
    later = [{"after_year": year, "rate": "0.1"} for year in sorted(years)]
    plain = case_of(named(every), timing=timing, period=period)
    declining = case_of(named(every), timing=timing, period=period, later_rates=later)
    assert npv(declining) == near(npv(plain))


@given(rate=rates, year=st.integers(1, 3))
def test_later_rates_hold_for_dates_too(rate: str, year: int) -> None:
    keys: Keys = {"dates": ["2026-01-01", "2027-01-01", "2030-12-31"], "periods": 2}
    later = [{"after_year": year, "rate": rate}]
    case = case_of(named([{"kind": "benefit", "values": ["0", "0", "100"]}]), **keys, later_rates=later)
    years = 1825 / 365
    assert npv(case) == near(100 * 1.1**-year * (1 + float(rate)) ** (year - years))


@given(every=several, share=factors, timing=timings, factor=factors)
def test_optimism_bias_is_its_share_of_the_lines(every: list[Keys], share: str, timing: str, factor: str) -> None:
    for line in every:
        line.pop("end_value", None)
    own = [*named(every), {"id": "cost", "kind": "cost", "amount": "5", "timing": "start"}]
    costs = [line for line in own if line["kind"] == "cost"]
    bias = [{"lines": [line["id"] for line in costs], "share": share, "reference_class": "IT", "source": "Guide"}]
    change = Scenario(lines={"cost": Decimal(factor)})
    plain, biased = case_of(own, timing=timing), case_of(own, timing=timing, optimism_bias=bias)
    alone = case_of(costs, timing=timing)
    for changes in ((), (change,)):
        assert npv(biased, *changes) == near(npv(plain, *changes) + float(share) * npv(alone, *changes))


@given(every=several, timing=timings, period=periods)
def test_a_timing_on_all_lines_is_the_timing_of_the_case(every: list[Keys], timing: str, period: str) -> None:
    for line in every:
        line.pop("timing", None)
    by_case, by_line = (
        case_of(named(every), timing=timing, period=period),
        case_of(named(every, timing=timing), timing=timing, period=period),
    )
    elsewhere = case_of(named(every, timing=timing), timing="end", period=period)
    for name, figure in _figures(evaluate(by_case)).items():
        expected = figure if figure is None else pytest.approx(figure, rel=1e-6, abs=1e-6)
        assert getattr(evaluate(by_line), name) == expected, name
    assert npv(elsewhere) == near(npv(by_case))


# Payback and peak funding tell a cost at the start of a period from one that comes evenly by the line's own timing.
DISCOUNTED = ("npv", "irr", "irr_roots", "mirr", "roi", "roi_discounted", "pv_costs", "pv_benefits", "bcr")


def _figures(metrics: Metrics) -> dict[str, Any]:
    """The metrics that discounting gives."""
    return {name: getattr(metrics, name) for name in DISCOUNTED}


@given(every=several, timing=timings, period=periods, shares=st.tuples(factors, factors), after=st.integers(0, 2))
def test_the_increment_is_one_npv_less_the_other(
    every: list[Keys], timing: str, period: str, shares: tuple[str, str], after: int
) -> None:
    options = [
        {"id": "keep", "label": "Keep", "baseline": True},
        {"id": "build", "label": "Build", "starts_after": after},
    ]
    own = named(every, options={"keep": shares[0], "build": shares[1]})
    case = case_of(own, options=options, option="build", timing=timing, period=period)
    alone = [npv(resolve_alone(case.as_written, name)) for name in ("build", "keep")]
    assert npv(case) == near(alone[0] - alone[1])


DRIVERS = {
    "discount_rate": st.integers(1, 400).map(lambda thousandths: thousandths / 1000),
    "benefit_delay_months": st.integers(0, 30).map(float),
    "adoption_speed": st.integers(5, 20).map(lambda tenths: tenths / 10),
    "benefit_factor": st.integers(0, 20).map(lambda tenths: tenths / 10),
    "cost_factor": st.integers(0, 20).map(lambda tenths: tenths / 10),
}


@settings(deadline=None)
@given(
    every=several,
    timing=timings,
    period=periods,
    point=st.fixed_dictionaries(DRIVERS),
    factor=factors,
    later=st.booleans(),
    scales=st.booleans(),
)
def test_many_points_at_once_are_each_point_alone(
    every: list[Keys], timing: str, period: str, point: dict[str, float], factor: str, later: bool, scales: bool
) -> None:
    own = named(every)
    if scales:
        own[0]["scales_with"] = "adoption"
    costs = [line["id"] for line in own if line["kind"] == "cost"]
    more: Keys = {"timing": timing, "period": period}
    if later:
        more["later_rates"] = [{"after_year": 1, "rate": "0.07"}, {"after_year": 4, "rate": "0.03"}]
    if costs:
        more["optimism_bias"] = [{"lines": costs, "share": "0.3", "reference_class": "IT", "source": "Guide"}]
    case = case_of(own, **more)
    change = Scenario(
        drivers={name: Decimal(str(value)) for name, value in point.items()}, lines={"line_0": Decimal(factor)}
    )
    # The point stands between others, and is worth the same among them.
    drivers = {name: np.array([1.5 * value, value, 0.5 * value]) for name, value in point.items()}
    together = build_npv_model(case).npv(drivers, {"line_0": np.array([1.0, float(factor), 2.0])}, 3)
    assert float(together[1]) == near(npv(case, change))
